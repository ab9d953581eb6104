"""From a query to its answer: numbers, statements, choices among policies, crossings."""

from fractions import Fraction

import sympy

from opd_exact.models.text.amounts import Amount, as_expression, settled, total
from opd_exact.models.text.answers import Answer, AnyAnswer, Choice, Crossings, Kind, Truth
from opd_exact.models.text.crossings import crossings
from opd_exact.models.text.formula import closest
from opd_exact.models.text.model import NamedModel
from opd_exact.models.text.policies import Policy, all_policies
from opd_exact.models.text.quantities import QueryMeaning
from opd_exact.models.text.query_parser import parse_query
from opd_exact.models.text.tidy import tidied
from opd_exact.models.text.tokens import FormulaError
from opd_exact.models.text.tree import Crossing, Extremum, Node, Relation
from opd_exact.numbers import Infinity, LogForm
from opd_exact.numbers.errors import BudgetExhausted, InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic import Domain, Refutation, prove_equal, prove_nonnegative, prove_positive

__all__ = [
    "answer_of",
    "ask",
    "compare",
]


def ask(model: NamedModel, query: str) -> AnyAnswer:
    """The answer to a query; see `NamedModel.ask`."""
    text = " ".join(query.split())
    tree = parse_query(text)
    try:
        match tree:
            case Extremum():
                return _choice(model, text, tree)
            case Crossing():
                return _crossings(model, text, tree)
            case Relation():
                return _truth(model, text, tree)
        return answer_of(text, QueryMeaning(text, model).value(tree), model.domain)
    except FormulaError:
        raise
    except (InputError, OutsideDomain) as error:
        raise FormulaError(text, tree.at, str(error)) from error


def answer_of(query: str, amount: Amount, domain: Domain) -> Answer:
    """The answer that a value is: exact, a closed form proved on the domain, or a number to be enclosed."""
    value = settled(amount)
    if not isinstance(value, sympy.Expr):
        return Answer(query, "DECIDED", value)
    if not value.free_symbols:
        value = settled(_shorter(value, domain))
        return Answer(query, "ENCLOSED" if isinstance(value, sympy.Expr) else "DECIDED", value)
    found, note = tidied(value, domain)
    return Answer(query, "PROVED", settled(found), domain.describe(), note)


def compare(left: Amount, symbol: str, right: Amount, domain: Domain) -> tuple[bool, Kind, str]:
    """Whether left (symbol) right holds, how that is known, and where or by how much it fails.

    Raises:
        OutsideClass, UnknownTruth: it is not known.
    """
    left, right = settled(left), settled(right)
    if symbol in (">", ">="):
        left, right, symbol = right, left, symbol.replace(">", "<")
    if isinstance(left, Fraction | LogForm | Infinity) and isinstance(right, Fraction | LogForm | Infinity):
        holds = {"=": left == right, "<": left < right, "<=": left <= right}[symbol]
        return holds, "DECIDED", "" if holds else f"the left side is {left}, the right side {right}"
    if isinstance(left, Infinity) or isinstance(right, Infinity):
        infinite = left if isinstance(left, Infinity) else right
        holds = symbol != "=" and (infinite is left) == (infinite.sign() < 0)
        return holds, "PROVED", "" if holds else "one side is infinite and the other is not"
    a, b = as_expression(left), as_expression(right)
    try:
        if symbol == "=":
            answer = prove_equal(a, b, domain)
        else:
            answer = (prove_positive if symbol == "<" else prove_nonnegative)(b - a, domain)
    except OutsideClass as error:
        raise OutsideClass(
            f"{symbol}: neither a proof nor a point that refutes it was found for {domain}; give values to some"
            " parameters"
        ) from error
    if isinstance(answer, Refutation):
        point = ", ".join(f"{s} = {v}" for s, v in answer.point.items())
        at = f" at {point}" if point else ""
        return False, "DECIDED", f"the difference is {answer.value_text}{at}"
    return True, "PROVED", ""


def _truth(model: NamedModel, text: str, tree: Relation) -> Truth:
    meaning = QueryMeaning(text, model)
    left, right = meaning.value(tree.left), meaning.value(tree.right)
    holds, kind, witness = compare(left, tree.symbol, right, model.domain)
    return Truth(text, kind, holds, witness, model.domain.describe())


def _choice(model: NamedModel, text: str, tree: Extremum) -> Choice:
    values = [(policy, settled(QueryMeaning(text, model, policy).value(tree.body))) for policy in all_policies(model)]
    sign = 1 if tree.name == "argmin" else -1
    if all(isinstance(value, Fraction | LogForm | Infinity) for _, value in values):
        best = values[0][1]
        for _, value in values[1:]:
            if (value < best) if sign > 0 else (value > best):
                best = value
        return Choice(text, "DECIDED", tuple(policy for policy, value in values if value == best), best)
    policies, best = _proved_best(model, values, "<" if sign > 0 else ">")
    found = answer_of(text, best, model.domain)
    return Choice(text, "PROVED", policies, found.value, model.domain.describe())


def _proved_best(
    model: NamedModel, values: list[tuple[Policy, Amount]], beyond: str
) -> tuple[tuple[Policy, ...], Amount]:
    """The policies that are best for all values of the parameters, with proved ties."""
    for policy, value in values:
        ties = [policy]
        for other, another in values:
            if other is policy:
                continue
            if compare(value, "=", another, model.domain)[0]:
                ties.append(other)
            elif not compare(value, beyond, another, model.domain)[0]:
                break
        else:
            return tuple(other for other, _ in values if other in ties), value
    raise OutsideClass(
        "which policy is best depends on the parameters; give them values, or ask solve(EFE(a) = EFE(b), …) where two"
        " of them change places"
    )


def _crossings(model: NamedModel, text: str, tree: Crossing) -> Crossings:
    if tree.parameter not in model.symbols:
        known = model.symbols
        raise InputError(f"{tree.parameter!r} is no parameter of the model{closest(tree.parameter, known)}")
    meaning = QueryMeaning(text, model)
    ends = [_rational(meaning, node) for node in (tree.lower, tree.upper)]
    interval = next(p.interval for p in model.parameters if p.name == tree.parameter)
    for end in ends:
        inside = interval.contains(end) or end in (interval.lower, interval.upper)
        if not inside:
            raise InputError(f"{tree.parameter} = {end} lies outside its range {interval}")
    left, right = meaning.value(tree.left), meaning.value(tree.right)
    if isinstance(left, Infinity) or isinstance(right, Infinity):
        raise OutsideDomain("a side is infinite, so the sides cross nowhere")
    difference = settled(total([left, -right]))
    if isinstance(difference, sympy.Expr) and difference.free_symbols:
        difference = _shorter(difference, model.domain)
    roots = crossings(difference, model.symbols[tree.parameter], *ends)
    return Crossings(text, "ENCLOSED", tree.parameter, roots)


def _shorter(expression: sympy.Expr, domain: Domain) -> sympy.Expr:
    """The expression in a shorter form, proved equal, where the engine finds one; what cancels is then gone."""
    try:
        return tidied(expression, domain)[0]
    except (BudgetExhausted, OutsideClass, OutsideDomain):
        return expression


def _rational(meaning: QueryMeaning, node: Node) -> Fraction:
    value = settled(meaning.value(node))
    if not isinstance(value, Fraction):
        raise InputError(f"an end of the interval is {value}, expected a rational number")
    return value
