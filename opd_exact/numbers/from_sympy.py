"""Reading a SymPy expression as an exact form, by walking its tree: nothing is evaluated or simplified."""

from fractions import Fraction
from typing import Any

from opd_exact.numbers.errors import InputTypeError, OutsideClass, OutsideDomain
from opd_exact.numbers.logform import LogForm, log

__all__ = [
    "read_sympy",
]


def read_sympy(expression: Any) -> LogForm:
    """The form c0 + sum of c_i*log(b_i) that the expression spells; see `LogForm.from_sympy`."""
    import sympy

    if not isinstance(expression, sympy.Expr):
        raise InputTypeError(f"{expression!r} ({type(expression).__name__}) is no SymPy expression")
    if expression.free_symbols:
        names = ", ".join(sorted(map(str, expression.free_symbols)))
        raise InputTypeError(f"{expression} has free symbols ({names}); substitute numbers first")
    return _read(expression)


def _read(node: Any) -> LogForm:
    import sympy

    if isinstance(node, sympy.Rational):
        return LogForm(Fraction(int(node.p), int(node.q)))
    if isinstance(node, sympy.Float):
        raise InputTypeError(f"the SymPy float {node} has no declared exact value; write a Rational")
    if isinstance(node, sympy.Add):
        return LogForm.total(_read(part) for part in node.args)
    if isinstance(node, sympy.Mul):
        return _read_product(node)
    if isinstance(node, sympy.log) and len(node.args) == 1:
        return _read_log(node.args[0])
    raise OutsideClass(f"{node} is neither rational nor a rational combination of logs of positive rationals")


def _read_product(node: Any) -> LogForm:
    factors = [_read(part) for part in node.args]
    logs = [factor for factor in factors if not factor.is_rational()]
    if len(logs) > 1:
        raise OutsideClass(f"{node} is a product of logarithms")
    product = logs[0] if logs else LogForm(1)
    for factor in factors:
        if factor.is_rational():
            product = product * factor.constant
    return product


def _read_log(argument: Any) -> LogForm:
    """The log of a product of rational powers of rationals; each base keeps its own log, nothing is multiplied out."""
    import sympy

    if isinstance(argument, sympy.Rational):
        return log(Fraction(int(argument.p), int(argument.q)))
    if isinstance(argument, sympy.Mul):
        return LogForm.total(_read_log(part) for part in argument.args)
    if isinstance(argument, sympy.Pow) and isinstance(argument.exp, sympy.Rational):
        if not argument.base.is_positive:
            raise OutsideDomain(f"log({argument}): the base {argument.base} is not positive")
        return _read_log(argument.base) * Fraction(int(argument.exp.p), int(argument.exp.q))
    raise OutsideClass(f"log({argument}): the argument is no product of rational powers of rationals")
