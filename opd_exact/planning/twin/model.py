"""The tables of a pymdp agent as exact rationals: what the twin computes with."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideClass

__all__ = [
    "Policy",
    "TwinModel",
    "all_policies",
]

Policy = tuple[tuple[int, ...], ...]
"""For each time ahead, one control for each factor."""


@dataclass(frozen=True)
class TwinModel:
    """What a pymdp agent holds, in exact numbers; letters and index orders as for `POMDP`.

    Entries of A, B, D and E are rationals that are not negative. Columns need not sum to one: the numbers that a
    single-precision array holds do not. C is any finite vector and E has one entry for each policy.
    `policies[i][t][f]` is the control of factor f at time t under policy i, and `policy_names[i]` is its name.

    Raises:
        InputError: a shape, a dependency, a control or the number of names does not fit; an entry of A, B, D or E is
            negative. The message names the table and the place.
        OutsideClass: preferences that change with time (C of two sides).
        InputTypeError: a control or a dependency is no int.

    >>> from opd_exact.models.tmaze import tmaze
    >>> model = TwinModel.from_pomdp(tmaze())
    >>> model.policies[3], model.policy_names[3], len(TwinModel.from_pomdp(tmaze(), policy_len=4).policies)
    (((3, 0),), 'move_to_cue', 625)
    """

    factors: tuple[Variable, ...]
    modalities: tuple[Variable, ...]
    A: tuple[Tensor, ...]
    B: tuple[Tensor, ...]
    C: tuple[Tensor, ...]
    D: tuple[Tensor, ...]
    E: Tensor
    A_dependencies: tuple[tuple[int, ...], ...]
    B_dependencies: tuple[tuple[int, ...], ...]
    policies: tuple[Policy, ...]
    policy_names: tuple[str, ...]

    @classmethod
    def from_pomdp(cls, model: POMDP, policy_len: int = 1) -> "TwinModel":
        """The tables of an exact model, with every policy of the given length and a uniform prior over them.

        Policies are in pymdp's order: the control of the last factor at the last time varies fastest.

        Raises:
            InputError: policy_len is below 1.
        """
        if policy_len < 1:
            raise InputError(f"policy_len: {policy_len}, expected at least 1")
        policies = all_policies(model.controls, policy_len)
        names = dict(zip(model.actions, model.action_names, strict=True))
        return cls(
            factors=model.factors,
            modalities=model.modalities,
            A=model.A,
            B=model.B,
            C=model.C,
            D=model.D,
            E=Tensor((len(policies),), (Fraction(1, len(policies)),) * len(policies)),
            A_dependencies=model.A_dependencies,
            B_dependencies=model.B_dependencies,
            policies=policies,
            policy_names=tuple(", ".join(names[controls] for controls in policy) for policy in policies),
        )

    def __post_init__(self) -> None:
        self._require_counts()
        for m, modality in enumerate(self.modalities):
            place = f"A[{modality.name}]"
            self._require_dependencies(place, self.A_dependencies[m])
            _require_shape(place, self.A[m], (len(modality), *self._sides(self.A_dependencies[m])))
            _require_not_negative(place, self.A[m])
            if len(self.C[m].shape) > 1:
                raise OutsideClass(
                    f"C[{modality.name}]: shape {self.C[m].shape}; the twin takes preferences that do not change with"
                    f" time, of shape {(len(modality),)}"
                )
            _require_shape(f"C[{modality.name}]", self.C[m], (len(modality),))
        for f, factor in enumerate(self.factors):
            place = f"B[{factor.name}]"
            self._require_dependencies(place, self.B_dependencies[f])
            _require_shape(place, self.B[f], (len(factor), *self._sides(self.B_dependencies[f]), self.controls[f]))
            _require_not_negative(place, self.B[f])
            _require_shape(f"D[{factor.name}]", self.D[f], (len(factor),))
            _require_not_negative(f"D[{factor.name}]", self.D[f])
        self._require_policies()
        _require_shape("E", self.E, (len(self.policies),))
        _require_not_negative("E", self.E)

    @property
    def controls(self) -> tuple[int, ...]:
        """How many controls each factor has: the last side of its B."""
        return tuple(table.shape[-1] for table in self.B)

    @property
    def policy_len(self) -> int:
        """How many times ahead a policy covers."""
        return len(self.policies[0])

    @property
    def prior(self) -> tuple[tuple[Fraction, ...], ...]:
        """D, one tuple of entries for each factor."""
        return tuple(table.entries for table in self.D)

    def observation_names(self, observation: tuple[int, ...]) -> str:
        """A joint observation in words, for messages."""
        return ", ".join(
            f"{modality.name}={modality.values[o]}" for modality, o in zip(self.modalities, observation, strict=True)
        )

    def _sides(self, dependencies: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(len(self.factors[f]) for f in dependencies)

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

    def _require_dependencies(self, place: str, dependencies: tuple[int, ...]) -> None:
        for f in dependencies:
            _require_int(f"{place}: dependency", f)
        if len(set(dependencies)) != len(dependencies) or not all(0 <= f < len(self.factors) for f in dependencies):
            raise InputError(
                f"{place}: dependencies {dependencies}, expected different factor indices below {len(self.factors)}"
            )

    def _require_policies(self) -> None:
        if not self.policies or not self.policies[0]:
            raise InputError("policies: found none, expected at least one policy of at least one time")
        if len(self.policy_names) != len(self.policies):
            raise InputError(f"policy_names: {len(self.policy_names)} names, expected {len(self.policies)}")
        for i, policy in enumerate(self.policies):
            if len(policy) != self.policy_len:
                raise InputError(f"policies[{i}]: {len(policy)} times, expected {self.policy_len} as in the first")
            for t, controls in enumerate(policy):
                if len(controls) != len(self.factors):
                    raise InputError(
                        f"policies[{i}][{t}]: {len(controls)} controls, expected {len(self.factors)}, one a factor"
                    )
                for f, control in enumerate(controls):
                    _require_int(f"policies[{i}][{t}][{f}]", control)
                    if not 0 <= control < self.controls[f]:
                        raise InputError(
                            f"policies[{i}][{t}][{f}]: control {control}, expected one from 0 to {self.controls[f] - 1}"
                        )


def all_policies(controls: tuple[int, ...], length: int) -> tuple[Policy, ...]:
    """Every sequence of joint controls, the last factor's control at the last time varying fastest.

    >>> all_policies((2, 1), 2)
    (((0, 0), (0, 0)), ((0, 0), (1, 0)), ((1, 0), (0, 0)), ((1, 0), (1, 0)))
    """
    joint = tuple(product(*(range(count) for count in controls)))
    return tuple(product(joint, repeat=length))


def _require_int(place: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputTypeError(f"{place}: {value!r} ({type(value).__name__}), expected an int")


def _require_shape(place: str, table: Tensor, expected: tuple[int, ...]) -> None:
    if table.shape != expected:
        raise InputError(f"{place}: shape {table.shape}, expected {expected} from its variables and dependencies")


def _require_not_negative(place: str, table: Tensor) -> None:
    if min(table.entries) < 0:
        index, value = next((index, table[index]) for index in table.indices() if table[index] < 0)
        raise InputError(f"{place}: entry {value} at {list(index)} is negative")
