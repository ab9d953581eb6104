"""What a theorem states, read from its claim, as the kinds of statements that certificates have."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.certificates.checker import Tree
from opd_exact.certificates.trees import name_of, tree_from, written
from opd_exact.numbers.errors import OutsideClass
from opd_exact.symbolic import Theorem
from opd_exact.symbolic.domain import Domain

__all__ = [
    "Stated",
    "stated",
]

_CONSTANTS = (1, 2, 4, 8, 16, 32, 64)  # for a bound that falls as fast as 1/x: the least that has an argument
_RELATIONS = ("> 0", ">= 0", "< 0", "!= 0")


@dataclass(frozen=True)
class Stated:
    """A statement in text, its domain, and what the prover used.

    Of several `texts` each implies the theorem: any one that is proved will do.

    `cuts` are points of a symbol's range between which the prover took cases. `hints` are the terms that it added up:
    (weight, term) for a nonnegative term, (weight, above, below) for the tangent of the log of above/below.
    """

    texts: tuple[str, ...]
    domain: Domain
    cuts: tuple[tuple[str, tuple[Fraction, ...]], ...] = ()
    hints: tuple[tuple[Tree, ...], ...] = ()


def stated(theorem: Theorem) -> Stated:
    """The statement of a theorem.

    Raises:
        OutsideClass: certificates have no such statement.
    """
    domain, cuts = _domain(theorem)
    return Stated(tuple(_texts(theorem)), domain, cuts, tuple(_hints(theorem)))


def _texts(theorem: Theorem) -> Iterator[str]:
    def text(part: Any) -> str:
        if not isinstance(part, sympy.Basic):
            raise OutsideClass(f"the claim is about {part}, for which there is no expression")
        return written(tree_from(part))

    match theorem.claim.parts:
        case (left, "=", right):
            yield f"{text(left)} = {text(right)}"
        case (whole, relation) if relation in _RELATIONS:
            yield f"{text(whole)} {relation}"
        case (whole, "=", series, str(words)) if words.startswith("+ O("):
            name, order = words.removeprefix("+ O(").removesuffix(")").split("**")
            yield f"{text(whole)} = {text(series)} + O({name_of(sympy.Symbol(name))}**{order})"
        case ("|", difference, "| <=", rate, "hence the limit is", _, str(words)):
            _, symbol, _, _, towards = words.split()
            x = name_of(sympy.Symbol(symbol))
            for most in _CONSTANTS:
                bounds = f"{text(rate)} <= {most}/abs({x})"
                yield f"abs({text(difference)}) <= {bounds}, which tends to 0 as {x} tends to {towards}"
        case (whole, str(words), sympy.Symbol() as symbol) if words.startswith("strictly "):
            yield f"{text(whole)} {words} {name_of(symbol)}"
        case _:
            raise OutsideClass(f"certificates have no statement of the kind {theorem.claim}")


def _domain(theorem: Theorem) -> tuple[Domain, tuple[tuple[str, tuple[Fraction, ...]], ...]]:
    """The domain of a theorem, and where it was cut if the theorem was proved by cases."""
    if theorem.forms:
        return theorem.forms[0][1].algebra.domain, ()
    if theorem.signs:
        return theorem.signs[0].domain, ()
    if not theorem.cases:
        raise OutsideClass("the theorem does not name its domain")
    domains = [_domain(case)[0] for case in theorem.cases]
    if any(domain.describe() == theorem.assumptions for domain in domains):
        return next(domain for domain in domains if domain.describe() == theorem.assumptions), ()
    return _union(domains, theorem)


def _union(domains: list[Domain], theorem: Theorem) -> tuple[Domain, tuple[tuple[str, tuple[Fraction, ...]], ...]]:
    first, last = domains[0], domains[-1]
    for symbol in first.symbols:
        if first.interval(symbol) == last.interval(symbol):
            continue
        low, high = first.interval(symbol), last.interval(symbol)
        whole = type(low)(low.lower, high.upper, low.lower_closed, high.upper_closed)
        united = object.__new__(Domain)
        for slot in Domain.__slots__:
            object.__setattr__(united, slot, getattr(first, slot))
        united._intervals = {**first._intervals, symbol: whole}
        if united.describe() == theorem.assumptions:
            points = {d.interval(symbol).value for d in domains if d.interval(symbol).value is not None}
            return united, ((name_of(symbol), tuple(sorted(p for p in points if p is not None))),)
    raise OutsideClass("the domain of a theorem by cases could not be put together from its parts")


def _hints(theorem: Theorem) -> Iterator[tuple[Tree, ...]]:
    """The terms of a decomposition into lemmas, from the conditions of the lemmas that the prover verified."""
    if not theorem.lemmas or not theorem.cases:
        return
    total = theorem.cases[0].claim.parts[-1]
    conditions = [case.claim.parts for case in theorem.cases[1:]]
    for lemma in theorem.lemmas:
        match lemma.split(":")[0]:
            case "Gibbs":
                p, q, conditions = _distributions(conditions)
                divergence = sympy.Add(*(a * (sympy.log(a) - sympy.log(b)) for a, b in zip(p, q, strict=True)))
                weight = tree_from(_weight(total, divergence))
                for a, b in zip(p, q, strict=True):
                    yield ("*", weight, tree_from(a)), tree_from(b), tree_from(a)
            case "log y <= y - 1":
                y = conditions.pop(0)[0]
                yield tree_from(_weight(total, y - 1 - sympy.log(y))), tree_from(y), 1
            case "log(1 + x) < x":
                x = conditions.pop(0)[0]
                yield tree_from(_weight(total, x - sympy.log(1 + x))), tree_from(1 + x), 1
            case "log(1 + x) > 0":
                x = conditions.pop(0)[0]
                yield tree_from(_weight(total, sympy.log(1 + x))), tree_from(sympy.log(1 + x))
            case "sign of the term":
                term = conditions.pop(0)[0]
                yield tree_from(_weight(total, term)), tree_from(term)
            case _:  # exp(x) >= 1 + x has no condition from which x could be read
                return


def _distributions(conditions: list[Any]) -> tuple[list[sympy.Expr], list[sympy.Expr], list[Any]]:
    """p and q of Gibbs' inequality from its conditions: each component is positive, and the totals are equal."""
    count = next(i for i, parts in enumerate(conditions) if parts[1:] != ("> 0",))
    components = [parts[0] for parts in conditions[:count]]
    return components[: count // 2], components[count // 2 :], conditions[count + 1 :]


def _weight(total: sympy.Expr, lemma: sympy.Expr) -> sympy.Expr:
    """The coefficient of a lemma in the sum of terms that the claim was shown to equal.

    A number multiplied with a sum is distributed by SymPy, so the lemma may stand there term by term. 1 where it was
    not found: then the derivation will not add up, and none is written.
    """
    terms = sympy.Add.make_args(total)
    for term in terms:
        factors = sympy.Mul.make_args(term)
        if lemma in factors:
            return sympy.Mul(*(factor for factor in factors if factor != lemma))
    first, *others = sympy.Add.make_args(lemma)
    for term in terms:
        weight = term / first
        if weight.is_Rational and all(weight * other in terms for other in others):
            return weight
    return sympy.Integer(1)
