"""K4, K5, K10: deciding that two exact numbers are equal, against SymPy and Calcium."""

import random
import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from benchmarks.rows import Options, Row, not_run, ratio, single
from benchmarks.timing import Comparison, fastest, seconds, sympy_run
from benchmarks.values import table
from opd_exact.information import (
    entropy,
    entropy_from_weights,
    relative_entropy_from_weights,
)
from opd_exact.numbers import LogForm

TARGETS = ("K4", "K5", "K10")


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    if options.wants("K4"):
        yield from map(_against_sympy, (100,) if options.quick else (100, 1024))
    if options.wants("K5"):
        yield from _against_calcium(options)
    if options.wants("K10"):
        yield _random_denominators(options)


def mutual_information_is_divergence(w: np.ndarray[Any, Any]) -> bool:
    """H(X) + H(Y) - H(X, Y) = D(joint || product), each side from its own definition; decided."""
    rows, columns = w.sum(axis=1), w.sum(axis=0)
    left = entropy_from_weights(rows) + entropy_from_weights(columns) - entropy_from_weights(w)
    return bool(left == relative_entropy_from_weights(w, np.outer(rows, columns)))


def _terms(w: np.ndarray[Any, Any]) -> list[tuple[Fraction, Fraction]]:
    """The same difference as the definitions write it: (c, r) for each c log r, with probabilities as they are."""
    total = int(w.sum())
    p = [[Fraction(int(cell), total) for cell in row] for row in w]
    p_x, p_y = [sum(row) for row in p], [sum(column) for column in zip(*p, strict=True)]
    terms = [(-x, x) for x in (*p_x, *p_y)]
    terms += [(cell, cell) for row in p for cell in row]
    terms += [(-cell, cell / (x * y)) for x, row in zip(p_x, p, strict=True) for y, cell in zip(p_y, row, strict=True)]
    return [(Fraction(c), Fraction(r)) for c, r in terms]


def _rational(x: Fraction) -> Any:
    return sympy.Rational(x.numerator, x.denominator)


def _sympy_sum(terms: list[tuple[Fraction, Fraction]]) -> Any:
    return sympy.Add(*(_rational(c) * sympy.log(_rational(r)) for c, r in terms))


def _factored(expression: Any) -> Any:
    """The arguments factored into primes, then expanded: SymPy does not factor them itself."""
    factored = expression.replace(sympy.log, lambda r: sympy.log(_product(r)))
    return sympy.expand(sympy.expand_log(factored, force=True))


def _product(r: Any) -> Any:
    powers = [sympy.Pow(prime, exponent, evaluate=False) for prime, exponent in sympy.factorrat(r).items()]
    return sympy.Mul(*powers, evaluate=False)


def _against_sympy(outcomes: int) -> Row:
    w = table(0, outcomes, 10**3)
    ours = fastest(mutual_information_is_divergence, lambda number: table(number, outcomes, 10**3), 50)
    expression = _sympy_sum(_terms(w))
    allowed = 60.0
    routes = {
        "factor, then expand_log": lambda: _factored(expression),
        "expand_log(force=True)": lambda: sympy.expand(sympy.expand_log(expression, force=True)),
        "simplify": lambda: sympy.simplify(expression),
    }
    found = {}
    said = []
    for name, route in routes.items():
        answer, spent = sympy_run(route, allowed)
        zero = answer is not None and answer == 0
        said.append(f"{name}: {'0' if zero else 'no answer' if answer is None else 'not 0'} in {spent:.3g} s")
        if zero:
            found[name] = spent
    case = f"n = {outcomes}, weights <= 1000: H(X) + H(Y) - H(X,Y) = D(joint || product)"
    measure = "fastest SymPy route that succeeds / exact equality"
    if not found:
        return single("K4", case, measure, allowed / ours, "ratio", ">= 1000", f"no route succeeds; {'; '.join(said)}")
    spread = Comparison((ours,), (min(found.values()),)).theirs_over_ours
    return ratio("K4", case, measure, spread, ">= 1000", f"ours {ours:.2e} s; {'; '.join(said)}")


def _calcium() -> Any:
    """FLINT's Calcium field, which python-flint reaches through a private module; None if it is not there."""
    try:
        from flint.types._gr import gr_real_ca_ctx

        return gr_real_ca_ctx.new()
    except (ImportError, AttributeError):
        return None


