"""The SARIF view has the structure that SARIF 2.1.0 asks for, and the content of the report."""

import json
from typing import Any

import jsonschema
import pytest

from opd_exact.registry.report import Report
from opd_exact.registry.views.sarif import sarif
from tests.registry.views.reports import REPORTS, check, report_of

TEXT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
}
BAG = {"type": "object", "properties": {"tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True}}}
# The part of SARIF 2.1.0 (sections 3.13 to 3.49) that the view uses, closed: any other property is a mistake.
STRUCTURE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "pattern": "^https://.*sarif-schema-2\\.1\\.0\\.json$"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["tool"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "additionalProperties": False,
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "type": "object",
                                            "additionalProperties": False,
                                            "required": ["id"],
                                            "properties": {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "help": TEXT,
                                                "properties": BAG,
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "invocations": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["executionSuccessful"],
                            "properties": {
                                "executionSuccessful": {"type": "boolean"},
                                "exitCode": {"type": "integer"},
                            },
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["message"],
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "kind": {"enum": ["notApplicable", "pass", "fail", "review", "open", "informational"]},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "locations": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "logicalLocations": {
                                                "type": "array",
                                                "uniqueItems": True,
                                                "items": {
                                                    "type": "object",
                                                    "additionalProperties": False,
                                                    "properties": {
                                                        "name": {"type": "string"},
                                                        "fullyQualifiedName": {"type": "string"},
                                                    },
                                                },
                                            }
                                        },
                                    },
                                },
                                "properties": BAG,
                            },
                            "if": {"properties": {"kind": {"const": "fail"}}},
                            "then": {"properties": {"level": {"enum": ["note", "warning", "error"]}}},
                            "else": {"properties": {"level": {"const": "none"}}},
                        },
                    },
                    "properties": BAG,
                },
            },
        },
    },
}


def only_run(report: Report) -> dict[str, Any]:
    (run,) = json.loads(sarif(report))["runs"]
    assert isinstance(run, dict)
    return run


def shown(message: dict[str, str]) -> str:
    """What a consumer shows for a message: escapes of braces and brackets undone, no placeholder or link inside."""
    text = message["text"]
    assert "](" not in text.replace("\\](", "")
    bare = text.replace("{{", "").replace("}}", "")
    assert "{" not in bare
    assert "}" not in bare
    return text.replace("{{", "{").replace("}}", "}").replace("\\](", "](")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
class TestEveryReport:
    def test_structure(self, report: Report) -> None:
        jsonschema.Draft202012Validator(STRUCTURE).validate(json.loads(sarif(report)))

    def test_the_driver_is_this_package_at_the_version_of_the_run(self, report: Report) -> None:
        driver = only_run(report)["tool"]["driver"]
        assert (driver["name"], driver["version"]) == ("opd_exact", report["environment"]["opd_exact"])

    def test_each_check_is_a_rule(self, report: Report) -> None:
        rules = only_run(report)["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == [entry["id"] for entry in report["checks"]]
        for rule, entry in zip(rules, report["checks"], strict=True):
            assert shown(rule["shortDescription"]) == entry["statement"]
            assert entry["scope"] in shown(rule["help"])
            assert entry["source"] in shown(rule["help"])

    def test_each_check_has_a_result_that_names_its_rule(self, report: Report) -> None:
        run = only_run(report)
        assert [result["ruleId"] for result in run["results"]] == [entry["id"] for entry in report["checks"]]
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]

    def test_kind_and_level_follow_the_verdict(self, report: Report) -> None:
        levels = {"UNDECIDED": "warning", "NOT_RUN": "note"}
        for result, entry in zip(only_run(report)["results"], report["checks"], strict=True):
            if entry["passed"]:
                assert (result["kind"], result["level"]) == ("pass", "none")
            else:
                assert (result["kind"], result["level"]) == ("fail", levels.get(entry["verdict"], "error"))
                assert entry["message"] in shown(result["message"])

    def test_evidence_is_carried_unchanged(self, report: Report) -> None:
        for result, entry in zip(only_run(report)["results"], report["checks"], strict=True):
            for field in ("verdict", "exact", "value", "mutants"):
                assert result["properties"][field] == entry[field]

    def test_two_calls_give_one_text(self, report: Report) -> None:
        assert sarif(report) == sarif(report)


@pytest.mark.parametrize(("code", "successful"), [(0, True), (1, True), (2, False), (3, False), (4, False), (6, True)])
def test_a_failed_claim_is_no_failed_execution(code: int, successful: bool) -> None:
    (invocation,) = only_run(report_of(check(), exit_code=code))["invocations"]
    assert invocation == {"executionSuccessful": successful, "exitCode": code}


def test_an_unknown_version_is_left_out() -> None:
    report = report_of(check())
    report["environment"]["opd_exact"] = None
    assert "version" not in only_run(report)["tool"]["driver"]


def test_a_lone_surrogate_survives_the_way_through_a_file() -> None:
    report = report_of(check(passed=False, message="half \ud83d of a letter"), exit_code=1)
    read = json.loads(sarif(report).encode("utf-8"))
    assert report["checks"][0]["message"] in shown(read["runs"][0]["results"][0]["message"])
