"""A finite model whose variables, values and distributions have names: what a model file says, as frozen records.

The records hold what was checked when the file was read: distributions sum to one and are nowhere negative, on the
whole domain of the parameters. `opd_exact.models.text.worlds` makes tables of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any

import sympy

from opd_exact.models.pomdp import Variable
from opd_exact.models.text.amounts import as_expression, settled
from opd_exact.models.text.formula import closest
from opd_exact.models.text.parameters import Parameter, Simplex, domain_of
from opd_exact.numbers import RationalLike, exact_rational
from opd_exact.numbers.errors import InputError
from opd_exact.symbolic import Domain

if TYPE_CHECKING:
    from opd_exact.models.text.answers import AnyAnswer

__all__ = [
    "Expectation",
    "Factor",
    "Kernel",
    "NamedModel",
    "PlanningTables",
    "PolicyTable",
    "ProductJoint",
]

Cell = Any
"""A Fraction, or a SymPy expression in the parameters."""


@dataclass(frozen=True)
class Kernel:
    """Probabilities of the variables `of`, one row for each combination of the values of the variables `given`.

    A distribution is a kernel with nothing given. `controls` names the actions of a transition, which come before what
    is given. Cells are in row-major order, the last variable of `of` fastest. Where `weights` is true the cells are
    weights, and each row stands for itself over its sum.

    section: the part of the file it stands in, such as "distributions" or "pomdp.B".
    """

    section: str
    name: str
    of: tuple[str, ...]
    given: tuple[str, ...]
    cells: tuple[Cell, ...]
    weights: bool = False
    controls: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where the file has it."""
        return f"{self.section}.{self.name}"

    def rows(self, width: int) -> Iterator[tuple[Cell, ...]]:
        """The rows, each with as many cells as `of` has combinations of values."""
        for start in range(0, len(self.cells), width):
            yield self.cells[start : start + width]


@dataclass(frozen=True)
class Factor:
    """A kernel as it enters a joint, perhaps with other variables that have the same values: move(S2 | S1)."""

    kernel: str
    of: tuple[str, ...]
    given: tuple[str, ...]


@dataclass(frozen=True)
class ProductJoint:
    """A joint distribution as the product of distributions and channels, each conditioned on variables before it."""

    name: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True)
class PolicyTable:
    """Policies of one step: the belief q(s) that each leads to, the channel p(o | s), and the preferences p(o)."""

    likelihood: str
    preferences: str
    beliefs: tuple[Kernel, ...]


@dataclass(frozen=True)
class PlanningTables:
    """A factored POMDP by names; see `opd_exact.models.pomdp` for the letters. Policies have `horizon` actions."""

    factors: tuple[str, ...]
    modalities: tuple[str, ...]
    actions: tuple[str, ...]
    horizon: int
    A: tuple[Kernel, ...]
    B: tuple[Kernel, ...]
    C: tuple[tuple[Fraction, ...], ...]
    D: tuple[Kernel, ...]


