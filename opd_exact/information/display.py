"""Tables of probabilities in notebooks: exact cells, rows and columns numbered by their indices."""

from typing import TYPE_CHECKING

from opd_exact.displays import shown, table

if TYPE_CHECKING:
    from opd_exact.information.table import Table

__all__ = [
    "table_html",
]


def table_html(cells: "Table") -> str:
    """The cells with the last axis across; each row is named by its indices on the other axes."""
    *outer, side = cells.shape
    rows = zip(_indices(outer), cells.rows(), strict=True)
    header = (f"axis {', '.join(map(str, range(len(outer))))}" if outer else "", *range(side))
    shape = " × ".join(map(str, cells.shape))
    return shown(table(header, ((name, *row) for name, row in rows), caption=f"{shape} table"))


def _indices(sides: list[int]) -> list[str]:
    found = [""]
    for side in sides:
        found = [f"{before}, {index}".removeprefix(", ") for before in found for index in range(side)]
    return found
