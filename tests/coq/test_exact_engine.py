"""The exact engine in Coq: true identities, their sides computed by the numbers of the package, and wrong neighbors.

Every wrong claim stands beside the true one that it was made from, with the same hint, so that it is the change that
Coq refuses and not the way in which the claim is written.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import pytest
import sympy

from opd_exact.numbers import LogForm, log

CoqCompiler = Callable[[str], tuple[bool, str]]

HEAD = """\
From Coq Require Import Reals List ZArith.
From OpdExact Require Import Definitions Expression LogLinear.
Import ListNotations.
Open Scope R_scope.
"""
ALLOWED_AXIOMS = {"sig_forall_dec", "sig_not_dec", "functional_extensionality_dep", "classic"}
ZERO = log(1)

Row = list[Fraction]


@dataclass(frozen=True)
class Claim:
    """`text` is a closed term of Coq with this value; `integers` stand under its logarithms."""

    text: str
    value: LogForm
    integers: frozenset[int]


def literal(q: Fraction) -> str:
    return str(q) if q >= 0 else f"({q})"


def row_text(row: Row) -> str:
    return f"[{'; '.join(map(literal, row))}]"


def table_text(integers: frozenset[int]) -> str:
    rows = []
    for integer in sorted(integers):
        factors = "; ".join(f"({p}, {e}%Z)" for p, e in sorted(sympy.factorint(integer).items()))
        if not sympy.isprime(integer):
            rows.append(f"({integer}, [{factors}])")
    return f"[{'; '.join(rows)}]%positive"


def form_text(form: LogForm) -> str:
    parts = [f"{literal(coefficient)} * ln {base}" for base, coefficient in form.terms]
    return " + ".join([literal(form.constant), *parts])


def under_logs(arguments: Sequence[Fraction]) -> frozenset[int]:
    return frozenset(part for q in arguments for part in (q.numerator, q.denominator) if part > 1)


def weighted(name: str, pairs: Sequence[tuple[Fraction, Fraction]], sign: int = 1) -> Claim:
    """The sum of c ln(a) over pairs (c, a), c = 0 counting as nothing."""
    kept = [(c, a) for c, a in pairs if c]
    value = sum((c * log(a) for c, a in kept), ZERO)
    return Claim(name, sign * value, under_logs([a for _, a in kept]))


def distribution(rng: random.Random, outcomes: int, zeros: bool = True) -> Row:
    """A random distribution; with `zeros`, about one outcome in four has no mass."""
    weights = [0 if zeros and rng.random() < 0.25 else rng.randint(1, 40) for _ in range(outcomes)]
    weights[rng.randrange(outcomes)] += 1
    return [Fraction(weight, sum(weights)) for weight in weights]


def entropy(rng: random.Random) -> Claim:
    p = distribution(rng, rng.randint(1, 6))
    return weighted(f"entropy {row_text(p)}", [(x, x) for x in p], -1)


def relative_entropy(q: Row, p: Row, word: str = "KL") -> Claim:
    return weighted(
        f"{word} {row_text(q)} {row_text(p)}", [(x, x / y) if x else (x, x) for x, y in zip(q, p, strict=True)]
    )


def random_relative_entropy(rng: random.Random) -> Claim:
    outcomes = rng.randint(1, 6)
    p = distribution(rng, outcomes, zeros=False)
    q = distribution(rng, outcomes)
    if rng.random() < 0.3:  # a cell that is empty in both
        return relative_entropy([*q, Fraction(0)], [*p, Fraction(0)])
    return relative_entropy(q, p)


def free_energy(rng: random.Random) -> Claim:
    outcomes = rng.randint(1, 5)
    joint = [x * Fraction(rng.randint(1, 9), 10) for x in distribution(rng, outcomes, zeros=False)]
    return relative_entropy(distribution(rng, outcomes), joint, "VFE")


def cross_entropy(rng: random.Random) -> Claim:
    outcomes = rng.randint(1, 6)
    q, p = distribution(rng, outcomes), distribution(rng, outcomes, zeros=False)
    return weighted(f"cross_entropy {row_text(q)} {row_text(p)}", list(zip(q, p, strict=True)), -1)


def mutual_information(rng: random.Random) -> Claim:
    rows, columns = rng.randint(1, 3), rng.randint(1, 3)
    cells = distribution(rng, rows * columns)
    joint = [cells[columns * i : columns * (i + 1)] for i in range(rows)]
    pairs = [
        (x, x / (sum(row) * sum(other[j] for other in joint)) if x else x) for row in joint for j, x in enumerate(row)
    ]
    return weighted(f"mutual_information [{'; '.join(map(row_text, joint))}]", pairs)


def jensen_shannon(rng: random.Random) -> Claim:
    outcomes = rng.randint(1, 4)
    p, q = distribution(rng, outcomes), distribution(rng, outcomes)
    middle = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    pairs = [(x / 2, x / m if x else x) for side in (p, q) for x, m in zip(side, middle, strict=True)]
    return weighted(f"jensen_shannon {row_text(p)} {row_text(q)}", pairs)


def free_expression(rng: random.Random, depth: int = 3) -> Claim:
    """A sum, difference or rational multiple of smaller ones; at the leaves rationals, logs, and exp of logs."""
    if depth == 0:
        q = Fraction(rng.randint(1, 60), rng.randint(1, 60))
        shape = rng.randrange(3)
        if shape == 0:
            return Claim(literal(q), ZERO + q, frozenset())
        if shape == 1:
            return Claim(f"ln ({q})", log(q), under_logs([q]))
        power = rng.randint(-3, 3)
        return Claim(f"exp ({literal(Fraction(power))} * ln ({q}))", ZERO + q**power, under_logs([q]))
    left = free_expression(rng, depth - 1)
    if rng.random() < 0.3:
        q = Fraction(rng.randint(-9, 9), rng.randint(1, 9))
        if q and rng.random() < 0.5:
            return Claim(f"({left.text}) / ({q})", left.value / q, left.integers)
        return Claim(f"{literal(q)} * ({left.text})", q * left.value, left.integers)
    right = free_expression(rng, depth - 1)
    sign = rng.choice("+-")
    value = left.value + right.value if sign == "+" else left.value - right.value
    return Claim(f"({left.text}) {sign} ({right.text})", value, left.integers | right.integers)


KINDS = (
    entropy,
    random_relative_entropy,
    free_energy,
    cross_entropy,
    mutual_information,
    jensen_shannon,
    free_expression,
)


def theorem(name: str, claim: Claim) -> str:
    goal = f"{claim.text} = {form_text(claim.value)}"
    return f"Theorem {name} : {goal}.\nProof. exact_logs {table_text(claim.integers)}. Qed.\n"


def attempt(label: str, claim: Claim, stated: str) -> str:
    """A goal on which the tactic is tried; Coq says which of the two happened."""
    tactic = (
        f'tryif exact_logs {table_text(claim.integers)} then idtac "accepted {label}" else idtac "rejected {label}"'
    )
    return f"Goal {claim.text} = {stated}.\nProof. {tactic}. Abort.\n"


def verdicts(message: str) -> dict[str, str]:
    return {label: verdict for verdict, label in re.findall(r"^(accepted|rejected) (\S+)$", message, re.MULTILINE)}


def wrong_value(rng: random.Random, value: LogForm) -> LogForm:
    """The value with a coefficient, a base, a digit or the sign of the constant changed."""
    change = Fraction(1, 10 ** rng.randint(0, 30)) * rng.choice([-1, 1])
    change_by: list[LogForm] = [change * log(rng.choice([2, 3, 5, 97])), ZERO + change]
    for base, coefficient in value.terms:
        change_by += [coefficient * (log(base + 1) - log(base)), -2 * coefficient * log(base), change * log(base)]
        shifted = Fraction(coefficient.numerator, coefficient.denominator + 1)
        change_by.append((shifted - coefficient) * log(base))
    wrong = value + rng.choice(change_by)
    assert wrong != value
    return wrong


@pytest.mark.exhaustive
def test_accepts_300_random_identities(compile_coq: CoqCompiler) -> None:
    rng = random.Random(20221123)
    claims = [KINDS[i % len(KINDS)](rng) for i in range(300)]
    accepted, message = compile_coq(HEAD + "".join(theorem(f"t{i}", claim) for i, claim in enumerate(claims)))
    assert accepted, message


def test_rejects_250_wrong_identities_and_accepts_what_they_were_made_from(compile_coq: CoqCompiler) -> None:
    rng = random.Random(31)
    text = [HEAD]
    wanted: dict[str, str] = {}
    for i in range(250):
        claim = KINDS[i % len(KINDS)](rng)
        text.append(attempt(f"true{i}", claim, form_text(claim.value)))
        text.append(attempt(f"wrong{i}", claim, form_text(wrong_value(rng, claim.value))))
        wanted |= {f"true{i}": "accepted", f"wrong{i}": "rejected"}
    accepted, message = compile_coq("".join(text))
    assert accepted, message
    assert verdicts(message) == wanted


def test_rejects_a_relative_entropy_the_wrong_way_round(compile_coq: CoqCompiler) -> None:
    rng = random.Random(5)
    text = [HEAD]
    wanted: dict[str, str] = {}
    for i in range(30):
        q, p = (distribution(rng, 3, zeros=False) for _ in range(2))
        claim, swapped = relative_entropy(q, p), relative_entropy(p, q)
        if claim.value == swapped.value:
            continue
        both = Claim(claim.text, claim.value, claim.integers | swapped.integers)
        text.append(attempt(f"true{i}", both, form_text(claim.value)) + attempt(f"wrong{i}", both, swapped.text))
        wanted |= {f"true{i}": "accepted", f"wrong{i}": "rejected"}
    assert len(wanted) > 40
    accepted, message = compile_coq("".join(text))
    assert accepted, message
    assert verdicts(message) == wanted


def test_rests_on_the_axioms_of_the_reals_alone(compile_coq: CoqCompiler) -> None:
    rng = random.Random(8)
    claims = [kind(rng) for kind in KINDS]
    names = [f"t{i}" for i in range(len(claims))]
    theorems = "".join(theorem(name, claim) for name, claim in zip(names, claims, strict=True))
    together = f"Definition all := ({', '.join(names)}).\nPrint Assumptions all.\n"
    accepted, message = compile_coq(HEAD + theorems + together)
    assert accepted, message
    axioms = set(re.findall(r"^(?:\w+\.)*(\w+)\s*:", message.split("Axioms:")[1], re.MULTILINE))
    assert axioms <= ALLOWED_AXIOMS


BY_HAND = (
    "entropy [1/4; 3/4] / ln 2 = 2 - 3/4 * (ln 3 / ln 2)",
    "exp (1/2 * ln 3) * exp (1/2 * ln 12) = 6",
    "exp (1/2 * ln 12) = 2 * exp (1/2 * ln 3)",
    "exp (-3/2 * ln 4) = 1/8",
    "ln (5 * exp (1/2 * ln 3 - 2)) = ln 5 + ln 3 / 2 - 2",
    "(ln 2 + ln 3) ^ 2 - ln 2 * ln 2 = ln 3 * ln 12",
    "logistic (ln 3) = 3/4",
    "- ln (/ 3) = ln 3",
    "0 * ln 0 = 0",
    "0 / 0 = 0",
)


def test_accepts_identities_written_by_hand(compile_coq: CoqCompiler) -> None:
    """Bits, roots, products of logs, exponentials that fold, and what a zero absorbs."""
    proof = f"Proof. exact_logs {table_text(frozenset({4, 8, 12}))}. Qed."
    accepted, message = compile_coq(HEAD + "".join(f"Goal {goal}.\n{proof}\n" for goal in BY_HAND))
    assert accepted, message


@pytest.mark.parametrize(
    ("goal", "table", "complaint"),
    [
        ("ln 2 = ln 3", "[]", "left side minus right side is not zero"),
        ("ln 6 = ln 2 + ln 3", "[]", "is not zero"),
        ("ln 6 = ln 2 + ln 3", "[(6, [(2, 1%Z); (5, 1%Z)])]%positive", "left side has no normal form"),
        ("ln 8 = - 3 * ln 2", "[(8, [(2, (-3)%Z)])]%positive", "left side has no normal form"),
        ("ln 6 = ln 3", "[(6, [(1, 1%Z); (3, 1%Z)])]%positive", "left side has no normal form"),
        ("ln 3 = ln (1 + ln 3)", "[]", "right side has no normal form"),
        ("ln (-1) = 0", "[]", "left side has no normal form"),
        ("ln 0 = 0", "[]", "left side has no normal form"),
        ("1 / 0 = 1", "[]", "left side has no normal form"),
        ("ln 3 / 0 = ln 3 / 0", "[]", "left side has no normal form"),
        ("KL [1/2; 1/2] [1; 0] = ln 2", "[]", "left side has no normal form"),
        ("exp (10 ^ 9 * ln 2) = 1", "[]", "left side has no normal form"),
        ("ln 1 = ln PI", "[]", "the term PI"),
        ("ln 2 < ln 3", "[]", "not an equality of real numbers"),
    ],
)
def test_says_what_it_cannot_do(compile_coq: CoqCompiler, goal: str, table: str, complaint: str) -> None:
    accepted, message = compile_coq(f"{HEAD}Goal {goal}.\nProof. exact_logs {table}. Qed.\n")
    assert not accepted
    assert complaint in " ".join(message.split())


def test_the_kernel_refuses_a_verdict_that_was_not_computed(compile_coq: CoqCompiler) -> None:
    forced = "apply (equal_ok nil (ELn (EInt 2)) (ELn (EInt 3))). vm_cast_no_check (@eq_refl bool true). Qed."
    accepted, message = compile_coq(f"{HEAD}Goal ln 2 = ln 3.\nProof. {forced}\n")
    assert not accepted
    assert "equal [] (ELn (EInt 2)) (ELn (EInt 3))" in message
