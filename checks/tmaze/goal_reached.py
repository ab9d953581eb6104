"""The reward is found: over the chance of the cue, at the first arm with probability 19/20, and within 6 moves surely.

Whether the goal was reached is recomputed from the observations, not read from a flag. How much luck was in it is
computed too: every course that environment and agent can take is enumerated with its exact probability, the agent
deciding at each belief by the exact recursion at the depth its node budget completes. A cue that is right (19/20)
leads to the rewarded arm; one that is wrong (1/20) to punishment first, and from there to the other arm in time.

Source: Friedman (2026), witness 2, simulation invariant 12.

A failure means that the flag is not what the observations say, that the recorded course is none that the agent can
take, or that reaching the goal was more, or less, a matter of luck than the model implies.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.audit.rollout_files import RolloutFiles
from opd_exact.audit.rollout_oracle import RolloutOracle, rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, read_rollout
from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import call, total
from opd_exact.numbers import LogForm
from opd_exact.planning.bayes_filter import Observation
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Published, Verdict, all_of

from . import _course_terms
from ._record import (
    FABRICATED,
    IDLE_COURSE,
    RECORDING_ID,
    SCOPE,
    SOURCE,
    enclosed_by,
    missing,
    recorded_files,
    replayed,
)

REWARD, PUNISHMENT = 1, 2
Seen = tuple[Observation, ...]


def establish(files: RolloutFiles) -> Finding:
    """Recompute the flag, place the record among all possible courses, and add up their probabilities."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    finding = all_of(facts(record, oracle))
    if not finding.verdict.may_pass:
        return finding
    first = probability(oracle, lambda seen: first_outcome(seen) == REWARD)
    return replace(
        finding,
        exact=f"P(reward at the first arm) = {first}, P(reward within {oracle.settings.transitions} moves) = 1",
        value=LogForm(first),
        published=Published("goal reached: true", record.summary.goal_reached),
    )


EVENTS: tuple[tuple[str, str, Callable[[Seen], bool], Fraction], ...] = (
    ("reward_first", "the first arm visited rewards", lambda seen: first_outcome(seen) == REWARD, Fraction(19, 20)),
    (
        "punishment_first",
        "the first arm visited punishes",
        lambda seen: first_outcome(seen) == PUNISHMENT,
        Fraction(1, 20),
    ),
    ("rewarded", "a reward comes within 6 moves", lambda seen: any(o[1] == REWARD for o in seen), Fraction(1)),
)


def kernel(files: RolloutFiles) -> Iterator[Statement]:
    """What the environment's model gives each of the agent's courses; that the agent takes them is not said to Coq."""
    oracle = rollout_oracle()
    courses = dict.fromkeys((history.observations, history.actions) for history in oracle.histories)
    model = oracle.environment.model
    likelihoods = {
        seen: call("evidence", _course_terms.joint_probabilities(model, seen, actions)[-1]) for seen, actions in courses
    }
    for name, event, holds, claimed in EVENTS:
        yield _course_terms.equations(
            name,
            f"The agent's courses in which {event} have this probability: of each, the joint probabilities of the last"
            " state and all that was seen, summed over the ten states.",
            [(total(term for seen, term in likelihoods.items() if holds(seen)), claimed)],
            covers="part",
        )


def facts(record: RolloutRecord, oracle: RolloutOracle) -> Iterator[Fact]:
    """The claim in parts."""
    yield replayed(oracle.replay(record))
    yield flag(record)
    yield possible(record, oracle)
    for _, event, holds, claimed in EVENTS:
        found = probability(oracle, holds)
        yield enclosed_by(
            found == claimed,
            f"{event} with probability {claimed}",
            otherwise=f"{event} with probability {found}, expected {claimed}",
        )


def flag(record: RolloutRecord) -> Fact:
    """The flag is true, and a reward was observed."""
    times = [time for time, seen in enumerate(record.observations) if seen[1] == REWARD]
    return Fact.decided_by(
        record.summary.goal_reached and bool(times),
        f"the flag is true, and a reward was observed at steps {times}",
        otherwise=f"summary.json: goal_reached is {record.summary.goal_reached}, but a reward was observed at steps"
        f" {times}; expected the flag to be true and a reward to have been observed",
    )


def possible(record: RolloutRecord, oracle: RolloutOracle) -> Fact:
    """The record is one of the courses that the agent and the environment can take."""
    found = [
        history.probability
        for history in oracle.histories
        if history.observations == record.observations and history.actions == record.actions[:-1]
    ]
    return enclosed_by(
        len(found) == 1,
        f"the record is one of the {len(oracle.histories)} possible courses, of probability {sum(found)}",
        otherwise=f"the observations {list(record.observations)} with the actions {list(record.actions[:-1])} are none"
        f" of the {len(oracle.histories)} courses that the agent and the environment can take",
    )


def probability(oracle: RolloutOracle, event: Callable[[Seen], bool]) -> Fraction:
    """The exact probability, over all courses, that an event shows in the observations."""
    return sum((history.probability for history in oracle.histories if event(history.observations)), Fraction(0))


def first_outcome(observations: Seen) -> int | None:
    """The first outcome that is not "none": what the first arm visited gave."""
    return next((seen[1] for seen in observations if seen[1]), None)


CHECK = Check(
    id="goal_reached",
    claim=Claim(
        "The agent observes the reward; over the chance of the cue it does so at the first arm it visits with"
        " probability 19/20, is punished first with probability 1/20, and is rewarded within 6 moves surely",
        r"P(\text{reward first}) = \tfrac{19}{20}, \quad P(\text{punishment first}) = \tfrac{1}{20},"
        r" \quad P(\exists t \le 6 : o_t = \text{reward}) = 1",
        f"{SCOPE}; the course after a misleading cue is that of the exact agent, which pymdp did not run",
        f"{SOURCE} 12",
    ),
    tier=Verdict.ENCLOSED,
    subject=recorded_files,
    establish=establish,
    kernel=kernel,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    mutants=(
        FABRICATED,
        missing("summary.json"),
        Mutant(
            "flag-without-reward",
            "an invented record in which the agent never leaves the center and still reaches its goal, by the flag",
            lambda files: files.fabricated(IDLE_COURSE),
        ),
        Mutant(
            "reward-without-flag",
            "the flag is false although the reward was observed",
            lambda files: files.edited("summary.json", ["goal_reached"], False),
        ),
        Mutant(
            "outcomes-never-seen",
            "every outcome of the trace is none, in the arm too; the flag stays true",
            lambda files: files.changed("trace.json", ["steps"], without_outcomes),
        ),
        Mutant(
            "another-last-move",
            "the agent leaves the arm at its last recorded move, for the middle: possible, but not its policy",
            lambda files: (
                files.edited("trace.json", ["steps", 5, "action"], 4)
                .edited("trace.json", ["steps", 6, "state", "location"], 4)
                .edited("trace.json", ["steps", 6, "observations"], {"location": 4, "outcome": 0, "cue": 0})
            ),
        ),
    ),
)


def without_outcomes(steps: list[dict[str, dict[str, int]]]) -> list[dict[str, dict[str, int]]]:
    """The rows of a trace with every outcome set to none."""
    return [step | {"observations": step["observations"] | {"outcome": 0}} for step in steps]
