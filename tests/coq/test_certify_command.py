"""The command tells what the kernel checked, failed, does not cover or did not see, in table, JSON and exit code."""

import json
from pathlib import Path

import pytest

from opd_exact import certify, check
from opd_exact.coq.certification import CHECKED, NOT_RUN
from opd_exact.coq.errors import CoqFailed
from opd_exact.registry.report import validate

from .small_library import certificate, needs_coq, put, use_definitions_alone

CHECK_FILE = '''"""A toy claim: a sure outcome has no entropy.

Source: school.
"""
from fractions import Fraction

from opd_exact.coq.formulas import compared
from opd_exact.coq.statements import Identity, Instance
from opd_exact.coq.terms import call, ln
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Fact, Mutant, Verdict, all_of


def establish(subject):
    return all_of([Fact.decided_by(subject == 1, "it is 1", otherwise="it is not 1", margin="off")])


def kernel(subject):
    {kernel}


CHECK = Check(
    id="{name}",
    claim=Claim("A sure outcome has no entropy.", "H = 0", "one outcome", "school"),
    tier=Verdict.DECIDED,
    subject=lambda inputs: {subject},
    establish=establish,
    mutants=(Mutant("two", "2 in place of 1", lambda subject: subject + 1),),
    kernel={field},
)
'''
PROOF = "open_definitions. rewrite ln_1. ring."
TRUE = f'yield Instance("sure", "No entropy.", compared(call("entropy", [subject]), "=", 0), "{PROOF}")'
WRONG_PROOF = TRUE.replace("ring.", "exact I.")
UNTRUE = 'yield Identity("wrong", "ln 2 = 1.", ln(2), 1)'
RAISES = 'raise RuntimeError("oh")'


def write(folder: Path, name: str, kernel: str, field: str = "kernel", subject: str = "1") -> None:
    (folder / "checks").mkdir(exist_ok=True)
    text = CHECK_FILE.format(kernel=kernel, name=name, field=field, subject=subject)
    (folder / "checks" / f"{name}.py").write_text(text)


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    use_definitions_alone(monkeypatch)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "xdg_cache"))


def without_coq(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("OPD_EXACT_COQ", str(empty))


def answered(
    folder: Path, capsys: pytest.CaptureFixture[str], *options: str
) -> tuple[int, dict[str, tuple[str, str]], dict[str, object]]:
    code = certify.main(["--suite", str(folder), "--jobs", "1", "--format", "json", *options])
    report = json.loads(capsys.readouterr().out)
    validate(report)
    rows = {row["id"]: (row["kernel"], str(row["kernel_detail"]["message"])) for row in report["checks"]}
    return code, rows, report


def test_without_coq_nothing_was_run_and_the_way_out_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "sure", TRUE)
    write(tmp_path, "silent", "return ()")
    without_coq(monkeypatch, tmp_path)
    code, rows, report = answered(tmp_path, capsys)
    assert code == 6
    assert rows["sure"][0] == "NOT_RUN"
    assert "apt-get install coq" in rows["sure"][1]
    assert rows["silent"][0] == "not covered"
    assert report["kernel"]["coq"] is None  # type: ignore[index]
    certify.main(["--suite", str(tmp_path), "--jobs", "1"])
    assert "apt-get install coq" in capsys.readouterr().out


def test_what_cannot_be_said_or_is_false_fails_without_coq(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "untrue", UNTRUE)
    write(tmp_path, "raises", RAISES)
    write(tmp_path, "endless", 'yield Instance("long", "Long.", compared(10**9999, "<", 10**9998 * 11), "lra.")')
    write(tmp_path, "refuted", TRUE, subject="2")
    without_coq(monkeypatch, tmp_path)
    code, rows, _ = answered(tmp_path, capsys)
    assert code == 1
    assert rows["untrue"][0] == "failed"
    assert "is false" in rows["untrue"][1]
    assert rows["raises"] == ("failed", "the statements could not be written: RuntimeError: oh")
    assert rows["refuted"][0] == "not covered"
    assert rows["endless"][0] == "not covered"
    assert "more than 12000 bits" in rows["endless"][1]


