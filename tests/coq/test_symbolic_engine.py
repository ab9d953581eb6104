"""Symbolic identities and derivatives in Coq: what the tactics prove, with and without a hint, and what they refuse."""

from collections.abc import Callable

import pytest

CoqCompiler = Callable[[str], tuple[bool, str]]

HEAD = """\
From Coq Require Import Reals List.
From OpdExact Require Import Definitions Symbolic Derivative.
Import ListNotations.
Open Scope R_scope.
"""

FOUR = "forall a b c d, 0 < a -> 0 < b -> 0 < c -> 0 < d ->"
UNIT = "forall p e, 0 < p < 1 -> 0 < e < 1 ->"
TOTAL = "(a + b + c + d)"
FLIP = "p * (1 - e) + (1 - p) * e"

# Goal, base, and the same goal with something wrong.
IDENTITIES = [
    (
        f"{FOUR} mutual_information [[a / {TOTAL}; b / {TOTAL}]; [c / {TOTAL}; d / {TOTAL}]] = (a * ln a + b * ln b"
        " + c * ln c + d * ln d - (a + b) * ln (a + b) - (c + d) * ln (c + d) - (a + c) * ln (a + c)"
        f" - (b + d) * ln (b + d)) / {TOTAL} + ln {TOTAL}",
        f"[a; b; c; d; a + b; c + d; a + c; b + d; {TOTAL}]",
        ("+ ln (a", "- ln (a"),
    ),
    (
        "forall p, 0 < p < 1 -> VFE [p; 1 - p] [1/2; 1/2] = ln 2 - binary_entropy p",
        "[p; 1 - p]",
        ("= ln 2", "= ln 3"),
    ),
    (
        f"{UNIT} VFE [e; 1 - e] [p / 3; (1 - p) / 4] = KL [e; 1 - e] [p; 1 - p] + e * ln 3 + 2 * (1 - e) * ln 2",
        "[p; 1 - p; e; 1 - e]",
        ("2 * (1 - e)", "(1 - e)"),
    ),
    (
        f"{UNIT} mutual_information [[(1 - p) * (1 - e); (1 - p) * e]; [p * e; p * (1 - e)]]"
        f" = binary_entropy ({FLIP}) - binary_entropy e",
        f"[p; 1 - p; e; 1 - e; {FLIP}; p * e + (1 - p) * (1 - e)]",
        ("- binary_entropy e", "- binary_entropy p"),
    ),
    (
        "forall x, KL [1/4; 1/4; 1/4; 1/4] (concat (ising_joint x)) = ln (cosh (x / 2))",
        "[exp (x / 2); exp (x / 2) * exp (x / 2) + 1]",
        ("x / 2))", "x))"),
    ),
    ("forall x, ising_information x = ln 2 - binary_entropy (logistic x)", "[exp x; exp x + 1]", ("ln 2", "ln 3")),
    (
        "forall x, ln (logistic x) - ln (1 - logistic x) = x",
        "[exp x; exp x + 1]",
        ("= x", "= - x"),
    ),
    ("forall x, tanh x = 2 * logistic (2 * x) - 1", "[exp x]", ("(2 * x)", "x")),
    ("forall x y, logistic (x - y) = exp x / (exp x + exp y)", "[exp x; exp y]", ("x - y", "y - x")),
    ("forall x, 0 < x -> ln (1 / (x * x * x)) = - 3 * ln x", "[x]", ("3 * ln x", "2 * ln x")),
]

DERIVATIVES = [
    ("forall x, 0 < x -> derivable_pt_lim (fun x => x * ln x) x (ln x + 1)", "[x]", ("+ 1", "- 1")),
    (
        "forall x, 0 < x < 1 -> derivable_pt_lim (fun x => binary_entropy x) x (ln ((1 - x) / x))",
        "[x; 1 - x]",
        ("(1 - x) / x", "x / (1 - x)"),
    ),
    (
        "forall x, derivable_pt_lim (fun x => logistic x) x (logistic x * (1 - logistic x))",
        "[exp x; exp x + 1]",
        ("(1 - logistic x)", "(2 - logistic x)"),
    ),
    (
        "forall x, derivable_pt_lim (fun x => ising_information x) x (x * logistic x * (1 - logistic x))",
        "[exp x; exp x + 1]",
        ("(x * logistic", "(logistic"),
    ),
    (
        "forall q a b, 0 < q < 1 -> 0 < a -> 0 < b ->"
        " derivable_pt_lim (fun q => VFE [q; 1 - q] [a; b]) q (ln (q * b / (a * (1 - q))))",
        "[q; 1 - q; a; b]",
        ("q * b / (a", "q * a / (b"),
    ),
    ("derivable_pt_lim (fun x => x * ln x) (1/3) (1 - ln 3)", "[3]", ("ln 3", "ln 2")),
    (
        "forall x a, 0 < a -> derivable_pt_lim (fun x => a * exp (- (a * x))) x (- (a * a * exp (- (a * x))))",
        "[exp (- (a * x))]",
        ("a * a * exp", "a * exp"),
    ),
]


