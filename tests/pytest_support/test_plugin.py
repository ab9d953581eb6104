"""The plugin in test runs of its own: inert unless used, messages, reports (also with xdist), suites as items."""

import json
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from opd_exact.registry.report import validate
from tests.registry.toy_suites import write_check

pytest_plugins = ["pytester"]

# Loading the plugin by its module's name as well as by its entry point would be an error of pytest.
LOADED = [] if entry_points(group="pytest11", name="opd_exact") else ["-p", "opd_exact.pytest_plugin"]

TESTS = """
    import math
    import numpy as np
    import pytest
    from opd_exact import log
    from opd_exact.pytest_plugin import assert_exact

    @pytest.mark.exact_audit(name="log of two")
    @pytest.mark.parametrize("ulps", [1, 2])
    def test_marked(ulps):
        assert_exact(math.log(2), log(2), ulps=ulps)

    def test_fixture(exact_audit):
        exact_audit(math.log(3), log(3), ulps=1)
        exact_audit(np.float32(0), log(2) / 10**10, ulps=4, name="vanished")

    def test_unmarked():
        assert_exact(math.log(2), log(2), ulps=1)

    @pytest.mark.exact_audit
    def test_compares_nothing():
        pass

    @pytest.mark.exact_audit
    @pytest.mark.skip(reason="no such device")
    def test_skipped():
        pass
"""


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess(*LOADED, "-p", "no:cacheprovider", "--strict-markers", *arguments)


