"""Expected lines of model files are checks: true ones hold with dead mutants, false ones fail, bad files are named."""

from pathlib import Path

import pytest

from opd_exact.numbers.errors import InputError
from opd_exact.registry.configuration import configuration
from opd_exact.registry.declaration import Check
from opd_exact.registry.model_checks import checks_of_model
from opd_exact.registry.suites import CheckUnit, SuiteError, load_checks, load_unit, suite_at
from opd_exact.registry.verdict import Verdict
from tests.registry.toy_suites import write_check

EXAMPLES = Path(__file__).parents[2] / "docs/examples/models"
COIN = 'variables.X = ["h", "t"]\ndistributions.p = { of = "X", p = ["1/4", "3/4"] }\n'
# H(1/4) = 2 log 2 - 3/4 log 3 = 0.562335144618808350288… and its exponential 1.75476535060332… by mpmath
TRUE = """
expect = [
  { query = "H(X)", equals = "2*log(2) - 3/4*log(3)" },
  { query = "H(X)", digits = "0.56233514461880835" },
  { query = "H(X)", digits = "0.56", tolerance = 0.01 },
  { query = "H(X) < log(2)" },
  { query = "P(X=h)", equals = "1/4" },
  { query = "exp(H(X))", digits = "1.75476535060332" },
  { id = "named_line", query = "P(X=h)", equals = "1/2", at = {}, source = "nowhere" },
]
"""


def checks(tmp_path: Path, text: str) -> tuple[Check, ...]:
    file = tmp_path / "a-coin.toml"
    file.write_text(text, encoding="utf-8")
    return checks_of_model(file)


def test_true_lines_hold_and_a_false_one_is_refuted(tmp_path: Path) -> None:
    found = checks(tmp_path, COIN + TRUE)
    assert [check.id for check in found[:2]] == ["a_coin_expect_1", "a_coin_expect_2"]
    verdicts = [check.establish(check.subject({})).verdict for check in found]
    assert all(verdict.at_least(check.tier) for verdict, check in zip(verdicts[:-1], found, strict=False))
    assert verdicts[-1] is Verdict.REFUTED
    assert (found[-1].id, found[-1].claim.source) == ("named_line", "nowhere")


def test_every_mutant_of_every_example_dies() -> None:
    count = 0
    for file in sorted(EXAMPLES.glob("*.toml")):
        for check in checks_of_model(file):
            subject = check.subject({})
            assert check.establish(subject).verdict.at_least(check.tier), check.id
            for mutant in check.mutants:
                assert check.establish(mutant.change(subject)).verdict is Verdict.REFUTED, (check.id, mutant.name)
                count += 1
    assert count >= 25


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('{ query = "H(X)", equals = "2*log(2) - 3/4*log(3) + 1/10^30" }', "differ|left side"),
        ('{ query = "H(X)", digits = "0.5623351446188084" }', ""),
        ('{ query = "H(X)", digits = "0.56233514461880835" }', ""),
        ('{ query = "H(X)", digits = "0.55", tolerance = "0.01" }', "differs by 0.0123351"),
        ('{ query = "H(X) > log(2)" }', "left side"),
    ],
)
def test_false_lines_are_refuted_or_hold_only_to_their_digits(tmp_path: Path, line: str, what: str) -> None:
    (check,) = checks(tmp_path, f"{COIN}expect = [ {line} ]")
    finding = check.establish(check.subject({}))
    if "digits" in line and "tolerance" not in line:  # correctly rounded at both lengths
        assert finding.verdict is Verdict.ENCLOSED
    else:
        assert finding.verdict is Verdict.REFUTED


def test_a_query_that_does_not_see_the_model_has_a_survivor(tmp_path: Path) -> None:
    """log 2 = log 2 says nothing about the model, and the check that claims it does must not pass."""
    (check,) = checks(tmp_path, COIN + 'expect = [ { query = "log(4)/2", equals = "log(2)" } ]')
    changed = next(mutant for mutant in check.mutants if mutant.name == "model changed")
    assert check.establish(changed.change(check.subject({}))).verdict is Verdict.DECIDED


def test_discovery_finds_models_beside_checks(tmp_path: Path) -> None:
    write_check(tmp_path, "checks/fine.py")
    (tmp_path / "models/deep").mkdir(parents=True)
    (tmp_path / "models/deep/coin.toml").write_text(COIN + TRUE)
    (tmp_path / "models/plain.toml").write_text(COIN)
    suite = suite_at(tmp_path)
    units, _ = load_checks([suite])
    assert [unit.check.id for unit in units][:3] == ["fine", "coin_expect_1", "coin_expect_2"]
    assert len(units) == 8
    assert units[1].group == "deep"
    again = load_unit(suite.name, units[2].folder, units[2].file)
    assert isinstance(again, CheckUnit)
    assert again.check.id == "coin_expect_2"


def test_models_and_proofs_in_the_project_folder_need_no_checks(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/coin.toml").write_text(COIN + TRUE)
    (tmp_path / "proofs").mkdir()
    (tmp_path / "proofs/mine.py").write_text("raise RuntimeError('a proof is no check')")
    (tmp_path / "pyproject.toml").write_text('[tool.opd_exact.suites]\nmine = "."\n')
    (suite,) = configuration(tmp_path).suites
    assert suite.checks is None
    assert suite.proofs is not None
    assert len(load_checks([suite])[0]) == 7
    write_check(tmp_path, "beside/fine.py")  # a check beside them is not passed over
    assert suite_at(tmp_path).checks is not None


def test_a_suite_may_have_models_alone(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    (tmp_path / "m/coin.toml").write_text(COIN + TRUE)
    (tmp_path / "pyproject.toml").write_text('[tool.opd_exact.suites]\nmine = { models = "m" }\n')
    (suite,) = configuration(tmp_path).suites
    assert suite.checks is None
    assert len(load_checks([suite])[0]) == 7


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('distributions.p = { of = "X", p = [1, 1] }', "variables: found none"),
        (COIN.replace("1/4", "1/5"), r"sum to 19/20, expected 1 \(short by 1/20\)"),
        (COIN + 'expect = [ { id = "Bad Id", query = "H(X)", digits = 1 } ]', "expected snake_case"),
        (COIN + 'expect = [ { query = "I(X;Q)", digits = 1 } ]', r"expect\[0\]\.query: .*'Q' is no variable"),
        (COIN + 'expect = [ { id = "one", query = "1 < 2" }, { id = "one", query = "1 < 3" } ]', "already declared"),
    ],
)
def test_a_bad_model_file_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/broken.toml").write_text(text)
    with pytest.raises(SuiteError, match=complaint) as caught:
        load_checks([suite_at(tmp_path)])
    assert "broken.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ("{ modles = 'm' }", "did you mean 'models'"),
        ("{ proofs = 'p' }", "key 'checks' is missing"),
        ("{ models = 'no' }", "no such folder"),
    ],
)
def test_a_bad_configuration_is_told(tmp_path: Path, entry: str, complaint: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f"[tool.opd_exact.suites]\nmine = {entry}\n")
    with pytest.raises(InputError, match=complaint):
        configuration(tmp_path)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a = " + "[" * 100_000, "cannot be read as TOML: .*nested too deeply"),
        ("a = " + "1" * 100_000, "cannot be read as TOML: .*digits"),
        ("#" * 5_000_001, "5000001 bytes, expected at most 5000000"),
    ],
    ids=["deep", "long number", "large"],
)
def test_a_hostile_configuration_is_refused(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(InputError, match=rf"pyproject\.toml: {complaint}"):
        configuration(tmp_path)
