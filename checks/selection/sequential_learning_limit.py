"""Against a policy that learns, a perfect cue is worth at most 1.1412, however long the horizon: an enclosed limit.

The break-even cost rises with H, since each step still costs a little more than a resolved one, and converges, since
the belief resolves exponentially fast. Two routes meet:

* directly, H steps exactly, and what is left bounded. Under the latent, the signed lead S_t is a walk with steps +1
  (probability r) and -1, and ρ(m) ≤ C s^(2m) with s = (1-r)/r, C = (2r-1)²/(r(1-r)), by D ≤ χ². As
  s^(2|S|) ≤ s^(S/2) and E[s^(S_t/2)] = (2 sqrt(r(1-r)))^t, the steps from H on add at most C κ^H/(1-κ) for any
  κ ≥ 2 sqrt(r(1-r)), here κ = 109/250;
* in closed form, by the expected number of visits u(k) of the walk to k: u = 1/(2r-1) for k ≥ 0 and s^|k|/(2r-1) for
  k < 0, the bounded solution of u(k) = [k=0] + r u(k-1) + (1-r) u(k+1) that vanishes at -∞ (Feller 1968, ch. XIV).
  The limit is g_r + (10/9) (ρ(0) + Σ_{n≥1} (1 + 19^-n) ρ(n)).

If this fails, the price at which looking first is worth it would grow with the horizon, as the published curve has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import flint

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.coq.terms import total
from opd_exact.numbers import Ball, ComputedReal, LogForm, enclose
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

from ._learning import Learner
from ._learning_kernel import LearnerTerms

STEPS = 80
# So many terms of the series are put to Coq; each further one adds about two and a half digits.
TERMS = 5
RATE = Fraction(109, 250)
RELIABILITY = Fraction(19, 20)


@dataclass(frozen=True)
class Limit:
    """The learning policy, and the weights u(n) + u(-n) that the closed form gives the leads n ≥ 1."""

    learner: Learner
    returns: Fraction = Fraction(1)

    @property
    def odds(self) -> Fraction:
        """s = (1-r)/r."""
        return (1 - RELIABILITY) / RELIABILITY

    def visits(self, position: int) -> Fraction:
        """u(k); `returns` scales those below 0."""
        above = 1 / (2 * RELIABILITY - 1)
        return above if position >= 0 else self.returns * above * self.odds**-position

    def series(self) -> ComputedReal:
        """The closed form, as a number enclosed on demand."""
        return ComputedReal(self._sum, "limit of the break-even cost")

    def _sum(self) -> flint.arb:
        # At lead n terms are below C s^(2n): a few more terms than the precision has digits of 361 are enough.
        terms = flint.ctx.prec // 8 + 4
        known = self.learner.known_step()
        total = known.arb()
        for lead in range(terms):
            weight = self.visits(lead) + (self.visits(-lead) if lead else 0)
            total += (
                flint.arb(flint.fmpq(weight.numerator, weight.denominator)) * (self.learner.step(lead) - known).arb()
            )
        rest = 2 * self.visits(0) * chi_squared_factor() * self.odds ** (2 * terms) / (1 - self.odds**2)
        return total + flint.arb(0, flint.arb(flint.fmpq(rest.numerator, rest.denominator)).upper())


def chi_squared_factor() -> Fraction:
    """C = (2r-1)²/(r(1-r))."""
    r = RELIABILITY
    return (2 * r - 1) ** 2 / (r * (1 - r))


def build(inputs: Inputs) -> Limit:
    """Arms of 0.95; nothing recorded is needed."""
    return Limit(Learner(RELIABILITY))


def kernel(subject: Limit) -> Iterator[Statement]:
    """The first terms of the series to 30 digits; that the others are small, and that it is the limit, is not said."""
    terms, known = LearnerTerms(subject.learner, TERMS), subject.learner.known_step()
    weights = [subject.visits(lead) + (subject.visits(-lead) if lead else 0) for lead in range(TERMS)]
    parts = (w * (step - terms.known_step()) for w, step in zip(weights, terms.steps, strict=True))
    partial = terms.known_step() + total(parts)
    exact = known + LogForm.total((subject.learner.step(lead) - known) * w for lead, w in enumerate(weights))
    sentence = f"The first {TERMS} terms of the series sum to this; the weights are the expected visits of the walk."
    yield enclosure_of("partial_sum", sentence, partial, exact, covers="part")


def establish(subject: Limit) -> Finding:
    """Enclose the limit by both routes and require the closed form inside the direct bounds."""
    return replace(
        all_of(_facts(subject)),
        exact="g_r + (10/9) (ρ(0) + Σ_{n≥1} (1 + 19^-n) ρ(n)), ρ(n) = D((q_n, 1-q_n) || (0.95, 0.05))",
        value=build({}).series(),
    )


def _facts(subject: Limit) -> Iterator[Fact]:
    yield Fact.decided_by(
        RATE**2 >= 4 * RELIABILITY * (1 - RELIABILITY),
        f"2 sqrt(r(1-r)) ≤ {RATE}",
        otherwise=f"2 sqrt(r(1-r)) exceeds {RATE}",
    )
    for position in range(-3, 4):
        neighbors = RELIABILITY * subject.visits(position - 1) + (1 - RELIABILITY) * subject.visits(position + 1)
        yield decided_equal(
            f"u({position}) minus its recursion", subject.visits(position) - neighbors, Fraction(position == 0)
        )
    steps = list(subject.learner.expected_steps(STEPS))
    known = subject.learner.known_step()
    yield Fact.decided_by(
        all(step > known for step in steps),
        f"each of {STEPS} steps costs more than a resolved one, so that the break-even cost rises",
        otherwise="a step costs no more than a resolved one",
    )
    lower = LogForm.total(steps) - known * (STEPS - 1)
    rest = chi_squared_factor() * RATE**STEPS / (1 - RATE)
    yield Fact.decided_by(
        lower + rest < Fraction(13, 10),
        "the limit is below the published cost 1.3",
        otherwise="the limit is not shown to be below the published cost 1.3",
    )
    yield _between(subject.series().enclose(40), enclose(lower, 40), rest)


def _between(limit: Ball, lower: Ball, rest: Fraction) -> Fact:
    shown = limit.decimal(20)[0]
    if lower.lower <= limit.lower and limit.upper <= lower.upper + rest:
        return Fact(
            Verdict.ENCLOSED,
            f"the closed form {shown} lies between {STEPS} steps and these plus {float(rest):.2g}",
        )
    margin = f"{float(limit.middle - lower.middle):.3g}"
    return Fact(
        Verdict.REFUTED,
        f"the closed form {shown} differs from the cost of {STEPS} steps by {margin}, not by 0 to {float(rest):.2g}",
        margin,
    )


CHECK = Check(
    id="sequential_learning_limit",
    claim=Claim(
        "The break-even cost of a perfect cue against a policy that learns rises with the horizon to 1.1412, below the"
        " published cost 1.3.",
        r"\lim_{H\to\infty} c^*(H) = g_r + \tfrac{10}{9}\Bigl(\rho(0) + \sum_{n\ge1}(1+19^{-n})\rho(n)\Bigr)"
        r" = 1.1411\ldots",
        "arms of 0.95, beliefs by Bayes' rule, the better arm chosen each time; the limit over all horizons",
        "Friedman (2026), sequential selection, horizon curve; the learning policy and its limit are ours",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("returns forgotten", "the walk never falls below 0", lambda s: replace(s, returns=Fraction(0))),
        Mutant(
            "returns scaled",
            "visits below 0 times 1 + 1e-12",
            lambda s: replace(s, returns=1 + Fraction(1, 10**12)),
        ),
        Mutant(
            "never learns",
            "the published committing policy: no limit, the cost grows by δ a step",
            lambda s: replace(s, learner=replace(s.learner, learns=False)),
        ),
        Mutant(
            "worse arm",
            "the policy goes to the arm that has disappointed it",
            lambda s: replace(s, learner=replace(s.learner, picks_better=False)),
        ),
        Mutant(
            "arms of 0.9",
            "the costs of less reliable arms with the visits of those of 0.95",
            lambda s: replace(s, learner=replace(s.learner, reliability=Fraction(9, 10))),
        ),
    ),
    proofs=("horizon_gap_increment",),
    tags=("sequential", "limit"),
    kernel=kernel,
)
