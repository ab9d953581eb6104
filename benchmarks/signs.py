"""K6: the sign of numbers that nearly cancel, p log 2 - q log 3 with p/q a convergent of log 3 / log 2."""

from collections.abc import Iterator

import sympy
from mpmath import mp

from benchmarks.rows import Options, Row, single
from benchmarks.timing import fastest, sympy_run
from opd_exact.numbers import log

TARGETS = ("K6",)


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    for digits in (10, 100, 1000) if options.quick else (10, 30, 100, 300, 1000):
        p, q = _near_cancellation(digits)
        ours = fastest(lambda pair: (pair[0] * log(2) - pair[1] * log(3)).sign(), lambda _, pair=(p, q): pair, 9)
        sign = (p * log(2) - q * log(3)).sign()
        expression = p * sympy.log(2) - q * sympy.log(3)
        answer, spent = sympy_run(lambda e=expression: e.is_positive, 20.0)
        truth = _sign_by_mpmath(p, q, digits)
        note = f"ours {sign} (mpmath at {digits + 60} digits: {truth}); SymPy is_positive: {answer} in {spent:.3g} s"
        case = f"|p log 2 - q log 3| about 10^-{digits}"
        bound = "<= 0.001" if sign == truth else "<= 0"
        yield single("K6", case, "seconds to build the number and decide its sign", ours, "s", bound, note)


def _near_cancellation(digits: int) -> tuple[int, int]:
    """The first convergent p/q of log 3 / log 2 with |p log 2 - q log 3| < 10**-digits."""
    with mp.workdps(2 * digits + 60):
        rest = mp.log(3) / mp.log(2)
        before, now = (0, 1), (1, 0)
        while True:
            whole = int(mp.floor(rest))
            before, now = now, (whole * now[0] + before[0], whole * now[1] + before[1])
            value = abs(now[0] * mp.log(2) - now[1] * mp.log(3))
            if value < mp.mpf(10) ** -digits:
                return now
            rest = 1 / (rest - whole)


def _sign_by_mpmath(p: int, q: int, digits: int) -> int:
    with mp.workdps(2 * digits + 60):
        return int(mp.sign(p * mp.log(2) - q * mp.log(3)))
