"""`hydrate` fills manuscripts and judges documents; each way to go wrong is one line and an exit code."""

import json
from pathlib import Path

import pytest

from opd_exact.hydrate import main
from tests.registry.views.reports import check, report_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.json").write_text(json.dumps(report_of(check())), encoding="utf-8")
    (tmp_path / "paper.md").write_text('H is {{ number("coin_entropy", decimals=4) }}.\n', encoding="utf-8")
    (tmp_path / "paper.tex").write_text("H is $\\VAR{number('coin_entropy', decimals=2)}$.\n", encoding="utf-8")
    return tmp_path


def test_fill_check_and_go_stale(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The round trip: fill with marks, check, change one digit, check again."""
    assert main(["paper.md", "--report", "report.json", "--mark", "-o", "done.md"]) == 0
    text = (folder / "done.md").read_text(encoding="utf-8")
    assert text == "H is 0.6931<!-- opd: coin_entropy -->.\n"
    assert main(["done.md", "--report", "report.json", "--check"]) == 0
    (folder / "done.md").write_text(text.replace("0.6931", "0.6932"), encoding="utf-8")
    assert main(["done.md", "--report", "report.json", "--check"]) == 1
    assert "done.md:1: 0.6932 is stale: coin_entropy is 0.69314718056" in capsys.readouterr().out


def test_latex_goes_by_the_name_of_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["paper.tex", "--report", "report.json"]) == 0
    assert capsys.readouterr().out == "H is $0.69$.\n"


def test_checking_against_the_template_counts_every_difference(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["done.md", "--report", "report.json", "--check", "--template", "paper.md"]
    (folder / "done.md").write_text("H is 0.6931.\n", encoding="utf-8")
    assert main(command) == 0
    (folder / "done.md").write_text("H is 0.693.\nMore.\n", encoding="utf-8")
    assert main(command) == 1
    out = capsys.readouterr().out
    assert "done.md:1: 'H is 0.693.', the report gives 'H is 0.6931.'" in out
    assert "2 lines differ" in out


def test_nothing_is_written_when_filling_fails(folder: Path) -> None:
    (folder / "bad.md").write_text("{{ number('nothing_here', decimals=2) }}", encoding="utf-8")
    (folder / "out.md").write_text("as it was", encoding="utf-8")
    assert main(["bad.md", "--report", "report.json", "-o", "out.md"]) == 4
    assert (folder / "out.md").read_text(encoding="utf-8") == "as it was"
    assert sorted(path.name for path in folder.iterdir()) == [
        "bad.md",
        "out.md",
        "paper.md",
        "paper.tex",
        "report.json",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"schema": "opd-exact/report/9"}', 'schema is "opd-exact/report/9", expected "opd-exact/report/2"'),
        ("[]", 'schema is null, expected "opd-exact/report/2"'),
        ("{", "not a report"),
        ('{"schema": "opd-exact/report/2", "schema": 1}', "is given twice"),
        ('{"schema": "opd-exact/report/2", "a": NaN}', "found NaN"),
        ('{"schema": "opd-exact/report/2"}', "is a required property"),
    ],
)
def test_what_is_no_report_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    (folder / "report.json").write_text(content, encoding="utf-8")
    assert main(["paper.md", "--report", "report.json"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("opd-exact: report.json: ")
    assert message in line


def test_an_ambiguous_number_is_named_with_its_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = report_of(check(), check(id="other_coin"))
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "done.md").write_text("\nH is 0.6931.\n", encoding="utf-8")
    assert main(["done.md", "--report", "report.json", "--check"]) == 4
    assert "done.md:2: 0.6931 matches coin_entropy and other_coin; mark it" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["paper.md"],
        ["paper.md", "--report", "missing.json"],
        ["missing.md", "--report", "report.json"],
        ["paper.md", "--report", "report.json", "--template", "paper.md"],
        ["paper.md", "--report", "report.json", "--check", "-o", "x"],
    ],
)
def test_bad_usage_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 4
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_document_that_is_no_text_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "paper.md").write_bytes(b"\xff\xfe\x00")
    assert main(["paper.md", "--report", "report.json"]) == 4
    assert "paper.md: not UTF-8 (byte 0)" in capsys.readouterr().err
