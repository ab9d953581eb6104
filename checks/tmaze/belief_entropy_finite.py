"""0 <= H_t <= log 2, and the mean belief entropy is (log 2 + 3 H_b(19/20)) / 7.

H_t is the entropy of what the agent believes after observation t: log 2 while it knows nothing, H_b(19/20) once the cue
has spoken, 0 once the reward is found. Every posterior is computed anew by Bayes' rule on rationals from the recorded
observations and actions; the beliefs and entropies that were recorded as floats are then measured against these.

Source: Friedman (2026), witness 2, simulation invariant 8; printed value 0.1841.

A failure means that the recorded entropies are not those of the recorded observations: an inference step went wrong, an
entropy is in other units or not a number, or the record was not made by the agent it claims to come from.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.audit.replay import Replay
from opd_exact.audit.rollout_files import RolloutFiles, float32_text
from opd_exact.audit.rollout_oracle import RolloutOracle, rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, read_rollout
from opd_exact.audit.stored_number import StoredNumber
from opd_exact.audit.tmaze_twin import belief_entropy_budget
from opd_exact.coq.statements import Identity, Order, Statement
from opd_exact.coq.terms import ln
from opd_exact.numbers import LogForm, absolute_error, log
from opd_exact.planning.bayes_filter import entropy_of
from opd_exact.registry import Budget, Check, Claim, Fact, Finding, Mutant, Published, Series, Verdict, all_of

from . import _course_terms
from ._record import FABRICATED, RECORDING_ID, SCOPE, SOURCE, all_within, measured, missing, recorded_files, replayed

TOLERANCE = Fraction(1, 10**7)
REASON = "single precision: a belief is good to a unit in the last place (6e-8), an entropy to its slope times that"


def establish(files: RolloutFiles) -> Finding:
    """Recompute beliefs and entropies exactly, decide the bounds and the mean, and measure what was stored."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    replay = oracle.replay(record)
    finding = all_of(facts(record, oracle, replay))
    if not finding.verdict.may_pass:
        return finding
    mean = StoredNumber("mean", record.summary.mean_belief_entropy, mean_entropy(replay))
    worst = max(oracle.beliefs(record, replay), key=lambda belief: belief.error)
    return replace(
        finding,
        exact=f"(log(2) + 3*H_b(19/20))/7 = {mean.truth}",
        value=mean_entropy(replay),
        published=Published("0.1841", abs(mean_entropy(replay) - Fraction("0.1841")) <= Fraction("0.00005")),
        observations=(
            measured("belief entropy, float64", mean, "float64", TOLERANCE, REASON),
            measured("worst pymdp belief", worst, record.summary.dtype, TOLERANCE, REASON),
        ),
        budget=Budget(**belief_entropy_budget(record, oracle.settings).bounds),
    )


