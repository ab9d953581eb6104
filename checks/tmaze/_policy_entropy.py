"""What the two checks on policy entropy share: the published run followed by the twin, and by exact recursion."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb

from opd_exact.audit.classroom import AgentHistory
from opd_exact.audit.rollout_oracle import SearchFactory, rollout_oracle
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS
from opd_exact.audit.tmaze_twin import TwinRun, twin_settings
from opd_exact.information import entropy
from opd_exact.numbers import Ball, ComputedReal, enclose
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.registry import Fact, Inputs, Mutant, Series

from . import _ideal, _wrong_searches
from .first_action_cue_twin import DIGITS, SAME, near

__all__ = [
    "MUTANTS",
    "Summary",
    "TwinEntropies",
    "after_the_cue",
    "facts",
    "floors",
    "of_published_run",
]

Summary = Callable[[Sequence[ComputedReal]], ComputedReal]
FIRST_AFTER_CUE = 1
# What floors and penalties may do to either number.
FLOORS = Fraction(1, 10**14)


@dataclass(frozen=True)
class TwinEntropies:
    """The twin along a history, the number drawn from its policy entropies, and the recursion it is held against."""

    run: TwinRun
    summary: Summary
    make_search: SearchFactory = SophisticatedSearch

    @property
    def value(self) -> ComputedReal:
        """The number by the twin, floors and node budget included."""
        return self.summary([entropy_of_policy(row) for row in self.run.posteriors])

    def exact(self) -> list[ComputedReal]:
        """The entropy at each decision by exact recursion, at the depth that the node budget completes."""
        oracle = rollout_oracle(self.run.settings, self.make_search)
        beliefs = oracle.agent.filtered(self.run.history.observations, self.run.history.actions)
        return [entropy_of_policy(oracle.decision(belief).posterior) for belief in beliefs]


def entropy_of_policy(posterior: Sequence[ComputedReal]) -> ComputedReal:
    """H of an action posterior, enclosed on demand, in nats."""

    def evaluate() -> arb:
        found = entropy([x.arb() for x in posterior])
        assert isinstance(found, Ball)  # entropies of balls are balls
        return found.arb

    return ComputedReal(evaluate, "entropy of an action posterior")


def after_the_cue(entropies: Sequence[ComputedReal]) -> ComputedReal:
    """The first entropy less the least from the cue on; which one is least is decided by balls."""
    least = entropies[FIRST_AFTER_CUE]
    for other in entropies[FIRST_AFTER_CUE + 1 :]:
        if other < least:
            least = other
    return entropies[0] - least


def of_published_run(inputs: Inputs, summary: Summary) -> TwinEntropies:
    """The published run, seed 0; nothing recorded is needed."""
    course = _ideal.PUBLISHED_COURSE
    run = TwinRun(
        PUBLISHED_SETTINGS, twin_settings(PUBLISHED_SETTINGS), AgentHistory(course.observations, course.actions)
    )
    return TwinEntropies(run, summary)


def facts(subject: TwinEntropies, digits: str, what: str) -> Iterator[Fact]:
    """The number itself, which is quickly refuted where it is another; then each entropy by two routes."""
    yield _ideal.stated(subject.value, digits, what)
    bare, exact = [entropy_of_policy(row) for row in subject.run.bare.posteriors], subject.exact()
    for time, (own, truth) in enumerate(zip(bare, exact, strict=True)):
        yield near(f"step {time}: twin without floors and exact recursion at the completed depth", own, truth, SAME)
    yield near("the number with and without floors and penalties", subject.value, subject.summary(bare), FLOORS)


def floors(subject: TwinEntropies) -> tuple[Series, ...]:
    """A bound on what floors and penalties do to the number."""
    bare = subject.summary([entropy_of_policy(row) for row in subject.run.bare.posteriors])
    difference = enclose(subject.value - bare, DIGITS)
    size = max(abs(difference.lower), abs(difference.upper))
    row = ("pymdp's clipped logs and penalties", subject.run.twin.floor, size)
    return (Series("floors", ("floor", "size", "effect"), (row,)),)


def _with_twin(subject: TwinEntropies, **changes: object) -> TwinEntropies:
    twin = replace(subject.run.twin, **changes)  # type: ignore[arg-type]
    return replace(subject, run=replace(subject.run, twin=twin))


MUTANTS = (
    Mutant("depth-3", "the twin's search ends a level early", lambda s: _with_twin(s, horizon=3)),
    Mutant("gamma-2", "the twin's precision of the softmax is 2", lambda s: _with_twin(s, gamma=Fraction(2))),
    Mutant(
        "floor-2^-40",
        "logarithms are clipped at 2**-40 instead of 2**-52",
        lambda s: _with_twin(s, floor=Fraction(1, 2**40)),
    ),
    Mutant(
        "log-sum-exp",
        "a belief's value is the soft maximum instead of the mean of the action values",
        lambda s: replace(s, make_search=_wrong_searches.LogSumExpSearch),
    ),
    Mutant(
        "stays-at-the-cue",
        "the agent reads the cue twice before it goes on",
        lambda s: replace(
            s,
            run=replace(
                s.run,
                history=AgentHistory(
                    ((0, 0, 0), (3, 0, 1), (3, 0, 1), (0, 0, 0), (4, 0, 0), (1, 1, 0), (1, 1, 0)), (3, 3, 0, 4, 1, 0)
                ),
            ),
        ),
    ),
)
