"""Where a claim is made: the declared symbols, their ranges, and the conditions that tie them together."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.numbers.errors import InputError, InputTypeError
from opd_exact.symbolic.interval import Interval

__all__ = [
    "Domain",
]

_UNIT = Interval.open(0, 1)

# What SymPy may assume of a symbol without saying more than "a real number".
_REAL_FACTS = {
    "commutative": True,
    "complex": True,
    "extended_real": True,
    "finite": True,
    "hermitian": True,
    "imaginary": False,
    "antihermitian": False,
    "infinite": False,
    "real": True,
}
_SIGN_FACTS = {
    "positive": frozenset({1}),
    "negative": frozenset({-1}),
    "nonnegative": frozenset({0, 1}),
    "nonpositive": frozenset({-1, 0}),
    "zero": frozenset({0}),
    "nonzero": frozenset({-1, 1}),
}


class Domain:
    """The set of points for which a claim is made.

    Each symbol ranges over an interval; a symbol named in several groups ranges over their intersection. A simplex is
    a tuple of symbols that are positive and sum to one. `declared_positive` holds expressions that are positive by
    assumption: the domain is then the part of the box where they are.

    Args:
        real: symbols that take every real value.
        positive: symbols over (0, oo).
        nonnegative: symbols over [0, oo).
        negative: symbols over (-oo, 0).
        intervals: a range for each symbol: an `Interval`, or a pair (lower, upper) of rationals, which is open; None or
            an infinite SymPy number is an infinite end.
        simplex: tuples of symbols, each tuple an open probability simplex.
        declared_positive: SymPy expressions assumed positive.

    Raises:
        InputError: a symbol's conditions contradict each other or what SymPy assumes of it, a simplex is empty, a
            symbol lies in two simplices.
        InputTypeError: something that should be a SymPy symbol or a rational is not.

    >>> lam, p, q = sympy.symbols("lam p q")
    >>> print(Domain(real={lam}, simplex=[(p, q)]))
    lam in (-oo, oo); p, q > 0 with p + q = 1
    """

    __slots__ = ("_intervals", "_names", "_simplex_of", "declared_positive", "simplices")

    def __init__(
        self,
        *,
        real: Iterable[sympy.Symbol] = (),
        positive: Iterable[sympy.Symbol] = (),
        nonnegative: Iterable[sympy.Symbol] = (),
        negative: Iterable[sympy.Symbol] = (),
        intervals: Mapping[sympy.Symbol, Any] | None = None,
        simplex: Iterable[Sequence[sympy.Symbol]] = (),
        declared_positive: Iterable[sympy.Expr] = (),
    ) -> None:
        self._intervals: dict[sympy.Symbol, Interval] = {}
        self.simplices: tuple[tuple[sympy.Symbol, ...], ...] = tuple(tuple(group) for group in simplex)
        groups = (
            (real, Interval()),
            (positive, Interval.open(0, None)),
            (nonnegative, Interval(Fraction(0), None, True, False)),
            (negative, Interval.open(None, 0)),
        )
        # Sets of symbols are sorted so that everything built on the domain comes out the same in every run.
        for group, interval in groups:
            for symbol in sorted(group, key=str):
                self._declare(symbol, interval)
        for symbol, bounds in (intervals or {}).items():
            self._declare(symbol, _interval(bounds, symbol))
        self._simplex_of = {symbol: group for group in self.simplices for symbol in group}
        self._declare_simplices()
        self._names = {symbol.name: symbol for symbol in self._intervals}
        if len(self._names) < len(self._intervals):
            repeated = sorted(s.name for s in self._intervals if self._names[s.name] is not s)
            raise InputError(f"domain: two different symbols are both named {repeated[0]!r}; rename one of them")
        for symbol, interval in self._intervals.items():
            _require_warranted(symbol, interval)
        self.declared_positive: tuple[sympy.Expr, ...] = tuple(declared_positive)
        for condition in self.declared_positive:
            self.require_declared(condition)

    def _declare(self, symbol: sympy.Symbol, interval: Interval) -> None:
        if not isinstance(symbol, sympy.Symbol):
            raise InputTypeError(f"domain: {symbol!r} is a {type(symbol).__name__}, expected a SymPy symbol")
        previous = self._intervals.get(symbol)
        both = interval if previous is None else previous.intersection(interval)
        if both is None:
            raise InputError(f"domain: {symbol} is declared in {previous} and in {interval}, which share no number")
        self._intervals[symbol] = both

    def _declare_simplices(self) -> None:
        seen: set[sympy.Symbol] = set()
        for group in self.simplices:
            if not group:
                raise InputError("domain: a simplex of size 0 has no point: its coordinates cannot sum to 1")
            for symbol in group:
                if symbol in seen:
                    raise InputError(f"domain: {symbol} occurs twice in the simplices; a symbol has one place in one")
                seen.add(symbol)
                declared = self._intervals.get(symbol)
                if declared is not None and not declared.includes(_UNIT):
                    raise InputError(
                        f"domain: {symbol} is a coordinate of a simplex and also declared in {declared}; "
                        "a coordinate ranges over (0, 1): declare further conditions as declared_positive"
                    )
                self._intervals[symbol] = Interval(Fraction(1), Fraction(1), True, True) if len(group) == 1 else _UNIT

    @property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        """The declared symbols, in the order of declaration."""
        return tuple(self._intervals)

    def interval(self, symbol: sympy.Symbol) -> Interval:
        """The range of a declared symbol.

        Raises:
            InputError: the symbol is not declared.
        """
        if symbol not in self._intervals:
            self.require_declared(symbol)
        return self._intervals[symbol]

    def simplex_of(self, symbol: sympy.Symbol) -> tuple[sympy.Symbol, ...] | None:
        """The simplex of which the symbol is a coordinate, if there is one."""
        return self._simplex_of.get(symbol)

    def require_declared(self, expression: sympy.Basic) -> None:
        """Raise unless every free symbol of the expression is declared.

        Raises:
            InputError: names the symbol and what is missing.
        """
        for symbol in sorted(expression.free_symbols, key=str):
            if symbol in self._intervals:
                continue
            twin = self._names.get(symbol.name)
            if twin is not None:
                raise InputError(
                    f"{symbol} in the expression and {twin} in the domain have one name but different SymPy "
                    "assumptions, so they are two symbols; use one of them throughout"
                )
            raise InputError(f"symbol {symbol} is free in the expression but not declared in the domain ({self})")

    def restrict(self, symbol: sympy.Symbol, interval: Interval) -> "Domain":
        """The part of the domain where the symbol lies in the interval.

        Raises:
            InputError: that part is empty, or the symbol is a coordinate of a simplex.
        """
        if self.simplex_of(symbol) is not None:
            raise InputError(f"domain: {symbol} is a coordinate of a simplex and cannot be restricted by itself")
        both = self.interval(symbol).intersection(interval)
        if both is None:
            raise InputError(f"domain: {symbol} ranges over {self.interval(symbol)}, which does not meet {interval}")
        part = object.__new__(Domain)
        part._intervals = {**self._intervals, symbol: both}
        part._simplex_of = self._simplex_of
        part._names, part.simplices, part.declared_positive = self._names, self.simplices, self.declared_positive
        return part

    def contains(self, point: Mapping[sympy.Symbol, Fraction]) -> bool:
        """Whether a rational point satisfies the ranges and the simplices (not the declared conditions)."""
        if set(point) != set(self._intervals):
            return False
        in_box = all(interval.contains(point[symbol]) for symbol, interval in self._intervals.items())
        return in_box and all(sum(point[symbol] for symbol in group) == 1 for group in self.simplices)

    def describe(self) -> tuple[str, ...]:
        """The assumptions, one a sentence."""
        bound = {symbol for group in self.simplices for symbol in group}
        boxes = [f"{symbol} in {interval}" for symbol, interval in self._intervals.items() if symbol not in bound]
        simplices = [
            f"{', '.join(map(str, group))} > 0 with {' + '.join(map(str, group))} = 1" for group in self.simplices
        ]
        return (*boxes, *simplices, *(f"{condition} > 0" for condition in self.declared_positive))

    def __str__(self) -> str:
        return "; ".join(self.describe()) or "no symbols"

    def __repr__(self) -> str:
        return f"Domain({self})"


def _interval(bounds: Any, symbol: sympy.Symbol) -> Interval:
    if isinstance(bounds, Interval):
        return bounds
    if not isinstance(bounds, tuple) or len(bounds) != 2:
        raise InputTypeError(f"domain: the range of {symbol} is {bounds!r}, expected an Interval or (lower, upper)")
    lower, upper = (_end(bound, symbol) for bound in bounds)
    return Interval(lower, upper)


def _end(bound: Any, symbol: sympy.Symbol) -> Fraction | None:
    if bound is None or bound in (sympy.oo, -sympy.oo):
        return None
    if isinstance(bound, bool) or not isinstance(bound, int | Fraction | sympy.Rational):
        raise InputTypeError(f"domain: {bound!r} bounds {symbol}, expected an int, a Fraction or a SymPy rational")
    return Fraction(int(bound.p), int(bound.q)) if isinstance(bound, sympy.Rational) else Fraction(bound)


def _require_warranted(symbol: sympy.Symbol, interval: Interval) -> None:
    """SymPy rewrites by what it assumes of a symbol, so it must not assume more than the domain says."""
    for fact, value in sorted(symbol.assumptions0.items(), key=_tellingness):
        name = fact.removeprefix("extended_")
        if name in _REAL_FACTS:
            warranted = _REAL_FACTS[name] == value
        elif name in _SIGN_FACTS:
            meant = _SIGN_FACTS[name]
            warranted = interval.signs <= meant if value else not interval.signs & meant
        else:
            warranted = False
        if not warranted:
            raise InputError(
                f"domain: SymPy assumes {fact}={value} of {symbol}, which its range {interval} does not imply; "
                f"declare the range that is meant, or make the symbol with sympy.Symbol({symbol.name!r}, real=True)"
            )


def _tellingness(item: tuple[str, bool]) -> tuple[bool, bool]:
    """Orders what SymPy assumes: first what the symbol was probably made with, then what follows from that."""
    return not item[1], item[0] not in ("integer", "negative", "positive", "prime", "rational", "zero")