def test_the_files_can_be_read_without_coq(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "sure", TRUE)
    without_coq(monkeypatch, tmp_path)
    out = tmp_path / "out"
    assert certify.main(["--suite", str(tmp_path), "--jobs", "1", "-o", str(out), "-q"]) == 6
    assert "entropy [1] = 0." in (out / "claims/sure.v").read_text()
    assert "exact Claims.sure.sure." in (out / "pins/pin_sure.v").read_text()
    assert (out / "library/Definitions.v").read_text().startswith("(*")
    assert "coqchk" in (out / "check.sh").read_text()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nowhere"], "nowhere"),
        (["--timeout", "0"], "timeout"),
        (["--report", "absent.json", "--output", "x.json"], "absent.json"),
        (["--output", "no/such/folder/x.json"], "no such folder"),
        (["--nonsense"], "nonsense"),
    ],
)
def test_bad_usage_is_one_line(
    arguments: list[str], word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "sure", TRUE)
    assert certify.main(["--suite", str(tmp_path), *arguments]) == 4
    message = capsys.readouterr().err
    assert word in message
    assert len(message.splitlines()) == 1


def test_the_kernel_is_not_asked_unless_somebody_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "raises", RAISES)
    assert check.main(["--suite", str(tmp_path), "--jobs", "1", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["kernel"] is None
    assert report["checks"][0]["kernel"] is None


@needs_coq
@pytest.mark.exhaustive
def test_proofs_are_checked_refused_and_remembered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full audit, once; the second run needs no Coq but for its version; check and a given report get the answers."""
    write(tmp_path, "sure", TRUE)
    write(tmp_path, "wrong_proof", WRONG_PROOF)
    code, rows, report = answered(tmp_path, capsys, "--output", str(tmp_path / "report.json"))
    assert code == 1
    assert rows["sure"] == ("checked", "None")
    assert rows["wrong_proof"][0] == "failed"
    assert "wrong_proof.v, line" in rows["wrong_proof"][1]
    assert report["kernel"]["rows"] == {"checked": 1, "failed": 1, "not covered": 0, "NOT_RUN": 0}  # type: ignore[index]
    assert len(report["kernel"]["axioms"]) <= 4  # type: ignore[index]

    def never(*arguments: object, **settings: object) -> None:
        raise AssertionError("an unchanged row was compiled again")

    def counted(*arguments: object, **settings: object) -> None:
        compiled.append(arguments)
        raise CoqFailed("not now")

    compiled: list[object] = []
    monkeypatch.setattr("opd_exact.coq.certification._Run._compile", never)
    with monkeypatch.context() as inner:
        inner.setattr("opd_exact.coq.library._build", counted)
        assert answered(tmp_path, capsys, "sure", "--fresh")[0] == 6
        assert compiled
    code, rows, _ = answered(tmp_path, capsys, "sure")
    assert (code, rows["sure"][0]) == (0, "checked")
    assert check.main(["sure", "--suite", str(tmp_path), "--jobs", "1", "--certify", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["checks"][0]["kernel"] == "checked"
    assert report["checks"][0]["kernel_detail"]["statements"][0]["coq"] == "entropy [1] = 0"
    bare = tmp_path / "bare.json"
    check.main(["sure", "--suite", str(tmp_path), "--jobs", "1", "--format", "json", "--output", str(bare), "-q"])
    filled = tmp_path / "filled.json"
    arguments = ["--suite", str(tmp_path), "--jobs", "1", "--report", str(bare), "--output", str(filled), "-q"]
    assert certify.main(arguments) == 0
    report = json.loads(filled.read_text())
    assert [row["kernel"] for row in report["checks"]] == ["checked"]
    assert report["kernel"]["claims_checked"] == 1


@needs_coq
def test_what_does_not_end_was_not_run(tmp_path: Path) -> None:
    slow = certificate("slow", script="do 1000000000 (assert (0 = 0) by reflexivity; clear). reflexivity.")
    outcome = put([slow], tmp_path, timeout_s=3.0)["slow"]
    assert outcome.status == NOT_RUN
    assert "within 3 s" in str(outcome.message)


@needs_coq
def test_nothing_but_a_whole_audit_is_remembered(tmp_path: Path) -> None:
    assert put([certificate()], tmp_path)["good"].status == CHECKED
    assert not list(tmp_path.glob("results/*.json"))
