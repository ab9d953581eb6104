"""The quantities that a float function can be audited against, by name, with the kinds of their arguments.

Each is a definition of `opd_exact.information`, applied to tables whose entries are not required to sum to one: what
is done about a sum that misses one is said where the tables are made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from opd_exact.information import (
    Table,
    alpha_divergence,
    conditional_entropy,
    cross_entropy,
    entropy,
    jensen_shannon_divergence,
    mutual_information,
    relative_entropy,
    renyi_divergence,
    renyi_entropy,
    skew_divergence,
    total_correlation,
    tsallis_entropy,
)
from opd_exact.numbers import InputError

__all__ = [
    "QUANTITIES",
    "Quantity",
    "quantity_named",
]


@dataclass(frozen=True)
class Quantity:
    """A quantity: its name, how many axes each of its arguments has, and its definition.

    `axes` has one number for each argument: 1 for a distribution, 2 for a joint table. Two arguments have one shape.
    `options` are the keyword arguments that have to be given, `optional` those that may be. `with_logarithms` is False
    where powers occur, whose exact form is slow for floats: the truth is then enclosed instead.
    """

    name: str
    axes: tuple[int, ...]
    define: Callable[..., Any]
    options: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    with_logarithms: bool = True

    def of(self, tables: tuple[Table, ...], options: Mapping[str, Any]) -> Any:
        """The value for tables in one arithmetic, in nats."""
        return self.define(*tables, **options)


def _jensen_shannon(p: Table, q: Table, weights: Any = ("1/2", "1/2")) -> Any:
    return jensen_shannon_divergence(p, q, weights=weights)


def _conditional_entropy(joint: Table, given: int = 0) -> Any:
    return conditional_entropy(joint, given=given)


def _mutual_information(joint: Table) -> Any:
    return mutual_information(joint)


QUANTITIES: Mapping[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        Quantity("entropy", (1,), entropy),
        Quantity("cross_entropy", (1, 1), cross_entropy),
        Quantity("relative_entropy", (1, 1), relative_entropy),
        Quantity("jensen_shannon", (1, 1), _jensen_shannon, optional=("weights",)),
        Quantity("skew_divergence", (1, 1), skew_divergence, ("alpha",)),
        Quantity("alpha_divergence", (1, 1), alpha_divergence, ("order",), with_logarithms=False),
        Quantity("renyi_divergence", (1, 1), renyi_divergence, ("order",), with_logarithms=False),
        Quantity("renyi_entropy", (1,), renyi_entropy, ("order",), with_logarithms=False),
        Quantity("tsallis_entropy", (1,), tsallis_entropy, ("order",), with_logarithms=False),
        Quantity("mutual_information", (2,), _mutual_information),
        Quantity("conditional_entropy", (2,), _conditional_entropy, optional=("given",)),
        Quantity("total_correlation", (2,), total_correlation),
    )
}
"""Every quantity by its name."""


def quantity_named(name: str, options: Mapping[str, Any]) -> Quantity:
    """The quantity of that name, with its options checked.

    Raises:
        InputError: there is none of that name, an option that it needs is missing, or one is given that it has not.

    >>> quantity_named("entropi", {})
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.InputError: no quantity is called 'entropi'; did you mean 'entropy'?
    """
    if name not in QUANTITIES:
        near = get_close_matches(str(name), QUANTITIES, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(QUANTITIES)}"
        raise InputError(f"no quantity is called {name!r}; {hint}")
    quantity = QUANTITIES[name]
    missing = [option for option in quantity.options if option not in options]
    if missing:
        raise InputError(f"{name} needs the option {missing[0]!r}, for instance options={{{missing[0]!r}: '1/2'}}")
    unknown = [option for option in options if option not in (*quantity.options, *quantity.optional)]
    if unknown:
        known = ", ".join((*quantity.options, *quantity.optional)) or "none"
        raise InputError(f"{name} has no option {unknown[0]!r}; it has {known}")
    return quantity
