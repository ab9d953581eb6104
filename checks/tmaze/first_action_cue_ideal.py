"""P(cue) = 0.4772390889586391... at the first decision with the configured depth 5; the maximizer is the middle.

The paper prints 0.545 for the first decision and has the agent go to the cue. Its planner is configured for depth 5 but
stops at 5000 tree nodes, which is after depth 4. Here the recursion is carried to depth 5 on exact beliefs, with no
budget and no branch dropped: the cue is then the second choice, and the agent would walk to the middle.

Source: Friedman (2026), witness 2; printed 0.545, reported 0.5445500612258911.

If this fails, the recursion that is evaluated is another one: another depth, another average over actions or
observations, another model.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.audit.rollout_oracle import SearchFactory
from opd_exact.coq.formulas import Within
from opd_exact.coq.statements import Enclosure, Statement
from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.node_budget import count_nodes
from opd_exact.planning.sophisticated import Decision, SophisticatedSearch
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _ideal, _wrong_searches
from ._recursion_terms import RecursionTerms

CUE, MIDDLE = 3, 4
HORIZON, BUDGET, BUDGET_THRESHOLD = 5, 5000, Fraction(1, 10000)

# From an independent computation of the recursion to 45 digits, shortened.
CUE_AT_5 = "0.477239088958639159296464882779"
MIDDLE_AT_5 = "0.518759728173680719204289262059"
CUE_AT_4 = "0.544550114626218560722181336533"


@dataclass(frozen=True)
class FirstDecision:
    """The planner at the center, before anything but the place has been seen."""

    model: POMDP
    gamma: Fraction
    depth: int
    observation_threshold: Fraction
    make_search: SearchFactory = SophisticatedSearch

    def at_depth(self, depth: int) -> Decision:
        """The decision with the tree expanded so many levels."""
        bayes = BayesFilter(self.model)
        search = self.make_search(bayes, self.gamma, self.observation_threshold)
        return search.decide(bayes.update(bayes.prior(), (0, 0, 0)), depth)


def build(inputs: Inputs) -> FirstDecision:
    """The published model and precision at the configured depth, without pruning."""
    return FirstDecision(tmaze(), Fraction(3), HORIZON, Fraction(0))


def establish(planner: FirstDecision) -> Finding:
    """Enclose the posterior at the configured depth and name its maximizers; then the same where the budget ends."""
    finding = all_of(facts(planner))
    if not finding.verdict.may_pass:
        return finding
    probability = planner.at_depth(planner.depth).posterior[CUE]
    return replace(
        finding,
        value=probability,
        published=published(
            "0.545",
            probability,
            f"the node budget of {BUDGET} completes depth 4 only, where the probability is 0.5445501146...; at the"
            f" configured depth {HORIZON} the maximizer is move_to_middle",
        ),
    )


def facts(planner: FirstDecision) -> Iterator[Fact]:
    """Numbers and maximizers at depth 5, then at the depth that the budget completes."""
    decision = planner.at_depth(planner.depth)
    yield _ideal.stated(decision.posterior[CUE], CUE_AT_5, f"depth {planner.depth}: the probability of the cue")
    yield _ideal.stated(decision.posterior[MIDDLE], MIDDLE_AT_5, f"depth {planner.depth}: that of the middle")
    yield chosen(planner, decision, MIDDLE)
    bayes = BayesFilter(planner.model)
    start = bayes.update(bayes.prior(), (0, 0, 0))
    depth = count_nodes(bayes, start, HORIZON, BUDGET, BUDGET_THRESHOLD).completed_depth
    yield Fact.decided_by(
        depth == HORIZON - 1,
        f"a budget of {BUDGET} nodes completes depth {depth} of {HORIZON}",
        otherwise=f"a budget of {BUDGET} nodes completes depth {depth}, expected {HORIZON - 1}",
    )
    shallow = planner.at_depth(depth)
    yield _ideal.stated(shallow.posterior[CUE], CUE_AT_4, f"depth {depth}: the probability of the cue")
    yield chosen(planner, shallow, CUE)


def chosen(planner: FirstDecision, decision: Decision, action: int) -> Fact:
    """One action alone has the greatest value."""
    names, best = planner.model.action_names, decision.maximizers()
    if best == (action,):
        return Fact(Verdict.ENCLOSED, f"depth {decision.depth}: the only maximizer is {names[action]}")
    found = ", ".join(names[a] for a in best)
    return Fact(Verdict.REFUTED, f"depth {decision.depth}: maximizers {found}, expected {names[action]} alone")


def kernel(planner: FirstDecision) -> Iterator[Statement]:
    """Both probabilities at the configured depth, the recursion written out over the exact beliefs."""
    recursion = RecursionTerms(planner.model, planner.gamma, planner.observation_threshold)
    posterior = recursion.posterior((0, 0, 0), planner.depth)
    unit = Fraction(1, 10**20)
    bounds = [
        Within.of(posterior[action], Fraction(printed) - unit, Fraction(printed) + unit)
        for action, printed in ((CUE, CUE_AT_5), (MIDDLE, MIDDLE_AT_5))
    ]
    yield Enclosure(
        "first_action",
        "The probabilities of cue and middle, to 20 digits, from the values of all beliefs within five moves.",
        bounds,
    )


CHECK = Check(
    id="tmaze_first_action_cue_ideal",
    claim=Claim(
        "With the configured search depth 5 the first action's cue probability is 0.477239088958639159..., and the"
        " first choice is the middle, not the cue",
        r"\pi_5(\mathrm{cue}) = 0.4772390889586391\ldots < \pi_5(\mathrm{middle}) = 0.5187597281736807\ldots",
        "the T-maze with cue validity 19/20, gamma 3; exact beliefs, no node budget, no observation dropped",
        f"{_ideal.SOURCE}, initial probability of the cue action",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    kernel=kernel,
    tags=("tmaze", "ideal", "planning"),
    mutants=(
        Mutant("depth-4", "the tree ends a level early, as the node budget has it", lambda p: replace(p, depth=4)),
        Mutant("depth-6", "the tree is a level deeper", lambda p: replace(p, depth=6)),
        Mutant(
            "log-sum-exp",
            "a belief's value is the soft maximum (1/gamma) log sum exp(gamma Q) instead of the mean of Q",
            lambda p: replace(p, make_search=_wrong_searches.LogSumExpSearch),
        ),
        Mutant(
            "unweighted-branches",
            "each observation counts fully, not by its probability",
            lambda p: replace(p, make_search=_wrong_searches.UnweightedSearch),
        ),
        Mutant("gamma-2", "the precision of the softmax is 2", lambda p: replace(p, gamma=Fraction(2))),
        Mutant("validity-0.98", "the cue has validity 49/50", lambda p: replace(p, model=tmaze("0.98"))),
        Mutant("free-cue", "reading the cue costs nothing", lambda p: replace(p, model=_ideal.free_cue(p.model))),
        Mutant(
            "known-side", "the agent knows where the reward is", lambda p: replace(p, model=tmaze(reward_side="left"))
        ),
    ),
)
