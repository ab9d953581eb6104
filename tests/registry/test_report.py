"""The exit code of a report: what fails outweighs what was not run, and Coq's word counts where it was asked for."""

from dataclasses import replace

import pytest

from opd_exact.registry.report import exit_code
from opd_exact.registry.row import Row
from opd_exact.registry.verdict import Verdict

HOLDS = Row("a_row", "a group", "it is", "1 = 1", "always", "school", Verdict.DECIDED, True, None)
REFUTED = replace(HOLDS, verdict=Verdict.REFUTED, passed=False, message="it is not")
UNDECIDED = replace(HOLDS, verdict=Verdict.UNDECIDED, passed=False, message="nobody knows")
MISSING = replace(HOLDS, verdict=Verdict.NOT_RUN, passed=False, message="nobody asked")
CHECKED, REFUSED, UNCOVERED, UNSEEN = (
    replace(HOLDS, kernel=status) for status in ("checked", "failed", "not covered", "NOT_RUN")
)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ((HOLDS,), 0),
        ((HOLDS, REFUTED), 1),
        ((HOLDS, UNDECIDED), 6),
        ((HOLDS, MISSING), 6),
        ((MISSING, REFUTED, UNDECIDED), 1),
        ((CHECKED, UNCOVERED), 0),
        ((CHECKED, REFUSED), 1),
        ((CHECKED, UNSEEN), 6),
        ((UNSEEN, REFUSED), 1),
        ((CHECKED, MISSING, REFUSED), 1),
    ],
)
def test_exit_codes(rows: tuple[Row, ...], code: int) -> None:
    assert exit_code(rows) == code
