"""If the committing policy learns from what an arm gives, the cue first does not pay at c = 1.3, for H = 1 to 6.

The published horizon curve has a committing policy that forgets every outcome, and so loses δ a step for ever. One
that updates its belief by the outcome (same arms, same likelihood) and goes to the better arm soon knows the latent as
well as the cue would have told it: the gap stays below 0. The costs are exact, by the distribution of the lead of one
arm over the other, and equal to those by all sequences of outcomes.

If this fails, the advantage of the cue is robust to the one assumption that the paper names.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.formulas import Within
from opd_exact.coq.statements import Enclosure, Statement
from opd_exact.numbers import LogForm, enclose
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Published, Series, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

from ._learning import Learner, by_enumeration
from ._learning_kernel import LearnerTerms

HORIZONS = (1, 2, 3, 4, 5, 6)
RELIABILITY, COST = Fraction(19, 20), Fraction(13, 10)


@dataclass(frozen=True)
class Variant:
    """The learning policy, the cost of the cue, and the second route to the policy's costs."""

    learner: Learner
    cost: Fraction
    second_route: Callable[[Fraction, int], LogForm] = by_enumeration

    def gap(self, horizon: int) -> LogForm:
        """Commit minus cue first."""
        return self.learner.break_even_cost(horizon) - self.cost


def build(inputs: Inputs) -> Variant:
    """Arms of 0.95 and the cost of the horizon curve; nothing recorded is needed."""
    return Variant(Learner(RELIABILITY), COST)


def kernel(subject: Variant) -> Iterator[Statement]:
    """Each gap to 30 digits, the lead stepped from the reliability; signs and order can be read off."""
    terms = LearnerTerms(subject.learner, max(HORIZONS))
    bounds = []
    for horizon in HORIZONS:
        gap = terms.commit(horizon) - (horizon - 1) * terms.known_step() - subject.cost
        middle, radius = map(Fraction, subject.gap(horizon).enclose(30).decimal(30))
        if middle + radius >= 0:
            raise UntrueStatement(f"horizon {horizon}: the gap {float(middle):g} is not negative")
        bounds.append(Within.of(gap, middle - radius, middle + radius))
    sentence = "Commit less cue first, H = 1 to 6, for a policy that goes to the better arm: below 0 and rising."
    yield Enclosure("gaps", sentence, bounds)


def establish(subject: Variant) -> Finding:
    """Decide both routes equal, the gap below zero at each horizon, and the break-even cost rising."""
    last = Variant(Learner(RELIABILITY), COST).gap(6)
    return replace(
        all_of(_facts(subject)),
        exact="Σ_t E[G(lead_t)] - (H-1) H_b(0.95) - 1.3; the value is for H = 6",
        value=last,
        published=Published(
            "gap(H) > 0 from H = 2 on",
            agrees=False,
            note="printed for a committing policy that never learns; with learning the gap stays below 0"
            f" ({enclose(last, 20).decimal(6)[0]} at H = 6)",
        ),
    )


def _facts(subject: Variant) -> Iterator[Fact]:
    earlier = None
    for horizon in HORIZONS:
        cost = subject.learner.commit(horizon)
        second = subject.second_route(RELIABILITY, horizon)
        yield decided_equal(f"cost by leads minus cost by sequences, H = {horizon}", cost - second, LogForm())
        gap = subject.gap(horizon)
        shown = enclose(gap, 20).decimal(6)[0]
        yield Fact.decided_by(
            gap < 0,
            f"commit minus cue first at c = {float(subject.cost):g}, H = {horizon}: {shown}",
            otherwise=f"the cue first pays at H = {horizon}: commit minus cue first is {shown}",
            margin=shown,
        )
        if earlier is not None:
            yield Fact.decided_by(
                gap > earlier,
                f"the break-even cost rises from H = {horizon - 1} to {horizon}",
                otherwise=f"the break-even cost does not rise from H = {horizon - 1} to {horizon}",
            )
        earlier = gap


def tables(subject: Variant) -> tuple[Series, ...]:
    """At each horizon the cost of the cue at which cue first and the learning policy are equal, and the gap."""
    rows = tuple((steps, subject.learner.break_even_cost(steps), subject.gap(steps)) for steps in HORIZONS)
    return (Series("learning", ("horizon", "break_even_cost", "gap"), rows),)


CHECK = Check(
    id="sequential_learning_commit",
    claim=Claim(
        "A committing policy that learns from outcomes is better than the cue first at the cost 1.3, up to six steps.",
        r"\sum_{t<H} E[G(m_t)] < c + (H-1)\,g_r,\quad H = 1,\dots,6,\ c = 1.3",
        "arms of 0.95, beliefs by Bayes' rule, the better arm chosen each time, H = 1, …, 6",
        "Friedman (2026), sequential selection, horizon curve; the learning policy is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "never learns",
            "the published committing policy: the gap grows by δ a step",
            lambda s: replace(s, learner=replace(s.learner, learns=False)),
        ),
        Mutant(
            "worse arm",
            "the policy goes to the arm that has disappointed it",
            lambda s: replace(s, learner=replace(s.learner, picks_better=False)),
        ),
        Mutant(
            "cheap cue",
            "c = 1.1, below the break-even cost from H = 3 on",
            lambda s: replace(s, cost=Fraction(11, 10)),
        ),
        Mutant(
            "arms of 0.9",
            "less reliable arms in the distribution of leads alone",
            lambda s: replace(s, learner=replace(s.learner, reliability=Fraction(9, 10))),
        ),
        Mutant(
            "sequences moved by a trillionth",
            "1e-12 is added to the cost by sequences",
            lambda s: replace(s, second_route=lambda r, horizon: by_enumeration(r, horizon) + Fraction(1, 10**12)),
        ),
    ),
    proofs=("horizon_gap_increment",),
    tags=("sequential", "sweep"),
    series=tables,
    kernel=kernel,
)
