"""One definition per quantity, over exact numbers, symbols, balls and floats.

Each function takes nested sequences or arrays of probabilities and answers in nats, in the arithmetic that the entries
call for: see `opd_exact.information.table` for how entries are read and `opd_exact.information.arithmetic` for what
comes out.
"""

from opd_exact.information.dependence import (
    conditional_mutual_information,
    interaction_information,
    mutual_information,
    total_correlation,
)
from opd_exact.information.entropies import conditional_entropy, entropy
from opd_exact.information.radicals import RadicalForm
from opd_exact.information.relative import cross_entropy, relative_entropy
from opd_exact.information.table import Table, tabulate, tabulate_rows

__all__ = [
    "RadicalForm",
    "Table",
    "conditional_entropy",
    "conditional_mutual_information",
    "cross_entropy",
    "entropy",
    "interaction_information",
    "mutual_information",
    "relative_entropy",
    "tabulate",
    "tabulate_rows",
    "total_correlation",
]
