"""Discovery finds what a folder declares, names what is wrong with it, and never confuses two folders."""

from pathlib import Path

import pytest

from opd_exact.registry.suites import SuiteError, builtin_suite, load_checks, suite_at
from tests.registry.toy_suites import write_check


def test_finds_checks_in_subfolders_grouped_by_folder(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/alpha/one.py", identifier="first_one")
    write_check(tmp_path, "checks/beta/one.py", identifier="second_one")
    (tmp_path / "checks/beta/_shared.py").write_text("raise RuntimeError('never imported by discovery')")
    units, _ = load_checks([suite_at(tmp_path)])
    assert [(unit.check.id, unit.group) for unit in units] == [("first_one", "alpha"), ("second_one", "beta")]


def test_folders_of_the_same_name_do_not_meet(tmp_path: Path) -> None:
    write_check(tmp_path / "a", "checks/same.py", identifier="from_a")
    write_check(tmp_path / "b", "checks/same.py", identifier="from_b")
    units, _ = load_checks([suite_at(tmp_path / "a"), suite_at(tmp_path / "b")])
    assert [unit.check.id for unit in units] == ["from_a", "from_b"]


def test_a_users_checks_folder_is_not_the_builtin_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_check(tmp_path, "checks/mine.py")
    monkeypatch.chdir(tmp_path)
    units, _ = load_checks([builtin_suite()])
    assert "mine" not in {unit.check.id for unit in units}


def test_relative_imports_inside_a_suite_work(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks/_shared.py").write_text("VALUE = 4\n")
    write_check(tmp_path, "checks/uses.py", body="from ._shared import VALUE\nassert VALUE == 4")
    units, _ = load_checks([suite_at(tmp_path)])
    assert [unit.check.id for unit in units] == ["uses"]


@pytest.mark.parametrize(
    ("body", "more", "complaint"),
    [
        ("MUTANTS = ()", "", "has no mutants"),
        ("CLAIM = Claim('s', 's', ' ', 'src')", "", "claim has no scope"),
        ("raise RuntimeError('boom')", "", r"broken\.py: cannot be imported: RuntimeError: boom \(line \d+\)"),
        ("raise SystemExit(0)", "", "SystemExit: 0"),
        ("import not_a_module_of_anyone", "", "No module named 'not_a_module_of_anyone'"),
        ("", ", inputs=('nowhere',)", "input 'nowhere' is not a recording"),
        ("RECORDING = 1", "", "declares both CHECK and RECORDING"),
        ("MUTANTS = MUTANTS * 2", "", "two mutants are named 'three'"),
    ],
)
def test_a_bad_file_is_named_with_its_fault(tmp_path: Path, body: str, more: str, complaint: str) -> None:
    write_check(tmp_path, "checks/broken.py", body=body, more=more)
    with pytest.raises(SuiteError, match=complaint) as caught:
        load_checks([suite_at(tmp_path)])
    assert "broken.py" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_ids_are_snake_case(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/broken.py", identifier="Not-Snake")
    with pytest.raises(SuiteError, match="expected snake_case"):
        load_checks([suite_at(tmp_path)])


def test_a_file_that_declares_nothing_is_an_error(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/fine.py")
    (tmp_path / "checks/empty.py").write_text("")
    with pytest.raises(SuiteError, match=r"empty\.py: declares neither"):
        load_checks([suite_at(tmp_path)])


def test_an_id_declared_twice_is_an_error_that_names_both_files(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/a/one.py", identifier="twice")
    write_check(tmp_path, "checks/b/two.py", identifier="twice")
    with pytest.raises(SuiteError, match=r"two\.py: id 'twice' is already declared in .*one\.py"):
        load_checks([suite_at(tmp_path)])


def test_a_folder_without_checks_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "checks").mkdir()
    with pytest.raises(SuiteError, match="no checks found"):
        load_checks([suite_at(tmp_path)])


def test_a_loop_of_links_does_not_trap_discovery(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/fine.py")
    (tmp_path / "checks/loop").symlink_to(tmp_path / "checks", target_is_directory=True)
    units, _ = load_checks([suite_at(tmp_path)])
    assert len(units) == 1
