"""What a check found: a verdict with its evidence, never a bare bool."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.numbers import Enclosable
from opd_exact.numbers.errors import EvidenceError
from opd_exact.registry.verdict import Verdict, weakest

__all__ = [
    "Budget",
    "Fact",
    "Finding",
    "Observation",
    "Published",
    "all_of",
]


@dataclass(frozen=True)
class Fact:
    """One decided part of a claim.

    `text` says what was established, or on a refutation what is false and where; `margin` says how far from true it is.
    """

    verdict: Verdict
    text: str
    margin: str | None = None

    @classmethod
    def decided_by(cls, holds: bool, text: str, *, otherwise: str, margin: str | None = None) -> "Fact":
        """A fact about exact values that a complete procedure has decided one way or the other."""
        if holds:
            return cls(Verdict.DECIDED, text)
        return cls(Verdict.REFUTED, otherwise, margin)

    def _repr_html_(self) -> str:
        from opd_exact.registry.display import fact_html

        return fact_html(self)


@dataclass(frozen=True)
class Observation:
    """What a float subject returned, and rigorous upper bounds on its distance from the truth.

    `tolerance` is the declared bound on `abs_error`; where it is None the observation is reported but gates nothing.
    """

    subject: str
    value: str
    abs_error: Fraction
    rel_error: Fraction | None
    ulps: Fraction | None
    tolerance: Fraction | None
    tolerance_reason: str

    @property
    def within(self) -> bool | None:
        """Whether the bound on the error lies inside the tolerance; None where no tolerance is declared."""
        return None if self.tolerance is None else self.abs_error <= self.tolerance


@dataclass(frozen=True)
class Published:
    """What the paper prints, whether the truth agrees with it at the printed digits, and why not where it does not."""

    value: str
    agrees: bool
    note: str | None = None


@dataclass(frozen=True)
class Budget:
    """The four causes of a float subject's distance from the ideal value, each a rigorous upper bound."""

    input: Fraction
    regularization: Fraction
    approximation: Fraction
    arithmetic: Fraction

    def _repr_html_(self) -> str:
        from opd_exact.registry.display import budget_html

        return budget_html(self)


@dataclass(frozen=True)
class Finding:
    """A verdict with its evidence.

    `exact` is a closed form in text; `value` is the number of the claim, if it has one; `message` is a sentence that
    names cause and place on anything but a pass.
    """

    verdict: Verdict
    facts: tuple[Fact, ...] = ()
    message: str | None = None
    margin: str | None = None
    exact: str | None = None
    value: Enclosable | None = None
    published: Published | None = None
    observations: tuple[Observation, ...] = ()
    budget: Budget | None = None
    certificate: str | None = None

    def _repr_html_(self) -> str:
        from opd_exact.registry.display import finding_html

        return finding_html(self)


def all_of(facts: Iterable[Fact]) -> Finding:
    """The finding on a claim that is the conjunction of its facts; the first refuted or unknown one gives the message.

    Facts are drawn one by one and not beyond the first refuted one, which settles the matter.

    Raises:
        EvidenceError: there are no facts.
    """
    listed = []
    for fact in facts:
        listed.append(fact)
        if fact.verdict is Verdict.REFUTED:
            break
    if not listed:
        raise EvidenceError("no facts were established: an empty list is missing evidence, not a pass")
    verdict = weakest(fact.verdict for fact in listed)
    finding = Finding(verdict, tuple(listed))
    if verdict.may_pass:
        return finding
    culprit = next(fact for fact in listed if fact.verdict is verdict)
    return replace(finding, message=culprit.text, margin=culprit.margin)
