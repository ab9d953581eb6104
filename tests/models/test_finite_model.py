"""A finite model answers as Bayes' rule on rationals does by hand, and its standard identities are theorems."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from opd_exact.models.finite_model import FiniteModel
from opd_exact.numbers.errors import InputError
from opd_exact.registry.standard_proof import standard_proof
from opd_exact.symbolic import Domain, Refutation, Theorem

E, P = sympy.symbols("e p")
CHANNEL = FiniteModel((P, 1 - P), ((1 - E, E), (E, 1 - E)), Domain(intervals={E: (0, 1), P: (0, 1)}))
MEDICAL = FiniteModel(("1/100", "99/100"), (("9/10", "1/10"), ("1/10", "9/10")))


def test_medical_posterior_by_hand() -> None:
    """P(ill, positive) = 9/1000 of 108/1000."""
    assert MEDICAL.posterior(0) == (Fraction(9, 108), Fraction(99, 108))
    assert MEDICAL.evidence(0) == Fraction(108, 1000)


def test_medical_information_by_floats() -> None:
    with mpmath.workdps(40):
        joint = [[mpmath.mpf(9) / 1000, mpmath.mpf(1) / 1000], [mpmath.mpf(99) / 1000, mpmath.mpf(891) / 1000]]
        rows, columns = [sum(row) for row in joint], [sum(column) for column in zip(*joint, strict=True)]
        expected = mpmath.fsum(
            joint[s][o] * mpmath.log(joint[s][o] / (rows[s] * columns[o])) for s in range(2) for o in range(2)
        )
        assert float(MEDICAL.mutual_information()) == float(expected)


@pytest.mark.parametrize("model", [CHANNEL, MEDICAL], ids=["channel", "medical"])
def test_standard_identities_are_theorems_and_neighbors_are_refuted(model: FiniteModel) -> None:
    proof = standard_proof("a_model", model, "this test")
    steps = [step.ask() for step in proof.steps()]
    assert len(steps) == 9
    assert all(isinstance(answer, Theorem) for answer in steps)
    assert all(isinstance(neighbor.ask(), Refutation) for neighbor in proof.neighbors)


def test_a_parameter_without_a_range_is_named() -> None:
    with pytest.raises(InputError, match="e"):
        FiniteModel(("1/2", "1/2"), ((1 - E, E), (E, 1 - E)))


def test_a_row_that_does_not_sum_to_one_is_named_with_its_deficit() -> None:
    with pytest.raises(InputError, match="1/10"):
        FiniteModel(("1/2", "1/2"), (("9/10", "0"), ("1/10", "9/10")))
