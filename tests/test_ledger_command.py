"""The paper's ledger is complete, and the command tells it in three forms."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from opd_exact.documents.ledger import read_ledger
from opd_exact.ledger import main
from opd_exact.registry.suites import builtin_suite, load_checks
from tests.registry.views.reports import check, report_of

LEDGER = read_ledger(Path(__file__).parent.parent / "checks" / "ledger.toml")

# The paper's printed numbers, in the order of its sections; one that is printed twice is here twice.
_LIST = """
2.1e-16 4.4e-16 4.6e-16 0.603 0.1841 0.545 0.7165 0.7091 0.247 0.347 6.28 0.522 0.333 0.409 0.096 0.229 0.313 0.000
-1.030 -0.693 0.511 0.423 0.270 -1.204 5.6e-17 0.019 1.199 1.722 0.830 1.33 0.199 6.6e-09 3.6e-08 0.120 0.114 0.006
0.992 0.865 0.333 0.50 3.6e-08 0.019 0.200 0.154 0.042 0.173 0.200 -0.098 0.422 0.28 1.000
"""
PRINTED = _LIST.split()


def test_every_printed_number_has_an_entry() -> None:
    found = [number.printed for number in LEDGER.numbers]
    for printed in set(PRINTED):
        assert found.count(printed) >= PRINTED.count(printed), printed


def test_every_clause_and_assumption_has_an_entry() -> None:
    assert [clause.id for clause in LEDGER.clauses] == ["(i)", "(ii)", "(iii)", "(iv)", "literature"]
    assert [clause.tier for clause in LEDGER.clauses] == [1, 1, 2, 3, 4]
    assert [clause.id for clause in LEDGER.assumptions] == ["A1", "A2", "A3", "A4"]


def test_every_row_named_is_a_check_of_the_suite() -> None:
    known = {unit.check.id for unit in load_checks([builtin_suite()])[0]}
    assert set(LEDGER.rows()) <= known


def test_every_printed_number_is_beside_the_reported_one_that_rounds_to_it() -> None:
    for number in LEDGER.numbers:
        assert number.reported is not None, number.name
        mantissa, _, exponent = number.printed.partition("e")
        half = Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2])) / 2
        assert abs(Fraction(number.reported) - Fraction(number.printed)) <= half, number.name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/ledger.toml").write_text(
        'title = "A paper"\n\n[[number]]\nname = "entropy"\nprinted = "0.693"\nfigure = "coin_entropy"\nplace = "1"\n\n'
        '[[number]]\nname = "noise"\nprinted = "1e-17"\nreported = "1.1e-17"\nfigure = "coin_entropy"\nplace = "2"\n'
        'rounding = true\nnote = "of one library"\n\n'
        '[[clause]]\nid = "(i)"\ntext = "so"\ntier = 1\nrows = ["coin_entropy"]\n',
        encoding="utf-8",
    )
    (tmp_path / "report.json").write_text(json.dumps(report_of(check())), encoding="utf-8")
    return tmp_path


def test_three_forms(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["--suite", ".", "--report", "report.json"]
    assert main(command) == 0
    table = capsys.readouterr().out
    assert "1/1 printed numbers agree with the truth at the digits they print; 1 more are rounding noise" in table
    assert main([*command, "--format", "json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert [line["agrees"] for line in content["numbers"]] == [True, None]
    assert content["numbers"][1]["truth"] == "0"
    assert main([*command, "--format", "markdown", "-o", "ledger.md"]) == 0
    assert "# A paper" in (folder / "ledger.md").read_text(encoding="utf-8")


def test_a_row_that_does_not_hold_is_told_by_the_exit_code(folder: Path) -> None:
    report = report_of(check(passed=False, verdict="REFUTED", message="it is not so"), exit_code=1)
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    assert main(["--suite", ".", "--report", "report.json", "--format", "json"]) == 1


def test_what_is_missing_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--suite", ".", "--report", "nothing.json"]) == 4
    (folder / "report.json").write_text(json.dumps(report_of(check(id="other_coin"))), encoding="utf-8")
    assert main(["--suite", ".", "--report", "report.json"]) == 4
    (folder / "checks/ledger.toml").unlink()
    assert main(["--suite", ".", "--report", "report.json"]) == 5
    assert len(capsys.readouterr().err.splitlines()) == 3
