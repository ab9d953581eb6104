"""An error budget: its four amounts under a bar, their sum, and the distance that they bound."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from opd_exact.displays.bars import stacked_bar
from opd_exact.displays.markup import Markup, joined, table

__all__ = [
    "budget_table",
]

_WHAT = {
    "input": "rounding of tables and settings",
    "regularization": "floors, penalties, padding",
    "approximation": "mean field, pruning, a search that ends early",
    "arithmetic": "rounding of the program's own operations",
}


def budget_table(
    amounts: Mapping[str, Fraction | None],
    caption: str,
    upper: Callable[[Fraction], str],
    distance: Fraction | None = None,
) -> Markup:
    """Upper bounds by cause as a bar and as a table; one that is None is not known.

    upper: writes a bound so that it stays one. distance: an upper bound on the whole, where it is known.

    >>> shown = budget_table({"input": Fraction(1, 8), "arithmetic": Fraction(1, 8)}, "budget", str, Fraction(1, 16))
    >>> "1/4" in shown, "25 %" in shown
    (True, True)
    """
    known = {cause: amount for cause, amount in amounts.items() if amount is not None}
    total = sum(known.values(), Fraction(0))

    def told(amount: Fraction | None) -> tuple[str, str]:
        if amount is None:
            return "not known: no ideal was computed", ""
        return f"≤\u00a0{upper(amount)}", f"{float(100 * amount / total):.3g} %" if total else ""

    rows = [
        (f"{place}. {cause}", *told(amount), _WHAT.get(cause, ""))
        for place, (cause, amount) in enumerate(amounts.items(), start=1)
    ]
    whole = "sum of the bounds" if len(known) == len(amounts) else "sum of those known"
    rows.append((whole, f"≤\u00a0{upper(total)}", "", ""))
    if distance is not None:
        rows.append(("distance from the ideal", *told(distance), "signed amounts may cancel"))
    bars = [stacked_bar(known, title=caption)] if total else []
    return joined([*bars, table(("cause", "bound", "share", "what it is"), rows, caption=caption)])
