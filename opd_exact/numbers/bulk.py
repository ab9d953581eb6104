"""Exact sums of logarithms over whole arrays of integer weights.

Weights are natural numbers w_i; a probability is w_i / N with N their sum. Written over the weights, an information is

    H      = log N - (1/N) sum_i w_i log w_i
    D(p|q) = sum_i (w_i / N) (log w_i - log v_i) + log M - log N       (weights w, v with sums N, M)
    I(X;Y) = log N + (1/N) (sum_ij w_ij log w_ij - sum_i r_i log r_i - sum_j c_j log c_j)

Nothing is multiplied out before a logarithm is taken, so every atom stays as small as the weights and their sums, and
terms with weight 0 drop out (0 log 0 = 0). The float of such a form costs one vectorized sum; its dictionary of terms
is made only when it is read. Sums that could pass 62 bits are collected in Python integers instead.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from flint import fmpz
from numpy.typing import NDArray

from opd_exact.numbers.arraylogs import ArrayLogs
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideDomain
from opd_exact.numbers.infinity import POSITIVE_INFINITY, ExtendedForm
from opd_exact.numbers.logform import LogForm, make_form
from opd_exact.numbers.reading import shown
from opd_exact.numbers.vectorlog import ATOM_LIMIT, COEFFICIENT_LIMIT

__all__ = [
    "Weights",
    "entropy_of_weights",
    "mutual_information_of_weights",
    "relative_entropy_of_weights",
    "sum_of_weighted_logs",
]

Weights = Sequence[int] | NDArray[Any]

_ARRAYS_FROM = 128
"""Fewer terms than this are summed faster one by one."""

_COUNTING_DENSITY = 8
"""Equal weights are merged by counting where the largest weight is at most this many times their number."""

Part = tuple[NDArray[Any], NDArray[Any]]


def sum_of_weighted_logs(
    arguments: Weights, coefficients: Weights, *, constant: int = 0, denominator: int = 1
) -> LogForm:
    """(constant + sum_i coefficients[i] * log(arguments[i])) / denominator, exact, in one pass.

    Args:
        arguments: (n,) positive integers of any size, in a sequence or an array; equal ones are merged.
        coefficients: (n,) integers of any size, one for each.

    Raises:
        InputTypeError: an array is not of integers (floats and bools have no declared exact value here).
        InputError: the lengths differ, or the denominator is not positive.
        OutsideDomain: an argument is zero or negative.

    >>> print(sum_of_weighted_logs([2, 3, 9], [1, 2, -1]))
    log(2)
    """
    first, second = _integers(coefficients, "coefficients"), _integers(arguments, "arguments")
    if first.shape != second.shape or first.ndim != 1:
        raise InputError(f"coefficients have shape {first.shape} and arguments {second.shape}; expected (n,) twice")
    constant, denominator = _integer(constant, "constant"), _integer(denominator, "denominator")
    if denominator <= 0:
        raise InputError(f"denominator {denominator} is not positive")
    if len(second) and (lowest := second.min()) <= 0:
        place = int(np.argmin(second))
        raise OutsideDomain(f"arguments[{place}] is {int(lowest)}; the argument of a logarithm must be positive")
    return _form([(second, first)], denominator, constant=constant)


def entropy_of_weights(weights: Weights) -> LogForm:
    """H = log N - (1/N) sum_i w_i log w_i in nats, for p_i = w_i / N, exact.

    Args:
        weights: integers >= 0 of any size and shape, not all 0.

    Raises:
        InputTypeError: the weights are not integers.
        InputError: a weight is negative.
        OutsideDomain: the weights sum to 0.

    >>> print(entropy_of_weights([1, 1, 2]))
    3/2*log(2)
    """
    w = _weights(weights, "weights").ravel()
    total = _total(w, "weights")
    return _form([_itself(w, 1), _one(total, total, -1)], total, sign=-1)


def relative_entropy_of_weights(weights: Weights, reference: Weights) -> ExtendedForm:
    """D(p|q) = sum_i p_i log(p_i / q_i) in nats, for p_i = w_i / N and q_i = v_i / M, exact.

    Infinite where some w_i > 0 = v_i.

    Args:
        weights, reference: integers >= 0 of one shape, in each not all 0.

    Raises:
        InputTypeError: the weights are not integers.
        InputError: a weight is negative, or the shapes differ.
        OutsideDomain: the weights of one side sum to 0.

    >>> print(relative_entropy_of_weights([1, 1], [1, 3]), relative_entropy_of_weights([1, 1], [1, 0]))
    log(2) - 1/2*log(3) ∞
    """
    w, v = _weights(weights, "weights"), _weights(reference, "reference")
    if w.shape != v.shape:
        raise InputError(f"weights have shape {w.shape} and reference {v.shape}; expected the same")
    w, v = w.ravel(), v.ravel()
    n, m = _total(w, "weights"), _total(v, "reference")
    present = w != 0
    w, v = w[present], v[present]
    if not np.all(v != 0):
        return POSITIVE_INFINITY
    return _form([_itself(w, 1), (v, -w), _one(m, n, 1), _one(n, n, -1)], n)


def mutual_information_of_weights(joint: Weights) -> LogForm:
    """I(X;Y) = sum_ij p_ij log(p_ij / (p_i p_j)) in nats, for p_ij = w_ij / N, exact.

    Args:
        joint: (rows, columns) integers >= 0, not all 0.

    Raises:
        InputTypeError: the weights are not integers.
        InputError: a weight is negative, or the array is not two-dimensional.
        OutsideDomain: the weights sum to 0.

    >>> print(mutual_information_of_weights([[1, 0], [0, 1]]), mutual_information_of_weights([[1, 2], [2, 4]]))
    log(2) 0
    """
    w = _weights(joint, "joint")
    if w.ndim != 2:
        raise InputError(f"joint has shape {w.shape}; expected (rows, columns)")
    total = _total(w, "joint")
    if w.dtype != object and total >= COEFFICIENT_LIMIT:
        w = w.astype(object)
    rows, columns = w.sum(axis=1), w.sum(axis=0)
    parts = [_itself(w.ravel(), 1), _itself(rows, -1), _itself(columns, -1), _one(total, total, 1)]
    return _form(parts, total)


# --- reading the input ----------------------------------------------------------------------------------------------


def _integers(values: Weights, name: str) -> NDArray[Any]:
    """An int64 array, or an object array of Python integers where 62 bits do not suffice."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "i":
        array = values.astype(np.int64, copy=False)
        fits = not array.size or -COEFFICIENT_LIMIT < array.min() <= array.max() < COEFFICIENT_LIMIT
        return array if fits else array.astype(object)
    if isinstance(values, np.ndarray) and values.dtype.kind not in "uO":
        raise InputTypeError(f"{name} of dtype {values.dtype} have no declared exact value; pass integers")
    boxed = np.array(values, dtype=object)
    entries = boxed.ravel().tolist()
    if set(map(type, entries)) != {int}:
        entries = [_integer(entry, name) for entry in entries]
    largest = max(map(abs, entries), default=0)
    flat = np.array(entries, dtype=np.int64 if largest < COEFFICIENT_LIMIT else object)
    return flat.reshape(boxed.shape)


