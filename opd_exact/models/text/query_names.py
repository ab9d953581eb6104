"""Whether a model has what a query names: told from the names alone, before any table is made."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, is_dataclass

from opd_exact.models.text.formula import closest
from opd_exact.models.text.model import NamedModel
from opd_exact.models.text.tokens import FormulaError
from opd_exact.models.text.tree import (
    Crossing,
    Derivative,
    Event,
    Extremum,
    Marginal,
    Measure,
    Name,
    NamedDistribution,
    PolicyValue,
    Probability,
    Query,
    VariationalEnergy,
)
from opd_exact.models.text.worlds import value_index
from opd_exact.numbers.errors import InputError

__all__ = [
    "require_known_names",
]


def require_known_names(text: str, tree: Query, model: NamedModel) -> None:
    """Refuse a query that names a variable, value, distribution, parameter or action that the model does not have.

    What else may keep a query from a value, such as an event of probability 0, shows when it is asked.

    Raises:
        FormulaError: names the place and what was probably meant.
    """
    for node in _nodes(tree):
        try:
            _require(node, model)
        except InputError as error:
            raise FormulaError(text, node.at, str(error)) from error


def _nodes(found: object) -> Iterator[Query | Event | NamedDistribution | Marginal]:
    """The records of a tree, innermost first: what is unknown in an event is told before what holds the event."""
    if isinstance(found, tuple):
        for part in found:
            yield from _nodes(part)
    elif is_dataclass(found):
        for field in fields(found):
            yield from _nodes(getattr(found, field.name))
        yield found  # type: ignore[misc]  # the dataclasses in a tree are its records


def _require(node: Query | Event | NamedDistribution | Marginal, model: NamedModel) -> None:
    match node:
        case Name():
            _known(node.text, "no parameter", model.symbols)
        case Derivative() | Crossing():
            _known(node.parameter, "no parameter", model.symbols)
        case NamedDistribution():
            _known(node.name, "no distribution or joint", _worlds(model))
        case Event():
            value_index(model.variable(node.variable), node.value)
        case Measure():
            asked = [name for group in node.groups for name in group]
            variables = {variable.name for variable in model.variables}
            if node.name == "H" and len(asked) == 1 and not node.given and node.scope is None and {*asked} - variables:
                _known(asked[0], "no variable, distribution or joint", {*variables, *_worlds(model)})
            else:
                _held(model, (*asked, *node.given, *_told(node.events)), node.scope)
        case Marginal():
            _held(model, (*node.variables, *_told(node.events)), node.scope)
        case Probability():
            _held(model, _told((*node.events, *node.given)), node.scope)
        case VariationalEnergy():
            _held(model, _told(node.events), node.scope)
        case PolicyValue() | Extremum():
            _require_policies(node, model)
        case _:
            pass


def _require_policies(node: PolicyValue | Extremum, model: NamedModel) -> None:
    if model.policies is None and model.planning is None:
        raise InputError("the model has no policies; write them under [policies] or [pomdp]")
    if isinstance(node, PolicyValue) and node.policy is not None:
        beliefs = [kernel.name for kernel in model.policies.beliefs] if model.policies else []
        for name in node.policy:
            _known(name, "no policy or action", model.planning.actions if model.planning and not beliefs else beliefs)


def _told(events: Sequence[Event]) -> tuple[str, ...]:
    return tuple(event.variable for event in events)


def _worlds(model: NamedModel) -> dict[str, tuple[str, ...]]:
    """The variables of each distribution and joint."""
    found = {kernel.name: kernel.of for kernel in model.kernels if not kernel.given}
    return {**found, **{j.name: tuple(name for factor in j.factors for name in factor.of) for j in model.joints}}


def _held(model: NamedModel, variables: Sequence[str], scope: str | None) -> None:
    known = _worlds(model)
    if scope is not None:
        _known(scope, "no distribution or joint", known)
    for name in variables:
        model.variable(name)
        if scope is not None:
            _known(name, f"no variable of {scope}", known[scope])
    if not any(set(variables) <= set(held) for held in known.values()):
        raise InputError(f"no joint and no distribution holds {', '.join(dict.fromkeys(variables))}")


def _known(name: str, what: str, known: Collection[str]) -> None:
    if name not in known:
        raise InputError(f"{name!r} is {what}{closest(name, known)}")
