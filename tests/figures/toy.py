"""A figure of one coin: small, quick, and declared in full."""

from typing import Any

from opd_exact.figures import Data, Drawn, Figure, style

ROW = "coin_entropy"


def _draw(data: Data) -> Any:
    canvas, (axes,) = style.sheet(height=2.0)
    table = data.table(ROW, "entropy_by_mass")
    axes.plot(table.numbers("mass"), table.numbers("entropy"), **style.look(0, marked=True))
    axes.set_title(f"value {float(data.value(ROW)):.3f}")
    return canvas


COIN = Figure(
    "coin_curve", "A coin", "Its entropy <by> mass.", (Drawn(ROW, ("value", "series.entropy_by_mass")),), _draw
)
