"""Finite Bayesian networks with exact tables: posteriors, joints and information by exact variable elimination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import Any

from opd_exact import information
from opd_exact.information import Table
from opd_exact.information.exact_arithmetic import ExactArithmetic
from opd_exact.models.elimination import MOST_CELLS, Factor, summed_product
from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError, OutsideDomain

__all__ = [
    "BayesNet",
    "Node",
]

Evidence = Mapping[str, str]
"""Observed values by the names of their variables."""

Amount = Any  # a LogForm: see opd_exact.information.arithmetic


@dataclass(frozen=True)
class Node:
    """A variable with its parents and p(value | parents): the table's axes are the value, then each parent in order."""

    variable: Variable
    parents: tuple[str, ...]
    table: Tensor


@dataclass(frozen=True)
class BayesNet:
    """A directed acyclic network of finite variables, every probability an exact rational.

    Raises:
        InputError: a name occurs twice, a parent is missing, a shape does not fit, parents form a circle, an entry is
            negative or a column does not sum to one; the message names node, column and exact deficit.
        BudgetExhausted: an answer needs a table of more cells than `opd_exact.models.elimination.MOST_CELLS`.

    >>> rain = Node(Variable("Rain", ("yes", "no")), (), Tensor.from_nested(["0.2", "0.8"]))
    >>> wet = Node(Variable("Wet", ("yes", "no")), ("Rain",), Tensor.from_nested([["0.9", "0.1"], ["0.1", "0.9"]]))
    >>> net = BayesNet((rain, wet))
    >>> [str(p) for p in net.posterior("Rain", {"Wet": "yes"})]
    ['9/13', '4/13']
    """

    nodes: tuple[Node, ...]
    name: str = ""

    def __post_init__(self) -> None:
        names = [node.variable.name for node in self.nodes]
        if not names:
            raise InputError("Bayesian network: found no variable, expected at least one")
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"Bayesian network: {name!r} occurs {names.count(name)} times, expected once")
        for node in self.nodes:
            self._require_node(node)
        _ = self.order

    @cached_property
    def _by_name(self) -> dict[str, Node]:
        return {node.variable.name: node for node in self.nodes}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The names of the variables, parents before children, else as the nodes stand."""
        placed: dict[str, None] = {}
        left = list(self.nodes)
        while left:
            ready = [node for node in left if all(parent in placed for parent in node.parents)]
            if not ready:
                raise InputError(
                    f"Bayesian network: {', '.join(node.variable.name for node in left)} have parents in a circle"
                )
            placed |= {node.variable.name: None for node in ready}
            left = [node for node in left if node.variable.name not in placed]
        return tuple(placed)

    def _repr_html_(self) -> str:
        from opd_exact.models.display import bayes_net_html

        return bayes_net_html(self)

    def node(self, name: str) -> Node:
        """A node by the name of its variable.

        Raises:
            InputError: there is none.
        """
        if name not in self._by_name:
            near = get_close_matches(name, self._by_name, 1)
            meant = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(self._by_name)}"
            raise InputError(f"{name!r} is no variable of the network{meant}")
        return self._by_name[name]

    def probability(self, evidence: Evidence) -> Fraction:
        """The probability that all of the evidence holds; 1 where there is none."""
        found = self._summed((), evidence)
        return Fraction(int(found.cells[()]), found.below)

    def joint(self, names: Sequence[str], evidence: Evidence | None = None) -> Table:
        """p(names | evidence) as a table with one axis for each name, in the given order.

        Raises:
            InputError: a variable or a value does not exist, or a variable is asked for twice or is also observed.
            OutsideDomain: the evidence has probability 0.
        """
        held = {} if evidence is None else evidence
        if len(set(names)) != len(names) or not names:
            raise InputError(f"variables {list(names)!r}: expected different ones, at least one")
        for name in names:
            if self.node(name).variable.name in held:
                raise InputError(f"{name!r} is asked for and observed at once")
        found = self._summed(names, held)
        whole = int(found.cells.sum())
        if whole == 0:
            raise OutsideDomain(f"{_told(held)} has probability 0, so nothing can be conditioned on it")
        cells = tuple(Fraction(int(cell), whole) for cell in found.cells.ravel())
        return Table(found.cells.shape, cells, ExactArithmetic())

    def posterior(self, name: str, evidence: Evidence | None = None) -> tuple[Fraction, ...]:
        """p(name | evidence), one entry for each value; raises as `joint`."""
        return tuple(self.joint((name,), evidence).cells)

    def entropy(self, names: Sequence[str], evidence: Evidence | None = None) -> Amount:
        """H(names | these values of the evidence), in nats; raises as `joint`."""
        return information.entropy(self.joint(names, evidence))

    def mutual_information(
        self, first: Sequence[str], second: Sequence[str], evidence: Evidence | None = None
    ) -> Amount:
        """I(first; second) under p(. | these values of the evidence), in nats; raises as `joint`.

        >>> rain = Node(Variable("Rain", ("yes", "no")), (), Tensor.from_nested(["1/2", "1/2"]))
        >>> wet = Node(Variable("Wet", ("yes", "no")), ("Rain",), Tensor.from_nested([[1, 0], [0, 1]]))
        >>> print(BayesNet((rain, wet)).mutual_information(["Rain"], ["Wet"]))
        log(2)
        """
        if not first or not second:
            raise InputError("mutual information: expected at least one variable on each side")
        return information.mutual_information(self.joint((*first, *second), evidence), first=tuple(range(len(first))))

    def _summed(self, names: Sequence[str], evidence: Evidence) -> Factor:
        values = {name: self._value(name, value) for name, value in evidence.items()}
        needed = self._ancestors((*names, *values))
        factors = []
        for name in needed:
            node = self._by_name[name]
            factor = Factor.of((name, *node.parents), node.table.shape, node.table.entries)
            factors.append(factor.at(values))
        return summed_product(factors, names, limit=MOST_CELLS)

    def _ancestors(self, names: Sequence[str]) -> list[str]:
        """The variables that bear on the named ones: all others sum to one (barren nodes)."""
        found = {self.node(name).variable.name for name in names}
        for name in reversed(self.order):
            if name in found:
                found.update(self._by_name[name].parents)
        return [name for name in self.order if name in found]

    def _value(self, name: str, value: str) -> int:
        values = self.node(name).variable.values
        if value not in values:
            raise InputError(f"{name} has no value {value!r}; it has {', '.join(values)}")
        return values.index(value)

    def _require_node(self, node: Node) -> None:
        name = node.variable.name
        if len(set(node.parents)) != len(node.parents) or name in node.parents:
            raise InputError(f"p({name}): parents {list(node.parents)}, expected different ones, and not itself")
        for parent in node.parents:
            if parent not in self._by_name:
                raise InputError(f"p({name}): parent {parent!r} is no variable of the network")
        values = [self._by_name[parent].variable.values for parent in node.parents]
        expected = (len(node.variable), *map(len, values))
        if node.table.shape != expected:
            raise InputError(f"p({name}): shape {node.table.shape}, expected {expected}: its values, then its parents'")
        for rest, column in node.table.columns():
            given = ", ".join(f"{p}={v[i]}" for p, v, i in zip(node.parents, values, rest, strict=True))
            place = f"p({name} | {given})" if given else f"p({name})"
            for value, entry in zip(node.variable.values, column, strict=True):
                if entry < 0:
                    raise InputError(f"{place}: the entry of {value} is {entry}, which is negative")
            deficit = 1 - sum(column, Fraction(0))
            if deficit:
                amount = f"short by {deficit}" if deficit > 0 else f"over by {-deficit}"
                raise InputError(f"{place}: entries sum to {1 - deficit}, expected 1 ({amount})")


def _told(evidence: Evidence) -> str:
    return ", ".join(f"{name}={value}" for name, value in evidence.items())
