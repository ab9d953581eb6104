"""Factored finite partially observed Markov decision processes, every entry an exact rational.

Letters, as is usual in active inference:

======  ===========================================================  ================================================
letter  meaning                                                      index order of its tensor
======  ===========================================================  ================================================
A[m]    probability of outcome o of modality m given the state       (o, state of each factor in A_dependencies[m])
B[f]    probability of the next state of factor f                    (next, state of each factor in B_dependencies[f],
                                                                     control of f)
C[m]    log-preference for outcome o of modality m, in nats          (o,)
D[f]    probability of the first state of factor f                   (state,)
======  ===========================================================  ================================================

Factors start independent, and given the present states and the action they move independently. An *action* picks one
control for each factor; actions are all combinations, the last factor's control varying fastest.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError

__all__ = [
    "POMDP",
    "Variable",
]


@dataclass(frozen=True)
class Variable:
    """A named finite variable: a hidden-state factor or an observation modality, with the names of its values."""

    name: str
    values: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class POMDP:
    """A factored finite model; see the table of letters at the top of this module.

    `action_names` names the actions in their order. A and B are probability tables (columns along the first index sum
    to one), D are probability vectors, and C is any finite vector: it enters linearly and is not normalized.

    Raises:
        InputError: a shape, a dependency or the number of names does not fit; an entry of A, B or D is negative; a
            column does not sum to one. The message names the tensor, the column and the exact deficit.

    >>> from opd_exact.models.tmaze import tmaze
    >>> model = tmaze()
    >>> [len(factor) for factor in model.factors], model.actions[3], model.action_names[3]
    ([5, 2], (3, 0), 'move_to_cue')
    """

    factors: tuple[Variable, ...]
    modalities: tuple[Variable, ...]
    action_names: tuple[str, ...]
    A: tuple[Tensor, ...]
    B: tuple[Tensor, ...]
    C: tuple[Tensor, ...]
    D: tuple[Tensor, ...]
    A_dependencies: tuple[tuple[int, ...], ...]
    B_dependencies: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        self._require_counts()
        for m, modality in enumerate(self.modalities):
            place = f"A[{modality.name}]"
            self._require_dependencies(place, self.A_dependencies[m])
            self._require_shape(place, self.A[m], (len(modality), *self._sides(self.A_dependencies[m])))
            self._require_columns(place, self.A[m], self.A_dependencies[m])
            self._require_shape(f"C[{modality.name}]", self.C[m], (len(modality),))
        for f, factor in enumerate(self.factors):
            place = f"B[{factor.name}]"
            self._require_dependencies(place, self.B_dependencies[f])
            controls = self.B[f].shape[-1]
            self._require_shape(place, self.B[f], (len(factor), *self._sides(self.B_dependencies[f]), controls))
            self._require_columns(place, self.B[f], self.B_dependencies[f])
            self._require_shape(f"D[{factor.name}]", self.D[f], (len(factor),))
            self._require_columns(f"D[{factor.name}]", self.D[f], ())
        if len(self.action_names) != len(self.actions):
            raise InputError(
                f"action_names: {len(self.action_names)} names, expected {len(self.actions)}"
                f" (controls of the factors: {self.controls})"
            )

    @property
    def controls(self) -> tuple[int, ...]:
        """How many controls each factor has: the last side of its B."""
        return tuple(table.shape[-1] for table in self.B)

    @property
    def actions(self) -> tuple[tuple[int, ...], ...]:
        """Every action: one control for each factor."""
        return tuple(product(*(range(count) for count in self.controls)))

    def states(self) -> tuple[tuple[int, ...], ...]:
        """Every joint state, one value for each factor, the last factor's varying fastest."""
        return tuple(product(*(range(len(factor)) for factor in self.factors)))

    def observation_names(self, observation: tuple[int, ...]) -> str:
        """A joint observation in words, for messages.

        >>> from opd_exact.models.tmaze import tmaze
        >>> tmaze().observation_names((3, 0, 1))
        'location=cue_location, outcome=no_outcome, cue=cue_left'
        """
        return ", ".join(
            f"{modality.name}={modality.values[o]}" for modality, o in zip(self.modalities, observation, strict=True)
        )

    def state_names(self, state: tuple[int, ...]) -> str:
        """A joint state in words, for messages."""
        return ", ".join(f"{factor.name}={factor.values[s]}" for factor, s in zip(self.factors, state, strict=True))

    def _repr_html_(self) -> str:
        from opd_exact.models.display import pomdp_html

        return pomdp_html(self)

    def _require_counts(self) -> None:
        for name, variables in (("factors", self.factors), ("modalities", self.modalities)):
            if not variables:
                raise InputError(f"{name}: found none, expected at least one")
        for names, expected, kind in (
            (("A", "A_dependencies", "C"), len(self.modalities), "modality"),
            (("B", "B_dependencies", "D"), len(self.factors), "factor"),
        ):
            for name in names:
                found = len(getattr(self, name))
                if found != expected:
                    raise InputError(f"{name}: found {found}, expected {expected}, one for each {kind}")

    def _sides(self, dependencies: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(len(self.factors[f]) for f in dependencies)

    def _require_dependencies(self, place: str, dependencies: tuple[int, ...]) -> None:
        if len(set(dependencies)) != len(dependencies) or not all(0 <= f < len(self.factors) for f in dependencies):
            raise InputError(
                f"{place}: dependencies {dependencies}, expected different factor indices below {len(self.factors)}"
            )

    def _require_shape(self, place: str, table: Tensor, expected: tuple[int, ...]) -> None:
        if table.shape != expected:
            raise InputError(f"{place}: shape {table.shape}, expected {expected} from its variables and dependencies")

    def _require_columns(self, place: str, table: Tensor, dependencies: tuple[int, ...]) -> None:
        for rest, column in table.columns():
            for value in column:
                if value < 0:
                    raise InputError(f"{place}, {self._column(rest, dependencies)}: entry {value} is negative")
            deficit = 1 - sum(column, Fraction(0))
            if deficit:
                amount = f"short by {deficit}" if deficit > 0 else f"over by {-deficit}"
                raise InputError(
                    f"{place}, {self._column(rest, dependencies)}: entries sum to {1 - deficit}, expected 1 ({amount})"
                )

    def _column(self, rest: tuple[int, ...], dependencies: tuple[int, ...]) -> str:
        """The name of a column: the states it is conditioned on, and for B the control."""
        named = [
            f"{self.factors[f].name}={self.factors[f].values[s]}" for f, s in zip(dependencies, rest, strict=False)
        ]
        named += [f"control={control}" for control in rest[len(dependencies) :]]
        return f"column ({', '.join(named)})" if named else "its only column"