@dataclass(frozen=True)
class Expectation:
    """What a file expects of a query: a closed form or another query, or digits with a tolerance, or policies.

    at: values of parameters for which it is meant; empty for all of the domain.
    """

    query: str
    equals: str | None = None
    digits: str | None = None
    tolerance: Fraction | None = None
    policies: tuple[str, ...] | None = None
    at: tuple[tuple[str, Fraction], ...] = ()
    id: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class NamedModel:
    """Everything that a model file says.

    >>> from opd_exact.models.text import read_model
    >>> coin = read_model('[variables]\\nX = ["h", "t"]\\n[distributions]\\np = {of = "X", p = [0.5, 0.5]}')
    >>> print(coin.ask("H(X)").closed_form)
    log(2)
    """

    title: str
    source: str
    parameters: tuple[Parameter, ...]
    simplices: tuple[Simplex, ...]
    variables: tuple[Variable, ...]
    kernels: tuple[Kernel, ...]
    joints: tuple[ProductJoint, ...] = ()
    policies: PolicyTable | None = None
    planning: PlanningTables | None = None
    expectations: tuple[Expectation, ...] = ()

    def _repr_html_(self) -> str:
        from opd_exact.models.text.display import named_model_html

        return named_model_html(self)

    @cached_property
    def symbols(self) -> Mapping[str, sympy.Symbol]:
        """The parameters by name."""
        return {parameter.name: parameter.symbol for parameter in self.parameters}

    @cached_property
    def domain(self) -> Domain:
        """Where the parameters range."""
        return domain_of(self.parameters, self.simplices)

    def variable(self, name: str) -> Variable:
        """A variable by name.

        Raises:
            InputError: there is none.
        """
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise InputError(f"{name!r} is no variable{closest(name, (v.name for v in self.variables))}")

    def kernel(self, name: str) -> Kernel:
        """A distribution or channel by name.

        Raises:
            InputError: there is none.
        """
        for kernel in self.kernels:
            if kernel.name == name:
                return kernel
        raise InputError(f"{name!r} is no distribution or channel{closest(name, (k.name for k in self.kernels))}")

    def combinations(self, variables: tuple[str, ...]) -> int:
        """How many combinations of values some variables have."""
        return prod(len(self.variable(name)) for name in variables)

    def at(self, **values: RationalLike) -> "NamedModel":
        """The model with numbers in place of parameters.

        Raises:
            InputError: there is no such parameter, it has no exact value, or the value lies outside its range.
        """
        exact = {name: exact_rational(value) for name, value in values.items()}
        return self.with_values(exact) if exact else self

    def with_values(self, values: Mapping[str, Fraction]) -> "NamedModel":
        """As `at`, from a mapping."""
        inside = {name: group.coordinates for group in self.simplices for name in group.coordinates}
        for name, value in values.items():
            if name not in self.symbols:
                raise InputError(f"{name!r} is no parameter{closest(name, self.symbols)}")
            interval = next(p.interval for p in self.parameters if p.name == name)
            if not interval.contains(value):
                raise InputError(f"{name} = {value} lies outside its range {interval}")
            if name in inside and not all(other in values for other in inside[name]):
                raise InputError(
                    f"{name} is one of {', '.join(inside[name])}, which sum to 1: give values to all of them"
                )
        for group in dict.fromkeys(inside.values()):
            if group[0] in values and sum(values[name] for name in group) != 1:
                raise InputError(f"{', '.join(group)} sum to {sum(values[name] for name in group)}, expected 1")
        numbers = {self.symbols[name]: sympy.Rational(v.numerator, v.denominator) for name, v in values.items()}
        return replace(
            self.mapped(lambda kernel: replace(kernel, cells=tuple(_substituted(c, numbers) for c in kernel.cells))),
            parameters=tuple(p for p in self.parameters if p.name not in values),
            simplices=tuple(group for group in self.simplices if group.coordinates[0] not in values),
            expectations=(),
        )

    def all_kernels(self) -> tuple[Kernel, ...]:
        """Every table of probabilities, in the order of the file."""
        beliefs = self.policies.beliefs if self.policies else ()
        tables = (*self.planning.A, *self.planning.B, *self.planning.D) if self.planning else ()
        return (*self.kernels, *beliefs, *tables)

    def mapped(self, change: Any) -> "NamedModel":
        """The model with every table of probabilities changed by a function."""

        def each(kernels: tuple[Kernel, ...]) -> tuple[Kernel, ...]:
            return tuple(change(kernel) for kernel in kernels)

        policies, planning = self.policies, self.planning
        return replace(
            self,
            kernels=each(self.kernels),
            policies=policies and replace(policies, beliefs=each(policies.beliefs)),
            planning=planning and replace(planning, A=each(planning.A), B=each(planning.B), D=each(planning.D)),
        )

    def ask(self, query: str, **at: RationalLike) -> "AnyAnswer":
        """The answer to a query, for the given values of parameters; see `opd_exact.models.text.query_parser`.

        Raises:
            FormulaError: the query cannot be read, or has no value; with the place.
            InputError: the model does not hold what it asks for.
            OutsideClass, UnknownTruth, BudgetExhausted: the engine cannot tell.
        """
        from opd_exact.models.text.asking import ask  # the answers know the model, so they come after it

        return ask(self.at(**at), query)


def _substituted(cell: Cell, numbers: Mapping[sympy.Symbol, sympy.Rational]) -> Cell:
    if isinstance(cell, Fraction):
        return cell
    found = settled(cell.xreplace(numbers))
    return found if isinstance(found, Fraction) else as_expression(found)
