"""Which action is first, for every cue validity from 1/2 to 999/1000 and every search depth from 1 to 8.

Along the validity v the first decision has one best action or tie, and at most one switch at each depth: a depth of 1
sees only that the cue costs 1/2 and tells log 2 - H_b(v); at depths 2 and 3 it is best to wait, as whoever waits may
still hope; from depth 4 on it is the middle below the switch and the cue above. Each switch is bracketed by decided
signs, is the only one, and on each side of it the best action is ahead of all others, as enclosures over intervals show
for all validities at once. A second implementation of the search, on rational beliefs, decides the same on a grid.

The paper's planner stands at validity 19/20. Configured for depth 5 it would go to the middle; its 5000 nodes complete
depth 4, where it goes to the cue. 19/20 lies in the sliver between the switches of these two depths.

Source: model and planner of Friedman (2026), witness 2; the map is not in the paper.

If this fails, the planner that is evaluated is another one: another depth, precision, cost of the cue, or parameter.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import ComputedReal
from opd_exact.numbers.errors import BudgetExhausted, InputError
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.node_budget import count_nodes
from opd_exact.planning.segment import ModelSegment
from opd_exact.planning.segment_search import Enclosed, SegmentSearch, Stretch
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.planning.thresholds import Switch, locate_switch, require_only_switch, require_positive
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Series, Verdict, all_of

from . import _ideal
from ._record import enclosed_by

LOW, HIGH, PAPER = Fraction(1, 2), Fraction(999, 1000), Fraction(19, 20)
GRID = (*(Fraction(n, 10) for n in range(5, 10)), Fraction(47, 50), PAPER, Fraction(24, 25), Fraction(49, 50), HIGH)

# Moves to the center and to the arms, which have no door at the center, all come to staying there.
STAY, CUE, MIDDLE = (0, 1, 2), (3,), (4,)
TIE = (*STAY, *MIDDLE)
NAMES = {STAY: "stay", CUE: "cue", MIDDLE: "middle", TIE: "stay or middle"}


@dataclass(frozen=True)
class Level:
    """The best actions at one depth: `below` the switch and `above` it; without a switch the same everywhere."""

    depth: int
    below: tuple[int, ...]
    above: tuple[int, ...]
    switch: str | None = None

    def first(self, validity: Fraction) -> tuple[int, ...]:
        """The best actions as stated at a validity."""
        return self.above if self.switch is not None and validity > Fraction(self.switch) else self.below


# Switches from an independent computation of the recursion in mpmath to 60 digits, shortened.
LEVELS = (
    Level(1, TIE, CUE, "0.951811254156396067713295161739"),
    Level(2, MIDDLE, STAY, "0.908568229198021028534741240702"),
    Level(3, STAY, STAY),
    Level(4, MIDDLE, CUE, "0.942633883129026185078399917966"),
    Level(5, MIDDLE, CUE, "0.952724919804272116193790963220"),
    Level(6, MIDDLE, CUE, "0.952233322750346093459513311878"),
    Level(7, MIDDLE, CUE, "0.952211111328792572652772238395"),
    Level(8, MIDDLE, CUE, "0.952213496758443044597322926195"),
)


@dataclass(frozen=True)
class ActionMap:
    """Mazes by cue validity, the planner's precision, and the map as stated; `deeper` levels are searched beyond it."""

    mazes: ModelSegment
    gamma: Fraction
    levels: tuple[Level, ...]
    deeper: int = 0
    _switches: dict[Level, Switch] = field(init=False, default_factory=dict, compare=False, repr=False)

    @cached_property
    def search(self) -> SegmentSearch:
        """The search along the segment."""
        return SegmentSearch(self.mazes)

    @cached_property
    def start(self) -> int:
        """The belief at the center, in the numbering of the search."""
        return self.search.belief([(0, 0, 0)], [])

    @cached_property
    def on_grid(self) -> dict[Fraction, SophisticatedSearch]:
        """The search on rational beliefs at each validity of the grid."""
        return {v: SophisticatedSearch(BayesFilter(self.mazes.at(v)), self.gamma, Fraction(0)) for v in GRID}

    def decided(self, level: Level, validity: Fraction) -> tuple[int, ...]:
        """The best actions at a validity of the grid."""
        search = self.on_grid[validity]
        start = search.bayes.update(search.bayes.prior(), (0, 0, 0))
        return search.decide(start, level.depth + self.deeper).maximizers()

    def switch(self, level: Level) -> Switch:
        """Where the action above the switch overtakes the one below it."""

        def gap(v: Fraction) -> ComputedReal:
            depth, at = level.depth + self.deeper, Stretch(v, self.gamma)
            return self.search.gap(self.start, depth, level.above[0], level.below[-1], at)

        if level not in self._switches:
            self._switches[level] = locate_switch(gap, LOW, HIGH, "cue validity")
        return self._switches[level]

    def enclosure(self, level: Level, better: int, other: int, center: Fraction, radius: Fraction) -> Enclosed:
        """The value of one action less that of another, and its slope, over an interval of validities."""
        over = Stretch(center, self.gamma, radius)
        return self.search.enclosure(self.start, level.depth + self.deeper, better, other, over)


