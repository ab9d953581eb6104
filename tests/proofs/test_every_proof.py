"""Every built-in proof: each of its steps is a theorem, each of its false neighbors is refuted at a point."""

from itertools import chain

import pytest

from opd_exact.registry import Neighbor, Step
from opd_exact.registry.suites import ProofUnit, builtin_suite, load_checks, load_proofs
from opd_exact.symbolic import Refutation, Theorem

UNITS = {unit.proof.id: unit for unit in load_proofs([builtin_suite()])}
STEPS = list(chain.from_iterable(((name, step) for step in unit.proof.steps()) for name, unit in UNITS.items()))
NEIGHBORS = [(name, neighbor) for name, unit in UNITS.items() for neighbor in unit.proof.neighbors]


@pytest.mark.parametrize(("name", "step"), STEPS, ids=[f"{name}: {step.statement}" for name, step in STEPS])
def test_step_is_a_theorem(name: str, step: Step) -> None:
    assert isinstance(step.ask(), Theorem)


@pytest.mark.parametrize(("name", "neighbor"), NEIGHBORS, ids=[f"{name}: {other.name}" for name, other in NEIGHBORS])
def test_false_neighbor_is_refuted_at_a_point(name: str, neighbor: Neighbor) -> None:
    answer = neighbor.ask()
    assert isinstance(answer, Refutation)
    assert answer.point


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_manual_page(unit: ProofUnit) -> None:
    assert "Source:" in unit.docstring
    assert unit.proof.claim.scope


def test_every_proof_that_a_check_cites_exists() -> None:
    cited = {name for unit in load_checks([builtin_suite()])[0] for name in unit.check.proofs}
    assert cited
    assert cited <= set(UNITS)
