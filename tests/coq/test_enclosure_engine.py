"""The enclosure engine in Coq against mpmath: enclosures of one unit in the last digit, and wrong neighbors.

Values come from mpmath at twice the digits. Every wrong claim is made from a true one that Coq accepts with the same
number of bits: its bounds moved by one unit, its bounds exchanged, or one coefficient changed.
"""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import pytest

CoqCompiler = Callable[[str], tuple[bool, str]]

HEAD = """\
From Coq Require Import Reals List.
From OpdExact Require Import Definitions Expression FixedPoint Logarithm Enclosure.
Import ListNotations.
Open Scope R_scope.
"""
ALLOWED_AXIOMS = {"sig_forall_dec", "sig_not_dec", "functional_extensionality_dep", "classic"}
AND = " /\\ "
REFUSED = "no proof found"


@dataclass(frozen=True)
class Value:
    """`text` is a closed term of Coq below the lines `lets`, and `number` its value; `other` is a neighboring term."""

    text: str
    number: mpmath.mpf
    other: str
    lets: tuple[tuple[str, str], ...] = ()


def literal(q: Fraction) -> str:
    return str(q) if q >= 0 else f"({q})"


def real(q: Fraction) -> mpmath.mpf:
    return mpmath.mpf(q.numerator) / q.denominator


def fraction(rng: random.Random, bound: int) -> Fraction:
    return Fraction(rng.randint(1, bound), rng.randint(1, bound))


def distribution(rng: random.Random, size: int, zeros: int) -> list[Fraction]:
    weights = [rng.randint(1, 1000) for _ in range(size - zeros)] + [0] * zeros
    rng.shuffle(weights)
    return [Fraction(weight, sum(weights)) for weight in weights]


def items(row: list[Fraction]) -> str:
    return f"[{'; '.join(map(literal, row))}]"


def entropy(row: list[mpmath.mpf]) -> mpmath.mpf:
    return -mpmath.fsum(x * mpmath.log(x) for x in row if x)


def changed(coefficient: Fraction) -> Fraction:
    """A coefficient that differs by a third of a percent: too much for any enclosure of these tests."""
    return coefficient + Fraction(1, 301)


def log_sum(rng: random.Random) -> Value:
    terms = [(fraction(rng, 500) * rng.choice([1, -1]), fraction(rng, 10**6)) for _ in range(rng.randint(1, 5))]
    texts = [f"{literal(c)} * ln ({x})" for c, x in terms]
    first, second = terms[0]
    other = " + ".join([f"{literal(changed(first))} * ln ({second + 1})", *texts[1:]])
    return Value(" + ".join(texts), mpmath.fsum(real(c) * mpmath.log(real(x)) for c, x in terms), other)


def entropy_with_zeros(rng: random.Random) -> Value:
    row = distribution(rng, 6, rng.randint(1, 3))
    text = f"entropy {items(row)}"
    return Value(text, entropy([real(x) for x in row]), f"{changed(Fraction(1))} * {text}")


def relative_entropy(rng: random.Random) -> Value:
    p, q = distribution(rng, 5, 1), distribution(rng, 5, 0)
    number = mpmath.fsum(real(x) * mpmath.log(real(x / y)) for x, y in zip(p, q, strict=True) if x)
    text = f"KL {items(p)} {items(q)}"
    return Value(text, number, f"{text} + 1/500")


def information(rng: random.Random) -> Value:
    cells = distribution(rng, 6, 1)
    rows = [cells[:3], cells[3:]]
    columns = [a + b for a, b in zip(*rows, strict=True)]
    number = mpmath.fsum(
        real(x) * mpmath.log(real(x / (sum(row) * c))) for row in rows for x, c in zip(row, columns, strict=True) if x
    )
    text = f"mutual_information [{items(rows[0])}; {items(rows[1])}]"
    return Value(text, number, f"{text} - 1/500")


def exponentials(rng: random.Random) -> Value:
    a, b, c = (fraction(rng, 40) for _ in range(3))
    a, b = min(a, 2 / a), min(b, 2 / b)
    number = mpmath.exp(-mpmath.exp(real(a))) + mpmath.exp(real(b)) / mpmath.log(2 + real(c))
    text = f"exp (- exp ({a})) + exp ({{}}) / ln (2 + {c})"
    return Value(text.format(b), number, text.format(changed(b)))


