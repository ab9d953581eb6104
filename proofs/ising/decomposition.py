"""F(q) = Σ_k F_k + γλ E_q[K] + (log Z_λ - λ E_q[J]) + TC(q): the free energy of coupled streams, taken apart.

Source: Friedman (2026), the entanglement decomposition of witness 1. Here
F(q) = γ E_q[Σ_k G_k + λK] - E_q[log p_λ] - H(q), with p_λ(x) = Π_k prior_k(x_k) exp(λ J(x)) / Z_λ, and
F_k = γ E_q[G_k] - E_q[log prior_k] - H(q_k) with q_k the marginals of q.

The general argument, for any number of streams of any finite sizes, any q, priors with full support, costs G_k and K,
coupling J, and real γ, λ. By the definition of p_λ,

    -E_q[log p_λ] = -Σ_k E_q[log prior_k] - λ E_q[J] + log Z_λ,

because the expectation under q of a function of x_k alone is its expectation under q_k. Write -H(q) = -Σ_k H(q_k) +
TC(q), which is the definition of total correlation. Add γ E_q[Σ_k G_k] + γλ E_q[K]; the terms that carry k gather to
Σ_k F_k, and what is left is γλ E_q[K] + log Z_λ - λ E_q[J] + TC(q). Nothing else was used: the identity is linear
in the costs and holds for each q, also on the boundary of the simplex, where 0 log 0 = 0.

What follows checks the identity by the normal form with every quantity a symbol, for shapes that show the index
bookkeeping at work: streams of equal and unequal sizes, and three streams.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain

import sympy

from opd_exact.information import entropy, total_correlation
from opd_exact.models.coupled_streams import CoupledStreams, Outcome, bernoulli_ising
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, prove_equal

from ._line import LAM, LINE, ON_LINE
from .mutual_information_closed_form import published_closed_form

__all__ = [
    "PROOF",
    "SHAPES",
    "TERMS",
    "Decomposition",
    "decompose",
    "steps",
    "witness_steps",
]

SHAPES = ((2, 2), (2, 3), (3, 3), (2, 2, 2))
TERMS = ("marginal free energies", "coupling cost", "coupling prior", "total correlation")


@dataclass(frozen=True)
class Decomposition:
    """Both sides of the identity for one shape: the free energy, and the four terms by name."""

    shape: tuple[int, ...]
    domain: Domain
    free_energy: sympy.Expr
    terms: Mapping[str, sympy.Expr]


def decompose(shape: tuple[int, ...]) -> Decomposition:
    """Both sides for streams of the given sizes, with q, priors, costs, coupling, γ and λ all symbols."""
    symbols = _Symbols(shape)
    q = symbols.belief
    model = symbols.model
    marginals = [_marginal(q, k, size) for k, size in enumerate(shape)]
    entropies = [entropy(marginal) for marginal in marginals]
    joint_entropy = entropy(list(q.values()))
    log_prior = [[sympy.log(p) for p in prior] for prior in model.priors]
    coupling = dict(zip(model.outcomes, model.coupling, strict=True))
    mean_coupling = sympy.Add(*(q[x] * coupling[x] for x in model.outcomes))
    mean_cost = sympy.Add(*(q[x] * symbols.coupling_cost[x] for x in model.outcomes))
    log_partition = sympy.log(model.partition_function())
    streams = range(len(shape))
    cell_costs = {x: sympy.Add(*(symbols.costs[k][x[k]] for k in streams)) for x in model.outcomes}
    log_target = {
        x: sympy.Add(*(log_prior[k][x[k]] for k in streams)) + symbols.lam * coupling[x] - log_partition
        for x in model.outcomes
    }
    free_energy = (
        symbols.gamma
        * sympy.Add(*(q[x] * (cell_costs[x] + symbols.lam * symbols.coupling_cost[x]) for x in model.outcomes))
        - sympy.Add(*(q[x] * log_target[x] for x in model.outcomes))
        - joint_entropy
    )
    marginal_free_energies = sympy.Add(
        *(
            symbols.gamma * _mean(marginals[k], symbols.costs[k]) - _mean(marginals[k], log_prior[k]) - entropies[k]
            for k in streams
        )
    )
    terms = (
        marginal_free_energies,
        symbols.gamma * symbols.lam * mean_cost,
        log_partition - symbols.lam * mean_coupling,
        sympy.Add(*entropies) - joint_entropy,
    )
    return Decomposition(shape, symbols.domain, free_energy, dict(zip(TERMS, terms, strict=True)))


def steps(parts: Iterable[Decomposition]) -> Iterator[Step]:
    """The four terms add up to the free energy, for all values of all symbols."""
    for part in parts:
        yield Step(f"the four terms add up to F for streams of sizes {part.shape}", partial(_adds_up, part))


def witness_steps(model: CoupledStreams) -> Iterator[Step]:
    """At the paper's witness, q = q_λ without costs: F = 0, and coupling prior and total correlation are -I and I."""
    joint = model.joint()
    q = list(joint.ravel())
    mean_log = sympy.Add(*(p * sympy.log(p) for p in q))
    mean_coupling = sympy.Add(*(p * j for p, j in zip(q, model.coupling, strict=True)))
    coupling_prior = sympy.log(model.partition_function()) - model.strength * mean_coupling
    information = published_closed_form()
    yield Step("F(q_λ) = 0", partial(prove_equal, -mean_log - entropy(q), sympy.S.Zero, LINE), ON_LINE)
    yield Step("log Z - λ E[J] = -I(λ)", partial(prove_equal, coupling_prior, -information, LINE), ON_LINE)
    yield Step("TC(q_λ) = I(λ)", partial(prove_equal, total_correlation(joint), information, LINE), ON_LINE)


