"""Suites: where the files of checks, proofs and models lie, and the units that they declare."""

import importlib
import os
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from opd_exact import _mount
from opd_exact.numbers.errors import InputError, OpdExactError
from opd_exact.registry.declaration import Check, Recording
from opd_exact.registry.proof import Proof

__all__ = [
    "CheckUnit",
    "Folder",
    "ProofUnit",
    "RecordingUnit",
    "Suite",
    "SuiteError",
    "builtin_suite",
    "folder_of_checks",
    "load_checks",
    "load_proof",
    "load_proofs",
    "load_unit",
    "suite_at",
]

BUILTIN = "paper"
_MODEL = ".toml"


class SuiteError(OpdExactError):
    """A suite's folder or file cannot be used; the message names it."""


@dataclass(frozen=True)
class Folder:
    """A folder of suite files and the import name it is mounted under; plain data, so that workers can mount it."""

    path: str
    name: str

    def mount(self) -> None:
        """Make the folder importable in this process."""
        if not self.name.startswith("opd_exact."):
            _mount.mount(Path(self.path), self.name)


@dataclass(frozen=True)
class Suite:
    """Named folders: checks, the proofs they cite, and model files whose `[[expect]]` lines are checks, too."""

    name: str
    checks: Folder | None
    proofs: Folder | None = None
    models: Folder | None = None

    @property
    def folders(self) -> tuple[Folder | None, Folder | None, Folder | None]:
        """Where its checks, proofs and models lie: what tells whether two suites are one under two names."""
        return (self.checks, self.proofs, self.models)


@dataclass(frozen=True)
class CheckUnit:
    """A check, and where it was found. `group` is the name of the file's folder inside the suite."""

    check: Check
    suite: str
    folder: Folder
    file: str
    group: str
    docstring: str


@dataclass(frozen=True)
class RecordingUnit:
    """A recording, and where it was found."""

    recording: Recording
    suite: str
    folder: Folder
    file: str


@dataclass(frozen=True)
class ProofUnit:
    """A proof, and where it was found. `group` is the name of the file's folder inside the suite."""

    proof: Proof
    suite: str
    folder: Folder
    file: str
    group: str
    docstring: str


def builtin_suite() -> Suite:
    """The suite of the paper's witnesses, found in the package or, in a source tree, beside it."""
    return Suite(
        BUILTIN,
        Folder(str(_mount.builtin_folder("checks")), "opd_exact.checks"),
        Folder(str(_mount.builtin_folder("proofs")), "opd_exact.proofs"),
    )


def folder_of_checks(path: Path) -> Folder:
    """A user's folder as a mountable one.

    Raises:
        SuiteError: there is no such folder.
    """
    if not path.is_dir():
        raise SuiteError(f"{path}: no such folder; expected a folder of checks")
    resolved = path.resolve()
    return Folder(str(resolved), _mount.name_for(resolved))


def suite_at(path: Path, name: str | None = None) -> Suite:
    """The suite in a folder: its `checks/`, `proofs/` and `models/`; without `checks/` the folder itself as checks.

    A folder with model files and without a Python file outside `models/` and `proofs/` has no checks but those of its
    models.
    """
    if not path.is_dir():
        raise SuiteError(f"{path}: no such folder; expected a suite (a folder of checks, or one that holds checks/)")
    proofs, models = (
        folder_of_checks(path / kind) if (path / kind).is_dir() else None for kind in ("proofs", "models")
    )
    if models is not None and not _files(Path(models.path), _MODEL):
        models = None  # a folder of something else
    checks = folder_of_checks(path / "checks" if (path / "checks").is_dir() else path)
    if models is not None and checks.path == str(path.resolve()):
        others = tuple(Path(folder.path) for folder in (proofs, models) if folder is not None)
        if not any(file for file in _files(path.resolve()) if not any(map(file.is_relative_to, others))):
            return Suite(name or path.resolve().name, None, proofs, models)
    return Suite(name or path.resolve().name, checks, proofs, models)


def load_checks(suites: Iterable[Suite]) -> tuple[list[CheckUnit], dict[str, RecordingUnit]]:
    """Every check and recording of the suites, in the order of suites and file names.

    Raises:
        SuiteError: a folder declares no check, a file cannot be imported or declares nothing, an id is declared twice.
    """
    checks: dict[str, CheckUnit] = {}
    recordings: dict[str, RecordingUnit] = {}
    for suite in suites:
        found = 0
        for unit in _units(suite):
            known: dict[str, CheckUnit] | dict[str, RecordingUnit]
            if isinstance(unit, CheckUnit):
                identifier, known = unit.check.id, checks
                found += 1
            else:
                identifier, known = unit.recording.id, recordings
            if identifier in known:
                raise SuiteError(
                    f"{_place(unit)}: id {identifier!r} is already declared in {_place(known[identifier])}"
                )
            known[identifier] = unit  # type: ignore[assignment]  # the two branches above pair unit and dict
        if not found:
            place = next((folder.path for folder in (suite.checks, suite.models) if folder), suite.name)
            raise SuiteError(f"{place}: no checks found in suite {suite.name!r}")
    for check_unit in checks.values():
        for needed in check_unit.check.inputs:
            if needed not in recordings:
                raise SuiteError(f"{_place(check_unit)}: input {needed!r} is not a recording of any loaded suite")
    return list(checks.values()), recordings


