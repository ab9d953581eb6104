"""The report as SARIF, which code-scanning dashboards read."""

import json
from typing import Any

from opd_exact.registry.report import Report
from opd_exact.registry.views.standing import Standing, kernel_complaint, standing

__all__ = [
    "sarif",
]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

# A result of kind "pass" has no level other than "none" (SARIF 2.1.0, section 3.27.10).
_LEVELS = {
    Standing.REFUTED: "error",
    Standing.FAILED: "error",
    Standing.UNDECIDED: "warning",
    Standing.NOT_RUN: "note",
    Standing.HOLDS: "none",
}
# Exit codes with which the run itself, not a claim, went wrong: interrupted, internal error, bad usage.
_BROKEN_OFF = (2, 3, 4)


def sarif(report: Report) -> str:
    """The report as SARIF 2.1.0: one rule and one result per check.

    Failures have level error, undecided checks warning, checks that were not run note; those that hold have kind pass.
    A result names its check by a logical location, since a report knows no files.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    text = json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    # A lone surrogate cannot be encoded; its backslash form means the same inside a JSON string.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _run(report: Report) -> dict[str, Any]:
    exit_code = report["summary"]["exit_code"]
    driver: dict[str, Any] = {"name": "opd_exact"}
    if report["environment"]["opd_exact"] is not None:
        driver["version"] = report["environment"]["opd_exact"]
    driver["rules"] = [_rule(check) for check in report["checks"]]
    return {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": exit_code not in _BROKEN_OFF, "exitCode": exit_code}],
        "results": [_result(index, check) for index, check in enumerate(report["checks"])],
        "properties": {"report": report["schema"], "environment": report["environment"]},
    }


def _rule(check: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": check["id"],
        "shortDescription": _message(check["statement"]),
        "help": _message(f"Scope: {check['scope']}\nSource: {check['source']}"),
        "properties": {"tags": [check["group"]]},
    }


def _result(index: int, check: dict[str, Any]) -> dict[str, Any]:
    stands, refused = standing(check), kernel_complaint(check)
    text = f"{check['verdict']}: {check['statement'] if check['passed'] else check['message']}"
    if refused is not None:
        text += f"; Coq's kernel: {refused}"
        stands = Standing.FAILED if stands is Standing.HOLDS else stands
    return {
        "ruleId": check["id"],
        "ruleIndex": index,
        "kind": "pass" if stands is Standing.HOLDS else "fail",
        "level": _LEVELS[stands],
        "message": _message(text),
        "locations": [
            {
                "logicalLocations": [
                    {
                        "name": check["id"],
                        "fullyQualifiedName": f"{check['group']}/{check['id']}",
                    }
                ]
            }
        ],
        "properties": {
            "verdict": check["verdict"],
            "kernel": check.get("kernel"),
            "exact": check["exact"],
            "value": check["value"],
            "mutants": check["mutants"],
        },
    }


def _message(text: str) -> dict[str, str]:
    """A plain-text message: a brace would open a placeholder, "](" a link (SARIF 2.1.0, sections 3.11.5, 3.11.6)."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}
