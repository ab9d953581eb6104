"""The command's contract: exit codes, what goes to stdout, and one line for every kind of bad input."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from opd_exact.check import main
from opd_exact.registry.report import validate
from tests.registry.toy_suites import write_check


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a suite in `checks/`, as the current directory."""
    write_check(tmp_path, "checks/two_is_even.py")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def only_line(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.strip().splitlines()
    assert len(lines) == 1, captured.err
    return lines[0]


def test_a_suite_that_holds_exits_0_and_json_validates(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--suite", ".", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    validate(report)
    assert report["summary"]["passed"] == report["summary"]["total"] == 1
    assert report["checks"][0]["id"] == "two_is_even"


def test_configured_suites_run_beside_the_builtin_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "pyproject.toml").write_text('[tool.opd_exact.suites]\nmine = "."\n')
    assert main(["--list"]) == 0
    listed = capsys.readouterr().out
    assert "two_is_even" in listed
    assert "ising_mi_monotone" in listed
    assert main(["mine"]) == 0


def test_formats_and_outputs_pair_up_and_the_table_stays(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--suite", ".", "--format", "json", "--output", "a.json", "--format", "junit", "--output", "b.xml"]
    assert main(arguments) == 0
    assert "1/1 hold, 1/1 mutants killed" in capsys.readouterr().out
    assert json.loads(Path("a.json").read_text())["summary"]["exit_code"] == 0
    assert ElementTree.fromstring(Path("b.xml").read_text()).tag == "testsuites"
    assert {path.name for path in project.iterdir()} == {"a.json", "b.xml", "checks"}


def test_failure_exits_1_and_unknown_exits_6(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_check(
        project, "checks/unknown.py", body="def subject(inputs):\n    raise OSError('gone')", identifier="unknown_one"
    )
    assert main(["--suite", ".", "unknown_one"]) == 6
    assert "OSError: gone (unknown.py, line" in " ".join(capsys.readouterr().out.split())
    write_check(project, "checks/false.py", body="def subject(inputs):\n    return 3", identifier="false_one")
    assert main(["--suite", ".", "-q"]) == 1


def test_traceback_only_when_verbose(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_check(
        project, "checks/unknown.py", body="def subject(inputs):\n    raise OSError('gone')", identifier="unknown_one"
    )
    main(["--suite", ".", "unknown_one"])
    assert "Traceback" not in capsys.readouterr().err
    main(["--suite", ".", "unknown_one", "-v"])
    assert "Traceback" in capsys.readouterr().err


def test_links_stay_links_and_devices_stay_devices(project: Path) -> None:
    (project / "real.json").write_text("old")
    (project / "link.json").symlink_to("real.json")
    assert main(["--suite", ".", "--format", "json", "--output", "link.json"]) == 0
    assert (project / "link.json").is_symlink()
    validate(json.loads((project / "real.json").read_text()))
    assert main(["--suite", ".", "--format", "json", "--output", "/dev/null"]) == 0
    assert Path("/dev/null").is_char_device()


def test_two_formats_to_one_file_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--format", "json", "--output", "x", "--format", "junit", "--output", "./x"]
    assert main(["--suite", ".", *arguments]) == 4
    assert "two formats would be written" in only_line(capsys)


def test_a_narrow_encoding_and_a_narrow_terminal_still_tell(project: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "COLUMNS": "60"}
    command = [sys.executable, "-m", "opd_exact.check", "--suite", "."]
    table = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert (table.returncode, table.stderr) == (0, "")
    assert "yes" in table.stdout
    report = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, env=environment)
    validate(json.loads(report.stdout))


def test_what_a_check_prints_stays_off_stdout(project: Path) -> None:
    body = "import os\ndef subject(inputs):\n    print('chatter')\n    os.system('echo more chatter')\n    return 2"
    write_check(project, "checks/chatty.py", body=body)
    command = [sys.executable, "-m", "opd_exact.check", "--suite", ".", "--format", "json"]
    result = subprocess.run(command, capture_output=True, text=True)
    validate(json.loads(result.stdout))
    assert "chatter" in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interruption_exits_2_and_leaves_no_process(project: Path, number: signal.Signals) -> None:
    pid_file = project / "pid"
    body = (
        "import os, time\ndef subject(inputs):\n"
        f"    open({str(pid_file)!r}, 'w').write(str(os.getpid()))\n    time.sleep(600)"
    )
    write_check(project, "checks/slow.py", body=body)
    command = [sys.executable, "-m", "opd_exact.check", "--suite", ".", "slow"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    for _ in range(600):
        if pid_file.exists() and pid_file.read_text():
            break
        time.sleep(0.1)
    os.kill(running.pid, number)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 2
    assert out == ""
    assert err.strip() == "opd-exact: interrupted"
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid_file.read_text()), 0)


def test_nothing_selected_exits_5(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--suite", ".", "-k", "odd"]) == 5
    assert "nothing selected" in only_line(capsys)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["two_is_evn"], "did you mean 'two_is_even'"),
        (["--explain", "two_is_evn"], "did you mean 'two_is_even'"),
        (["--fromat", "json"], "--fromat"),
        (["--format", "yaml"], "yaml"),
        (["--digits", "0"], "--digits"),
        (["--timeout", "0"], "--timeout"),
        (["--output", "x.json"], "has no --format"),
        (["--format", "json", "--format", "junit"], "both go to standard output"),
        (["--format", "json", "--output", "nowhere/x.json"], "no such folder"),
        (["--suite", "nowhere"], "neither a folder nor a configured suite"),
        (["-k", "a and"], "-k 'a and'"),
    ],
)
def test_bad_usage_is_one_line_and_exit_4(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    suite = [] if "--suite" in arguments else ["--suite", "."]
    assert main([*suite, *arguments]) == 4
    assert complaint in only_line(capsys)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[tool.opd_exact]\nsuits = {}\n", "unknown key tool.opd_exact.suits; did you mean 'suites'"),
        ("[tool.opd_exact]\ntimeout = -1\n", "tool.opd_exact.timeout is -1"),
        ("[tool.opd_exact]\ntimeout = true\n", "tool.opd_exact.timeout is True"),
        ("[tool.opd_exact]\nsuites = { a = 3 }\n", "tool.opd_exact.suites.a is 3"),
        ("[tool.opd_exact]\nsuites = { a = { cheks = 'x' } }\n", "unknown key 'cheks'; did you mean 'checks'"),
        ("[tool.opd_exact]\nsuites = { a = 'nowhere' }\n", "no such folder"),
        ("[tool.opd_exact\n", "cannot be read as TOML"),
        ("[tool.opd_exact]\nsuites = { paper = '.' }\n", "'paper' is the name of the built-in suite"),
        ("[tool.opd_exact]\njobs = 100000\n", "a positive number of at most 256"),
        ("tool = 3\n", "tool is 3, expected a table"),
    ],
)
def test_bad_configuration_is_one_line_and_exit_4(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, complaint: str
) -> None:
    (project / "pyproject.toml").write_text(text)
    assert main([]) == 4
    line = only_line(capsys)
    assert complaint in line
    assert "pyproject.toml" in line


def test_unreadable_suite_file_exits_4(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "checks/broken.py").write_text("def :\n")
    assert main(["--suite", "."]) == 4
    assert "broken.py: cannot be imported: SyntaxError" in only_line(capsys)


def test_a_failed_write_leaves_what_was_there(project: Path) -> None:
    (project / "kept").mkdir()
    assert main(["--suite", ".", "--format", "json", "--output", "kept"]) == 4
    assert {path.name for path in project.iterdir()} == {"kept", "checks"}


def test_module_and_script_are_the_same_command(project: Path) -> None:
    environment = {**os.environ, "COLUMNS": "100"}
    module = subprocess.run(
        [sys.executable, "-W", "error", "-m", "opd_exact.check", "--help"],
        capture_output=True,
        text=True,
        env=environment,
    )
    script = subprocess.run(
        [str(Path(sys.executable).parent / "opd-exact"), "check", "--help"],
        capture_output=True,
        text=True,
        env=environment,
    )
    assert module.returncode == script.returncode == 0
    assert module.stdout == script.stdout


def test_color_is_off_when_asked_or_not_a_terminal(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--suite", ".", "--no-color"])
    assert "\x1b[" not in capsys.readouterr().out
