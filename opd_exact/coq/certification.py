"""Certificates put to Coq: compiled in fresh folders, pinned, audited together, and remembered by content.

A certificate counts as checked when the compiler accepted it, its pin found the very statements proved in it, and the
separate checker, having read both and everything that they use, named no axiom but those of Coq's real numbers. That
outcome is kept under the hash of all that it depends on: texts, library, version of Coq. Nothing else is kept.
"""

import concurrent.futures
import hashlib
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from opd_exact.coq.audit import ALLOWED_AXIOMS, blamed, forbidden, read_summary
from opd_exact.coq.certificate import Certificate
from opd_exact.coq.errors import CoqFailed, CoqMissing
from opd_exact.coq.library import Library, cache_folder, compiled_library
from opd_exact.coq.pin import pin_name
from opd_exact.coq.toolchain import Toolchain, complaint, end_all, find_toolchain, run_limited
from opd_exact.numbers.errors import InputError

__all__ = [
    "CHECKED",
    "FAILED",
    "NOT_RUN",
    "Certified",
    "Outcome",
    "certify",
]

CHECKED, FAILED, NOT_RUN = "checked", "failed", "NOT_RUN"

_FORMAT = "opd-exact kernel result 1"
# The audit reads Coq's own library, half a minute, and then what was compiled, which takes it less than compiling did.
_AUDIT_LIMIT_S = 300.0
_AUDIT_FACTOR = 4


@dataclass(frozen=True)
class Outcome:
    """What became of one certificate: checked, failed, or NOT_RUN (Coq missing, or out of time), and why."""

    status: str
    message: str | None = None
    seconds: float = 0.0
    remembered: bool = False


@dataclass(frozen=True)
class Certified:
    """The outcomes by module, and on what they rest."""

    outcomes: Mapping[str, Outcome]
    coq: str | None
    library: str | None
    axioms: tuple[str, ...]
    seconds: float
    message: str | None = None


def certify(
    certificates: Sequence[Certificate],
    *,
    jobs: int = 1,
    timeout_s: float = 300.0,
    fresh: bool = False,
    recheck_all: bool = True,
    cache: Path | None = None,
    on_done: Callable[[str, Outcome], None] = lambda module, outcome: None,
) -> Certified:
    """Put certificates to Coq; whatever happens, every one has an outcome.

    fresh: compile the library anew and forget what is remembered. recheck_all: let the audit read Coq's own
    library too (half a minute, once a run); without it the outcome rests on that library's compiled files, and is not
    remembered.

    Raises:
        InputError: two certificates have one module name.
    """
    started = time.perf_counter()
    modules = [certificate.module for certificate in certificates]
    for module in modules:
        if modules.count(module) > 1:
            raise InputError(f"two certificates are called {module!r}")
    with tempfile.TemporaryDirectory(prefix="opd_exact_coq_") as scratch:
        try:
            toolchain = find_toolchain()
            # What is compiled anew stays out of the cache, where another run may be using what is there.
            library = _library(toolchain, Path(scratch), None if fresh else cache or cache_folder())
        except (CoqMissing, CoqFailed) as error:
            outcomes = {module: Outcome(NOT_RUN, str(error)) for module in modules}
            return Certified(outcomes, None, None, (), time.perf_counter() - started, str(error))
        memory = _Memory((cache or cache_folder()) / "results", library.digest)
        run = _Run(toolchain, library, memory, Path(scratch) / "run", jobs, timeout_s, recheck_all, on_done)
        try:
            known = [] if fresh else [each for each in certificates if memory.recall(each) is not None]
            run.run_all(known, certificates)
        finally:
            end_all()
    outcomes = {module: run.outcomes[module] for module in modules}
    return Certified(
        outcomes, toolchain.version, library.digest, tuple(sorted(run.axioms)), time.perf_counter() - started
    )


