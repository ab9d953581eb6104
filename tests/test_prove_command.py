"""The prove command proves what the suites declare, and tells a false step or a true neighbor."""

from pathlib import Path

import pytest

from opd_exact.prove import main

PROOF_FILE = '''"""A toy theorem.

Source: school.
"""
import sympy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, prove_equal

X = sympy.Symbol("x", real=True)
LINE = Domain(real={{X}})
PROOF = Proof(
    "binomial",
    Claim("square of a sum", "(x+1)^2", "for all real x", "school"),
    lambda: [Step("the square expands", lambda: prove_equal((X + 1) ** 2, {right}, LINE))],
    ({neighbor},),
)
'''
FALSE_NEIGHBOR = 'Neighbor("no middle", "x**2 + 1", lambda: prove_equal((X + 1) ** 2, X**2 + 1, LINE))'
TRUE_NEIGHBOR = 'Neighbor("the same", "x**2 + 2*x + 1", lambda: prove_equal((X + 1) ** 2, X**2 + 2 * X + 1, LINE))'


def write(folder: Path, right: str = "X**2 + 2 * X + 1", neighbor: str = FALSE_NEIGHBOR) -> None:
    (folder / "checks").mkdir(exist_ok=True)
    (folder / "proofs").mkdir(exist_ok=True)
    (folder / "proofs/binomial.py").write_text(PROOF_FILE.format(right=right, neighbor=neighbor))


def test_a_theorem_of_ones_own_is_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    assert main(["--suite", str(tmp_path)]) == 0
    assert "1/1 theorems proved, 1/1 false neighbors refuted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("right", "neighbor", "told"),
    [
        ("X**2 + 2 * X + 2", FALSE_NEIGHBOR, "differs by -1 at x ="),
        ("X**2 + 2 * X + 1", TRUE_NEIGHBOR, "it was proved"),
    ],
)
def test_a_false_step_and_a_true_neighbor_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], right: str, neighbor: str, told: str
) -> None:
    write(tmp_path, right, neighbor)
    assert main(["--suite", str(tmp_path), "-q"]) == 1
    assert told in capsys.readouterr().out


def test_listing_and_explaining(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    assert "ising/ising_monotone" in capsys.readouterr().out
    assert main(["--explain", "ising_monotone"]) == 0
    assert "dI/dλ = λ σ(1-σ)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "complaint"), [(["ising_monoton"], "did you mean 'ising_monotone'"), (["--nope"], "--nope")]
)
def test_bad_usage_is_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str) -> None:
    assert main(arguments) == 4
    captured = capsys.readouterr()
    assert complaint in captured.err
    assert len(captured.err.splitlines()) == 1