def softmax_entropy(rng: random.Random) -> Value:
    logits = [(fraction(rng, 50), rng.randint(2, 30)) for _ in range(4)]
    lets = [(f"e{i}", f"exp (ln {n} - 3 * ({min(q, 1 / q)}))") for i, (q, n) in enumerate(logits)]
    lets.append(("z", " + ".join(name for name, _ in lets)))
    lets += [(f"q{i}", f"e{i} / z") for i in range(len(logits))]
    weights = [n * mpmath.exp(-3 * real(min(q, 1 / q))) for q, n in logits]
    number = entropy([weight / mpmath.fsum(weights) for weight in weights])
    text = "entropy [q0; q1; q2; q3]"
    return Value(text, number, f"{text} * {changed(Fraction(1))}", tuple(lets))


def extremes(rng: random.Random) -> Value:
    a, b = fraction(rng, 100), fraction(rng, 100)
    logs = [mpmath.log(real(a)), mpmath.log(real(b))]
    text = f"Rmax (ln ({a})) (ln ({b})) * Rabs (Rmin (ln ({a})) (- ({{}})))"
    number = max(logs) * abs(min(logs[0], -real(1 + b)))
    return Value(text.format(1 + b), number, f"{text.format(1 + b)} + 1/500")


KINDS = [log_sum, entropy_with_zeros, relative_entropy, information, exponentials, softmax_entropy, extremes]


def bits(digits: int) -> int:
    return int(3.322 * digits) + 40


def bounds(number: mpmath.mpf, digits: int) -> tuple[int, int]:
    lower = int(mpmath.floor(number * mpmath.mpf(10) ** digits))
    return lower, lower + 1


def between(value: Value, lower: int, upper: int, digits: int, *, text: str = "", sign: str = "<=") -> str:
    lets = "".join(f"let {name} := {term} in " for name, term in value.lets)
    scale = 10**digits
    return f"{lets}{lower}/{scale} {sign} {text or value.text} {sign} {upper}/{scale}"


def samples(digits: int, rounds: int) -> Iterator[Value]:
    rng = random.Random(digits)
    with mpmath.workdps(2 * digits + 30):
        for _ in range(rounds):
            for kind in KINDS:
                yield kind(rng)


def proved(name: str, statement: str, tactic: str) -> str:
    return f"Theorem {name} : {statement}.\nProof. {tactic}. Qed.\n"


def refused(statement: str, tactic: str) -> str:
    """Coq stops if the tactic cannot read the statement; if it reads and does not prove it, Coq says so."""
    return f'Goal {statement}.\nProof. tryif {tactic} then fail else idtac "{REFUSED}". Abort.\n'


@pytest.mark.parametrize(
    ("digits", "rounds"),
    [(15, 3), *(pytest.param(*more, marks=pytest.mark.exhaustive) for more in ((30, 2), (60, 2), (100, 1)))],
)
def test_enclosures_of_one_unit_are_proved_and_their_wrong_neighbors_refused(
    digits: int, rounds: int, compile_coq: CoqCompiler
) -> None:
    tactic = f"enclosed_at {bits(digits)}"
    text, wrong = HEAD, 0
    with mpmath.workdps(2 * digits + 30):
        for number, value in enumerate(samples(digits, rounds)):
            lower, upper = bounds(value.number, digits)
            sign = ["<", "<="][number % 2]
            text += proved(f"true_{number}", between(value, lower, upper, digits, sign=sign), tactic)
            false = [
                between(value, lower + 1, upper + 1, digits),
                between(value, lower - 1, upper - 1, digits),
                between(value, upper, lower, digits),
                between(value, lower, upper, digits, text=value.other),
            ]
            text += "".join(refused(statement, tactic) for statement in false)
            wrong += len(false)
    accepted, said = compile_coq(text)
    assert accepted, said[-2000:]
    assert wrong == rounds * 4 * len(KINDS)
    assert said.count(REFUSED) == wrong


