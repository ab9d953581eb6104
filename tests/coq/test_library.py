"""The theorems of the Coq library: what they rest on, how certificates use them, and that false neighbors fail.

Every false statement stands beside the true one that it was made from, with the same script, so that it is the change
that Coq refuses and not the way in which the statement is written. Where a false neighbor can be disproved, it is.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

CoqCompiler = Callable[[str], tuple[bool, str]]

MODULES = ("Definitions", "Models", "Sums", "Gibbs", "FreeEnergy", "Information", "Ising", "MeanField", "Trajectory")
SOURCES = Path(__file__).parents[2] / "opd_exact" / "coq" / "library"
HEAD = f"""\
From Coq Require Import Reals List Lra Lia.
From OpdExact Require Import {" ".join(MODULES)}.
Import ListNotations.
Open Scope R_scope.
"""
ALLOWED_AXIOMS = {"sig_forall_dec", "sig_not_dec", "functional_extensionality_dep", "classic"}
THEOREM = re.compile(r"^Theorem (\w+)", re.MULTILINE)
AXIOM = re.compile(r"^(?:\w+\.)*(\w+)(?= :|$)", re.MULTILINE)

TABLE = "[[1/2; 0; 1/8]; [1/8; 1/4; 0]]"
ON_TABLE = "rectangular_check | all_nonnegative_check"
BELIEF, JOINT = "[0; 1/3; 2/3]", "[1/7; 1/10; 1/5]"
ON_BELIEF = "is_distribution_check | all_nonnegative_check | evidence_check | supported_check"
GIBBS = "apply KL_nonnegative; [is_distribution_check | is_distribution_check | supported_check]"
CHAIN = (
    "forall (start : nat -> R) move student teacher n, is_distribution_n 2 start ->"
    " (forall s a, (s < 2)%nat -> (a < 3)%nat -> is_distribution_n 2 (move a s)) ->"
    " (forall s, (s < 2)%nat -> is_distribution_n 3 (student s)) ->"
    " (forall s, (s < 2)%nat -> is_distribution_n 3 (teacher s)) ->"
    " (forall s, (s < 2)%nat -> supported_n 3 (student s) (teacher s)) ->"
    " trajectory_KL 2 3 n start move student teacher = "
)


@dataclass(frozen=True)
class Pair:
    """A true statement, a false one made from it, and the script that proves the first alone."""

    name: str
    true: str
    false: str
    script: str


PAIRS = (
    Pair("sign of KL", "0 <= KL [1/2; 1/2] [1/3; 2/3]", "0 >= KL [1/2; 1/2] [1/3; 2/3]", GIBBS),
    Pair("support", "0 <= KL [1; 0] [1/2; 1/2]", "0 <= KL [1/2; 1/2] [1; 0]", GIBBS),
    Pair("total", "0 <= KL [1/2; 1/2] [1/3; 2/3]", "0 <= KL [1/3; 1/2] [1/3; 2/3]", GIBBS),
    Pair("negative cell", "0 <= KL [1/2; 1/2] [1/3; 2/3]", "0 <= KL [3/2; -1/2] [1/3; 2/3]", GIBBS),
    Pair(
        "equality case",
        "KL [1/2; 1/2] [1/2; 1/2] = 0",
        "KL [1/2; 1/2] [1/3; 2/3] = 0",
        "apply KL_zero_iff; [is_distribution_check | is_distribution_check | supported_check | reflexivity]",
    ),
    Pair(
        "entropy of three outcomes",
        "entropy [1/2; 1/4; 1/4] <= ln 3",
        "entropy [1/2; 1/4; 1/4] <= ln 2",
        "replace 3 with (INR 3) by (simpl; lra); apply entropy_at_most; is_distribution_check",
    ),
    Pair(
        "log evidence",
        f"VFE {BELIEF} {JOINT} = KL {BELIEF} (posterior {JOINT}) - log_evidence {JOINT}",
        f"VFE {BELIEF} {JOINT} = KL {BELIEF} (posterior {JOINT}) + log_evidence {JOINT}",
        f"apply VFE_is_divergence_minus_log_evidence; [{ON_BELIEF}]",
    ),
    Pair(
        "direction of the bound",
        f"- log_evidence {JOINT} <= VFE {BELIEF} {JOINT}",
        f"VFE {BELIEF} {JOINT} <= - log_evidence {JOINT}",
        f"apply VFE_lower_bound; [{ON_BELIEF}]",
    ),
    Pair(
        "belief that reaches the bound",
        "VFE [1/3; 2/3] [1/10; 1/5] = - log_evidence [1/10; 1/5]",
        "VFE [1/2; 1/2] [1/10; 1/5] = - log_evidence [1/10; 1/5]",
        f"apply VFE_minimum_iff; [{ON_BELIEF} | unfold posterior, evidence; items_check]",
    ),
    Pair(
        "complexity minus accuracy",
        "VFE [1/3; 2/3] (map2 Rmult [1/2; 1/2] [3/4; 1/5])"
        " = KL [1/3; 2/3] [1/2; 1/2] - expected_value [1/3; 2/3] (map ln [3/4; 1/5])",
        "VFE [1/3; 2/3] (map2 Rmult [1/2; 1/2] [3/4; 1/5])"
        " = KL [1/3; 2/3] [1/2; 1/2] + expected_value [1/3; 2/3] (map ln [3/4; 1/5])",
        "apply VFE_is_complexity_minus_accuracy;"
        " [all_nonnegative_check | all_nonnegative_check | all_nonnegative_check | supported_check | supported_check]",
    ),
    Pair(
        "complement of the other variable",
        f"entropy (column_sums {TABLE}) = mutual_information {TABLE} + conditional_entropy {TABLE}",
        f"entropy (row_sums {TABLE}) = mutual_information {TABLE} + conditional_entropy {TABLE}",
        f"apply complement_identity; [{ON_TABLE}]",
    ),
    Pair(
        "chain rule of the other variable",
        f"joint_entropy {TABLE} = entropy (row_sums {TABLE}) + conditional_entropy {TABLE}",
        f"joint_entropy {TABLE} = entropy (column_sums {TABLE}) + conditional_entropy {TABLE}",
        f"apply chain_rule; [{ON_TABLE}]",
    ),
    Pair(
        "residual",
        f"entropy (column_sums {TABLE})"
        f" - expected_value (row_sums {TABLE}) (map (fun row => entropy (posterior row)) {TABLE})"
        f" = mutual_information {TABLE}",
        f"entropy (column_sums {TABLE})"
        f" + expected_value (row_sums {TABLE}) (map (fun row => entropy (posterior row)) {TABLE})"
        f" = mutual_information {TABLE}",
        f"apply residual_identity; [{ON_TABLE}]",
    ),
    Pair("rows of two lengths", f"is_joint {TABLE}", "is_joint [[1/2; 0; 1/8]; [1/8; 1/4]]", "is_joint_check"),
    Pair(
        "independence",
        "mutual_information [[1/6; 1/3]; [1/6; 1/3]] = 0",
        "mutual_information [[1/3; 1/6]; [1/6; 1/3]] = 0",
        "apply mutual_information_zero_iff; [is_joint_check | items_check]",
    ),
    Pair(
        "risk and ambiguity",
        f"KL (column_sums {TABLE}) [1/2; 1/4; 1/4] + conditional_entropy {TABLE}"
        f" = - (mutual_information {TABLE} + expected_value (column_sums {TABLE}) (map ln [1/2; 1/4; 1/4]))",
        f"KL (column_sums {TABLE}) [1/2; 1/4; 1/4] - conditional_entropy {TABLE}"
        f" = - (mutual_information {TABLE} + expected_value (column_sums {TABLE}) (map ln [1/2; 1/4; 1/4]))",
        "apply expected_free_energy_forms; [rectangular_check | all_nonnegative_check | all_nonnegative_check |"
        " unfold column_sums; cbv beta iota delta [fold_right map map2 hd]; supported_check]",
    ),
    Pair(
        "closed form",
        "forall lambda, ising_information lambda = ln 2 - binary_entropy (logistic lambda)",
        "forall lambda, ising_information lambda = ln 2 + binary_entropy (logistic lambda)",
        "apply ising_information_closed_form",
    ),
    Pair(
        "increasing on all reals",
        "forall x y, 0 <= x -> x < y -> ising_information x < ising_information y",
        "forall x y, x < y -> ising_information x < ising_information y",
        "intros; apply ising_information_strictly_increasing; lra",
    ),
    Pair(
        "derivative",
        "forall x, derivable_pt_lim ising_information x (x * logistic x * (1 - logistic x))",
        "forall x, derivable_pt_lim ising_information x (x * logistic x)",
        "apply ising_information_derivative",
    ),
    Pair(
        "saturation bound",
        "forall x, 0 <= x -> ln 2 - ising_information x <= (1 + x) * exp (- x)",
        "forall x, 0 <= x -> ln 2 - ising_information x <= exp (- x)",
        "apply ising_saturation_bound",
    ),
    Pair(
        "saturation bound on all reals",
        "forall x, 0 <= x -> ln 2 - ising_information x <= (1 + x) * exp (- x)",
        "forall x, ln 2 - ising_information x <= (1 + x) * exp (- x)",
        "intros; apply ising_saturation_bound; lra",
    ),
    Pair(
        "determinant",
        "forall x, cell (ising_joint x) 0 0 * cell (ising_joint x) 1 1"
        " - cell (ising_joint x) 0 1 * cell (ising_joint x) 1 0 = tanh (x / 2) / 4",
        "forall x, cell (ising_joint x) 0 0 * cell (ising_joint x) 1 1"
        " - cell (ising_joint x) 0 1 * cell (ising_joint x) 1 0 = tanh x / 4",
        "apply ising_determinant",
    ),
    Pair(
        "no information at zero", "ising_information 0 = 0", "ising_information 1 = 0", "apply ising_information_zero"
    ),
    Pair(
        "reverse gap beyond 2",
        "forall x a b, -2 <= x <= 2 -> -1 <= a <= 1 -> -1 <= b <= 1 ->"
        " ln (cosh (x / 2)) <= KL (concat (product_joint (spin a) (spin b))) (concat (ising_joint x))",
        "forall x a b, -3 <= x <= 3 -> -1 <= a <= 1 -> -1 <= b <= 1 ->"
        " ln (cosh (x / 2)) <= KL (concat (product_joint (spin a) (spin b))) (concat (ising_joint x))",
        "intros; apply ising_reverse_gap_least; lra",
    ),
    Pair(
        "forward gap in the reverse direction",
        "forall x, KL (concat (ising_joint x)) (concat (product_joint [1/2; 1/2] [1/2; 1/2])) = ising_information x",
        "forall x, KL (concat (product_joint [1/2; 1/2] [1/2; 1/2])) (concat (ising_joint x)) = ising_information x",
        "apply ising_forward_gap_at_uniform",
    ),
    Pair(
        "whose visitation",
        CHAIN + "bs n (fun t => bs 2 (fun s => state_at 2 3 start move student t s * KL_n 3 (student s) (teacher s)))",
        CHAIN + "bs n (fun t => bs 2 (fun s => state_at 2 3 start move teacher t s * KL_n 3 (student s) (teacher s)))",
        "intros; apply trajectory_chain_rule; assumption",
    ),
    Pair(
        "whose mean in each state",
        CHAIN + "bs n (fun t => bs 2 (fun s => state_at 2 3 start move student t s * KL_n 3 (student s) (teacher s)))",
        CHAIN + "bs n (fun t => bs 2 (fun s => state_at 2 3 start move student t s * KL_n 3 (teacher s) (student s)))",
        "intros; apply trajectory_chain_rule; assumption",
    ),
    Pair(
        "scale of the tilting",
        "expected_value [1/4; 3/4] [1; 2] - 2 * KL [1/4; 3/4] [1/2; 1/2]"
        " = 2 * log_evidence (tilted 2 [1/2; 1/2] [1; 2]) - 2 * KL [1/4; 3/4] (posterior (tilted 2 [1/2; 1/2] [1; 2]))",
        "expected_value [1/4; 3/4] [1; 2] - 2 * KL [1/4; 3/4] [1/2; 1/2]"
        " = log_evidence (tilted 2 [1/2; 1/2] [1; 2]) - KL [1/4; 3/4] (posterior (tilted 2 [1/2; 1/2] [1; 2]))",
        "apply reward_tilting; [is_distribution_check | is_distribution_check | reflexivity | supported_check | lra]",
    ),
    Pair(
        "convex beyond the mixture",
        "KL (mixture (1/4) [1; 0] [1/2; 1/2]) [1/3; 2/3]"
        " <= 1/4 * KL [1; 0] [1/3; 2/3] + (1 - 1/4) * KL [1/2; 1/2] [1/3; 2/3]",
        "KL (mixture (5/4) [1; 0] [1/2; 1/2]) [1/3; 2/3]"
        " <= 5/4 * KL [1; 0] [1/3; 2/3] + (1 - 5/4) * KL [1/2; 1/2] [1/3; 2/3]",
        "apply KL_convex; [lra | all_nonnegative_check | all_nonnegative_check | all_nonnegative_check |"
        " supported_check | supported_check]",
    ),
    Pair(
        "ratio of survival",
        "forall a r t, 1 - a + r <> 0 -> survival a r t = r / (1 - a + r) + (1 - r / (1 - a + r)) * (a - r) ^ t",
        "forall a r t, 1 - a + r <> 0 -> survival a r t = r / (1 - a + r) + (1 - r / (1 - a + r)) * (a + r) ^ t",
        "apply survival_closed_form",
    ),
)

DISPROOFS = {
    "information increases on all reals": """
