"""Which checks run: by id or group, and by a boolean expression over ids, groups and tags."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

import boolean

from opd_exact.numbers.errors import InputError
from opd_exact.registry.suites import CheckUnit

__all__ = [
    "select",
]


def select(units: Sequence[CheckUnit], names: Sequence[str], expression: str | None) -> list[CheckUnit]:
    """The units named by id, group or suite (all, if no names), narrowed by an expression as in pytest's `-k`.

    A word of the expression holds for a check if it is part of its id, group or a tag, in any case of letters;
    words are joined by `and`, `or`, `not` and parentheses.

    Raises:
        InputError: a name is unknown, or the expression is malformed.
    """
    chosen = _by_name(units, names)
    if expression is None:
        return chosen
    holds = _predicate(expression)
    return [unit for unit in chosen if holds(unit)]


def _by_name(units: Sequence[CheckUnit], names: Sequence[str]) -> list[CheckUnit]:
    if not names:
        return list(units)
    known = {label for unit in units for label in (unit.check.id, unit.group, unit.suite)}
    for name in names:
        if name not in known:
            raise InputError(f"no check, group or suite is called {name!r}{closest(name, known)}")
    return [unit for unit in units if {unit.check.id, unit.group, unit.suite} & set(names)]


def closest(name: str, known: Iterable[str]) -> str:
    """The tail of an error message: the known name that was probably meant, if there is one."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _predicate(text: str) -> Any:
    algebra = boolean.BooleanAlgebra(allowed_in_token=(".", ":", "_", "-"))
    try:
        tree = algebra.parse(text)
    except (boolean.ParseError, TypeError) as error:
        raise InputError(f"-k {text!r}: {error}; expected words joined by and, or, not and parentheses") from error
    words = sorted(str(symbol.obj) for symbol in tree.symbols)

    def holds(unit: CheckUnit) -> bool:
        labels = " ".join((unit.check.id, unit.group, *unit.check.tags)).lower()
        truth = {algebra.Symbol(word): algebra.TRUE if word.lower() in labels else algebra.FALSE for word in words}
        return bool(tree.subs(truth).simplify() == algebra.TRUE)

    return holds
