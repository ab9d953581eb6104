"""K7, K8: the suite of statements proved or refuted, against three SymPy routes."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.cache import clear_cache

from benchmarks.identities import Statement, statements
from benchmarks.rows import Options, Row, single
from benchmarks.timing import sympy_run
from opd_exact.numbers import OpdExactError
from opd_exact.symbolic import prove_equal

TARGETS = ("K7", "K8")


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    suite = statements()
    cold = [_prove(statement) for statement in suite]
    true = [s for s in suite if s.holds]
    proved = sum(outcome.answer is True for s, outcome in zip(suite, cold, strict=True) if s.holds)
    refuted = sum(outcome.answer is False for s, outcome in zip(suite, cold, strict=True) if not s.holds)
    false = len(suite) - len(true)
    slowest = max(zip(cold, suite, strict=True), key=lambda pair: pair[0].seconds)
    case = f"{len(true)} true and {false} false statements from SymPy expressions"
    yield single("K7", case, "true ones proved", proved, "count", f">= {len(true)}")
    yield single("K7", case, "false ones refuted at a rational point", refuted, "count", f">= {false}")
    note = f"slowest: {slowest[1].name}, {slowest[0].seconds:.2e} s"
    total = sum(outcome.seconds for outcome in cold)
    yield single("K7", case, "the whole suite, first run, conversion included", total, "s", "<= 0.2", note)
    yield from _against_sympy(true, options)


@dataclass(frozen=True)
class Outcome:
    """True for a theorem, False for a refutation, None for neither; and the seconds it took."""

    answer: bool | None
    seconds: float


def _prove(statement: Statement) -> Outcome:
    start = time.perf_counter()
    try:
        answer: bool | None = prove_equal(statement.left, statement.right, statement.domain).passed
    except OpdExactError:
        answer = None
    return Outcome(answer, time.perf_counter() - start)


def _prove_uncached(statement: Statement) -> float:
    clear_cache()
    return _prove(statement).seconds


def routes() -> dict[str, Callable[[Any], Any]]:
    """Ways in which SymPy may find that an expression is zero."""
    return {
        "simplify": sympy.simplify,
        "expand_log(force), expand": lambda e: sympy.expand(sympy.expand_log(e, force=True)),
        "factor logs, expand_log, together, simplify": _by_factors,
    }


def _by_factors(expression: Any) -> Any:
    factored = expression.replace(sympy.log, lambda r: sympy.log(sympy.factor(sympy.together(r))))
    expanded = sympy.expand_log(factored, force=True)
    return sympy.simplify(sympy.cancel(sympy.together(sympy.expand(expanded))))


def _against_sympy(true: list[Statement], options: Options) -> Iterator[Row]:
    allowed = 1.0 if options.quick else 30.0
    chosen = true[::4] if options.quick else true
    succeeded = dict.fromkeys(routes(), 0)
    ratios = []
    for statement in chosen:
        ours = min(_prove_uncached(statement) for _ in range(options.repeats))
        spent = []
        for name, route in routes().items():
            # both sides are given the statement and its domain; SymPy has to be told of the simplex by substitution
            answer, seconds = sympy_run(lambda route=route, s=statement: route(s.in_free_symbols()), allowed)
            if answer is not None and answer == 0:
                succeeded[name] += 1
                spent.append(seconds)
        if spent:
            ratios.append(min(spent) / ours)
    case = f"{len(chosen)} true statements, SymPy limited to {allowed:g} s each"
    for name, count in succeeded.items():
        yield single("K7", case, f"shown to be zero by SymPy: {name}", count, "count")
    yield single("K7", case, "shown to be zero by the best of the three", len(ratios), "count")
    if ratios:
        note = f"least {min(ratios):.3g}, largest {max(ratios):.3g}, over {len(ratios)} statements"
        measure = "fastest SymPy route that succeeds / ours, median over the statements"
        yield single("K8", case, measure, statistics.median(ratios), "ratio", ">= 40", note)
