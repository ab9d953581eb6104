"""The note beside a published figure says what is wrong with it and how far off a reported float is."""

import pytest

from opd_exact.numbers import InputError, log
from opd_exact.registry.published import published


def test_agreement_needs_no_note() -> None:
    assert published("0.69", log(2)).note is None


def test_a_float_that_is_off_is_measured_in_ulps() -> None:
    """One float above the nearest to log 2, which is 0.6931471805599453 (IEEE 754 tables): between 1/2 and 3/2 ulps."""
    note = published("0.693", log(2), reported="0.6931471805599454").note
    assert note is not None
    bound = float(note.partition("off by ≤ ")[2].partition(" ulps")[0])
    assert 0.5 < bound < 1.5


def test_disagreement_states_the_truth_first() -> None:
    found = published("0.70", "2/3", "why")
    assert (found.agrees, found.note) == (False, "the true value is 2/3; why")


@pytest.mark.parametrize("reported", ["nan", "inf", "1_0", "x"])
def test_reports_that_are_no_decimals_are_refused(reported: str) -> None:
    with pytest.raises(InputError):
        published("0.69", log(2), reported=reported)