Theorem disproof : ~ forall x y, x < y -> ising_information x < ising_information y.
Proof.
  intros claim. generalize (claim (-1) 1). replace (-1) with (- (1)) by lra. rewrite ising_information_even. lra.
Qed.""",
    "information reaches ln 2": """
Theorem disproof : ~ exists lambda, ising_information lambda = ln 2.
Proof. intros [lambda reached]. generalize (ising_information_below_ln2 lambda). lra. Qed.""",
    "swapped arguments of KL": """
Theorem disproof : ~ forall q p, is_distribution q -> is_distribution p -> supported q p -> KL q p = - KL p q.
Proof.
  intros claim. assert (q_pmf : is_distribution [1/2; 1/2]) by is_distribution_check.
  assert (p_pmf : is_distribution [1/3; 2/3]) by is_distribution_check.
  generalize (KL_positive [1/2; 1/2] [1/3; 2/3] q_pmf p_pmf) (KL_nonnegative [1/3; 2/3] [1/2; 1/2] p_pmf q_pmf).
  rewrite (claim [1/2; 1/2] [1/3; 2/3]) by (try assumption; supported_check). intros strict weak.
  assert (0 < - KL [1/3; 2/3] [1/2; 1/2]) by (apply strict; [supported_check | intros [=]; lra]).
  assert (0 <= KL [1/3; 2/3] [1/2; 1/2]) by (apply weak; supported_check). lra.
