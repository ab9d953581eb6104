"""What makes stored tables a T-maze, read off their entries alone, without a model to compare them with.

Indices as in the tables: places are center 0, left arm 1, right arm 2, cue location 3, middle 4; sides are left 0,
right 1; outcomes are none 0, reward 1, punishment 2; cues are none 0, left 1, right 2.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from opd_exact.audit.rollout_record import StoredModel
from opd_exact.models.tensor import Tensor
from opd_exact.registry import Fact

__all__ = [
    "maze",
]

PLACES, SIDES, CUE_PLACE = range(5), range(2), 3
CENTER = (1, 0, 0, 0, 0)
DOORS = {(0, 3), (3, 0), (0, 4), (4, 0), (4, 1), (1, 4), (4, 2), (2, 4)}
PREFERENCES = [(0,) * 5, (0, 2, -6), (0, Fraction(-1, 2), Fraction(-1, 2))]


def maze(agent: StoredModel, environment: StoredModel) -> Iterator[Fact]:
    """One fact for each thing that makes the stored tables a T-maze; their shapes must be right already."""
    location, outcome, cue = (Tensor(table.shape, table.entries) for table in agent.tensors["A"])
    moves, stays = (Tensor(table.shape, table.entries) for table in agent.tensors["B"])
    preferences = [table.entries for table in agent.tensors["C"]]
    starts = [table.entries for owner in (agent, environment) for table in owner.tensors["D"]]
    doors = {(a, b) for a, b in product(PLACES, PLACES) if a != b and moves[b, a, b] == 1}
    paid = {(arm, side): 1 if arm - 1 == side else 2 for arm in (1, 2) for side in SIDES}
    for holds, text in (
        (all((location[o, s] == 1) == (o == s) for o, s in product(PLACES, PLACES)), "the location is observed"),
        (doors == DOORS, "doors are center-cue, center-middle, middle-left and middle-right, both ways"),
        (
            all(moves[a, a, b] == 1 for a, b in product(PLACES, PLACES) if (a, b) not in doors),
            "a move where there is no door stays where it is",
        ),
        (all(stays[side, side, 0] == 1 for side in SIDES), "the reward does not change sides"),
        (
            all(outcome[paid.get((place, side), 0), place, side] == 1 for place, side in product(PLACES, SIDES)),
            "the arm on the side of the reward pays, the other one punishes, no other place does either",
        ),
        (
            all((cue[0, place, side] == 1) == (place != CUE_PLACE) for place, side in product(PLACES, SIDES)),
            "there is a cue at the cue location alone",
        ),
        (
            cue[1, CUE_PLACE, 0] == cue[2, CUE_PLACE, 1] > cue[2, CUE_PLACE, 0] == cue[1, CUE_PLACE, 1],
            "the cue points to the true side more often than not, equally often on both sides",
        ),
        (preferences == PREFERENCES, "preferences are 0 for places, (0, 2, -6) for outcomes, (0, -1/2, -1/2) for cues"),
        (
            starts == [CENTER, (Fraction(1, 2),) * 2, CENTER, (1, 0)],
            "both start at the center; the agent does not know the side, the environment has the reward on the left",
        ),
    ):
        yield Fact.decided_by(holds, text, otherwise=f"model.json: it is not so that {text}")
