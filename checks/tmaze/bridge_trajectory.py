"""max over t of |H(two-state filter) - H(maze filter)| = 0: two sides and two sequences carry the whole belief.

A filter that knows nothing of places, moves or preferences, only of two sides, is fed the cues and the outcomes of the
rollout. Its belief is that of the filter over all ten states of the maze at every step, along the published course and
along the course after a misleading cue, where the arm punishes. The paper reports a maximal difference of 6.6e-9, which
is rounding of single precision: the exact difference is 0.

The entropy alone cannot tell a cue from its opposite, as H_b(v) = H_b(1 - v): validity 1/20 has the same entropies at
every step. The posteriors themselves differ, and they are what is compared here as well. A filter that takes only a
reward for certain, not a punishment, agrees on the published course and is off by H_b(19/20) on the other.

Source: Friedman (2026), belief bridge, part 3; printed 6.6e-09.

If this fails, one of the two filters is not Bayes' rule on what was seen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import Number, Term, call, total
from opd_exact.numbers import LogForm
from opd_exact.planning.bayes_filter import BayesFilter, Observation, entropy_of
from opd_exact.registry import Check, Claim, EvidenceError, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _course_terms, _ideal

LEFT, RIGHT = 0, 1
REWARD, PUNISHMENT = 1, 2
LEFT_ARM = 1

# After a misleading cue: right, through the middle into the right arm, punished, back and into the left arm.
MISLED_COURSE = replace(
    _ideal.PUBLISHED_COURSE,
    observations=((0, 0, 0), (3, 0, 2), (0, 0, 0), (4, 0, 0), (2, 2, 0), (4, 0, 0), (1, 1, 0)),
    actions=(3, 0, 4, 2, 4, 1),
)


@dataclass(frozen=True)
class Bridge:
    """The maze's courses, and a two-state filter: its cue validity and the outcomes that settle the side for it.

    `backward` feeds it the sequences from the end.
    """

    courses: tuple[_ideal.ObservedCourse, ...]
    validity: Fraction
    settling: tuple[int, ...] = (REWARD, PUNISHMENT)
    backward: bool = False
    forgets: bool = False

    def two_state(self, course: _ideal.ObservedCourse) -> list[tuple[Fraction, Fraction]]:
        """The beliefs (left, right) after each observation."""
        belief, beliefs = (Fraction(1, 2), Fraction(1, 2)), []
        for seen in reversed(course.observations) if self.backward else course.observations:
            prior = (Fraction(1, 2), Fraction(1, 2)) if self.forgets else belief
            weights = [mass * self.likelihood(seen, side) for side, mass in enumerate(prior)]
            total = sum(weights, Fraction(0))
            if not total:
                raise EvidenceError(f"the two-state filter of validity {self.validity} holds {seen} impossible")
            belief = (weights[LEFT] / total, weights[RIGHT] / total)
            beliefs.append(belief)
        return beliefs

    def likelihood(self, seen: Observation, side: int) -> Fraction:
        """The probability of a cue, and of an outcome in the arm where it was met, if the reward is on the side."""
        place, outcome, cue = seen
        probability = Fraction(1)
        if cue:
            probability = self.validity if cue - 1 == side else 1 - self.validity
        if outcome in self.settling:
            paid = (place == LEFT_ARM) == (side == LEFT)
            probability *= int(paid == (outcome == REWARD))
        return probability


def build(inputs: Inputs) -> Bridge:
    """The published course and the one after a misleading cue, with the two-state filter of the same validity."""
    return Bridge((_ideal.PUBLISHED_COURSE, MISLED_COURSE), Fraction(19, 20))


def establish(bridge: Bridge) -> Finding:
    """Compare entropies and posteriors step by step, exactly, on both courses."""
    finding = all_of(facts(bridge))
    if not finding.verdict.may_pass:
        return finding
    worst = max(gap for course in bridge.courses for gap in gaps(bridge, course))
    return replace(
        finding,
        exact=str(worst),
        value=worst,
        published=published("6.6e-09", worst, "what is printed is the rounding of single precision"),
    )


def kernel(bridge: Bridge) -> Iterator[Statement]:
    """On each course, after each observation: both beliefs have one entropy, and one probability of the left side."""
    for name, course in zip(("published", "misled"), bridge.courses, strict=True):
        own = two_state_joint(bridge, course)
        maze = _course_terms.joint_probabilities(course.model, course.observations, course.actions)
        sides = [side for _, side in BayesFilter(course.model).states]
        yield _course_terms.equations(
            f"{name}_entropies",
            "After each observation the belief over two sides has the entropy of the belief over ten states.",
            [
                (call("entropy", call("posterior", two)), call("entropy", call("posterior", ten)))
                for two, ten in zip(own, maze, strict=True)
            ],
        )
        yield _course_terms.equations(
            f"{name}_posteriors",
            "After each observation both give the left side the same probability.",
            [
                (two[LEFT] / call("evidence", two), _side(LEFT, sides, ten) / call("evidence", ten))
                for two, ten in zip(own, maze, strict=True)
            ],
        )


def two_state_joint(bridge: Bridge, course: _ideal.ObservedCourse) -> list[list[Term]]:
    """After each observation, for each side: its even prior times the likelihoods so far, factors of 1 left out."""
    even: list[Term] = [Number(Fraction(1, 2)), Number(Fraction(1, 2))]
    found = [even]
    for seen in reversed(course.observations) if bridge.backward else course.observations:
        before = even if bridge.forgets else found[-1]
        likelihoods = [bridge.likelihood(seen, side) for side in (LEFT, RIGHT)]
        found.append([w if p == 1 else w * p for w, p in zip(before, likelihoods, strict=True)])
    return found[1:]


def _side(side: int, sides: list[int], weights: tuple[Term, ...]) -> Term:
    return total(weight for own, weight in zip(sides, weights, strict=True) if own == side)


def facts(bridge: Bridge) -> Iterator[Fact]:
    """On each course: equal entropies, then equal posteriors; and that entropies alone would not tell 1/20."""
    for name, course in zip(("published course", "misleading cue"), bridge.courses, strict=True):
        maze, expected = BayesFilter(course.model), course.beliefs
        worst = max(gaps(bridge, course))
        time = gaps(bridge, course).index(worst)
        yield Fact.decided_by(
            worst == 0,
            f"{name}: the entropies of both filters are equal at all {len(expected)} steps",
            otherwise=f"{name}: the entropies differ by {worst} at step {time}",
            margin=worst.enclose(6).decimal(4)[0],
        )
        sides = [maze.marginal(belief, 1) for belief in expected]
        wrong = [t for t, (own, other) in enumerate(zip(bridge.two_state(course), sides, strict=True)) if own != other]
        yield Fact.decided_by(
            not wrong,
            f"{name}: the posteriors are equal as well, P(left) = {', '.join(str(left) for left, _ in sides)}",
            otherwise=f"{name}: equal entropies, but at steps {wrong} the posteriors differ",
        )
    mirrored = replace(bridge, validity=1 - bridge.validity)
    same = all(gap == 0 for gap in gaps(mirrored, bridge.courses[0]))
    yield Fact.decided_by(
        same,
        f"validity {mirrored.validity} has the same entropies on the published course: they do not identify the cue",
        otherwise=f"validity {mirrored.validity} has other entropies on the published course",
    )


def gaps(bridge: Bridge, course: _ideal.ObservedCourse) -> list[LogForm]:
    """The distance of the two entropies at each step, exact."""
    return [
        abs(entropy_of(own) - entropy) for own, entropy in zip(bridge.two_state(course), course.entropies, strict=True)
    ]


CHECK = Check(
    id="tmaze_bridge_trajectory",
    claim=Claim(
        "A two-state filter fed with cues and outcomes has the belief of the maze's filter at every step: the largest"
        " difference of their entropies is 0",
        r"\max_t \left| H(b^{(2)}_t) - H(b_t) \right| = 0, \quad b^{(2)}_t = b_t(\text{side})",
        "exact Bayes, cue validity 19/20; the published course, and one with a misleading cue that ends in punishment",
        "Friedman (2026), On-Policy Distillation as Active Inference, belief bridge, part 3",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    kernel=kernel,
    tags=("tmaze", "ideal", "bridge"),
    mutants=(
        Mutant(
            "validity-1/2",
            "the two-state filter learns nothing from the cue",
            lambda b: replace(b, validity=Fraction(1, 2)),
        ),
        Mutant("validity-1", "the two-state filter trusts the cue wholly", lambda b: replace(b, validity=Fraction(1))),
        Mutant(
            "validity-1/20",
            "the two-state filter believes the opposite of the cue: the entropies are the same, the posteriors are not",
            lambda b: replace(b, validity=Fraction(1, 20)),
        ),
        Mutant("reversed", "the observations are fed from the end", lambda b: replace(b, backward=True)),
        Mutant(
            "reward-only",
            "only a reward settles the side: right on the published course, wrong after a misleading cue",
            lambda b: replace(b, settling=(REWARD,)),
        ),
        Mutant("forgets", "each step starts from an even belief", lambda b: replace(b, forgets=True)),
    ),
)
