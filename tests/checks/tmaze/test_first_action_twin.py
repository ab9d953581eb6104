"""The first decision by pymdp's own algorithm: it holds on the kept recording, and each mutant dies."""

from fractions import Fraction
from pathlib import Path

import pytest

from opd_exact.numbers import enclose
from opd_exact.numbers.errors import EvidenceError
from opd_exact.registry import Check, Mutant, Verdict
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_unit

FOLDER = Path(__file__).parent / "recorded"


def declared() -> Check:
    """The check."""
    suite = builtin_suite()
    assert suite.checks is not None
    unit = load_unit(suite.name, suite.checks, "tmaze/first_action_cue_twin.py")
    assert isinstance(unit, CheckUnit)
    return unit.check


def inputs() -> dict[str, dict[str, str]]:
    """The kept recording."""
    return {"tmaze_rollout": {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}}


@pytest.mark.slow
def test_the_value_is_that_of_the_independent_computation() -> None:
    """P(cue) at depth 4 to the digits of the paper's facts, and a budget in which the missing depth is nearly all."""
    finding = declared().establish(declared().subject(inputs()))
    assert finding.verdict is Verdict.ENCLOSED, finding.message
    assert finding.value is not None
    assert abs(enclose(finding.value, 20).middle - Fraction("0.544550114626218560722")) < Fraction(1, 10**14)
    assert finding.budget is not None
    # 0.5445501146262186 - 0.4772390889586392, from the same computation at depths 4 and 5
    assert abs(finding.budget.approximation - Fraction("0.0673110256675794")) < Fraction(1, 10**14)
    assert finding.budget.arithmetic < Fraction(1, 10**6)


@pytest.mark.slow
@pytest.mark.parametrize("mutant", declared().mutants, ids=lambda mutant: mutant.name)
def test_every_mutant_dies(mutant: Mutant) -> None:
    """Refuted, or refused for lack of evidence."""
    changed = mutant.change(declared().subject(inputs()))
    try:
        finding = declared().establish(changed)
    except EvidenceError:
        return
    assert finding.verdict is Verdict.REFUTED
