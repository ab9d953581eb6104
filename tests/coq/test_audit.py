"""What is not proved is not checked: every forgery is caught before anything is called checked."""

from dataclasses import replace
from pathlib import Path

import pytest

from opd_exact.coq.audit import ALLOWED_AXIOMS, blamed, forbidden, read_summary
from opd_exact.coq.certification import CHECKED, FAILED

from .small_library import PROOF, certificate, needs_coq, put, use_definitions_alone

CLEAN = """
CONTEXT SUMMARY
===============

* Theory: Set is predicative

* Axioms:
    Coq.Logic.FunctionalExtensionality.functional_extensionality_dep
    Coq.Reals.ClassicalDedekindReals.sig_not_dec
    Coq.Reals.ClassicalDedekindReals.sig_forall_dec
    Coq.Logic.Classical_Prop.classic

* Constants/Inductives relying on type-in-type: <none>

* Constants/Inductives relying on unsafe (co)fixpoints: <none>

* Inductives whose positivity is assumed: <none>
"""

THEOREM = "Theorem nothing :\n  KL [1] [1] = 0."
LIE = "KL [1] [1] = 0"

# What is put in place of the proof, or in front of the theorem; the pin stays as it is.
FORGERIES = {
    "admitted": (f"Proof.\n  {PROOF}\nQed.", "Proof. Admitted."),
    "axiom": (f"{THEOREM}\nProof.\n  {PROOF}", f"Axiom lie : {LIE}.\n{THEOREM}\nProof. exact lie."),
    "parameter": (f"{THEOREM}\nProof.\n  {PROOF}", f"Parameter lie : {LIE}.\n{THEOREM}\nProof. exact lie."),
    "hypothesis": (f"{THEOREM}\nProof.\n  {PROOF}", f"Hypothesis lie : {LIE}.\n{THEOREM}\nProof. exact lie."),
    "guard": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f"Unset Guard Checking.\nFixpoint lie (n : nat) : {LIE} := lie n.\n{THEOREM}\nProof. exact (lie O).",
    ),
    "universes": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f"Unset Universe Checking.\nDefinition loop : Type@{{Set}} := Set.\n{THEOREM}\nProof. {PROOF}",
    ),
    "positivity": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        "Unset Positivity Checking.\nInductive bad := Bad (f : bad -> False).\n"
        "Definition no (b : bad) : False := match b with Bad f => f b end.\n"
        f"{THEOREM}\nProof. exact (False_ind _ (no (Bad no))).",
    ),
    "own_KL": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f"Definition KL (q p : list R) := 0.\n{THEOREM}\nProof. reflexivity.",
    ),
    "own_ln": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        "Definition ln (x : R) := 0.\nDefinition KL (q p : list R) := sum (map2 (fun x y => x * ln (x / y)) q p).\n"
        f"{THEOREM}\nProof. unfold KL, ln. cbn. ring.",
    ),
    "own_equality": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f'Notation "x = y" := (True \\/ x <> y) : type_scope.\n{THEOREM}\nProof. left. exact I.',
    ),
    "shadowing_module": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        "Module Definitions. Definition KL (q p : list R) := 0. End Definitions.\nImport Definitions.\n"
        f"{THEOREM}\nProof. reflexivity.",
    ),
    "other_certificate": (
        "From OpdExact Require Import Definitions.",
        "From OpdExact Require Import Definitions.\nFrom Claims Require Import own_KL.",
    ),
    "own_zero": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f'Local Notation "0" := (KL [1] [1]).\n{THEOREM}\nProof. reflexivity.',
    ),
    "own_scope": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f"Open Scope nat_scope.\nDefinition KL (q p : list nat) := 0.\n{THEOREM}\nProof. reflexivity.",
    ),
    "own_coercion": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        "Definition read (l : list R) : R := 0.\nCoercion read : list >-> R.\n"
        f"{THEOREM.replace('KL [1] [1]', '([1] : R)')}\nProof. reflexivity.",
    ),
    "declared_module": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f"Module Type T.\nAxiom lie : {LIE}.\nEnd T.\nDeclare Module M : T.\n{THEOREM}\nProof. exact M.lie.",
    ),
    "section": (
        f"{THEOREM}\nProof.\n  {PROOF}\nQed.",
        f"Section S.\nVariable lie : {LIE}.\n{THEOREM}\nProof. exact lie. Qed.\nEnd S.",
    ),
    "no_guard_here": (
        f"{THEOREM}\nProof.\n  {PROOF}",
        f"#[bypass_check(guard)] Fixpoint lie (n : nat) : {LIE} := lie n.\n{THEOREM}\nProof. exact (lie O).",
    ),
    "foreign_axiom": (THEOREM, f"From Coq Require Import Epsilon.\n{THEOREM}"),
    "plugin": (THEOREM, f'Declare ML Module "forged".\n{THEOREM}'),
    "other_statement": (f"{THEOREM}\nProof.\n  {PROOF}", "Theorem nothing : 0 = 0.\nProof. reflexivity."),
    "no_theorem": (f"{THEOREM}\nProof.\n  {PROOF}", "Theorem something : 0 = 0.\nProof. reflexivity."),
    "weaker": (f"{THEOREM}\nProof.\n  {PROOF}", f"Theorem nothing : {LIE} \\/ True.\nProof. now right."),
}


@pytest.fixture(autouse=True)
def _definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    use_definitions_alone(monkeypatch)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("coq_cache")


