"""What the prover returns: a theorem with what is needed to check it again, or a point at which the claim fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.numbers import Ball, LogForm
from opd_exact.symbolic.claim import Claim
from opd_exact.symbolic.inequalities import Argued
from opd_exact.symbolic.normal_form import NormalForm
from opd_exact.symbolic.record import argued_record, form_record

__all__ = [
    "Refutation",
    "Theorem",
]

_MOST_PLAIN_BITS = 1000


@dataclass(frozen=True)
class Theorem:
    """A claim that was proved for every point of its domain.

    Attributes:
        claim: what was proved.
        assumptions: the declared ranges and conditions, one a sentence.
        method: the argument, in words.
        lemmas: named facts that the argument uses, with their instances.
        cases: theorems for the parts of the domain, where the claim was proved part by part, or for the steps of
            the argument. forms: the normal forms that the argument is about, by their role.
    """

    claim: Claim
    assumptions: tuple[str, ...]
    method: str
    lemmas: tuple[str, ...] = ()
    cases: tuple["Theorem", ...] = ()
    forms: tuple[tuple[str, NormalForm], ...] = ()
    signs: tuple[Argued, ...] = ()

    @property
    def statement(self) -> str:
        """The claim, with the expressions written out."""
        return str(self.claim)

    @property
    def passed(self) -> bool:
        """True: the claim holds."""
        return True

    def to_json(self) -> dict[str, Any]:
        """The theorem as plain data: generators, atoms and numerators of each normal form included."""
        return {
            "statement": self.statement,
            "assumptions": list(self.assumptions),
            "method": self.method,
            "lemmas": list(self.lemmas),
            "cases": [case.to_json() for case in self.cases],
            "forms": [{"role": role, **form_record(form)} for role, form in self.forms],
            "signs": [argued_record(argued) for argued in self.signs],
        }

    def __str__(self) -> str:
        where = "; ".join(self.assumptions)
        return f"proved: {self.statement}" + (f" for {where}" if where else "") + f" ({self.method})"

    def _repr_html_(self) -> str:
        from opd_exact.symbolic.display import theorem_html

        return theorem_html(self)

    def _repr_latex_(self) -> str | None:
        from opd_exact.symbolic.display import theorem_latex

        return theorem_latex(self)


@dataclass(frozen=True)
class Refutation:
    """A point of the domain at which a claim fails.

    Attributes:
        claim: what fails.
        point: a rational value for each symbol.
        difference: the value there of the expression whose sign the claim is about: exact, or a ball that excludes
            zero.
    """

    claim: Claim
    point: Mapping[sympy.Symbol, Fraction]
    difference: LogForm | Ball

    @property
    def statement(self) -> str:
        """The claim, with the expressions written out."""
        return str(self.claim)

    @property
    def passed(self) -> bool:
        """False: the claim does not hold."""
        return False

    @property
    def value_text(self) -> str:
        """The difference in text: a closed form, or a decimal with its radius."""
        if isinstance(self.difference, LogForm):
            return str(self.difference)
        middle_bits, exponent = self.difference.arb.mid().man_exp()
        if abs(int(exponent) + int(middle_bits).bit_length()) > _MOST_PLAIN_BITS:
            # Written out without an exponent the number would fill the page.
            return str(self.difference.arb.str(12))
        middle, radius = self.difference.decimal(12)
        return f"{middle} +/- {radius}"

    def to_json(self) -> dict[str, Any]:
        """The refutation as plain data."""
        return {
            "statement": self.statement,
            "point": {symbol.name: str(value) for symbol, value in self.point.items()},
            "difference": self.value_text,
            "exact": isinstance(self.difference, LogForm),
        }

    def __str__(self) -> str:
        where = ", ".join(f"{symbol} = {value}" for symbol, value in self.point.items()) or "the only point"
        return f"refuted: {self.statement} fails at {where}: the difference is {self.value_text}"

    def _repr_html_(self) -> str:
        from opd_exact.symbolic.display import refutation_html

        return refutation_html(self)

    def _repr_latex_(self) -> str | None:
        from opd_exact.symbolic.display import refutation_latex

        return refutation_latex(self)
