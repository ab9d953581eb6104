"""Models of other formats, read exactly: GNN files, Bayesian networks in BIF and XMLBIF, arrays in pymdp's order.

What is read is a model of this project (`POMDP`, `BayesNet`), and by name a `NamedModel`, which queries are asked of
and which `opd_exact.models.text.write_model` writes as TOML. Numbers are taken as they are spelled.
"""

from opd_exact.models.importers.arrays import pomdp_from_arrays, table_from_array
from opd_exact.models.importers.bif import read_bif
from opd_exact.models.importers.gnn import GnnModel, read_gnn
from opd_exact.models.importers.loading import SUFFIXES, load
from opd_exact.models.importers.naming import named_finite_model, named_network, named_pomdp
from opd_exact.models.importers.xmlbif import read_xmlbif

__all__ = [
    "SUFFIXES",
    "GnnModel",
    "load",
    "named_finite_model",
    "named_network",
    "named_pomdp",
    "pomdp_from_arrays",
    "read_bif",
    "read_gnn",
    "read_xmlbif",
    "table_from_array",
]
