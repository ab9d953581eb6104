"""The search for a rational point at which a claim fails, and rigorous signs there."""

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

import sympy

from opd_exact.numbers import Ball, LogForm
from opd_exact.numbers.errors import OutsideClass, OutsideDomain
from opd_exact.symbolic.claim import Claim
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.evaluation import Point, UnknownSignError, Value, sign_at, sign_of_difference
from opd_exact.symbolic.sampling import candidates, points
from opd_exact.symbolic.subjects import Sides, Subject
from opd_exact.symbolic.theorem import Refutation

__all__ = [
    "find_undefined_point",
    "refute",
    "refute_monotone",
    "require_inhabited",
]

# Points are tried at rising precision: most are decided at once, a point where the claim happens to hold never is.
_ROUNDS = ((64, 60), (256, 40), (1024, 12))
_QUICK = ((64, 12),)
# With declared conditions most points of the box may lie outside the domain.
_TRIES_FOR_A_POINT = 40


def _inside(point: Point, domain: Domain) -> bool:
    """Whether a point of the box satisfies the declared conditions."""
    for condition in domain.declared_positive:
        try:
            if sign_at(condition, point, 128)[0] != 1:
                return False
        except (OutsideDomain, UnknownSignError):
            return False
    return True


def _points(subject: Subject, domain: Domain, count: int) -> Iterator[Point]:
    box = itertools.islice(points(domain, subject.breaks()), _TRIES_FOR_A_POINT * count)
    return itertools.islice((point for point in box if _inside(point, domain)), count)


def require_inhabited(domain: Domain) -> None:
    """Raise unless a point is found that satisfies the declared conditions: on an empty domain everything is true.

    Raises:
        OutsideClass: no point was found.
    """
    if domain.declared_positive and not any(_inside(p, domain) for p in itertools.islice(points(domain), 2000)):
        raise OutsideClass(
            f"no point was found that satisfies the declared conditions of the domain ({domain}); "
            "a claim about an empty domain would say nothing"
        )


def refute(
    subject: Subject, domain: Domain, fails: Callable[[int], bool], claim: Claim, *, quick: bool = False
) -> Refutation | None:
    """A point of the domain at which the sign of the subject makes the claim fail, or None where none was found.

    `fails` says for a sign -1, 0, 1 whether the claim is false there. A sign is used only once it is decided:
    exactly, or by a ball that excludes zero.
    """
    for bits, count in _QUICK if quick else _ROUNDS:
        for point in _points(subject, domain, count):
            try:
                sign, value = subject.sign_at(point, bits)
            except (OutsideDomain, UnknownSignError):
                continue
            except OutsideClass:
                # A function that cannot be evaluated here cannot be evaluated elsewhere either.
                return None
            if sign is not None and fails(sign):
                return Refutation(claim, _shown(point, subject, domain), _difference(value))
    return None


def refute_monotone(
    expression: sympy.Expr, symbol: sympy.Symbol, domain: Domain, direction: int, claim: Claim
) -> Refutation | None:
    """Two points that differ in the symbol alone and between which the change is not in the direction claimed."""
    subject = Sides(expression, sympy.Integer(0))
    values = sorted(candidates(domain.interval(symbol), subject.breaks().get(symbol, ())))
    for bits, count in _ROUNDS:
        for point in _points(subject, domain, max(count // len(values), 2)):
            for low, high in itertools.pairwise(values):
                start, end = {**point, symbol: low}, {**point, symbol: high}
                if not (_inside(start, domain) and _inside(end, domain)):
                    continue
                try:
                    sign, change = sign_of_difference((expression, end), (expression, start), bits)
                except (OutsideDomain, UnknownSignError):
                    continue
                except OutsideClass:
                    return None
                if sign is not None and sign != direction:
                    longer = claim.with_words(f"(the change from {symbol} = {low} to {symbol} = {high})")
                    return Refutation(longer, _shown(start, subject, domain), _difference(change))
    return None


def find_undefined_point(subject: Subject, domain: Domain) -> tuple[Point, str] | None:
    """A point of the domain at which the subject has no value, with the reason."""
    for point in _points(subject, domain, 60):
        reason = subject.undefined_at(point)
        if reason is not None:
            return _shown(point, subject, domain), reason
    return None


def _shown(point: Point, subject: Subject, domain: Domain) -> Point:
    """The coordinates on which the subject depends; all of them where it is constant."""
    return {symbol: point[symbol] for symbol in domain.symbols if symbol in subject.symbols} or dict(point)


def _difference(value: Value) -> LogForm | Ball:
    if isinstance(value, Fraction):
        return LogForm(value)
    return value if isinstance(value, LogForm) else Ball.from_arb(value)
