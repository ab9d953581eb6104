"""`python -m opd_exact.audit pymdp`: formats, exit codes, and errors that name the user's function."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from opd_exact.audit.__main__ import main
from opd_exact.audit.agents.record import read_record

RECORD = Path(__file__).parent / "agents" / "recorded" / "two_causes.json"


def test_a_kept_record_is_audited(capsys: pytest.CaptureFixture[str]) -> None:
    """The table shows the decisions and what changes them."""
    assert main(["pymdp", str(RECORD)]) == 0
    shown = capsys.readouterr().out
    assert "Rounding changes the choice at no step." in shown
    assert "The algorithm changes the choice at step 0, 1, 2, 3." in shown


def test_json_holds_no_floats(tmp_path: Path) -> None:
    """Numbers that are real are strings, and enclosures have the digits that were asked for."""

    def refuse(text: str) -> float:
        raise AssertionError(f"a float in the report: {text}")

    target = tmp_path / "audit.json"
    assert main(["pymdp", str(RECORD), "--format", "json", "--digits", "12", "--output", str(target)]) == 0
    report = json.loads(target.read_text(encoding="utf-8"), parse_float=refuse)
    assert report["schema"] == "opd_exact/agent-audit/1"
    entry = report["steps"][0]["posterior"][0]
    assert len(entry["ideal"]["mid"].replace(".", "").lstrip("0")) == 12
    assert set(entry["amounts"]) == {"input", "regularization", "approximation", "arithmetic"}


def test_markdown_has_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    """A table of decisions and two of budgets."""
    assert main(["pymdp", str(RECORD), "--format", "markdown"]) == 0
    assert capsys.readouterr().out.count("\n| --- |") == 3


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("factory", "expected MODULE:FACTORY"),
        ("no_such_module_anywhere:make", "module 'no_such_module_anywhere' cannot be imported: ModuleNotFoundError"),
        ("user_agents:missing", "module 'user_agents' has no function 'missing'"),
        ("user_agents:broken", "user_agents:broken: the factory raised ValueError: no agent today"),
        ("user_agents:number", "user_agents:number: the factory returned a int, expected a Subject"),
        ("user_agents:options", "user_agents:options: the options are not those of Subject"),
        ("nowhere.json", "nowhere.json: cannot be read"),
    ],
)
def test_errors_name_the_users_function(
    argument: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, exit code 4."""
    (tmp_path / "user_agents.py").write_text(
        "def broken():\n    raise ValueError('no agent today')\n\n\ndef number():\n    return 3\n\n\n"
        "def options():\n    return None, None, {'colour': 'red'}\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", _as_if_installed(importlib.util.find_spec))
    monkeypatch.delitem(sys.modules, "user_agents", raising=False)
    assert main(["pymdp", argument]) == 4
    assert message in capsys.readouterr().err


def test_without_pymdp_the_install_command_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 6 and what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main(["pymdp", "user_agents:anything"]) == 6
    assert "not run" in capsys.readouterr().err


@pytest.mark.pymdp
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:A JAX array is being set as static:UserWarning")  # pymdp 1.0.1 on itself
@pytest.mark.parametrize(
    "factory",
    ["two_causes", *(pytest.param(name, marks=pytest.mark.exhaustive) for name in ("cue_chaining", "graph_world"))],
)
def test_the_examples_run(factory: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The agents of the documentation, recorded anew: rounding changes nothing, trees are the twin's."""
    kept, report = tmp_path / "record.json", tmp_path / "audit.json"
    subject = f"docs.examples.pymdp_subjects:{factory}"
    arguments = ["--steps", "1", "--record", str(kept), "--format", "json", "--output", str(report)]
    assert main(["pymdp", subject, *arguments]) == 0, capsys.readouterr().err
    record = read_record(kept.read_text(encoding="utf-8"))
    assert record.versions["inferactively-pymdp"].startswith("1.0.")
    assert len(record.steps) == 2
    found = json.loads(report.read_text(encoding="utf-8"))
    assert found["follows_its_program"] is True
    assert found["rounding_changes_choice"] is False
    assert found["messages_agree"] is True


def _as_if_installed(find_spec: Any) -> Any:
    """find_spec that finds pymdp, installed or not; the errors tested here come before any import of it."""
    return lambda name, package=None: object() if name == "pymdp" else find_spec(name, package)