def _integer_terms(w: np.ndarray[Any, Any]) -> list[tuple[Fraction, int]]:
    """The same difference over the integers that our side is given: w_ij, r_i, c_j, N and products w_ij N, r_i c_j."""
    total = int(w.sum())
    rows, columns = [int(x) for x in w.sum(axis=1)], [int(x) for x in w.sum(axis=0)]
    terms = [(Fraction(1), total)]
    terms += [(Fraction(-x, total), x) for x in (*rows, *columns)]
    for i, row in enumerate(w):
        for j, cell in enumerate(map(int, row)):
            share = Fraction(cell, total)
            terms += [(share, cell), (-share, cell * total), (share, rows[i] * columns[j])]
    return [(c, a) for c, a in terms if a > 1]


def _against_calcium(options: Options) -> Iterator[Row]:
    measure = "Calcium / exact equality"
    if _calcium() is None:
        yield not_run("K5", "4 to 64 outcomes", measure, "Calcium is not reachable in this python-flint")
        return
    bounds = {4: "", 9: ">= 500", 16: "", 25: ">= 5000", 36: "", 64: ""}
    for outcomes, bound in bounds.items():
        if options.quick and outcomes > 25:
            continue
        w = table(0, outcomes, 10**3)
        ours = fastest(mutual_information_is_divergence, lambda number, n=outcomes: table(number, n, 10**3), 50)
        decided = mutual_information_is_divergence(w)
        for form, terms, asked in (
            ("logs of the same integers", _integer_terms(w), bound),
            ("logs of probabilities", _terms(w), ""),
        ):
            answer, spent = _by_calcium(terms, 3 if outcomes < 36 else 1)
            note = f"ours {decided} in {ours:.2e} s, Calcium {answer} in {spent:.3g} s"
            case = f"{outcomes} outcomes, weights <= 1000, Calcium given {form}"
            yield ratio("K5", case, measure, Comparison((ours,), (spent,)).theirs_over_ours, asked, note)
        if outcomes == 64:
            settled = float(decided is True)
            yield single("K5", f"{outcomes} outcomes", "decided by exact equality", settled, "count", ">= 1", note)


def _by_calcium(terms: Sequence[tuple[Fraction, object]], repeats: int) -> tuple[Any, float]:
    """What Calcium says of the sum being zero (None: undecided), and its least time; each run in a field of its own."""
    text = "+".join(f"({c})*log({r})" for c, r in terms)
    answers: list[Any] = []
    spent = [seconds(lambda _: answers.append(_calcium()(text).is_zero()), None) for _ in range(repeats)]
    return answers[0], min(spent)


def _random_denominators(options: Options) -> Row:
    """Grouping: H(p) = H(groups) + sum of mass * H(within), for independent fractions normalized by their sum."""
    size = 100 if options.quick else 1000
    bits = 0

    def fresh(number: int) -> list[Fraction]:
        nonlocal bits
        source = random.Random(number)
        raw = [Fraction(source.randint(1, 1000), source.randint(1, 1000)) for _ in range(size)]
        total = sum(raw)
        bits = max(bits, total.numerator.bit_length())
        return [x / total for x in raw]

    def sides(p: list[Fraction]) -> tuple[Any, Any]:
        groups = [p[: size // 2], p[size // 2 :]]
        masses = [sum(group) for group in groups]
        within = [mass * entropy([x / mass for x in group]) for mass, group in zip(masses, groups, strict=True)]
        return entropy(p), LogForm.total([entropy(masses), *within])

    def build(number: int) -> tuple[Any, Any]:
        return sides(fresh(number))

    times = []
    for number in range(3):
        left, right = build(number)
        with _Factorizations() as seen:
            times.append(seconds(lambda pair: pair[0] == pair[1] or sys.exit("grouping was not proved"), (left, right)))
    note = f"normalizer of {bits} bits; integers handed to the factorizer: at most {seen.largest} bits"
    case = f"n = {size}, numerators and denominators <= 1000"
    return single("K10", case, "equality of the grouping identity, forms given", min(times), "s", "<= 0.2", note)


class _Factorizations:
    """Counts the bits of what is handed to the factorizer while it is entered."""

    def __init__(self) -> None:
        self.largest = 0

    def __enter__(self) -> "_Factorizations":
        from opd_exact.numbers import factoring

        self._places = [
            module
            for name, module in sys.modules.items()
            if name.startswith("opd_exact.") and getattr(module, "factor_guarded", None) is factoring.factor_guarded
        ]
        self._original = factoring.factor_guarded

        def counting(n: int) -> Any:
            self.largest = max(self.largest, n.bit_length())
            return self._original(n)

        for module in self._places:
            module.factor_guarded = counting  # type: ignore[attr-defined]
        return self

    def __exit__(self, *_: object) -> None:
        for module in self._places:
            module.factor_guarded = self._original  # type: ignore[attr-defined]
