"""The JUnit view says, case by case, what the report says."""

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from opd_exact.registry.report import Report
from opd_exact.registry.views.junit import junit
from tests.registry.views.reports import REPORTS, check, every_verdict, report_of, visible


def read_back(report: Report) -> JUnitXml:
    return JUnitXml.fromstring(junit(report).encode("utf-8"))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
class TestEveryReport:
    def test_there_is_a_suite_for_each_group_with_its_checks_in_order(self, report: Report) -> None:
        groups: dict[str, list[str]] = {}
        for entry in report["checks"]:
            groups.setdefault(visible(entry["group"]), []).append(entry["id"])
        suites = {suite.name: [case.name for case in suite] for suite in read_back(report)}
        assert suites == groups
        assert list(suites) == list(groups)

    def test_cases_keep_group_and_time(self, report: Report) -> None:
        cases = {case.name: case for suite in read_back(report) for case in suite}
        for entry in report["checks"]:
            assert cases[entry["id"]].classname == visible(entry["group"])
            assert cases[entry["id"]].time == entry["duration_s"]

    def test_what_does_not_hold_has_a_result_with_its_message(self, report: Report) -> None:
        cases = {case.name: case for suite in read_back(report) for case in suite}
        kinds = {"UNDECIDED": Error, "NOT_RUN": Skipped}
        for entry in report["checks"]:
            results = cases[entry["id"]].result
            if entry["passed"]:
                assert results == []
                continue
            (result,) = results
            assert type(result) is kinds.get(entry["verdict"], Failure)
            assert result.type == entry["verdict"]
            assert result.message == visible(entry["message"])
            # Writers of XML differ in whether a carriage return in running text survives.
            assert result.text.replace("\r\n", "\n") == visible(entry["message"]).replace("\r\n", "\n")

    def test_each_mutant_is_one_line_of_output(self, report: Report) -> None:
        cases = {case.name: case for suite in read_back(report) for case in suite}
        for entry in report["checks"]:
            lines = [line for line in cases[entry["id"]].system_out.splitlines() if line.startswith("mutant ")]
            assert len(lines) == len(entry["mutants"])
            for line, mutant in zip(lines, entry["mutants"], strict=True):
                assert ("killed" in line, "SURVIVED" in line) == (mutant["killed"], not mutant["killed"])
                for field in ("name", "what_changes", "margin"):
                    assert visible(" ".join(mutant[field].split())) in line

    def test_counts_are_those_of_the_summary(self, report: Report) -> None:
        document, summary = read_back(report), report["summary"]
        assert (document.tests, document.failures, document.errors, document.skipped) == tuple(
            summary[field] for field in ("total", "failed", "errors", "not_run")
        )

    def test_two_calls_give_one_text(self, report: Report) -> None:
        assert junit(report) == junit(report)


def test_evidence_is_in_the_output() -> None:
    (suite,) = read_back(report_of(check()))
    (case,) = suite
    for text in ("verdict: DECIDED", "statement: the entropy", "exact: log(2)", "value: 0.693147180559945309 ± 5e-19"):
        assert text in case.system_out


def test_a_survivor_fails_a_check_whose_claim_is_decided() -> None:
    cases = {case.name: case for suite in read_back(every_verdict()) for case in suite}
    for identifier in ("coin_survived", "coin_inaccurate"):
        assert [type(result) for result in cases[identifier].result] == [Failure]


def test_a_lone_surrogate_is_shown_and_encodes() -> None:
    text = junit(report_of(check(passed=False, message="half \ud83d of a letter"), exit_code=1))
    assert "half \\ud83d of a letter" in text.encode("utf-8").decode("utf-8")
