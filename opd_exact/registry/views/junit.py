"""The report as JUnit XML, which CI systems show as tests."""

from typing import Any

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from opd_exact.registry.report import Report
from opd_exact.registry.views.characters import printable
from opd_exact.registry.views.standing import Standing, kernel_complaint, standing

__all__ = [
    "junit",
]

_RESULTS = {
    Standing.REFUTED: Failure,
    Standing.FAILED: Failure,
    Standing.UNDECIDED: Error,
    Standing.NOT_RUN: Skipped,
}


def junit(report: Report) -> str:
    """The report as JUnit XML: one suite per group, one case per check, the evidence and each mutant in its output.

    A refuted or failed check, or one whose proof Coq's kernel refused, is a failure, an undecided one an error, one
    that was not run is skipped. A character that XML cannot hold is written as its escape.
    """
    document: Any = JUnitXml("opd_exact")  # some of its methods carry no types
    cases: dict[str, list[TestCase]] = {}
    for check in report["checks"]:
        cases.setdefault(check["group"], []).append(_case(check))
    for group, members in cases.items():
        suite = TestSuite(printable(group))
        suite.add_testcases(members)
        document.add_testsuite(suite)
    document.update_statistics()
    text: bytes = document.tostring()
    return text.decode("utf-8") + "\n"


def _case(check: dict[str, Any]) -> TestCase:
    case = TestCase(printable(check["id"]), printable(check["group"]), check["duration_s"])
    result_of = _RESULTS.get(standing(check))
    if result_of is not None:
        result = result_of(printable(check["message"]), check["verdict"])
        # Some systems show the attribute, others only the text.
        result.text = printable(check["message"])
        case.result = [result]
    refused = kernel_complaint(check)
    if refused is not None and not case.result:
        result = Failure(printable(f"Coq's kernel: {refused}"), "kernel")
        result.text = printable(f"Coq's kernel: {refused}")
        case.result = [result]
    case.system_out = "\n".join(_line(*words) for words in _evidence(check)) + "\n"
    return case


def _evidence(check: dict[str, Any]) -> list[tuple[str, str]]:
    lines = [
        ("verdict", check["verdict"]),
        ("statement", check["statement"]),
        ("scope", check["scope"]),
        ("source", check["source"]),
    ]
    if check["exact"] is not None:
        lines.append(("exact", check["exact"]))
    if check["value"] is not None:
        lines.append(("value", f"{check['value']['mid']} ± {check['value']['rad']}"))
    if check.get("kernel") is not None:
        lines.append(("kernel", check["kernel"]))
    for mutant in check["mutants"]:
        fate = "killed" if mutant["killed"] else "SURVIVED"
        lines.append(
            (f"mutant {mutant['name']}", f"{fate}; changes: {mutant['what_changes']}; margin: {mutant['margin']}")
        )
    return lines


def _line(title: str, text: str) -> str:
    return printable(" ".join(f"{title}: {text}".split()))
