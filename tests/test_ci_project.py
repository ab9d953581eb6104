"""The example project, the Action and the pre-commit hooks do what they say."""

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from opd_exact.cli import group
from opd_exact.registry.report import validate

ROOT = Path(__file__).parent.parent
LOADED = [] if entry_points(group="pytest11", name="opd_exact") else ["-p", "opd_exact.pytest_plugin"]


def loaded(file: Path) -> Any:
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the example project, so that what it writes stays out of the repository."""
    return Path(shutil.copytree(ROOT / "docs/examples/ci_project", tmp_path / "project"))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The variables that GitHub sets, with this source tree importable."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_WORKSPACE": str(tmp_path / "project"),
        "PYTHON": sys.executable,
        "SELECT": "",
        "SUITE": ".\n",
        "BASELINE": "baseline.json",
        "REPORT": str(tmp_path / "report.json"),
    }


def test_the_tests_and_the_check_of_the_project_hold(project: Path, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *LOADED]
    options = ["--opd-exact-report=report.json", "--opd-exact-suite=."]
    found = subprocess.run([*command, *options], cwd=project, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
    report = json.loads((project / "report.json").read_text(encoding="utf-8"))
    validate(report)
    assert report["summary"]["passed"] == report["summary"]["total"] == 6
    assert {"test_single_precision", "tiny_coupling"} <= {entry["id"] for entry in report["checks"]}


def script(step: str) -> str:
    steps = {entry.get("id", entry.get("name")): entry for entry in loaded(ROOT / "action.yml")["runs"]["steps"]}
    text: str = steps[step]["run"]
    return text


def run_check_step(project: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """The step of the Action as GitHub runs it: `shell: bash` means these options."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script("check")]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)


def test_the_action_checks_the_project(project: Path, environment: dict[str, str]) -> None:
    found = run_check_step(project, environment)
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
    report = json.loads(Path(environment["REPORT"]).read_text(encoding="utf-8"))
    assert [entry["id"] for entry in report["checks"]] == ["tiny_coupling"]
    assert Path(environment["GITHUB_OUTPUT"]).read_text() == f"report={environment['REPORT']}\n"
    assert Path(environment["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8").startswith("## opd_exact: 1/1 hold")


def test_the_action_fails_where_the_margin_shrank(project: Path, environment: dict[str, str]) -> None:
    """The project goes back to a formula that cancels: still within tolerance, far from the agreed margin."""
    worse = "def mutual_information(d):\n    import math\n    x = 4 * d\n"
    worse += "    return ((1 + x) * math.log1p(x) + (1 - x) * math.log1p(-x)) / 2\n"
    (project / "coupling.py").write_text(worse, encoding="utf-8")
    text = (project / "checks/tiny_coupling.py").read_text(encoding="utf-8")
    (project / "checks/tiny_coupling.py").write_text(text.replace("10**20", "10**18"), encoding="utf-8")
    agreed = json.loads((project / "baseline.json").read_text(encoding="utf-8"))
    agreed["checks"]["tiny_coupling"]["floats"]["numpy.float64"]["tolerance"] = "1e-18"
    (project / "baseline.json").write_text(json.dumps(agreed), encoding="utf-8")
    found = run_check_step(project, environment | {"SELECT": "tiny_coupling"})
    assert found.returncode == 1, found.stderr
    assert found.stdout.startswith("::error title=worse than the baseline::tiny_coupling: numpy.float64: the margin")


@pytest.mark.parametrize("select", ["$(touch made)", "`touch made`", "; touch made", "--output made --format json"])
def test_what_is_handed_to_the_action_is_never_a_command(
    project: Path, environment: dict[str, str], select: str
) -> None:
    found = run_check_step(project, environment | {"SELECT": select})
    assert found.returncode == 4
    assert not (project / "made").exists()


def test_the_action_has_the_structure_that_github_asks_for() -> None:
    action = loaded(ROOT / "action.yml")
    assert set(action) == {"name", "description", "branding", "inputs", "outputs", "runs"}
    assert set(action["inputs"]) == {"select", "suite", "baseline", "python-version"}
    for entry in action["inputs"].values():
        assert set(entry) == {"description", "required", "default"}
        assert isinstance(entry["default"], str)
    assert action["runs"]["using"] == "composite"
    assert action["outputs"]["report"]["value"] == "${{ steps.check.outputs.report }}"
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", ""), "an expression inside a script is code in somebody else's hand"
    asked = next(step["env"] for step in action["runs"]["steps"] if step.get("id") == "check")
    assert {"SELECT", "SUITE", "BASELINE", "REPORT", "PYTHON"} == set(asked)


def test_the_hooks_name_commands_that_exist() -> None:
    hooks = loaded(ROOT / ".pre-commit-hooks.yaml")
    assert [hook["id"] for hook in hooks] == ["opd-exact-check", "opd-exact-prove"]
    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= set(hook)
        program, command, *options = hook["entry"].split()
        assert program == "opd-exact"
        context: Any = None
        found = group.get_command(context, command)
        assert found is not None
        assert set(options) <= {option for parameter in found.params for option in parameter.opts}
