"""The token walk against the published visits and a walk that never moves."""

from fractions import Fraction

import pytest

from opd_exact.models.policy_chain import Policy
from opd_exact.models.token_walk import token_walk
from opd_exact.numbers.errors import InputError

TRANSITION = ((".20", ".30", ".50"), (".25", ".25", ".50"), (".20", ".20", ".60"))


def test_published_off_policy_visits() -> None:
    """Friedman (2026), generalized knowledge distillation: float64 figures of the run, good to 1e-15."""
    teacher = Policy.of(((".70", ".20", ".10"), (".10", ".80", ".10"), (".15", ".15", ".70")))
    shares = token_walk(teacher, TRANSITION, ("1", "0", "0")).visitation(8)
    reported = ("0.41419993583006054", "0.21613616905244498", "0.36966389511749453")
    assert all(abs(x - Fraction(y)) < Fraction(1, 10**15) for x, y in zip(shares, reported, strict=True))


def test_a_policy_that_is_sure_stays() -> None:
    sure = Policy.of((("1", "0", "0"), ("0", "1", "0"), ("0", "0", "1")))
    assert token_walk(sure, TRANSITION, ("0", "1", "0")).visitation(5)[1] == 1


def test_rows_must_match() -> None:
    with pytest.raises(InputError, match="2 rows for 3 states"):
        token_walk(Policy.of((("1",), ("1",))), TRANSITION, ("1", "0", "0"))
