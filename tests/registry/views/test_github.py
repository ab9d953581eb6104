"""The GitHub view: read back by the rules of GitHub's runner, whatever the report says, it is annotations alone."""

import re
from dataclasses import dataclass

import pytest

from opd_exact.registry.report import Report
from opd_exact.registry.views.github import error_line, github
from tests.registry.views.reports import REPORTS, check, every_verdict, report_of, visible


@dataclass(frozen=True)
class Annotation:
    command: str
    properties: dict[str, str]
    message: str


def read_back(text: str) -> list[Annotation]:
    """As `ActionCommand.TryParseV2` of actions/runner reads a log: line by line, then unescaped."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text):
        if not line:
            continue
        assert line.startswith("::")
        head, _, message = line[2:].partition("::")
        command, _, rest = head.partition(" ")
        pairs = [pair.split("=", 1) for pair in rest.split(",") if pair]
        properties = {name.strip(): unescaped(value, ":,") for name, value in pairs}
        found.append(Annotation(command, properties, unescaped(message)))
    return found


def unescaped(text: str, more: str = "") -> str:
    for character in (*more, "\r", "\n", "%"):
        text = text.replace(f"%{ord(character):02X}", character)
    return text


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_one_annotation_for_each_check_that_does_not_hold_and_nothing_else(report: Report) -> None:
    wanting = {entry["id"]: entry for entry in report["checks"] if not entry["passed"]}
    places = {identifier: f"checks/{identifier}, 100 %: a.py" for identifier in wanting}
    found = read_back(github(report, places))
    assert len(found) == len(wanting)
    for annotation in found:
        entry = wanting[annotation.properties["title"].rpartition("/")[2]]
        unknown = entry["verdict"] in ("UNDECIDED", "NOT_RUN")
        assert annotation.command == ("warning" if unknown else "error")
        assert annotation.properties["file"] == places[entry["id"]]
        assert annotation.properties["title"] == visible(f"{entry['group']}/{entry['id']}")
        expected = f"{entry['verdict']}: {entry['message']} (claim: {entry['statement']})"
        assert annotation.message == visible(expected)


def test_refuted_ones_come_first() -> None:
    assert read_back(github(every_verdict()))[0].properties == {"title": "coins/coin_refuted"}


def test_if_all_hold_there_is_nothing() -> None:
    assert github(report_of(check())) == ""


def test_a_message_cannot_begin_a_command_of_its_own() -> None:
    text = error_line("t,file=x::", "a\n::set-env name=PATH::x\r::stop-commands::y")
    assert text.count("\n") == 1
    assert [annotation.command for annotation in read_back(text)] == ["error"]
    assert read_back(text)[0].properties == {"title": "t,file=x::"}
