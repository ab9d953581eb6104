"""The tilted reference is the one best policy: J(π*) = log Z = 0.894, with Z = (cosh 2 + cosh(1/2))/2.

The paper compares J(π*) with 66 competitors, of which 64 are random, and allows a slack of 1e-9. The identity
J(π) = β log Z - β D(π || π*) settles every policy at once, and is cited. Here the numbers of the demonstration are
proved as identities between exponentials and enclosed; the competitors are drawn again and measured exactly.

If this fails, the policy that the paper calls optimal is not, or not for these rewards.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np
import sympy

from opd_exact.audit.energy_floats import entropy as float_entropy
from opd_exact.audit.energy_floats import relative_entropy as float_relative_entropy
from opd_exact.audit.truth import value_at
from opd_exact.coq.statements import Statement, Symbolic, enclosure_of
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import ln
from opd_exact.information import entropy, relative_entropy
from opd_exact.numbers import Enclosable, binary_reading
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Observation, Step, Verdict, all_of
from opd_exact.registry.facts import observed, proved
from opd_exact.symbolic import Domain, prove_equal

from . import _tilting
from ._tilting import Tilted, demonstration, objective

CLOSED_PARTITION = (sympy.cosh(2) + sympy.cosh(sympy.Rational(1, 2))) / 2
TOLERANCE, REASON = Fraction(1, 10**9), "slack of the published demonstration"
REPORTED_PARTITION = 2.444910828145006
REPORTED_TARGET = (0.7555547643977724, 0.1685870555809841, 0.062019711795871325, 0.01383846822537223)
REPORTED_OBJECTIVE, REPORTED_BASELINE = 0.8940086511554114, 0.8940086511554115
REPORTED_ENTROPY, REPORTED_COMPETITOR = 0.7435867480379454, 0.7947110821656728
_NOWHERE = Domain()


@dataclass(frozen=True)
class Optimum:
    """The model, how the objective is computed, and the policy claimed best."""

    case: Tilted
    objective: Callable[[Tilted, tuple[sympy.Expr, ...]], sympy.Expr]
    best: tuple[sympy.Expr, ...]


def build(inputs: Inputs) -> Optimum:
    """The published settings; nothing recorded is needed."""
    case = demonstration()
    return Optimum(case, objective, case.target())


def kernel(subject: Optimum) -> Iterator[Statement]:
    """Z and the two objectives in closed form, and that no policy has more than ln Z, and none other as much."""
    case, closed = subject.case, term_of_sympy(CLOSED_PARTITION)
    yield Symbolic("partition", "The sum of the weights, in closed form.", term_of_sympy(case.partition()), closed)
    best = _tilting.objective_of(case, subject.best)
    yield Symbolic("best_objective", "The tilted reference has the objective ln Z.", best, ln(closed))
    reference = _tilting.objective_of(case, case.reference)
    yield Symbolic("objective_of_the_reference", "The reference has the objective 0.", reference, 0)
    yield from _tilting.best_of_every_policy()
    sentence = "The objective of the tilted reference, to 30 digits."
    yield enclosure_of("digits", sentence, best, _value(sympy.log(CLOSED_PARTITION)), covers="value")


def establish(subject: Optimum) -> Finding:
    """Prove Z, J(π*) and the entropy of the target in closed form; measure floats and competitors."""
    return replace(
        all_of(_facts(subject)),
        exact="log Z, Z = (cosh(2) + cosh(1/2))/2; the value is J(π*) = log Z",
        value=_value(sympy.log(CLOSED_PARTITION)),
        observations=tuple(_observations()),
    )


def _value(expression: sympy.Expr) -> Enclosable:
    return value_at(expression, {})


def _facts(subject: Optimum) -> Iterator[Fact]:
    case, best, log_z = subject.case, subject.best, sympy.log(CLOSED_PARTITION)
    for statement, left, right in (
        ("Z = (cosh 2 + cosh(1/2))/2", case.partition(), CLOSED_PARTITION),
        ("J(π*) = log Z", subject.objective(case, best), log_z),
        (
            "H(π*) = log 4 + log Z - E[R]",
            entropy(best),
            sympy.log(4) + log_z - sympy.Add(*(p * r for p, r in zip(best, case.rewards, strict=True))),
        ),
        ("J(ref) = 0: the rewards average to 0", subject.objective(case, case.reference), sympy.S.Zero),
        ("J(π*) - J(ref) = D(ref || π*)", log_z, relative_entropy(case.reference, best)),
    ):
        yield proved(Step(statement, partial(prove_equal, left, right, _NOWHERE)))


def _observations() -> Iterator[Observation]:
    case = demonstration()
    log_z = _value(sympy.log(CLOSED_PARTITION))
    target = np.exp(np.array([2, 0.5, -0.5, -2])) / 4
    target = target / target.sum()
    for outcome, truth in enumerate(case.target()):
        exact = _value(truth)
        yield observed(f"numpy.float64 target, outcome {outcome}", target[outcome], exact, TOLERANCE, REASON)
        yield observed(
            f"published run, target, outcome {outcome}", np.float64(REPORTED_TARGET[outcome]), exact, TOLERANCE, REASON
        )
    partition = np.float64(np.sum(np.exp(np.array([2, 0.5, -0.5, -2])) / 4))
    yield observed("numpy.float64 Z", partition, _value(CLOSED_PARTITION), TOLERANCE, REASON)
    yield observed("published run, Z", np.float64(REPORTED_PARTITION), _value(CLOSED_PARTITION), TOLERANCE, REASON)
    yield observed("numpy.float64 J(π*)", _float_objective(target), log_z, TOLERANCE, REASON)
    yield observed("published run, J(π*)", np.float64(REPORTED_OBJECTIVE), log_z, TOLERANCE, REASON)
    yield observed("published run, free energy of ref", np.float64(REPORTED_BASELINE), log_z, TOLERANCE, REASON)
    exact_entropy = _value(entropy(case.target()))
    yield observed("numpy.float64 entropy of the target", float_entropy(target), exact_entropy, TOLERANCE, REASON)
    yield observed(
        "published run, entropy of the target", np.float64(REPORTED_ENTROPY), exact_entropy, TOLERANCE, REASON
    )
    yield _best_competitor(case)


def _float_objective(policy: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> np.float64:
    mean = np.sum(policy * np.array([2, 0.5, -0.5, -2]))
    return np.float64(mean - float_relative_entropy(policy, np.full(4, 0.25)))


def _best_competitor(case: Tilted) -> Observation:
    """The best of numpy's 64 Dirichlet draws at seed 0: its reported J against J of the drawn policy, exactly."""
    draws = np.random.default_rng(0).dirichlet(np.ones(4), size=64)
    best = max(draws, key=_float_objective)
    cells = [binary_reading(x) for x in best]
    policy = tuple(sympy.Rational(x.numerator, x.denominator) / 1 for x in (c / sum(cells) for c in cells))
    return observed(
        "published run, best of 64 random competitors, against J of numpy's draw (seed 0)",
        np.float64(REPORTED_COMPETITOR),
        _value(objective(case, policy)),
        None,
        "random draws are no evidence; the identity excludes all competitors",
    )


