"""Amounts of a model by their definitions, each beside the closed form that is claimed for it: one kind of subject.

A check of a printed number mostly says: this quantity of this model is that closed form. Three things can be wrong
then, and each can be mutated by itself: the model, the definition, and the closed form.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from opd_exact.numbers import Infinity, InputError, enclose
from opd_exact.registry.declaration import Mutant
from opd_exact.registry.finding import Fact

__all__ = [
    "Amount",
    "Amounts",
    "changed_claim",
    "changed_definition",
    "changed_model",
    "decided_equal",
]

_TINY = Fraction(1, 10**12)


@dataclass(frozen=True)
class Amount:
    """A quantity: its name, how it is computed from the model, and the exact number it is claimed to be.

    claimed: a rational, a form whose equality is decided (`LogForm`, `RadicalForm`), or an infinity.
    """

    name: str
    definition: Callable[[Any], Any]
    claimed: Any


@dataclass(frozen=True)
class Amounts:
    """A model and what is claimed of it.

    >>> from opd_exact.information import entropy
    >>> from opd_exact.numbers import log
    >>> coin = Amounts(("1/2", "1/2"), (Amount("H", entropy, log(2)),))
    >>> [fact.text for fact in coin.facts()]
    ['H = log(2)']
    """

    model: Any
    rows: tuple[Amount, ...]

    def facts(self) -> Iterator[Fact]:
        """For each amount: decided whether its definition gives what is claimed."""
        for row in self.rows:
            yield decided_equal(row.name, row.definition(self.model), row.claimed)

    def row(self, name: str) -> Amount:
        """The amount of that name.

        Raises:
            InputError: there is none.
        """
        for row in self.rows:
            if row.name == name:
                return row
        raise InputError(f"no amount is named {name!r}; there are {', '.join(row.name for row in self.rows)}")

    def with_row(self, name: str, **fields: Any) -> "Amounts":
        """The same with other fields in one row.

        Raises:
            InputError: no row has that name.
        """
        chosen = self.row(name)
        return replace(self, rows=tuple(replace(row, **fields) if row is chosen else row for row in self.rows))


def decided_equal(name: str, value: Any, claimed: Any) -> Fact:
    """The fact that an exact value is the number claimed for it, decided, or refuted with the difference.

    >>> decided_equal("Z", Fraction(1, 3), Fraction(1, 2)).margin
    'differs by -0.166667'
    """
    margin = _difference(value, claimed)
    return Fact.decided_by(
        bool(value == claimed), f"{name} = {claimed}", otherwise=f"{name} is {value}, claimed {claimed}", margin=margin
    )


def _difference(value: Any, claimed: Any) -> str:
    if isinstance(value, Infinity) or isinstance(claimed, Infinity):
        return f"{value} in place of {claimed}"
    return f"differs by {enclose(value - claimed, 20).decimal(6)[0]}"


def changed_model(name: str, what_changes: str, change: Callable[[Any], Any]) -> Mutant:
    """A mutant that changes the model of `Amounts`."""
    return Mutant(name, what_changes, lambda subject: replace(subject, model=change(subject.model)))


def changed_definition(name: str, what_changes: str, row: str, definition: Callable[[Any], Any]) -> Mutant:
    """A mutant that computes one amount in another way."""
    return Mutant(name, what_changes, lambda subject: subject.with_row(row, definition=definition))


def changed_claim(row: str, amount: Fraction = _TINY) -> Mutant:
    """A mutant that adds a small amount to one closed form."""
    return Mutant(
        f"{row}: closed form shifted",
        f"{float(amount):g} is added to the closed form of {row}",
        lambda subject: subject.with_row(row, claimed=subject.row(row).claimed + amount),
    )