def load_proofs(suites: Iterable[Suite]) -> list[ProofUnit]:
    """Every proof of the suites, in the order of suites and file names; a suite need not have any.

    Raises:
        SuiteError: a file cannot be imported or declares no proof, or an id is declared twice.
    """
    proofs: dict[str, ProofUnit] = {}
    for suite in suites:
        if suite.proofs is None:
            continue
        for file in _files(Path(suite.proofs.path)):
            unit = load_proof(suite.name, suite.proofs, str(file.relative_to(suite.proofs.path)))
            known = proofs.setdefault(unit.proof.id, unit)
            if known is not unit:
                raise SuiteError(f"{_place(unit)}: id {unit.proof.id!r} is already declared in {_place(known)}")
    return list(proofs.values())


def load_proof(suite: str, folder: Folder, file: str) -> ProofUnit:
    """The proof that one file declares; `file` is relative to the folder.

    Raises:
        SuiteError: the file cannot be imported, or does not declare a PROOF.
    """
    module, relative, place = _imported(folder, file)
    proof = getattr(module, "PROOF", None)
    if not isinstance(proof, Proof):
        found = "declares no PROOF" if proof is None else f"PROOF is a {type(proof).__name__}, expected a Proof"
        raise SuiteError(f"{place}: {found} (a file of shared code starts with an underscore)")
    return ProofUnit(proof, suite, folder, str(relative), _group(relative, suite), module.__doc__ or "")


def load_unit(suite: str, folder: Folder, file: str) -> CheckUnit | RecordingUnit:
    """The unit that one file declares; `file` is relative to the folder, and "name.toml#2" is a model's second line.

    Raises:
        SuiteError: the file cannot be imported, or does not declare exactly one of CHECK and RECORDING.
    """
    model, line, number = file.rpartition("#")
    if line and model.endswith(_MODEL):
        return _model_units(suite, folder, model)[int(number) - 1]
    module, relative, place = _imported(folder, file)
    return _declared(module, suite, folder, relative, place)


def _imported(folder: Folder, file: str) -> tuple[ModuleType, Path, str]:
    folder.mount()
    relative = Path(file)
    name = ".".join((folder.name, *relative.with_suffix("").parts))
    place = str(Path(folder.path) / file)
    try:
        return importlib.import_module(name), relative, place
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a suite's file does at import, the caller is told which one it was
        raise SuiteError(f"{place}: cannot be imported: {_reason(error, place)}") from error


def _declared(module: ModuleType, suite: str, folder: Folder, relative: Path, place: str) -> CheckUnit | RecordingUnit:
    check, recording = getattr(module, "CHECK", None), getattr(module, "RECORDING", None)
    if (check is None) == (recording is None):
        raise SuiteError(
            f"{place}: declares {'neither' if check is None else 'both'} CHECK and RECORDING; expected exactly one"
            " (a file of shared code starts with an underscore)"
        )
    if recording is not None:
        if not isinstance(recording, Recording):
            raise SuiteError(f"{place}: RECORDING is a {type(recording).__name__}, expected a Recording")
        return RecordingUnit(recording, suite, folder, str(relative))
    if not isinstance(check, Check):
        raise SuiteError(f"{place}: CHECK is a {type(check).__name__}, expected a Check")
    return CheckUnit(check, suite, folder, str(relative), _group(relative, suite), module.__doc__ or "")


def _group(relative: Path, suite: str) -> str:
    return relative.parts[-2] if len(relative.parts) > 1 else suite


def _units(suite: Suite) -> Iterator[CheckUnit | RecordingUnit]:
    if suite.checks is not None:
        root = Path(suite.checks.path)
        if not root.is_dir():
            raise SuiteError(f"{root}: no such folder; suite {suite.name!r} has no checks")
        for file in _files(root):
            yield load_unit(suite.name, suite.checks, str(file.relative_to(root)))
    if suite.models is not None:
        root = Path(suite.models.path)
        for file in _files(root, _MODEL):
            yield from _model_units(suite.name, suite.models, str(file.relative_to(root)))


def _model_units(suite: str, folder: Folder, file: str) -> list[CheckUnit]:
    """One check for each `[[expect]]` line of a model file; a file without such lines is a model and no more."""
    # SymPy comes with models; who has none should not wait for it.
    from opd_exact.registry.model_checks import checks_of_model

    relative = Path(file)
    try:
        checks = checks_of_model(Path(folder.path) / relative)
    except InputError as error:
        told = " ".join(str(error).split())
        place = str(Path(folder.path) / relative)
        raise SuiteError(told if told.startswith(place) else f"{place}: {told}") from error
    return [
        CheckUnit(check, suite, folder, f"{file}#{number}", _group(relative, suite), f"Line {number} of {file}.")
        for number, check in enumerate(checks, start=1)
    ]


def _files(root: Path, ending: str = ".py") -> list[Path]:
    # Links to folders are not followed: a loop of links would never end.
    found = []
    for parent, folders, names in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "_")))
        found += [Path(parent) / name for name in names if name.endswith(ending) and not name.startswith((".", "_"))]
    return sorted(found)


def _reason(error: BaseException, place: str) -> str:
    """One line: what was raised, and the line of the suite's file that led to it."""
    if isinstance(error, InputError):
        return str(error)
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == place]
    where = f" (line {lines[-1]})" if lines else ""
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no message'}{where}"


def _place(unit: CheckUnit | ProofUnit | RecordingUnit) -> str:
    return str(Path(unit.folder.path) / unit.file)