def _adds_up(part: Decomposition, factor: sympy.Expr = sympy.S.One) -> Theorem | Refutation:
    """The identity, with the last term, total correlation, times a factor."""
    *others, correlation = part.terms.values()
    return prove_equal(part.free_energy, sympy.Add(*others, factor * correlation), part.domain)


class _Symbols:
    """One symbol for everything that the identity quantifies over."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.lam, self.gamma = sympy.symbols("lambda gamma", real=True)
        priors = tuple(
            tuple(sympy.Symbol(f"prior{k}_{i}", positive=True) for i in range(size)) for k, size in enumerate(shape)
        )
        outcomes = CoupledStreams(priors, (sympy.Integer(0),) * math.prod(shape), self.lam).outcomes
        self.belief = {x: sympy.Symbol(f"q_{_label(x)}", positive=True) for x in outcomes}
        self.coupling_cost = {x: sympy.Symbol(f"K_{_label(x)}", real=True) for x in outcomes}
        self.costs = [[sympy.Symbol(f"G{k}_{i}", real=True) for i in range(size)] for k, size in enumerate(shape)]
        coupling = tuple(sympy.Symbol(f"J_{_label(x)}", real=True) for x in outcomes)
        self.model = CoupledStreams(priors, coupling, self.lam)
        self.domain = Domain(
            real={
                self.lam,
                self.gamma,
                *coupling,
                *self.coupling_cost.values(),
                *(g for row in self.costs for g in row),
            },
            simplex=[tuple(self.belief.values()), *priors],
        )


def _label(outcome: Outcome) -> str:
    return "".join(map(str, outcome))


def _marginal(q: Mapping[Outcome, sympy.Expr], stream: int, size: int) -> list[sympy.Expr]:
    return [sympy.Add(*(p for x, p in q.items() if x[stream] == i)) for i in range(size)]


def _mean(p: list[sympy.Expr], values: list[sympy.Expr]) -> sympy.Expr:
    return sympy.Add(*(weight * value for weight, value in zip(p, values, strict=True)))


PROOF = Proof(
    id="entanglement_decomposition",
    claim=Claim(
        "The free energy of coupled streams is the sum of the marginal free energies, the coupling cost, the coupling"
        " prior and the total correlation.",
        r"F(q) = \sum_k F_k + \gamma\lambda\,E_q[K] + \bigl(\log Z_\lambda - \lambda E_q[J]\bigr) + \mathrm{TC}(q)",
        "for all q, priors with full support, costs G_k and K, couplings J and real γ, λ; by normal form for streams of"
        " sizes 2x2, 2x3, 3x3, 2x2x2, and by the written argument for any number and sizes",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: chain(steps(map(decompose, SHAPES)), witness_steps(bernoulli_ising(LAM))),
    neighbors=(
        Neighbor("total correlation doubled", "2 TC", lambda: _adds_up(decompose((2, 2)), sympy.Integer(2))),
        Neighbor(
            "total correlation rescaled",
            "TC times 1 + 1e-12",
            lambda: _adds_up(decompose((2, 2)), 1 + sympy.Rational(1, 10**12)),
        ),
    ),
)
