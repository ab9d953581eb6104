"""Policies and their expected free energies: from a table of beliefs, or along the predicted path of a POMDP.

For the table, preferences are a distribution p(o), and G = risk + ambiguity = -(epistemic + pragmatic) as in
`opd_exact.information.free_energy`. For a POMDP they are log-preferences C, in nats, taken as they stand; then

    epistemic = sum over steps of I(s; o)          pragmatic = sum over steps and modalities of E_q(o)[C(o)]
    ambiguity = sum over steps of E_q[H(p(o|s))]   risk      = sum over steps of -H(q(o)) - E_q(o)[C(o)]

so that the same identity holds; with C normalized, C = log p(o), risk is the divergence from the preferences. Beliefs
start at D and are predicted step by step, nothing being observed in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from itertools import product
from math import prod
from typing import Any

from opd_exact import information
from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.models.text import amounts
from opd_exact.models.text.amounts import Amount
from opd_exact.models.text.formula import closest
from opd_exact.models.text.model import Kernel, NamedModel, PlanningTables
from opd_exact.models.text.worlds import make_world, named_world, probabilities, table_of
from opd_exact.numbers.errors import InputError

__all__ = [
    "Policy",
    "all_policies",
    "policy_value",
    "to_pomdp",
]

Policy = tuple[str, ...]

_MOST_JOINT_CELLS = 200_000


def all_policies(model: NamedModel) -> tuple[Policy, ...]:
    """The policies that argmin and argmax run over.

    Raises:
        InputError: the model has none.
    """
    if model.policies is not None:
        return tuple((kernel.name,) for kernel in model.policies.beliefs)
    if model.planning is not None:
        return tuple(product(model.planning.actions, repeat=model.planning.horizon))
    raise InputError("the model has no policies; write them under [policies] or [pomdp]")


def policy_value(model: NamedModel, name: str, policy: Policy) -> Amount:
    """EFE, risk, ambiguity, epistemic or pragmatic of a policy.

    Raises:
        InputError: the model does not have this policy.
    """
    if model.policies is not None:
        return _value_in_table(model, name, policy)
    if model.planning is not None:
        return _planned(model).value(name, policy)
    raise InputError("the model has no policies; write them under [policies] or [pomdp]")


def _value_in_table(model: NamedModel, name: str, policy: Policy) -> Amount:
    table = model.policies
    assert table is not None
    known = {kernel.name: kernel for kernel in table.beliefs}
    if len(policy) != 1 or policy[0] not in known:
        told = ", ".join(policy)
        raise InputError(f"{told!r} is no policy{closest(told, known)}; there are {', '.join(known)}")
    belief = make_world(model, known[policy[0]]).table.cells
    channel = model.kernel(table.likelihood)
    shape = (model.combinations(channel.given), model.combinations(channel.of))
    likelihood = table_of(shape, probabilities(model, channel))
    wanted = named_world(model, table.preferences).table.cells
    q, preferences = (table_of((len(cells),), cells) for cells in (belief, wanted))
    match name:
        case "EFE":
            found = information.expected_free_energy(q, likelihood, preferences)
        case "risk":
            found = information.risk(q, likelihood, preferences)
        case "pragmatic":
            found = information.pragmatic_value(q, likelihood, preferences)
        case "ambiguity":
            found = information.ambiguity(q, likelihood)
        case _:
            found = information.expected_information_gain(q, likelihood)
    return amounts.settled(found)


def to_pomdp(model: NamedModel) -> POMDP:
    """The model's POMDP, for planners and audits.

    Raises:
        InputError: the model has none.
    """
    tables = model.planning
    if tables is None:
        raise InputError("the model has no [pomdp] table")
    sizes = partial(_sizes, model)
    return POMDP(
        factors=tuple(model.variable(name) for name in tables.factors),
        modalities=tuple(model.variable(name) for name in tables.modalities),
        action_names=tables.actions,
        A=tuple(_columns(kernel, sizes(kernel)) for kernel in tables.A),
        B=tuple(_columns(kernel, (*sizes(kernel), max(1, len(kernel.controls)))) for kernel in tables.B),
        C=tuple(Tensor((len(cells),), cells) for cells in tables.C),
        D=tuple(_columns(kernel, sizes(kernel)) for kernel in tables.D),
        A_dependencies=_dependencies(tables, tables.A),
        B_dependencies=_dependencies(tables, tables.B),
    )


def _dependencies(tables: PlanningTables, kernels: Sequence[Kernel]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(tables.factors.index(name) for name in kernel.given) for kernel in kernels)


def _sizes(model: NamedModel, kernel: Kernel) -> tuple[int, ...]:
    return tuple(len(model.variable(name)) for name in (*kernel.of, *kernel.given))


def _columns(kernel: Kernel, shape: tuple[int, ...]) -> Tensor:
    """A kernel's rows as the columns of a tensor: its outcomes first, its control (which comes first here) last."""
    width, given = shape[0], shape[1:] if not kernel.section.endswith(".B") else shape[1:-1]
    rows = prod(given)
    controls = len(kernel.cells) // (width * rows)
    entries = [
        kernel.cells[(control * rows + row) * width + outcome]
        for outcome in range(width)
        for row in range(rows)
        for control in range(controls)
    ]
    return Tensor(shape, tuple(Fraction(entry) for entry in entries))


