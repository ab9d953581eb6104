"""An observation can close the whole gap H(r) only if it has at least as many values as the latent has: k ≥ n.

Source: Friedman (2026), active-selection identity, multi-state channels.

The residual of a channel p(o|r) under a prior p(r) is E_o[H(r|o)].

1. With w(r, o) = p(r) p(o|r) and W(o) = Σ_r w(r, o), the residual is Σ_o Σ_r w(r, o) log(W(o)/w(r, o)). A term with
   w = 0 counts as 0, a term with w = W is 0, and any other is positive.
2. So the residual is 0 exactly when each observation has at most one state that can give it. Each state of a prior with
   full support can give some observation, and these are then different: k ≥ n. With k < n, two states share an
   observation, and the residual is positive.
3. For a uniform prior there is a bound: residual = log n - I and I = H(o) - E_r[H(o|r)] ≤ log k, so the residual is at
   least log n - log k, whatever the channel.
4. k ≥ n is enough: a channel that gives each state its own observation has residual 0, with any unused columns.

Lines 1 to 4 hold for every n and k; their steps check line 1 and 3 by the normal form and Gibbs' inequality for the
sizes named, and the term of line 1 for all w at once. n = 1: nothing is open, and the residual is 0.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import sympy

from opd_exact.information import conditional_entropy, entropy, joint_distribution, predicted_observations
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    Refutation,
    Theorem,
    gibbs,
    nonnegative,
    prove_equal,
    prove_nonnegative,
    prove_positive,
)

__all__ = [
    "PROOF",
    "steps",
]

_GENERIC = ((1, 2), (2, 2), (3, 2), (3, 3), (4, 3))
_FEWER_OBSERVATIONS = ((3, 2), (4, 2), (4, 3))
_PERFECT = ((2, 2), (3, 3), (3, 4), (4, 4))
_ZERO, _ONE = sympy.Integer(0), sympy.Integer(1)


def steps() -> Iterator[Step]:
    """The residual term by term, the sign of a term, the bound for a uniform prior, and channels that reach 0."""
    for n, k in _GENERIC:
        prior, channel = _symbols("p", n), [_symbols(f"l{r}_", k) for r in range(n)]
        yield Step(
            f"line 1: the residual as a sum of w log(W/w): {n} states, {k} observations",
            partial(
                prove_equal,
                residual(prior, channel),
                _term_by_term(prior, channel),
                Domain(simplex=[prior, *channel]),
            ),
        )
    own, others = sympy.symbols("w x", positive=True)
    yield Step(
        "line 1: w log((w + x)/w) > 0 where other states can give o too",
        partial(prove_positive, own * sympy.log((own + others) / own), Domain(positive={own, others})),
    )
    for n, k in _FEWER_OBSERVATIONS:
        yield _bound(n, k)
    for n, k in _PERFECT:
        prior = _symbols("p", n)
        yield Step(
            f"line 4: residual 0 where each of {n} states has its own of {k} observations",
            partial(prove_equal, residual(prior, _perfect(n, k)), 0, Domain(simplex=[prior])),
        )
    blind = [_symbols("l", 3)] * 3
    prior = _symbols("p", 3)
    yield Step(
        "a channel with equal rows leaves H(r) open",
        partial(prove_equal, residual(prior, blind), entropy(prior), Domain(simplex=[prior, blind[0]])),
    )


def residual(prior: Sequence[sympy.Expr], channel: Sequence[Sequence[sympy.Expr]]) -> sympy.Expr:
    """E_o[H(r|o)], in nats, by the definition of conditional entropy."""
    return conditional_entropy(joint_distribution(prior, channel), given=1)


def _term_by_term(prior: Sequence[sympy.Expr], channel: Sequence[Sequence[sympy.Expr]]) -> sympy.Expr:
    weights = [[p * x for p, x in zip(prior, column, strict=True)] for column in zip(*channel, strict=True)]
    return sympy.Add(*(w * sympy.log(sympy.Add(*column) / w) for column in weights for w in column))


def _bound(n: int, k: int) -> Step:
    prior, channel = _uniform(n), [_symbols(f"l{r}_", k) for r in range(n)]
    # residual - log(n/k) = D(q(o) || uniform) + E_r[H(o|r)]
    lemmas = [
        (1, gibbs(predicted_observations(prior, channel).cells, _uniform(k))),
        *((sympy.Rational(1, n), nonnegative(entropy(row))) for row in channel),
    ]
    return Step(
        f"line 3: the residual exceeds log({n}/{k}) for a uniform prior and any channel with full support",
        partial(
            prove_positive,
            residual(prior, channel) - sympy.log(n) + sympy.log(k),
            Domain(simplex=channel),
            by=lemmas,
        ),
    )


def _symbols(letter: str, size: int) -> tuple[sympy.Symbol, ...]:
    return tuple(sympy.Symbol(f"{letter}{i}", positive=True) for i in range(size))


def _uniform(size: int) -> list[sympy.Expr]:
    return [sympy.Rational(1, size)] * size


def _perfect(states: int, observations: int) -> list[list[sympy.Expr]]:
    return [[_ONE if o == r else _ZERO for o in range(observations)] for r in range(states)]


def _under_resolved() -> Theorem | Refutation:
    """Four states in three observations, the last two states alike; the residual is claimed to be 0."""
    prior = _symbols("p", 4)
    rows = _perfect(3, 3)
    return prove_equal(residual(prior, [*rows, rows[-1]]), 0, Domain(simplex=[prior]))


def _bound_for_any_prior() -> Theorem | Refutation:
    prior, channel = _symbols("p", 3), [_symbols(f"l{r}_", 2) for r in range(3)]
    open_part = residual(prior, channel) - sympy.log(3) + sympy.log(2)
    return prove_nonnegative(open_part, Domain(simplex=[prior, *channel]))


def _all_is_open() -> Theorem | Refutation:
    prior, channel = _symbols("p", 2), [_symbols(f"l{r}_", 2) for r in range(2)]
    return prove_equal(residual(prior, channel), entropy(prior), Domain(simplex=[prior, *channel]))


PROOF = Proof(
    id="multistate_residual",
    claim=Claim(
        "No channel with fewer observations than states closes the gap; with as many, a perfect one does.",
        r"E_o[H(r\mid o)] = 0 \Rightarrow k \ge n,\quad E_o[H(r\mid o)] \ge \log\tfrac{n}{k}\ \text{for uniform } r",
        "for every prior with full support and every channel by the written argument; by normal form line 1 up to"
        " 4 x 3, the sign of each term for all weights, the bound for 3 x 2, 4 x 2, 4 x 3 with full support, and"
        " perfect channels up to 4 x 4, also with an unused observation",
        "Friedman (2026), active-selection identity, multi-state channels; the bound is ours",
    ),
    steps=steps,
    neighbors=(
        Neighbor("two states share an observation", "residual 0 for rows e1, e2, e3, e3", _under_resolved),
        Neighbor("bound for any prior", "residual ≥ log(n/k) without the uniform prior", _bound_for_any_prior),
        Neighbor("nothing is learned", "the residual is claimed to be H(r) for every channel", _all_is_open),
    ),
)
