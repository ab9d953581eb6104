"""Whatever one check does (crash, hang, eat memory, lie), it gets its own row and the others keep theirs."""

from pathlib import Path

import pytest

from opd_exact.registry.report import build_report
from opd_exact.registry.row import Row
from opd_exact.registry.runner import Limits, Outcome, run
from opd_exact.registry.suites import load_checks, suite_at
from tests.registry.toy_suites import write_check

LIMITS = Limits(jobs=2, timeout_s=60, memory_mib=2048)

RECORDING = """
from opd_exact.registry import Recording, Requirement


def record():
    {body}


RECORDING = Recording("toy_recording", "a toy", record{more})
"""


def outcome_of(folder: Path, limits: Limits = LIMITS) -> Outcome:
    units, recordings = load_checks([suite_at(folder)])
    outcome = run(units, recordings, limits, digits=30)
    build_report(outcome)  # every outcome must be one that the schema knows
    return outcome


def rows_of(folder: Path, limits: Limits = LIMITS) -> dict[str, Row]:
    return {row.id: row for row in outcome_of(folder, limits).rows}


def test_misbehaving_checks_leave_the_others_standing(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/a_good.py")
    write_check(tmp_path, "checks/raises.py", body="def establish(n):\n    return 1 / 0")
    write_check(tmp_path, "checks/exits.py", body="import sys\ndef establish(n):\n    sys.exit(0)")
    write_check(tmp_path, "checks/goes_quietly.py", body="import os\ndef establish(n):\n    os._exit(0)")
    write_check(tmp_path, "checks/stops.py", body="def establish(n):\n    raise GeneratorExit('stop')")
    write_check(tmp_path, "checks/vanishes.py", body="import os\ndef establish(n):\n    os._exit(7)")
    write_check(tmp_path, "checks/aborts.py", body="import os\ndef establish(n):\n    os.abort()")
    write_check(
        tmp_path,
        "checks/swells.py",
        body="def establish(n):\n    held = []\n    while True:\n        held.append(bytearray(2**26))",
    )
    write_check(tmp_path, "checks/z_good.py")
    rows = rows_of(tmp_path, Limits(jobs=2, timeout_s=90, memory_mib=1024))
    assert [rows[name].passed for name in ("a_good", "z_good")] == [True, True]
    bad = {name: rows[name] for name in ("raises", "exits", "goes_quietly", "stops", "vanishes", "aborts", "swells")}
    assert {row.verdict.value for row in bad.values()} == {"UNDECIDED"}
    messages = {name: row.message or "" for name, row in bad.items()}
    assert "ZeroDivisionError" in messages["raises"]
    assert "raises.py, line" in messages["raises"]
    assert "SystemExit: 0" in messages["exits"]
    assert "exit code 0" in messages["goes_quietly"]
    assert "GeneratorExit: stop" in messages["stops"]
    assert "exit code 7" in messages["vanishes"]
    assert "SIGABRT" in messages["aborts"]
    assert "MemoryError" in messages["swells"]


def test_a_check_that_hangs_is_ended_and_the_step_is_named(tmp_path: Path) -> None:
    body = "import time\ndef hang(n):\n    time.sleep(600)\nMUTANTS = (Mutant('slow', 'never ends', hang),)"
    write_check(tmp_path, "checks/hangs.py", body=body)
    row = rows_of(tmp_path, Limits(jobs=1, timeout_s=8, memory_mib=1024))["hangs"]
    assert row.verdict.value == "UNDECIDED"
    assert row.message == "no answer within 8 s (--timeout); it was running: mutant 'slow'"


def test_a_check_that_tampers_with_the_engine_does_not_touch_the_next(tmp_path: Path) -> None:
    tampering = (
        "def establish(n):\n    Fact.decided_by = classmethod(lambda cls, *a, **k: Fact(Verdict.DECIDED, 'sure'))\n"
        "    return all_of([Fact.decided_by(False, '', otherwise='')])"
    )
    write_check(tmp_path, "checks/a_tampers.py", body=tampering)
    write_check(tmp_path, "checks/b_false.py", body="def subject(inputs):\n    return 3")
    rows = rows_of(tmp_path, Limits(jobs=1, timeout_s=60, memory_mib=1024))
    assert rows["b_false"].failed


def test_a_mutant_that_changes_its_subject_in_place_does_not_kill_the_next(tmp_path: Path) -> None:
    body = (
        "def subject(inputs):\n    return [2]\n"
        "def establish(numbers):\n"
        "    return all_of([Fact.decided_by(numbers[0] == 2, 'two', otherwise='not two')])\n"
        "def break_it(numbers):\n    numbers[0] = 3\n    return numbers\n"
        "MUTANTS = (Mutant('in place', 'changed', break_it), Mutant('idle', 'nothing', lambda numbers: numbers))"
    )
    write_check(tmp_path, "checks/in_place.py", body=body)
    assert [mutant.killed for mutant in rows_of(tmp_path)["in_place"].mutants] == [True, False]


def test_a_finding_without_facts_does_not_pass(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/bare.py", body="def establish(n):\n    return Finding(Verdict.DECIDED)")
    row = rows_of(tmp_path)["bare"]
    assert not row.passed
    assert "rests on no facts" in (row.message or "")


@pytest.mark.parametrize("field", ["exact=3", "exact='\\ud800'", "published=Published(3, 1)"])
def test_a_finding_that_cannot_be_reported_costs_only_its_own_row(tmp_path: Path, field: str) -> None:
    body = (
        "from dataclasses import replace\nfrom opd_exact.registry import Published\n_plain = establish\n"
        f"def establish(n):\n    return replace(_plain(n), {field})"
    )
    write_check(tmp_path, "checks/odd.py", body=body)
    write_check(tmp_path, "checks/good.py")
    rows = rows_of(tmp_path)
    assert rows["good"].passed
    assert rows["odd"].verdict.value == "UNDECIDED"


def test_a_surviving_mutant_fails_the_check_and_is_named(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/weak.py", body="MUTANTS = (*MUTANTS, Mutant('four', '2 becomes 4', lambda n: 4))")
    row = rows_of(tmp_path)["weak"]
    assert not row.passed
    assert row.failed
    assert "mutant 'four' survived" in (row.message or "")
    assert [mutant.killed for mutant in row.mutants] == [True, False]


def test_a_mutant_that_only_crashes_the_check_is_not_killed(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/crash.py", body="MUTANTS = (Mutant('text', '2 becomes a word', lambda n: 'two'),)")
    row = rows_of(tmp_path)["crash"]
    assert not row.passed
    assert "not refuted: the check raised TypeError" in row.mutants[0].margin


def test_a_mutant_dies_by_missing_evidence(tmp_path: Path) -> None:
    body = (
        "def establish(n):\n    if n is None:\n        raise EvidenceError('a.json is missing')\n"
        "    return all_of([Fact(Verdict.DECIDED, 'there')])\n"
        "MUTANTS = (Mutant('none', 'the file is missing', lambda n: None),)"
    )
    write_check(tmp_path, "checks/missing.py", body=body)
    row = rows_of(tmp_path)["missing"]
    assert row.passed
    assert row.mutants[0].margin == "a.json is missing"


def test_a_false_claim_fails(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/false.py", body="def subject(inputs):\n    return 3", identifier="false_claim")
    row = rows_of(tmp_path)["false_claim"]
    assert (row.verdict.value, row.passed, row.failed, row.message) == ("REFUTED", False, True, "3 is odd")


def test_a_weaker_kind_of_truth_than_sought_does_not_pass(tmp_path: Path) -> None:
    body = "def establish(n):\n    return all_of([Fact(Verdict.ENCLOSED if n == 2 else Verdict.REFUTED, 'near')])"
    write_check(tmp_path, "checks/weaker.py", body=body)
    row = rows_of(tmp_path)["weaker"]
    assert row.failed
    assert row.message == "established only as ENCLOSED; DECIDED was sought"


@pytest.mark.parametrize(
    ("tolerance", "passed"), [("Fraction(1, 10)", True), ("Fraction(1, 1000)", False), ("None", True)]
)
def test_a_float_out_of_tolerance_fails_the_check(tmp_path: Path, tolerance: str, passed: bool) -> None:
    body = (
        "from dataclasses import replace\nfrom fractions import Fraction\n"
        "from opd_exact.registry import Observation\n_plain = establish\n"
        "def establish(n):\n"
        f"    seen = Observation('numpy', '2.01', Fraction(1, 100), None, None, {tolerance}, 'a reason')\n"
        "    return replace(_plain(n), observations=(seen,))"
    )
    write_check(tmp_path, "checks/floats.py", body=body)
    row = rows_of(tmp_path)["floats"]
    assert row.passed is passed
    if not passed:
        assert "beyond the tolerance 0.001" in (row.message or "")


def test_no_facts_are_no_pass(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/empty.py", body="def establish(n):\n    return all_of([])", identifier="no_facts")
    row = rows_of(tmp_path)["no_facts"]
    assert row.verdict.value == "UNDECIDED"
    assert "an empty list is missing evidence" in (row.message or "")


def test_recordings_are_made_once_and_shared(tmp_path: Path) -> None:
    log = tmp_path / "made"
    (tmp_path / "checks").mkdir()
    body = f"open({str(log)!r}, 'a').write('x'); return {{'a.txt': 'two'}}"
    (tmp_path / "checks/recorded.py").write_text(RECORDING.format(body=body, more=""))
    reads = "def subject(inputs):\n    return len(inputs['toy_recording']['a.txt']) - 1"
    for name in ("reads_one", "reads_two"):
        write_check(tmp_path, f"checks/{name}.py", body=reads, more=", inputs=('toy_recording',)")
    outcome = outcome_of(tmp_path)
    assert all(row.passed for row in outcome.rows)
    assert log.read_text() == "x"
    assert list(outcome.inputs) == ["toy_recording/a.txt"]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("return {'../x': 'text'}", "file name '../x'"),
        ("return {'a.txt': 3}", "a int for 'a.txt', expected its text"),
        ("return {}", "at least one file"),
        ("return None", "at least one file"),
        ("raise SystemExit(0)", "SystemExit: 0"),
    ],
)
def test_a_recording_that_returns_no_texts_is_told(tmp_path: Path, body: str, complaint: str) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/recorded.py").write_text(RECORDING.format(body=body, more=""))
    write_check(tmp_path, "checks/needs.py", more=", inputs=('toy_recording',)")
    row = rows_of(tmp_path)["needs"]
    assert row.verdict.value == "UNDECIDED"
    assert complaint in (row.message or "")


def test_a_failing_recording_is_told_by_every_check_that_needs_it(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/recorded.py").write_text(RECORDING.format(body="raise OSError('no maze')", more=""))
    write_check(tmp_path, "checks/needs.py", more=", inputs=('toy_recording',)")
    write_check(tmp_path, "checks/free.py")
    rows = rows_of(tmp_path)
    assert rows["free"].passed
    assert rows["needs"].verdict.value == "UNDECIDED"
    assert "recording 'toy_recording' failed: OSError: no maze (recorded.py, line" in (rows["needs"].message or "")


def test_a_missing_module_is_not_run_with_the_command_that_provides_it(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    more = ", (Requirement('module_that_is_not_there', 'pip install it'),)"
    (tmp_path / "checks/recorded.py").write_text(RECORDING.format(body="return {}", more=more))
    write_check(tmp_path, "checks/needs.py", more=", inputs=('toy_recording',)")
    outcome = outcome_of(tmp_path)
    assert outcome.rows[0].verdict.value == "NOT_RUN"
    assert "install it with: pip install it" in (outcome.rows[0].message or "")
    assert build_report(outcome)["summary"]["exit_code"] == 6


def test_stops_after_the_failures_asked_for(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/a_false.py", body="def subject(inputs):\n    return 3")
    write_check(tmp_path, "checks/b_slow.py", body="import time\ndef subject(inputs):\n    time.sleep(600)")
    rows = rows_of(tmp_path, Limits(jobs=1, timeout_s=60, memory_mib=1024, max_failures=1))
    assert rows["a_false"].failed
    assert rows["b_slow"].verdict.value == "NOT_RUN"
