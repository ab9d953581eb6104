"""What the derivations about the Ising witness yield, beside being proved."""

import pytest
import sympy
from opd_exact.proofs.ising import (  # type: ignore[import-not-found]  # mounted at import of the package
    decomposition,
    mutual_information_closed_form,
)
from opd_exact.proofs.ising._line import LAM, LINE  # type: ignore[import-not-found]

from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.symbolic import Refutation, Theorem, prove_equal

MODEL = bernoulli_ising(LAM)


def test_sympy_derives_the_closed_form_from_the_joint() -> None:
    """The derived form is λσ + log 2 - log(1 + e^λ), the textbook form of log 2 - H_b(σ)."""
    derived = mutual_information_closed_form.derive(MODEL)
    textbook = LAM * sympy.exp(LAM) / (1 + sympy.exp(LAM)) + sympy.log(2) - sympy.log(1 + sympy.exp(LAM))
    assert isinstance(prove_equal(derived, textbook, LINE), Theorem)
    assert not derived.has(sympy.Symbol("s", positive=True))


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 2), (2, 2, 2)])
def test_decomposition_holds_for_other_shapes_too(shape: tuple[int, ...]) -> None:
    (step,) = decomposition.steps([decomposition.decompose(shape)])
    assert isinstance(step.ask(), Theorem)


def test_coupled_but_unequal_conventions_are_told_apart() -> None:
    """J = ±1 at the same strength is another joint: λ and 2λ are not the same."""
    one = sympy.Integer(1)
    doubled = bernoulli_ising(LAM, ((one, -one), (-one, one)))
    assert isinstance(prove_equal(doubled.joint()[0, 0], MODEL.joint()[0, 0], LINE), Refutation)