def _integer(entry: object, name: str) -> int:
    if isinstance(entry, int | np.integer | fmpz) and not isinstance(entry, bool):
        return int(entry)
    raise InputTypeError(f"{name}: found {shown(entry)} ({type(entry).__name__}), expected integers")


def _weights(values: Weights, name: str) -> NDArray[Any]:
    array = _integers(values, name)
    if array.size and (lowest := array.min()) < 0:
        place = tuple(map(int, np.unravel_index(int(np.argmin(array)), array.shape)))
        raise InputError(f"{name}{list(place)} is {int(lowest)}; a weight must not be negative")
    return array


def _total(array: NDArray[Any], name: str) -> int:
    """The sum of the weights, which 63 bits need not hold."""
    if array.dtype == object or not array.size:
        total = sum(map(int, array.flat))
    elif int(array.max()) * array.size < COEFFICIENT_LIMIT:
        total = int(array.sum())
    else:
        total = sum(array.ravel().tolist())
    if total == 0:
        raise OutsideDomain(f"{name} sum to 0, so they are no distribution")
    return total


# --- collecting terms -----------------------------------------------------------------------------------------------


def _itself(array: NDArray[Any], sign: int) -> Part:
    """The terms sign * w log w, equal weights merged where counting them is cheap."""
    if array.dtype != object and len(array) >= _ARRAYS_FROM:
        largest = int(array.max())
        if largest <= _COUNTING_DENSITY * len(array):
            counts = np.bincount(array, minlength=2)
            counts[:2] = 0  # neither 0 log 0 nor 1 log 1 counts
            present = np.flatnonzero(counts)
            return present, sign * present * counts[present]
    array = array[array > 1]
    return array, sign * array


def _one(atom: int, coefficient: int, sign: int) -> Part:
    """The single term sign * coefficient * log(atom)."""
    return np.array([atom], dtype=object), np.array([sign * coefficient], dtype=object)


def _form(parts: Iterable[Part], denominator: int, *, constant: int = 0, sign: int = 1) -> LogForm:
    """The form sign * (constant + sum of all terms) / denominator."""
    listed = list(parts)
    short = [(atoms, values) for atoms, values in listed if atoms.dtype == object and len(atoms) == 1]
    arrays = [(atoms, values) for atoms, values in listed if len(atoms) > 1 or atoms.dtype != object]
    if sum(len(atoms) for atoms, _ in arrays) >= _ARRAYS_FROM and all(map(_vectorizable, arrays + short)):
        atoms = np.concatenate([atoms.astype(np.int64) for atoms, _ in arrays + short])
        values = np.concatenate([values.astype(np.int64) for _, values in arrays + short])
        return make_form(sign * constant, denominator, ArrayLogs(atoms, sign * values))
    logs: dict[int, int] = {}
    for atoms, values in listed:
        for atom, value in zip(map(int, atoms.tolist()), map(int, values.tolist()), strict=True):
            if atom > 1:
                logs[atom] = logs.get(atom, 0) + sign * value
    return make_form(sign * constant, denominator, {atom: value for atom, value in logs.items() if value})


def _vectorizable(part: Part) -> bool:
    atoms, values = part
    if not len(atoms):
        return True
    fits = atoms.max() < ATOM_LIMIT and -COEFFICIENT_LIMIT < values.min() <= values.max() < COEFFICIENT_LIMIT
    return bool(fits)
