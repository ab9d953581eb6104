"""The certificates of all built-in theorems, written once a session, each beside the answers of the prover."""

from pathlib import Path
from typing import Any

import pytest

from opd_exact.certificates.emit import certificate_of
from opd_exact.registry.configuration import chosen_suites, configuration
from opd_exact.registry.proving import ProofOutcome, establish
from opd_exact.registry.suites import load_proofs


@pytest.fixture(scope="session")
def certified(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[ProofOutcome, dict[str, Any]]]:
    """Each theorem as it was proved, with its certificate."""
    nowhere: Path = tmp_path_factory.mktemp("no_project")
    outcomes = [establish(unit) for unit in load_proofs(chosen_suites((), configuration(nowhere)))]
    return [(outcome, certificate_of(outcome)[0]) for outcome in outcomes]
