"""The report: one JSON-able record of a run, from which every other format is drawn."""

import importlib.metadata
import platform
from typing import Any

import jsonschema

from opd_exact.registry.row import Row
from opd_exact.registry.runner import Outcome
from opd_exact.registry.schema import schema
from opd_exact.registry.verdict import Verdict

__all__ = [
    "Report",
    "build_report",
    "exit_code",
    "validate",
]

Report = dict[str, Any]

SCHEMA_NAME = "opd-exact/report/2"

_DISTRIBUTIONS = {
    "sympy": "sympy",
    "mpmath": "mpmath",
    "numpy": "numpy",
    "python_flint": "python-flint",
    "pymdp": "inferactively-pymdp",
    "jax": "jax",
}


def build_report(outcome: Outcome, kernel: dict[str, Any] | None = None) -> Report:
    """The report of a run; it validates against the schema that ships with the package.

    kernel: what the report says of Coq, where its kernel was asked.

    Raises:
        jsonschema.ValidationError: a row is not what the schema says, which is a defect of ours.
    """
    rows = outcome.rows
    report: Report = {
        "schema": SCHEMA_NAME,
        "summary": {
            "total": len(rows),
            "passed": sum(row.passed for row in rows),
            "failed": sum(row.failed for row in rows),
            "errors": sum(row.verdict is Verdict.UNDECIDED for row in rows),
            "not_run": sum(row.verdict is Verdict.NOT_RUN for row in rows),
            "mutants": sum(len(row.mutants) for row in rows),
            "killed": sum(mutant.killed for row in rows for mutant in row.mutants),
            "wall_s": round(outcome.wall_s, 3),
            "exit_code": exit_code(rows),
        },
        "environment": _environment(outcome),
        "kernel": kernel,
        "checks": [row.entry() for row in rows],
    }
    validate(report)
    return report


def exit_code(rows: tuple[Row, ...]) -> int:
    """0 all hold; 1 a claim failed or a mutant survived; 6 no failure, but something is undecided or was not run.

    Where Coq's kernel was asked, a proof that it refused is a failure too, and one that it did not see was not run.
    """
    if any(row.failed or row.kernel == "failed" for row in rows):
        return 1
    return 0 if all(row.passed and row.kernel != "NOT_RUN" for row in rows) else 6


def validate(report: Report) -> None:
    """Check a report against the schema.

    Raises:
        jsonschema.ValidationError: it does not conform.
    """
    jsonschema.Draft202012Validator(schema()).validate(report)


def _environment(outcome: Outcome) -> dict[str, Any]:
    return {
        "opd_exact": _version("opd_exact"),
        "python": platform.python_version(),
        **{field: _version(name) for field, name in _DISTRIBUTIONS.items()},
        "jax_enable_x64": outcome.jax_enable_x64,
        "platform": platform.platform(),
        "inputs": dict(sorted(outcome.inputs.items())),
    }


def _version(distribution: str) -> str | None:
    # Read from the installed metadata: importing JAX to ask for its version would cost seconds.
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return None
