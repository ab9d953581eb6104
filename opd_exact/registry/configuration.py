"""`[tool.opd_exact]` in a project's pyproject.toml: its suites and its limits."""

import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from opd_exact.numbers.errors import InputError
from opd_exact.registry.entry_points import installed_suites, package_of, suite_of
from opd_exact.registry.selection import closest
from opd_exact.registry.suites import BUILTIN, Suite, SuiteError, builtin_suite, folder_of_checks, suite_at

__all__ = [
    "Configuration",
    "chosen_suites",
    "configuration",
    "default_jobs",
]


@dataclass(frozen=True)
class Configuration:
    """The suites of the current project, and its limits; None where the project says nothing."""

    suites: tuple[Suite, ...] = ()
    timeout_s: float | None = None
    memory_mib: int | None = None
    jobs: int | None = None


def configuration(start: Path) -> Configuration:
    """The configuration of the project that `start` lies in: the nearest pyproject.toml that has `[tool.opd_exact]`.

    Raises:
        InputError: that file cannot be read, or a key or value is not what it should be.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        file = folder / "pyproject.toml"
        if file.is_file():
            table = _table(file)
            if table is not None:
                return _read(table, file)
    return Configuration()


def _table(file: Path) -> dict[str, Any] | None:
    try:
        if (size := file.stat().st_size) > _MOST_BYTES:
            raise InputError(f"{file}: {size} bytes, expected at most {_MOST_BYTES}")
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except InputError:
        raise
    except (ValueError, OSError) as error:  # no TOML, no UTF-8, or an integer with more digits than Python reads
        raise InputError(f"{file}: cannot be read as TOML: {error}") from error
    except RecursionError:
        raise InputError(f"{file}: cannot be read as TOML: lists or tables are nested too deeply") from None
    tools = document.get("tool", {})
    if not isinstance(tools, dict):
        raise InputError(f"{file}: tool is {tools!r}, expected a table")
    table = tools.get("opd_exact")
    if table is not None and not isinstance(table, dict):
        raise InputError(f"{file}: tool.opd_exact is {table!r}, expected a table")
    return table


_MOST_BYTES = 5_000_000

_KEYS: dict[str, Any] = {"suites": dict, "timeout": (int, float), "memory_mib": int, "jobs": int}

_MOST = {"jobs": 256}

_FOLDERS = ("checks", "proofs", "models")


def _read(table: dict[str, Any], file: Path) -> Configuration:
    for key, value in table.items():
        if key not in _KEYS:
            raise InputError(f"{file}: unknown key tool.opd_exact.{key}{closest(key, _KEYS)}")
        wrong_kind = isinstance(value, bool) or not isinstance(value, _KEYS[key])
        most = _MOST.get(key, float("inf"))
        if wrong_kind or (key != "suites" and not (0 < value <= most and value < float("inf"))):
            expected = "a table of suites" if key == "suites" else "a positive number"
            expected += f" of at most {most}" if key in _MOST else ""
            raise InputError(f"{file}: tool.opd_exact.{key} is {value!r}, expected {expected}")
    suites = tuple(_suite(name, entry, file) for name, entry in table.get("suites", {}).items())
    return Configuration(suites, table.get("timeout"), table.get("memory_mib"), table.get("jobs"))


def _suite(name: str, entry: object, file: Path) -> Suite:
    place = f"{file}: tool.opd_exact.suites.{name}"
    if name == BUILTIN:
        raise InputError(f"{place}: {BUILTIN!r} is the name of the built-in suite; choose another")
    try:
        if isinstance(entry, str):
            return suite_at(file.parent / entry, name)
        if not isinstance(entry, dict):
            raise InputError(f"{place} is {entry!r}, expected a folder or a table with keys {', '.join(_FOLDERS)}")
        for key, value in entry.items():
            if key not in _FOLDERS:
                raise InputError(f"{place}: unknown key {key!r}{closest(key, _FOLDERS)}")
            if not isinstance(value, str):
                raise InputError(f"{place}.{key} is {value!r}, expected a folder's path")
        if "checks" not in entry and "models" not in entry:
            raise InputError(f"{place}: key 'checks' is missing, expected a folder's path (or a folder of 'models')")
        folders = [folder_of_checks(file.parent / entry[key]) if key in entry else None for key in _FOLDERS]
        return Suite(name, *folders)
    except SuiteError as error:
        raise InputError(f"{place}: {error}") from error


def chosen_suites(names: Sequence[str], project: Configuration) -> list[Suite]:
    """The suites that are named or lie at a path; without names the built-in one, the project's and installed ones.

    An installed package's code is imported only if its suite is among them. A suite that the project itself ships, with
    the same folders, counts once.

    Raises:
        InputError: a name is neither a folder nor a configured or installed suite.
        SuiteError: an installed suite cannot be imported, or has the name of another suite.
    """
    configured = {suite.name: suite for suite in (builtin_suite(), *project.suites)}
    installed = installed_suites()
    if not names:
        return [*configured.values(), *_others(configured, installed)]
    chosen = []
    for name in dict.fromkeys(names):
        if name in configured:
            chosen.append(configured[name])
        elif name in installed:
            chosen.append(suite_of(installed[name]))
        elif Path(name).is_dir():
            chosen.append(suite_at(Path(name)))
        else:
            known = (*configured, *installed)
            raise InputError(
                f"--suite {name!r}: neither a folder nor a configured suite ({', '.join(known)}){closest(name, known)}"
            )
    return chosen


def _others(configured: Mapping[str, Suite], installed: Mapping[str, EntryPoint]) -> Iterator[Suite]:
    """The installed suites that are not the project's own."""
    own = {suite.folders for suite in configured.values()}
    for name, point in installed.items():
        suite = suite_of(point)
        if suite.folders in own:
            continue
        if name in configured:
            raise SuiteError(
                f"suite {name!r} is configured in this project and shipped by package {package_of(point)}; rename one"
            )
        yield suite


def default_jobs() -> int:
    """One process for each processor that this process may use, at most eight."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(8, available))