def build(inputs: Inputs) -> ActionMap:
    """The published maze at any validity, and its planner without budget and pruning."""
    return ActionMap(ModelSegment(tmaze(0), tmaze(1)), Fraction(3), LEVELS)


def establish(subject: ActionMap) -> Finding:
    """At each depth: the decisions on the grid, the switch, that it is the only one, and who is ahead on each side."""
    finding = all_of(facts(subject))
    if not finding.verdict.may_pass:
        return finding
    return replace(finding, exact="; ".join(map(told, subject.levels)))


def told(level: Level) -> str:
    """One depth of the map in words."""
    beyond = "" if level.switch is None else f" below {level.switch[:12]}..., {NAMES[level.above]} above"
    return f"depth {level.depth}: {NAMES[level.below]}{beyond}"


def facts(subject: ActionMap) -> Iterator[Fact]:
    """That staying is one action, then depth by depth."""
    predicted = subject.search.graph.predictions(subject.start)
    yield Fact.decided_by(
        predicted[0] == predicted[1] == predicted[2],
        "at the center, moves to the center and to either arm lead to one prediction: they tie at every depth",
        otherwise="at the center, moves to the center and to the arms lead to different predictions",
    )
    for level in subject.levels:
        yield on_grid(subject, level)
        if level.below == TIE:
            yield tied(subject, level)
        if level.switch is None:
            yield from ahead(subject, level, level.below, LOW, HIGH)
        else:
            yield from switched(subject, level, level.switch)


def on_grid(subject: ActionMap, level: Level) -> Fact:
    """What the search on rational beliefs decides at each validity of the grid."""
    for v in GRID:
        found = subject.decided(level, v)
        if found != level.first(v):
            text = f"depth {level.depth}, validity {v}: the best actions are {found}, expected {level.first(v)}"
            return Fact(Verdict.REFUTED, text)
    return Fact(Verdict.ENCLOSED, f"depth {level.depth}: at {len(GRID)} validities the best actions are as stated")


def tied(subject: ActionMap, level: Level) -> Fact:
    """Staying and the middle have one value for all validities: their difference is the ball 0 of no radius."""
    over = subject.enclosure(level, STAY[0], MIDDLE[0], (LOW + HIGH) / 2, (HIGH - LOW) / 2)
    return Fact.decided_by(
        bool(over.value == 0),
        f"depth {level.depth}: staying and the middle are worth the same at every validity",
        otherwise=f"depth {level.depth}: staying less the middle is in {over.value}, expected 0",
    )


def switched(subject: ActionMap, level: Level, stated: str) -> Iterator[Fact]:
    """The digits of the switch, that it is the only one, and who is ahead on each side."""
    try:
        switch = subject.switch(level)
        yield _ideal.stated(switch.location, stated, f"depth {level.depth}: the validity of the switch")
        gap = partial(subject.enclosure, level, level.above[0], level.below[-1])
        boxes = require_only_switch(gap, LOW, HIGH)
    except InputError as error:
        yield Fact(Verdict.REFUTED, f"depth {level.depth}: there is not exactly one switch: {error}")
        return
    except BudgetExhausted as error:
        yield Fact(Verdict.UNDECIDED, f"depth {level.depth}: whether there is one switch was not settled: {error}")
        return
    yield enclosed_by(True, f"depth {level.depth}: the only one, on each of {boxes} intervals", otherwise="")
    low, high = switch.bracket(42)
    yield from ahead(subject, level, level.below, LOW, high)
    yield from ahead(subject, level, level.above, low, HIGH)


def ahead(subject: ActionMap, level: Level, best: tuple[int, ...], low: Fraction, high: Fraction) -> Iterator[Fact]:
    """From one validity to another the best action is ahead of all that are best nowhere at this depth."""
    for other in (STAY, CUE, MIDDLE):
        if other[0] in (*level.below, *level.above):
            continue
        what = f"depth {level.depth}, from {float(low):.6g} to {float(high):.6g}: {NAMES[best]} before {NAMES[other]}"
        try:
            boxes = require_positive(partial(subject.enclosure, level, best[0], other[0]), low, high)
        except InputError as error:
            yield Fact(Verdict.REFUTED, f"not so: {what}: {error}")
        except BudgetExhausted as error:
            yield Fact(Verdict.UNDECIDED, f"not settled: {what}: {error}")
        else:
            yield Fact(Verdict.ENCLOSED, f"{what}, on each of {boxes} intervals")


