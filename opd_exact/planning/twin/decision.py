"""What the twin finds at one belief: values and posterior of the policies, the tree behind them, and who is ahead."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from opd_exact.numbers import ComputedReal, nearest_float
from opd_exact.numbers.errors import UnknownTruth
from opd_exact.planning.twin.belief import TwinBelief, entropy_of_reals
from opd_exact.planning.twin.model import TwinModel

__all__ = [
    "SearchTree",
    "TwinDecision",
    "TwinStep",
]

_DIGITS = 30

FloatType = Literal["float16", "float32", "float64"]


@dataclass(frozen=True)
class SearchTree:
    """The tree of a search as pymdp has it when the search ends; counts are of nodes with repetition.

    `nodes_by_level[h]` counts the policy nodes h steps ahead and the observation nodes that follow them; level 0 is the
    root alone. `completed_depth` counts the levels that were kept. `attempted_nodes` is what the first level that was
    dropped would have brought the tree to, or None if none was. `messages` is how often the program then says that its
    nodes are used up; branches of equal probability are taken in the order of their outcomes for it. `peak_nodes` is
    the most that the tree came to at any level that was kept, before that level's pruning; a budget of two more keeps
    them all.
    """

    completed_depth: int
    nodes_by_level: tuple[int, ...]
    attempted_nodes: int | None
    messages: int
    peak_nodes: int

    @property
    def nodes_used(self) -> int:
        """The size of the tree."""
        return sum(self.nodes_by_level)

    @property
    def exhausted(self) -> bool:
        """Whether the node budget ended the search."""
        return self.attempted_nodes is not None


@dataclass(frozen=True)
class TwinDecision:
    """The policies at one belief.

    `posterior[i]` is the number that the program reports for policy i: after a tree search it sums to one only together
    with the shares of the padding slots, and it is exactly 0 for all where the budget completes no level. `values[i]`
    is the value behind it in nats (negative expected free energy), None where no level is complete. `tree` is None for
    the open-loop planner.
    """

    model: TwinModel = field(repr=False)
    sampling_mode: str
    posterior: tuple[ComputedReal, ...]
    values: tuple[ComputedReal, ...] | None
    tree: SearchTree | None
    classes_of_ties: Callable[[], tuple[tuple[int, ...], ...]] = field(repr=False, compare=False)

    @property
    def tie_classes(self) -> tuple[tuple[int, ...], ...]:
        """The policies, grouped by proven equality of their posteriors, each group in ascending order.

        Members of a group are mapped to each other by a symmetry of the model that leaves the belief as it is. Members
        of different groups may be equal all the same.
        """
        return self.classes_of_ties()

    @property
    def policy_entropy(self) -> ComputedReal:
        """-sum p log p over the reported posterior, with no floor in the logarithm, in nats."""
        return entropy_of_reals(self.posterior, "policy entropy")

    def action_marginals(self) -> tuple[tuple[ComputedReal, ...], ...]:
        """For each factor, the posterior probability of each control at the first time."""
        return tuple(
            tuple(
                ComputedReal.total(
                    share
                    for share, policy in zip(self.posterior, self.model.policies, strict=True)
                    if policy[0][f] == u
                )
                for u in range(count)
            )
            for f, count in enumerate(self.model.controls)
        )

    def maximizers(self) -> tuple[int, ...]:
        """Every policy of greatest posterior probability, in ascending order.

        Raises:
            UnknownTruth: two posteriors are neither separated at the limit of precision nor proved equal.
        """
        # One of each class of proven ties, those first that enclosures of 30 digits leave in the running.
        classes = {members[0]: members for members in self.tie_classes}
        balls = {i: self.posterior[i].enclose(_DIGITS) for i in classes}
        best = max(classes, key=lambda i: balls[i].middle)
        rivals = [i for i in classes if i != best and balls[i].upper >= balls[best].lower]
        winners = [best]
        for i in rivals:
            sign = self._sign_of_difference(i, winners[0])
            if sign >= 0:
                winners = [i] if sign else [*winners, i]
        return tuple(sorted(i for winner in winners for i in classes[winner]))

    def _sign_of_difference(self, i: int, j: int) -> int:
        try:
            return (self.posterior[i] - self.posterior[j]).sign()
        except UnknownTruth as unknown:
            names = self.model.policy_names
            raise UnknownTruth(f"posteriors of {names[i]} and {names[j]}: {unknown}") from None

    def rounded_maximizers(self, dtype: FloatType = "float32") -> tuple[int, ...]:
        """Every policy whose posterior, correctly rounded to `dtype`, is the greatest: a float program sees a tie."""
        rounded = [_rounded(share, dtype) for share in self.posterior]
        return tuple(i for i, value in enumerate(rounded) if value == max(rounded))

    def controls(self, dtype: FloatType = "float32") -> tuple[int, ...]:
        """The control of each factor that a program takes whose posteriors are the true ones, correctly rounded.

        Ties of the rounded numbers go to the lowest index, as with argmax. Under the sampling mode "marginal" the
        numbers that are rounded are the marginal posteriors of the controls.
        """
        if self.sampling_mode == "full":
            return self.model.policies[self.rounded_maximizers(dtype)[0]][0]
        chosen = []
        for marginal in self.action_marginals():
            rounded = [_rounded(share, dtype) for share in marginal]
            chosen.append(rounded.index(max(rounded)))
        return tuple(chosen)


@dataclass(frozen=True)
class TwinStep:
    """One decision of a replay.

    `belief` includes the observation. `controls` are those that were replayed, None at the end of the record; what the
    twin would do is `decision.controls()`.
    """

    time: int
    observation: tuple[int, ...]
    controls: tuple[int, ...] | None
    belief: TwinBelief
    decision: TwinDecision

    @property
    def belief_entropy(self) -> ComputedReal:
        """The sum of the entropies of the marginals, in nats."""
        return self.belief.entropy


def _rounded(share: ComputedReal, dtype: FloatType) -> float:
    return float(nearest_float(share, dtype))