def _reward(rewards: tuple[sympy.Expr, ...]) -> Callable[[Optimum], Optimum]:
    return lambda subject: replace(subject, case=replace(subject.case, rewards=rewards))


CHECK = Check(
    id="reward_tilting_optimum",
    claim=Claim(
        "The tilted reference attains log Z, which is (cosh 2 + cosh(1/2))/2 under the logarithm, and no policy more.",
        r"J(\pi^*) = \log Z = \log\tfrac12\bigl(\cosh 2 + \cosh\tfrac12\bigr),\quad J(\mathrm{ref}) = 0",
        "uniform reference on 4 outcomes, rewards (2, 1/2, -1/2, -2), β = 1; optimality for every policy by the cited"
        " theorem",
        "Friedman (2026), reward tilting, demonstration",
    ),
    tier=Verdict.PROVED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "reward moved by a trillionth",
            "the first reward is 2 + 1e-12",
            _reward((2 + sympy.Rational(1, 10**12), *demonstration().rewards[1:])),
        ),
        Mutant(
            "reward clipped",
            "the rewards are cut off at -1 and 1",
            _reward(tuple(max(min(r, sympy.Integer(1)), -sympy.Integer(1)) for r in demonstration().rewards)),
        ),
        Mutant(
            "temperature",
            "β = 2 in the target and the objective",
            lambda subject: Optimum(
                replace(subject.case, beta=sympy.Integer(2)),
                subject.objective,
                replace(subject.case, beta=sympy.Integer(2)).target(),
            ),
        ),
        Mutant(
            "greedy policy",
            "all mass on the best outcome",
            lambda subject: replace(subject, best=(sympy.S.One, sympy.S.Zero, sympy.S.Zero, sympy.S.Zero)),
        ),
        Mutant(
            "divergence turned around",
            "J with D(ref || π) in place of D(π || ref)",
            lambda subject: replace(
                subject,
                objective=lambda case, policy: (
                    sympy.Add(*(p * r for p, r in zip(policy, case.rewards, strict=True)))
                    - case.beta * relative_entropy(case.reference, policy)
                ),
            ),
        ),
    ),
    proofs=("reward_tilting",),
    tags=("theorem", "numpy"),
    kernel=kernel,
)