Qed.""",
    "a joint with coupling is a product": """
Theorem disproof : ising_joint 1 <> product_joint (row_sums (ising_joint 1)) (column_sums (ising_joint 1)).
Proof. rewrite ising_product_iff. lra. Qed.""",
}

USES = {
    "a pmf with zeros, exactly as long as it is": """
Theorem use : 0 <= KL [0; 1/3; 2/3; 0] [1/4; 1/4; 1/2; 0].
Proof. apply KL_nonnegative; [is_distribution_check | is_distribution_check | supported_check]. Qed.""",
    "parameters in place of numbers": """
Theorem use : forall p : R, 0 < p < 1 -> 0 <= KL [1/2; 1/2] [p; 1 - p].
Proof. intros. apply KL_nonnegative; [is_distribution_check | is_distribution_check | supported_check]. Qed.""",
    "the definitions compute": """
Theorem use : entropy [1/4; 1/4; 1/4; 1/4] = ln 4 /\\ mutual_information [[1/2; 0]; [0; 1/2]] = ln 2
  /\\ conditional_entropy [[1/4; 1/4]; [1/2; 0]] = ln 2 / 2 /\\ expected_value [1/4; 3/4] [8; 4] = 5
  /\\ mixture (1/4) [1; 0] [0; 1] = [1/4; 3/4]
  /\\ concat (chained [1/4; 3/4] [[1/2; 1/2]; [1; 0]]) = [1/8; 1/8; 3/4; 0].
