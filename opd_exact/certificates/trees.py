"""SymPy expressions and domains as the plain data of a certificate."""

import re
from typing import Any

import sympy

from opd_exact.certificates.verify import NAME, Tree
from opd_exact.numbers.errors import OutsideClass
from opd_exact.symbolic.domain import Domain

__all__ = [
    "domain_record",
    "name_of",
    "plain",
    "tree_from",
]

_TWO = sympy.Integer(2)


def plain(tree: Tree) -> Any:
    """A tree as JSON has it: lists in place of tuples."""
    return tree if isinstance(tree, str) else [tree[0], *(plain(part) for part in tree[1:])]


def tree_from(expression: sympy.Basic) -> Tree:
    """The tree of an expression; hyperbolic functions and roots are written by exp and log.

    Raises:
        OutsideClass: a certificate has no word for a function or name that occurs.

    >>> x = sympy.Symbol("x")
    >>> tree_from(x**2 / 3 + sympy.log(x))
    ('+', ('*', '1/3', ('^', 'x', '2')), ('log', 'x'))
    """
    if isinstance(expression, sympy.Rational):
        return str(expression.p) if expression.q == 1 else f"{expression.p}/{expression.q}"
    if isinstance(expression, sympy.Symbol):
        return name_of(expression)
    if expression is sympy.S.Exp1:
        return ("exp", "1")
    if isinstance(expression, sympy.Pow):
        return _power(expression.base, expression.exp)
    heads = {sympy.Add: "+", sympy.Mul: "*", sympy.exp: "exp", sympy.log: "log"}
    head = heads.get(type(expression))
    if head is not None:
        return (head, *(tree_from(part) for part in expression.args))
    if type(expression) in _REWRITTEN:
        return tree_from(_REWRITTEN[type(expression)](*expression.args))
    raise OutsideClass(f"{type(expression).__name__} has no place in a certificate")


def name_of(symbol: sympy.Symbol) -> str:
    """The name of a symbol in a certificate: letters, digits and underscores.

    >>> name_of(sympy.Symbol("H*"))
    'H_star'
    """
    name = re.sub(r"\W+", "_", symbol.name.replace("*", "_star"))
    if not NAME.fullmatch(name):
        raise OutsideClass(f"the symbol {symbol.name!r} cannot be named in a certificate")
    return name


def _power(base: sympy.Expr, exponent: sympy.Expr) -> Tree:
    if base is sympy.S.Exp1:
        return ("exp", tree_from(exponent))
    if isinstance(exponent, sympy.Integer):
        return ("^", tree_from(base), str(exponent))
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


def domain_record(domain: Domain) -> dict[str, Any]:
    """The ranges, simplices and assumptions of a domain."""
    ranges = []
    for symbol in domain.symbols:
        interval = domain.interval(symbol)
        ends = [None if end is None else str(end) for end in (interval.lower, interval.upper)]
        if any(name_of(symbol) == entry[0] for entry in ranges):
            raise OutsideClass(f"two symbols are both named {name_of(symbol)!r} in a certificate")
        ranges.append([name_of(symbol), *ends, interval.lower_closed, interval.upper_closed])
    return {
        "ranges": ranges,
        "simplices": [[name_of(symbol) for symbol in group] for group in domain.simplices if len(group) > 1],
        "positive": [plain(tree_from(condition)) for condition in domain.declared_positive],
    }
