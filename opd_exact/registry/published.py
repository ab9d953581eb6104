"""What a paper prints, beside the truth."""

from opd_exact.audit.printed import agrees_with_printed
from opd_exact.numbers import Enclosable, RationalLike, enclose, exact_rational, nearest_float, ulp_error
from opd_exact.numbers.enclosing import rational_value
from opd_exact.registry.finding import Published
from opd_exact.registry.row import upper_decimal

__all__ = [
    "published",
]

_SHOWN_DIGITS = 12


def published(
    printed: str, truth: Enclosable | RationalLike, note: str | None = None, *, reported: str | None = None
) -> Published:
    """A printed number with the verdict on it: whether the truth rounds to it at the digits that are printed.

    Where it does not, the note begins with the true value. A number as the paper's run reported it (a float64 in its
    shortest decimal) is put beside it with its distance from the truth in ulps.

    Args:
        printed: the decimal as it stands in the paper.
        truth: an exact rational, or a number that can be enclosed.
        note: what else a reader should know; a disagreement wants its reason.
        reported: the shortest decimal of the float64 that the paper's run reported.

    Raises:
        InputError: printed or reported is no decimal.
        UnknownTruth: the truth cannot be told from a boundary of rounding.

    >>> from opd_exact.numbers import log
    >>> published("0.693", log(2), reported="0.6931471805599453")
    Published(value='0.693', agrees=True, note='reported as 0.6931471805599453, the nearest float64')
    >>> published("0.694", log(2), "a slip").note
    'the true value is 0.693147180560; a slip'
    """
    agrees = agrees_with_printed(truth, printed)
    parts = [] if agrees else [f"the true value is {_text(truth)}"]
    if reported is not None:
        parts.append(_on_report(reported, truth))
    if note is not None:
        parts.append(note)
    return Published(printed, agrees, "; ".join(parts) or None)


def _text(truth: Enclosable | RationalLike) -> str:
    value = rational_value(truth)
    if value is not None and value.denominator < 10**6:
        return str(value)
    return enclose(truth, _SHOWN_DIGITS + 4).decimal(_SHOWN_DIGITS)[0]


def _on_report(reported: str, truth: Enclosable | RationalLike) -> str:
    exact_rational(reported)  # so that what float() would also take, such as "nan", is refused
    seen = float(reported)
    if seen == nearest_float(truth):
        return f"reported as {reported}, the nearest float64"
    return f"reported as {reported}, off by ≤ {upper_decimal(ulp_error(seen, truth), 2)} ulps"
