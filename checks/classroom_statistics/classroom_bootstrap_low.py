"""The lower end of the bootstrap interval is -H_b(0.98) = -0.098, the least mean that four differences allow.

There are only 4^4 = 256 resamples; all of them are gone through. The least mean, of four equal differences, has the
mass 1/16, which exceeds 1/40: so the 2.5 % quantile is the smallest value there is, and no draws can move it further.
An interval whose end is the edge of the data says little, as the paper notes.

If this fails, the printed interval is not that of these four pairs.
"""

from dataclasses import replace
from fractions import Fraction

from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Inputs, Mutant, Verdict

from . import _bootstrap
from ._bootstrap import End, published_end
from ._pairs import RESIDUAL, Pairs


def build(inputs: Inputs) -> End:
    """The classroom's exact pairs; nothing recorded is needed."""
    return published_end(Fraction(1, 40), -RESIDUAL, (Fraction(0), Fraction(1, 16)), "-0.098", -0.09803910298603405)


def _with_teacher(subject: End, residual: LogForm) -> End:
    pairs = subject.pairs
    return replace(subject, pairs=Pairs((pairs.teacher[0], residual, residual, residual), pairs.student))


def _noise(validity: Fraction) -> LogForm:
    form: LogForm = -(log(validity) * validity + log(1 - validity) * (1 - validity))
    return form


def _parted(pairs: Pairs) -> Pairs:
    return Pairs((*pairs.teacher[:3], pairs.teacher[3] + Fraction(1, 10**14)), pairs.student)


CHECK = Check(
    id="classroom_bootstrap_low",
    claim=Claim(
        "The 2.5 % quantile of the resampled mean difference is minus the binary entropy of 0.98, the least value that"
        " it can take.",
        r"q_{0.025}(\bar d^*) = -H_b(0.98),\quad P(\bar d^* = q_{0.025}) = \tfrac{1}{16}",
        "all 256 resamples of the four exact pairs",
        "Friedman (2026), classroom, small-sample statistics",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=_bootstrap.establish,
    kernel=_bootstrap.kernel,
    mutants=(
        Mutant("validity 0.95", "the teacher's cue has 0.95", lambda s: _with_teacher(s, _noise(Fraction(19, 20)))),
        Mutant(
            "level of 10 %", "the 10 % quantile, which is a step higher", lambda s: replace(s, level=Fraction(1, 10))
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
            "rounded pairs",
            "the two equal differences are told apart by 1e-14, as the run's floats are: the least mean gets less mass",
            lambda s: replace(s, pairs=_parted(s.pairs)),
        ),
    ),
    tags=("statistics", "numpy", "printed"),
)