def series(subject: ActionMap) -> Iterator[Series]:
    """The stretches of validity with their first action, the decisions on the grid, and where the paper stands."""
    stretches: list[tuple[int, Fraction | ComputedReal, Fraction | ComputedReal, str]] = []
    for level in subject.levels:
        turn = HIGH if level.switch is None else subject.switch(level).location
        stretches.append((level.depth, LOW, turn, NAMES[level.below]))
        if level.switch is not None:
            stretches.append((level.depth, turn, HIGH, NAMES[level.above]))
    yield Series("regions", ("depth", "low", "high", "first"), tuple(stretches))
    grid = tuple((level.depth, v, NAMES[subject.decided(level, v)]) for level in subject.levels for v in GRID)
    yield Series("decisions", ("depth", "validity", "first"), grid)
    bayes = BayesFilter(subject.mazes.at(PAPER))
    start = bayes.update(bayes.prior(), (0, 0, 0))
    completed = count_nodes(bayes, start, 5, 5000, Fraction(1, 10000)).completed_depth
    paper = [
        (depth, PAPER, what, next(NAMES[level.first(PAPER)] for level in subject.levels if level.depth == depth))
        for depth, what in ((5, "configured"), (completed, "completed within 5000 nodes"))
    ]
    yield Series("paper", ("depth", "validity", "what", "first"), tuple(paper))


def dear_cue(model: POMDP) -> POMDP:
    """The model in which reading the cue costs 1, more than it can tell."""
    *others, _ = model.C
    return replace(model, C=(*others, Tensor.from_nested([0, -1, -1])))


def with_level(subject: ActionMap, depth: int, **changes: object) -> ActionMap:
    """The map with one depth stated otherwise."""
    levels = (replace(x, **changes) if x.depth == depth else x for x in subject.levels)  # type: ignore[arg-type]
    return replace(subject, levels=tuple(levels))


CHECK = Check(
    id="tmaze_first_action_map",
    claim=Claim(
        "As the cue validity runs from 1/2 to 999/1000 the first action is: "
        + "; ".join(map(told, LEVELS))
        + ", and it changes nowhere else",
        r"\operatorname{arg\,max}_a Q_d(a; v) = \begin{cases} \mathrm{middle} & v < v^*_d \\ \mathrm{cue} & v > v^*_d"
        r" \end{cases} \quad (d = 4, \dots, 8), \qquad v^*_4 = 0.9426\ldots < \tfrac{19}{20} < v^*_5 = 0.9527\ldots",
        "the T-maze, gamma 3, depths 1 to 8, for all v with 1/2 <= v <= 999/1000; exact beliefs, no node budget, no"
        " observation dropped",
        f"{_ideal.SOURCE}: model and planner; the map is not in the paper",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    series=series,
    tags=("tmaze", "ideal", "planning", "threshold"),
    mutants=(
        Mutant("a-level-more", "each search is a level deeper than stated", lambda s: replace(s, deeper=1)),
        Mutant("gamma-2", "the precision of the softmax is 2", lambda s: replace(s, gamma=Fraction(2))),
        Mutant(
            "dear-cue",
            "reading the cue costs 1 instead of 1/2",
            lambda s: replace(s, mazes=ModelSegment(dear_cue(s.mazes.start), dear_cue(s.mazes.end))),
        ),
        Mutant(
            "another-parameter",
            "the parameter runs from a blind cue to a certain one, and is no longer the validity",
            lambda s: replace(s, mazes=ModelSegment(tmaze("1/2"), tmaze(1))),
        ),
        Mutant(
            "tie-broken",
            "at depth 1 the middle alone is said to be best below the switch",
            lambda s: with_level(s, 1, below=MIDDLE),
        ),
        Mutant(
            "no-waiting",
            "at depth 3 the middle is said to be best throughout",
            lambda s: with_level(s, 3, below=MIDDLE, above=MIDDLE),
        ),
        Mutant(
            "paper-s-reading",
            "at the configured depth 5 the cue is said to be first from the switch of depth 4 on, and so at 19/20",
            lambda s: with_level(s, 5, switch=LEVELS[3].switch),
        ),
        Mutant(
            "digits",
            "at depth 2 the switch is said to be 1e-12 further up",
            lambda s: with_level(s, 2, switch="0.908568229199021028534741240702"),
        ),
    ),
)