# One of each way to be caught: compiler, pin, axioms, the checker's other sections, an axiom of Coq's own library.
REPRESENTATIVE = ("plugin", "own_KL", "own_equality", "other_statement", "axiom", "guard", "foreign_axiom")


@needs_coq
@pytest.mark.slow
@pytest.mark.parametrize(
    "names", [REPRESENTATIVE, pytest.param(tuple(FORGERIES), marks=pytest.mark.exhaustive)], ids=["some", "all"]
)
def test_every_forgery_is_caught_and_the_honest_one_is_not_blamed(names: tuple[str, ...], cache: Path) -> None:
    """One run over all of them, as one over a suite would be: the forged fail, the honest among them is checked."""
    forged = []
    for name in names:
        honest, lie = FORGERIES[name]
        clean = certificate(name)
        assert honest in clean.text, name
        forged.append(replace(clean, text=clean.text.replace(honest, lie)))
    outcomes = put([certificate("good"), *forged], cache, jobs=2)
    assert outcomes.pop("good").status == CHECKED
    wrongly = {name: outcome for name, outcome in outcomes.items() if outcome.status != FAILED}
    assert not wrongly
    assert len(outcomes) == len(names)
    said = {name: str(outcome.message) for name, outcome in outcomes.items()}
    words = {"admitted": "nothing", "axiom": "lie", "parameter": "lie", "guard": "lie", "no_guard_here": "lie"}
    for name in words.keys() & said.keys():
        assert f"only assumed: Claims.{name}.{words[name]}" in said[name], said[name]
    by_pin = {"own_KL", "own_ln", "own_equality", "own_zero", "own_scope", "own_coercion", "section"}
    for name in (by_pin | {"shadowing_module", "other_statement", "weaker"}) & said.keys():
        assert "pin" in said[name], said[name]
    assert "Coq.Logic.Epsilon" in said["foreign_axiom"]


@needs_coq
@pytest.mark.exhaustive
def test_the_audit_of_everything_names_four_axioms(cache: Path) -> None:
    """With Coq's own library read again, an honest certificate rests on the axioms of the real numbers alone."""
    from opd_exact.coq.certification import certify

    lie = certificate("lie")
    lie = replace(lie, text=lie.text.replace(*FORGERIES["admitted"]))
    found = certify([certificate("good"), lie], cache=cache, timeout_s=600)
    assert found.outcomes["good"].status == CHECKED
    assert found.outcomes["lie"].status == FAILED
    assert {axiom.removeprefix("Coq.") for axiom in found.axioms} <= ALLOWED_AXIOMS


def test_a_clean_summary_is_clean() -> None:
    summary = read_summary(CLEAN)
    assert summary is not None
    assert len(summary.axioms) == 4
    assert forbidden(summary) == {}


@pytest.mark.parametrize("prefix", ["Stdlib", "Corelib"])
def test_the_library_may_have_another_name(prefix: str) -> None:
    summary = read_summary(CLEAN.replace("Coq.", f"{prefix}."))
    assert summary is not None
    assert forbidden(summary) == {}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (("classic\n", "classic\n    Claims.a.lie\n"), "Claims.a.lie"),
        (("type-in-type: <none>", "type-in-type:\n    Claims.a.t"), "Claims.a.t"),
        (("fixpoints: <none>", "fixpoints:\n    Claims.a.f"), "Claims.a.f"),
        (("assumed: <none>", "assumed:\n    Claims.a.i"), "Claims.a.i"),
        (("Set is predicative", "Set is impredicative"), "Set is impredicative"),
        (
            ("Coq.Logic.Classical_Prop.classic", "Claims.Logic.Classical_Prop.classic"),
            "Claims.Logic.Classical_Prop.classic",
        ),
        (("Inductives whose", "A new kind of gap: Claims.a.x\n\n* Inductives whose"), "Claims.a.x"),
    ],
)
def test_what_the_summary_names_beyond_that_is_forbidden(change: tuple[str, str], name: str) -> None:
    assert change[0] in CLEAN
    summary = read_summary(CLEAN.replace(*change))
    assert summary is not None
    assert name in forbidden(summary)


@pytest.mark.parametrize("text", ["", "Fatal Error: no", CLEAN.replace("* Axioms:", "* Xioms:"), CLEAN[:80]])
def test_no_whole_summary_is_no_summary(text: str) -> None:
    assert read_summary(text) is None


def test_the_quick_audit_lets_pass_only_what_coq_seals() -> None:
    summary = read_summary(
        CLEAN.replace("classic\n", "classic\n    Coq.Reals.Rdefinitions.RbaseSymbolsImpl.R\n    Coq.Logic.Epsilon.e\n")
    )
    assert summary is not None
    assert set(forbidden(summary, whole=False)) == {"Coq.Logic.Epsilon.e"}


def test_blame_falls_on_the_owner_or_on_all() -> None:
    found = blamed({"Claims.a.lie": "Axioms", "Pins.pin_a.x": "Axioms"}, ["a", "ab"])
    assert found["a"] == ["Claims.a.lie (Axioms)", "Pins.pin_a.x (Axioms)"]
    assert found["ab"] == []
    assert all(blamed({"OpdExact.Gibbs.gap": "Axioms"}, ["a", "ab"]).values())
    assert not any(blamed({"Coq.Logic.Epsilon.epsilon_statement": "Axioms"}, ["a", "ab"]).values())
    assert all(blamed({"Coq.Logic.Epsilon.epsilon_statement": "Axioms"}, ["a"]).values())
