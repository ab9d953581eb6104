"""Exact forms as plain data and as SymPy expressions, both ways, with nothing evaluated or simplified on the way in."""

from fractions import Fraction
from typing import Any

from opd_exact.numbers.errors import InputError, InputTypeError, OutsideClass, OutsideDomain
from opd_exact.numbers.logform import LogForm, log
from opd_exact.numbers.logtext import fraction_text
from opd_exact.numbers.reading import exact_rational, integer_text, shown

__all__ = [
    "read_json",
    "read_sympy",
    "write_json",
    "write_sympy",
]

_KIND = "log_form"
_KEYS = {"kind", "constant", "terms"}


def write_json(form: LogForm) -> dict[str, Any]:
    """The form as strings in a dictionary; see `LogForm.to_json`."""
    terms = [[integer_text(base), fraction_text(coefficient)] for base, coefficient in form.terms]
    return {"kind": _KIND, "constant": fraction_text(form.constant), "terms": terms}


def read_json(data: Any) -> LogForm:
    """The form that `write_json` wrote; see `LogForm.from_json`."""
    if not isinstance(data, dict) or set(data) != _KEYS or data["kind"] != _KIND:
        raise InputError(f"no {_KIND} record: {shown(data)}; expected the keys {', '.join(sorted(_KEYS))}")
    constant, terms = data["constant"], data["terms"]
    if not isinstance(constant, str) or not isinstance(terms, list):
        raise InputError(f"{_KIND}: constant must be a string and terms a list, found {shown(data)}")
    read: dict[Fraction, Fraction] = {}
    for position, term in enumerate(terms):
        if not (isinstance(term, list) and len(term) == 2 and all(isinstance(part, str) for part in term)):
            raise InputError(f"{_KIND}: terms[{position}] is {shown(term)}, expected a pair of strings")
        base = exact_rational(term[0])
        if base in read:
            raise InputError(f"{_KIND}: terms[{position}] repeats the base {shown(term[0])}")
        read[base] = exact_rational(term[1])
    return LogForm(constant, read)


def write_sympy(form: LogForm) -> Any:
    """The form as a SymPy sum; see `LogForm.to_sympy`."""
    import sympy

    def rational(value: Fraction) -> Any:
        return sympy.Rational(value.numerator, value.denominator)

    logs = [rational(coefficient) * sympy.log(base) for base, coefficient in form.terms]
    return sympy.Add(rational(form.constant), *logs)


def read_sympy(expression: Any) -> LogForm:
    """The form that a SymPy expression spells; see `LogForm.from_sympy`."""
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
        return LogForm(_fraction(node))
    if isinstance(node, sympy.Float):
        raise InputTypeError(f"the SymPy float {node} has no declared exact value; write a Rational")
    if isinstance(node, sympy.Add):
        return LogForm.total([_read(part) for part in node.args])
    if isinstance(node, sympy.Mul):
        return _read_product(node)
    if isinstance(node, sympy.log) and len(node.args) == 1:
        return _read_log(node.args[0])
    raise OutsideClass(f"{node} is no sum of rationals and rational multiples of logs of positive rationals")


def _read_product(node: Any) -> LogForm:
    factor = Fraction(1)
    irrational: LogForm | None = None
    for form in map(_read, node.args):
        rational = form.as_rational()
        if rational is not None:
            factor *= rational
        elif irrational is None:
            irrational = form
        else:
            raise OutsideClass(f"{node} is a product of logarithms")
    return LogForm(factor) if irrational is None else irrational.scaled(factor)


def _read_log(argument: Any) -> LogForm:
    """The log of a product of rational powers of rationals; each base keeps its own log, nothing is multiplied out."""
    import sympy

    if isinstance(argument, sympy.Rational):
        return log(_fraction(argument))
    if isinstance(argument, sympy.Mul):
        return LogForm.total([_read_log(part) for part in argument.args])
    if isinstance(argument, sympy.Pow) and isinstance(argument.exp, sympy.Rational):
        if not argument.base.is_positive:
            raise OutsideDomain(f"log({argument}): the base {argument.base} is not positive")
        return _read_log(argument.base).scaled(_fraction(argument.exp))
    raise OutsideClass(f"log({argument}): the argument is no product of rational powers of positive rationals")


def _fraction(node: Any) -> Fraction:
    if not node.q:
        raise OutsideDomain(f"{node} is no finite number")
    return Fraction(int(node.p), int(node.q))
