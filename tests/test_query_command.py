"""The query command: answers in three formats, exit codes, one line on stderr."""

import json
from pathlib import Path

import pytest

from opd_exact.models.text import load_model, read_model
from opd_exact.query import main

FOLDER = Path(__file__).parents[1] / "docs/examples/models"
MEDICAL, PAIR = str(FOLDER / "medical_test.toml"), str(FOLDER / "coupled_pair.toml")


def test_text_has_closed_form_digits_and_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([MEDICAL, "P(S=ill|T=positive)", "H(S)", "--digits", "30"]) == 0
    first, digits, second, more = capsys.readouterr().out.splitlines()
    assert first == "P(S=ill|T=positive) = 1/12 ≈ 0.0833333333333333  [DECIDED]"
    assert digits.strip().startswith("0.083333333333333333333333333333")
    assert second.startswith("H(S) = 2*log(2) - 99/50*log(3)")
    # -0.01 log 0.01 - 0.99 log 0.99, from mpmath
    assert more.strip().startswith("0.05600153435484734045207")


def test_json_holds_no_float(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([PAIR, "I(A;B)", "solve(H(B|A) = 1/2, lam in (0, 3))", "P(A=up) >= 1/2", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out, parse_float=lambda text: pytest.fail(f"a float: {text}"))
    assert document["schema"] == "opd-exact/answers/1"
    form, crossing, statement = document["answers"]
    assert form["kind"] == "PROVED"
    assert form["value"] is None
    assert crossing["crossings"][0]["mid"].startswith("0.69405422870053")
    assert statement["holds"] is True


def test_latex_and_values_for_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([PAIR, "P(B=up|A=up)", "--at", "lam=0", "--format", "latex"]) == 0
    assert capsys.readouterr().out == "\\frac{1}{2}\n"


def test_the_model_is_exported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([MEDICAL, "--export", "toml"]) == 0
    assert read_model(capsys.readouterr().out) == load_model(MEDICAL)
    assert main([MEDICAL, "--export", "json", "-o", str(tmp_path / "out.json")]) == 0
    assert json.loads((tmp_path / "out.json").read_text())["variables"]["S"] == ["ill", "healthy"]


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        ([MEDICAL, "I(S;T) < 0"], 1, ""),
        ([MEDICAL, "I(S"], 4, "expected ';'"),
        ([MEDICAL, "H(Q)"], 4, "no distribution or joint"),
        ([MEDICAL], 4, "at least one query"),
        ([MEDICAL, "H(S)", "--export", "toml"], 4, "at least one query"),
        (["missing.toml", "H(S)"], 4, "no such file"),
        ([PAIR, "H(A)", "--at", "lam"], 4, "expected NAME=VALUE"),
        ([PAIR, "H(A)", "--at", "lam=abc"], 4, "spells no rational"),
        ([PAIR, "H(A)", "--at", "mu=1"], 4, "is no parameter"),
        ([PAIR, "H(A)", "--at", "h=-1"], 4, "outside its range"),
        ([PAIR, "H(A)", "--digits", "0"], 4, "digits"),
        ([str(FOLDER / "channel_chain.toml"), "I(X;Z) <= I(X;Y)"], 6, "give values"),
    ],
)
def test_exit_codes(arguments: list[str], code: int, complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == code
    lines = capsys.readouterr().err.splitlines()
    assert complaint in (lines[-1] if lines else "")


def test_a_caret_points_at_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([MEDICAL, "H(S) + * 2"]) == 4
    shown, caret, line = capsys.readouterr().err.splitlines()
    assert shown[caret.index("^")] == "*"
    assert line.startswith("opd-exact: ")


def test_a_network_is_asked_like_any_model(capsys: pytest.CaptureFixture[str]) -> None:
    """Lauritzen and Spiegelhalter (1988): P(tub=yes) = 0.05 * 0.01 + 0.01 * 0.99."""
    network = str(Path(__file__).parent.parent / "docs/examples/models/asia.bif")
    assert main([network, "P(tub=yes)", "--joint-of", "tub"]) == 0
    assert "P(tub=yes) = 13/1250" in capsys.readouterr().out
    assert main([network, "P(tub=yes)", "--joint-of", "tubercle"]) == 4
    assert "tubercle" in capsys.readouterr().err