Proof.
  open_definitions. repeat split; try items_check; try lra.
  - replace (1 / 4) with (/ 4) by field. rewrite ln_Rinv by lra. field.
  - replace (1/2 / ((1/2 + (0 + 0)) * (1/2 + (0 + 0)))) with 2 by field.
    replace (1/2 / ((0 + (1/2 + 0)) * (0 + (1/2 + 0)))) with 2 by field. field.
  - replace (1/4 / (1/4 + (1/4 + 0))) with (/ 2) by field. replace (1/2 / (1/2 + (0 + 0))) with 1 by field.
    rewrite ln_1, ln_Rinv by lra. field.
Qed.""",
    "sequences: two letters drawn alike, twice": """
Theorem use : path_KL (bs 2) 2 (fun _ => item [1/4; 3/4]) (fun _ => item [1/2; 1/2])
  = 2 * KL [1/4; 3/4] [1/2; 1/2].
Proof.
  rewrite sequence_chain_rule.
  - cbv beta iota delta [bs over_paths path_probability KL_n KL map2 sum item nth]. field.
  - intros _. apply (is_distribution_to_n [1/4; 3/4]). is_distribution_check.
  - intros _. apply (is_distribution_to_n [1/2; 1/2]). is_distribution_check.
  - intros _. apply (supported_to_n [1/4; 3/4] [1/2; 1/2]). supported_check.
