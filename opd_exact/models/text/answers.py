"""What a query answers: a number, policies, crossings or a truth, each with how it is known.

=========  ==========================================================================================================
kind       means
=========  ==========================================================================================================
DECIDED    an exact number: a rational, a form in logarithms, an infinity; equalities among them are decided
PROVED     a closed form in the parameters, proved equal to the definition for all values in their ranges
ENCLOSED   a number that a rigorous ball of any requested accuracy contains
=========  ==========================================================================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import flint
import sympy

from opd_exact.models.text.amounts import Amount, as_expression, expression_text
from opd_exact.numbers import ComputedReal, Infinity, LogForm, enclose, nearest_float
from opd_exact.numbers.errors import InputError
from opd_exact.symbolic.evaluation import UnknownSignError, evaluate

__all__ = [
    "Answer",
    "AnyAnswer",
    "Choice",
    "Crossings",
    "Kind",
    "Truth",
    "computed",
]

Kind = Literal["PROVED", "DECIDED", "ENCLOSED"]

_SHOWN_DIGITS = 15


@dataclass(frozen=True)
class Answer:
    """A number: `value` is a Fraction, a LogForm, an Infinity, or a SymPy expression (in parameters, or irrational).

    domain: the ranges of the parameters that the value depends on, one a sentence.
    note: how a closed form in parameters is known.
    """

    query: str
    kind: Kind
    value: Amount
    domain: tuple[str, ...] = ()
    note: str = ""

    @property
    def closed_form(self) -> str:
        """The value in the grammar of formulas."""
        return expression_text(self.value)

    @property
    def latex(self) -> str:
        """The value in LaTeX."""
        if isinstance(self.value, Infinity):
            return r"\infty" if self.value.sign() > 0 else r"-\infty"
        return str(sympy.latex(as_expression(self.value)))

    @cached_property
    def number(self) -> Any:
        """The value as a number that can be enclosed.

        Raises:
            InputError: it depends on parameters.
        """
        if isinstance(self.value, sympy.Expr):
            free = sorted(map(str, self.value.free_symbols))
            if free:
                raise InputError(
                    f"{self.query} depends on {', '.join(free)}: give values, as in ask(…, {free[0]}='1/2')"
                )
            return computed(self.value)
        return self.value

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The parameters that the value depends on."""
        return tuple(sorted(map(str, self.value.free_symbols))) if isinstance(self.value, sympy.Expr) else ()

    def decimal(self, digits: int = _SHOWN_DIGITS) -> tuple[str, str]:
        """Decimal strings (middle, radius) with |truth - middle| <= radius.

        Raises:
            InputError: the value depends on parameters.
        """
        if isinstance(self.value, Infinity):
            return str(self.value), "0"
        return enclose(self.number, digits + 4).decimal(digits)

    def __float__(self) -> float:
        """The correctly rounded float64."""
        return float(self.value) if isinstance(self.value, Infinity) else float(nearest_float(self.number))

    def __str__(self) -> str:
        text = f"{self.query} = {self.closed_form}"
        if not self.depends_on and not _is_whole(self.value):
            text += f" ≈ {self.decimal()[0]}"
        scope = f" for {'; '.join(self.domain)}" if self.domain else ""
        return f"{text}{scope}  [{self.kind}]"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _repr_html_(self) -> str:
        from opd_exact.displays import code, display_math, element, paragraph, shown

        number = "" if self.depends_on else f" ≈ {self.decimal()[0]}"
        scope = f" for {'; '.join(self.domain)}" if self.domain else ""
        told = paragraph(
            code(self.query), " = ", code(self.closed_form), number, scope, " ", element("small", self.kind)
        )
        return shown(told, display_math(self.latex))

    def to_json(self, digits: int = _SHOWN_DIGITS) -> dict[str, Any]:
        """The answer as plain data; numbers are strings, so that no float passes through JSON."""
        value = None if self.depends_on else dict(zip(("mid", "rad"), self.decimal(digits), strict=True))
        return {
            "query": self.query,
            "kind": self.kind,
            "exact": self.closed_form,
            "value": value,
            "latex": self.latex,
            "domain": list(self.domain),
            "note": self.note or None,
        }


