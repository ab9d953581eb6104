"""Every recorded observation is one that the model can make where the agent is: A(o_t | s_t) > 0 at each step.

The modalities are location (5 outcomes), outcome (3) and cue (3). The true states are replayed from the actions, and
each observation's likelihood in its state is an exact rational: 1 everywhere except at the cue, where the cue is right
with probability 19/20. Their product is the probability of all that was seen, given where the agent went.

Source: Friedman (2026), witness 2, simulation invariant 10.

A failure means that an observation was recorded that cannot occur in that place: a modality is missing, misnamed or in
another order, or the observations do not belong to these actions.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod

from opd_exact.audit.replay import Replay
from opd_exact.audit.rollout_files import RolloutFiles
from opd_exact.audit.rollout_oracle import rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, read_rollout
from opd_exact.models.pomdp import POMDP
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Verdict, all_of

from ._record import FABRICATED, RECORDING_ID, SCOPE, SOURCE, missing, recorded_files, replayed


def establish(files: RolloutFiles) -> Finding:
    """Compare names and ranges with the model's, then take each likelihood along the replayed states."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    replay = oracle.replay(record)
    finding = all_of(facts(record, oracle.agent.model, replay))
    if not finding.verdict.may_pass:
        return finding
    together = prod(step.likelihood for step in replay.steps)
    return replace(
        finding, exact=f"probability of the observations given the states = {together}", value=LogForm(together)
    )


def facts(record: RolloutRecord, model: POMDP, replay: Replay) -> Iterator[Fact]:
    """The claim in parts."""
    yield named(record, model)
    yield from in_range(record, model)
    yield replayed(replay)
    likelihoods = [step.likelihood for step in replay.steps]
    listed = ", ".join(map(str, likelihoods))
    yield Fact.decided_by(
        min(likelihoods) > 0 and prod(likelihoods) == Fraction(19, 20),
        f"the likelihoods of the observations in their states are {listed}",
        otherwise=f"the likelihoods of the observations in their states are {listed}; expected 19/20 together",
    )


def named(record: RolloutRecord, model: POMDP) -> Fact:
    """The stored model names its modalities as the T-maze does; summary and trace are read by these names."""
    expected = tuple(modality.name for modality in model.modalities)
    return Fact.decided_by(
        record.modalities == expected,
        f"the modalities are {', '.join(expected)}",
        otherwise=f"model.json: the modalities are {', '.join(record.modalities)}, expected {', '.join(expected)}",
    )


def in_range(record: RolloutRecord, model: POMDP) -> list[Fact]:
    """Each index of the summary is below the number of its modality's outcomes (those of the trace are replayed)."""
    facts = []
    for modality in model.modalities:
        seen = record.summary.observations[modality.name]
        facts.append(
            Fact.decided_by(
                len(seen) == len(record.steps) and all(index < len(modality) for index in seen),
                f"summary.json: {modality.name} has {len(seen)} observations, all below {len(modality)}",
                otherwise=f"summary.json: {modality.name} is {list(seen)}, expected {len(record.steps)} indices"
                f" below {len(modality)}",
            )
        )
    return facts


CHECK = Check(
    id="observations_in_obs_space",
    claim=Claim(
        "Every recorded observation lies in the observation space and has positive likelihood in the replayed state",
        r"A(o_t \mid s_t) > 0, \quad t = 0, \dots, 6; \qquad \prod_t A(o_t \mid s_t) = \tfrac{19}{20}",
        SCOPE,
        f"{SOURCE} 10",
    ),
    tier=Verdict.DECIDED,
    subject=recorded_files,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    mutants=(
        FABRICATED,
        missing("model.json"),
        Mutant(
            "no-observations",
            "the list of one modality is empty",
            lambda files: files.edited("summary.json", ["observations", "cue"], []),
        ),
        Mutant(
            "outside-the-space",
            "a location index is 5, one beyond the last",
            lambda files: files.edited("summary.json", ["observations", "location", 6], 5),
        ),
        Mutant(
            "renamed-modality",
            "the summary calls the cue modality hint",
            lambda files: files.changed(
                "summary.json",
                ["observations"],
                lambda seen: {"location": seen["location"], "outcome": seen["outcome"], "hint": seen["cue"]},
            ),
        ),
        Mutant(
            "cue-away-from-the-cue",
            "a cue is seen at the center, where none is shown",
            lambda files: files.edited("trace.json", ["steps", 2, "observations", "cue"], 1),
        ),
        Mutant(
            "punished-where-rewarded",
            "the left arm punishes although it holds the reward",
            lambda files: files.edited("trace.json", ["steps", 4, "observations", "outcome"], 2),
        ),
    ),
)
