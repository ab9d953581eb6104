"""Each row of action probabilities, divided by its sum, is the distribution that the exact recursion gives, to 1e-7.

The rows are read as the exact numbers that the stored floats are: no entry is negative, each sum is within 1e-6 of one.
As published, rows are then divided by their sum (here exactly), since single precision leaves them slightly out of
scale; what is stored is reported beside that. But being a distribution is little. So every entry is compared with the
planner's recursion, evaluated in rigorous balls on exact beliefs at the nominal parameters (cue validity 19/20) and at
the depth that the node budget completes; the distance is bounded entry by entry.

Source: Friedman (2026), witness 2, simulation invariant 15; the recursion of sophisticated inference.

A failure means that the recorded probabilities are not those of the stated planner: another depth, precision or model
was used, or rows were changed, exchanged or made up.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.audit.classroom import AgentHistory
from opd_exact.audit.replay import Replay
from opd_exact.audit.rollout_files import RolloutFiles, float32_text
from opd_exact.audit.rollout_oracle import RolloutOracle, rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, read_rollout
from opd_exact.audit.tmaze_twin import TwinRun, first_action_budget, twin_settings
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.registry import (
    Budget,
    Check,
    Claim,
    Fact,
    Finding,
    Mutant,
    Observation,
    Published,
    Series,
    Verdict,
    all_of,
)
from opd_exact.registry.row import upper_decimal

from ._record import (
    FABRICATED,
    RECORDING_ID,
    SCOPE,
    SOURCE,
    SUM_TOLERANCE,
    TRUE_COURSE,
    all_within,
    enclosed_by,
    measured,
    missing,
    recorded_files,
    replayed,
    simplex,
)

TOLERANCE = Fraction(1, 10**7)
CUE = 3
RESCALED_REASON = "the published run agrees with the recursion to 7e-8; single precision has a unit of 6e-8 below one"
REASON = "as stored a row is out of scale by what its sum misses one; 1e-6 is the published bound on that"


def establish(files: RolloutFiles) -> Finding:
    """Decide that each row is a distribution, enclose its distance from the recursion, and compare the decisions."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    replay = oracle.replay(record)
    finding = all_of(facts(record, oracle, replay))
    if not finding.verdict.may_pass:
        return finding
    farthest = max(oracle.posteriors(record, replay), key=lambda entry: entry.error)
    cue = oracle.decision(replay.steps[0].belief).posterior[CUE]
    raw = oracle.posteriors(record, replay, rescaled=False)
    times = range(len(record.steps))
    worst = [max((e for e in raw if e.step == time), key=lambda entry: entry.error) for time in times]
    return replace(
        finding,
        exact=f"each row, divided by its sum, is within {upper_decimal(farthest.error, 3)} of softmax(3 Q_d);"
        f" farthest is {farthest.place}",
        value=cue,
        published=Published("0.545, initially for the cue", abs(cue - Fraction("0.545")) <= Fraction("0.0005")),
        observations=(
            Observation(
                f"pymdp's action posterior, each row divided by its sum: farthest, {farthest.place}",
                f"{float(farthest.stored):.9g}",
                farthest.error,
                None,
                None,
                TOLERANCE,
                RESCALED_REASON,
            ),
            *(
                measured("pymdp's action posterior as stored", entry, record.summary.dtype, SUM_TOLERANCE, REASON)
                for entry in worst
            ),
        ),
        budget=Budget(**first_action_budget(record, oracle.settings, CUE).bounds),
    )


def facts(record: RolloutRecord, oracle: RolloutOracle, replay: Replay) -> Iterator[Fact]:
    """The claim in parts; a row that is no distribution is not divided by its sum."""
    yield from (simplex("action posterior", step, step.action_posterior) for step in record.steps)
    yield replayed(replay)
    yield all_within("action posteriors, each row divided by its sum", oracle.posteriors(record, replay), TOLERANCE)
    yield from decisions(record, replay, oracle)


def decisions(record: RolloutRecord, replay: Replay, oracle: RolloutOracle) -> list[Fact]:
    """The stored row attains its maximum exactly where the recursion does: no decision changed, no tie was broken."""
    facts = []
    for step, exact in zip(record.steps, replay.steps, strict=True):
        greatest = max(step.action_posterior)
        stored = tuple(action for action, p in enumerate(step.action_posterior) if p == greatest)
        proven = oracle.decision(exact.belief).maximizers()
        facts.append(
            enclosed_by(
                stored == proven,
                f"step {step.time}: the stored row and the recursion have the same maximizers {list(proven)}",
                otherwise=f"step {step.time}: the stored row is greatest at {list(stored)},"
                f" the recursion at {list(proven)}",
            )
        )
    return facts


