"""`prove --certificates`, `verify` and `check --certificates`, from the files on disk to the exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opd_exact import check, prove, verify
from opd_exact.certificates.files import digest

THEOREM = "ising_monotone"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("certificates") / "new"
    assert prove.main([THEOREM, "--certificates", str(made), "-q"]) == 0
    return made


def test_one_file_a_theorem_and_nothing_else(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [file.name for file in folder.iterdir()] == [f"{THEOREM}.json"]
    assert prove.main([THEOREM, "--certificates", str(folder)]) == 0
    assert "certified 3/3 steps in 1 certificates in" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    assert prove.main([THEOREM, "-q", "--certificates", str(tmp_path / "file" / "below")]) == 4
    assert "cannot be made" in capsys.readouterr().err


def test_an_honest_certificate_is_accepted_with_its_statements(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify.main([str(folder / f"{THEOREM}.json")]) == 0
    said = capsys.readouterr().out
    assert "ACCEPTED" in said
    assert "strictly increases with lambda  [lambda in [0, oo)]" in said


def test_a_changed_one_is_rejected_with_and_without_its_hash(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    certificate = json.loads((folder / f"{THEOREM}.json").read_text(encoding="utf-8"))
    certificate["steps"][0]["assumptions"] = ["lambda in (-oo, oo)"]
    file = tmp_path / "changed.json"
    file.write_text(json.dumps(certificate))
    assert verify.main([str(file)]) == 1
    assert "the hash is another" in capsys.readouterr().out
    file.write_text(json.dumps({**certificate, "sha256": digest(certificate)}))
    assert verify.main([str(file), str(folder / f"{THEOREM}.json")]) == 1
    assert capsys.readouterr().out.count("REJECTED") == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no certificate"),
        (b"{", "no certificate"),
        (b"[]", "format"),
        (b'{"format": "another"}', "format"),
        (b'{"format": "opd-exact certificate 1"}', "fields"),
        (b'{"format": 1, "format": 2}', "twice"),
        (b'{"format": NaN}', "NaN"),
        (b'{"format": -Infinity}', "Infinity"),
        (b'{"format": 1.5}', "1.5"),
        (b"\xff\xfe{}", "no certificate"),
        (b'"\xed\xa0\x80"', "no certificate"),
        (b"[" * 200_000, "nested"),
        (b'{"format": ' + b"9" * 10_000 + b"}", "no certificate"),
        (b" " * (16 * 2**20 + 1), "more than"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_what_is_no_certificate_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, told: str
) -> None:
    file = tmp_path / "file.json"
    file.write_bytes(content)
    assert verify.main([str(file)]) == 4
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.err.count("\n") == 1
    assert captured.out == ""


def test_no_file_and_no_such_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert verify.main([]) == 4
    assert verify.main(["nowhere.json"]) == 4
    assert "nowhere.json: cannot be read" in capsys.readouterr().err


def _rows(tmp_path: Path, *options: str) -> list[dict[str, Any]]:
    report = tmp_path / "report.json"
    code = check.main(["ising_mi_monotone", "-q", "--format", "json", "--output", str(report), *options])
    assert code == 0
    rows: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["checks"]
    return rows


def test_a_check_cites_the_certificate_of_its_theorem(tmp_path: Path) -> None:
    assert [row["certificate"] for row in _rows(tmp_path)] == [None]
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        (row,) = _rows(tmp_path, "--certificates", "proofs_of_it")
        assert row["certificate"] == f"proofs_of_it/{THEOREM}.json"
        assert verify.main(["-q", row["certificate"]]) == 0
    finally:
        os.chdir(before)


def test_the_commands_of_the_page_run(tmp_path: Path) -> None:
    """`docs/certificates.md`, from top to bottom, in a folder that shows the repository."""
    root = Path(__file__).parents[2]
    page = (root / "docs/certificates.md").read_text(encoding="utf-8")
    commands = "\n".join(re.findall(r"^```sh\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL))
    for name in ("opd_exact", "checks", "proofs"):
        (tmp_path / name).symlink_to(root / name)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    run = ["bash", "-euo", "pipefail", "-c", commands]
    ended = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("ACCEPTED") == 2