@dataclass(frozen=True)
class Choice:
    """The policies at which a value is least or greatest, all ties included, and the value there."""

    query: str
    kind: Kind
    policies: tuple[tuple[str, ...], ...]
    value: Amount
    domain: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The policies, each as one text."""
        return tuple(", ".join(policy) for policy in self.policies)

    @property
    def latex(self) -> str:
        """The policies as a set in LaTeX."""
        return r"\{" + r",\ ".join(rf"\text{{{name}}}" for name in self.names) + r"\}"

    def __str__(self) -> str:
        tie = f" ({len(self.policies)} tie)" if len(self.policies) > 1 else ""
        scope = f" for {'; '.join(self.domain)}" if self.domain else ""
        listed = "; ".join(self.names)
        return f"{self.query} = {{{listed}}}{tie}, value {expression_text(self.value)}{scope}  [{self.kind}]"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _repr_html_(self) -> str:
        from opd_exact.displays import code, shown

        return shown(code(self))

    def to_json(self, digits: int = _SHOWN_DIGITS) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "query": self.query,
            "kind": self.kind,
            "policies": [list(policy) for policy in self.policies],
            "value": Answer(self.query, self.kind, self.value).to_json(digits)["exact"],
            "latex": self.latex,
            "domain": list(self.domain),
        }


@dataclass(frozen=True)
class Crossings:
    """Every crossing in the open interval, as numbers that can be enclosed; none is an answer, too."""

    query: str
    kind: Kind
    parameter: str
    roots: tuple[ComputedReal, ...]

    @property
    def latex(self) -> str:
        """The crossings in LaTeX, to fifteen digits."""
        return r",\ ".join(rf"{self.parameter} \approx {root.enclose(19).decimal(15)[0]}" for root in self.roots)

    def decimal(self, digits: int = _SHOWN_DIGITS) -> tuple[tuple[str, str], ...]:
        """For each crossing decimal strings (middle, radius) with |truth - middle| <= radius."""
        return tuple(root.enclose(digits + 4).decimal(digits) for root in self.roots)

    def __str__(self) -> str:
        told = ", ".join(f"{self.parameter} ≈ {middle}" for middle, _ in self.decimal()) or "no crossing"
        return f"{self.query}: {told}  [{self.kind}]"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _repr_html_(self) -> str:
        from opd_exact.displays import code, shown

        return shown(code(self))

    def to_json(self, digits: int = _SHOWN_DIGITS) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "query": self.query,
            "kind": self.kind,
            "parameter": self.parameter,
            "crossings": [{"mid": middle, "rad": radius} for middle, radius in self.decimal(digits)],
            "latex": self.latex,
        }


@dataclass(frozen=True)
class Truth:
    """Whether a statement holds; where it does not, `witness` says for which parameters, or by how much."""

    query: str
    kind: Kind
    holds: bool
    witness: str = ""
    domain: tuple[str, ...] = ()

    @property
    def latex(self) -> str:
        """The truth value in LaTeX."""
        return rf"\text{{{str(self.holds).lower()}}}"

    def __bool__(self) -> bool:
        return self.holds

    def __str__(self) -> str:
        scope = f" for {'; '.join(self.domain)}" if self.domain and self.holds else ""
        reason = f": {self.witness}" if self.witness else ""
        return f"{self.query} is {str(self.holds).lower()}{scope}{reason}  [{self.kind}]"

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"

    def _repr_html_(self) -> str:
        from opd_exact.displays import code, shown

        return shown(code(self))

    def to_json(self, digits: int = _SHOWN_DIGITS) -> Mapping[str, Any]:
        """The answer as plain data."""
        return {
            "query": self.query,
            "kind": self.kind,
            "holds": self.holds,
            "witness": self.witness or None,
            "latex": self.latex,
            "domain": list(self.domain),
        }


AnyAnswer = Answer | Choice | Crossings | Truth


def computed(expression: sympy.Expr) -> ComputedReal:
    """An expression without parameters as a number that can be enclosed to any accuracy."""

    def evaluated() -> flint.arb:
        try:
            value = evaluate(expression, {}, flint.ctx.prec)
        except UnknownSignError:  # a sign inside is not found at this precision; a higher one follows
            return flint.arb("nan")
        if isinstance(value, Fraction):
            return flint.arb(flint.fmpq(value.numerator, value.denominator))
        return value.arb() if isinstance(value, LogForm) else value

    return ComputedReal(evaluated, lambda: expression_text(expression))


def _is_whole(value: Amount) -> bool:
    return isinstance(value, Infinity) or (isinstance(value, Fraction) and value.denominator == 1)
