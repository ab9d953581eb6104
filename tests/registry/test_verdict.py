"""A conjunction is refuted by any false part, and otherwise as weak as its weakest part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.registry.verdict import Verdict, weakest

verdicts = st.sampled_from(list(Verdict))


@given(st.lists(verdicts, min_size=1))
def test_conjunction_passes_only_if_every_part_does(parts: list[Verdict]) -> None:
    assert weakest(parts).may_pass == all(part.may_pass for part in parts)


@given(st.lists(verdicts, min_size=1))
def test_conjunction_is_refuted_iff_a_part_is(parts: list[Verdict]) -> None:
    assert (weakest(parts) is Verdict.REFUTED) == (Verdict.REFUTED in parts)


@given(verdicts, verdicts)
def test_no_weaker_kind_passes_for_a_stronger_one(one: Verdict, other: Verdict) -> None:
    if one.at_least(other) and other.at_least(one):
        assert one is other


def test_observation_is_never_evidence() -> None:
    assert not Verdict.OBSERVED.may_pass
    assert not Verdict.OBSERVED.at_least(Verdict.ENCLOSED)


def test_empty_conjunction_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        weakest([])
