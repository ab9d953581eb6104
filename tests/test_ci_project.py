"""The example project, the Action and the pre-commit hooks do what they say."""

import json
import os
import re
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
def runner(tmp_path: Path) -> "Runner":
    return Runner(tmp_path)


class Runner:
    """What GitHub does with a `run` step: expressions filled in, variables set, bash called on the script."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.output = folder / "output"
        self.summary = folder / "summary.md"
        self.report = folder / "temp folder" / "opd_exact_report.json"
        self.report.parent.mkdir()
        self.action = loaded(ROOT / "action.yml")

    def values(self, given: dict[str, str], python: str) -> dict[str, str]:
        unknown = set(given) - set(self.action["inputs"])
        assert not unknown, f"the Action has no inputs {unknown}"
        inputs = {name: given.get(name, entry["default"]) for name, entry in self.action["inputs"].items()}
        return {f"inputs.{name}": value for name, value in inputs.items()} | {
            "steps.python.outputs.python-path": python,
            "github.action_path": str(ROOT),
            "runner.temp": str(self.report.parent),
        }

    def run(
        self, step: str, project: Path, python: str = sys.executable, **given: str
    ) -> "subprocess.CompletedProcess[str]":
        values = self.values({name.replace("_", "-"): value for name, value in given.items()}, python)
        (found,) = [entry for entry in self.action["runs"]["steps"] if step in (entry.get("id"), entry.get("name"))]
        made = {
            name: re.sub(r"\$\{\{ *(.*?) *\}\}", lambda match: values[match[1]], text)
            for name, text in found["env"].items()
        }
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(project),
            **made,
        }
        # `shell: bash` means these options, and a script in a file.
        script = self.folder / "step.sh"
        script.write_text(found["run"], encoding="utf-8")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True)


def test_the_tests_and_the_check_of_the_project_hold(project: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *LOADED]
    options = ["--opd-exact-report=report.json", "--opd-exact-suite=."]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run([*command, *options], cwd=project, env=environment, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout
    report = json.loads((project / "report.json").read_text(encoding="utf-8"))
    validate(report)
    assert report["summary"]["passed"] == report["summary"]["total"] == 6
    assert {"test_single_precision", "tiny_coupling"} <= {entry["id"] for entry in report["checks"]}


def test_every_step_of_the_action_that_is_a_script_is_run_here(runner: Runner) -> None:
    scripts = [entry.get("id", entry.get("name")) for entry in runner.action["runs"]["steps"] if "run" in entry]
    assert scripts == ["Install opd_exact", "check"]


def test_the_action_installs_itself_with_the_python_that_was_set_up(project: Path, runner: Runner) -> None:
    """With a stand-in for Python that writes down its arguments, at a path with a space."""
    stand_in = runner.folder / "a python"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > called\n', encoding="utf-8")
    stand_in.chmod(0o755)
    assert runner.run("Install opd_exact", project, python=str(stand_in)).returncode == 0
    told = (project / "called").read_text(encoding="utf-8").splitlines()
    assert told[:3] == ["-m", "pip", "install"]
    assert told[-1] == str(ROOT)
    assert all(option.startswith("--") for option in told[3:-1])


def test_the_action_checks_the_project(project: Path, runner: Runner) -> None:
    found = runner.run("check", project, suite=".\n", baseline="baseline.json")
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
    report = json.loads(runner.report.read_text(encoding="utf-8"))
    validate(report)
    assert [entry["id"] for entry in report["checks"]] == ["tiny_coupling"]
    assert runner.output.read_text() == f"report={runner.report}\n"
    assert runner.summary.read_text(encoding="utf-8").startswith("## opd_exact: 1/1 hold")


@pytest.mark.parametrize("select", ["tiny_coupling", "  tiny_coupling \n", "\ntiny_coupling\ntiny_coupling", ""])
def test_the_action_takes_names_on_one_line_or_several(project: Path, runner: Runner, select: str) -> None:
    assert runner.run("check", project, suite=".", select=select).returncode == 0


def test_the_action_looks_at_every_line_of_its_selection(project: Path, runner: Runner) -> None:
    found = runner.run("check", project, suite=".", select="tiny_coupling\nno_such_check")
    assert found.returncode == 4
    assert "no_such_check" in found.stderr


def test_the_action_fails_where_the_margin_shrank(project: Path, runner: Runner) -> None:
    """The project goes back to a formula that cancels: still within tolerance, far from the agreed margin."""
    worse = "def mutual_information(d):\n    import math\n    x = 4 * d\n"
    worse += "    return ((1 + x) * math.log1p(x) + (1 - x) * math.log1p(-x)) / 2\n"
    (project / "coupling.py").write_text(worse, encoding="utf-8")
    text = (project / "checks/tiny_coupling.py").read_text(encoding="utf-8")
    (project / "checks/tiny_coupling.py").write_text(text.replace("10**20", "10**18"), encoding="utf-8")
    agreed = json.loads((project / "baseline.json").read_text(encoding="utf-8"))
    agreed["checks"]["tiny_coupling"]["floats"]["numpy.float64"]["tolerance"] = "1e-18"
    (project / "baseline.json").write_text(json.dumps(agreed), encoding="utf-8")
    given = {"suite": ".", "baseline": "baseline.json", "select": "tiny_coupling"}
    found = runner.run("check", project, **given)
    assert found.returncode == 1, found.stderr
    assert found.stdout.startswith("::error title=worse than the baseline::tiny_coupling: numpy.float64: the margin")
    assert "### Worse than the baseline" in runner.summary.read_text(encoding="utf-8")
    assert runner.output.read_text() == f"report={runner.report}\n", "the report is named where the step fails, too"
    assert runner.run("check", project, **given, baseline_factor="1000000").returncode == 0


def test_the_action_fails_where_the_claim_is_false(project: Path, runner: Runner) -> None:
    text = (project / "checks/tiny_coupling.py").read_text(encoding="utf-8")
    (project / "checks/tiny_coupling.py").write_text(text.replace("low, high = 8 *", "low, high = 9 *"))
    found = runner.run("check", project, suite=".")
    assert found.returncode == 1, found.stderr
    assert found.stdout.startswith("::error file=checks/tiny_coupling.py,title=project/tiny_coupling::REFUTED: ")


HOSTILE = [
    "$(touch made)",
    "`touch made`",
    "; touch made",
    "'; touch made; '",
    '"; touch made; "',
    "x\n$(touch made)\ntouch made",
    "$PYTHON",
    "*",
    "--output made --format json",
]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("select", text) for text in HOSTILE),
        *(("suite", text) for text in HOSTILE[:6]),
        *(("baseline", text) for text in HOSTILE[3:6]),
        ("baseline_factor", HOSTILE[5]),
    ],
)
def test_what_is_handed_to_the_action_is_never_a_command(project: Path, runner: Runner, name: str, text: str) -> None:
    given = {"suite": ".", name: text}
    found = runner.run("check", project, **given)
    assert found.returncode == 4, found.stdout
    assert not (project / "made").exists()
    assert not runner.report.exists()


def test_the_action_has_the_structure_that_github_asks_for() -> None:
    action = loaded(ROOT / "action.yml")
    assert set(action) == {"name", "description", "branding", "inputs", "outputs", "runs"}
    assert set(action["inputs"]) == {"select", "suite", "baseline", "baseline-factor", "python-version"}
    for entry in action["inputs"].values():
        assert set(entry) == {"description", "required", "default"}
        assert isinstance(entry["default"], str)
    assert action["runs"]["using"] == "composite"
    assert action["outputs"]["report"]["value"] == "${{ steps.check.outputs.report }}"
    for step in action["runs"]["steps"]:
        assert ("uses" in step) != ("run" in step)
        assert "run" not in step or step["shell"] == "bash"
        assert "${{" not in step.get("run", ""), "an expression inside a script is code in somebody else's hand"


def test_the_workflow_of_the_example_runs_as_it_stands(project: Path, tmp_path: Path) -> None:
    """Every command but the installation, in the copy; and no name in it is there to be replaced."""
    text = (project / "ci.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"uses: (\S+)", text))
    assert used == {"actions/checkout@v4", "actions/setup-python@v5", "actions/upload-artifact@v4"}
    folder = tmp_path / "bin"
    folder.mkdir()
    options = " ".join(LOADED)
    programs = {
        "pytest": f"-m pytest -p no:cacheprovider {options}",
        "opd-exact": "-c 'from opd_exact.cli import main; main()'",
    }
    for name, how in programs.items():
        (folder / name).write_text(f'#!/bin/sh\nexec {sys.executable} {how} "$@"\n', encoding="utf-8")
        (folder / name).chmod(0o755)
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    commands = [
        step["run"] for job in loaded(project / "ci.yml")["jobs"].values() for step in job["steps"] if "run" in step
    ]
    run = [command for command in commands if not command.startswith("pip install ")]
    assert len(run) == 2
    for command in run:
        found = subprocess.run(
            ["bash", "-e", "-c", command], cwd=project, env=environment, capture_output=True, text=True
        )
        assert found.returncode == 0, found.stdout + found.stderr
    assert {file.name for file in project.glob("*.json")} == {"baseline.json", "report.json", "exact.json"}


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
