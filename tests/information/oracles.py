"""The slow and obvious route: textbook sums in mpmath at 60 digits, and the comparison of exact amounts with them."""

from fractions import Fraction

from mpmath import mp, mpf

from opd_exact.numbers import enclose

DIGITS = 60


def number(x):
    """A rational as an mpmath number."""
    return mpf(x.numerator) / x.denominator


def _xlogy(x, y):
    return mpf(0) if x == 0 else number(x) * mp.log(number(y))


def entropy(p):
    """-sum p log p over a flat list."""
    with mp.workdps(DIGITS):
        return -mp.fsum(_xlogy(x, x) for x in p)


def relative_entropy(p, q):
    """sum p log(p / q) over flat lists."""
    with mp.workdps(DIGITS):
        return mp.fsum(_xlogy(x, x / y) if x else mpf(0) for x, y in zip(p, q, strict=True))


def agrees(amount, reference, digits=45):
    """Whether an exact or enclosed amount lies within 10**-digits of an mpmath number."""
    ball = enclose(amount, 50) if not hasattr(amount, "lower") else amount
    reference = mpf(reference) if isinstance(reference, int) else reference  # mpf of an mpf would round it
    sign, mantissa, exponent, _ = reference._mpf_
    exact = Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** exponent
    slack = Fraction(1, 10**digits)
    return ball.lower - slack <= exact <= ball.upper + slack


def printed(amount, decimal):
    """Whether a printed decimal is the amount rounded to (or cut at) its last place."""
    places = len(decimal.partition(".")[2])
    ball = enclose(amount, 40)
    slack = Fraction(1, 10**places)
    return abs(ball.middle - Fraction(decimal)) + ball.radius < slack
