"""Broken programs, unusable caches, names that meet, interruption: an outcome for every row, never a crash."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from opd_exact.coq import certification
from opd_exact.coq.certificate import module_name
from opd_exact.coq.certification import CHECKED, FAILED, NOT_RUN, Outcome, certify
from opd_exact.coq.library import Library, cache_folder
from opd_exact.coq.rendering import comment
from opd_exact.coq.toolchain import Toolchain, run_limited
from opd_exact.coq.words import RESERVED

from .small_library import certificate, needs_coq, put, use_definitions_alone

SAYS_VERSION = 'if test "$1" = --version; then echo "The Coq Proof Assistant, version 8.16.1"; exit 0; fi\n'
# Leaves a file where coqc would leave a compiled one.
COMPILES = 'for last; do :; done; echo compiled > "${last%.v}.vo"\n'
SUMMARY = """cat <<END
CONTEXT SUMMARY
* Theory: Set is predicative
* Axioms: <none>
* Constants/Inductives relying on type-in-type: <none>
* Constants/Inductives relying on unsafe (co)fixpoints: <none>
* Inductives whose positivity is assumed: <none>
END
"""


@pytest.fixture(autouse=True)
def _definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    use_definitions_alone(monkeypatch)


def programs(folder: Path, monkeypatch: pytest.MonkeyPatch, coqc: str, coqchk: str = SUMMARY) -> None:
    """Put shell scripts in the place of Coq."""
    folder.mkdir()
    for name, text in (("coqc", coqc), ("coqchk", coqchk)):
        (folder / name).write_text(f"#!/bin/sh\n{text}")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("OPD_EXACT_COQ", str(folder))


@pytest.mark.parametrize(
    ("coqc", "word"),
    [
        ("exit 1", "does not say its version"),
        ("printf '\\001\\377\\033[31m'", "does not say its version"),
        (f"{SAYS_VERSION}exit 2", "does not compile"),
        (f"{SAYS_VERSION}kill -9 $$", "does not compile"),
        (SAYS_VERSION, "no compiled Definitions.vo"),
    ],
)
def test_a_broken_coq_runs_nothing(coqc: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "coq", monkeypatch, coqc)
    outcome = put([certificate()], tmp_path)["good"]
    assert outcome.status == NOT_RUN
    assert word in str(outcome.message)
    assert str(outcome.message).isprintable()


@pytest.mark.parametrize(
    ("coqchk", "status", "word"),
    [
        ("kill -9 $$", NOT_RUN, "signal 9"),
        ("exit 1", FAILED, "does not accept"),
        ("echo nonsense", FAILED, "does not accept"),
        (f"{SUMMARY}exit 1", FAILED, "does not accept"),
        (SUMMARY, CHECKED, "None"),
    ],
)
def test_nothing_counts_without_a_whole_answer_of_the_checker(
    coqchk: str, status: str, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs(tmp_path / "coq", monkeypatch, SAYS_VERSION + COMPILES, coqchk)
    outcome = put([certificate()], tmp_path)["good"]
    assert (outcome.status, word in str(outcome.message)) == (status, True), outcome


def test_a_compiler_that_was_killed_refused_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dies = 'case "$last" in *good.v) kill -9 $$;; esac\n'
    programs(tmp_path / "coq", monkeypatch, SAYS_VERSION + COMPILES + dies)
    outcomes = put([certificate(), certificate("other")], tmp_path)
    assert (outcomes["good"].status, outcomes["other"].status) == (NOT_RUN, CHECKED)
    assert "signal 9" in str(outcomes["good"].message)


def test_an_audit_that_does_not_end_is_halved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = f'case "$*" in *Claims.slow*) sleep 60;; esac\n{SUMMARY}'
    programs(tmp_path / "coq", monkeypatch, SAYS_VERSION + COMPILES, hangs)
    monkeypatch.setattr(certification, "_AUDIT_LIMIT_S", 0.0)
    outcomes = put([certificate(name) for name in ("one", "slow", "three")], tmp_path, timeout_s=1.0)
    assert {name: outcome.status for name, outcome in outcomes.items()} == {
        "one": CHECKED,
        "slow": NOT_RUN,
        "three": CHECKED,
    }


def test_no_row_gets_into_the_place_of_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ "all" is where the audit finds everything; an id that Coq reads as a word gets a name that no id can have."""
    programs(tmp_path / "coq", monkeypatch, SAYS_VERSION + COMPILES)
    names = ("all", "each", "claims", "pins", "pin_all", "sum", "sum_")
    outcomes = put([certificate(name) for name in names], tmp_path)
    assert [outcome.status for outcome in outcomes.values()] == [CHECKED] * len(names)
    assert all(module_name(word)[0].isupper() for word in RESERVED)


