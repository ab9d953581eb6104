"""The quantities of a model: what H, I, KL, P, VFE, EFE and their like mean for it."""

from fractions import Fraction

from opd_exact import information
from opd_exact.information.table import common_arithmetic
from opd_exact.models.text import amounts
from opd_exact.models.text.amounts import Amount
from opd_exact.models.text.derivatives import derivative
from opd_exact.models.text.formula import Meaning, closest
from opd_exact.models.text.model import NamedModel
from opd_exact.models.text.policies import Policy, policy_value
from opd_exact.models.text.tree import (
    Derivative,
    Distribution,
    Divergence,
    EntropyOf,
    Event,
    Measure,
    Name,
    NamedDistribution,
    PolicyValue,
    Probability,
    Query,
    VariationalEnergy,
)
from opd_exact.models.text.worlds import World, find_world, named_world, table_of, value_index
from opd_exact.numbers.errors import InputError

__all__ = [
    "QueryMeaning",
]


class QueryMeaning(Meaning):
    """The values of trees in a model; `policy` is the one that bare names such as EFE stand for, inside argmin."""

    def __init__(self, text: str, model: NamedModel, policy: Policy | None = None) -> None:
        super().__init__(text, model.symbols)
        self.model = model
        self.policy = policy

    def named(self, node: Name) -> Amount:
        known = {*self.symbols, *(v.name for v in self.model.variables), *(k.name for k in self.model.kernels)}
        if node.text in known and node.text not in self.symbols:
            raise InputError(f"{node.text!r} is no number; ask for H({node.text}), say")
        if node.text not in self.symbols:
            raise InputError(f"{node.text!r} is no parameter{closest(node.text, self.symbols)}")
        return super().named(node)

    def quantity(self, node: Query) -> Amount:
        """The value of a quantity of the model, in nats where it has a unit."""
        match node:
            case Measure():
                return amounts.settled(self._measure(node))
            case EntropyOf():
                return amounts.settled(information.entropy(self._distribution(node.of).table))
            case Divergence():
                return amounts.settled(self._divergence(node))
            case Probability():
                return amounts.settled(self._probability(node))
            case VariationalEnergy():
                return amounts.settled(self._variational(node))
            case PolicyValue():
                policy = node.policy or self.policy
                if policy is None:
                    raise InputError(f"{node.name} of which policy? Write {node.name}(policy), or argmin {node.name}")
                return policy_value(self.model, node.name, policy)
            case Derivative():
                return derivative(self.value(node.body), node.parameter, self.model)
        raise InputError(f"a {type(node).__name__} stands at the beginning of a query and not inside it")

    def _measure(self, node: Measure) -> Amount:
        if node.name == "H" and len(node.groups[0]) == 1 and not node.given and node.scope is None:
            name = node.groups[0][0]
            if name not in {v.name for v in self.model.variables}:
                return information.entropy(named_world(self.model, name).after(node.events).table)
        groups = [tuple(dict.fromkeys(group)) for group in node.groups]
        asked = [name for group in groups for name in group]
        told = {event.variable for event in node.events}
        for name in (*asked, *node.given):
            if name in told or [*asked, *node.given].count(name) > 1:
                raise InputError(f"{name} occurs twice in {node.name}(…)")
        world = find_world(self.model, (*asked, *node.given, *told), node.scope).after(node.events)
        if node.name == "H":
            joint = world.marginal((*asked, *node.given)).table
            given = tuple(range(len(asked), len(asked) + len(node.given)))
            return information.conditional_entropy(joint, given=given) if given else information.entropy(joint)
        if node.name == "TC":
            return information.total_correlation(world.marginal(asked).table)
        merged = self._merged(world, [*groups, tuple(node.given)] if node.given else groups)
        if node.given:
            return information.conditional_mutual_information(merged, given=2)
        return information.mutual_information(merged)

    @staticmethod
    def _merged(world: World, groups: list[tuple[str, ...]]) -> information.Table:
        """The table in which each group of variables is one axis."""
        table = world.marginal([name for group in groups for name in group])
        shape = []
        for group in groups:
            size = 1
            for axis in table.axes(group):
                size *= len(table.variables[axis])
            shape.append(size)
        return information.Table(tuple(shape), table.table.cells, table.table.arithmetic)

    def _distribution(self, node: Distribution) -> World:
        if isinstance(node, NamedDistribution):
            return named_world(self.model, node.name)
        told = [event.variable for event in node.events]
        world = find_world(self.model, (*node.variables, *told), node.scope)
        return world.after(node.events).marginal(node.variables)

    def _divergence(self, node: Divergence) -> Amount:
        first, second = self._distribution(node.first), self._distribution(node.second)
        if [variable.values for variable in first.variables] != [variable.values for variable in second.variables]:
            raise InputError(
                f"{node.name} of distributions over different outcomes: {', '.join(first.names)} and"
                f" {', '.join(second.names)}"
            )
        tables = common_arithmetic(first.table, second.table)
        if node.name == "KL":
            return information.relative_entropy(*tables)
        return information.jensen_shannon_divergence(*tables)

    def _probability(self, node: Probability) -> Amount:
        told = tuple(event.variable for event in (*node.events, *node.given))
        world = find_world(self.model, told, node.scope)
        both = world.mass((*node.events, *node.given))
        if not node.given:
            return both
        world.after(node.given)  # refuses what has probability 0
        return world.table.arithmetic.quotient(both, world.mass(node.given))

    def _variational(self, node: VariationalEnergy) -> Amount:
        belief = self._distribution(node.belief)
        states, seen = belief.names, tuple(event.variable for event in node.events)
        world = find_world(self.model, (*states, *seen), node.scope)
        prior = world.marginal(states)
        joint = world.marginal((*states, *seen))
        observed = self._position(joint, node.events)
        width = len(joint.table) // len(prior.table)
        arithmetic = joint.table.arithmetic
        rows = []
        for row, mass in enumerate(prior.table.cells):
            cells = joint.table.cells[row * width : (row + 1) * width]
            # A state without prior mass has no likelihood; any will do, since the prior alone makes its term infinite.
            free = [arithmetic.from_exact(Fraction(1, width))] * width
            rows.append(free if arithmetic.is_zero(mass) else [arithmetic.quotient(cell, mass) for cell in cells])
        q, p = (table_of((len(w.table),), w.table.cells) for w in (belief, prior))
        likelihood = table_of((len(rows), width), [cell for row in rows for cell in row])
        return information.variational_free_energy(q, p, likelihood, observed)

    @staticmethod
    def _position(world: World, events: tuple[Event, ...]) -> int:
        position = 0
        for event in events:
            (axis,) = world.axes([event.variable])
            variable = world.variables[axis]
            position = position * len(variable) + value_index(variable, event.value)
        return position
