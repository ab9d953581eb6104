"""The parameters of a model file: their names, their ranges, and the domain that these make.

A range is written as "real", "positive", "nonnegative", "negative", or as an interval such as "(0, 1/2)", "[0, 1]" or
"(-oo, 0)", whose ends are rational numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from opd_exact.models.text.formula import closest, read_formula
from opd_exact.numbers.errors import InputError
from opd_exact.symbolic import Domain, Interval

__all__ = [
    "Parameter",
    "Simplex",
    "domain_of",
    "read_interval",
]

_NAMED = {
    "real": Interval(),
    "positive": Interval.open(0, None),
    "nonnegative": Interval(Fraction(0), None, True, False),
    "negative": Interval.open(None, 0),
}
_INTERVAL = re.compile(r"\s*([\[(])([^,\[\]()]*),([^,\[\]()]*)([\])])\s*")
_MOST_CHARACTERS = 500


@dataclass(frozen=True)
class Parameter:
    """A parameter and its range."""

    name: str
    interval: Interval

    @property
    def symbol(self) -> sympy.Symbol:
        """The SymPy symbol, which assumes what the range implies and no more."""
        lower = self.interval.lower
        if lower is None or lower < 0:
            return sympy.Symbol(self.name, real=True)
        if self.interval.contains(0):
            return sympy.Symbol(self.name, nonnegative=True)
        return sympy.Symbol(self.name, positive=True)

    @property
    def range_text(self) -> str:
        """The range as a model file has it.

        >>> Parameter("e", read_interval("( 0, 0.5]")).range_text
        '(0, 1/2]'
        """
        for name, interval in _NAMED.items():
            if interval == self.interval:
                return name
        return str(self.interval)


@dataclass(frozen=True)
class Simplex:
    """Parameters that are positive and sum to one, under a name."""

    name: str
    coordinates: tuple[str, ...]


def read_interval(text: str) -> Interval:
    """The interval that a range spells.

    Raises:
        InputError: it spells none, or one that holds no number.

    >>> print(read_interval("(0, 1/2)"), read_interval("real"))
    (0, 1/2) (-oo, oo)
    """
    spelled = text[:_MOST_CHARACTERS].strip()
    if spelled in _NAMED:
        return _NAMED[spelled]
    match = _INTERVAL.fullmatch(spelled)
    if match is None:
        raise InputError(
            f"{text[:60]!r} is no range{closest(spelled[:60], _NAMED)}; expected {', '.join(map(repr, _NAMED))}, or an"
            " interval such as '(0, 1/2)' or '[0, oo)'"
        )
    opening, lower, upper, closing = match.groups()
    return Interval(_end(lower, "-oo"), _end(upper, "oo"), opening == "[", closing == "]")


def domain_of(parameters: Sequence[Parameter], simplices: Sequence[Simplex]) -> Domain:
    """The domain of the parameters; the coordinates of a simplex are among them."""
    symbols = {parameter.name: parameter.symbol for parameter in parameters}
    inside = {name for group in simplices for name in group.coordinates}
    return Domain(
        intervals={p.symbol: p.interval for p in parameters if p.name not in inside},
        simplex=[tuple(symbols[name] for name in group.coordinates) for group in simplices],
    )


def _end(text: str, infinite: str) -> Fraction | None:
    if text.strip() == infinite:
        return None
    value = read_formula(text)
    if not isinstance(value, Fraction):
        raise InputError(f"the end {text.strip()[:60]!r} of a range is no rational number")
    return value
