"""What the README shows is what the code does: its example check runs, and its commands and figures are real."""

import re
from pathlib import Path

import pytest

from opd_exact.check import main
from opd_exact.registry.suites import builtin_suite, load_checks

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def test_the_example_check_holds_and_its_mutants_die(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/noisy_cue.py").write_text(blocks("python")[0], encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(blocks("toml")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["mine"]) == 0
    assert "1/1 hold, 2/2 mutants killed" in capsys.readouterr().out


def test_the_first_two_commands_set_up_from_nothing() -> None:
    run, test = blocks("sh")[:2]
    for command in (run, test):
        assert command.startswith("python3 -m venv .venv && .venv/bin/python -m pip install")
    assert run.rstrip().endswith("-m opd_exact.check --format json --output report.json")
    assert test.rstrip().endswith("-m pytest -n auto --dist loadfile")


def test_the_headline_and_the_rows_shown_are_those_of_the_suite() -> None:
    mutants = {unit.check.id: len(unit.check.mutants) for unit in load_checks([builtin_suite()])[0]}
    total = sum(mutants.values())
    (shown,) = blocks("text")
    assert f"{len(mutants)}/{len(mutants)} hold, {total}/{total} mutants killed" in shown
    rows = re.findall(r"^yes +(\w+) .* (\d+)/(\d+)$", shown, flags=re.MULTILINE)
    assert len(rows) == 4
    for name, killed, of in rows:
        assert int(killed) == int(of) == mutants[name]


def test_links_to_files_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (Path(__file__).parent.parent / target).exists(), target
