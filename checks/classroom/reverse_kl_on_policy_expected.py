"""E[mean D(student || teacher)] = 0.298849195638035889... when the student's actions are drawn from its own posterior.

On-policy distillation is an expectation over what the student does. Here it is taken exactly: at each of four decisions
the student's action is drawn from its depth-5 posterior, its environment answers (the cue of validity 1/2 is a fair
coin, the reward is on the left), both agents filter the same history by their own models, and the divergence at every
situation counts by its probability. Nothing is sampled; weights of observations are rational, those of actions balls.

Source: Friedman (2026), witness 3, settings and models; the paper takes maximizers and pairs by index (6.28).

If this fails, the student acts by another rule, its environment or one of the models is another, or situations are
weighted wrongly.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.audit.classroom import Classroom, mean, on_policy_divergences, on_policy_expectations
from opd_exact.numbers import ComputedReal
from opd_exact.planning.expectations import (
    evenly_among_maximizers,
    expected_values,
    first_maximizer,
    sampled,
    situations,
)
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from . import _agents

PER_DECISION = (
    "1.18751994933066427222844653672",
    "0.00780269734475187716492455978143",
    "0.0000544594019579505178743159588364",
    "0.0000196764747694571147514255003104",
)
MEAN = "0.298849195638035889256499209491"
MEAN_OF_MAXIMIZERS = "0.296880242231757207226539175858"
SITUATIONS = (1, 4, 11, 18)


def by_rule(rule: object) -> _agents.Score:
    """The expectation when the student acts by a rule."""
    return lambda classroom, compare: on_policy_expectations(classroom, rule, compare)  # type: ignore[arg-type]


def build(inputs: Inputs) -> _agents.Compared:
    """The ideal planners; the student's actions are drawn from its posterior."""
    return _agents.Compared(_agents.ideal_classroom(inputs), by_rule(sampled))


def establish(compared: _agents.Compared) -> Finding:
    """Enclose each expectation and the mean, then what it is where the student takes maximizers."""
    finding = all_of(facts(compared))
    return replace(finding, value=compared.mean()) if finding.verdict.may_pass else finding


def facts(compared: _agents.Compared) -> Iterator[Fact]:
    """Expectations, their mean, the situations they range over, and the same with maximizers."""
    yield from _agents.stated_values(compared, PER_DECISION, "expected reverse divergence at decision")
    yield _agents.stated(compared.mean(), MEAN, "their mean")
    yield from spread(compared.classroom)
    for name, rule in (("the first", first_maximizer), ("each with equal chance", evenly_among_maximizers)):
        value = mean(on_policy_expectations(compared.classroom, rule, compared.compare))
        yield _agents.stated(value, MEAN_OF_MAXIMIZERS, f"taking maximizers, {name} where they tie: the mean")


def spread(classroom: Classroom) -> Iterator[Fact]:
    """How many situations there are at each decision, and that their probabilities sum to 1."""
    teacher, student = classroom.oracles
    levels = situations(
        student.environment,
        (student.agent, teacher.agent),
        lambda belief: sampled(student.decision(belief)),
        classroom.student.transitions + 1,
    )
    counts = tuple(map(len, levels))
    yield Fact.decided_by(
        counts == SITUATIONS,
        f"the decisions are made in {', '.join(map(str, counts))} situations",
        otherwise=f"the decisions are made in {counts} situations, expected {SITUATIONS}",
    )
    missing = [total - 1 for total in expected_values(levels, lambda beliefs: Fraction(1))]
    yield _agents.vanishing(ComputedReal.total(abs(gap) for gap in missing), "what the probabilities lack to 1")


CHECK = Check(
    id="classroom_reverse_kl_on_policy_expected",
    claim=Claim(
        "The expected mean reverse divergence over four decisions, the student's actions drawn from its own posterior,"
        " is 0.298849195638035889...",
        r"\tfrac14 \sum_t \mathbb{E}_{a \sim \pi^{S}_5}\left[ D\left(\pi^{S}_5(h_t) \,\middle\|\,"
        r" \pi^{T}_5(h_t)\right) \right] = 0.298849195638035889\ldots",
        "validities 49/50 (teacher's model) and 1/2 (student's model and environment), reward on the left, both start"
        " at the center; exact beliefs, depth 5, gamma 3, no node budget",
        f"{_agents.SOURCE}: models and planner; the expectation is not in the paper",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    tags=("classroom", "ideal", "divergence", "expectation"),
    mutants=(
        Mutant(
            "maximizers",
            "the student takes its first maximizer instead of drawing an action",
            lambda c: replace(c, score=by_rule(first_maximizer)),
        ),
        Mutant(
            "one-history",
            "only the student's published history is scored, with weight 1",
            lambda c: replace(c, score=on_policy_divergences),
        ),
        Mutant(
            "uniform-actions",
            "every action is drawn with the same probability",
            lambda c: replace(c, score=by_rule(lambda decision: (Fraction(1, 5),) * 5)),
        ),
        Mutant(
            "unnormalized-weights",
            "the weights of the actions are twice their probabilities",
            lambda c: replace(c, score=by_rule(lambda decision: [2 * p for p in decision.posterior])),
        ),
        Mutant(
            "five-decisions",
            "a fifth decision is averaged in",
            lambda c: c.changed(student=replace(c.classroom.student, transitions=4)),
        ),
        Mutant(
            "telling-cue",
            "the student's cue has validity 3/4, in its model and in its environment",
            lambda c: c.changed(student=replace(c.classroom.student, cue_validity=Fraction(3, 4))),
        ),
        *_agents.depth_mutants(),
    ),
)
