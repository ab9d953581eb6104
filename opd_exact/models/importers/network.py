"""What readers of network files hand over: variables and tables with their places, to be checked and assembled."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from opd_exact.models.bayes_net import BayesNet, Node
from opd_exact.models.importers.source import MOST_CELLS, Place, settled_columns
from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError

__all__ = [
    "ReadNode",
    "ReadVariable",
    "assembled",
    "column_major",
    "table_shape",
]


@dataclass(frozen=True)
class ReadVariable:
    """A declared variable and where it stands."""

    variable: Variable
    place: Place


@dataclass(frozen=True)
class ReadNode:
    """A table as read, its axes the child and then its parents, and where it stands."""

    child: str
    parents: tuple[str, ...]
    entries: tuple[Fraction, ...]
    place: Place


def table_shape(
    variables: dict[str, ReadVariable], child: str, parents: tuple[str, ...], place: Place
) -> tuple[int, ...]:
    """The sides of a table: the values of the child, then those of each parent.

    Raises:
        InputError: a variable is not declared or occurs twice, or the table would be too large.
    """
    names = (child, *parents)
    for name in names:
        if name not in variables:
            raise place.error(f"{name!r} is no variable of the file")
        if names.count(name) > 1:
            raise place.error(f"{name!r} occurs twice in one table")
    shape = tuple(len(variables[name].variable) for name in names)
    if prod(shape) > MOST_CELLS:
        raise place.error(f"a table of {prod(shape)} entries, expected at most {MOST_CELLS}")
    return shape


def assembled(
    name: str, variables: dict[str, ReadVariable], tables: list[ReadNode], file: str, *, normalize: bool
) -> tuple[BayesNet, tuple[str, ...]]:
    """The network, and notes on rescaled columns.

    Raises:
        InputError: a variable has no table or two, a column is no distribution, or parents form a circle.
    """
    found: dict[str, Node] = {}
    notes: list[str] = []
    for read in tables:
        if read.child in found:
            raise read.place.error(f"a second table for {read.child!r}, expected one")
        shape = table_shape(variables, read.child, read.parents, read.place)
        values = [variables[parent].variable.values for parent in read.parents]

        def column(rest: tuple[int, ...], read: ReadNode = read, values: list[tuple[str, ...]] = values) -> str:
            given = ", ".join(f"{p}={v[i]}" for p, v, i in zip(read.parents, values, rest, strict=True))
            return f"p({read.child} | {given})" if given else f"p({read.child})"

        table, told = settled_columns(Tensor(shape, read.entries), column, read.place.error, normalize=normalize)
        notes += told
        found[read.child] = Node(variables[read.child].variable, read.parents, table)
    for variable in variables.values():
        if variable.variable.name not in found:
            raise variable.place.error(f"variable {variable.variable.name!r} has no table of probabilities")
    try:
        return BayesNet(tuple(found[name] for name in variables), name), tuple(notes)
    except InputError as error:
        raise InputError(f"{file}: {error}") from error


def column_major(rows: dict[tuple[int, ...], tuple[Fraction, ...]], shape: tuple[int, ...]) -> tuple[Fraction, ...]:
    """Entries with the child's axis first, from one row of the child's values for each combination of the parents."""
    given = list(product(*(range(side) for side in shape[1:])))
    return tuple(rows[rest][value] for value in range(shape[0]) for rest in given)
