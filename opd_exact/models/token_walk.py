"""The token walk of a policy: the surer a policy is of its token, the longer it stays.

Source: Friedman (2026), generalized knowledge distillation.
"""

from collections.abc import Sequence
from fractions import Fraction

from opd_exact.models.markov_chain import MarkovChain, read_distribution, read_rows
from opd_exact.models.policy_chain import Policy
from opd_exact.numbers import RationalLike
from opd_exact.numbers.errors import InputError

__all__ = [
    "token_walk",
]


def token_walk(
    policy: Policy, transition: Sequence[Sequence[RationalLike]], start: Sequence[RationalLike]
) -> MarkovChain:
    """The chain with rows (1 - c_i) T_i + c_i e_i, where c_i = Σ_j π(j|i)² is how sure the policy is in state i.

    Args:
        policy: one distribution over tokens for each state.
        transition: T, row-stochastic, shared by all policies.
        start: the distribution of the first state.

    Raises:
        InputError: the policy has not as many rows as there are states, or a row is no distribution.

    >>> walk = token_walk(Policy.of([["1/2", "1/2"], ["1", "0"]]), [["0", "1"], ["1", "0"]], ["1", "0"])
    >>> [[str(entry) for entry in row] for row in walk.transition]
    [['1/2', '1/2'], ['0', '1']]
    """
    shared = read_rows(transition, "transition")
    if len(shared) != len(policy.rows):
        raise InputError(f"a policy of {len(policy.rows)} rows for {len(shared)} states; expected one for each")
    rows = []
    for i, (tokens, row) in enumerate(zip(policy.rows, shared, strict=True)):
        stays = sum((p * p for p in tokens), Fraction(0))
        rows.append(tuple((1 - stays) * move + stays * int(i == j) for j, move in enumerate(row)))
    return MarkovChain(read_distribution(start, "start"), tuple(rows))
