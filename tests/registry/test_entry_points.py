"""Installed packages ship suites; what is wrong with one is told with the package and the file."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from opd_exact.check import main
from opd_exact.numbers.errors import InputError
from opd_exact.registry.configuration import Configuration, chosen_suites, configuration
from opd_exact.registry.entry_points import installed_suites
from opd_exact.registry.suites import SuiteError, load_checks
from tests.registry.toy_suites import write_check

Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Puts a distribution with one entry point and one package into a folder that is searched for both."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules)

    def installed(package: str, entry: str, body: str = "") -> Path:
        info = site / f"{package}-1.2.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(f"[opd_exact.suites]\n{entry}\n")
        (site / package).mkdir()
        (site / package / "__init__.py").write_text(body)
        return site / package

    yield installed
    for name in set(sys.modules) - before:
        if name.partition(".")[0].startswith("shipped"):
            del sys.modules[name]


def test_a_module_leads_to_the_folder_that_it_lies_in(install: Install) -> None:
    write_check(install("shipped", "weather = shipped"), "checks/cloudy.py")
    (suite,) = chosen_suites(["weather"], Configuration())
    assert [unit.check.id for unit in load_checks([suite])[0]] == ["cloudy"]
    assert main(["--suite", "weather", "--quiet"]) == 0


def test_a_plain_module_of_a_package_leads_to_its_package(install: Install) -> None:
    package = install("shipped", "weather = shipped.suite")
    (package / "suite.py").write_text("")
    write_check(package, "checks/cloudy.py")
    (suite,) = chosen_suites(["weather"], Configuration())
    assert suite.checks is not None
    assert suite.checks.path == str(package / "checks")


@pytest.mark.parametrize("kind", ["str", "Path"])
def test_a_function_returns_a_folder(install: Install, kind: str) -> None:
    body = f"from pathlib import Path\ndef where(): return {kind}(Path(__file__).parent / 'inner')\n"
    write_check(install("shipped", "weather = shipped:where", body), "inner/checks/cloudy.py")
    assert [unit.check.id for unit in load_checks(chosen_suites(["weather"], Configuration()))[0]] == ["cloudy"]


def test_installed_suites_run_by_default_and_proofs_and_models_come_along(install: Install) -> None:
    package = install("shipped", "weather = shipped")
    write_check(package, "checks/cloudy.py")
    (package / "proofs").mkdir()
    (package / "models").mkdir()
    (package / "models/coin.toml").write_text('variables.X = [0, 1]\ndistributions.p = { of = "X", p = [0.5, 0.5] }\n')
    suites = chosen_suites([], Configuration())
    assert [suite.name for suite in suites] == ["paper", "weather"]
    assert suites[1].proofs is not None
    assert suites[1].models is not None


def test_a_suite_that_is_not_asked_for_is_not_imported(install: Install) -> None:
    install("shipped", "weather = shipped", "raise RuntimeError('imported')")
    assert [suite.name for suite in chosen_suites(["paper"], Configuration())] == ["paper"]


def test_a_projects_own_suite_counts_once(install: Install) -> None:
    package = install("shipped", "weather = shipped")
    write_check(package, "checks/cloudy.py")
    (package / "pyproject.toml").write_text('[tool.opd_exact.suites]\nmine = "."\n')
    assert [suite.name for suite in chosen_suites([], configuration(package))] == ["paper", "mine"]


def test_two_suites_of_one_name_are_refused(install: Install, tmp_path: Path) -> None:
    write_check(install("shipped", "weather = shipped"), "checks/cloudy.py")
    write_check(tmp_path, "own/checks/sunny.py")
    (tmp_path / "pyproject.toml").write_text('[tool.opd_exact.suites]\nweather = "own"\n')
    with pytest.raises(
        SuiteError, match="suite 'weather' is configured in this project and shipped by package shipped"
    ):
        chosen_suites([], configuration(tmp_path))
    install("shipped_too", "weather = shipped_too")
    with pytest.raises(SuiteError, match=r"package shipped_too 1\.2, .*shipped 1\.2 ships a suite of that name"):
        installed_suites()


@pytest.mark.parametrize(
    ("entry", "body", "complaint"),
    [
        ("w = shipped", "\nraise RuntimeError('boom')", r"RuntimeError: boom \(.*shipped/__init__\.py, line 2\)"),
        ("w = shipped", "raise SystemExit(0)", r"SystemExit: 0 \(.*__init__\.py"),
        ("w = shipped", "x = (\n", r"SyntaxError: .*__init__\.py, line 1\)"),
        ("w = shipped", "import not_a_module_of_anyone", r"No module named 'not_a_module_of_anyone' \(.*__init__\.py"),
        ("w = shipped.gone", "", "No module named 'shipped.gone'"),
        ("w = shipped:gone", "", "has no attribute 'gone'"),
        ("w = shipped:where", "def where(): return 1/0", r"ZeroDivisionError: .*__init__\.py, line 1"),
        ("w = shipped:where", "def where(): return 3", "leads to a int"),
        ("w = shipped:where", "where = 3", "leads to a int"),
        ("w = shipped:where", "def where(): return '/nowhere/at/all'", "no such folder /nowhere/at/all"),
        ("w = shipped", "", "holds neither checks/ nor models/"),
        ("w = __import__('os').system('true')", "", "not of the form 'module' or 'module:function'"),
        ("paper = shipped", "", "'paper' is the name of the built-in suite"),
    ],
)
def test_what_is_wrong_is_told_with_package_and_file(
    install: Install, entry: str, body: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    install("shipped", entry, body)
    with pytest.raises(SuiteError, match=complaint) as caught:
        chosen_suites([], Configuration())
    assert str(caught.value).startswith("package shipped 1.2, entry point")
    assert main(["--list"]) == 4
    (line,) = capsys.readouterr().err.splitlines()
    assert "package shipped 1.2" in line


def test_a_broken_file_in_a_shipped_suite_is_an_error(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    write_check(install("shipped", "weather = shipped"), "checks/cloudy.py", body="raise RuntimeError('boom')")
    assert main(["--suite", "weather"]) == 4
    assert "shipped/checks/cloudy.py: cannot be imported: RuntimeError: boom" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["checks/loop.py", "models/loop.toml"])
def test_a_link_to_itself_is_an_error_that_names_it(install: Install, kind: str) -> None:
    package = install("shipped", "weather = shipped")
    write_check(package, "checks/cloudy.py")
    (package / "models").mkdir()
    (package / kind).symlink_to(package / kind)
    with pytest.raises(SuiteError, match=kind):
        load_checks(chosen_suites(["weather"], Configuration()))


def test_folders_that_link_to_each_other_do_not_trap_discovery(install: Install) -> None:
    package = install("shipped", "weather = shipped")
    write_check(package, "checks/cloudy.py")
    (package / "checks/up").symlink_to(package, target_is_directory=True)
    (package / "models").symlink_to(package, target_is_directory=True)
    assert [unit.check.id for unit in load_checks(chosen_suites(["weather"], Configuration()))[0]] == ["cloudy"]


def test_a_suites_folder_that_links_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop", target_is_directory=True)
    (tmp_path / "pyproject.toml").write_text('[tool.opd_exact.suites]\nmine = "loop"\n')
    with pytest.raises(InputError, match=r"suites\.mine: .*loop: no such folder"):
        configuration(tmp_path)