def kernel(files: RolloutFiles) -> Iterator[Statement]:
    """Of the recorded observations and actions: the belief after each, with its entropy; then bounds and mean."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    entropies = _course_terms.belief_entropies(oracle.agent.model, record.observations, record.actions[:-1])
    noise = _course_terms.binary_entropy("19/20")
    yield _course_terms.equations(
        "entropies",
        "The belief after each recorded observation, over the ten states of the maze, has this entropy.",
        zip(entropies, [ln(2), noise, noise, noise, 0, 0, 0], strict=True),
    )
    yield Order("positive", "What the cue leaves open is more than nothing.", 0, noise)
    yield Order(
        "below_ignorance", "What the cue leaves open is less than ln 2, the greatest of these entropies.", noise, ln(2)
    )
    yield Identity(
        "mean_entropy",
        "Their mean is in closed form.",
        _course_terms.mean(entropies),
        (ln(2) + 3 * noise) / 7,
    )


def facts(record: RolloutRecord, oracle: RolloutOracle, replay: Replay) -> Iterator[Fact]:
    """The claim in parts; each rests on the ones before it."""
    yield replayed(replay)
    yield from (bounded(time, step.entropy) for time, step in enumerate(replay.steps))
    yield closed_form(replay)
    yield all_within("beliefs", oracle.beliefs(record, replay), TOLERANCE)
    stored = record.summary.belief_entropies
    yield Fact.decided_by(
        len(stored) == len(replay.steps),
        f"one entropy is stored for each of {len(replay.steps)} steps",
        otherwise=f"summary.json: {len(stored)} entropies for {len(replay.steps)} steps",
    )
    entropies = [
        StoredNumber(f"step {time}", entropy, step.entropy)
        for time, (entropy, step) in enumerate(zip(stored, replay.steps, strict=True))
    ]
    mean = StoredNumber("mean", record.summary.mean_belief_entropy, mean_entropy(replay))
    yield all_within("belief entropies", [*entropies, mean], TOLERANCE)


def mean_entropy(replay: Replay) -> LogForm:
    """The exact mean of the belief entropies."""
    mean: LogForm = LogForm.total(step.entropy for step in replay.steps) / len(replay.steps)
    return mean


def bounded(time: int, exact: LogForm) -> Fact:
    """0 <= H_t <= log 2: only which of two arms holds the reward can be uncertain."""
    return Fact.decided_by(
        0 <= exact <= log(2),
        f"step {time}: 0 <= H = {exact} <= log(2)",
        otherwise=f"step {time}: H = {exact} does not lie between 0 and log(2)",
    )


def closed_form(replay: Replay) -> Fact:
    """One step in ignorance, three with the noisy cue, three in certainty."""
    mean, noise = mean_entropy(replay), entropy_of((Fraction(19, 20), Fraction(1, 20)))
    return Fact.decided_by(
        mean == (log(2) + 3 * noise) / 7,
        f"the mean of the {len(replay.steps)} entropies is (log(2) + 3*H_b(19/20))/7",
        otherwise=f"the mean of the {len(replay.steps)} entropies is {mean}, expected (log(2) + 3*H_b(19/20))/7",
    )


def series(files: RolloutFiles) -> tuple[Series]:
    """Each entropy as it is and as it was recorded, with where the agent stood; `error` bounds their distance."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    places = oracle.agent.model.factors[0].values
    rows = []
    for step, exact, stored in zip(
        record.steps, oracle.replay(record).steps, record.summary.belief_entropies, strict=True
    ):
        seen = float(stored)
        rows.append((step.time, places[step.state[0]], exact.entropy, seen, absolute_error(seen, exact.entropy)))
    return (Series("belief_entropies", ("step", "place", "exact", "recorded", "error"), tuple(rows)),)


CHECK = Check(
    id="belief_entropy_finite",
    claim=Claim(
        "The belief entropies of the rollout lie between 0 and log 2, and their mean is (log 2 + 3 H_b(19/20))/7",
        r"0 \le H_t \le \ln 2, \quad \tfrac17 \sum_t H_t = \tfrac17 (\ln 2 + 3 H_b(\tfrac{19}{20}))",
        SCOPE,
        f"{SOURCE} 8",
    ),
    tier=Verdict.DECIDED,
    subject=recorded_files,
    establish=establish,
    kernel=kernel,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    series=series,
    mutants=(
        FABRICATED,
        missing("summary.json"),
        Mutant(
            "not-a-number",
            "the mean entropy is stored as nan, which no comparison finds too large",
            lambda files: files.edited("summary.json", ["mean_belief_entropy"], "nan"),
        ),
        Mutant(
            "bits",
            "the mean entropy is stored in bits: finite, not negative, and wrong by a factor",
            lambda files: files.edited("summary.json", ["mean_belief_entropy"], "0.26559869751970205"),
        ),
        Mutant(
            "no-entropies",
            "the list of entropies is empty",
            lambda files: files.edited("summary.json", ["belief_entropies"], []),
        ),
        Mutant(
            "other-validity",
            "the belief after the cue is that of validity 0.96",
            lambda files: files.edited(
                "trace.json",
                ["steps", 1, "beliefs", "reward_location"],
                [float32_text("0.96"), float32_text("0.04")],
            ),
        ),
    ),
)
