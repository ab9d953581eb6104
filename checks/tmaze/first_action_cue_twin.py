"""P(cue) = 0.544550114626... at the first decision, by pymdp's own algorithm without rounding: floors, 5000 nodes.

The search is configured for depth 5 and completes depth 4; the value is the one that pymdp would return in exact
arithmetic at cue validity 19/20. Beside it stands what it returned in single precision, with the four causes of its
distance from the ideal, which looks all of 5 steps ahead and would choose the middle.

Source: Friedman (2026), witness 2; printed 0.545, reported 0.5445500612258911.

If this fails, the search is another one (depth, floors, averages over actions or observations), or the recording is not
of this agent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.audit.classroom import AgentHistory
from opd_exact.audit.rollout_files import RolloutFiles, float32_text
from opd_exact.audit.rollout_oracle import RolloutOracle, SearchFactory, rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, read_rollout
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS, RolloutSettings
from opd_exact.audit.tmaze_twin import TwinRun, first_action_budget, recorded_run, twin_settings
from opd_exact.numbers import ComputedReal, enclose
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.registry import Budget, Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published
from opd_exact.registry.row import upper_decimal

from . import _ideal, _wrong_searches
from ._record import RECORDING_ID, missing
from .first_action_cue_ideal import CUE_AT_4, CUE_AT_5

CUE = 3
# Digits to which two routes to one number are enclosed, and how near they must be.
DIGITS, SAME, FLOORS = 28, Fraction(1, 10**25), Fraction(1, 10**13)
TOLERANCE = Fraction(1, 10**6)
REASON = "single precision has a unit of 6e-8 below one; the search adds up some thousand terms"
FIRST = AgentHistory(((0, 0, 0),), ())


@dataclass(frozen=True)
class TwinFirst:
    """The twin at the first decision, the exact recursion it is held against, and the recording."""

    texts: Mapping[str, str]
    run: TwinRun
    settings: RolloutSettings
    make_search: SearchFactory = SophisticatedSearch

    def without(self, name: str) -> "TwinFirst":
        """Without one of the recording's files."""
        return replace(self, texts={other: text for other, text in self.texts.items() if other != name})

    @property
    def cue(self) -> ComputedReal:
        """The twin's probability of going to the cue."""
        return self.run.posteriors[0][CUE]

    @property
    def oracle(self) -> RolloutOracle:
        """Exact filter and recursion at the same settings."""
        return rollout_oracle(self.settings, self.make_search)


def build(inputs: Inputs) -> TwinFirst:
    """The published agent before its first action, and the recording."""
    run = TwinRun(PUBLISHED_SETTINGS, twin_settings(PUBLISHED_SETTINGS), FIRST)
    return TwinFirst(inputs[RECORDING_ID], run, PUBLISHED_SETTINGS)


def establish(subject: TwinFirst) -> Finding:
    """Enclose the twin's probability, hold it against recursion, node counts and recording, and give the budget."""
    record = read_rollout(subject.texts)
    finding = all_of(facts(subject, record))
    if not finding.verdict.may_pass:
        return finding
    seen = float(record.steps[0].action_posterior[CUE])
    return replace(
        finding,
        value=subject.cue,
        published=published(
            "0.545",
            subject.cue,
            "the search is configured for depth 5 and ends at depth 4, where its nodes are used up; at depth 5 the"
            " probability is 0.477 and the choice another",
            reported="0.5445500612258911",
        ),
        observations=(observed("pymdp's probability of the cue, float32", seen, subject.cue, TOLERANCE, REASON),),
        budget=Budget(**first_action_budget(record, subject.settings, CUE).bounds),
    )


