"""Trace and summary tell the same story, field by field, and the story can be replayed.

The summary repeats parts of the trace: the number of steps, actions, observations, flags, and the belief entropies
that follow from the recorded beliefs. Each is derived from the trace again and compared. Entropies are recomputed
exactly from the rationals that the recorded floats are, each belief divided by its sum.

Source: Friedman (2026), witness 2, simulation invariant 13.

A failure means that the two files are of different runs, or that one of them was edited or cut off.
"""

from collections.abc import Iterator
from fractions import Fraction

from opd_exact.audit.rollout_files import RolloutFiles
from opd_exact.audit.rollout_oracle import RolloutOracle, rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, StepRecord, read_rollout
from opd_exact.audit.stored_number import StoredNumber
from opd_exact.numbers import LogForm
from opd_exact.planning.bayes_filter import entropy_of
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Verdict, all_of

from ._record import FABRICATED, RECORDING_ID, SCOPE, SOURCE, all_within, missing, recorded_files, replayed, simplex

# Four roundings of float64 near 1, and the term (1-p) log(1-p) that is lost where p is below 2**-53.
TOLERANCE = Fraction(1, 10**15)


def establish(files: RolloutFiles) -> Finding:
    """Compare each field of the summary with what the trace says, and replay the trace."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    return all_of(facts(record, oracle))


def facts(record: RolloutRecord, oracle: RolloutOracle) -> Iterator[Fact]:
    """The claim in parts, field by field."""
    summary, steps, decisions = record.summary, record.steps, oracle.settings.transitions + 1
    yield same("number of steps", (summary.recorded_steps, len(steps)), (decisions, decisions))
    yield same("times", tuple(step.time for step in steps), tuple(range(decisions)))
    yield same("actions", summary.actions, record.actions)
    for m, name in enumerate(record.modalities):
        yield same(f"observations of {name}", summary.observations[name], tuple(o[m] for o in record.observations))
    yield same("goal_reached", summary.goal_reached, any(seen[1] == 1 for seen in record.observations))
    yield same("tree_available", summary.tree_available, all(step.tree.available for step in steps))
    yield same("number of entropies", len(summary.belief_entropies), len(steps))
    yield from (simplex("belief", step, belief) for step in steps for belief in step.beliefs)
    yield all_within("belief entropies", entropies(record), TOLERANCE)
    yield replayed(oracle.replay(record))


def same(what: str, stated: object, found: object) -> Fact:
    """The summary states what the trace says."""
    return Fact.decided_by(
        stated == found,
        f"{what}: {stated}, as stated and as found",
        otherwise=f"{what}: {stated} is stated, {found} is found in the trace and the settings",
    )


def entropies(record: RolloutRecord) -> list[StoredNumber]:
    """The stored entropies and their mean, beside those of the stored beliefs."""
    summary = record.summary
    exact = [belief_entropy(step) for step in record.steps]
    mean = StoredNumber("mean", summary.mean_belief_entropy, LogForm(sum(summary.belief_entropies)) / len(exact))
    return [
        *(
            StoredNumber(f"step {step.time}", stored, truth)
            for step, stored, truth in zip(record.steps, summary.belief_entropies, exact, strict=True)
        ),
        mean,
    ]


def belief_entropy(step: StepRecord) -> LogForm:
    """The entropy of the stored beliefs, summed over factors, each belief divided by its sum."""
    return LogForm.total(entropy_of(tuple(p / sum(belief) for p in belief)) for belief in step.beliefs)


CHECK = Check(
    id="trace_step_count_matches_summary",
    claim=Claim(
        "Summary and trace of the rollout agree in every field they share, and the trace can be replayed",
        r"\text{summary} = f(\text{trace}) \text{ field by field}, \quad |\text{trace}| = 7",
        SCOPE,
        f"{SOURCE} 13",
    ),
    tier=Verdict.DECIDED,
    subject=recorded_files,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    mutants=(
        FABRICATED,
        missing("summary.json"),
        missing("trace.json"),
        Mutant(
            "nothing-equals-nothing",
            "no step is stated and no step is recorded: 0 = 0",
            lambda files: files.edited("summary.json", ["recorded_steps"], 0).edited("trace.json", ["steps"], []),
        ),
        Mutant(
            "row-lost",
            "the last row of the trace is cut off",
            lambda files: files.changed("trace.json", ["steps"], lambda steps: steps[:-1]),
        ),
        Mutant(
            "row-repeated",
            "the last row of the trace stands where the one before it was; their number is right",
            lambda files: files.changed("trace.json", ["steps"], lambda steps: [*steps[:5], steps[6], steps[6]]),
        ),
        Mutant(
            "other-observation",
            "the summary says that the cue pointed right",
            lambda files: files.edited("summary.json", ["observations", "cue", 1], 2),
        ),
        Mutant(
            "entropy-off",
            "one entropy of the summary is off by 1e-6",
            lambda files: files.changed("summary.json", ["belief_entropies", 2], lambda text: repr(float(text) + 1e-6)),
        ),
    ),
)
