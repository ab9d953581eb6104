"""Coq is found, told when it is missing, and ended with all that it started; the library is compiled once and whole."""

import os
import re
import shutil
import sys
import time
from pathlib import Path

import pytest

from opd_exact.coq.errors import CoqFailed, CoqMissing
from opd_exact.coq.library import compiled_library, in_order, library_sources, sources_digest
from opd_exact.coq.toolchain import Ran, Toolchain, complaint, find_toolchain, run_limited

from .small_library import needs_coq

TINY = {"A": "Definition a := 1.", "B": "From OpdExact Require Import A.\nDefinition b := a."}


def script(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def test_a_missing_coq_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(CoqMissing, match="apt-get install coq"):
        find_toolchain({"PATH": str(tmp_path)})
    with pytest.raises(CoqMissing, match="OPD_EXACT_COQ"):
        find_toolchain({"PATH": os.environ["PATH"], "OPD_EXACT_COQ": str(tmp_path)})


def test_half_a_coq_is_no_coq(tmp_path: Path) -> None:
    script(tmp_path, "coqc", "echo 'The Coq Proof Assistant, version 8.16.1'")
    with pytest.raises(CoqMissing, match="coqchk"):
        find_toolchain({"PATH": str(tmp_path)})


def test_a_program_that_says_no_version_is_no_coq(tmp_path: Path) -> None:
    for name in ("coqc", "coqchk"):
        script(tmp_path, name, "echo hello; exit 3")
    with pytest.raises(CoqMissing, match="version"):
        find_toolchain({"OPD_EXACT_COQ": str(tmp_path)})


def test_the_folder_that_is_named_wins(tmp_path: Path) -> None:
    for name in ("coqc", "coqchk"):
        script(tmp_path, name, "echo 'The Coq Proof Assistant, version 8.99.9'")
    found = find_toolchain({"PATH": os.environ["PATH"], "OPD_EXACT_COQ": str(tmp_path)})
    assert found == Toolchain(str(tmp_path / "coqc"), str(tmp_path / "coqchk"), "8.99.9")


def test_the_limit_ends_what_was_started_too(tmp_path: Path) -> None:
    child = f"{sys.executable} -c 'import time; time.sleep(60)' & echo $! > {tmp_path}/pid; wait"
    script(tmp_path, "slow", child)
    started = time.perf_counter()
    ran = run_limited([str(tmp_path / "slow")], 1.5)
    assert ran.code is None
    assert time.perf_counter() - started < 30
    pid = int((tmp_path / "pid").read_text())
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split(")")[-1][:3]:
            break
        time.sleep(0.05)
    else:
        pytest.fail("the child outlived its parent's limit")


def test_output_and_errors_are_kept_apart(tmp_path: Path) -> None:
    script(tmp_path, "talks", "echo out; echo err >&2; exit 7")
    ran = run_limited([str(tmp_path / "talks")], 20)
    assert (ran.code, ran.output, ran.errors) == (7, "out\n", "err\n")
    with pytest.raises(CoqMissing):
        run_limited([str(tmp_path / "absent")], 20)


def test_complaints_are_one_line() -> None:
    assert complaint(Ran(None, "", "", 3.2)) == "no answer within 3 s"
    assert complaint(Ran(1, "", "", 0.1)) == "exit code 1"
    assert len(complaint(Ran(1, "", "Error: " + "x" * 5000, 0.1))) <= 600


def test_library_files_come_after_what_they_require() -> None:
    sources = library_sources()
    order = in_order(sources)
    assert sorted(order) == sorted(sources)
    assert order[0] in ("Definitions", "Expression")
    with pytest.raises(CoqFailed, match="A, B"):
        in_order({"A": "From OpdExact Require B.", "B": "Require Import OpdExact.A."})


def test_one_file_exports_all_others() -> None:
    sources = library_sources()
    exported = {
        name
        for names in re.findall(r"OpdExact Require Export ([\w\s]+)\.", sources["Claims"])
        for name in names.split()
    }
    assert exported == set(sources) - {"Claims"}


def test_the_hash_covers_sources_and_version() -> None:
    assert sources_digest(TINY, "8.16") != sources_digest(TINY, "8.17")
    assert sources_digest(TINY, "8.16") != sources_digest({**TINY, "B": TINY["B"] + " "}, "8.16")


@needs_coq
def test_a_library_is_compiled_once(tmp_path: Path) -> None:
    toolchain = find_toolchain()
    first = compiled_library(toolchain, TINY, cache=tmp_path)
    stamp = (first.folder / "B.vo").stat().st_mtime_ns
    assert compiled_library(toolchain, TINY, cache=tmp_path) == first
    assert (first.folder / "B.vo").stat().st_mtime_ns == stamp
    assert sorted(path.name for path in tmp_path.iterdir()) == [first.folder.name]
    assert compiled_library(toolchain, {**TINY, "A": "Definition a := 2."}, cache=tmp_path).folder != first.folder


@needs_coq
def test_a_damaged_library_is_compiled_again(tmp_path: Path) -> None:
    toolchain = find_toolchain()
    folder = compiled_library(toolchain, TINY, cache=tmp_path).folder
    (folder / "A.vo").write_bytes((folder / "B.vo").read_bytes())
    assert compiled_library(toolchain, TINY, cache=tmp_path).folder == folder
    assert (folder / "A.vo").read_bytes() != (folder / "B.vo").read_bytes()


@needs_coq
def test_a_library_that_does_not_compile_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(CoqFailed, match=r"A\.v does not compile"):
        compiled_library(find_toolchain(), {"A": "Definition a := nonsense."}, cache=tmp_path)
    assert list(tmp_path.iterdir()) == []


@needs_coq
def test_other_peoples_settings_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """COQPATH could put a file of the same name first."""
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("COQPATH", str(other))
    monkeypatch.setenv("COQEXTRAFLAGS", "-nonsense")
    assert compiled_library(find_toolchain(), TINY, cache=tmp_path / "cache").folder.is_dir()
    assert shutil.which("coqc") == find_toolchain().coqc
