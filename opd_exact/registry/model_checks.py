"""The `[[expect]]` lines of a model file as checks, each with mutants that are made for it.

What a line expects is decided, proved or enclosed as its query calls for. Two kinds of mutant must die: the expected
side is shifted or turned around, and the model is changed under the query while the expected side keeps the old model.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import sympy

from opd_exact.models.text.amounts import product, settled, total
from opd_exact.models.text.answers import Answer, AnyAnswer, Choice, Crossings, computed
from opd_exact.models.text.asking import ask, compare
from opd_exact.models.text.model import Expectation, Kernel, NamedModel
from opd_exact.models.text.policies import all_policies
from opd_exact.models.text.quantities import QueryMeaning
from opd_exact.models.text.query_parser import parse_query
from opd_exact.models.text.reading import load_model
from opd_exact.models.text.tree import Relation
from opd_exact.models.text.worlds import named_world
from opd_exact.numbers import Infinity, LogForm, enclose, exact_rational
from opd_exact.numbers.errors import InputError, OpdExactError
from opd_exact.registry.declaration import Check, Claim, Inputs, Mutant
from opd_exact.registry.finding import Fact, Finding, all_of
from opd_exact.registry.verdict import Verdict

__all__ = [
    "Expected",
    "checks_of_model",
]

_TINY = Fraction(1, 10**12)
_SHARES = (Fraction(1, 10**9), Fraction(1, 1000), Fraction(1, 2))
_MOST_CHANGES = 300
_GUARD_DIGITS = 12
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Expected:
    """An expectation with two models, the one that the query is asked about and the one of the expected side.

    shift: what is added to the expected side; opposite: whether a statement is turned around. Both are for mutants.
    """

    expectation: Expectation
    model: NamedModel
    expected_in: NamedModel
    shift: Fraction = Fraction(0)
    opposite: bool = False


def checks_of_model(file: Path) -> tuple[Check, ...]:
    """One check for each `[[expect]]` line of a model file, in their order.

    Raises:
        InputError: the file is no model.
    """
    model = load_model(file)
    return tuple(
        _check(model, expectation, number, file) for number, expectation in enumerate(model.expectations, start=1)
    )


def _check(model: NamedModel, expectation: Expectation, number: int, file: Path) -> Check:
    said = _said(expectation)
    subject = Expected(expectation, model, model)
    at = ", ".join(f"{name} = {value}" for name, value in expectation.at)
    free = model.with_values(dict(expectation.at)).domain.describe()
    scope = "; ".join((*([at] if at else []), *free)) or "the model as the file has it"

    def build(inputs: Inputs) -> Expected:
        return subject

    return Check(
        id=expectation.id or _identifier(file.stem, number),
        claim=Claim(
            f"{said} in the model {model.title or file.stem!r}.",
            rf"\texttt{{{_escaped(said)}}}",
            scope,
            expectation.source or model.source or file.name,
        ),
        tier=Verdict.ENCLOSED if expectation.digits is not None else Verdict.DECIDED,
        subject=build,
        establish=_establish,
        mutants=tuple(_mutants(model, expectation)),
        tags=("model", file.stem),
    )


def _said(expectation: Expectation) -> str:
    if expectation.equals is not None:
        return f"{expectation.query} = {expectation.equals}"
    if expectation.digits is not None:
        return f"{expectation.query} is {expectation.digits} within {_tolerance(expectation)}"
    if expectation.policies is not None:
        return f"{expectation.query} is {{{'; '.join(expectation.policies)}}}"
    return expectation.query


def _identifier(stem: str, number: int) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_") or "model"
    return f"{plain if plain[0].isalpha() else f'model_{plain}'}"[:48] + f"_expect_{number}"


def _escaped(text: str) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", text).replace("^", r"\^{}").replace("~", r"\~{}")


# --- the claim itself -------------------------------------------------------------------------------------------------


def _establish(subject: Expected) -> Finding:
    expectation = subject.expectation
    model = subject.model.with_values(dict(expectation.at))
    tree = parse_query(expectation.query)
    if isinstance(tree, Relation):
        meaning = QueryMeaning(expectation.query, model)
        symbol = _OPPOSITE[tree.symbol] if subject.opposite and tree.symbol in _OPPOSITE else tree.symbol
        sides = meaning.value(tree.left), total([meaning.value(tree.right), subject.shift])
        return all_of([_compared(expectation.query, sides[0], symbol, sides[1], model)])
    answer = ask(model, expectation.query)
    if expectation.policies is not None:
        return _same_policies(expectation, answer)
    if expectation.digits is not None:
        return _within(expectation, answer, subject.shift)
    assert expectation.equals is not None
    if not isinstance(answer, Answer):
        raise InputError(f"{expectation.query}: {type(answer).__name__} of several numbers; expect its 'digits'")
    other = subject.expected_in.with_values(dict(expectation.at))
    right = QueryMeaning(expectation.equals, other).value(parse_query(expectation.equals))
    right = total([right, subject.shift])
    fact = _compared(_said(expectation), answer.value, "=", right, model)
    return replace(all_of([fact]), exact=answer.closed_form, value=_number(answer.value))


def _compared(said: str, left: Any, symbol: str, right: Any, model: NamedModel) -> Fact:
    holds, kind, witness = compare(left, symbol, right, model.domain)
    if holds:
        return Fact(Verdict(kind), said)
    return Fact(Verdict.REFUTED, f"false: {said}; {witness}", margin=witness)


def _same_policies(expectation: Expectation, answer: AnyAnswer) -> Finding:
    assert isinstance(answer, Choice)
    assert expectation.policies is not None
    said, found = _said(expectation), "; ".join(answer.names)
    holds = set(answer.names) == set(expectation.policies)
    fact = Fact(
        Verdict(answer.kind) if holds else Verdict.REFUTED, said if holds else f"false: {said}; it is {{{found}}}"
    )
    return replace(all_of([fact]), exact=f"{{{found}}}", value=_number(answer.value))


def _tolerance(expectation: Expectation) -> Fraction:
    """The declared tolerance, else half a unit of the last digit."""
    if expectation.tolerance is not None:
        return expectation.tolerance
    mantissa, _, exponent = str(expectation.digits).lower().partition("e")
    places = len(mantissa.partition(".")[2]) - int(exponent or 0)
    return Fraction(1, 2) / Fraction(10) ** places


def _within(expectation: Expectation, answer: AnyAnswer, shift: Fraction) -> Finding:
    said, tolerance = _said(expectation), _tolerance(expectation)
    wanted = exact_rational(expectation.digits) + shift
    if isinstance(answer, Crossings):
        if len(answer.roots) != 1:
            return all_of([Fact(Verdict.REFUTED, f"false: {said}; there are {len(answer.roots)} crossings")])
        number: Any = answer.roots[0]
        exact = None
    else:
        if not isinstance(answer, Answer) or isinstance(answer.value, Infinity):
            return all_of([Fact(Verdict.REFUTED, f"false: {said}; the answer is {answer}")])
        number, exact = answer.number, answer.closed_form
    digits = max(1, len(str(tolerance.denominator)) + len(str(abs(int(wanted))))) + _GUARD_DIGITS
    ball = enclose(number, digits)
    far, near = max(abs(ball.lower - wanted), abs(ball.upper - wanted)), ball - wanted
    if far <= tolerance:
        fact = Fact(Verdict.ENCLOSED, said)
    elif (abs(near) - tolerance).sign() == 1:
        margin = f"differs by {near.decimal(6)[0]}"
        fact = Fact(Verdict.REFUTED, f"false: {said}; {margin}", margin=margin)
    else:
        fact = Fact(
            Verdict.UNDECIDED, f"{said}: at {digits} digits the value is not told from the edge of the tolerance"
        )
    return replace(all_of([fact]), exact=exact, value=_number(number))


def _number(value: Any) -> Any:
    """What the report encloses: none for infinities and for forms in parameters."""
    if isinstance(value, Fraction):
        return LogForm(value)
    if isinstance(value, sympy.Expr):
        return None if value.free_symbols else computed(value)
    return None if isinstance(value, Infinity) else value


# --- mutants ----------------------------------------------------------------------------------------------------------


def _mutants(model: NamedModel, expectation: Expectation) -> Iterator[Mutant]:
    tree = parse_query(expectation.query)
    if isinstance(tree, Relation):
        if tree.symbol in _OPPOSITE:
            yield Mutant(
                "statement turned around",
                f"{tree.symbol} becomes {_OPPOSITE[tree.symbol]}",
                lambda subject: replace(subject, opposite=True),
            )
        else:
            yield _shifted(_TINY)
        return
    if expectation.policies is not None:
        yield from _wrong_policies(model, expectation.policies)
        return
    yield _shifted(3 * _tolerance(expectation) if expectation.digits is not None else _TINY)
    yield Mutant(
        "model changed",
        "probability moves from one entry of a table to another: the smallest such move that the query sees",
        _changed_model,
    )


def _shifted(amount: Fraction) -> Mutant:
    return Mutant(
        "expected side shifted",
        f"{float(amount):g} is added to the expected side",
        lambda subject: replace(subject, shift=amount),
    )


def _wrong_policies(model: NamedModel, policies: tuple[str, ...]) -> Iterator[Mutant]:
    def expecting(names: tuple[str, ...]) -> Any:
        return lambda subject: replace(subject, expectation=replace(subject.expectation, policies=names))

    yield Mutant("a policy missing", f"{policies[0]!r} is not expected", expecting(policies[1:]))
    others = [name for policy in all_policies(model) if (name := ", ".join(policy)) not in policies]
    if others:
        yield Mutant("a policy too many", f"{others[0]!r} is expected, too", expecting((*policies, others[0])))


def _changed_model(subject: Expected) -> Expected:
    """The subject with the first change of its model for which the claim is refuted; itself where there is none."""
    for number, changed in enumerate(_changes(subject.model)):
        if number == _MOST_CHANGES:
            break
        candidate = replace(subject, model=changed)
        try:
            if _establish(candidate).verdict is Verdict.REFUTED:
                return candidate
        except OpdExactError:  # a change that leaves the query without a value shows nothing
            continue
    return subject


def _changes(model: NamedModel) -> Iterator[NamedModel]:
    """Models with one table changed, small changes first; after them one cell of a joint, which no table can change."""
    for share in _SHARES:
        for kernel in model.all_kernels():
            for cells in _moved(kernel, model.combinations(kernel.of), share):
                changed = replace(kernel, cells=cells)
                yield model.mapped(lambda k, old=kernel, new=changed: new if k is old else k)
        for joint in model.joints:
            world = named_world(model, joint.name)
            whole = Kernel("joints", joint.name, world.names, (), world.table.cells)
            rest = tuple(other for other in model.joints if other is not joint)
            for cells in _moved(whole, len(world.table.cells), share):
                yield replace(model, kernels=(*model.kernels, replace(whole, cells=cells)), joints=rest)


def _moved(kernel: Kernel, width: int, share: Fraction) -> Iterator[tuple[Any, ...]]:
    """The cells with a share of one entry moved to the next one of its row; of weights, one is made larger."""
    for start in range(0, len(kernel.cells), width):
        for offset in range(width):
            source, target = start + offset, start + (offset + 1) % width
            cells = list(kernel.cells)
            if settled(cells[source]) == 0 or source == target:
                continue
            part = product([(1, share), (1, cells[source])])
            if kernel.weights:
                cells[source] = total([cells[source], part])
            else:
                cells[source] = product([(1, 1 - share), (1, cells[source])])
                cells[target] = total([cells[target], part])
            yield tuple(cells)
