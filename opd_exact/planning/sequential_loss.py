"""Losses of a student policy along visited states, in nats: the same loss under whose visits makes all the difference.

Train loss averages over the states that the teacher visits, test loss over those that the student visits itself.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Literal

from opd_exact.information import relative_entropy
from opd_exact.information.arithmetic import Amount
from opd_exact.models.markov_chain import Row
from opd_exact.models.policy_chain import Policy
from opd_exact.numbers import Infinity, LogForm
from opd_exact.numbers.errors import InputError

__all__ = [
    "Direction",
    "state_divergences",
    "total_variation",
    "visited_loss",
]

Direction = Literal["reverse", "forward"]


def state_divergences(student: Policy, teacher: Policy, direction: Direction = "reverse") -> tuple[Amount, ...]:
    """For each state the reverse KL D(π_S(·|s) || π_T(·|s)), or the forward KL D(π_T || π_S), exact, in nats.

    Raises:
        InputError: the policies have different states or actions.

    >>> from opd_exact.models.policy_chain import Policy
    >>> print(*state_divergences(Policy.of([["1/2", "1/2"]]), Policy.of([["1/4", "3/4"]])))
    log(2) - 1/2*log(3)
    """
    if student.shape != teacher.shape:
        raise InputError(f"policies of shapes {student.shape} and {teacher.shape}; expected one shape")
    first, second = (student, teacher) if direction == "reverse" else (teacher, student)
    return tuple(relative_entropy(p, q) for p, q in zip(first.rows, second.rows, strict=True))


def visited_loss(visitation: Row, losses: Sequence[Amount]) -> LogForm | Infinity:
    """Σ_s d(s) loss(s), exact; states that are not visited count as 0, whatever their loss.

    Raises:
        InputError: there are not as many losses as states.

    >>> from opd_exact.numbers import log
    >>> print(visited_loss((Fraction(1, 4), Fraction(3, 4)), [log(2), log(3)]))
    1/4*log(2) + 3/4*log(3)
    """
    if len(visitation) != len(losses):
        raise InputError(f"{len(losses)} losses for {len(visitation)} states; expected one for each")
    visited = [(share, loss) for share, loss in zip(visitation, losses, strict=True) if share]
    infinite = [loss for _, loss in visited if isinstance(loss, Infinity)]
    if infinite:
        return infinite[0]
    return LogForm.total(loss * share for share, loss in visited)


def total_variation(p: Iterable[Fraction], q: Iterable[Fraction]) -> Fraction:
    """½ Σ |p(s) - q(s)|: the mass that has to move to turn one distribution into the other.

    Source: Levin and Peres (2017), prop. 4.2.

    >>> total_variation((Fraction(1, 2), Fraction(1, 2)), (Fraction(1, 4), Fraction(3, 4)))
    Fraction(1, 4)
    """
    return sum((abs(x - y) for x, y in zip(p, q, strict=True)), Fraction(0)) / 2
