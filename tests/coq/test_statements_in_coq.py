"""Each kind of statement goes through Coq with the library as it ships; our reading of its words is Coq's."""

from fractions import Fraction
from pathlib import Path

import pytest

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.certification import CHECKED, FAILED
from opd_exact.coq.definitions import WORDS, expanded
from opd_exact.coq.formulas import Iff, Within, compared, for_all, positive
from opd_exact.coq.statements import Derivative, Enclosure, Identity, Instance, Order, Statement, Symbolic, enclosure_of
from opd_exact.coq.terms import Parameter, call, exp, ln, total
from opd_exact.numbers import log

from .small_library import needs_coq, put

X, P, E = (Parameter(name) for name in "xpe")
DIVERGENCE = call("KL", ["3/4", "1/4", 0], ["1/3", "1/3", "1/3"])
FORM = Fraction(3, 4) * log("9/4") + Fraction(1, 4) * log("3/4")
UNIT = positive(P, 1 - P)
SCORES = [exp(-3 * (ln(n) - Fraction(1, n))) for n in (2, 3, 5)]
CHOICE = [score / total(SCORES) for score in SCORES]

# mpmath at 60 digits, from p_n = exp(-3 (log n - 1/n)) / sum: 0.521658999257843045392267...
CHOICE_ENTROPY = Within.of(call("entropy", CHOICE), "0.521658999257843045392", "0.521658999257843045393")
NOT_THE_ENTROPY = Within.of(call("entropy", CHOICE), "0.521658999257843045393", "0.521658999257843045394")

HONEST: list[Statement] = [
    Identity("identity", "s", DIVERGENCE, FORM),
    Identity("product", "s", ln(4) * ln(9), 4 * ln(2) * ln(3)),
    enclosure_of("digits", "s", DIVERGENCE, FORM, 100),
    Enclosure("digits_of_entropy", "s", (CHOICE_ENTROPY, Within.of(CHOICE[0], 0, 1, strict=True))),
    Enclosure("larger", "s", (Within.of(call("Rmax", ln(2), call("Rabs", 1 - exp(1))), "1.71", "1.72"),)),
    Order("order", "s", DIVERGENCE, ln(2)),
    Symbolic(
        "symbolic", "s", call("VFE", [P, 1 - P], ["1/2", "1/2"]), ln(2) - call("binary_entropy", P), positive(P, 1 - P)
    ),
    Symbolic("hyperbolic", "s", call("tanh", X), 2 * call("logistic", 2 * X) - 1),
    Derivative("derivative", "s", "x", X * ln(X), ln(X) + 1, positive(X)),
    Derivative("logistic_slope", "s", "x", call("logistic", X), call("logistic", X) * (1 - call("logistic", X))),
    Instance.of(
        "instance",
        "s",
        for_all(Iff(compared(call("ising_information", X), "=", 0), compared(X, "=", 0))),
        "ising_information_zero_iff",
        module="Ising",
    ),
    Instance.of(
        "at_a_number",
        "s",
        compared(call("ising_information", -2), "=", call("ising_information", 2)),
        "ising_information_even",
        2,
        module="Ising",
    ),
]

DISHONEST: list[Statement] = [
    Identity("identity", "s", DIVERGENCE, FORM + Fraction(1, 10**40)),
    Order("order", "s", ln(2), DIVERGENCE),
    Instance("enclosure", "s", NOT_THE_ENTROPY, "first [enclosed_at 100 | enclosed_at 200].", ("Enclosure",)),
    Symbolic("symbolic", "s", ln(P * E), ln(P) - ln(E), positive(P, E)),
    Derivative("derivative", "s", "x", X * ln(X), ln(X) - 1, positive(X)),
    Instance.of(
        "instance",
        "s",
        for_all(compared(call("ising_information", X), "=", 0)),
        "ising_information_zero_iff",
        module="Ising",
    ),
]

ARGUMENTS = {"number": "2/7", "list": ["1/2", "1/3", "1/6"], "table": [["1/8", "3/8"], ["1/3", "1/6"]]}
LISTS = {"column_sums", "ising_joint", "mixture", "posterior", "product_joint", "row_sums", "softmax"}
OTHER = ["1/5", "3/10", "1/2"]


def closed(word: str) -> list[object]:
    kinds, _ = WORDS[word]
    arguments: list[object] = [ARGUMENTS[kind] for kind in kinds]
    if kinds.count("list") == 2:
        arguments[-1] = OTHER
    return arguments


@needs_coq
@pytest.mark.exhaustive
def test_every_kind_is_checked_and_its_wrong_neighbor_refused(tmp_path: Path) -> None:
    good = certificate_of("good", "all kinds", HONEST)
    wrong = [certificate_of(f"wrong_{each.name}", "a wrong claim", [each], try_first=False) for each in DISHONEST]
    outcomes = put([good, *wrong], tmp_path, timeout_s=300.0, jobs=2)
    honest = outcomes.pop("good")
    assert honest.status == CHECKED, honest.message
    assert {name: outcome.status for name, outcome in outcomes.items()} == {each.module: FAILED for each in wrong}


@needs_coq
@pytest.mark.exhaustive
def test_our_reading_of_the_words_is_coqs(tmp_path: Path) -> None:
    """For every word with a number for its value: what it stands for here equals what Coq computes it to."""
    statements: list[Statement] = []
    for word in sorted(WORDS):
        term = call(word, *closed(word))  # type: ignore[arg-type]
        if word in LISTS:
            continue  # it has no value as a number; words that use it do
        if word in ("ising_information", "logistic", "cosh", "sinh", "tanh"):
            curve = call(word, X)
            statements.append(Symbolic(f"{word}_is", "s", curve, expanded(curve)))
        else:
            statements.append(Identity(f"{word}_is", "s", term, expanded(term)))
    assert len(statements) >= 14
    outcome = put([certificate_of("words", "our reading", statements)], tmp_path, timeout_s=300.0)["words"]
    assert outcome.status == CHECKED, outcome.message