def test_orders_are_proved_and_the_opposite_orders_refused(compile_coq: CoqCompiler) -> None:
    text, wrong = HEAD, 0
    values = list(samples(20, 3))
    for number, (a, b) in enumerate(zip(values[::2], values[1::2], strict=False)):
        if a.lets or b.lets:
            continue
        small, large = (a, b) if a.number < b.number else (b, a)
        true = [
            f"{small.text} < {large.text}",
            f"{small.text} <= {large.text}",
            f"{large.text} > {small.text}",
            f"{large.text} <> {small.text}",
        ]
        false = [
            f"{large.text} < {small.text}",
            f"{large.text} <= {small.text}",
            f"{small.text} > {large.text}",
            f"{small.text} < {small.text}",
            f"{small.text} <> {small.text}",
        ]
        text += "".join(proved(f"order_{number}_{i}", each, "ordered_at 100") for i, each in enumerate(true))
        text += "".join(refused(each, "ordered_at 100") for each in false)
        wrong += len(false)
    accepted, said = compile_coq(text)
    assert accepted, said[-2000:]
    assert said.count(REFUSED) == wrong >= 20


def test_several_conclusions_below_one_chain_of_names(compile_coq: CoqCompiler) -> None:
    with mpmath.workdps(60):
        x = mpmath.exp(mpmath.mpf(1) / 3)
        y = mpmath.log(1 + x)
        low_x, high_x = bounds(x, 30)
        low_y, high_y = bounds(y, 30)
    scale = 10**30
    ends = [
        f"{low_x}/{scale} <= x <= {high_x}/{scale}",
        f"{low_y}/{scale} < y < {high_y}/{scale}",
        "(y < x /\\ x <> 2 * y)",
    ]
    wrong_ends = [*ends[:1], f"{high_y}/{scale} < y < {high_y + 1}/{scale}"]
    chains = [
        "let x := exp (1/3) in let y := ln (1 + x) in",
        "forall x, x = exp (1/3) -> forall y, y = ln (1 + x) ->",
    ]
    text = HEAD
    for number, chain in enumerate(chains):
        text += proved(f"all_{number}", f"{chain} {AND.join(ends)}", "enclosed_at 140")
        text += refused(f"{chain} {AND.join(wrong_ends)}", "enclosed_at 140")
    accepted, said = compile_coq(text)
    assert accepted, said[-2000:]
    assert said.count(REFUSED) == len(chains)


def test_names_may_be_constants_and_have_to_be_what_the_program_says(compile_coq: CoqCompiler) -> None:
    """Sixty numbers, each from the two before it: written out, the last would have more parts than can be read."""
    with mpmath.workdps(60):
        numbers = [mpmath.mpf(1) / 3, mpmath.mpf(1) / 2]
        for _ in range(58):
            numbers.append(mpmath.log(1 + numbers[-1] * numbers[-2]) + mpmath.mpf(1) / 2)
        lower, upper = bounds(numbers[-1], 25)
    size = len(numbers)
    terms = ["1/3", "1/2", *(f"ln (1 + x{i - 1} * x{i - 2}) + 1/2" for i in range(2, size))]
    definitions = "".join(f"Definition x{i} : R := {term}.\n" for i, term in enumerate(terms))
    half = "(NDiv (NInt 1) (NInt 2))"
    nodes = ["NDiv (NInt 1) (NInt 3)", half]
    nodes += [f"NAdd (NLn (NAdd (NInt 1) (NMul (NVar {i}) (NVar {i - 1})))) {half}" for i in range(2, size)]
    wrong_nodes = [*nodes[:7], nodes[7].replace("NInt 1) (NMul", "NInt 2) (NMul"), *nodes[8:]]
    names = f"[{'; '.join(f'x{i}' for i in range(size))}]%list"

    def statement(low: int) -> str:
        return f"{low}/{10**25} <= x{size - 1} <= {low + 1}/{10**25}"

    def tactic(program: list[str], low: int) -> str:
        ends = [f"(NDiv (NInt {end}) (NInt {10**25}))" for end in (low, low + 1)]
        claim = f"(CBetween false {ends[0]} (NVar {size}) false {ends[1]})"
        return f"enclosed_names 120 [{'; '.join(program)}]%list {names} {claim}"

    text = HEAD + definitions + proved("named", statement(lower), tactic(nodes, lower))
    text += refused(statement(upper), tactic(nodes, upper))
    text += refused(statement(lower), tactic(nodes, upper))
    text += refused("1/3 <= x0 <= 1/3", tactic(nodes, lower))
    accepted, said = compile_coq(text)
    assert accepted, said[-2000:]
    assert said.count(REFUSED) == 3
    accepted, _ = compile_coq(HEAD + definitions + proved("named", statement(lower), tactic(wrong_nodes, lower)))
    assert not accepted


