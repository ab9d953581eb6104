"""The validity at which the first decision turns from the middle to the cue, for a search of a given depth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, partial

from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import ComputedReal
from opd_exact.numbers.errors import BudgetExhausted, InputError
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.segment import ModelSegment
from opd_exact.planning.segment_search import Enclosed, SegmentSearch, Stretch
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.planning.thresholds import Switch, locate_switch, require_only_switch, require_positive
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from . import _ideal

__all__ = [
    "switch_check",
]

CENTER, CUE, MIDDLE = 0, 3, 4
LOW, HIGH = Fraction(1, 2), Fraction(999, 1000)
NEAR = Fraction(1, 10**40)

_COUNTS = {4: "four", 5: "five", 8: "eight"}


@dataclass(frozen=True)
class CueSwitch:
    """Mazes by cue validity, and the planner whose first decision is watched. `stated` is the switch as claimed."""

    mazes: ModelSegment
    gamma: Fraction
    depth: int
    stated: str
    better: int = CUE
    other: int = MIDDLE

    @cached_property
    def search(self) -> SegmentSearch:
        """The search along the segment."""
        return SegmentSearch(self.mazes)

    @cached_property
    def start(self) -> int:
        """The belief at the center, in the numbering of the search."""
        return self.search.belief([(0, 0, 0)], [])

    @cached_property
    def located(self) -> Switch:
        """The switch between the ends of the interval."""
        return locate_switch(self.gap, LOW, HIGH, "cue validity")

    def gap(self, v: Fraction) -> ComputedReal:
        """The value of the cue less that of the middle at a validity."""
        return self.search.gap(self.start, self.depth, self.better, self.other, Stretch(v, self.gamma))

    def enclosure(self, better: int, other: int, center: Fraction, radius: Fraction) -> Enclosed:
        """The value of one action less that of another, and its slope, over an interval of validities."""
        over = Stretch(center, self.gamma, radius)
        return self.search.enclosure(self.start, self.depth, better, other, over)


def switch_check(depth: int, stated: str) -> Check:
    """The check of the switch at one depth; `stated` is its validity as an independent computation gives it."""
    return Check(
        id=f"tmaze_cue_switch_validity_depth{depth}",
        claim=Claim(
            f"Searched {_COUNTS[depth]} levels deep, the first decision is the middle for cue validities below"
            f" v* = {stated[:17]}... and the cue above; between 1/2 and 999/1000 it turns nowhere else",
            rf"Q_{depth}(\mathrm{{cue}}; v) - Q_{depth}(\mathrm{{middle}}; v) \lessgtr 0"
            rf" \iff v \lessgtr v^* = {stated[:17]}\ldots",
            f"the T-maze, gamma 3, depth {depth}, for all v with 1/2 <= v <= 999/1000; exact beliefs, no node budget,"
            " no observation dropped",
            f"{_ideal.SOURCE}: model and planner; the switch is not in the paper",
        ),
        tier=Verdict.ENCLOSED,
        subject=partial(build, depth, stated),
        establish=establish,
        tags=("tmaze", "ideal", "planning", "threshold"),
        mutants=(
            Mutant("a-level-less", f"the search has depth {depth - 1}", lambda s: replace(s, depth=s.depth - 1)),
            Mutant("a-level-more", f"the search has depth {depth + 1}", lambda s: replace(s, depth=s.depth + 1)),
            Mutant("gamma-2", "the precision of the softmax is 2", lambda s: replace(s, gamma=Fraction(2))),
            Mutant(
                "free-cue",
                "reading the cue costs nothing",
                lambda s: replace(s, mazes=ModelSegment(_ideal.free_cue(s.mazes.start), _ideal.free_cue(s.mazes.end))),
            ),
            Mutant(
                "another-parameter",
                "the parameter runs from a blind cue to a certain one, and is no longer the validity",
                lambda s: replace(s, mazes=ModelSegment(tmaze("1/2"), tmaze(1))),
            ),
            Mutant(
                "cue-against-staying",
                "the cue is compared with staying at the center instead of with the middle",
                lambda s: replace(s, other=0),
            ),
        ),
    )


def build(depth: int, stated: str, inputs: Inputs) -> CueSwitch:
    """The published maze at any validity, and its planner without budget and pruning."""
    return CueSwitch(ModelSegment(tmaze(0), tmaze(1)), Fraction(3), depth, stated)


def establish(subject: CueSwitch) -> Finding:
    """Bracket the switch by decided signs, show that there is no other, and look at the decision on both sides."""
    finding = all_of(facts(subject))
    if not finding.verdict.may_pass:
        return finding
    return replace(finding, value=subject.located.location)


def facts(subject: CueSwitch) -> Iterator[Fact]:
    """Signs at the ends; the stated digits; the only zero; maximizers a hair below and above."""
    signs = tuple(subject.gap(end).sign() for end in (LOW, HIGH))
    yield enclosed(
        signs == (-1, 1),
        f"the cue is worth less than the middle at validity {LOW} and more at {HIGH}",
        f"the difference has sign {signs[0]} at validity {LOW} and {signs[1]} at {HIGH}, expected -1 and 1",
    )
    switch = subject.located
    yield _ideal.stated(switch.location, subject.stated, f"depth {subject.depth}: the validity of the switch")
    try:
        boxes = require_only_switch(partial(subject.enclosure, subject.better, subject.other), LOW, HIGH)
    except InputError as error:
        yield Fact(Verdict.REFUTED, f"the switch is not the only one: {error}")
    except BudgetExhausted as error:
        yield Fact(Verdict.UNDECIDED, f"whether the switch is the only one was not settled: {error}")
    else:
        yield Fact(
            Verdict.ENCLOSED,
            f"it is the only one from {LOW} to {HIGH}: on each of {boxes} intervals the difference or its slope has a"
            " decided sign",
        )
    low, high = switch.bracket(42)
    yield from (ahead(subject, *part) for part in ((MIDDLE, LOW, high), (CUE, low, HIGH)))
    yield from (turned(subject, validity, action) for validity, action in ((low - NEAR, MIDDLE), (high + NEAR, CUE)))


def ahead(subject: CueSwitch, action: int, low: Fraction, high: Fraction) -> Fact:
    """From one validity to another an action is better than staying, which is what the other three come to."""
    name = subject.mazes.start.action_names[action]
    try:
        boxes = require_positive(partial(subject.enclosure, action, CENTER), low, high)
    except InputError as error:
        return Fact(Verdict.REFUTED, f"{name} is not everywhere better than staying: {error}")
    except BudgetExhausted as error:
        return Fact(Verdict.UNDECIDED, f"whether {name} is better than staying was not settled: {error}")
    part = f"below it, from {LOW} on" if action == MIDDLE else f"above it, up to {HIGH}"
    return Fact(Verdict.ENCLOSED, f"{part}, {name} is better than staying at the center, on each of {boxes} intervals")


def turned(subject: CueSwitch, validity: Fraction, action: int) -> Fact:
    """What the search on rational beliefs, another implementation, decides at one exact validity."""
    bayes = BayesFilter(subject.mazes.at(validity))
    start = bayes.update(bayes.prior(), (0, 0, 0))
    best = SophisticatedSearch(bayes, subject.gamma, Fraction(0)).decide(start, subject.depth).maximizers()
    names = subject.mazes.start.action_names
    side = "below" if action == MIDDLE else "above"
    return enclosed(
        best == (action,),
        f"1e-40 {side} it the only maximizer is {names[action]}",
        f"1e-40 {side} it the maximizers are {', '.join(names[a] for a in best)}, expected {names[action]} alone",
    )


def enclosed(holds: bool, text: str, otherwise: str) -> Fact:
    """A fact settled by balls one way or the other."""
    return Fact(Verdict.ENCLOSED if holds else Verdict.REFUTED, text if holds else otherwise)
