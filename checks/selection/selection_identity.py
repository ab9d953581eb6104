"""H(r) - E_o[H(r|o)] = I(o; r) for each policy of the menu: what is closed of the gap is what was learned.

The paper's tolerance is 1e-12 and its largest residual 0.0. The two sides are computed apart here: the residual from
the conditional entropy of the joint table, the epistemic value as the expected divergence from prior to posterior. The
identity holds for every prior and channel, provided the posterior is formed from the prior that generates the
observations; the mutants break just that.

If this fails, closing the student's gap and gaining information from the teacher are different things.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.audit.energy_floats import entropy as float_entropy
from opd_exact.coq.statements import Identity, Statement
from opd_exact.coq.terms import call
from opd_exact.information import conditional_entropy, entropy, expected_information_gain, joint_distribution
from opd_exact.numbers import LogForm, absolute_error
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Observation, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from . import _kernel
from ._menu import MENU, Menu

TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identity"


@dataclass(frozen=True)
class Sides:
    """The menu, and the prior that each side of the identity is computed from."""

    menu: Menu
    prior_of_residual: tuple[Fraction, ...]
    prior_of_gain: tuple[Fraction, ...]
    weight_of_gain: Fraction = Fraction(1)


def build(inputs: Inputs) -> Sides:
    """The menu with one prior on both sides; nothing recorded is needed."""
    return Sides(MENU, MENU.prior, MENU.prior)


def kernel(subject: Sides) -> Iterator[Statement]:
    """The identity of each policy, between entropies and information as Coq's library defines them."""
    for policy in subject.menu.policies:
        rows = policy.likelihood
        closed = call("entropy", subject.prior_of_residual) - _kernel.residual(subject.prior_of_residual, rows)
        gain = _kernel.epistemic(subject.prior_of_gain, rows)
        told = gain if subject.weight_of_gain == 1 else subject.weight_of_gain * gain
        yield Identity(policy.name, f"What {policy.name} closes of the gap is what it tells.", closed, told)


def establish(subject: Sides) -> Finding:
    """Decide the identity for each policy; measure the float64 residuals."""
    return replace(
        all_of(_facts(subject)),
        exact="H(r) - E_o[H(r|o)] - I(o;r) = 0",
        value=LogForm(),
        published=published("0.0", 0, "largest residual of the published floats"),
        observations=tuple(_floats(MENU)),
    )


def _facts(subject: Sides) -> Iterator[Fact]:
    for policy in subject.menu.policies:
        residual = conditional_entropy(joint_distribution(subject.prior_of_residual, policy.likelihood), given=1)
        gain = expected_information_gain(subject.prior_of_gain, policy.likelihood) * subject.weight_of_gain
        closed = entropy(subject.prior_of_residual) - residual
        yield decided_equal(f"closed gap minus epistemic value of {policy.name}", closed - gain, LogForm())


def _floats(menu: Menu) -> Iterator[Observation]:
    worst = max((_float_residual(policy.likelihood) for policy in menu.policies), key=lambda x: absolute_error(x, 0))
    yield observed("numpy.float64, largest residual of the four policies", worst, Fraction(0), TOLERANCE, REASON)


def _float_residual(likelihood: tuple[tuple[Fraction, ...], ...]) -> np.float64:
    """H(r) - E_o[H(r|o)] - (H(o) - E_r[H(o|r)]) with a flat prior."""
    rows = np.array(likelihood, dtype=np.float64)
    prior = np.full(len(rows), 1 / len(rows))
    predicted = prior @ rows
    noise = np.sum(prior * np.array([float_entropy(row) for row in rows]))
    columns = (prior * rows[:, o] / predicted[o] for o in range(rows.shape[1]) if predicted[o] > 0)
    kept = predicted[predicted > 0]
    residual = np.sum(kept * np.array([float_entropy(column) for column in columns]))
    return np.float64(float_entropy(prior) - residual - (float_entropy(predicted) - noise))


_THIRD = (Fraction(1, 3), Fraction(2, 3))

CHECK = Check(
    id="selection_identity",
    claim=Claim(
        "For every policy of the menu the closed part of the gap is the epistemic value.",
        r"H(r) - E_o[H(r\mid o)] = I(o;r)",
        "the four policies of the published menu; for every prior and channel by the cited theorem",
        "Friedman (2026), active-selection identity",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "gain under another prior",
            "the posterior starts from (1/3, 2/3) while the gap counts from (1/2, 1/2)",
            lambda subject: replace(subject, prior_of_gain=_THIRD),
        ),
        Mutant(
            "residual under another prior",
            "the observations are generated by (1/3, 2/3)",
            lambda subject: replace(subject, prior_of_residual=_THIRD),
        ),
        Mutant(
            "gain rescaled",
            "I(o; r) times 1 + 1e-12",
            lambda subject: replace(subject, weight_of_gain=1 + Fraction(1, 10**12)),
        ),
        Mutant(
            "gain counted twice",
            "2 I(o; r), which a menu of uninformative policies alone would not notice",
            lambda subject: replace(subject, weight_of_gain=Fraction(2)),
        ),
    ),
    proofs=("chain_rule", "mutual_information_is_divergence_from_independence"),
    tags=("menu", "numpy", "printed"),
    kernel=kernel,
)