def read(file: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    validate(report)
    return report


def stands(report: dict[str, Any]) -> dict[str, str]:
    return {entry["id"]: entry["verdict"] for entry in report["checks"]}


def test_loading_the_plugin_loads_nothing_else_of_the_project() -> None:
    program = (
        "import sys, pytest, opd_exact; before = set(sys.modules); import opd_exact.pytest_plugin;"
        " print(sorted(set(sys.modules) - before));"
        " print([name for name in ('sympy', 'flint', 'numpy', 'mpmath') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines() == ["['opd_exact.pytest_plugin']", "[]"]


def test_a_run_that_does_not_use_the_plugin_imports_none_of_its_modules(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_nothing_is_loaded():
            assert not [name for name in sys.modules if name.startswith(("opd_exact.pytest_support", "opd_exact.reg"))]
            assert "sympy" not in sys.modules
        """
    )
    pytester.runpytest_subprocess(*LOADED, "-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_the_message_of_a_failure_is_shown_without_the_plugin_s_own_frames(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = run(pytester, "-k", "fixture")
    result.stdout.fnmatch_lines(
        [
            "E * AssertionError: 0.0 is not within 4 ulps of the truth",
            "E *truth *6.93147180559945309*e-11 ± * = 1/10000000000?log(2)",
            "E *observed * 0.0 (float32)",
            "E *error * abs ≤ 6.94e-11, rel ≤ 1.01, ulps ≤ *",
            "E *tolerance * 4 ulps of the truth, here 2.78e-17 absolute",
            "E *margin * the error is 2500000 times the tolerance",
        ]
    )
    result.stdout.no_fnmatch_line("*pytest_plugin.py:*")


def test_the_report_holds_the_rows_of_recorded_tests(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = run(pytester, "--opd-exact-report=report.json")
    result.assert_outcomes(passed=4, failed=1, skipped=1)
    report = read(pytester.path / "report.json")
    assert stands(report) == {
        "test_compares_nothing": "UNDECIDED",
        "test_fixture": "DECIDED",
        "vanished": "REFUTED",
        "log_of_two_1": "DECIDED",
        "log_of_two_2": "DECIDED",
        "test_skipped": "NOT_RUN",
    }
    assert report["summary"]["exit_code"] == 1
    assert "no such device" in next(entry["message"] for entry in report["checks"] if entry["id"] == "test_skipped")
    result.stdout.fnmatch_lines(["opd_exact: 3/6 hold, *; report in *report.json"])


def without_seconds(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**entry, "duration_s": 0} for entry in report["checks"]]


def test_the_report_is_the_same_with_xdist(pytester: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    pytester.makepyfile(TESTS)
    write_check(pytester.path, "suite/two_is_even.py")
    arguments = ("--opd-exact-suite=suite",)
    run(pytester, *arguments, "--opd-exact-report=alone.json")
    spread = run(pytester, *arguments, "-n2", "--opd-exact-report=spread.json", "--junitxml=junit.xml")
    spread.assert_outcomes(passed=5, failed=1, skipped=1)
    alone, together = (read(pytester.path / name) for name in ("alone.json", "spread.json"))
    assert len(alone["checks"]) == 7
    assert without_seconds(alone) == without_seconds(together)
    assert "statement_latex" not in (pytester.path / "junit.xml").read_text(encoding="utf-8")


def test_comparisons_of_fixtures_are_rows_too(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def compared(exact_audit):
            exact_audit(0.5, "1/2", abs=0, name="before")
            yield
            exact_audit(0.25, "1/4", abs=0, name="after")

        @pytest.mark.parametrize("number", [1, 2])
        def test_between(compared, exact_audit, number):
            exact_audit(0.75, "3/4", abs=0, name=f"between {number}")

        @pytest.fixture
        def broken(exact_audit):
            exact_audit(0.5, "1/2", abs=0, name="before it broke")
            raise RuntimeError

        def test_never(broken):
            pass
        """
    )
    run(pytester, "--opd-exact-report=report.json").assert_outcomes(passed=2, errors=1)
    report = read(pytester.path / "report.json")
    found = sorted(
        (entry["statement"].partition(":")[0], entry["source"].partition("::")[2]) for entry in report["checks"]
    )
    assert found == [
        ("after", "test_between[1]"),
        ("after", "test_between[2]"),
        ("before", "test_between[1]"),
        ("before", "test_between[2]"),
        ("before it broke", "test_never"),
        ("between 1", "test_between[1]"),
        ("between 2", "test_between[2]"),
    ]


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ("(name='')", "name is '', expected text"),
        ("('a', 'b')", "takes name alone, found 'b'"),
        ("(names='a')", "takes name alone, found names"),
    ],
)
def test_a_wrong_marker_fails_its_own_test_alone(pytester: pytest.Pytester, marker: str, said: str) -> None:
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.mark.exact_audit{marker}
        def test_wrong():
            pass

        def test_right():
            pass
        """
    )
    result = run(pytester, "--opd-exact-report=report.json")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines([f"*::test_wrong: marker exact_audit: {said}"])
    assert stands(read(pytester.path / "report.json")) == {"test_wrong": "UNDECIDED"}


def test_collecting_alone_leaves_a_report_as_it_is(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    (pytester.path / "report.json").write_text("{}", encoding="utf-8")
    run(pytester, "--collect-only", "--opd-exact-report=report.json")
    assert (pytester.path / "report.json").read_text(encoding="utf-8") == "{}"


def test_the_fixture_audits_functions_and_identifies_losses(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import numpy as np

        def test_function(exact_audit):
            audit = exact_audit.function(lambda p: -np.sum(p * np.log(p)), "entropy", [[0.5, 0.5], [1.0, 0.0]])
            assert [str(kind) for kind in audit.kinds()] == ["returns NaN"]

        def test_loss(exact_audit):
            found = exact_audit.identify(lambda p, q: np.sum(p * np.log(p / q), axis=-1))
            assert found.convention.family.name == "KL of first from second"
        """
    )
    run(pytester).assert_outcomes(passed=2)


def test_rows_of_one_name_are_kept_apart(pytester: pytest.Pytester) -> None:
    body = "def test_same(exact_audit):\n    exact_audit(0.5, '1/2', abs=0, name='same')\n"
    pytester.makepyfile(test_a=body, test_b=body)
    run(pytester, "--opd-exact-report=report.json").assert_outcomes(passed=2)
    report = read(pytester.path / "report.json")
    assert len(stands(report)) == 2
    assert all(identifier.startswith("same_") for identifier in stands(report))
    assert {entry["source"] for entry in report["checks"]} == {"test_a.py::test_same", "test_b.py::test_same"}


def test_a_report_without_rows_says_that_nothing_was_selected(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_other():\n    pass\n")
    run(pytester, "--opd-exact-report=report.json").assert_outcomes(passed=1)
    assert read(pytester.path / "report.json")["summary"]["exit_code"] == 5


@pytest.mark.parametrize("file", ["nowhere/report.json", "."])
def test_a_report_that_could_not_be_written_is_refused_at_once(pytester: pytest.Pytester, file: str) -> None:
    pytester.makepyfile("def test_other():\n    pass\n")
    result = run(pytester, f"--opd-exact-report={file}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --opd-exact-report *expected a file to write"])