def facts(subject: TwinFirst, record: RolloutRecord) -> Iterator[Fact]:
    """The tree, the choice, the probability by three routes, and the recording."""
    (step,) = subject.run.steps
    start = subject.oracle.agent.filtered(FIRST.observations, ())[0]
    count, tree = subject.oracle.node_count(start), step.decision.tree
    yield Fact.decided_by(
        tree is not None and (tree.completed_depth, tree.nodes_used) == (count.completed_depth, count.nodes_used),
        f"the twin completes depth {count.completed_depth} with {count.nodes_used} nodes, as counted on exact beliefs",
        otherwise=f"the twin's tree is {tree}, counted on exact beliefs: depth {count.completed_depth},"
        f" {count.nodes_used} nodes",
    )
    yield _ideal.stated(subject.cue, CUE_AT_4[:14], "the twin's probability of the cue")
    bare = subject.run.bare.posteriors[0][CUE]
    exact = subject.oracle.decision(start).posterior[CUE]
    yield near("twin without floors and exact recursion at the completed depth", bare, exact, SAME)
    yield near("the twin with and without floors and penalties", subject.cue, bare, FLOORS)
    chosen = step.decision.controls()
    yield Fact(
        Verdict.ENCLOSED if chosen == (CUE, 0) else Verdict.REFUTED,
        f"the twin takes controls {chosen}, the cue being (3, 0)",
    )
    recorded = record.steps[0]
    yield Fact.decided_by(
        record.summary.config == subject.settings and recorded.observation == FIRST.observations[0],
        "the recording has these settings and begins with this observation",
        otherwise="the recording has other settings, or begins with another observation",
    )
    yield Fact.decided_by(
        tree is not None and recorded.tree.nodes_by_level == tree.nodes_by_level,
        f"the recorded tree has the twin's nodes on each level: {list(recorded.tree.nodes_by_level)}",
        otherwise=f"the recorded tree has {list(recorded.tree.nodes_by_level)} nodes by level, the twin's is {tree}",
    )
    own = replace(recorded_run(record, subject.run), history=FIRST).posteriors[0][CUE]
    yield near("pymdp's float and the twin on the recorded tables", recorded.action_posterior[CUE], own, TOLERANCE)


def near(what: str, left: ComputedReal | Fraction, right: ComputedReal, bound: Fraction) -> Fact:
    """Two numbers differ by at most a bound, as balls show."""
    difference = enclose(left, DIGITS) - enclose(right, DIGITS)
    size = max(abs(difference.lower), abs(difference.upper))
    text = f"{what} differ by at most {upper_decimal(size, 3)}, allowed {upper_decimal(bound, 3)}"
    return Fact(Verdict.ENCLOSED if size <= bound else Verdict.REFUTED, text, upper_decimal(size, 3))


def with_twin(subject: TwinFirst, **changes: object) -> TwinFirst:
    """The same with other settings of the twin alone."""
    twin = replace(subject.run.twin, **changes)  # type: ignore[arg-type]
    return replace(subject, run=replace(subject.run, twin=twin))


def with_cue(subject: TwinFirst, text: str) -> TwinFirst:
    """The same with another number recorded for the cue."""
    place: list[str | int] = ["steps", 0, "action_posterior", CUE]
    return replace(subject, texts=RolloutFiles(subject.texts).edited("trace.json", place, text).texts)


CHECK = Check(
    id="tmaze_first_action_cue_twin",
    claim=Claim(
        "At the first decision pymdp's search gives the cue 0.544550114626 in exact arithmetic and chooses it, and the"
        " recorded float is within 1e-6",
        r"q_{\mathrm{twin}}(\mathrm{cue}) = 0.544550114626\ldots",
        "cue validity 19/20, gamma 3; pymdp's floors, 5000 nodes, horizon 5",
        f"{_ideal.SOURCE}, initial probability of the cue action",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp", "twin", "planning"),
    mutants=(
        missing("trace.json"),
        Mutant("depth-3", "the twin's search ends a level early", lambda s: with_twin(s, horizon=3)),
        Mutant("unbudgeted", "the twin has nodes enough for depth 5", lambda s: with_twin(s, max_nodes=10**6)),
        Mutant(
            "floor-2^-40",
            "logarithms are clipped at 2**-40 instead of 2**-52",
            lambda s: with_twin(s, floor=Fraction(1, 2**40)),
        ),
        Mutant("gamma-2", "the twin's precision of the softmax is 2", lambda s: with_twin(s, gamma=Fraction(2))),
        Mutant(
            "log-sum-exp",
            "a belief's value is the soft maximum instead of the mean of the action values",
            lambda s: replace(s, make_search=_wrong_searches.LogSumExpSearch),
        ),
        Mutant(
            "unweighted-branches",
            "each observation counts fully, not by its probability",
            lambda s: replace(s, make_search=_wrong_searches.UnweightedSearch),
        ),
        Mutant(
            "full-depth-recorded",
            "the recording has the probability of a search that completed its horizon",
            lambda s: with_cue(s, float32_text(CUE_AT_5)),
        ),
    ),
)