def theorems(goals: list[str], tactics: list[str]) -> str:
    return HEAD + "".join(f"Goal {g}.\nProof. intros. {t}. Qed.\n" for g, t in zip(goals, tactics, strict=True))


def refused(goals: list[str], tactics: list[str]) -> str:
    """A text that Coq accepts when each tactic fails on its goal, or leaves something to do."""
    attempts = (f"Goal {g}.\nProof. intros. Fail solve [{t}]. Abort.\n" for g, t in zip(goals, tactics, strict=True))
    return HEAD + "".join(attempts)


def changed(goal: str, change: tuple[str, str]) -> str:
    wrong = goal.replace(*change)
    assert wrong != goal
    return wrong


TOLD = [pytest.param(True, id="base"), pytest.param(False, id="no base", marks=pytest.mark.exhaustive)]


@pytest.mark.parametrize("told", TOLD)
def test_proves_identities_with_parameters(compile_coq: CoqCompiler, told: bool) -> None:
    """The base is a help, not a need, where the factors can be seen."""
    tactics = [f"symbolic_logs {base if told else '[]'}" for _, base, _ in IDENTITIES]
    accepted, message = compile_coq(theorems([goal for goal, _, _ in IDENTITIES], tactics))
    assert accepted, message


def test_refuses_wrong_identities(compile_coq: CoqCompiler) -> None:
    goals = [changed(goal, change) for goal, _, change in IDENTITIES]
    accepted, message = compile_coq(refused(goals, [f"symbolic_logs {base}" for _, base, _ in IDENTITIES]))
    assert accepted, message


@pytest.mark.parametrize("told", TOLD)
def test_proves_derivatives(compile_coq: CoqCompiler, told: bool) -> None:
    tactics = [f"derivative_is over {base}" if told else "derivative_is" for _, base, _ in DERIVATIVES]
    accepted, message = compile_coq(theorems([goal for goal, _, _ in DERIVATIVES], tactics))
    assert accepted, message


def test_refuses_wrong_derivatives(compile_coq: CoqCompiler) -> None:
    goals = [changed(goal, change) for goal, _, change in DERIVATIVES]
    accepted, message = compile_coq(refused(goals, [f"derivative_is over {base}" for _, base, _ in DERIVATIVES]))
    assert accepted, message


def test_a_positive_derivative_gives_a_strictly_increasing_function(compile_coq: CoqCompiler) -> None:
    accepted, message = compile_coq(f"""{HEAD}
Goal forall a b, 1 <= a -> a < b -> a * ln a < b * ln b.
Proof.
  intros a b A B. apply (increasing_on 1 b (fun x => x * ln x) (fun x => ln x + 1)); auto using Rle_refl.
  - intros x [L _]. assert (0 < x) by (apply Rlt_le_trans with 1; auto using Rlt_0_1). derivative_is.
  - intros x [L _]. apply Rplus_lt_0_compat; [rewrite <- ln_1; apply ln_increasing | ]; auto using Rlt_0_1.
Qed.
""")
    assert accepted, message


@pytest.mark.parametrize(
    ("goal", "tactic", "complaint"),
    [
        ("forall x, 0 < x -> ln x = ln x + 2", "symbolic_logs [x]", "a rational identity does not hold"),
        ("forall x, ln (2 * x) = ln x + ln 2", "symbolic_logs [x]", "base term x was not shown to be positive"),
        ("forall x, ln (2 * x) = ln x + ln 2", "symbolic_logs []", "is not a product of powers of the base"),
        ("forall x, 0 < x -> ln (1 + ln x) = x", "symbolic_logs [x]", "is not a product of powers of the base"),
        ("forall x, exp x = x", "symbolic_logs [exp (2 * x)]", "a rational identity does not hold"),
        ("forall x, 0 < x -> ln x < x", "symbolic_logs [x]", "the goal is not an equality of real numbers"),
        ("forall x, derivable_pt_lim (fun x => ln x) x (1 / x)", "derivative_is", "x of a logarithm was not shown"),
        ("forall x, derivable_pt_lim (fun x => 1 / x) x (- 1 / x ^ 2)", "derivative_is", "denominator x was not shown"),
        ("forall x, derivable_pt_lim (fun x => sin x) x (cos x)", "derivative_is", "not built from + - * / ln exp"),
        ("forall x, derivable_pt_lim (fun x => x * x) x x", "derivative_is", "a rational identity does not hold"),
        ("ln 1 = 0", "derivative_is", "the goal is not of the form derivable_pt_lim f x d"),
    ],
)
def test_says_what_it_cannot_do(compile_coq: CoqCompiler, goal: str, tactic: str, complaint: str) -> None:
    accepted, message = compile_coq(theorems([goal], [tactic]))
    assert not accepted
    assert complaint in " ".join(message.split())
