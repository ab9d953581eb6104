"""Each theorem about the Ising witness is proved, and each wrong neighbor is refuted at a point."""

from collections.abc import Iterator

import pytest
import sympy
from opd_exact.proofs.ising import (  # type: ignore[import-not-found]  # mounted at import of the package
    decomposition,
    monotone,
    mutual_information_closed_form,
    normalization,
    saturation,
    sign_of_the_coupling,
    zero_at_independence,
)
from opd_exact.proofs.ising._line import LAM, LINE, Proof  # type: ignore[import-not-found]

from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.symbolic import Refutation, Theorem, prove_equal

MODEL = bernoulli_ising(LAM)
CLOSED = mutual_information_closed_form.published_closed_form()


def steps() -> Iterator[tuple[str, Proof]]:
    yield from mutual_information_closed_form.theorems(MODEL, CLOSED)
    yield from sign_of_the_coupling.agreement_theorems(MODEL)
    yield from sign_of_the_coupling.determinant_theorems(MODEL)
    yield from zero_at_independence.theorems(CLOSED)
    yield from monotone.theorems(CLOSED)
    yield from saturation.theorems(CLOSED)
    yield from normalization.theorems(MODEL.joint())


@pytest.mark.parametrize(("statement", "proof"), list(steps()), ids=[statement for statement, _ in steps()])
def test_step_is_a_theorem(statement: str, proof: Proof) -> None:
    assert isinstance(proof(), Theorem)


def test_sympy_derives_the_closed_form_from_the_joint() -> None:
    """The derived form is λσ + log 2 - log(1 + e^λ), the textbook form of log 2 - H_b(σ)."""
    derived = mutual_information_closed_form.derive(MODEL)
    textbook = LAM * sympy.exp(LAM) / (1 + sympy.exp(LAM)) + sympy.log(2) - sympy.log(1 + sympy.exp(LAM))
    assert isinstance(prove_equal(derived, textbook, LINE), Theorem)
    assert not derived.has(sympy.Symbol("s", positive=True))


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 2), (2, 2, 2)])
def test_decomposition_holds_for_other_shapes_too(shape: tuple[int, ...]) -> None:
    assert isinstance(decomposition.theorem(decomposition.decompose(shape)), Theorem)


def test_coupled_but_unequal_conventions_are_told_apart() -> None:
    """J = ±1 at the same strength is another joint: λ and 2λ are not the same."""
    one = sympy.Integer(1)
    doubled = bernoulli_ising(LAM, ((one, -one), (-one, one)))
    assert isinstance(prove_equal(doubled.joint()[0, 0], MODEL.joint()[0, 0], LINE), Refutation)