def test_a_cache_that_cannot_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "coq", monkeypatch, SAYS_VERSION + COMPILES)
    (tmp_path / "file").write_text("in the way")
    assert put([certificate()], tmp_path / "file" / "cache")["good"].status == CHECKED


def test_without_room_for_the_files_nothing_was_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "coq", monkeypatch, SAYS_VERSION + COMPILES)

    def full(*arguments: object) -> Outcome:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("opd_exact.coq.certification._Run._compiled", full)
    outcome = put([certificate()], tmp_path)["good"]
    assert (outcome.status, "No space left" in str(outcome.message)) == (NOT_RUN, True)


def test_a_relative_cache_folder_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As the XDG base directory specification says; Coq is run in other folders than ours."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("relative", "", "."):
        monkeypatch.setenv("XDG_CACHE_HOME", value)
        assert cache_folder() == tmp_path / ".cache/opd_exact/coq"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == tmp_path / ".cache/opd_exact/coq"


def test_a_poisoned_result_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept of one statement does not speak for another, nor does a file that is damaged."""
    memory = certification._Memory(tmp_path, "library")
    good, other = certificate(), certificate("other")
    memory.remember(good, ["axiom"], 1.0)
    assert memory.recall(good) == ("axiom",)
    (kept,) = tmp_path.glob("*.json")
    (tmp_path / f"{memory.key(other)}.json").write_text(kept.read_text())
    assert memory.recall(other) is None
    assert certification._Memory(tmp_path, "another library").recall(good) is None
    for damaged in ("", "[]", "{}", kept.read_text().replace('"checked"', '"failed"'), '{"key": '):
        kept.write_text(damaged)
        assert memory.recall(good) is None


def test_endless_output_is_not_kept(tmp_path: Path) -> None:
    program = tmp_path / "talks"
    program.write_text("#!/bin/sh\nyes | head -c 30000000\necho end >&2\n")
    program.chmod(0o755)
    ran = run_limited([str(program)], 60.0)
    assert ran.code == 0
    assert 0 < len(ran.output) <= 200_000
    assert ran.errors == "end\n"


def test_any_text_can_stand_in_a_comment(tmp_path: Path) -> None:
    text = "\n".join(comment('a lone \ud800, a \x00, (*) and "*)'))
    text.encode("utf-8")
    assert "\x00" not in text
    assert (text.count("(*"), text.count("*)"), text.count('"')) == (1, 1, 0)


def test_an_interrupted_run_leaves_no_program_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs(tmp_path / "coq", monkeypatch, f"{SAYS_VERSION}echo $$ >> {tmp_path}/pids\nsleep 60\n")
    toolchain = Toolchain(str(tmp_path / "coq/coqc"), str(tmp_path / "coq/coqchk"), "8.16.1")
    monkeypatch.setattr(certification, "_library", lambda *arguments: Library(tmp_path, "digest"))
    monkeypatch.setattr(certification, "find_toolchain", lambda: toolchain)

    def interrupt() -> None:
        while not (tmp_path / "pids").exists():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    started = time.perf_counter()
    with pytest.raises(KeyboardInterrupt):
        certify([certificate(name) for name in ("one", "two", "three")], jobs=2, cache=tmp_path)
    assert time.perf_counter() - started < 30
    for pid in (tmp_path / "pids").read_text().split():
        assert not Path(f"/proc/{pid}").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()


@needs_coq
def test_two_runs_at_once_use_one_cache(tmp_path: Path) -> None:
    code = textwrap.dedent(f"""
        from pathlib import Path
        from opd_exact.coq import library
        from opd_exact.coq.toolchain import find_toolchain
        sources = {{"Tiny": "Definition a := 1."}}
        print(library.compiled_library(find_toolchain(), sources, cache=Path({str(tmp_path)!r})).folder)
    """)
    runs = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
        for _ in range(2)
    ]
    said = {run.communicate(timeout=120)[0] for run in runs}
    assert len(said) == 1
    assert [path.name for path in tmp_path.iterdir()] == [Path(said.pop().strip()).name]