def test_bad_arguments_fail_the_test_with_their_own_error(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_two(exact_audit):\n    exact_audit(0.5, '1/2', abs=0, rel=0)\n")
    result = run(pytester, "--opd-exact-report=report.json")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*InputError: tolerance: exactly one of ulps, abs and rel*"])


class TestSuites:
    """`--opd-exact-suite`."""

    @pytest.fixture(autouse=True)
    def suite(self, pytester: pytest.Pytester) -> None:
        write_check(pytester.path, "suite/numbers/two_is_even.py", more=", tags=('parity',)")
        write_check(pytester.path, "suite/three.py", "def subject(inputs):\n    return 3\n")
        write_check(pytester.path, "suite/survivor.py", 'MUTANTS = (Mutant("four", "to 4", lambda n: n + 2),)\n')

    def test_one_item_a_check(self, pytester: pytest.Pytester) -> None:
        result = run(pytester, "--opd-exact-suite=suite", "--opd-exact-report=report.json")
        result.assert_outcomes(passed=1, failed=2)
        result.stdout.fnmatch_lines(
            [
                "*check survivor*",
                "DECIDED: two is even",
                "*mutant 'four' (to 4): SURVIVED, verdict DECIDED: the mutant passes",
                "*check three*",
                "REFUTED: two is even",
                "  3 is odd",
                "  mutant 'three' (2 becomes 3): SURVIVED, *",
            ]
        )
        expected = {"two_is_even": "DECIDED", "three": "REFUTED", "survivor": "DECIDED"}
        assert stands(read(pytester.path / "report.json")) == expected

    @pytest.mark.parametrize("words", ["two_is_even", "numbers", "parity"])
    def test_k_selects_by_id_group_and_tag(self, pytester: pytest.Pytester, words: str) -> None:
        run(pytester, "--opd-exact-suite=suite", "-k", words).assert_outcomes(passed=1, deselected=2)

    def test_what_lacks_its_module_is_skipped_with_the_reason(self, pytester: pytest.Pytester) -> None:
        recording = (
            "from opd_exact.registry import Recording, Requirement\n"
            "RECORDING = Recording('table', 'a table', dict, (Requirement('no_such_module', 'pip install it'),))\n"
        )
        (pytester.path / "suite/table.py").write_text(recording, encoding="utf-8")
        write_check(pytester.path, "suite/reader.py", more=", inputs=('table',)")
        result = run(pytester, "--opd-exact-suite=suite", "-k", "reader", "-rs")
        result.assert_outcomes(skipped=1, deselected=3)
        result.stdout.fnmatch_lines(["SKIPPED*needs the module 'no_such_module'; install it with: pip install it"])

    def test_checks_that_read_one_recording_make_it_once(self, pytester: pytest.Pytester) -> None:
        recording = (
            "from pathlib import Path\nfrom opd_exact.registry import Recording\n\n\ndef record():\n"
            f"    with open({str(pytester.path / 'made')!r}, 'a') as file:\n        file.write('x')\n"
            "    return {'a.txt': '2'}\n\n\nRECORDING = Recording('table', 'a table', record)\n"
        )
        (pytester.path / "suite/table.py").write_text(recording, encoding="utf-8")
        for name in ("first_reader", "second_reader"):
            write_check(pytester.path, f"suite/{name}.py", more=", inputs=('table',)")
        run(pytester, "--opd-exact-suite=suite", "-k", "reader").assert_outcomes(passed=2, deselected=3)
        assert (pytester.path / "made").read_text() == "x"

    def test_a_suite_that_cannot_be_used_is_one_line(self, pytester: pytest.Pytester) -> None:
        (pytester.path / "suite/broken.py").write_text("1 / 0\n", encoding="utf-8")
        for name, words in (("suite", "*broken.py: cannot be imported: ZeroDivisionError*"), ("nosuch", "*nosuch*")):
            result = run(pytester, f"--opd-exact-suite={name}")
            assert result.ret == pytest.ExitCode.USAGE_ERROR
            result.stderr.fnmatch_lines([f"ERROR: --opd-exact-suite: {words}"])
