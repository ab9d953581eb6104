"""The T-maze: a five-place maze with a cue that tells, with some validity, which arm holds the reward.

A move succeeds between adjacent places and otherwise leaves the agent where it is::

    left_arm -- middle -- right_arm
                  |
                center
                  |
             cue_location

The rewarded arm always rewards and the other always punishes; the cue is drawn afresh at each visit and points to the
true side with probability `cue_validity`. Tensors are built from this description; see `opd_exact.models.pomdp` for
the order of their indices.
"""

from fractions import Fraction
from typing import Literal

from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "ADJACENT",
    "PREFERENCES",
    "tmaze",
]

_CENTER, _LEFT_ARM, _RIGHT_ARM, _CUE_LOCATION, _MIDDLE = range(5)
_LEFT, _RIGHT = range(2)

_LOCATION = Variable("location", ("center", "left_arm", "right_arm", "cue_location", "middle"))
_REWARD_LOCATION = Variable("reward_location", ("reward_left", "reward_right"))
_OUTCOME = Variable("outcome", ("no_outcome", "reward", "punishment"))
_CUE = Variable("cue", ("no_cue", "cue_left", "cue_right"))
_ACTION_NAMES = ("move_to_center", "move_to_left_arm", "move_to_right_arm", "move_to_cue", "move_to_middle")

# The pairs between which a move succeeds, in one direction; each also holds the other way round.
ADJACENT = (
    (_CENTER, _CUE_LOCATION),
    (_CENTER, _MIDDLE),
    (_MIDDLE, _LEFT_ARM),
    (_MIDDLE, _RIGHT_ARM),
)

# Log-preferences in nats for location, outcome and cue; they enter expected utility linearly and are not normalized.
PREFERENCES = (
    (Fraction(0),) * 5,
    (Fraction(0), Fraction(2), Fraction(-6)),
    (Fraction(0), Fraction(-1, 2), Fraction(-1, 2)),
)


def tmaze(
    cue_validity: int | str | Fraction = Fraction(19, 20),
    reward_side: Literal["left", "right", "unknown"] = "unknown",
) -> POMDP:
    """The T-maze as an exact model.

    `cue_validity` is the probability that the cue points to the true side. `reward_side` sets the prior over the
    rewarded arm: "unknown" is the agent's uniform prior, "left" and "right" are environments with the side fixed.

    Raises:
        InputError: the validity lies outside [0, 1], or the side is none of the three.
        InputTypeError: the validity is a float or of another type without an exact reading.

    Source: Friedman (2026), witness 2; entries listed in its model audit.

    >>> tmaze("0.95").A[2].column((3, 0))
    (Fraction(0, 1), Fraction(19, 20), Fraction(1, 20))
    """
    validity = exact_rational(cue_validity)
    if not 0 <= validity <= 1:
        raise InputError(f"cue_validity: {validity} is no probability, expected a number from 0 to 1")
    priors = {"left": (1, 0), "right": (0, 1), "unknown": ("1/2", "1/2")}
    if reward_side not in priors:
        raise InputError(f"reward_side: {reward_side!r}, expected 'left', 'right' or 'unknown'")
    return POMDP(
        factors=(_LOCATION, _REWARD_LOCATION),
        modalities=(_LOCATION, _OUTCOME, _CUE),
        action_names=_ACTION_NAMES,
        A=(_location_likelihood(), _outcome_likelihood(), _cue_likelihood(validity)),
        B=(_moves(), Tensor.from_nested([[[1], [0]], [[0], [1]]])),
        C=tuple(Tensor.from_nested(values) for values in PREFERENCES),
        D=(Tensor.zeros((5,), ones=[(_CENTER,)]), Tensor.from_nested(priors[reward_side])),
        A_dependencies=((0,), (0, 1), (0, 1)),
        B_dependencies=((0,), (1,)),
    )


def _location_likelihood() -> Tensor:
    return Tensor.zeros((5, 5), ones=[(place, place) for place in range(5)])


def _outcome_likelihood() -> Tensor:
    none, reward, punishment = range(3)
    ones = [(none, place, side) for place in (_CENTER, _CUE_LOCATION, _MIDDLE) for side in (_LEFT, _RIGHT)]
    ones += [(reward, _LEFT_ARM, _LEFT), (reward, _RIGHT_ARM, _RIGHT)]
    ones += [(punishment, _LEFT_ARM, _RIGHT), (punishment, _RIGHT_ARM, _LEFT)]
    return Tensor.zeros((3, 5, 2), ones)


def _cue_likelihood(validity: Fraction) -> Tensor:
    none, left, right = range(3)
    elsewhere = [place for place in range(5) if place != _CUE_LOCATION]
    table = Tensor.zeros((3, 5, 2), ones=[(none, place, side) for place in elsewhere for side in (_LEFT, _RIGHT)])
    for cue, side in ((left, _LEFT), (right, _RIGHT)):
        table = table.replacing((cue, _CUE_LOCATION, side), validity)
    for cue, side in ((right, _LEFT), (left, _RIGHT)):
        table = table.replacing((cue, _CUE_LOCATION, side), 1 - validity)
    return table


def _moves() -> Tensor:
    """Entry (next, current, target): the target if it is adjacent to the current place, else the current place."""
    succeeds = {*ADJACENT, *((there, here) for here, there in ADJACENT)}
    pairs = [(here, target) for here in range(5) for target in range(5)]
    return Tensor.zeros((5, 5, 5), ones=[(to if (at, to) in succeeds else at, at, to) for at, to in pairs])