def _library(toolchain: Toolchain, scratch: Path, cache: Path | None) -> Library:
    """The library from the cache; compiled anew for this run where there is none, or it cannot be written."""
    if cache is not None:
        try:
            return compiled_library(toolchain, cache=cache)
        except OSError:
            pass  # a cache that cannot be written costs time, nothing else
    try:
        return compiled_library(toolchain, cache=scratch)
    except OSError as error:
        raise CoqFailed(f"the files for Coq could not be written: {error}") from error


@dataclass(frozen=True)
class _Memory:
    """Outcomes of earlier runs, each under the hash of everything that it depends on."""

    folder: Path
    library: str

    def key(self, certificate: Certificate) -> str:
        parts = [_FORMAT, self.library, certificate.digest, sorted(ALLOWED_AXIOMS)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def recall(self, certificate: Certificate) -> tuple[str, ...] | None:
        """The axioms of a certificate that was checked before; None of any other."""
        key = self.key(certificate)
        try:
            kept = json.loads((self.folder / f"{key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if not isinstance(kept, dict) or kept.get("key") != key or kept.get("status") != CHECKED:
            return None
        axioms = kept.get("axioms")
        if not isinstance(axioms, list) or not all(isinstance(axiom, str) for axiom in axioms):
            return None
        return tuple(axioms)

    def remember(self, certificate: Certificate, axioms: Sequence[str], seconds: float) -> None:
        key = self.key(certificate)
        kept = {
            "format": _FORMAT,
            "key": key,
            "module": certificate.module,
            "status": CHECKED,
            "axioms": list(axioms),
            "seconds": round(seconds, 3),
        }
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=self.folder, suffix=".part")
            with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
                json.dump(kept, stream, indent=1)
            os.replace(temporary, self.folder / f"{key}.json")
        except OSError:
            return  # a cache that cannot be written costs time, nothing else


@dataclass
class _Run:
    toolchain: Toolchain
    library: Library
    memory: _Memory
    scratch: Path
    jobs: int
    timeout_s: float
    recheck_all: bool
    on_done: Callable[[str, Outcome], None]
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    axioms: set[str] = field(default_factory=set)
    interrupted: threading.Event = field(default_factory=threading.Event)

    def run_all(self, remembered: Sequence[Certificate], certificates: Sequence[Certificate]) -> None:
        for certificate in remembered:
            self.axioms.update(self.memory.recall(certificate) or ())
            self._settle(certificate.module, Outcome(CHECKED, remembered=True))
        waiting = [certificate for certificate in certificates if certificate.module not in self.outcomes]
        if not waiting:
            return
        for folder in ("claims", "pins"):
            (self.scratch / "all" / folder).mkdir(parents=True)
        compiled: list[tuple[Certificate, float]] = []
        with concurrent.futures.ThreadPoolExecutor(max_workers=self.jobs) as pool:
            futures = {pool.submit(self._compile, certificate): certificate for certificate in waiting}
            try:
                for future in concurrent.futures.as_completed(futures):
                    outcome = future.result()
                    if outcome.status == CHECKED:
                        compiled.append((futures[future], outcome.seconds))
                    else:
                        self._settle(futures[future].module, outcome)
            except BaseException:
                self.interrupted.set()
                pool.shutdown(wait=False, cancel_futures=True)
                end_all()
                raise
        order = {certificate.module: place for place, certificate in enumerate(certificates)}
        self._audit(sorted(compiled, key=lambda pair: order[pair[0].module]))

    def _settle(self, module: str, outcome: Outcome) -> None:
        self.outcomes[module] = outcome
        self.on_done(module, outcome)

    def _compile(self, certificate: Certificate) -> Outcome:
        """What becomes of certificate and pin; without room to write them, nothing does."""
        try:
            return self._compiled(certificate)
        except (OSError, UnicodeError) as error:
            return Outcome(NOT_RUN, f"the files for Coq could not be written: {error}")

    def _compiled(self, certificate: Certificate) -> Outcome:
        """Compile certificate and pin in a folder in which nothing else is to be found."""
        module, pin = certificate.module, pin_name(certificate.module)
        own = self.scratch / "each" / module
        seconds = 0.0
        for folder, name, text in (("claims", module, certificate.text), ("pins", pin, certificate.pin)):
            if self.interrupted.is_set():
                return Outcome(NOT_RUN, "the run was interrupted", seconds)
            (own / folder).mkdir(parents=True, exist_ok=True)
            (own / folder / f"{name}.v").write_text(text, encoding="utf-8")
            ran = run_limited([self.toolchain.coqc, "-q", *self._paths(own), f"{folder}/{name}.v"], self.timeout_s, own)
            seconds += ran.seconds
            if ran.code is None:
                return Outcome(NOT_RUN, f"Coq gave no answer within {self.timeout_s:g} s (--timeout)", seconds)
            if ran.code < 0:
                return Outcome(NOT_RUN, f"coqc gave no answer: it was ended by signal {-ran.code}", seconds)
            if ran.code != 0:
                what = "Coq does not accept the proof" if folder == "claims" else "the pin does not fit the proof"
                return Outcome(FAILED, f"{what}: {complaint(ran)}", seconds)
        for folder, name in (("claims", module), ("pins", pin)):
            shutil.copyfile(own / folder / f"{name}.vo", self.scratch / "all" / folder / f"{name}.vo")
        return Outcome(CHECKED, None, seconds)

    def _paths(self, folder: Path) -> list[str]:
        pairs = ((self.library.folder, "OpdExact"), (folder / "claims", "Claims"), (folder / "pins", "Pins"))
        return [part for path, name in pairs for part in ("-Q", str(path), name)]

    def _audit(self, compiled: Sequence[tuple[Certificate, float]]) -> None:
        """Let the checker read all of them at once; where it finds fault, those without fault once more."""
        if not compiled:
            return
        modules = [certificate.module for certificate, _ in compiled]
        names = [name for module in modules for name in (f"Claims.{module}", f"Pins.{pin_name(module)}")]
        targets = names if self.recheck_all else [part for name in names for part in ("-norec", name)]
        command = [self.toolchain.coqchk, "-silent", "-o", "-bytecode-compiler", "yes"]
        limit = _AUDIT_LIMIT_S + self.timeout_s + _AUDIT_FACTOR * sum(seconds for _, seconds in compiled)
        ran = run_limited([*command, *self._paths(self.scratch / "all"), *targets], limit)
        summary = read_summary(f"{ran.output}\n{ran.errors}") if ran.code == 0 else None
        if summary is None:
            self._narrow(compiled, ran.code, complaint(ran))
            return
        found = forbidden(summary, whole=self.recheck_all)
        complaints = blamed(found, modules)
        clean = [pair for pair in compiled if not complaints[pair[0].module]]
        for certificate, seconds in compiled:
            if complaints[certificate.module]:
                said = "; ".join(complaints[certificate.module])
                self._settle(certificate.module, Outcome(FAILED, f"not proved, only assumed: {said}", seconds))
        if len(clean) < len(compiled):
            self._audit(clean)
            return
        if found:
            self._halve(compiled)
            return
        self.axioms.update(summary.axioms)
        for certificate, seconds in compiled:
            if self.recheck_all:
                self.memory.remember(certificate, summary.axioms, seconds)
            self._settle(certificate.module, Outcome(CHECKED, None, seconds))

    def _narrow(self, compiled: Sequence[tuple[Certificate, float]], code: int | None, said: str) -> None:
        """The checker did not accept all of them, or did not end: halve, until it is known which it was."""
        if len(compiled) == 1:
            ((certificate, seconds),) = compiled
            if code is None:
                status, what = NOT_RUN, f"the audit did not end: {said}"
            elif code < 0:
                status, what = NOT_RUN, f"the audit did not end: it was ended by signal {-code}"
            else:
                status, what = FAILED, f"the audit does not accept it: {said}"
            self._settle(certificate.module, Outcome(status, what, seconds))
            return
        self._halve(compiled)

    def _halve(self, compiled: Sequence[tuple[Certificate, float]]) -> None:
        middle = len(compiled) // 2
        self._audit(compiled[:middle])
        self._audit(compiled[middle:])
