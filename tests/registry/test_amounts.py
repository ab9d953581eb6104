"""Amounts beside closed forms: equality is decided, and each of the three things that can be wrong is told apart."""

from fractions import Fraction

import pytest

from opd_exact.information import entropy
from opd_exact.numbers import POSITIVE_INFINITY, InputError, log
from opd_exact.registry import Verdict
from opd_exact.registry.amounts import (
    Amount,
    Amounts,
    changed_claim,
    changed_definition,
    changed_model,
    decided_equal,
)

COIN = Amounts((Fraction(1, 2), Fraction(1, 2)), (Amount("H", entropy, log(2)),))


def verdicts(subject: Amounts) -> list[Verdict]:
    return [fact.verdict for fact in subject.facts()]


def test_the_truth_is_decided() -> None:
    assert verdicts(COIN) == [Verdict.DECIDED]


@pytest.mark.parametrize(
    "mutant",
    [
        changed_claim("H"),
        changed_claim("H", Fraction(1, 10**60)),
        changed_definition("bits", "a constant", "H", lambda model: Fraction(1)),
        changed_definition("infinite", "no number", "H", lambda model: POSITIVE_INFINITY),
        changed_model("biased", "(1/3, 2/3)", lambda model: (Fraction(1, 3), Fraction(2, 3))),
    ],
    ids=lambda mutant: mutant.name,
)
def test_each_kind_of_mutant_is_refuted(mutant: object) -> None:
    changed = mutant.change(COIN)  # type: ignore[attr-defined]
    assert verdicts(changed) == [Verdict.REFUTED]
    assert verdicts(COIN) == [Verdict.DECIDED]


def test_margin_says_by_how_much() -> None:
    assert decided_equal("x", Fraction(3, 4), Fraction(1, 2)).margin == "differs by 0.250000"
    assert decided_equal("x", POSITIVE_INFINITY, Fraction(1, 2)).margin == "∞ in place of 1/2"


def test_unknown_row_is_named() -> None:
    with pytest.raises(InputError, match="'G'; there are H"):
        COIN.with_row("G", claimed=log(3))
