"""One function for every kind of model file, told apart by suffix."""

from collections.abc import Sequence
from pathlib import Path

from opd_exact.models.bayes_net import BayesNet
from opd_exact.models.importers.bif import read_bif_with_notes
from opd_exact.models.importers.gnn import read_gnn
from opd_exact.models.importers.naming import named_network, named_pomdp
from opd_exact.models.importers.source import file_text
from opd_exact.models.importers.xmlbif import read_xmlbif_with_notes
from opd_exact.models.text import NamedModel, load_model
from opd_exact.numbers.errors import InputError

__all__ = [
    "SUFFIXES",
    "load",
]

SUFFIXES = (".toml", ".gnn.md", ".bif", ".xmlbif", ".bifxml")
"""The suffixes that `load` knows."""


def load(
    path: str | Path, *, normalize: bool = False, horizon: int = 1, joint_of: Sequence[str] | None = None
) -> NamedModel:
    """The model of a file: TOML (`.toml`), GNN (`.gnn.md`), BIF (`.bif`) or XMLBIF (`.xmlbif`, `.bifxml`).

    What was rescaled or left out on the way is told in the model's `source`.

    normalize: divide a column whose entries do not sum to one by its exact sum, instead of refusing it; a model file in
        TOML says `weights` instead.
    horizon: the length of the policies of a GNN model; a model file in TOML has its own.
    joint_of: the variables of a network that the joint is of, without it all; too many cells are refused.

    Raises:
        InputError: the suffix is none of `SUFFIXES`, or the file is no such model; the message names file and place.
    """
    file = Path(path)
    suffix = next((suffix for suffix in SUFFIXES if file.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise InputError(f"{file}: the name ends in none of {', '.join(SUFFIXES)}")
    if suffix == ".toml":
        return load_model(file)
    text, name = file_text(file), str(file)
    if suffix == ".gnn.md":
        read = read_gnn(text, name, normalize=normalize)
        source = _source("GNN", read.notes)
        if isinstance(read.model, BayesNet):
            return named_network(read.model, joint_of=joint_of, title=read.title, source=source)
        return named_pomdp(read.model, horizon=horizon, title=read.title, source=source)
    read_network = read_bif_with_notes if suffix == ".bif" else read_xmlbif_with_notes
    net, notes = read_network(text, name, normalize=normalize)
    return named_network(net, joint_of=joint_of, source=_source("BIF" if suffix == ".bif" else "XMLBIF", notes))


def _source(kind: str, notes: tuple[str, ...]) -> str:
    return "; ".join((f"imported from {kind}", *notes))
