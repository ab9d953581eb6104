"""How a sum of rational multiples of logarithms is written: plain text, a constructor call, LaTeX."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from opd_exact.numbers.reading import integer_text

__all__ = [
    "constructor_text",
    "fraction_text",
    "latex_text",
    "sum_text",
]

Term = tuple[int, Fraction]

# Python's parser refuses long integer literals; the constructor reads strings as well
_LONGEST_LITERAL = 600


def fraction_text(value: Fraction) -> str:
    """A rational as "p/q", or "p" where it is an integer, of any length."""
    if value.denominator == 1:
        return integer_text(value.numerator)
    return f"{integer_text(value.numerator)}/{integer_text(value.denominator)}"


def sum_text(constant: Fraction, terms: Sequence[Term]) -> str:
    """The sum as "log(2) - 19/20*log(19) + 1/2"."""
    parts = [_term_text(base, coefficient) for base, coefficient in terms]
    if constant or not parts:
        parts.append(fraction_text(constant))
    return _joined(parts, " + ", " - ")


def _term_text(base: int, coefficient: Fraction) -> str:
    if abs(coefficient) == 1:
        return f"{'-' if coefficient < 0 else ''}log({integer_text(base)})"
    return f"{fraction_text(coefficient)}*log({integer_text(base)})"


def _joined(parts: Iterable[str], plus: str, minus: str) -> str:
    first, *rest = parts
    return first + "".join(minus + part[1:] if part.startswith("-") else plus + part for part in rest)


def constructor_text(constant: Fraction, terms: Sequence[Term]) -> str:
    """The sum as a call of the public constructor that makes it again."""
    opening = _literal(constant)
    if not terms:
        return f"LogForm({opening})"
    listed = ", ".join(f"{_literal(Fraction(base))}: {_literal(coefficient)}" for base, coefficient in terms)
    return f"LogForm({opening}, {{{listed}}})"


def _literal(value: Fraction) -> str:
    text = fraction_text(value)
    return text if value.denominator == 1 and len(text) <= _LONGEST_LITERAL else repr(text)


def latex_text(constant: Fraction, terms: Sequence[Term]) -> str:
    """The sum in LaTeX, with dollar signs."""
    parts = [_term_latex(base, coefficient) for base, coefficient in terms]
    if constant or not parts:
        parts.append(_fraction_latex(constant))
    return f"${_joined(parts, ' + ', ' - ')}$"


def _term_latex(base: int, coefficient: Fraction) -> str:
    factor = "" if abs(coefficient) == 1 else _fraction_latex(abs(coefficient)) + " "
    return f"{'-' if coefficient < 0 else ''}{factor}\\log {integer_text(base)}"


def _fraction_latex(value: Fraction) -> str:
    sign = "-" if value < 0 else ""
    if value.denominator == 1:
        return integer_text(value.numerator)
    return f"{sign}\\frac{{{integer_text(abs(value.numerator))}}}{{{integer_text(value.denominator)}}}"
