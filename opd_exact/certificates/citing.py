"""Certificates of the theorems behind a run's checks, cited in the rows of the checks."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from opd_exact.certificates.emit import make_folder, write_certificate
from opd_exact.registry.proving import establish
from opd_exact.registry.row import Row
from opd_exact.registry.runner import Outcome
from opd_exact.registry.suites import CheckUnit, Suite, load_proofs

__all__ = [
    "cite",
]


def cite(outcome: Outcome, units: Sequence[CheckUnit], suites: Sequence[Suite], folder: Path) -> Outcome:
    """The outcome with the file of its main theorem's certificate in the row of each check that holds.

    A check's main theorem is the first of its `proofs`; the certificates of the others are written too. A theorem whose
    certificate would not cover all its steps has none. Files are named relative to the current folder.

    Raises:
        CommandError: the folder or a file in it cannot be written.
    """
    behind = {unit.check.id: unit.check.proofs for unit in units}
    needed = {proof for row in outcome.rows if row.passed for proof in behind.get(row.id, ())}
    make_folder(folder)
    written = {}
    for unit in load_proofs(suites):
        if unit.proof.id in needed:
            coverage = write_certificate(establish(unit), folder)
            if not coverage.missing:
                written[unit.proof.id] = Path(os.path.relpath(folder / f"{unit.proof.id}.json")).as_posix()

    def cited(row: Row) -> Row:
        first = next(iter(behind.get(row.id, ())), None)
        return replace(row, certificate=written.get(first)) if row.passed and first in written else row

    return replace(outcome, rows=tuple(map(cited, outcome.rows)))
