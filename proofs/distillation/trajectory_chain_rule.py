"""Horizon times test loss is the reverse KL between the student's and the teacher's trajectories.

Source: Friedman (2026), sequential shift: test loss is the mean over the student's own visitation of the per-state
reverse KL, D(π_S(·|s) || π_T(·|s)); that the product with the horizon is a divergence of trajectories is ours.

Index legend: s is a state, a an action, t = 0, …, H-1 a time; P_a(s, s') is the transition that both policies share.

A trajectory s_0 a_0 s_1 … s_{H-1} a_{H-1} has under a policy π the probability
d_0(s_0) Π_t π(a_t|s_t) Π_{t<H-1} P_{a_t}(s_t, s_{t+1}). In the ratio of student to teacher, d_0 and the transitions
cancel: log of the ratio = Σ_t log(π_S(a_t|s_t)/π_T(a_t|s_t)).

Induction on H. For H = 1 the divergence is Σ_s d_0(s) D(π_S(·|s) || π_T(·|s)). One step more multiplies the
probability by P and π; the mean under the student of what was there before is unchanged, because P and π sum to 1, and
the new term is Σ_s d_H(s) D(π_S(·|s) || π_T(·|s)), with d_H the student's state distribution at time H. So

    D(trajectories) = Σ_{t<H} Σ_s d_t(s) D(π_S(·|s) || π_T(·|s)) = H · test loss,

with visitation (1/H) Σ_{t<H} d_t, the start included. A last state s_H, drawn from P, adds nothing. Zeros in d_0, P or
π_S drop out; where π_T excludes an action of a visited state that π_S takes, both sides are +∞. With one state the
trajectory is H independent actions.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise, product

import sympy

from opd_exact.information import relative_entropy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, prove_equal

__all__ = [
    "CASES",
    "PROOF",
    "Chain",
    "generic_chain",
    "steps",
]

# (states, horizon)
CASES = ((1, 3), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (3, 3))
_ACTIONS = 2

Policy = tuple[tuple[sympy.Expr, ...], ...]
Path = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Chain:
    """Two policies, policy[s][a], over one start distribution and one transition[a][s][s'], with symbols throughout."""

    student: Policy
    teacher: Policy
    start: tuple[sympy.Expr, ...]
    transition: tuple[Policy, ...]
    domain: Domain

    def trajectories(self, policy: Policy, horizon: int) -> Mapping[Path, sympy.Expr]:
        """The probability of each sequence of (state, action) pairs, enumerated."""
        pairs = list(product(range(len(self.start)), range(_ACTIONS)))
        return {path: self._probability(path, policy) for path in product(pairs, repeat=horizon)}

    def _probability(self, path: Path, policy: Policy) -> sympy.Expr:
        moves = [self.transition[action][state][after] for (state, action), (after, _) in pairwise(path)]
        return sympy.Mul(self.start[path[0][0]], *moves, *(policy[state][action] for state, action in path))

    def visits(self, policy: Policy, horizon: int) -> list[sympy.Expr]:
        """Σ_{t<H} d_t(s) for each state: the horizon times the visitation."""
        states = range(len(self.start))
        now: Sequence[sympy.Expr] = self.start
        total = [sympy.Integer(0) for _ in states]
        for _ in range(horizon):
            total = [so_far + here for so_far, here in zip(total, now, strict=True)]
            now = [
                sympy.Add(
                    *(now[s] * policy[s][a] * self.transition[a][s][after] for s in states for a in range(_ACTIONS))
                )
                for after in states
            ]
        return total

    def divergence(self, horizon: int) -> sympy.Expr:
        """The reverse KL of trajectories, from the enumeration."""
        student, teacher = (self.trajectories(policy, horizon) for policy in (self.student, self.teacher))
        return relative_entropy(list(student.values()), list(teacher.values()))

    def loss(self, visits: Sequence[sympy.Expr], *, forward: bool = False) -> sympy.Expr:
        """Σ_s visits(s) D(π_S(·|s) || π_T(·|s)), or with the divergences swapped."""
        pairs = (
            zip(self.teacher, self.student, strict=True) if forward else zip(self.student, self.teacher, strict=True)
        )
        return sympy.Add(*(n * relative_entropy(p, q) for n, (p, q) in zip(visits, pairs, strict=True)))


def generic_chain(states: int) -> Chain:
    """Symbols for two policies with two actions, a start and transitions, all with full support."""
    student, teacher = (tuple(_symbols(f"{letter}{s}", _ACTIONS) for s in range(states)) for letter in "st")
    transition = tuple(tuple(_symbols(f"p{a}{s}", states) for s in range(states)) for a in range(_ACTIONS))
    start = _symbols("d", states)
    simplices = [*student, *teacher, start, *(row for table in transition for row in table)]
    return Chain(student, teacher, start, transition, Domain(simplex=simplices))


def steps(cases: Sequence[tuple[int, int]]) -> Iterator[Step]:
    """The identity for the given numbers of states and horizons, and with zeros in the start and the transitions."""
    for states, horizon in cases:
        chain = generic_chain(states)
        claimed = chain.loss(chain.visits(chain.student, horizon))
        yield Step(
            f"D(trajectories) = H · test loss: states {states}, horizon {horizon}",
            partial(prove_equal, chain.divergence(horizon), claimed, chain.domain),
        )
    # The walk starts in state 0, as in the paper, and never leaves state 2.
    one, zero = sympy.Integer(1), sympy.Integer(0)
    generic = generic_chain(3)
    absorbing = tuple((*table[:2], (zero, zero, one)) for table in generic.transition)
    chain = replace(generic, start=(one, zero, zero), transition=absorbing)
    yield Step(
        "D(trajectories) = H · test loss: 3 states, a start in one of them, and an absorbing one, horizon 3",
        partial(prove_equal, chain.divergence(3), chain.loss(chain.visits(chain.student, 3)), chain.domain),
    )


def _symbols(letter: str, size: int) -> tuple[sympy.Symbol, ...]:
    return tuple(sympy.Symbol(f"{letter}_{i}", positive=True) for i in range(size))


def _against(
    *, teacher_visits: bool = False, forward: bool = False, factor: sympy.Rational = sympy.S.One
) -> Theorem | Refutation:
    chain = generic_chain(2)
    visits = chain.visits(chain.teacher if teacher_visits else chain.student, 2)
    return prove_equal(chain.divergence(2), factor * chain.loss(visits, forward=forward), chain.domain)


PROOF = Proof(
    id="trajectory_chain_rule",
    claim=Claim(
        "The reverse KL between the trajectories of a student and a teacher is the horizon times the student's"
        " per-state reverse KL averaged over its own visitation.",
        r"D(p_S(s_0a_0\dots s_{H-1}a_{H-1})\,\|\,p_T) = H \sum_s \bar d_S(s)\, D(\pi_S(\cdot|s)\,\|\,\pi_T(\cdot|s))",
        "for all finite chains that student and teacher share, all policies and horizons, by the induction that is"
        " written out; by normal form for 1, 2, 3 states with two actions, all symbols, and horizons 1 to 3",
        "Friedman (2026), sequential shift; the reading as trajectories is ours",
    ),
    steps=lambda: steps(CASES),
    neighbors=(
        Neighbor(
            "train loss", "the teacher's visitation in place of the student's", lambda: _against(teacher_visits=True)
        ),
        Neighbor("forward KL", "the per-state divergences swapped", lambda: _against(forward=True)),
        Neighbor(
            "mean in place of sum", "test loss without the horizon", lambda: _against(factor=sympy.Rational(1, 2))
        ),
        Neighbor("rescaled", "test loss times 1 + 1e-12", lambda: _against(factor=1 + sympy.Rational(1, 10**12))),
    ),
)
