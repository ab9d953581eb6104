"""J(π) = β log Z - β D(π || π*): the tilted reference is the one best policy, for every β > 0.

Source: Friedman (2026), reward tilting. The paper's supplement prints D(π || π*) = (log Z - J)/β, which holds at β = 1
only; it is among the false neighbors. The identity D(π || π*) = log Z - J/β holds for every β.

J(π) = E_π[R] - β D(π || ref), π*(x) = ref(x) exp(R(x)/β)/Z, Z = Σ ref exp(R/β). For any number of outcomes,
log π* = log ref + R/β - log Z, so under π

    -β D(π || π*) = -β E_π[log π] + β E_π[log ref] + E_π[R] - β log Z = J(π) - β log Z,

where E_π[1] = 1 pulls out log Z. By Gibbs' inequality J(π) ≤ β log Z, with equality only at π = π*. Outcomes with
π(x) = 0 drop out; where ref(x) = 0 < π(x), J(π) = -∞ and D(π || π*) = +∞, as π* has the support of ref. With one
outcome J = R.

The prover takes exponents that are polynomials, so the steps have the precision γ = 1/β for a symbol; γ takes every
positive value as β does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import sympy

from opd_exact.information import relative_entropy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, gibbs, prove_equal, prove_nonnegative, prove_positive

from ._softmax import logits

__all__ = [
    "PROOF",
    "SIZES",
    "Tilting",
    "steps",
    "tilting",
]

SIZES = (1, 2, 3, 4)
# The signs of the tilted probabilities, which Gibbs' inequality needs, take seconds for 4 outcomes.
_LARGEST_BOUND = 3
_GAMMA = sympy.Symbol("gamma", positive=True)
_BETA = 1 / _GAMMA


@dataclass(frozen=True)
class Tilting:
    """A policy, the objective J, and the tilted reference, with everything a symbol."""

    policy: tuple[sympy.Symbol, ...]
    tilted: tuple[sympy.Expr, ...]
    objective: sympy.Expr
    log_partition: sympy.Expr
    domain: Domain

    @property
    def divergence(self) -> sympy.Expr:
        """D(π || π*)."""
        return relative_entropy(self.policy, self.tilted)


def tilting(outcomes: int, without: int = 0) -> Tilting:
    """A reference and rewards over so many outcomes; the policy excludes the last `without` of them."""
    reference, rewards = _symbols("ref", outcomes), logits("R", outcomes)
    policy = _symbols("pi", outcomes - without)
    support = (*policy, *(sympy.Integer(0) for _ in range(without)))
    weights = [p * sympy.exp(_GAMMA * reward) for p, reward in zip(reference, rewards, strict=True)]
    partition = sympy.Add(*weights)
    mean = sympy.Add(*(p * reward for p, reward in zip(support, rewards, strict=True)))
    return Tilting(
        support,
        tuple(weight / partition for weight in weights),
        mean - _BETA * relative_entropy(support, reference),
        sympy.log(partition),
        Domain(real=rewards, positive={_GAMMA}, simplex=[reference, policy]),
    )


def steps(sizes: Sequence[int]) -> Iterator[Step]:
    """The identity, in both of its forms, and that the tilted reference is best."""
    for size in sizes:
        where = f"{size} outcomes" if size > 1 else "one outcome"
        case = tilting(size)
        yield _identity(case, where)
        yield Step(
            f"D(π || π*) = log Z - J/β: {where}",
            partial(prove_equal, case.divergence, case.log_partition - case.objective / _BETA, case.domain),
        )
        if size <= _LARGEST_BOUND:
            yield Step(
                f"J(π) ≤ β log Z: {where}",
                partial(
                    prove_nonnegative,
                    _BETA * case.log_partition - case.objective,
                    case.domain,
                    by=[(_BETA, gibbs(case.policy, case.tilted))],
                ),
            )
    yield _identity(tilting(3, without=1), "3 outcomes, of which π excludes one")


def _identity(case: Tilting, where: str) -> Step:
    right = _BETA * case.log_partition - _BETA * case.divergence
    return Step(f"J(π) = β log Z - β D(π || π*): {where}", partial(prove_equal, case.objective, right, case.domain))


def _symbols(letter: str, size: int) -> tuple[sympy.Symbol, ...]:
    return tuple(sympy.Symbol(f"{letter}{i}", positive=True) for i in range(size))


def _claimed(divergence: sympy.Expr, case: Tilting) -> Theorem | Refutation:
    return prove_equal(case.divergence, divergence, case.domain)


_COIN = tilting(2)

PROOF = Proof(
    id="reward_tilting",
    claim=Claim(
        "The objective of reward minus β times divergence from a reference is β log Z minus β times the divergence from"
        " the tilted reference, which is therefore its only maximizer.",
        r"J(\pi) = \beta\log Z - \beta\,D(\pi\,\|\,\pi^*),\quad \pi^* \propto \mathrm{ref}\,e^{R/\beta}",
        "for every β > 0, real rewards, reference and policy on a finite set; by normal form for 1 to 4 outcomes"
        " (the bound for 1 to 3) with full support and for a policy that excludes one, by the"
        " written argument for any number and zeros",
        "Friedman (2026), reward tilting",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor(
            "as the supplement prints it",
            "D(π || π*) = (log Z - J)/β",
            lambda: _claimed((_COIN.log_partition - _COIN.objective) / _BETA, _COIN),
        ),
        Neighbor(
            "divergence swapped",
            "D(π* || π) in place of D(π || π*)",
            lambda: prove_equal(
                relative_entropy(_COIN.tilted, _COIN.policy),
                _COIN.log_partition - _COIN.objective / _BETA,
                _COIN.domain,
            ),
        ),
        Neighbor(
            "rescaled",
            "J/β times 1 + 1e-12",
            lambda: _claimed(_COIN.log_partition - (1 + sympy.Rational(1, 10**12)) * _COIN.objective / _BETA, _COIN),
        ),
        Neighbor(
            "positive objective",
            "J(π) > 0 is claimed for all policies",
            lambda: prove_positive(_COIN.objective, _COIN.domain),
        ),
    ),
)
