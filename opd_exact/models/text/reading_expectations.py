"""Reading the `[[expect]]` tables of a model file."""

import re
from fractions import Fraction

from opd_exact.models.text.model import Expectation, NamedModel
from opd_exact.models.text.query_names import require_known_names
from opd_exact.models.text.query_parser import parse_query
from opd_exact.models.text.section import Section, SpelledFloat, read_labels, read_rational, read_string, shown
from opd_exact.models.text.tree import Crossing, Extremum, Relation
from opd_exact.numbers.errors import InputError

__all__ = [
    "read_expectation",
]

_KEYS = ("query", "equals", "digits", "tolerance", "policies", "at", "id", "source")
_DIGITS = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?")


def read_expectation(entry: Section, model: NamedModel) -> Expectation:
    """One expectation; that it holds is for a check to establish.

    Raises:
        InputError: a query cannot be read or names what the model does not have, or the expectation does not say what
            is expected in exactly one way.
    """
    query = entry.take("query", _query)
    said = [key for key in ("equals", "digits", "policies") if key in entry]
    tree = parse_query(query)
    if isinstance(tree, Relation):
        if said:
            raise InputError(
                f"{entry.place}: a statement with {tree.symbol!r} is expected to hold; leave out {said[0]!r}"
            )
    elif len(said) != 1:
        raise InputError(
            f"{entry.place}: expected one of the keys 'equals', 'digits' and 'policies', found {said or 'none'}"
        )
    if isinstance(tree, Extremum) != ("policies" in said):
        raise InputError(f"{entry.place}: 'policies' goes with argmin and argmax, and they with it")
    equals = entry.take_or("equals", _query, None)
    if equals is not None and isinstance(parse_query(equals), Extremum | Crossing | Relation):
        raise InputError(f"{entry.place}.equals: expected a quantity or a formula")
    digits = entry.take_or("digits", _digits, None)
    tolerance = entry.take_or("tolerance", read_rational, None)
    if tolerance is not None and (digits is None or tolerance <= 0):
        raise InputError(f"{entry.place}.tolerance: expected a positive number beside 'digits'")
    policies = entry.take_or("policies", read_labels, None)
    none: tuple[tuple[str, Fraction], ...] = ()
    at = entry.take_or("at", _values, none)
    identifier, source = entry.take_or("id", read_string, None), entry.take_or("source", read_string, None)
    entry.finish(_KEYS)
    here = model.with_values(dict(at))  # refuses values outside the ranges
    for key, text in (("query", query), ("equals", equals)):
        if text is not None:
            _require_known(text, f"{entry.place}.{key}", here)
    return Expectation(query, equals, digits, tolerance, policies, at, identifier, source)


def _query(value: object, place: str) -> str:
    text = " ".join(read_string(value, place).split())
    try:
        parse_query(text)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error
    return text


def _require_known(text: str, place: str, model: NamedModel) -> None:
    try:
        require_known_names(text, parse_query(text), model)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def _digits(value: object, place: str) -> str:
    text = str(value) if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)) else ""
    text = text.replace("_", "") if isinstance(value, SpelledFloat) else text
    if not _DIGITS.fullmatch(text):
        raise InputError(f"{place}: found {shown(value)}, expected a decimal such as 0.0172")
    return text


def _values(value: object, place: str) -> tuple[tuple[str, Fraction], ...]:
    return tuple((name, read_rational(number, at)) for name, number, at in Section(value, place).entries())
