"""How a claim is decided: a proof, by cases if need be; else a point that refutes it; else an error that says why."""

from collections.abc import Callable
from typing import TypeAlias

from opd_exact.numbers.errors import BudgetExhausted, InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic.cases import cases
from opd_exact.symbolic.claim import Claim
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.piecewise import CaseNeededError
from opd_exact.symbolic.refutation import find_undefined_point, refute, require_inhabited
from opd_exact.symbolic.subjects import Subject
from opd_exact.symbolic.theorem import Refutation, Theorem

__all__ = [
    "Answer",
    "decide",
]

Answer: TypeAlias = Theorem | Refutation

# A proof of the claim on a part of the domain; None where the argument does not reach it.
Proof: TypeAlias = Callable[[Domain], Theorem | None]

_MOST_CASES = 200
_OBSTACLES = (BudgetExhausted, InputError, OutsideClass, OutsideDomain)


def decide(prove: Proof, subject: Subject, domain: Domain, fails: Callable[[int], bool], claim: Claim) -> Answer:
    """A theorem; else a refutation; else an error that says what stood in the way.

    Args:
        prove: the argument.
        subject: the function whose sign decides the claim at a point.
        domain: where the claim is made.
        fails: whether the claim is false at a point where the subject has this sign.
        claim: the claim in words.

    Raises:
        OutsideDomain: the subject has no value at a point of the domain, and no point refutes the claim.
        OutsideClass: neither a proof nor a refutation was found; other errors of the argument pass through.
    """
    require_inhabited(domain)
    obstacle: Exception | None = None
    try:
        theorem = prove(domain)
        if theorem is not None:
            return theorem
    except CaseNeededError as needed:
        # Points first: they are cheap, and a wrong piece is found by a point of that piece.
        refutation = refute(subject, domain, fails, claim, quick=True)
        if refutation is not None:
            return refutation
        try:
            proved = _prove_by_cases(prove, domain, needed, claim)
            if proved is not None:
                return proved
        except _OBSTACLES as error:
            obstacle = error
    except _OBSTACLES as error:
        obstacle = error
    refutation = refute(subject, domain, fails, claim)
    if refutation is not None:
        return refutation
    if obstacle is None:
        raise OutsideClass(f"{claim}: neither a proof nor a point that refutes it was found on the domain ({domain})")
    undefined = find_undefined_point(subject, domain)
    if undefined is not None:
        point = ", ".join(f"{symbol} = {value}" for symbol, value in undefined[0].items())
        raise OutsideDomain(f"{claim}: no value at {point}: {undefined[1]}") from obstacle
    raise obstacle


def _prove_by_cases(prove: Proof, domain: Domain, needed: CaseNeededError, claim: Claim) -> Theorem | None:
    """The claim on each part of the domain on which the pieces are decided."""
    proved: list[Theorem] = []
    waiting = list(cases(domain, needed))
    while waiting:
        part = waiting.pop(0)
        try:
            theorem = prove(part)
        except CaseNeededError as further:
            waiting = [*cases(part, further), *waiting]
            if len(waiting) + len(proved) > _MOST_CASES:
                raise OutsideClass(f"{claim}: more than {_MOST_CASES} cases") from further
            continue
        if theorem is None:
            return None
        proved.append(theorem)
    return Theorem(claim, domain.describe(), f"{len(proved)} cases", cases=tuple(proved))
