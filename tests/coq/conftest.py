"""The Coq library compiled once a session, from the sources as they are, and a way to have Coq read a text."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from opd_exact.coq.library import known_library
from opd_exact.coq.toolchain import find_toolchain

SOURCES = Path(__file__).parents[2] / "opd_exact" / "coq" / "library"
REQUIRED = re.compile(r"From\s+OpdExact\s+Require\s+(?:Import\s+|Export\s+)?([\w\s]+)\.")
LIMIT_S = 300.0

CoqCompiler = Callable[[str], tuple[bool, str]]


def coqc(folder: Path, library: Path, file: str) -> tuple[bool, str]:
    """Whether Coq accepts the file in the folder, and what it says."""
    command = ["coqc", "-q", "-Q", str(library), "OpdExact", file]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    return ran.returncode == 0, ran.stdout + ran.stderr


def requirements(source: Path) -> set[str]:
    """The library files that a library file names."""
    return {name for names in REQUIRED.findall(source.read_text(encoding="utf-8")) for name in names.split()}


def compile_all(folder: Path) -> dict[str, str]:
    """Compile the library into the folder, each file after those that it names; what went wrong, by file."""
    waiting = {source.stem: source for source in sorted(SOURCES.glob("*.v"))}
    done: set[str] = set()
    wrong: dict[str, str] = {}
    while ready := [name for name in waiting if requirements(waiting[name]) <= done]:
        for name in ready:
            shutil.copy(waiting.pop(name), folder)
            accepted, message = coqc(folder, folder, f"{name}.v")
            if accepted:
                done.add(name)
            else:
                wrong[name] = message
    return wrong | dict.fromkeys(waiting, "it names a library file that is not there or does not compile")


@pytest.fixture(scope="session")
def coq_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """The folder with the compiled library, and what went wrong, by file; skips where Coq is not installed.

    What `certify` has compiled from these very sources serves here too; nothing is written there.
    """
    if shutil.which("coqc") is None:
        pytest.skip("coqc is not on PATH; install Coq with: apt-get install coq")
    known = known_library(find_toolchain())
    if known is not None:
        return known, {}
    folder = tmp_path_factory.mktemp("coq_library")
    return folder, compile_all(folder)


@pytest.fixture(scope="session")
def coq_library(coq_build: tuple[Path, dict[str, str]]) -> Path:
    """The folder with all of the library that compiles, for `-Q <folder> OpdExact`."""
    return coq_build[0]


@pytest.fixture(scope="session")
def compile_coq(coq_library: Path, tmp_path_factory: pytest.TempPathFactory) -> CoqCompiler:
    """A function that has Coq read a text: (was it accepted, what did Coq say)."""

    def compiled(text: str) -> tuple[bool, str]:
        folder = tmp_path_factory.mktemp("coq_text")
        (folder / "text.v").write_text(text, encoding="utf-8")
        return coqc(folder, coq_library, "text.v")

    return compiled
