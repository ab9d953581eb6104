"""What `init` writes works as it is, notices a wrong number, and never takes the place of anything."""

import json
import os
import tomllib
from pathlib import Path

import pytest

from opd_exact import check, init, prove
from opd_exact.command import CommandError

FILES = {
    ".github/workflows/opd_exact.yml",
    "OPD_EXACT.md",
    "checks/two_alarms.py",
    "models/smoke_alarm.toml",
    "proofs/alarm_information.py",
    "pyproject.toml",
}


def contents(folder: Path) -> dict[str, str]:
    """Every file below a folder, by path, with its text."""
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def suite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder into which `init` has just written, as the working directory."""
    folder = tmp_path / "My Study"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert init.main([]) == 0
    return folder


def test_the_suite_holds_and_its_mutants_die(suite: Path) -> None:
    assert set(contents(suite)) == FILES
    assert check.main(["--suite", "my_study", "--format", "json", "--output", "report.json"]) == 0
    summary = json.loads((suite / "report.json").read_text())["summary"]
    assert (summary["total"], summary["killed"], summary["mutants"]) == (4, 8, 8)


def test_the_theorem_is_proved_and_its_neighbors_refuted(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert prove.main(["--suite", "my_study"]) == 0
    assert "1/1 theorems proved, 2/2 false neighbors refuted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "code", "complaint"),
    [
        ('equals = "95/193"', 'equals = "1/2"', 1, "95/193"),
        ("p = [0.02, 0.98]", "p = [0.03, 0.97]", 1, "alarm_posterior"),
        ("p = [0.02, 0.98]", "p = [0.02, 0.97]", 4, "1/100"),
        ('query = "I(S;A)"', 'query = "I(S;A"', 4, "smoke_alarm.toml"),
    ],
)
def test_a_wrong_number_is_noticed(
    suite: Path, old: str, new: str, code: int, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """0.02 * 0.95 / (0.02 * 0.95 + 0.98 * 0.02) = 190/386 by hand."""
    model = suite / "models/smoke_alarm.toml"
    text = model.read_text()
    assert text.count(old) == 1
    model.write_text(text.replace(old, new))
    capsys.readouterr()
    assert check.main(["--suite", ".", "--verbose"]) == code
    captured = capsys.readouterr()
    assert complaint in captured.out + captured.err


def test_a_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert init.main(["deep/down"]) == 0
    assert set(contents(tmp_path / "deep/down")) == FILES


@pytest.mark.parametrize("file", sorted(FILES - {"pyproject.toml"}))
def test_a_file_in_the_way_is_named_and_nothing_is_written(
    file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text("mine")
    assert init.main([str(tmp_path)]) == 4
    assert file in capsys.readouterr().err
    assert contents(tmp_path) == {file: "mine"}
    assert init.main([str(tmp_path), "--force"]) == 0
    assert contents(tmp_path)[file] != "mine"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[project]\nname = 'x'\n", '[tool.opd_exact.suites]\nmine = "."\n'),
        ("[tool.opd_exact.suites]\nother = 'elsewhere'\n", 'mine = "."\n'),
    ],
)
def test_an_existing_project_is_told_what_to_add(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(text)
    assert init.main([str(folder), "--force"]) == 0
    assert (folder / "pyproject.toml").read_text() == text
    printed = capsys.readouterr().out
    assert told in printed
    added = tomllib.loads(text + told)
    assert added["tool"]["opd_exact"]["suites"]["mine"] == "."


def test_a_project_that_has_the_suite_is_left_in_peace(suite: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (suite / "pyproject.toml").read_text()
    assert init.main(["--force"]) == 0
    assert "names this folder as a suite already" in capsys.readouterr().out
    assert (suite / "pyproject.toml").read_text() == before


@pytest.mark.parametrize("text", ["not = = toml", "tool = 3"])
def test_a_project_that_cannot_be_read_stops_it(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    assert init.main([str(tmp_path)]) == 4
    assert "pyproject.toml: cannot be read" in capsys.readouterr().err
    assert contents(tmp_path) == {"pyproject.toml": text}


def test_all_files_are_written_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fails at the last file: the ones before it are taken back, and what was replaced returns."""
    (tmp_path / "first").write_text("kept")
    moved = os.replace

    def failing(source: Path, target: Path) -> None:
        if target.name == "last":
            raise OSError(28, "No space left on device", str(target))
        moved(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(CommandError, match="last: cannot be written: No space left on device"):
        init.write_all(tmp_path, {"first": "1", "a/b/second": "2", "last": "3"}, force=True)
    assert contents(tmp_path) == {"first": "kept"}
    assert [place.name for place in tmp_path.iterdir()] == ["first"]


@pytest.mark.parametrize("file", ["checks", "models"])
def test_a_file_where_a_folder_should_be(file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / file).write_text("a file")
    assert init.main([str(tmp_path)]) == 4
    assert file in capsys.readouterr().err
    assert contents(tmp_path) == {file: "a file"}


def test_a_link_in_the_way_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / "OPD_EXACT.md").symlink_to(tmp_path / "gone")
    assert init.main([str(tmp_path)]) == 4
    assert init.main([str(tmp_path), "--force"]) == 4
    assert contents(tmp_path) == {}


def test_inside_a_repository_the_workflow_is_to_be_moved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    assert init.main([str(tmp_path / "quality")]) == 0
    assert f"to {tmp_path}, the root of the repository" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("folder", "suite_name"), [("paper", "mine"), ("a.b-c", "a_b_c"), ("ü", "mine"), ("3 coins", "3_coins")]
)
def test_the_suite_is_named_after_the_folder(folder: str, suite_name: str, tmp_path: Path) -> None:
    assert init.main([str(tmp_path / folder)]) == 0
    project = tomllib.loads((tmp_path / folder / "pyproject.toml").read_text())
    assert project == {"tool": {"opd_exact": {"suites": {suite_name: "."}}}}