def _planned(model: NamedModel) -> "_Planned":
    found: _Planned | None = model.__dict__.get("_planned")
    if found is None:
        found = model.__dict__["_planned"] = _Planned(to_pomdp(model))
    return found


@dataclass(frozen=True, eq=False)
class _Planned:
    """A POMDP on its joint states, with the parts of the free energy of each belief worked out once."""

    pomdp: POMDP

    @cached_property
    def _parts_of(self) -> dict[tuple[Fraction, ...], dict[str, Amount]]:
        return {}

    @cached_property
    def _states(self) -> tuple[tuple[int, ...], ...]:
        return self.pomdp.states()

    @cached_property
    def _rows(self) -> tuple[tuple[Fraction, ...], ...]:
        """p(o | s) for the joint observations, one row for each joint state."""
        model = self.pomdp
        outcomes = list(product(*(range(len(modality)) for modality in model.modalities)))
        if len(outcomes) * len(self._states) > _MOST_JOINT_CELLS:
            raise InputError(
                f"{len(self._states)} joint states by {len(outcomes)} joint observations, expected at most"
                f" {_MOST_JOINT_CELLS} combinations"
            )
        tables = list(zip(model.A, model.A_dependencies, strict=True))
        return tuple(
            tuple(
                prod(
                    (a[(o, *(s[f] for f in given))] for (a, given), o in zip(tables, observed, strict=True)),
                    start=Fraction(1),
                )
                for observed in outcomes
            )
            for s in self._states
        )

    def value(self, name: str, policy: Policy) -> Amount:
        """A part of the free energy, summed over the steps of a policy."""
        belief: dict[tuple[int, ...], Fraction] = {}
        for state in self._states:
            mass = prod((d[(value,)] for d, value in zip(self.pomdp.D, state, strict=True)), start=Fraction(1))
            if mass:
                belief[state] = mass
        steps = []
        for action in policy:
            belief = self._after(belief, action)
            steps.append(self._parts(belief)[name])
        return amounts.total(steps)

    def _after(self, belief: dict[tuple[int, ...], Fraction], action: str) -> dict[tuple[int, ...], Fraction]:
        model = self.pomdp
        if action not in model.action_names:
            raise InputError(
                f"{action!r} is no action{closest(action, model.action_names)}; there are"
                f" {', '.join(model.action_names)}"
            )
        controls = model.actions[model.action_names.index(action)]
        after: dict[tuple[int, ...], Fraction] = {}
        for state, mass in belief.items():
            columns = [
                [(n, p) for n, p in enumerate(b.column((*(state[f] for f in given), control))) if p]
                for b, given, control in zip(model.B, model.B_dependencies, controls, strict=True)
            ]
            for reached in product(*columns):
                there = tuple(n for n, _ in reached)
                after[there] = after.get(there, Fraction(0)) + mass * prod((p for _, p in reached), start=Fraction(1))
        return after

    def _parts(self, belief: dict[tuple[int, ...], Fraction]) -> dict[str, Amount]:
        q = tuple(belief.get(state, Fraction(0)) for state in self._states)
        if q not in self._parts_of:
            self._parts_of[q] = self._worked_out(q)
        return self._parts_of[q]

    def _worked_out(self, q: tuple[Fraction, ...]) -> dict[str, Amount]:
        predicted = information.predicted_observations(q, self._rows)
        epistemic: Any = information.expected_information_gain(q, self._rows)
        ambiguity: Any = information.ambiguity(q, self._rows)
        shape = tuple(len(modality) for modality in self.pomdp.modalities)
        pragmatic = Fraction(0)
        for observed, mass in zip(product(*(range(side) for side in shape)), predicted.cells, strict=True):
            pragmatic += mass * sum(c[(o,)] for c, o in zip(self.pomdp.C, observed, strict=True))
        return {
            "epistemic": amounts.settled(epistemic),
            "ambiguity": amounts.settled(ambiguity),
            "pragmatic": pragmatic,
            "risk": amounts.settled(-information.entropy(predicted) - pragmatic),
            "EFE": amounts.settled(-(epistemic + pragmatic)),
        }