def series(files: RolloutFiles) -> tuple[Series]:
    """Every action's probability as recorded (its row divided by its sum), by the twin, and at the configured depth."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    replay, settings = oracle.replay(record), oracle.settings
    history = AgentHistory(record.observations, record.actions[:-1])
    twin = TwinRun(settings, twin_settings(settings), history).posteriors
    search = SophisticatedSearch(oracle.agent, settings.gamma, Fraction(0))
    ideal = [search.decide(step.belief, settings.horizon).posterior for step in replay.steps]
    places, actions = oracle.agent.model.factors[0].values, oracle.agent.model.action_names
    stored = iter(oracle.posteriors(record, replay))
    rows = tuple(
        (step.time, places[step.state[0]], name, float(next(stored).stored), own, truth)
        for step, by_twin, by_ideal in zip(record.steps, twin, ideal, strict=True)
        for name, own, truth in zip(actions, by_twin, by_ideal, strict=True)
    )
    return (Series("action_posteriors", ("step", "place", "action", "recorded", "twin", "ideal"), rows),)


CHECK = Check(
    id="q_pi_rows_normalized",
    claim=Claim(
        "Each recorded action posterior has no negative entry and sums to 1 within 1e-6; divided by its sum, it equals"
        " the exact recursion of sophisticated inference at the completed depth to 1e-7 in every entry",
        r"q_t \ge 0, \quad |\textstyle\sum_a q_t(a) - 1| \le 10^{-6}, \quad"
        r" \bigl|q_t(a) / \textstyle\sum_{a'} q_t(a') - \operatorname{softmax}(3\, Q_{d_t}(b_t))_a\bigr| \le 10^{-7}",
        SCOPE,
        f"{SOURCE} 15",
    ),
    tier=Verdict.ENCLOSED,
    subject=recorded_files,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    series=series,
    mutants=(
        FABRICATED,
        missing("trace.json"),
        Mutant(
            "negative-and-normalized",
            "a row with an entry of -1/64 that sums to exactly one",
            lambda files: row(files, 1, ["1.0078125", "-0.015625", "0.00390625", "0.00390625", "0.0"]),
        ),
        Mutant(
            "shifted",
            "1e-5 of probability is moved from one action to another; the row still sums to one",
            lambda files: shifted(files, 0, Fraction(1, 10**5)),
        ),
        Mutant(
            "certain-of-what-was-done",
            "the true course, but each invented row puts everything on the action that was taken",
            lambda files: files.fabricated(TRUE_COURSE),
        ),
        Mutant("uniform", "a row is uniform", lambda files: row(files, 2, [float32_text("0.2")] * 5)),
        Mutant(
            "exchanged",
            "the rows of two steps are exchanged",
            lambda files: files.changed("trace.json", ["steps"], exchanged),
        ),
        Mutant(
            "full-depth",
            "the first row is that of a search which completed the configured horizon",
            lambda files: row(
                files, 0, [*[float32_text("0.00133372762")] * 3, *map(float32_text, ("0.47723908896", "0.51875972817"))]
            ),
        ),
        Mutant(
            "tie-broken",
            "one of four tied entries is greater by a unit in the last place",
            lambda files: files.edited("trace.json", ["steps", 4, "action_posterior", 2], "0.24984906613826752"),
        ),
    ),
)


def row(files: RolloutFiles, time: int, entries: list[str]) -> RolloutFiles:
    """The record with one row of action probabilities replaced."""
    return files.edited("trace.json", ["steps", time, "action_posterior"], entries)


def shifted(files: RolloutFiles, time: int, amount: Fraction) -> RolloutFiles:
    """The record with probability moved from the last action to the one before it, in one row."""

    def moved(entries: list[str]) -> list[str]:
        cue, middle = (Fraction(float(text)) for text in entries[3:])
        return [*entries[:3], float32_text(cue + amount), float32_text(middle - amount)]

    return files.changed("trace.json", ["steps", time, "action_posterior"], moved)


def exchanged(steps: list[dict[str, object]]) -> list[dict[str, object]]:
    """The rows of a trace with the posteriors of steps 1 and 2 exchanged."""
    first, second = steps[1]["action_posterior"], steps[2]["action_posterior"]
    return [steps[0], steps[1] | {"action_posterior": second}, steps[2] | {"action_posterior": first}, *steps[3:]]
