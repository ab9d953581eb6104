"""Imported models as named models: what model files hold, what queries are asked of, what is written as TOML.

Names that the formula grammar has no room for are changed: other characters become "_", and words of the query
language and names that would meet get a "_" behind.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod

from opd_exact.models.bayes_net import BayesNet
from opd_exact.models.finite_model import FiniteModel
from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.models.text import Kernel, NamedModel, PlanningTables, ProductJoint
from opd_exact.models.text.cells import MOST_CELLS
from opd_exact.models.text.model import Factor
from opd_exact.models.text.query_parser import RESERVED
from opd_exact.models.text.tokens import is_name
from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "named_finite_model",
    "named_network",
    "named_pomdp",
]

_MOST_NAME = 60
_MOST_LABEL = 64


def named_network(
    net: BayesNet, *, joint_of: Sequence[str] | None = None, title: str = "", source: str = ""
) -> NamedModel:
    """A network as a named model: a distribution or channel for each variable and, as "network", their joint.

    joint_of: the variables that the joint is of; it is then a table, found by elimination, and not a product.

    Raises:
        InputError: a value has no name that a model file can hold, a variable of `joint_of` does not exist, or the
            joint has more cells than a model file may have.

    >>> from opd_exact.models.importers.bif import read_bif
    >>> net = read_bif('variable X { type discrete [2] { h, t }; } probability ( X ) { table 0.98, 0.02; }')
    >>> print(named_network(net).ask("P(X=t)"))
    P(X=t) = 1/50 ≈ 0.0200000000000000  [DECIDED]
    """
    names = _Names()
    variables = {node.variable.name: _variable(names, node.variable) for node in net.nodes}
    kernels = []
    for name in net.order:
        node = net.node(name)
        given = tuple(variables[parent].name for parent in node.parents)
        section = "channels" if given else "distributions"
        label = names.new(f"p_{variables[name].name}")
        kernels.append(Kernel(section, label, (variables[name].name,), given, _rows(node.table)))
    asked = net.order if joint_of is None else tuple(joint_of)
    cells = prod(len(net.node(name).variable) for name in asked)
    if cells > MOST_CELLS:
        raise InputError(
            f"the joint of {len(asked)} variables has {cells} cells, expected at most {MOST_CELLS}; name with joint_of="
            " the variables that are to be asked about"
        )
    joints: tuple[ProductJoint, ...] = ()
    listed = sorted(kernels, key=_section)
    if joint_of is None:
        factors = tuple(Factor(kernel.name, kernel.of, kernel.given) for kernel in kernels)
        joints = (ProductJoint(names.new("network"), factors),)
    else:
        of = tuple(variables[name].name for name in asked)
        listed.append(Kernel("joints", names.new("network"), of, (), tuple(net.joint(asked).cells)))
    return NamedModel(title or net.name, source, (), (), tuple(variables.values()), tuple(listed), joints)


def named_finite_model(
    model: FiniteModel, state: Variable, observation: Variable, *, title: str = "", source: str = ""
) -> NamedModel:
    """A model of one state and one observation, all entries rational, as a named model with the joint "joint".

    Raises:
        InputError: numbers of values do not fit, or an entry is an expression in parameters.
    """
    if (len(state), len(observation)) != model.joint.shape:
        raise InputError(
            f"names for {len(state)} states and {len(observation)} observations, expected {model.joint.shape}"
        )
    names = _Names()
    s, o = _variable(names, state), _variable(names, observation)
    prior = Kernel("distributions", names.new("prior"), (s.name,), (), tuple(map(exact_rational, model.prior)))
    cells = tuple(exact_rational(cell) for row in model.likelihood for cell in row)
    likelihood = Kernel("channels", names.new("likelihood"), (o.name,), (s.name,), cells)
    factors = tuple(Factor(kernel.name, kernel.of, kernel.given) for kernel in (prior, likelihood))
    joint = ProductJoint(names.new("joint"), factors)
    return NamedModel(title, source, (), (), (s, o), (prior, likelihood), (joint,))


def named_pomdp(model: POMDP, *, horizon: int = 1, title: str = "", source: str = "") -> NamedModel:
    """A POMDP as a named model; policies have `horizon` actions.

    A modality with the name and the values of a factor shares its variable. Controls are named by their numbers.

    Raises:
        InputError: a value or an action has no name that a model file can hold.
    """
    names = _Names()
    factors = {factor.name: _variable(names, factor) for factor in model.factors}
    modalities = {m.name: _shared(factors, m) or _variable(names, m) for m in model.modalities}
    states = [factors[factor.name].name for factor in model.factors]
    outcomes = [modalities[modality.name].name for modality in model.modalities]
    for action in model.action_names:
        _require_label(action, "action")
    if len(set(model.action_names)) != len(model.action_names):
        raise InputError(f"actions {list(model.action_names)!r}: expected different names")

    def kernel(letter: str, name: str, table: Tensor, dependencies: Sequence[int]) -> Kernel:
        controls = table.shape[-1] if letter == "B" else 1
        labels = tuple(str(control) for control in range(controls)) if controls > 1 else ()
        given = tuple(states[f] for f in dependencies)
        cells = _rows(table) if letter != "B" else _rows_by_control(table)
        return Kernel(f"pomdp.{letter}", name, (name,), given, cells, controls=labels)

    planning = PlanningTables(
        factors=tuple(states),
        modalities=tuple(outcomes),
        actions=model.action_names,
        horizon=horizon,
        A=tuple(kernel("A", *each) for each in zip(outcomes, model.A, model.A_dependencies, strict=True)),
        B=tuple(kernel("B", *each) for each in zip(states, model.B, model.B_dependencies, strict=True)),
        C=tuple(table.entries for table in model.C),
        D=tuple(kernel("D", name, table, ()) for name, table in zip(states, model.D, strict=True)),
    )
    variables = tuple({v.name: v for v in (*factors.values(), *modalities.values())}.values())
    return NamedModel(title, source, (), (), variables, (), (), None, planning)


@dataclass
class _Names:
    """Names that the grammar reads, each given once."""

    taken: set[str] = field(default_factory=set)

    def new(self, wanted: str) -> str:
        name = re.sub(r"[^A-Za-z0-9_\u0370-\u03ff]", "_", wanted)[:_MOST_NAME]
        if not is_name(name):
            name = f"x_{name}"[:_MOST_NAME]
        while name in self.taken or name in RESERVED:
            name += "_"
        self.taken.add(name)
        return name


def _variable(names: _Names, variable: Variable) -> Variable:
    for value in variable.values:
        _require_label(value, f"value of {variable.name!r}")
    return Variable(names.new(variable.name), variable.values)


def _shared(factors: dict[str, Variable], modality: Variable) -> Variable | None:
    factor = factors.get(modality.name)
    return factor if factor is not None and factor.values == modality.values else None


def _require_label(label: str, what: str) -> None:
    if not 1 <= len(label) <= _MOST_LABEL or not label.isprintable() or '"' in label:
        raise InputError(f"{label[:80]!r} as {what}: expected 1 to {_MOST_LABEL} printable characters, no quotes")


def _section(kernel: Kernel) -> bool:
    return kernel.section == "channels"  # a file has distributions first; the order inside either stays


def _rows(table: Tensor) -> tuple[object, ...]:
    """The columns of a table as rows, one for each combination of what is given."""
    return tuple(cell for _, column in table.columns() for cell in column)


def _rows_by_control(table: Tensor) -> tuple[object, ...]:
    """As `_rows`, the control, which is the last side of the table, coming first."""
    given = list(product(*(range(side) for side in table.shape[1:-1])))
    return tuple(
        cell for control in range(table.shape[-1]) for rest in given for cell in table.column((*rest, control))
    )
