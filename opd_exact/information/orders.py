"""Entropies and divergences of an order: alpha-divergence, Rényi and Tsallis, in nats.

Powers of rationals to a rational order are radicals, in which equality and sign are decided (`RadicalForm`). A Rényi
quantity is the log of such a form: a `LogForm` where the form is a single radical, which includes every case in which
the value is 0, and otherwise a `ComputedReal`. Two of these of equal order are equal exactly when their `order_sum` is.

Orders 0 and 1, where a definition divides by zero, are its limits.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from opd_exact.information.arithmetic import Amount, Arithmetic
from opd_exact.information.entropies import entropy
from opd_exact.information.relative import relative_entropy, same_shape
from opd_exact.information.table import Reading, Table, TableLike, tabulate
from opd_exact.numbers import Ball, InputError, InputTypeError, OutsideDomain, exact_rational

__all__ = [
    "alpha_divergence",
    "order_sum",
    "renyi_divergence",
    "renyi_entropy",
    "tsallis_entropy",
]

Order = Any
"""A rational; beside balls also a `Ball`, and beside SymPy expressions also an expression."""


def order_sum(p: TableLike, q: TableLike, order: Order, *, reading: Reading | None = None) -> Amount:
    """sum_x p(x)^a q(x)^(1 - a) for the order a: the Chernoff coefficient; at a = 1/2 the Bhattacharyya coefficient.

    Outcomes that p and q both exclude count as 0. Infinite where a > 1 and p has mass that q has not, or a < 0 and the
    other way around; 0 to a power >= 0 is 0, also to the power 0.

    Args:
        p, q: probabilities that sum to 1, of one shape.
        order: the number a.

    Raises:
        InputError: the shapes differ; and as `tabulate`.

    Source: van Erven and Harremoës (2014).

    >>> order_sum(["1/2", "1/2"], ["1/8", "7/8"], "1/2")
    <RadicalForm 1/4 + 1/4*7^(1/2)>
    """
    first, second = same_shape(p, q, reading)
    a = _read_order(order, first.arithmetic)
    return first.arithmetic.power_sum(((x, a), (y, 1 - a)) for x, y in zip(first.cells, second.cells, strict=True))


def alpha_divergence(p: TableLike, q: TableLike, order: Order, *, reading: Reading | None = None) -> Amount:
    """Alpha-divergence (1 - sum_x p(x)^a q(x)^(1 - a)) / (a (1 - a)) of order a.

    Its limits are D(p || q) at a = 1 and D(q || p) at a = 0. At a = 1/2 it is 4 times the squared Hellinger distance
    1 - sum_x sqrt(p(x) q(x)). Infinite as `order_sum` is.

    Args:
        p, q: probabilities that sum to 1, of one shape.
        order: the number a.

    Raises:
        InputError: the shapes differ; and as `tabulate`.

    Source: Amari (2009), with the parameter of Friedman (2026), divergence menu.

    >>> alpha_divergence(["1/2", "1/2"], ["1/8", "7/8"], 2)
    <RadicalForm 9/14>
    """
    first, second = same_shape(p, q, reading)
    a = _read_order(order, first.arithmetic)
    if _is(a, 1):
        return relative_entropy(first, second)
    if _is(a, 0):
        return relative_entropy(second, first)
    return _one_minus(order_sum(first, second, a), a * (1 - a), first.arithmetic)


def renyi_divergence(p: TableLike, q: TableLike, order: Order, *, reading: Reading | None = None) -> Amount:
    """Rényi divergence log(sum_x p(x)^a q(x)^(1 - a)) / (a - 1) of order a >= 0, in nats; D(p || q) at a = 1.

    At a = 0 it is -log of the mass that q gives to the support of p.

    Args:
        p, q: probabilities that sum to 1, of one shape.
        order: the number a.

    Raises:
        OutsideDomain: the order is negative.
        InputError: the shapes differ; and as `tabulate`.

    Source: van Erven and Harremoës (2014).

    >>> print(renyi_divergence(["1/2", "1/2"], ["1/8", "7/8"], 2))
    4*log(2) - log(7)
    """
    first, second = same_shape(p, q, reading)
    a = _nonnegative(_read_order(order, first.arithmetic))
    if _is(a, 1):
        return relative_entropy(first, second)
    return _log_over(order_sum(first, second, a), a - 1, first.arithmetic)


def renyi_entropy(p: TableLike, order: Order, *, reading: Reading | None = None) -> Amount:
    """Rényi entropy log(sum_x p(x)^a) / (1 - a) of order a >= 0, in nats; Shannon entropy at a = 1.

    At a = 0 it is the log of the number of outcomes with mass, at a = 2 the collision entropy.

    Args:
        p: probabilities that sum to 1.
        order: the number a.

    Raises:
        OutsideDomain: the order is negative; InputError, InputTypeError: as `tabulate`.

    Source: Rényi (1961).

    >>> print(renyi_entropy(["1/2", "1/4", "1/4"], 2), renyi_entropy(["1/2", "1/2", 0], 0))
    3*log(2) - log(3) log(2)
    """
    table = tabulate(p, "p", reading)
    a = _nonnegative(_read_order(order, table.arithmetic))
    if _is(a, 1):
        return entropy(table)
    return _log_over(_powers(table, a), 1 - a, table.arithmetic)


def tsallis_entropy(p: TableLike, order: Order, *, reading: Reading | None = None) -> Amount:
    """Tsallis entropy (1 - sum_x p(x)^a) / (a - 1) of order a >= 0; Shannon entropy at a = 1.

    Args:
        p: probabilities that sum to 1.
        order: the number a.

    Raises:
        OutsideDomain: the order is negative; InputError, InputTypeError: as `tabulate`.

    Source: Tsallis (1988), eq. 1.

    >>> tsallis_entropy(["1/2", "1/4", "1/4"], 2), tsallis_entropy(["1/2", "1/2"], "1/2")
    (<RadicalForm 5/8>, <RadicalForm -2 + 2*2^(1/2)>)
    """
    table = tabulate(p, "p", reading)
    a = _nonnegative(_read_order(order, table.arithmetic))
    if _is(a, 1):
        return entropy(table)
    return _one_minus(_powers(table, a), a - 1, table.arithmetic)


def _powers(table: Table, a: Order) -> Amount:
    """The sum of p(x)^a over the outcomes with mass."""
    products: Iterable[tuple[tuple[Any, Order], ...]] = (((x, a),) for x in table.cells)
    return table.arithmetic.power_sum(products)


def _read_order(order: Order, arithmetic: Arithmetic) -> Order:
    if arithmetic.name == "balls" and isinstance(order, Ball):
        return order
    if arithmetic.name == "symbolic":
        import sympy  # the cells are SymPy expressions, so it is there

        if isinstance(order, sympy.Expr) and not order.has(sympy.Float):
            return Fraction(int(order.p), int(order.q)) if order.is_Rational else order
    try:
        return exact_rational(order)
    except InputTypeError as error:
        raise InputTypeError(f"order: {error}") from None
    except InputError as error:
        raise InputError(f"order: {error}") from None


def _is(order: Order, value: int) -> bool:
    if isinstance(order, Ball):  # a wide ball around 1 reaches the division below and is refused there
        return order.is_exact() and order.middle == value
    return bool(order == value)


def _nonnegative(order: Order) -> Order:
    if isinstance(order, Fraction) and order < 0:
        raise OutsideDomain(f"order {order} is negative; Rényi and Tsallis quantities are defined for orders >= 0")
    return order


def _scaled(amount: Amount, divisor: Order, arithmetic: Arithmetic) -> Amount:
    """amount / divisor; a rational divisor is carried into the arithmetic of balls and floats first."""
    if isinstance(divisor, Fraction) and arithmetic.name != "exact":
        return amount / arithmetic.from_exact(divisor)
    return amount / divisor


def _one_minus(amount: Amount, divisor: Order, arithmetic: Arithmetic) -> Amount:
    return _scaled(arithmetic.from_exact(Fraction(1)) - amount, divisor, arithmetic)


def _log_over(amount: Amount, divisor: Order, arithmetic: Arithmetic) -> Amount:
    return _scaled(arithmetic.logarithm(amount), divisor, arithmetic)
