"""Tables of probabilities in notebooks: exact cells, rows and columns numbered by their indices."""

from typing import TYPE_CHECKING

from opd_exact.displays import table

if TYPE_CHECKING:
    from opd_exact.information.table import Table

__all__ = [
    "table_html",
]


def table_html(shown: "Table") -> str:
    """The cells with the last axis across; each row is named by its indices on the other axes."""
    *outer, side = shown.shape
    rows = zip(_indices(outer), shown.rows(), strict=True)
    header = (f"axis {', '.join(map(str, range(len(outer))))}" if outer else "", *range(side))
    shape = " × ".join(map(str, shown.shape))
    return str(table(header, ((name, *cells) for name, cells in rows), caption=f"{shape} table"))


def _indices(sides: list[int]) -> list[str]:
    found = [""]
    for side in sides:
        found = [f"{before}, {index}".removeprefix(", ") for before in found for index in range(side)]
    return found
