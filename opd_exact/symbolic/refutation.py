"""The search for a rational point at which a claim fails, and rigorous signs there."""

import itertools
from collections.abc import Callable, Iterator
from fractions import Fraction

import sympy

from opd_exact.numbers import Ball, LogForm
from opd_exact.numbers.errors import OutsideDomain
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.evaluation import Point, UnknownSignError, Value, sign_at, sign_of_change
from opd_exact.symbolic.piecewise import breakpoints
from opd_exact.symbolic.sampling import candidates, points
from opd_exact.symbolic.theorem import Refutation

__all__ = [
    "find_undefined_point",
    "point_inside",
    "refute",
    "refute_monotone",
]

# Points are tried at rising precision: most are decided at once, a point where the claim happens to hold never is.
_ROUNDS = ((64, 60), (256, 40), (1024, 12))
_QUICK = ((64, 12),)


def point_inside(point: Point, domain: Domain) -> bool:
    """Whether a point of the box satisfies the declared conditions."""
    for condition in domain.declared_positive:
        try:
            if sign_at(condition, point, 128)[0] != 1:
                return False
        except (OutsideDomain, UnknownSignError):
            return False
    return True


def _points(expression: sympy.Expr, domain: Domain, count: int) -> Iterator[Point]:
    found = (
        p for p in itertools.islice(points(domain, breakpoints(expression)), 20 * count) if point_inside(p, domain)
    )
    return itertools.islice(found, count)


def refute(
    expression: sympy.Expr, domain: Domain, fails: Callable[[int], bool], claim: str, *, quick: bool = False
) -> Refutation | None:
    """A point of the domain at which the sign of the expression makes the claim fail, or None where none was found.

    `fails` says for a sign -1, 0, 1 whether the claim is false there. A sign is used only once it is decided:
    exactly, or by a ball that excludes zero.
    """
    for bits, count in _QUICK if quick else _ROUNDS:
        for point in _points(expression, domain, count):
            try:
                sign, value = sign_at(expression, point, bits)
            except (OutsideDomain, UnknownSignError):
                continue
            if sign is not None and fails(sign):
                used = {s: point[s] for s in domain.symbols if s in expression.free_symbols} or dict(point)
                return Refutation(claim, used, _difference(value))
    return None


def refute_monotone(
    expression: sympy.Expr, symbol: sympy.Symbol, domain: Domain, direction: int, claim: str, *, quick: bool = False
) -> Refutation | None:
    """Two points that differ in the symbol alone and between which the expression does not change in the direction
    claimed."""
    breaks = breakpoints(expression).get(symbol, [])
    values = sorted(candidates(domain.interval(symbol), breaks))
    for bits, count in _QUICK if quick else _ROUNDS:
        for point in _points(expression, domain, max(count // len(values), 2)):
            for low, high in itertools.pairwise(values):
                start, end = {**point, symbol: low}, {**point, symbol: high}
                if not (point_inside(start, domain) and point_inside(end, domain)):
                    continue
                try:
                    sign, change = sign_of_change(expression, start, end, bits)
                except (OutsideDomain, UnknownSignError):
                    continue
                if sign is not None and sign != direction:
                    used = {s: start[s] for s in domain.symbols if s in expression.free_symbols}
                    text = f"{claim} (the change from {symbol} = {low} to {symbol} = {high})"
                    return Refutation(text, used, _difference(change))
    return None


def find_undefined_point(expressions: tuple[sympy.Expr, ...], domain: Domain) -> tuple[Point, str] | None:
    """A point of the domain at which one of the expressions has no value, with the reason."""
    for expression in expressions:
        for point in _points(expression, domain, 60):
            try:
                sign_at(expression, point, 64)
            except OutsideDomain as reason:
                return {s: point[s] for s in domain.symbols if s in expression.free_symbols}, str(reason)
            except UnknownSignError:
                continue
    return None


def _difference(value: Value) -> LogForm | Ball:
    if isinstance(value, Fraction):
        return LogForm(value)
    return value if isinstance(value, LogForm) else Ball.from_arb(value)
