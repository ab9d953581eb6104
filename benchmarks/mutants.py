"""K13: changed statements, each decided by the prover and by 40-digit evaluation at random points."""

import random
from collections.abc import Iterator
from typing import Any

import sympy
from mpmath import mp

from benchmarks.identities import Statement, statements
from benchmarks.rows import Options, Row, single
from opd_exact.numbers import OpdExactError
from opd_exact.symbolic import prove_equal

TARGETS = ("K13",)
_DIGITS = 40
_EQUAL_BELOW = mp.mpf(10) ** -32
"""Values are of order 1 and evaluated to 40 digits; the smallest planted change is 1e-12 of a term."""


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    source = random.Random(20)
    tried = undecided = wrong = still_true = 0
    said = []
    for statement in [s for s in statements() if s.holds]:
        evaluate = _Evaluation(statement, source)
        mutants = list(_mutants(statement, source, 8 if options.quick else 36))
        for kind, left in mutants:
            tried += 1
            equal = evaluate.is_equal(left)
            still_true += equal
            try:
                answer = prove_equal(left, statement.right, statement.domain).passed
            except OpdExactError as error:
                undecided += 1
                said.append(f"{statement.name}, {kind}: {type(error).__name__}")
                continue
            if answer != equal:
                wrong += 1
                said.append(f"{statement.name}, {kind}: prover {answer}, evaluation {equal}")
    case = f"{tried} mutants of {len([s for s in statements() if s.holds])} true statements"
    note = f"{still_true} of them still true; {'; '.join(said[:3])}" if said else f"{still_true} of them still true"
    yield single("K13", case, "mutants decided", tried - undecided, "count", "" if options.quick else ">= 1000", note)
    yield single(
        "K13", case, "undecided, or decided otherwise than by 40 digits", wrong + undecided, "count", "<= 0", note
    )


def _mutants(statement: Statement, source: random.Random, count: int) -> Iterator[tuple[str, Any]]:
    """Left sides with one thing changed: a sign, a coefficient by 1e-12, a term dropped, two symbols swapped."""
    terms = sympy.Add.make_args(statement.left)
    free = sorted(statement.left.free_symbols, key=str)
    made: list[tuple[str, Any]] = []
    for position, term in enumerate(terms):
        rest = sympy.Add(*terms[:position], *terms[position + 1 :])
        made.append((f"sign of term {position}", rest - term))
        made.append((f"term {position} times 1 + 1e-12", rest + term * (1 + sympy.Rational(1, 10**12))))
        made.append((f"term {position} dropped", rest))
    for first in free:
        for second in free:
            if str(first) < str(second):
                swapped = statement.left.subs({first: second, second: first}, simultaneous=True)
                made.append((f"{first} and {second} swapped", swapped))
    for symbol in free:
        made.append((f"{symbol} squared added", statement.left + symbol**2 / 10**6))
    made.append(("constant added", statement.left + sympy.Rational(1, 10**12)))
    source.shuffle(made)
    yield from made[:count]


class _Evaluation:
    """Values of a statement at a few random points of its domain, by mpmath."""

    def __init__(self, statement: Statement, source: random.Random) -> None:
        self.symbols = sorted(statement.left.free_symbols | statement.right.free_symbols, key=str)
        self.points = [self._point(statement, source) for _ in range(3)]
        self.right = [self._at(statement.right, point) for point in self.points]

    def _point(self, statement: Statement, source: random.Random) -> list[Any]:
        values: dict[Any, Any] = {}
        with mp.workdps(_DIGITS + 20):
            for group in statement.domain.simplices:
                weights = [source.randint(1, 1000) for _ in group]
                values |= {s: mp.mpf(w) / sum(weights) for s, w in zip(group, weights, strict=True)}
            for symbol in self.symbols:
                # inside (0, 1), which lies within every range that the suite declares
                values.setdefault(symbol, mp.mpf(source.randint(1, 999)) / 1000)
            return [values[symbol] for symbol in self.symbols]

    def _at(self, expression: Any, point: list[Any]) -> Any:
        with mp.workdps(_DIGITS + 20):
            return mp.mpf(sympy.lambdify(self.symbols, expression, "mpmath")(*point))

    def is_equal(self, left: Any) -> bool:
        """Whether left and right agree to 32 digits at every point."""
        with mp.workdps(_DIGITS + 20):
            return all(
                abs(self._at(left, point) - right) < _EQUAL_BELOW
                for point, right in zip(self.points, self.right, strict=True)
            )
