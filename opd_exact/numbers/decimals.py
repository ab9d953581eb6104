"""Decimal text of exact rationals, in integer arithmetic throughout."""

from opd_exact.numbers.reading import integer_text

__all__ = [
    "decimal_exponent",
    "enclosing_decimals",
]


def decimal_exponent(numerator: int, denominator: int) -> int:
    """The integer e with 10**e <= numerator/denominator < 10**(e+1), for positive arguments.

    >>> decimal_exponent(999, 1), decimal_exponent(1, 1000)
    (2, -3)
    """
    # numerator/denominator lies within a factor of 2 of 2**bits, and 3/10 < log10(2) < 0.30103
    bits = numerator.bit_length() - denominator.bit_length()
    exponent = (bits * 30103) // 100000
    while not _at_least_power(numerator, denominator, exponent):
        exponent -= 1
    while _at_least_power(numerator, denominator, exponent + 1):
        exponent += 1
    return exponent


def _at_least_power(numerator: int, denominator: int, exponent: int) -> bool:
    grow, shrink = _powers_of_ten(-exponent)
    return numerator * grow >= denominator * shrink


def _powers_of_ten(places: int) -> tuple[int, int]:
    """Integers (10**places, 1) for places >= 0, else (1, 10**-places)."""
    return (10**places, 1) if places >= 0 else (1, 10**-places)


def enclosing_decimals(middle: int, radius: int, denominator: int, digits: int) -> tuple[str, str]:
    """Strings m and r, exact decimals, with [middle - radius, middle + radius] / denominator inside [m - r, m + r].

    Args:
        middle, radius, denominator: integers, the radius not negative and the denominator positive.
        digits: significant digits of m; r has two, rounded up, and covers the rounding of m.

    >>> enclosing_decimals(2, 0, 3, 5)
    ('0.66667', '3.4e-6')
    """
    places = digits - 1 - decimal_exponent(abs(middle), denominator) if middle else 0
    grow, shrink = _powers_of_ten(places)
    shown = _nearest_integer(middle * grow, denominator * shrink)
    slack = abs(middle * grow - shown * denominator * shrink) + radius * grow
    return _positional(shown, places), _two_digits_up(slack, denominator * grow)


def _nearest_integer(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _positional(shown: int, places: int) -> str:
    """The decimal shown / 10**places: positional where that needs few extra zeros, else with an exponent."""
    if not shown:
        return "0"
    sign, digits = ("-" if shown < 0 else ""), integer_text(abs(shown))
    point = len(digits) - places
    if places == 0:
        return sign + digits
    if 0 < point < len(digits):
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -4 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1}"


def _two_digits_up(numerator: int, denominator: int) -> str:
    if not numerator:
        return "0"
    exponent = decimal_exponent(numerator, denominator)
    grow, shrink = _powers_of_ten(1 - exponent)
    shown = -(-numerator * grow // (denominator * shrink))
    if shown == 100:
        shown, exponent = 10, exponent + 1
    return f"{shown // 10}.{shown % 10}e{exponent}"
