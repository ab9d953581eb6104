"""A check told in full, and a listing of checks; both are read from the declarations and run nothing."""

import inspect
from collections.abc import Sequence

from opd_exact.registry.suites import CheckUnit

__all__ = [
    "explain",
    "listing",
]


def explain(unit: CheckUnit) -> str:
    """The manual page of a check: its claim in words and LaTeX, scope, source, method and mutants."""
    check = unit.check
    lines = [
        f"{check.id}  ({unit.suite}/{unit.group})",
        "",
        check.claim.statement,
        "",
        f"  LaTeX    {check.claim.latex}",
        f"  scope    {check.claim.scope}",
        f"  source   {check.claim.source}",
        f"  sought   {check.tier}",
        f"  inputs   {', '.join(check.inputs) or 'none'}",
        f"  proofs   {', '.join(check.proofs) or 'none'}",
        f"  file     {unit.file}",
        "",
        inspect.cleandoc(unit.docstring),
        "",
        "Mutants, each of which must be refuted:",
        *(f"  - {mutant.name}: {mutant.what_changes}" for mutant in check.mutants),
    ]
    return "\n".join(lines)


def listing(units: Sequence[CheckUnit]) -> str:
    """One block a check: id, kind of truth sought, number of mutants, statement, source."""
    return "\n".join(
        f"{unit.group}/{unit.check.id}  [{unit.check.tier} sought, {len(unit.check.mutants)} mutants]\n"
        f"    {unit.check.claim.statement}\n"
        f"    scope: {unit.check.claim.scope}\n"
        f"    source: {unit.check.claim.source}"
        for unit in units
    )
