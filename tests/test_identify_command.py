"""`identify` prints what a function computes; each way to go wrong is one line and an exit code."""

import json
import os
import subprocess
import sys
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

def of_lists(student, teacher):
    if not isinstance(student, list):
        raise AttributeError("'numpy.ndarray' object has no attribute 'log_softmax'")
    return float(sum(t * np.log(t / s) for s, t in zip(student, teacher)))

class Losses:
    @staticmethod
    def reverse(student, teacher):
        return forward(teacher, student)

def sometimes(student, teacher):
    return forward(student, teacher) if student.shape[-1] > 3 else float("nan")

def by_chance(student, teacher):
    return forward(student, teacher) + np.random.default_rng().random()

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


def test_what_belongs_to_a_class_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["my_losses:Losses.reverse"]) == 0
    assert capsys.readouterr().out.startswith("my_losses:Losses.reverse is KL of first from second")


def test_inputs_without_an_answer_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Four of the eight inputs have more than three outcomes."""
    assert main(["my_losses:sometimes"]) == 0
    assert "no number came back at 4 of 8 inputs: returned nan at masses" in capsys.readouterr().out


def test_arguments_are_converted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["my_losses:of_lists"]) == 4
    assert "needs --convert torch:from_numpy" in capsys.readouterr().err
    assert main(["my_losses:of_lists", "--convert", "builtins:list"]) == 0
    assert "is KL of second from first" in capsys.readouterr().out


def test_a_conversion_that_there_is_not_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    for text, said in (
        ("torch", "--convert torch: expected MODULE:FUNCTION"),
        ("my_losses:no", "has no function 'no'"),
    ):
        assert main(["my_losses:forward", "--convert", text]) == 4
        captured = capsys.readouterr()
        assert said in captured.err
        assert captured.err.count("\n") == 1


def test_a_loss_of_pytorch(folder: Path) -> None:
    pytest.importorskip("torch")
    source = "import torch.nn.functional as F\ndef hinton(student, teacher):\n"
    source += "    p, q = (F.log_softmax(x / 3, dim=-1) for x in (teacher, student))\n"
    source += "    return 9 * F.kl_div(q, p, log_target=True, reduction='batchmean')\n"
    (folder / "torch_losses.py").write_text(source, encoding="utf-8")
    command = [sys.executable, "-m", "opd_exact.identify", "torch_losses:hinton", "--convert", "torch:from_numpy"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    found = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.startswith(
        "torch_losses:hinton is KL of second from first: D(b ‖ a), times T², at temperature T = 3; in nats,"
        " over outcomes: sum, over a batch: mean; first argument: logits, second: logits"
    )


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("my_losses", "my_losses: expected MODULE:FUNCTION"),
        ("my_losses:missing", "my_losses:missing: no numbers came back; raises: loading: InputError: module"),
        ("no_such_losses:f", "no_such_losses:f: no numbers came back; raises: loading: ModuleNotFoundError"),
        ("broken_losses:f", "broken_losses:f: no numbers came back; raises: loading: ZeroDivisionError"),
        ("my_losses:alone", "my_losses:alone: no numbers came back; raises: TypeError"),
        ("my_losses:by_chance", "my_losses:by_chance: no numbers came back; two calls with the same arguments gave ("),
        ("my_losses:nothing", "my_losses:nothing: no numbers came back; returned nan at masses that are all positive"),
    ],
)
def test_what_cannot_be_asked_is_one_line(target: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([target]) == 4
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"opd-exact: {said}")
    assert captured.err.count("\n") == 1
