"""Tabular policies over a finite set of states, and the Markov chain that a policy makes of given transitions.

Index legend: s and s' are states, a an action; policy[s][a] = π(a|s), transitions[a][s][s'] = P_a(s, s').
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.models.markov_chain import MarkovChain, Matrix, Row, read_distribution, read_rows
from opd_exact.numbers import RationalLike, exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "Policy",
    "PolicyChain",
]


@dataclass(frozen=True)
class Policy:
    """π(a|s): one distribution over actions for each state.

    >>> before, after = Policy.of([["1/2", "1/2"]]), Policy.of([["1", "0"]])
    >>> before.corrected(after, "1/4").rows
    ((Fraction(5, 8), Fraction(3, 8)),)
    """

    rows: Matrix

    @classmethod
    def of(cls, rows: Sequence[Sequence[RationalLike]]) -> "Policy":
        """The policy whose entries are written as anything that has an exact rational value.

        Raises:
            InputError: a row is no distribution.
        """
        return cls(read_rows(rows, "policy"))

    def _repr_html_(self) -> str:
        from opd_exact.models.display import policy_html

        return policy_html(self)

    def corrected(self, towards: "Policy", dose: RationalLike) -> "Policy":
        """(1 - f) times this policy plus f times another, state by state; f is the dose of the correction.

        Raises:
            InputError: the shapes differ, or the dose lies outside [0, 1].
        """
        f = exact_rational(dose)
        if not 0 <= f <= 1:
            raise InputError(f"dose is {f}, expected a number from 0 to 1")
        if self.shape != towards.shape:
            raise InputError(f"policies of shapes {self.shape} and {towards.shape} do not mix; expected one shape")
        return Policy(
            tuple(
                tuple((1 - f) * x + f * y for x, y in zip(mine, other, strict=True))
                for mine, other in zip(self.rows, towards.rows, strict=True)
            )
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of actions in each state."""
        return tuple(len(row) for row in self.rows)


@dataclass(frozen=True)
class PolicyChain:
    """States, actions, a start distribution and the transitions that every policy shares.

    Raises:
        InputError: a shape does not fit the names, or a row is no distribution.

    >>> process = PolicyChain.of(
    ...     "ab", ["stay", "go"], ["1", "0"], [[["1", "0"], ["0", "1"]], [["0", "1"], ["1", "0"]]]
    ... )
    >>> [str(share) for share in process.induced(Policy.of([["3/4", "1/4"]] * 2)).visitation(3)]
    ['19/24', '5/24']
    """

    states: tuple[str, ...]
    actions: tuple[str, ...]
    start: Row
    transitions: tuple[Matrix, ...]

    def __post_init__(self) -> None:
        if len(self.transitions) != len(self.actions):
            raise InputError(f"{len(self.transitions)} transition matrices for actions {self.actions}")
        for name, matrix in zip(self.actions, self.transitions, strict=True):
            if len(matrix) != len(self.states):
                raise InputError(f"transitions of {name!r}: {len(matrix)} rows for states {self.states}")
            MarkovChain(self.start, matrix)

    @classmethod
    def of(
        cls,
        states: Sequence[str],
        actions: Sequence[str],
        start: Sequence[RationalLike],
        transitions: Sequence[Sequence[Sequence[RationalLike]]],
    ) -> "PolicyChain":
        """The process whose entries are written as anything that has an exact rational value."""
        matrices = tuple(read_rows(m, f"transitions[{a}]") for a, m in enumerate(transitions))
        return cls(tuple(states), tuple(actions), read_distribution(start, "start"), matrices)

    def _repr_html_(self) -> str:
        from opd_exact.models.display import policy_chain_html

        return policy_chain_html(self)

    def induced(self, policy: Policy) -> MarkovChain:
        """The chain P_π(s, s') = Σ_a π(a|s) P_a(s, s').

        Raises:
            InputError: the policy has other states or actions.
        """
        if policy.shape != (len(self.actions),) * len(self.states):
            raise InputError(f"a policy of shape {policy.shape} for states {self.states} and actions {self.actions}")
        return MarkovChain(
            self.start,
            tuple(
                tuple(
                    sum((p * self.transitions[a][s][after] for a, p in enumerate(row)), Fraction(0))
                    for after in range(len(self.states))
                )
                for s, row in enumerate(policy.rows)
            ),
        )

    def starting_from(self, start: Sequence[RationalLike]) -> "PolicyChain":
        """The same process from another start distribution."""
        return replace(self, start=read_distribution(start, "start"))
