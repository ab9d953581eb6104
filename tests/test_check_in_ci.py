"""The check command in CI: annotations on stdout, a summary in GitHub's file, a baseline that guards."""

import json
from pathlib import Path

import pytest

from opd_exact.check import main
from tests.registry.toy_suites import write_check

GATED = """
from fractions import Fraction
from dataclasses import replace
from opd_exact.registry import Observation


def establish(number):
    found = all_of([Fact.decided_by(number % 2 == 0, "even", otherwise=f"{number} is odd", margin="1")])
    error = Fraction(1, 10**ERROR)
    return replace(found, observations=(Observation("float", "2.0", error, None, None, Fraction(1, 10), "toy"),))
"""
THREE = "def subject(inputs):\n    return 3\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a suite of one gated check; no variables of a CI that this may run in."""
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)
    write_check(tmp_path, "checks/toys/gated.py", GATED.replace("ERROR", "8"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_failure_is_annotated_at_its_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_check(project, "checks/toys/three.py", THREE)
    assert main(["--suite", ".", "--format", "github"]) == 1
    expected = "::error file=checks/toys/three.py,title=toys/three::REFUTED: 3 is odd (claim: two is even)\n"
    assert capsys.readouterr().out == expected


def test_files_are_told_from_the_root_of_the_workspace(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_check(project, "inner/checks/three.py", THREE)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(project))
    monkeypatch.chdir(project / "inner")
    assert main(["--suite", ".", "--format", "github"]) == 1
    assert capsys.readouterr().out.startswith("::error file=inner/checks/three.py,")


def test_the_summary_is_appended_where_github_asks_for_one(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = project / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    assert main(["--suite", ".", "--format", "json", "--output", "report.json"]) == 0
    assert file.read_text(encoding="utf-8") == "before\n"
    for arguments in (["--format", "github"], ["--summary"]):
        file.write_text("before\n", encoding="utf-8")
        assert main(["--suite", ".", *arguments]) == 0
        assert file.read_text(encoding="utf-8").startswith("before\n## opd_exact: 1/1 hold")
        assert "| 1e+07 | gated | float | 2.0 |" in file.read_text(encoding="utf-8")


def test_a_summary_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--suite", ".", "--summary"]) == 4
    assert "GITHUB_STEP_SUMMARY names no file" in capsys.readouterr().err


class TestBaseline:
    """`--baseline`."""

    ARGUMENTS = ("--suite", ".", "--baseline", "baseline.json")

    @pytest.fixture(autouse=True)
    def agreed(self, project: Path) -> str:
        assert main([*self.ARGUMENTS, "--update-baseline", "-q"]) == 0
        return (project / "baseline.json").read_text(encoding="utf-8")

    def test_what_is_as_it_was_passes_and_the_file_stays(self, project: Path, agreed: str) -> None:
        file = project / "baseline.json"
        before = file.stat().st_mtime_ns
        assert main([*self.ARGUMENTS, "-q"]) == 0
        assert (file.stat().st_mtime_ns, file.read_text(encoding="utf-8")) == (before, agreed)

    def test_a_shrunken_margin_is_one_line_and_exit_code_1(
        self, project: Path, agreed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        summary = project / "summary.md"
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        write_check(project, "checks/toys/gated.py", GATED.replace("ERROR", "7"))
        outputs = ["--format", "github", "--format", "json", "--output", "-", "--output", "report.json"]
        assert main([*self.ARGUMENTS, *outputs]) == 1
        captured = capsys.readouterr()
        line = "gated: float: the margin shrank from 1e+07 to 1e+06, by more than the factor 2"
        assert captured.err.count("\n") == 1
        assert captured.err.startswith(f"baseline: {line}")
        assert captured.out.startswith("::error title=worse than the baseline::gated: float: ")
        assert json.loads((project / "report.json").read_text())["summary"]["exit_code"] == 1
        assert "### Worse than the baseline" in summary.read_text(encoding="utf-8")
        assert (project / "baseline.json").read_text(encoding="utf-8") == agreed
        assert main([*self.ARGUMENTS, "--baseline-factor", "10", "-q"]) == 0
        assert main([*self.ARGUMENTS, "--update-baseline", "-q"]) == 0
        assert main([*self.ARGUMENTS, "-q"]) == 0

    def test_a_check_that_vanished(self, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write_check(project, "checks/toys/other.py")
        assert main([*self.ARGUMENTS, "other", "-q"]) == 0
        (project / "checks/toys/gated.py").unlink()
        assert main([*self.ARGUMENTS, "-q"]) == 1
        assert "baseline: gated: vanished" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--update-baseline"], "which file"),
            (["--baseline", "none.json"], "no such file"),
            (["--baseline", "nowhere/none.json", "--update-baseline"], "no such folder"),
            (["--baseline", "checks/toys/gated.py"], "cannot be read as JSON"),
            (["--baseline", "baseline.json", "--baseline-factor", "0.5"], "baseline-factor"),
            (["--baseline", "baseline.json", "--baseline-factor", "inf"], "infinite"),
        ],
    )
    def test_bad_usage(self, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--suite", ".", *arguments]) == 4
        assert words in capsys.readouterr().err
