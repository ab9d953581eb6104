"""The cue pays two steps ahead and not one exactly for costs in (log 2, log 20 - log(19)/2) = (0.693, 1.524).

And on the horizon curve, where committing means visiting an arm at once, in (g_f, 2 g_f - g_r) = (1.029, 1.859). All
four ends are exact forms. At an end the planner is indifferent; 1e-12 to either side its choice is decided here, and
for all costs by the cited theorem.

If this fails, the paper's costs of 1 and 1.3 were not in the range where looking ahead matters.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Order, Statement, enclosure_of
from opd_exact.coq.terms import Term, term_of
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Observation, Series, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed

from . import _kernel
from ._sequence_kernel import SequenceTerms
from ._steps import FLAT_STEP, KNOWN_STEP, LOG2, PUBLISHED, REASON, TOLERANCE, Sequence

TINY = Fraction(1, 10**12)
TWO_STEP = (LOG2, log(20) - log(19) / 2)
HORIZON = (FLAT_STEP, FLAT_STEP * 2 - KNOWN_STEP)
REPORTED_HORIZON = (1.028880846756698, 1.8592464501675237)


def _two_step(model: Sequence, steps: int) -> LogForm:
    """Commit minus cue first, without the cue's cost, one or two steps ahead."""
    if steps == 1:
        return model.commit_step() - model.cue_step()
    return model.commit_now() - model.cue_first(2, Fraction(0))


def _horizon(model: Sequence, steps: int) -> LogForm:
    return model.commit_throughout(steps) - model.cue_first(steps, Fraction(0))


@dataclass(frozen=True)
class Windows:
    """The sequence and the two windows of costs claimed for it."""

    model: Sequence
    two_step: tuple[LogForm, LogForm]
    horizon: tuple[LogForm, LogForm]


def build(inputs: Inputs) -> Windows:
    """The published sequence; nothing recorded is needed."""
    return Windows(PUBLISHED, TWO_STEP, HORIZON)


def kernel(subject: Windows) -> Iterator[Statement]:
    """The costs of indifference in closed form, their digits, and on which side of them the cue is better."""
    model = subject.model
    terms, free = SequenceTerms(model), Fraction(0)
    two_step = (terms.commit_step() - terms.cue_step(), terms.commit_now() - terms.cue_first(2, free))
    horizon = [terms.commit_throughout(steps) - terms.cue_first(steps, free) for steps in (1, 2)]
    yield from _window("two_step", two_step, subject.two_step, model.two_step_cost)
    yield from _window("horizon", horizon, subject.horizon, model.horizon_cost)


def _window(
    name: str, advantages: Iterable[Term], window: tuple[LogForm, LogForm], cost: Fraction
) -> Iterator[Statement]:
    """Commit less cue first at no cost is the cost at which one is indifferent; the cue is better below it."""
    one, two = advantages
    sentence = "Commit less cue first at no cost, one step ahead and two: the ends of the window."
    yield _kernel.equalities(f"{name}_ends", sentence, zip((one, two), window, strict=True))
    for steps, advantage, end in ((1, one, window[0]), (2, two, window[1])):
        yield enclosure_of(f"{name}_digits_{steps}", f"End {steps} of the window to 30 digits.", advantage, end)
    yield Order(f"{name}_one_ahead", "One step ahead, the published cost is too dear.", one, term_of(cost))
    yield Order(f"{name}_two_ahead", "Two steps ahead, it pays.", term_of(cost), two)


def establish(subject: Windows) -> Finding:
    """Decide the four ends, the choice 1e-12 beside each, and that the published costs lie inside."""
    return replace(
        all_of(_facts(subject)),
        exact=f"(log(2), {TWO_STEP[1]}) and ({HORIZON[0]}, {HORIZON[1]}); the value is the end of the first",
        value=TWO_STEP[1],
        observations=tuple(_observations()),
    )


def _facts(subject: Windows) -> Iterator[Fact]:
    model = subject.model
    for name, window, advantage, cost in (
        ("two-step window", subject.two_step, _two_step, model.two_step_cost),
        ("horizon window", subject.horizon, _horizon, model.horizon_cost),
    ):
        for steps, end in enumerate(window, start=1):
            yield decided_equal(f"{name}, cost at which {steps} ahead is indifferent", advantage(model, steps), end)
            yield _choice(name, advantage(model, steps) - (end - TINY), 1, f"1e-12 below its end {steps}")
            yield _choice(name, advantage(model, steps) - (end + TINY), -1, f"1e-12 above its end {steps}")
        inside = window[0] < cost < window[1]
        yield Fact.decided_by(
            inside,
            f"{name}: the published cost {float(cost):g} lies inside",
            otherwise=f"{name}: the cost {float(cost):g} lies outside",
        )


def _choice(name: str, gap: LogForm, sign: int, where: str) -> Fact:
    shown = enclose(gap, 20).decimal(6)[0]
    return Fact.decided_by(
        gap.sign() == sign,
        f"{name}: {where}, the {'cue' if sign > 0 else 'commitment'} is better",
        otherwise=f"{name}: {where}, commit minus cue is {shown}",
        margin=shown,
    )


def _observations() -> Iterator[Observation]:
    for end, reported, truth in zip(("lower", "upper"), REPORTED_HORIZON, HORIZON, strict=True):
        yield observed(
            f"published run, {end} end of the horizon window", np.float64(reported), truth, TOLERANCE, REASON
        )


def tables(subject: Windows) -> tuple[Series, ...]:
    """Both windows, with the published cost inside each."""
    model = subject.model
    rows = (
        ("two steps", *subject.two_step, model.two_step_cost),
        ("horizon curve", *subject.horizon, model.horizon_cost),
    )
    return (Series("windows", ("comparison", "lower", "upper", "published_cost"), rows),)


CHECK = Check(
    id="sequential_cost_windows",
    claim=Claim(
        "Looking further ahead changes the choice to the cue exactly for costs in (log 2, log 20 - log(19)/2), and on"
        " the horizon curve in (g_f, 2 g_f - g_r).",
        r"\log 2 < c < \log 20 - \tfrac12\log 19,\quad g_f < c < 2 g_f - g_r",
        "arms of 0.95; the ends and 1e-12 beside them here, all costs by the cited theorems",
        "Friedman (2026), sequential selection; the exact ends are ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "divergence swapped",
            "D((0.95, 0.05) || uniform) in place of δ: the window would end at 1.188",
            lambda s: replace(s, two_step=(LOG2, LOG2 * 2 - KNOWN_STEP)),
        ),
        Mutant(
            "end moved",
            "1e-15 is added to the upper end of the two-step window",
            lambda s: replace(s, two_step=(LOG2, TWO_STEP[1] + Fraction(1, 10**15))),
        ),
        Mutant(
            "windows exchanged",
            "the window of the two-step comparison for the horizon curve",
            lambda s: replace(s, horizon=TWO_STEP),
        ),
        Mutant(
            "cost outside",
            "a cue at the cost 1.6 in the two-step comparison",
            lambda s: replace(s, model=replace(s.model, two_step_cost=Fraction(8, 5))),
        ),
        Mutant(
            "arms of 0.9",
            "less reliable arms: δ is smaller",
            lambda s: replace(s, model=replace(s.model, reliability=Fraction(9, 10))),
        ),
    ),
    proofs=("cue_cost_window", "horizon_gap_increment"),
    tags=("sequential", "threshold"),
    series=tables,
    kernel=kernel,
)