Qed.""",
    "a student and a teacher in a chain of two states": """
Definition moves := [[[1/2; 1/2]; [0; 1]]; [[1; 0]; [1/3; 2/3]]].
Definition student := [[1/4; 3/4]; [1; 0]].
Definition teacher := [[1/2; 1/2]; [1/5; 4/5]].
Theorem use : trajectory_KL 2 2 8 (item [1; 0]) (fun a => cell (nth a moves [])) (cell student) (cell teacher)
  = bs 8 (fun t => bs 2 (fun s =>
      state_at 2 2 (item [1; 0]) (fun a => cell (nth a moves [])) (cell student) t s
      * KL_n 2 (cell student s) (cell teacher s))).
Proof.
  apply trajectory_chain_rule_of_tables; [reflexivity | reflexivity | is_distribution_check | stochastics_check |
    stochastic_check | stochastic_check | supported_rows_check].
Qed.""",
    "the pair as two coupled streams": """
Theorem use : forall lambda q, bs 4 q = 1 ->
  let part k x := if Nat.eqb k 0 then Nat.div x 2 else Nat.modulo x 2 in
  let coupling := item [1/2; -1/2; -1/2; 1/2] in
  let none := fun _ : nat => 0 in
  let fair := fun _ _ : nat => 1/2 in
  coupled_free_energy 4 2 part fair (fun _ => none) coupling none 1 lambda q
  = bs 2 (stream_free_energy 4 (fun _ => 2%nat) part fair (fun _ => none) 1 q) + 1 * lambda * mean_n 4 q none
    + (ln (coupled_normalizer 4 2 part fair coupling lambda) - lambda * mean_n 4 q coupling)
    + total_correlation_n 4 2 (fun _ => 2%nat) part q.
Proof.
  intros lambda q total part coupling none fair. apply coupled_free_energy_decomposition; [| | exact total].
  - intros k x stream inside. unfold part. destruct (Nat.eqb_spec k 0).
    + apply Nat.div_lt_upper_bound; lia.
    + apply Nat.mod_upper_bound. lia.
  - intros. unfold fair. lra.
Qed.""",
}


def theorem_names() -> list[str]:
    return [name for module in MODULES for name in THEOREM.findall((SOURCES / f"{module}.v").read_text("utf-8"))]


def axioms_of(text: str, term: str, compile_coq: CoqCompiler) -> set[str]:
    accepted, said = compile_coq(f"{HEAD}{text}\nDefinition every := ({term}).\nPrint Assumptions every.\n")
    assert accepted, said
    assert said.startswith("Axioms:")
    return set(AXIOM.findall(said)) - {"Axioms"}


def test_theorems_rest_on_the_axioms_of_the_reals_alone(compile_coq: CoqCompiler) -> None:
    names = theorem_names()
    assert len(names) > 60
    # All in one term: Coq walks through what they share once.
    assert axioms_of("", ", ".join(f"@{name}" for name in names), compile_coq) <= ALLOWED_AXIOMS


def test_an_admitted_lemma_would_show(compile_coq: CoqCompiler) -> None:
    assert "gap" in axioms_of("Lemma gap : ln 2 = 1.\nAdmitted.", "KL_nonnegative, gap", compile_coq)


def test_each_script_proves_its_true_statement(compile_coq: CoqCompiler) -> None:
    accepted, said = compile_coq(HEAD + "".join(f"Goal {pair.true}.\nProof. {pair.script}. Qed.\n" for pair in PAIRS))
    assert accepted, said


def test_no_script_proves_its_false_statement(compile_coq: CoqCompiler) -> None:
    attempts = [f"Goal {pair.false}.\nProof. Fail (solve [{pair.script}]). Abort.\n" for pair in PAIRS]
    accepted, said = compile_coq(HEAD + "".join(attempts))
    assert accepted, said


@pytest.mark.parametrize("texts", [DISPROOFS, USES], ids=["disproofs of false neighbors", "uses as in a certificate"])
def test_written_proofs(texts: dict[str, str], compile_coq: CoqCompiler) -> None:
    modules = [f"(* {name} *)\nModule M{i}.{text}\nEnd M{i}.\n" for i, (name, text) in enumerate(texts.items())]
    accepted, said = compile_coq(HEAD + "".join(modules))
    assert accepted, said
