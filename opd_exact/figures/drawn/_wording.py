"""Short texts that several figures write."""

from opd_exact.figures import style

__all__ = [
    "plain",
    "scientific",
]


def scientific(value: float) -> str:
    """A positive number to two digits, with its power of ten.

    >>> scientific(3.84e-9), scientific(1e-7)
    ('3.8·10⁻⁹', '10⁻⁷')
    """
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa.removesuffix('.0')}·{style.power_of_ten(float(f'1e{exponent}'))}".removeprefix("1·")


def plain(name: str) -> str:
    """A place of the maze, or a move to one, in words.

    >>> plain("cue_location"), plain("move_to_left_arm")
    ('cue', 'left arm')
    """
    return name.removeprefix("move_to_").removesuffix("_location").replace("_", " ")
