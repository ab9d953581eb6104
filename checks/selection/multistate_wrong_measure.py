"""Control: weighing H(r|o) uniformly in place of by q(o) breaks the identity on the noisy channel, by 0.0189.

The printed 0.019, the least margin of all controls in the paper. On under4_k3 it breaks it by log(2)/6. The control has
no power where q(o) is uniform: on the other four channels, and on every symmetric binary cue, the wrong measure gives
the same number, which is decided too.

If this fails, an average over observations that forgets how likely they are would go unnoticed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Identity, Order, Statement, enclosure_of
from opd_exact.coq.terms import Term, call, term_of, total
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from . import _kernel
from ._channels import (
    CHANNELS,
    Channels,
    Rows,
    closed_forms,
    residual,
    uniform,
    uniformly_weighted_residual,
    with_channel,
)
from ._menu import cue_rows

LEAST_MARGIN = Fraction(1, 1000)
TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identity"
REPORTED = "0.018929411189365086"


def _uniform_mean() -> LogForm:
    """The mean of H(r|o) over the three observations of the noisy channel: posteriors in 22nds, 23rds and 15ths."""

    def of(*counts: int) -> LogForm:
        total = sum(counts)
        return LogForm.total([log(total), *(-log(n) * Fraction(n, total) for n in counts)])

    mean: LogForm = LogForm.total([of(16, 4, 2), of(3, 14, 6), of(1, 2, 12)]) / 3
    return mean


GAP = closed_forms()["noisy3_k3"][1] - _uniform_mean()


@dataclass(frozen=True)
class Control:
    """The channels, and the measure that the control averages with."""

    channels: Channels
    measured: Callable[[Rows], LogForm]


def build(inputs: Inputs) -> Control:
    """The six channels with the uniform measure; nothing recorded is needed."""
    return Control(CHANNELS, uniformly_weighted_residual)


def kernel(subject: Control) -> Iterator[Statement]:
    """The gap on the noisy channel with its margin, that on under4_k3, and that there is none on the other five."""
    gap = _gap(subject.channels["noisy3_k3"])
    yield Identity("noisy", "The noisy channel's residual less the mean with equal weights.", gap, GAP)
    yield enclosure_of("noisy_digits", "That gap to 30 digits.", gap, GAP)
    yield Order("margin", "It exceeds the declared least margin.", term_of(LEAST_MARGIN), gap)
    sentence = "The gap on four states in three observations."
    yield Identity("under4_k3", sentence, _gap(subject.channels["under4_k3"]), log(2) / 6)
    for name in ("perfect3_k3", "blind3_k3", "perfect3_k4", "perfect4_k4"):
        yield Identity(name, f"No gap on {name}.", _gap(subject.channels[name]), 0)
    yield Identity("symmetric_cue", "No gap on a symmetric binary cue of 0.95.", _gap(cue_rows(Fraction(19, 20))), 0)


def _gap(rows: Rows) -> Term:
    """H(r | o) less the mean of the posteriors' entropies over the observations that occur, with equal weights."""
    prior = uniform(rows)
    columns = [column for column in zip(*rows, strict=True) if any(column)]
    entropies = [
        call("entropy", call("posterior", [mass * x for mass, x in zip(prior, column, strict=True)]))
        for column in columns
    ]
    return _kernel.residual(prior, rows) - total(entropies) / len(columns)


def establish(subject: Control) -> Finding:
    """Decide the gap on the noisy channel, its margin, and that there is none where q(o) is uniform."""
    return replace(
        all_of(_facts(subject)),
        exact=f"residual - uniformly weighted residual of noisy3_k3 = {GAP}",
        value=GAP,
        published=published("0.019", GAP, reported=REPORTED),
        observations=(observed("published run, gap", np.float64(REPORTED), GAP, TOLERANCE, REASON),),
    )


def _facts(subject: Control) -> Iterator[Fact]:
    noisy = subject.channels["noisy3_k3"]
    gap = residual(noisy) - subject.measured(noisy)
    yield decided_equal("gap on noisy3_k3", gap, GAP)
    shown = enclose(gap, 20).decimal(6)[0]
    yield Fact.decided_by(
        abs(gap) > LEAST_MARGIN,
        f"it exceeds the declared least margin {float(LEAST_MARGIN):g}: {shown}",
        otherwise=f"the gap {shown} is within the least margin {float(LEAST_MARGIN):g}",
        margin=shown,
    )
    under = subject.channels["under4_k3"]
    yield decided_equal("gap on under4_k3", residual(under) - subject.measured(under), log(2) / 6)
    for name in ("perfect3_k3", "blind3_k3", "perfect3_k4", "perfect4_k4"):
        rows = subject.channels[name]
        yield decided_equal(f"gap on {name}, where q(o) is uniform", residual(rows) - subject.measured(rows), LogForm())
    cue = cue_rows(Fraction(19, 20))
    yield decided_equal("gap on a binary symmetric cue", residual(cue) - subject.measured(cue), LogForm())


_CIRCULANT = tuple(tuple(Fraction(x, 20) for x in row) for row in ((16, 3, 1), (1, 16, 3), (3, 1, 16)))

CHECK = Check(
    id="multistate_wrong_measure",
    claim=Claim(
        "Averaging the posterior entropies with equal weights changes the residual of the noisy channel by 0.0189, and"
        " no residual where the observations are equally likely.",
        r"\sum_o \bigl(q(o) - \tfrac1k\bigr) H(r\mid o) = 0.0189\ldots",
        "the published noisy channel; the four published channels with uniform q(o), and a symmetric cue of 0.95",
        "Friedman (2026), active-selection identity, multi-state channels, and precision ledger",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("right measure", "weights q(o): there is no gap", lambda s: replace(s, measured=residual)),
        Mutant(
            "channel without power",
            "a circulant noisy channel, whose observations are equally likely",
            lambda s: replace(s, channels=with_channel(s.channels, "noisy3_k3", _CIRCULANT)),
        ),
        Mutant(
            "gap shifted by a trillionth",
            "1e-12 is added to the control's average",
            lambda s: replace(s, measured=lambda rows: uniformly_weighted_residual(rows) + Fraction(1, 10**12)),
        ),
        Mutant(
            "blind channel in its place",
            "the uninformative channel, on which every measure agrees",
            lambda s: replace(s, channels=with_channel(s.channels, "noisy3_k3", CHANNELS["blind3_k3"])),
        ),
    ),
    proofs=("multistate_residual",),
    tags=("multistate", "control", "printed"),
    kernel=kernel,
)
