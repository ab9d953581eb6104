"""How a claim is decided: a proof, by cases if need be; else a point that refutes it; else an error that says why."""

from collections.abc import Callable
from typing import TypeAlias

import sympy

from opd_exact.numbers.errors import OutsideClass, OutsideDomain
from opd_exact.symbolic.cases import cases
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.piecewise import CaseNeededError
from opd_exact.symbolic.refutation import find_undefined_point, refute
from opd_exact.symbolic.theorem import Refutation, Theorem

__all__ = [
    "Answer",
    "decide",
]

Answer: TypeAlias = Theorem | Refutation

_MOST_CASES = 200


def decide(
    prove: Callable[[Domain], Theorem | None],
    sides: tuple[sympy.Expr, ...],
    domain: Domain,
    subject: sympy.Expr,
    fails: Callable[[int], bool],
    claim: str,
) -> Answer:
    """A theorem, by cases if need be; else a refutation; else an error that says what stood in the way."""
    for side in sides:
        domain.require_declared(side)
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
        except (OutsideClass, OutsideDomain) as error:
            obstacle = error
    except (OutsideClass, OutsideDomain) as error:
        obstacle = error
    refutation = refute(subject, domain, fails, claim)
    if refutation is not None:
        return refutation
    if obstacle is not None:
        undefined = find_undefined_point(sides, domain)
        if undefined is not None:
            point = ", ".join(f"{symbol} = {value}" for symbol, value in undefined[0].items())
            raise OutsideDomain(f"{claim}: no value at {point}: {undefined[1]}") from obstacle
        raise obstacle
    raise OutsideClass(f"{claim}: neither a proof nor a point that refutes it was found on the domain ({domain})")


def _prove_by_cases(
    prove: Callable[[Domain], Theorem | None], domain: Domain, needed: CaseNeededError, claim: str
) -> Theorem | None:
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
