"""Numbers among SymPy's expressions are refused where they are no probabilities; symbols are taken at their word."""

import pytest
import sympy

from opd_exact.information import entropy
from opd_exact.numbers import InputError

ROOT = sympy.sqrt(2)


def test_a_negative_irrational_entry_is_refused() -> None:
    with pytest.raises(InputError, match="expected a probability >= 0"):
        entropy([ROOT, 1 - ROOT])


def test_an_irrational_sum_other_than_one_is_refused() -> None:
    with pytest.raises(InputError, match="expected 1"):
        entropy([ROOT / 2, ROOT / 3])


def test_an_irrational_distribution_and_symbols_are_read() -> None:
    p = sympy.Symbol("p")
    assert entropy([ROOT / 2, 1 - ROOT / 2]).has(sympy.log)
    assert entropy([p, 1 - p]).free_symbols == {p}
