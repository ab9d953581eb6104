"""`identify` prints what a function computes; each way to go wrong is one line and an exit code."""

import json
from pathlib import Path

import pytest

from opd_exact.identify import main

LOSSES = """
import numpy as np

def forward(student, teacher):
    return np.sum(teacher * np.log(teacher / student))

def inflated(student, teacher):
    return 1.01 * forward(student, teacher)

def binary(a, b):
    if a.shape[-1] != 2:
        raise ValueError("two outcomes")
    return (forward(a, b) + forward(b, a)) / 2

def alone(student):
    return 0.0

def nothing(student, teacher):
    return float("nan")
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "my_losses.py").write_text(LOSSES, encoding="utf-8")
    (tmp_path / "broken_losses.py").write_text("1 / 0\n", encoding="utf-8")
    return tmp_path


def test_a_match_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["my_losses:forward"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("my_losses:forward is KL of second from first: D(b ‖ a); in nats")


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["my_losses:forward", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["function"] == "my_losses:forward"
    assert data["matches"][0]["family"] == "KL of second from first"


def test_an_impostor_fails_with_a_witness(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["my_losses:inflated"]) == 1
    out = capsys.readouterr().out
    assert "none of the known families" in out
    assert "witness: at first = [" in out


def test_what_is_left_open_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["my_losses:binary"]) == 6
    out = capsys.readouterr().out
    assert "is one of 2:" in out
    assert "they differ at first = [" in out


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("my_losses", "my_losses: expected MODULE:FUNCTION"),
        ("my_losses:missing", "my_losses:missing: no numbers came back; raises: loading: InputError: module"),
        ("no_such_losses:f", "no_such_losses:f: no numbers came back; raises: loading: ModuleNotFoundError"),
        ("broken_losses:f", "broken_losses:f: no numbers came back; raises: loading: ZeroDivisionError"),
        ("my_losses:alone", "my_losses:alone: no numbers came back; raises: TypeError"),
        ("my_losses:nothing", "my_losses:nothing: no numbers came back; returned nan at masses that are all positive"),
    ],
)
def test_what_cannot_be_asked_is_one_line(target: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([target]) == 4
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"opd-exact: {said}")
    assert captured.err.count("\n") == 1
