"""Suites that installed packages ship: entry points of the group `opd_exact.suites`.

The name of an entry point is the suite's. Its value is a module, whose folder holds `checks/`, `proofs/` or `models/`,
or `module:function`, a function without arguments that returns such a folder. In a package's pyproject.toml:

    [project.entry-points."opd_exact.suites"]
    weather = "weather_models.suite"
"""

import os
import re
import traceback
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import ModuleType

from opd_exact.registry.suites import BUILTIN, Suite, SuiteError, suite_at

__all__ = [
    "GROUP",
    "installed_suites",
    "package_of",
    "suite_of",
]

GROUP = "opd_exact.suites"

_VALUE = re.compile(r"[A-Za-z_][\w.]*(\s*:\s*[A-Za-z_][\w.]*)?")


def installed_suites() -> Mapping[str, metadata.EntryPoint]:
    """The entry points of installed packages by the name of their suite; no package's code is imported.

    Raises:
        SuiteError: two packages ship a suite of the same name, or one takes the name of the built-in suite.
    """
    found: dict[str, metadata.EntryPoint] = {}
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda point: (point.name, point.value)):
        if point.name == BUILTIN:
            raise SuiteError(
                f"{_place(point)}: {BUILTIN!r} is the name of the built-in suite; its package must choose another"
            )
        known = found.setdefault(point.name, point)
        if known is not point and (package_of(known), known.value) != (package_of(point), point.value):
            raise SuiteError(
                f"{_place(point)}: {package_of(known)} ships a suite of that name, too; uninstall one of them"
            )
    return found


def suite_of(point: metadata.EntryPoint) -> Suite:
    """The suite that an entry point leads to; its module is imported.

    Raises:
        SuiteError: the module cannot be imported, or leads to no folder with checks or models. The message names the
            package, the entry point, and the file and line where an import failed.
    """
    folder = _folder(point)
    suite = suite_at(folder, point.name)
    if not (folder / "checks").is_dir():
        suite = replace(suite, checks=None)  # the modules of a package are no checks
    if suite.checks is None and suite.models is None:
        raise SuiteError(
            f"{_place(point)}: {folder} holds neither checks/ nor models/; was the package built with them?"
        )
    return suite


def package_of(point: metadata.EntryPoint) -> str:
    """Name and version of the package that an entry point belongs to."""
    return "unknown package" if point.dist is None else f"{point.dist.name} {point.dist.version}"


def _folder(point: metadata.EntryPoint) -> Path:
    if _VALUE.fullmatch(point.value) is None:
        raise SuiteError(f"{_place(point)}: the value is not of the form 'module' or 'module:function'")
    try:
        target = point.load()
        found = target if isinstance(target, ModuleType) or not callable(target) else target()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever another package does at import, the caller is told which one it was
        raise SuiteError(f"{_place(point)}: cannot be imported: {_reason(error)}") from error
    if isinstance(found, ModuleType):
        places = list(getattr(found, "__path__", ())) or [str(Path(str(found.__file__)).parent)]
        found = places[0]
    if not isinstance(found, str | os.PathLike):
        raise SuiteError(f"{_place(point)}: leads to a {type(found).__name__}, expected a module or a folder's path")
    folder = Path(os.fspath(found))
    if not folder.is_dir():
        raise SuiteError(f"{_place(point)}: no such folder {folder} (a package in a zip file must be unpacked)")
    return folder


def _place(point: metadata.EntryPoint) -> str:
    return f"package {package_of(point)}, entry point {point.name} = {point.value!r}"


def _reason(error: BaseException) -> str:
    """One line: what was raised, and the last place outside the import system that it came from."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename not in (__file__, metadata.__file__)
        and "importlib" not in Path(frame.filename).parts
        and not frame.filename.startswith("<")
    ]
    where = f" ({frames[-1].filename}, line {frames[-1].lineno})" if frames else ""
    if isinstance(error, SyntaxError):
        where = f" ({error.filename}, line {error.lineno})"
    told = str(error).splitlines()[0] if str(error) else "no message"
    return f"{type(error).__name__}: {told}{where}"
