"""The T-maze that is built from its description is the one that the published audit lists entry by entry."""

from fractions import Fraction

import pytest

from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import InputError, InputTypeError
from tests.models import tmaze_tables as listed


def test_every_entry_is_the_listed_one() -> None:
    """A, B, C and D of the agent, entry by entry."""
    model = tmaze("0.95")
    for table, entries in zip(model.A, (listed.A_LOCATION, listed.A_OUTCOME, listed.A_CUE), strict=True):
        assert table == Tensor.from_nested(entries)
    for table, entries in zip(model.B, (listed.B_LOCATION, listed.B_REWARD_LOCATION), strict=True):
        assert table == Tensor.from_nested(entries)
    assert [table.entries for table in model.C] == [(0,) * 5, (0, 2, -6), (0, Fraction(-1, 2), Fraction(-1, 2))]
    assert [table.entries for table in model.D] == [(1, 0, 0, 0, 0), (Fraction(1, 2),) * 2]


@pytest.mark.parametrize(("side", "prior"), [("left", (1, 0)), ("right", (0, 1)), ("unknown", (Fraction(1, 2),) * 2)])
def test_the_side_sets_the_prior_alone(side: str, prior: tuple[Fraction, ...]) -> None:
    """Environment and agent differ in D and in nothing else."""
    model = tmaze("0.95", side)  # type: ignore[arg-type]
    assert model.D[1].entries == prior
    assert (model.A, model.B, model.C, model.D[0]) == (tmaze().A, tmaze().B, tmaze().C, tmaze().D[0])


@pytest.mark.parametrize("validity", ["0", "1/2", "1"])
def test_the_cue_points_to_the_true_side_with_its_validity(validity: str) -> None:
    """Also at the ends, and for a cue that says nothing."""
    cue = tmaze(validity).A[2]
    assert cue.column((3, 0)) == (0, Fraction(validity), 1 - Fraction(validity))
    assert cue.column((3, 1)) == (0, 1 - Fraction(validity), Fraction(validity))


def test_what_is_no_probability_or_no_side_is_refused() -> None:
    """With the value found and what was expected."""
    with pytest.raises(InputError, match="cue_validity: 3/2 is no probability"):
        tmaze("1.5")
    with pytest.raises(InputTypeError):
        tmaze(0.95)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="reward_side: 'up'"):
        tmaze(reward_side="up")  # type: ignore[arg-type]
