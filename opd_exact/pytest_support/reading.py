"""What a test hands in, read as exact numbers: the truth, the tolerance, and the one float that was observed."""

import math
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import (
    Ball,
    ComputedReal,
    Enclosable,
    ExtendedForm,
    Infinity,
    InputError,
    InputTypeError,
    LogForm,
    LogRatio,
    Measured,
    OutsideClass,
    decimal_reading,
    exact_rational,
)
from opd_exact.numbers.reading import shown

__all__ = [
    "Tolerance",
    "Truth",
    "read_observed",
    "read_tolerance",
    "read_truth",
]


@dataclass(frozen=True)
class Truth:
    """The exact value, how it reads, and whether comparisons with it are complete decisions."""

    value: Fraction | Enclosable | Infinity
    text: str
    decided: bool


@dataclass(frozen=True)
class Tolerance:
    """How far off a float may be: `amount` in `unit`, which is "abs", "rel" or "ulps"."""

    unit: str
    amount: Fraction
    text: str

    def __str__(self) -> str:
        units = {"abs": "absolute", "rel": "relative", "ulps": "ulps of the truth"}
        return f"{self.text} {units[self.unit]}"


def read_truth(given: object) -> Truth:
    """The truth that a quantity, an expression or a decimal stands for.

    Raises:
        InputTypeError: it is a float, or of another type without a declared exact value; or it has free symbols.
        InputError: it is malformed text.
        OutsideClass: it is a SymPy expression of another kind than is evaluated here.

    >>> from opd_exact import log
    >>> read_truth(log(2) / 2).text, read_truth("0.1").value
    ('1/2*log(2)', Fraction(1, 10))
    """
    if isinstance(given, ExtendedForm):
        return Truth(given, str(given), decided=True)
    if isinstance(given, LogForm | LogRatio | Measured):
        return Truth(given, str(given), decided=True)
    if isinstance(given, ComputedReal | Ball):
        return Truth(given, str(given), decided=False)
    sympy = sys.modules.get("sympy")  # an expression can only come from where SymPy is loaded already
    if sympy is not None and isinstance(given, sympy.Basic):
        return _read_sympy(given)
    if isinstance(given, Enclosable):
        return Truth(given, str(given), decided=False)
    if isinstance(given, float | np.generic | np.ndarray):
        raise InputTypeError(
            f"the truth is {shown(given)} ({type(given).__name__}), a float; a float is measured and never the measure:"
            " pass a Fraction, a decimal as text, a quantity of opd_exact or a SymPy expression"
        )
    value = exact_rational(given)
    return Truth(value, given if isinstance(given, str) else str(value), decided=True)


def _read_sympy(expression: Any) -> Truth:
    import sympy

    if expression is sympy.oo or expression is -sympy.oo:
        return Truth(Infinity(1 if expression is sympy.oo else -1), str(expression), decided=True)
    try:
        return Truth(LogForm.from_sympy(expression), str(expression), decided=True)
    except OutsideClass:
        pass
    import flint

    from opd_exact.symbolic.evaluation import evaluate

    def in_balls() -> Any:
        value = evaluate(expression, {}, flint.ctx.prec)
        return LogForm.total([value]).arb() if isinstance(value, Fraction | LogForm) else value

    in_balls()  # what is not evaluated here says so now
    return Truth(ComputedReal(in_balls, str(expression)), str(expression), decided=False)


def read_tolerance(ulps: object, absolute: object, relative: object) -> Tolerance:
    """The one tolerance that was given; a float is read as the decimal that it was typed as.

    Raises:
        InputError: none or several were given, or it is negative.
        InputTypeError: it is no number.

    >>> read_tolerance(None, 1e-9, None)
    Tolerance(unit='abs', amount=Fraction(1, 1000000000), text='1e-09')
    """
    given = {"ulps": ulps, "abs": absolute, "rel": relative}
    named = [(unit, amount) for unit, amount in given.items() if amount is not None]
    if len(named) != 1:
        found = ", ".join(unit for unit, _ in named) or "none"
        raise InputError(f"tolerance: exactly one of ulps, abs and rel is to be given, found {found}")
    unit, amount = named[0]
    if isinstance(amount, float) and not math.isfinite(amount):
        raise InputError(f"tolerance: {unit} is {amount!r}, expected a finite number")
    value = decimal_reading(amount) if isinstance(amount, float) else exact_rational(amount)
    if value < 0:
        raise InputError(f"tolerance: {unit} is {amount!r}, expected 0 or more")
    return Tolerance(unit, value, str(amount))


def read_observed(given: Any) -> float | np.floating[Any]:
    """The one float that a program returned: a Python float, a numpy scalar, or an array of no axes of any library.

    Raises:
        InputTypeError: it is a complex number, a bool, text, or an array of several numbers.
        InputError: it is a float of a format other than float16, float32 and float64.

    >>> read_observed(np.array(0.5, dtype=np.float32))
    np.float32(0.5)
    """
    if isinstance(given, float | np.float16 | np.float32):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        return _read_int(given)
    if isinstance(given, str | bytes | bool | complex | Fraction) or not hasattr(given, "dtype"):
        found = f"{shown(given)} ({type(given).__name__})"
        raise InputTypeError(f"observed {found} is no float; pass what the program returned")
    for step in ("detach", "cpu"):  # a tensor of PyTorch that carries a gradient or lies on another device
        given = getattr(given, step)() if hasattr(given, step) else given
    array = np.asarray(given)
    if array.size != 1:
        raise InputTypeError(f"observed is an array of shape {array.shape}; compare one number at a time")
    scalar = array.reshape(())[()]
    if isinstance(scalar, np.float16 | np.float32 | np.float64):
        return scalar
    if isinstance(scalar, np.integer):
        return _read_int(int(scalar))
    raise InputError(f"observed is {array.dtype}, expected float16, float32 or float64")


def _read_int(given: int) -> float:
    if abs(given) > 2**53:
        raise InputTypeError(f"observed {shown(given)} is an integer that float64 may not hold; pass the float itself")
    return float(given)
