"""The seven verdicts, and which of them a check may pass on."""

from collections.abc import Iterable
from enum import StrEnum

__all__ = [
    "Verdict",
    "weakest",
]


class Verdict(StrEnum):
    """How a claim is known, from the strongest kind of truth to none at all.

    >>> Verdict.PROVED.may_pass, Verdict.REFUTED.may_pass
    (True, False)
    """

    PROVED = "PROVED"
    DECIDED = "DECIDED"
    ENCLOSED = "ENCLOSED"
    OBSERVED = "OBSERVED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"
    NOT_RUN = "NOT_RUN"

    @property
    def may_pass(self) -> bool:
        """Whether a check may pass on this verdict; an observed float never is evidence."""
        return self in _PASSING

    def at_least(self, sought: "Verdict") -> bool:
        """Whether this kind of truth is as strong as the one sought; both must be passing verdicts to compare.

        >>> Verdict.PROVED.at_least(Verdict.DECIDED), Verdict.ENCLOSED.at_least(Verdict.DECIDED)
        (True, False)
        """
        return self in _PASSING and sought in _PASSING and _PASSING.index(self) <= _PASSING.index(sought)


_PASSING = (Verdict.PROVED, Verdict.DECIDED, Verdict.ENCLOSED)
# A conjunction is refuted as soon as one part is, whatever is unknown about the rest.
_CONJUNCTION = (
    Verdict.REFUTED,
    Verdict.UNDECIDED,
    Verdict.NOT_RUN,
    Verdict.OBSERVED,
    Verdict.ENCLOSED,
    Verdict.DECIDED,
    Verdict.PROVED,
)


def weakest(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict on a conjunction: refuted if any part is, otherwise as weak as the weakest part.

    Raises:
        ValueError: there is nothing to join; an empty conjunction is missing evidence, not truth.

    >>> weakest([Verdict.PROVED, Verdict.ENCLOSED])
    <Verdict.ENCLOSED: 'ENCLOSED'>
    """
    return min(verdicts, key=_CONJUNCTION.index)
