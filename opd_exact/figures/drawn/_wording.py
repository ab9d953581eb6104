"""Short texts that several figures write."""

from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal, localcontext

from opd_exact.figures import style

__all__ = [
    "plain",
    "scientific",
    "shortened",
]


def scientific(value: float, *, up: bool = False) -> str:
    """A positive number to two digits, with its power of ten; `up` rounds up, so that what bounds still does.

    >>> scientific(3.84e-9), scientific(3.84e-9, up=True), scientific(1e-7)
    ('3.8·10⁻⁹', '3.9·10⁻⁹', '10⁻⁷')
    """
    with localcontext(prec=2, rounding=ROUND_CEILING if up else ROUND_HALF_EVEN):
        mantissa, exponent = f"{+Decimal(repr(value)):.1e}".split("e")
    return f"{mantissa.removesuffix('.0')}·{style.power_of_ten(float(f'1e{exponent}'))}".removeprefix("1·")


def plain(name: str) -> str:
    """A place of the maze, or a move to one, in words.

    >>> plain("cue_location"), plain("move_to_left_arm")
    ('cue', 'left arm')
    """
    return name.removeprefix("move_to_").removesuffix("_location").replace("_", " ")


def shortened(name: str, most: int) -> str:
    """A name of at most so many characters, its middle left out if it is longer.

    >>> shortened("coin_entropy", 12), shortened("entropy_of_the_coin", 12)
    ('coin_entropy', 'entrop…_coin')
    """
    if len(name) <= most:
        return name
    kept = most - 1
    return f"{name[: kept - kept // 2]}…{name[len(name) - kept // 2 :]}"