def test_zero_times_anything_is_zero_and_other_undefined_values_are_refused(compile_coq: CoqCompiler) -> None:
    true = [
        "0 <= 0 * ln 0 <= 0",
        "0 <= ln (1/0) * 0 <= 0",
        "0 <= 0 / ln 1 <= 0",
        "let x := ln 0 in 0 <= (1/3 - 2/6) * x <= 0",
        "0 <= entropy [0; 1; 0] <= 0",
        "1/2 < binary_entropy (1/3) + binary_entropy 0 < 1",
        "- 2 <= ln (exp (-2)) + 1/1000 < -1",
        "exp 0 <= 1",
        "exp (-1000) < 1/1000000000 < exp 1000",
        "1/2 < ln 2 ^ 2 + / 3 < 1",
    ]
    false = ["0 <= ln 0 <= 0", "1 <= 1 / 0 * 0 + 1/0", "0 <= 1 / (ln 2 - ln 2)", "0 <= ln (ln 2 - 1)", "0 < 0 * ln 0"]
    text = HEAD + "".join(proved(f"edge_{i}", each, "enclosed_at 60") for i, each in enumerate(true))
    text += "".join(refused(each, "enclosed_at 60") for each in false)
    accepted, said = compile_coq(text)
    assert accepted, said[-2000:]
    assert said.count(REFUSED) == len(false)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("forall a, 0 < a + 1", "no comparison"),
        ("ln 2 = ln 2", "no comparison"),
        ("0 < sin 1", "not built from integers"),
        ("let x := 2 in 0 < x + sqrt x", "not built from integers"),
    ],
)
def test_what_cannot_be_read_is_named(statement: str, said: str, compile_coq: CoqCompiler) -> None:
    accepted, message = compile_coq(f"{HEAD}Goal {statement}.\nProof. enclosed_at 60.\n")
    assert not accepted
    assert said in message


def test_only_the_axioms_of_the_reals_are_used(compile_coq: CoqCompiler) -> None:
    text = HEAD + proved("claim", "let x := exp (1/3) in 1 < x * ln 3 < 2", "enclosed_at 60")
    names = ["claim", "given_ok", "shared_ok", "named_ok", "enclosure_ok"]
    accepted, said = compile_coq(text + "".join(f"Print Assumptions {name}.\n" for name in names))
    assert accepted, said
    axioms = {name.rpartition(".")[2] for name in re.findall(r"^([\w.]+)\s*:", said, flags=re.MULTILINE)}
    assert axioms - {"Axioms"} == ALLOWED_AXIOMS


def test_programs_of_the_shared_expression_type_are_enclosed(compile_coq: CoqCompiler) -> None:
    """exp(1/3) and ln(1 + exp(1/3)), the second naming the first as the most recent, then the one before it."""
    with mpmath.workdps(40):
        x = mpmath.exp(mpmath.mpf(1) / 3)
        number = int(mpmath.floor((x - mpmath.log(1 + x)) * mpmath.mpf(2) ** 80))
    text = HEAD + (
        "Definition program := [EExp (EDiv (EInt 1) (EInt 3)); ELn (EAdd (EInt 1) (EVar 0))].\n"
        "Definition found := Eval vm_compute in enclosure 80 program (ESub (EVar 1) (EVar 0)).\n"
        "Goal exists i, found = Some i /\\ within 80 i (den (run nil program) (ESub (EVar 1) (EVar 0))).\n"
        "Proof. eexists; split; [reflexivity | apply enclosure_ok; vm_cast_no_check (eq_refl found)]. Qed.\n"
        "Print found.\n"
    )
    accepted, said = compile_coq(text)
    assert accepted, said
    ends = re.search(r"Some \((\d+)%Z, (\d+)%Z\)", " ".join(said.split()))
    assert ends is not None, said
    lower, upper = int(ends[1]), int(ends[2])
    assert lower <= number < upper <= lower + 8
