"""Inputs to call a function with: floats of one format, kept as the exact numbers they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.audit.functions.quantities import Quantity
from opd_exact.numbers import InputError, InputTypeError, nearest_float

__all__ = [
    "FORMATS",
    "Argument",
    "Probe",
    "argument_of",
    "read_inputs",
]

FORMATS = ("float16", "float32", "float64")

_MOST_SHOWN = 12
"""Longer arguments are cut in messages and tables; the JSON has all of them."""


@dataclass(frozen=True)
class Argument:
    """One array: its shape, and its entries in row-major order as Python floats that its format holds."""

    shape: tuple[int, ...]
    values: tuple[float, ...]

    def array(self, dtype: str) -> Any:
        """The numpy array."""
        return np.array(self.values, dtype=dtype).reshape(self.shape)

    def exact(self) -> tuple[Fraction, ...]:
        """The rationals that the entries hold bit for bit."""
        return tuple(Fraction(value) for value in self.values)

    def text(self, dtype: str) -> str:
        """The nested entries, each by the shortest decimal that reads back as it in its format; of many, the first."""
        if len(self.values) > _MOST_SHOWN:
            head = Argument((_MOST_SHOWN,), self.values[:_MOST_SHOWN]).text(dtype)
            return f"{head[:-1]}, ...] (shape {self.shape})"
        return np.array2string(
            self.array(dtype), separator=", ", max_line_width=10**6, threshold=10**6, formatter={"float_kind": str}
        ).replace("\n", "")


@dataclass(frozen=True)
class Probe:
    """One input: the arguments, their format, and the regime that it stands for."""

    regime: str
    dtype: str
    arguments: tuple[Argument, ...]

    def __str__(self) -> str:
        return f"{', '.join(argument.text(self.dtype) for argument in self.arguments)} ({self.dtype})"

    def as_json(self) -> dict[str, Any]:
        """The probe as JSON values; floats as the text that reads back as the same float64."""
        return {
            "regime": self.regime,
            "dtype": self.dtype,
            "arguments": [{"shape": list(a.shape), "values": [repr(v) for v in a.values]} for a in self.arguments],
        }


def argument_of(weights: Sequence[Fraction], shape: tuple[int, ...], dtype: str) -> Argument:
    """The probabilities proportional to the weights, each rounded correctly to the format.

    >>> argument_of([Fraction(1), Fraction(2)], (2,), "float16").values
    (0.333251953125, 0.66650390625)
    """
    total = sum(weights, Fraction(0))
    return Argument(shape, tuple(float(nearest_float(weight / total, dtype)) for weight in weights))


def read_inputs(inputs: Iterable[Any], quantity: Quantity) -> tuple[Probe, ...]:
    """The inputs that a caller gives: for each an array, or a tuple with as many arrays as the quantity has arguments.

    Lists of Python floats are float64. Arrays keep their format, which is that of the first argument.

    Raises:
        InputError: an input has the wrong number of arguments or axes, another format, an entry that is negative or no
            real number, or no mass at all. The message names the input.
    """
    if not isinstance(inputs, Iterable):
        raise InputTypeError(f"inputs is {inputs!r:.80} ({type(inputs).__name__}), expected a list of inputs")
    probes = tuple(_read(item, quantity, f"inputs[{number}]") for number, item in enumerate(inputs))
    if not probes:
        raise InputError("inputs is empty, expected at least one input (or None for the built-in ones)")
    return probes


def _read(item: Any, quantity: Quantity, place: str) -> Probe:
    count = len(quantity.axes)
    if count == 1 and not (isinstance(item, tuple) and len(item) == 1):
        item = (item,)
    if not isinstance(item, tuple | list) or len(item) != count:
        raise InputError(f"{place} is {item!r:.80}, expected a tuple of {count} arrays for {quantity.name}")
    try:
        arrays = [np.asarray(part) for part in item]
    except ValueError as error:
        raise InputError(f"{place}: {error}") from None
    dtype = arrays[0].dtype.name
    for array, axes in zip(arrays, quantity.axes, strict=True):
        if array.dtype.name not in FORMATS or array.dtype.name != dtype:
            raise InputError(f"{place} is of {array.dtype}, expected float16, float32 or float64, the same in each")
        if array.ndim != axes or array.shape != arrays[0].shape or not array.size:
            raise InputError(f"{place} has shape {array.shape}, expected {axes} axes, and one shape for all arguments")
        if not (np.isfinite(array).all() and (array >= 0).all() and (array > 0).any()):
            raise InputError(f"{place} holds {array.tolist()!r:.80}, expected finite masses >= 0, not all of them 0")
    arguments = tuple(Argument(a.shape, tuple(float(v) for v in a.ravel())) for a in arrays)
    return Probe("given", dtype, arguments)
