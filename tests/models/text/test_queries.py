"""Answers to queries, against sums written out in mpmath, textbook forms and the planner's own values."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import pytest
import sympy

from opd_exact.models.text import (
    Answer,
    Choice,
    Crossings,
    FormulaError,
    NamedModel,
    Truth,
    load_model,
    read_model,
    to_pomdp,
)
from opd_exact.numbers import POSITIVE_INFINITY
from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.open_loop import open_loop_plan
from opd_exact.planning.sophisticated import SophisticatedSearch

FOLDER = Path(__file__).parents[3] / "docs/examples/models"
MEDICAL, CHAIN, PAIR, FORAGING = (
    load_model(FOLDER / f"{name}.toml") for name in ("medical_test", "channel_chain", "coupled_pair", "foraging")
)
mp = mpmath.mp.clone()
mp.dps = 40


def h(*p: Any) -> Any:
    return -sum(mp.mpf(x) * mp.log(x) for x in p if x)


def near(answer: Any, expected: Any, digits: int = 30) -> bool:
    middle, radius = answer.decimal(digits)
    return bool(abs(mp.mpf(middle) - expected) <= mp.mpf(radius) + mp.mpf(10) ** (1 - digits))


Q = mp.mpf(1) / 10
JOINT = {(0, 0): mp.mpf(9) / 1000, (0, 1): mp.mpf(1) / 1000, (1, 0): mp.mpf(99) / 1000, (1, 1): mp.mpf(891) / 1000}
PRIOR, TESTED = (mp.mpf(1) / 100, mp.mpf(99) / 100), (mp.mpf(108) / 1000, mp.mpf(892) / 1000)
GUESS = (mp.mpf(9) / 10, mp.mpf(1) / 10)
MIXED = tuple((a + b) / 2 for a, b in zip(PRIOR, GUESS, strict=True))


def kl(p: Any, q: Any) -> Any:
    return sum(a * mp.log(a / b) for a, b in zip(p, q, strict=True) if a)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("H(S)", h(*PRIOR)),
        ("H(prior)", h(*PRIOR)),
        ("H(guess)", h(*GUESS)),
        ("H[joint](T)", h(*TESTED)),
        ("H(S,T)", h(*JOINT.values())),
        ("H(T|S)", h(Q, 1 - Q)),
        ("H(S|T)", h(*JOINT.values()) - h(*TESTED)),
        ("H(S|T=positive)", h(mp.mpf(1) / 12, mp.mpf(11) / 12)),
        ("H(P(S|T=positive))", h(mp.mpf(1) / 12, mp.mpf(11) / 12)),
        ("I(S;T)", h(*PRIOR) + h(*TESTED) - h(*JOINT.values())),
        ("TC(S,T)", h(*PRIOR) + h(*TESTED) - h(*JOINT.values())),
        ("KL(guess||prior)", kl(GUESS, PRIOR)),
        ("KL(P(S|T=positive)||guess)", kl((mp.mpf(1) / 12, mp.mpf(11) / 12), GUESS)),
        ("JS(guess,prior)", (kl(GUESS, MIXED) + kl(PRIOR, MIXED)) / 2),
        ("P(S=ill|T=positive)", mp.mpf(1) / 12),
        ("P(S=ill,T=positive)", mp.mpf(9) / 1000),
        ("evidence(T=positive)", TESTED[0]),
        ("VFE(guess; T=positive)", sum(q * mp.log(q / JOINT[s, 0]) for s, q in enumerate(GUESS))),
        ("exp(I(S;T)) + H(S)^2/3", mp.exp(h(*PRIOR) + h(*TESTED) - h(*JOINT.values())) + h(*PRIOR) ** 2 / 3),
        ("sqrt(P(T=positive))", mp.sqrt(TESTED[0])),
        ("1/2 - H(S)/log(2)", mp.mpf(1) / 2 - h(*PRIOR) / mp.log(2)),
    ],
)
def test_numbers_of_the_medical_test(query: str, expected: Any) -> None:
    answer = MEDICAL.ask(query)
    assert isinstance(answer, Answer)
    assert answer.kind in ("DECIDED", "ENCLOSED")
    assert near(answer, expected)
    assert abs(float(answer) - float(expected)) <= 2.0**-52 * abs(float(expected))


def bsc(e: Any) -> Any:
    return mp.log(2) - h(e, 1 - e)


def together(e: Any, f: Any) -> Any:
    return e * (1 - f) + f * (1 - e)


@pytest.mark.parametrize(
    ("model", "query", "expected"),
    [
        (CHAIN, "I(X;Y)", lambda e, f: bsc(e)),
        (CHAIN, "I(X;Z)", lambda e, f: bsc(together(e, f))),
        (CHAIN, "I(X;Z|Y)", lambda e, f: mp.mpf(0)),
        (CHAIN, "I(X,Y;Z)", lambda e, f: bsc(f)),
        (CHAIN, "TC(X,Y,Z)", lambda e, f: bsc(e) + bsc(f)),
        (CHAIN, "H(X|Z=1)", lambda e, f: h(together(e, f), 1 - together(e, f))),
        (CHAIN, "d/de I(X;Y)", lambda e, f: mp.diff(bsc, e)),
        (CHAIN, "d/df d/de I(X;Z)", lambda e, f: mp.diff(lambda a, b: bsc(together(a, b)), (e, f), (1, 1))),
        (PAIR, "P(B=up|A=up)", lambda lam, field: 1 / (1 + mp.exp(-2 * lam))),
        (PAIR, "H(B|A)", lambda lam, field: mp.log(2 * mp.cosh(lam)) - lam * mp.tanh(lam)),
        (PAIR, "d/dlam H(B|A)", lambda lam, field: -lam / mp.cosh(lam) ** 2),
        (PAIR, "P(A=up)", lambda lam, field: 1 / (1 + mp.exp(-2 * field))),
    ],
)
def test_closed_forms_have_the_textbook_values(model: NamedModel, query: str, expected: Callable[..., Any]) -> None:
    """Proved forms, evaluated through `value`, and exact evaluation at a point: both against mpmath."""
    values = ("1/8", "3/10")
    names = [parameter.name for parameter in model.parameters]
    truth = expected(*(mp.mpf(Fraction(v).numerator) / Fraction(v).denominator for v in values))
    general = model.ask(query)
    assert isinstance(general, Answer)
    assert general.kind == "PROVED"
    symbols = [model.symbols[name] for name in names]
    with mpmath.workdps(40):
        found = sympy.lambdify(symbols, general.value, "mpmath")(
            *(mpmath.mpf(v.p) / v.q for v in map(sympy.Rational, values))
        )
        assert abs(found - truth) < mpmath.mpf(10) ** -15  # mp.diff is good to about half the digits
    if "d/d" not in query and general.depends_on:
        assert near(model.ask(query, **dict(zip(names, values, strict=True))), truth)


@pytest.mark.parametrize(
    ("model", "query", "holds"),
    [
        (MEDICAL, "I(S;T) = H(S) - H(S|T)", True),
        (MEDICAL, "I(S;T) < H(S)", True),
        (MEDICAL, "H(S) < I(S;T)", False),
        (MEDICAL, "H(S) = 0.056", False),
        (MEDICAL, "VFE(P(S|T=positive); T=positive) = -log(evidence(T=positive))", True),
        (CHAIN, "I(X;Y) = log(2) - H(Y|X)", True),
        (CHAIN, "I(X;Y) = log(2) - H(Z|Y)", False),
        (PAIR, "d/dh P(A=up) > 0", True),
        (PAIR, "P(A=up) > 1/2", False),
        (PAIR, "P(A=up) >= 1/2", True),
    ],
)
def test_statements(model: NamedModel, query: str, holds: bool) -> None:
    answer = model.ask(query)
    assert isinstance(answer, Truth)
    assert answer.holds is holds
    assert bool(answer.witness) is not holds


def test_crossings_are_complete_and_right() -> None:
    def conditional(lam: Any) -> Any:
        return mp.log(2 * mp.cosh(lam)) - lam * mp.tanh(lam) - mp.mpf(1) / 2

    answer = PAIR.ask("solve(H(B|A) = 1/2, lam in (-3, 3))")
    assert isinstance(answer, Crossings)
    expected = [mp.findroot(conditional, start) for start in (-mp.mpf(7) / 10, mp.mpf(7) / 10)]
    for (middle, radius), root in zip(answer.decimal(30), expected, strict=True):
        assert abs(mp.mpf(middle) - root) <= mp.mpf(radius) + mp.mpf(10) ** -30
    assert PAIR.ask("solve(H(B|A) = 7/10, lam in (-3, 3))").roots == ()  # type: ignore[union-attr]


def test_a_root_at_an_end_of_the_open_interval_does_not_count() -> None:
    coin = read_model(
        'parameters.x = "(0, 1)"\nvariables.X = [0, 1]\ndistributions.p = { of = "X", p = ["x", "1 - x"] }'
    )
    for interval, count in (("(1/4, 1/2)", 0), ("(1/2, 3/4)", 0), ("(1/4, 3/4)", 1), ("(1/3, 2/3)", 1)):
        answer = coin.ask(f"solve(P(X=0) = P(X=1), x in {interval})")
        assert isinstance(answer, Crossings)
        assert len(answer.roots) == count
    with pytest.raises(FormulaError, match="choose an end further inside"):
        coin.ask("solve(H(X) = 1/2, x in (0, 1))")
    assert len(coin.ask("solve(H(X) = 1/2, x in (1/100, 99/100))").roots) == 2  # type: ignore[union-attr]


def test_free_energies_of_the_pomdp_are_those_of_the_planner() -> None:
    pomdp = to_pomdp(FORAGING)
    bayes = BayesFilter(pomdp)
    plan = open_loop_plan(SophisticatedSearch(bayes, Fraction(1), Fraction(0)), bayes.prior(), 2)
    for policy, value in zip(plan.policies, plan.values, strict=True):
        names = ", ".join(pomdp.action_names[action] for action in policy)
        answer = FORAGING.ask(f"EFE({names})")
        assert isinstance(answer, Answer)
        assert answer.value == -value
        assert FORAGING.ask(f"EFE({names}) = risk({names}) + ambiguity({names})")
        assert FORAGING.ask(f"EFE({names}) = -epistemic({names}) - pragmatic({names})")
    best = FORAGING.ask("argmin EFE")
    assert isinstance(best, Choice)
    assert best.policies == tuple(
        tuple(pomdp.action_names[action] for action in policy) for policy in plan.maximizers()
    )


TABLE = """
parameters.c = "(0, 1/2)"
variables = { S = ["good", "bad"], O = ["food", "none"] }
distributions.wanted = { of = "O", p = [0.9, 0.1] }
channels.seen = { of = "O", given = "S", rows = [["1 - c", "c"], ["c", "1 - c"]] }
policies = { likelihood = "seen", preferences = "wanted", beliefs = { a = [1, 0], b = [0, 1], twin = [1, 0] } }
"""


def test_choices_hold_for_all_values_of_the_parameters() -> None:
    model = read_model(TABLE)
    best = model.ask("argmin EFE")
    assert isinstance(best, Choice)
    assert (best.names, best.kind) == (("a", "twin"), "PROVED")
    assert model.ask("argmax EFE").names == ("b",)  # type: ignore[union-attr]
    assert model.ask("argmin ambiguity").names == ("a", "b", "twin")  # type: ignore[union-attr]
    at = model.ask("argmin EFE", c="1/10")
    assert isinstance(at, Choice)
    assert (at.names, at.kind) == (("a", "twin"), "DECIDED")


def test_infinities_are_answers() -> None:
    model = read_model(
        'variables.X = [0, 1]\ndistributions = { p = { of = "X", p = [1, 0] }, q = { of = "X", p = [0, 1] } }'
    )
    answer = model.ask("KL(p||q)")
    assert isinstance(answer, Answer)
    assert answer.value is POSITIVE_INFINITY
    assert float(answer) == float("inf")
    assert (str(answer), answer.latex, answer.to_json()["value"]["mid"]) == ("KL(p||q) = ∞  [DECIDED]", r"\infty", "∞")
    assert model.ask("KL(p||q) > 10^9")
    with pytest.raises(FormulaError, match="no value"):
        model.ask("KL(p||q) - KL(q||p)")


@pytest.mark.parametrize(
    ("model", "query", "error", "complaint"),
    [
        (MEDICAL, "H(Q)", FormulaError, "'Q' is no distribution or joint"),
        (MEDICAL, "H(S|Q)", FormulaError, "'Q' is no variable"),
        (MEDICAL, "H(S,S)|", FormulaError, "expected an operator"),
        (MEDICAL, "I(S;S)", FormulaError, "S occurs twice"),
        (MEDICAL, "P(S=sick)", FormulaError, "S has no value 'sick'"),
        (MEDICAL, "P(S=ill,S=healthy)", FormulaError, "two values of S"),
        (MEDICAL, "test", FormulaError, "is no number"),
        (MEDICAL, "H(test)", FormulaError, "is a channel"),
        (MEDICAL, "EFE", FormulaError, "of which policy"),
        (MEDICAL, "EFE(a)", FormulaError, "no policies"),
        (MEDICAL, "1 + argmin EFE", FormulaError, "'argmin' is no parameter|expected an operator"),
        (MEDICAL, "d/dlam H(S)", FormulaError, "'lam' is no parameter"),
        (MEDICAL, "H(S)/0", FormulaError, "division by zero"),
        (MEDICAL, "log(H(S) - H(S))", FormulaError, "log of 0"),
        (CHAIN, "solve(H(Y) = 1, e in (1/4, 1/8))", FormulaError, "expected lower < upper"),
        (CHAIN, "solve(I(X;Z) = 1/9, e in (1/9, 1/8))", FormulaError, "also depend on f"),
        (CHAIN, "solve(I(X;Y) = 1/9, e in (1/9, 3))", FormulaError, "outside its range"),
        (CHAIN, "I(X;Z) <= I(X;Y)", OutsideClass, "give values to some parameters"),
        (FORAGING, "EFE(jump)", FormulaError, "'jump' is no action"),
    ],
)
def test_queries_without_an_answer_say_why(model: NamedModel, query: str, error: type, complaint: str) -> None:
    with pytest.raises(error, match=complaint):
        model.ask(query)


def test_conditioning_on_the_impossible_is_refused() -> None:
    model = read_model('variables.X = [0, 1]\ndistributions.p = { of = "X", p = [1, 0] }')
    for query in ("P(X=0|X=1)", "H(P(X|X=1))"):
        with pytest.raises((FormulaError, OutsideDomain, InputError)):
            model.ask(query)


@pytest.mark.parametrize("at", [{"e": "1/2"}, {"e": -1}, {"x": "1/3"}, {"e": 0.25}])
def test_values_outside_their_ranges_are_refused(at: dict[str, Any]) -> None:
    with pytest.raises((InputError, TypeError)):
        CHAIN.ask("H(Y)", **at)


def test_the_same_variable_in_several_distributions_must_be_named() -> None:
    model = read_model(
        'variables.X = [0, 1]\ndistributions = { p = { of = "X", p = [1, 0] }, q = { of = "X", p = [0.5, 0.5] } }'
    )
    with pytest.raises(FormulaError, match=r"held by p, q; say which, as in H\[p\]\(X\)"):
        model.ask("H(X)")
    assert model.ask("H[q](X) = log(2)")
