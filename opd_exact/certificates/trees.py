"""SymPy expressions and domains as the expressions and assumptions of a certificate, and their text."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.certificates.checker import Tree
from opd_exact.numbers.errors import OutsideClass
from opd_exact.symbolic.domain import Domain

__all__ = [
    "assumptions_of",
    "name_of",
    "number_tree",
    "rational",
    "tree_from",
    "written",
]

_NAME = re.compile(r"(?!(exp|log|oo)$)[A-Za-z]\w{0,99}", re.ASCII)
_TWO = sympy.Integer(2)


def written(tree: Tree) -> str:
    """An expression in the notation that the checker reads.

    >>> written(("+", ("*", 1, ("^", 2, -1), ("^", "x", 2)), ("*", -1, ("log", "x"))))
    '1/2*x**2 - log(x)'
    """
    if isinstance(tree, str | int):
        return str(tree)
    head, *parts = tree
    if head in ("exp", "log"):
        return f"{head}({written(parts[0])})"
    if head == "^":
        return f"{_enclosed(parts[0], but_powers=False)}**{parts[1]}"
    if head == "*":
        return _written_product(parts)
    terms = [f"({written(part)})" if part[:1] == ("+",) else written(part) for part in map(_as_tuple, parts)]
    return terms[0] + "".join(f" - {term[1:]}" if term[0] == "-" else f" + {term}" for term in terms[1:])


def _as_tuple(tree: Tree) -> Tree:
    return tree if isinstance(tree, tuple) else ("*", tree)


def _written_product(parts: Sequence[Tree]) -> str:
    sign, factors = "", list(parts)
    if isinstance(factors[0], int) and factors[0] < 0:
        sign, factors[0] = "-", -factors[0]
        if factors[0] == 1 and len(factors) > 1:
            del factors[0]
    if _is_inverse(factors[0]):
        factors.insert(0, 1)
    text = sign + _enclosed(factors[0])
    for part in factors[1:]:
        text += f"/{_enclosed(part[1], but_powers=False)}" if _is_inverse(part) else f"*{_enclosed(part)}"
    return text


def _is_inverse(tree: Tree) -> bool:
    return isinstance(tree, tuple) and tree[0] == "^" and tree[2] == -1


def _enclosed(tree: Tree, *, but_powers: bool = True) -> str:
    """A factor: a sum, product or negative number, and unless excepted a power, stands in parentheses."""
    bare = tree >= 0 if isinstance(tree, int) else isinstance(tree, str) or tree[0] in ("exp", "log")
    return written(tree) if bare or (but_powers and _as_tuple(tree)[0] == "^") else f"({written(tree)})"


def rational(value: Fraction) -> list[Tree]:
    """The factors of a rational number."""
    if value.denominator == 1:
        return [value.numerator]
    return [value.numerator, ("^", value.denominator, -1)]


def number_tree(value: Fraction) -> Tree:
    """A rational number as the checker puts it in the place of a symbol."""
    return ("*", value.numerator, ("^", value.denominator, -1))


def tree_from(expression: sympy.Basic) -> Tree:
    """The tree of an expression; hyperbolic functions and roots are written by exp and log.

    Raises:
        OutsideClass: a certificate has no word for a function or name that occurs.

    >>> x = sympy.Symbol("x")
    >>> written(tree_from(x**2 / 3 + sympy.log(x)))
    '1/3*x**2 + log(x)'
    """
    if isinstance(expression, sympy.Rational):
        factors = rational(Fraction(int(expression.p), int(expression.q)))
        return factors[0] if len(factors) == 1 else ("*", *factors)
    if isinstance(expression, sympy.Symbol):
        return name_of(expression)
    if expression is sympy.S.Exp1:
        return ("exp", 1)
    if isinstance(expression, sympy.Pow):
        return _power(expression.base, expression.exp)
    if isinstance(expression, sympy.Add):
        return ("+", *(tree_from(part) for part in expression.args))
    if isinstance(expression, sympy.Mul):
        return _product(expression)
    if isinstance(expression, sympy.exp | sympy.log):
        return (type(expression).__name__, tree_from(expression.args[0]))
    if type(expression) in _REWRITTEN:
        return tree_from(_REWRITTEN[type(expression)](*expression.args))
    raise OutsideClass(f"{type(expression).__name__} has no place in a certificate")


def _product(expression: sympy.Mul) -> Tree:
    factors: list[Tree] = []
    for part in expression.args:
        tree = tree_from(part)
        factors += tree[1:] if isinstance(part, sympy.Rational) and isinstance(tree, tuple) else [tree]
    return ("*", *factors)


def name_of(symbol: sympy.Symbol) -> str:
    """The name of a symbol in a certificate: letters, digits and underscores.

    >>> name_of(sympy.Symbol("H*"))
    'H_star'
    """
    name = re.sub(r"\W+", "_", symbol.name.replace("*", "_star"), flags=re.ASCII)
    if not _NAME.fullmatch(name):
        raise OutsideClass(f"the symbol {symbol.name!r} cannot be named in a certificate")
    return name


def _power(base: sympy.Expr, exponent: sympy.Expr) -> Tree:
    if base is sympy.S.Exp1:
        return ("exp", tree_from(exponent))
    if isinstance(exponent, sympy.Integer):
        return ("^", tree_from(base), int(exponent))
    return ("exp", ("*", tree_from(exponent), ("log", tree_from(base))))


def _tanh(x: sympy.Expr) -> sympy.Expr:
    square = sympy.exp(2 * x)
    return (square - 1) / (square + 1)


_REWRITTEN: dict[Any, Any] = {
    sympy.tanh: _tanh,
    sympy.coth: lambda x: 1 / _tanh(x),
    sympy.cosh: lambda x: (sympy.exp(x) + sympy.exp(-x)) / 2,
    sympy.sech: lambda x: _TWO / (sympy.exp(x) + sympy.exp(-x)),
    sympy.sinh: lambda x: (sympy.exp(x) - sympy.exp(-x)) / 2,
    sympy.csch: lambda x: _TWO / (sympy.exp(x) - sympy.exp(-x)),
    sympy.atanh: lambda x: (sympy.log(1 + x) - sympy.log(1 - x)) / 2,
}


def assumptions_of(domain: Domain) -> list[str]:
    """The ranges, simplices and conditions of a domain, one a sentence.

    >>> x = sympy.Symbol("x")
    >>> assumptions_of(Domain(intervals={x: (0, 1)}))
    ['x in (0, 1)']
    """
    groups = [[name_of(symbol) for symbol in group] for group in domain.simplices if len(group) > 1]
    grouped = {name for group in groups for name in group}
    boxes: dict[str, str] = {}
    for symbol in domain.symbols:
        name, interval = name_of(symbol), domain.interval(symbol)
        if name in boxes or (name in grouped and interval.lower != 0):
            raise OutsideClass(f"two symbols are both named {name!r} in a certificate")
        low = "(-oo" if interval.lower is None else f"{'[' if interval.lower_closed else '('}{interval.lower}"
        high = "oo)" if interval.upper is None else f"{interval.upper}{']' if interval.upper_closed else ')'}"
        boxes[name] = f"{name} in {low}, {high}"
    return [
        *(text for name, text in boxes.items() if name not in grouped),
        *(f"{', '.join(group)} > 0 with {' + '.join(group)} = 1" for group in groups),
        *(f"{written(tree_from(condition))} > 0" for condition in domain.declared_positive),
    ]
