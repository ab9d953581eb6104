"""softmax(-γ G) gives the cue 1 / (1 + 2 a^γ + 2^-γ) with a = e^-H_b(0.8) = 4^(4/5)/5: algebraic at every rational γ.

The paper tabulates the probability of the cue at seven precisions. Since every G of the menu is a sum of rational
multiples of logs, the odds are sums of rational powers; whether they are the claimed ones is decided, and the
probability is enclosed. At γ = 5, 10, 20, 50 it is even rational.

If this fails, the precision parameter sharpens the choice in another way than stated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.formulas import Within
from opd_exact.coq.statements import Enclosure, Statement
from opd_exact.coq.terms import exp, ln, total
from opd_exact.information import RadicalForm
from opd_exact.registry import Check, Claim, EvidenceError, Fact, Finding, Inputs, Mutant, Observation, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed

from . import _kernel
from ._menu import MENU, Menu, cue_rows, with_policy
from ._softmax import odds_against, probability

TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identities"
REPORTED = {
    0: 0.25,
    1: 0.36865363868689693,
    2: 0.5037359711289856,
    5: 0.8367570643215155,
    10: 0.9858060341791256,
    20: 0.9999089826180538,
    50: 0.9999999999727764,
}


@dataclass(frozen=True)
class Posterior:
    """The menu, and the precisions with the sign and the scale that they enter the softmax with."""

    menu: Menu
    precisions: tuple[int, ...]
    factor: Fraction = Fraction(1)


def build(inputs: Inputs) -> Posterior:
    """The published precisions; nothing recorded is needed."""
    return Posterior(MENU, tuple(REPORTED))


def claimed_odds(gamma: int) -> RadicalForm:
    """2 (4^(4/5)/5)^γ + 2^-γ."""
    arm = [(Fraction(4), Fraction(4 * gamma, 5)), (Fraction(5), Fraction(-gamma))]
    return RadicalForm.from_products([(Fraction(2), arm), (Fraction(1), [(Fraction(2), Fraction(-gamma))])])


def kernel(subject: Posterior) -> Iterator[Statement]:
    """The odds at each precision as the claimed sum of powers, and the digits of the probabilities."""
    menu = subject.menu
    free = {policy.name: _kernel.menu_free_energy(menu, policy.name) for policy in menu.policies}
    pairs, bounds = [], []
    for gamma in subject.precisions:
        own, *others = (exp(-(gamma * subject.factor * amount)) for amount in free.values())
        arm = exp(gamma * (Fraction(4, 5) * ln(4) - ln(5)))
        pairs.append((total(others) / own, 2 * arm + exp(-(gamma * ln(2)))))
        middle, radius = map(Fraction, probability(claimed_odds(gamma)).enclose(30).decimal(30))
        bounds.append(Within.of(own / total((own, *others)), middle - radius, middle + radius))
    sentence = "At each precision the odds against the cue under softmax(-gamma G) are 2 (4^(4/5)/5)^gamma + 2^-gamma."
    yield _kernel.equalities("odds", sentence, pairs)
    yield Enclosure("probabilities", "The probability of the cue at each precision to 30 digits.", bounds)


def establish(subject: Posterior) -> Finding:
    """Decide the odds at each precision; enclose the probability at γ = 1; measure the reported floats."""
    return replace(
        all_of(_facts(subject)),
        exact="1 / (1 + 2 (4^(4/5)/5)^γ + 2^-γ); the value is at γ = 1",
        value=probability(claimed_odds(1)),
        observations=tuple(_observations()),
    )


def _facts(subject: Posterior) -> Iterator[Fact]:
    if subject.precisions != tuple(REPORTED):
        raise EvidenceError(f"the sweep has precisions {subject.precisions}, expected {tuple(REPORTED)}")
    for gamma in subject.precisions:
        odds = odds_against(subject.menu, "cue", gamma * subject.factor)
        yield decided_equal(f"odds against the cue at γ = {gamma}", odds, claimed_odds(gamma))
    rational = [gamma for gamma in subject.precisions if claimed_odds(gamma).is_rational()]
    yield Fact.decided_by(
        rational == [0, 5, 10, 20, 50],
        "the probability is rational at γ = 0, 5, 10, 20, 50 and irrational at 1 and 2",
        otherwise=f"the probability is rational at γ = {rational}",
    )


def _observations() -> Iterator[Observation]:
    for gamma, reported in REPORTED.items():
        truth = probability(claimed_odds(gamma))
        yield observed(f"published run, P(cue) at γ = {gamma}", np.float64(reported), truth, TOLERANCE, REASON)


CHECK = Check(
    id="selection_precision_posterior",
    claim=Claim(
        "At precision γ the softmax over the menu gives the cue the probability 1/(1 + 2 e^(-γ H_b(0.8)) + 2^-γ).",
        r"P_\gamma(\text{cue}) = \frac{1}{1 + 2\,(4^{4/5}/5)^{\gamma} + 2^{-\gamma}}",
        "γ = 0, 1, 2, 5, 10, 20, 50 on the published menu",
        "Friedman (2026), active-selection identity, precision posterior",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("sign", "softmax(+γ G): stay is preferred", lambda s: replace(s, factor=Fraction(-1))),
        Mutant("precision halved", "softmax(-γ G / 2)", lambda s: replace(s, factor=Fraction(1, 2))),
        Mutant(
            "one arm",
            "commit_right is taken off the menu",
            lambda s: replace(s, menu=replace(s.menu, policies=(*s.menu.policies[:2], s.menu.policies[3]))),
        ),
        Mutant(
            "cue at 0.99",
            "the cue is right with probability 0.99",
            lambda s: replace(
                s,
                menu=with_policy(s.menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(Fraction(99, 100)))),
            ),
        ),
        Mutant("row missing", "γ = 50 is left out", lambda s: replace(s, precisions=s.precisions[:-1])),
    ),
    tags=("menu", "sweep"),
    kernel=kernel,
)
