"""Horizons 1 to 6 at c = 1.3: cue first, commit and blinded as exact forms; the gap starts below 0 and rises by δ.

Eighteen amounts and six gaps. At H = 1 to commit is better by 0.271, from H = 2 on the cue is, and each further step
adds the same δ. The blinded cue loses to committing at every horizon by the same amount. The committing policy never
learns from its outcomes: `sequential_learning_commit` shows what becomes of the gap when it does.

If this fails, "the advantage grows linearly with the horizon" does not hold for the published sequence.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise

from opd_exact.coq.statements import Identity, Order, Statement, enclosure_of
from opd_exact.numbers import LogForm, enclose
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Series, Verdict, all_of
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _kernel
from ._sequence_kernel import SequenceTerms
from ._steps import DELTA, FLAT_STEP, KNOWN_STEP, LOG2, PUBLISHED, Sequence, with_fields

HORIZONS = (1, 2, 3, 4, 5, 6)
COST = Fraction(13, 10)


def gap(steps: int) -> LogForm:
    """The claimed commit minus cue first."""
    form: LogForm = DELTA * steps - (COST - KNOWN_STEP)
    return form


def build(inputs: Inputs) -> Amounts:
    """Four amounts a horizon; nothing recorded is needed."""
    return Amounts(PUBLISHED, tuple(row for steps in HORIZONS for row in _rows(steps)))


def _rows(steps: int) -> Iterator[Amount]:
    yield Amount(f"cue first, H = {steps}", partial(_cue, steps), KNOWN_STEP * (steps - 1) + COST)
    yield Amount(f"commit, H = {steps}", partial(_commit, steps), FLAT_STEP * steps)
    yield Amount(f"blinded, H = {steps}", partial(_blinded, steps), LOG2 + COST + FLAT_STEP * (steps - 1))
    yield Amount(f"gap, H = {steps}", lambda model: _commit(steps, model) - _cue(steps, model), gap(steps))


def _cue(steps: int, model: Sequence) -> LogForm:
    return model.cue_first(steps, model.horizon_cost)


def _commit(steps: int, model: Sequence) -> LogForm:
    return model.commit_throughout(steps)


def _blinded(steps: int, model: Sequence) -> LogForm:
    return model.blinded_first(steps, model.horizon_cost)


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The four amounts at each horizon, the signs of the gaps, their increment, and what the blinded cue loses."""
    terms, cost = SequenceTerms(subject.model), subject.model.horizon_cost
    gaps = {}
    for steps in HORIZONS:
        cue, commit, blind = (
            terms.cue_first(steps, cost),
            terms.commit_throughout(steps),
            terms.blinded_first(steps, cost),
        )
        gaps[steps] = commit - cue
        claimed = [subject.row(f"{name}, H = {steps}").claimed for name in ("cue first", "commit", "blinded", "gap")]
        sentence = f"Cue first, commit, blinded and the gap, commit less cue first, at horizon {steps}."
        yield _kernel.equalities(
            f"horizon_{steps}", sentence, zip((cue, commit, blind, gaps[steps]), claimed, strict=True)
        )
        if steps > 1:
            increment = gaps[steps] - gaps[steps - 1]
            yield Identity(f"increment_{steps}", f"What step {steps} adds to the gap.", increment, DELTA)
        yield Order(f"blinded_{steps}", "The blinded cue costs more than committing.", commit, blind)
    yield Order("one", "At horizon 1 the gap is negative.", gaps[1], 0)
    yield Order("two", "At horizon 2 it is positive.", 0, gaps[2])
    yield enclosure_of("digits", "The gap at horizon 6 to 30 digits.", gaps[6], subject.row("gap, H = 6").claimed)


def establish(subject: Amounts) -> Finding:
    """Decide the table, the signs of the gaps, their increments, and that the blinded cue never wins."""
    return replace(
        all_of(_facts(subject)),
        exact=f"gap(H) = {DELTA} per step minus (13/10 - {KNOWN_STEP}); the value is gap(6)",
        value=gap(6),
    )


def _facts(subject: Amounts) -> Iterator[Fact]:
    yield from subject.facts()
    gaps = [subject.row(f"gap, H = {steps}").definition(subject.model) for steps in HORIZONS]
    signs = [value.sign() for value in gaps]
    yield Fact.decided_by(
        signs == [-1, 1, 1, 1, 1, 1],
        "to commit is better at H = 1, the cue first from H = 2 on",
        otherwise=f"the gaps {', '.join(enclose(value, 20).decimal(4)[0] for value in gaps)} have other signs",
    )
    increments = {later - earlier for earlier, later in pairwise(gaps)}
    yield Fact.decided_by(
        increments == {DELTA}, f"each step adds {DELTA}", otherwise=f"the increments are {sorted(map(str, increments))}"
    )
    losses = {_blinded(steps, subject.model) - _commit(steps, subject.model) for steps in HORIZONS}
    yield Fact.decided_by(
        len(losses) == 1 and all(loss > 0 for loss in losses),
        "the blinded cue loses to committing by the same positive amount at every horizon",
        otherwise="the blinded cue does not lose by one positive amount",
    )


def tables(subject: Amounts) -> tuple[Series, ...]:
    """The three costs and the gap at each horizon."""
    names = ("cue first", "commit", "blinded", "gap")
    rows = tuple((steps, *(subject.row(f"{name}, H = {steps}").claimed for name in names)) for steps in HORIZONS)
    return (Series("horizon_curve", ("horizon", "cue_first", "commit", "blinded", "gap"), rows),)


CHECK = Check(
    id="sequential_horizon_curve",
    claim=Claim(
        "At the cost 1.3 the advantage of the cue first is negative for one step, positive from two on, and grows by δ"
        " with each step.",
        r"\mathrm{gap}(H) = H\delta - (c - g_r),\quad \mathrm{gap}(1) < 0 < \mathrm{gap}(2)",
        "H = 1, …, 6 at c = 1.3, arms of 0.95, for a committing policy that does not learn; all H by the cited theorem",
        "Friedman (2026), sequential selection, horizon curve",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim("gap, H = 6"),
        Mutant(
            "cost of 1", "below the window: the cue pays at once", lambda s: with_fields(s, horizon_cost=Fraction(1))
        ),
        Mutant("cost of 2", "above the window", lambda s: with_fields(s, horizon_cost=Fraction(2))),
        Mutant("arms of 0.9", "less reliable arms", lambda s: with_fields(s, reliability=Fraction(9, 10))),
        changed_definition(
            "one arm step too many",
            "the cue step is not counted as a step of the horizon",
            "cue first, H = 3",
            lambda model: model.cue_first(4, model.horizon_cost),
        ),
        Mutant(
            "latent not resolved",
            "the belief after the cue is (0.95, 0.05)",
            lambda s: with_fields(s, resolved=(Fraction(19, 20), Fraction(1, 20))),
        ),
    ),
    proofs=("horizon_gap_increment",),
    tags=("sequential", "sweep"),
    series=tables,
    kernel=kernel,
)
