"""The upper end of the bootstrap interval is (3/4) log 2 - H_b(0.98) = 0.422: three draws of one pair and one of -h.

The exact distribution has mass 243/256 = 0.949 below this value and 251/256 = 0.980 up to it, with 0.975 in between.
The share that 2000 draws leave above it has a standard deviation of 0.003 around 5/256, against a limit of 0.025: most
seeds find this value, and a few per cent of them the next one. The exact quantile depends on no seed.

If this fails, the printed interval is not that of these four pairs.
"""

from dataclasses import replace
from fractions import Fraction

from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Inputs, Mutant, Verdict

from . import _bootstrap
from ._bootstrap import End, published_end
from ._pairs import RESIDUAL, Pairs

CLAIMED: LogForm = log(2) * Fraction(3, 4) - RESIDUAL


def build(inputs: Inputs) -> End:
    """The classroom's exact pairs; nothing recorded is needed."""
    masses = (Fraction(243, 256), Fraction(251, 256))
    return published_end(Fraction(39, 40), CLAIMED, masses, "0.422", 0.4218212824339229)


def _mean(pairs: Pairs) -> LogForm:
    mean: LogForm = LogForm.total(pairs.differences) / len(pairs.differences)
    return mean


CHECK = Check(
    id="classroom_bootstrap_high",
    claim=Claim(
        "The 97.5 % quantile of the resampled mean difference is (3/4) log 2 minus the binary entropy of 0.98.",
        r"q_{0.975}(\bar d^*) = \tfrac34\log 2 - H_b(0.98),\quad P(\bar d^* < q) = \tfrac{243}{256},\ P(\bar d^* \le q)"
        r" = \tfrac{251}{256}",
        "all 256 resamples of the four exact pairs",
        "Friedman (2026), classroom, small-sample statistics",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=_bootstrap.establish,
    kernel=_bootstrap.kernel,
    mutants=(
        Mutant("level of 90 %", "the 90 % quantile", lambda s: replace(s, level=Fraction(9, 10))),
        Mutant(
            "without replacement",
            "the mean of the pairs themselves, which no resampling moves",
            lambda s: replace(s, pairs=Pairs((LogForm(),) * 4, (_mean(s.pairs),) * 4)),
        ),
        Mutant(
            "signs exchanged",
            "teacher minus student",
            lambda s: replace(s, pairs=Pairs(s.pairs.student, s.pairs.teacher)),
        ),
        Mutant(
            "shifted by a trillionth",
            "1e-12 is added to the claimed quantile",
            lambda s: replace(s, claimed=s.claimed + Fraction(1, 10**12)),
        ),
        Mutant(
            "student never knows",
            "the student has log 2 at every decision",
            lambda s: replace(s, pairs=Pairs(s.pairs.teacher, (log(2),) * 4)),
        ),
    ),
    tags=("statistics", "numpy", "printed"),
)
