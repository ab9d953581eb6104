"""Amounts as a stacked bar in SVG: numbered, so that nothing hangs on color."""

from collections.abc import Mapping
from fractions import Fraction

from opd_exact.displays.markup import Markup, element

__all__ = [
    "FILLS",
    "stacked_bar",
]

# Of middle lightness, so that black and white numbers can both be read on them and they stand out on either paper.
FILLS = ("#4a90c2", "#d17a3a", "#3f9a78", "#b06fa0", "#a8893a", "#7a80c9")

_WIDTH, _HEIGHT = 480, 26
# A narrower part is a line: its number would not fit.
_ROOM_FOR_NUMBER = 14
_LEAST = 1


def stacked_bar(amounts: Mapping[str, Fraction], *, title: str, whole: Fraction | None = None) -> Markup:
    """A bar of parts in proportion to their amounts, numbered from 1 in their order.

    amounts: not negative. whole: what the length of the bar stands for, at least their sum; the sum if not given. A
    part too small to be seen is drawn as a hairline, one of amount 0 not at all.

    >>> bar = stacked_bar({"input": Fraction(1, 4), "rounding": Fraction(3, 4)}, title="budget")
    >>> bar.count("<rect"), 'role="img"' in bar
    (3, True)
    """
    total = sum(amounts.values(), Fraction(0))
    full = max(total, whole or Fraction(0))
    parts, at = [], Fraction(0)
    for place, (name, amount) in enumerate(amounts.items()):
        if not amount or not full:
            continue
        left, width = float(at / full) * _WIDTH, max(_LEAST, float(amount / full) * _WIDTH)
        parts.append(
            element(
                "rect",
                element("title", f"{place + 1}: {name}, {float(amount):.3g}"),
                x=f"{min(left, _WIDTH - width):.2f}",
                y=4,
                width=f"{width:.2f}",
                height=_HEIGHT - 8,
                fill=FILLS[place % len(FILLS)],
            )
        )
        if width >= _ROOM_FOR_NUMBER:
            parts.append(
                element(
                    "text",
                    place + 1,
                    x=f"{left + width / 2:.2f}",
                    y=17.5,
                    text_anchor="middle",
                    font_size=12,
                    fill="#000000",
                )
            )
        at += amount
    frame = element(
        "rect", x=0.5, y=3.5, width=_WIDTH - 1, height=_HEIGHT - 7, fill="none", stroke="currentColor", opacity=0.5
    )
    said = ", ".join(f"{name} {float(amount):.3g}" for name, amount in amounts.items())
    return element(
        "svg",
        element("title", f"{title}: {said}"),
        *parts,
        frame,
        role="img",
        aria_label=f"{title}: {said}",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=_WIDTH,
        height=_HEIGHT,
        style="max-width:100%;height:auto",
    )
