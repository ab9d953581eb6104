"""A proof that Coq refused is told in every view of a report, though the verdict itself stands."""

import io
import json

import pytest
from junitparser import Failure, JUnitXml
from rich.console import Console

from opd_exact.registry.report import Report, validate
from opd_exact.registry.views.junit import junit
from opd_exact.registry.views.markdown import markdown
from opd_exact.registry.views.sarif import sarif
from opd_exact.registry.views.table import headline, print_table
from tests.registry.views.reports import HOSTILE, check, report_of, visible

COUNTS = {"checked": 1, "failed": 1, "not covered": 0, "NOT_RUN": 1}


def asked(message: str = "the pin does not fit the proof") -> Report:
    def detail(said: str | None) -> dict[str, object]:
        return {"message": said, "covers": None, "statements": []}

    report = report_of(
        check(kernel="checked", kernel_detail=detail(None)),
        check(id="coin_refused", kernel="failed", kernel_detail=detail(message)),
        check(id="coin_slow", kernel="NOT_RUN", kernel_detail=detail("no answer")),
        exit_code=1,
    )
    shares = {"claims_checked": 1, "parts_checked": 0, "values_checked": 0}
    report["kernel"] = {
        "coq": "8.16.1", "library": "0" * 64, "axioms": [], "message": None, "rows": COUNTS, **shares, "wall_s": 1.0
    }  # fmt: skip
    validate(report)
    return report


def printed(report: Report, *, quiet: bool) -> str:
    stream = io.StringIO()
    print_table(report, Console(file=stream, width=400), quiet=quiet)
    return stream.getvalue()


@pytest.mark.parametrize("quiet", [False, True])
def test_the_table_says_it(quiet: bool) -> None:
    said = printed(asked(), quiet=quiet)
    assert "kernel: failed coin_refused: the pin does not fit the proof" in said
    assert "1/3 checked by Coq, 1 refused by Coq, 1 not run by Coq" in said


def test_markdown_says_it() -> None:
    text = markdown(asked())
    assert "1 refused by Coq" in text.splitlines()[0]
    assert "- coin_refused: the pin does not fit the proof" in text
    assert "- coin_slow" not in text


def test_junit_counts_a_failure() -> None:
    document = JUnitXml.fromstring(junit(asked()).encode())
    results = {case.name: case.result for suite in document for case in suite}
    assert document.failures == 1
    (result,) = results.pop("coin_refused")
    assert type(result) is Failure
    assert result.message == "Coq's kernel: the pin does not fit the proof"
    assert not any(results.values())


def test_sarif_has_an_error() -> None:
    results = {result["ruleId"]: result for result in json.loads(sarif(asked()))["runs"][0]["results"]}
    assert results["coin_refused"]["level"] == "error"
    assert results["coin_refused"]["kind"] == "fail"
    assert results["coin_refused"]["message"]["text"].endswith("Coq's kernel: the pin does not fit the proof")
    assert {results[name]["kind"] for name in results if name != "coin_refused"} == {"pass"}


def test_what_coq_says_is_text_and_nothing_else() -> None:
    report = asked(HOSTILE)
    assert "<script>" not in markdown(report)
    document = JUnitXml.fromstring(junit(report).encode())
    (message,) = [case.result[0].message for suite in document for case in suite if case.result]
    assert message == "Coq's kernel: " + visible(HOSTILE)


def test_where_nobody_asked_nothing_is_said() -> None:
    report = report_of(check())
    assert "Coq" not in headline(report) + printed(report, quiet=False) + markdown(report)
    assert "kernel" not in junit(report)
