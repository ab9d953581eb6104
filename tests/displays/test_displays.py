"""Every class that shows itself in a notebook: well-formed, accessible, escaped, and with the numbers it has."""

import json
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from opd_exact import audit
from opd_exact.audit.agents.budget import Chain, ErrorBudget, error_budget
from opd_exact.audit.agents.decisions import Choice, DecisionAudit
from opd_exact.documents.report_file import ReportFile
from opd_exact.information import joint_distribution
from opd_exact.models.bayes_net import BayesNet, Node
from opd_exact.models.finite_model import FiniteModel
from opd_exact.models.markov_chain import MarkovChain
from opd_exact.models.policy_chain import Policy, PolicyChain
from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.models.text import read_model
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import Ball, log
from opd_exact.registry import Budget, Fact, Finding, Published, Verdict
from opd_exact.registry.facts import observed
from opd_exact.registry.row import MutantOutcome, Row
from opd_exact.registry.runner import Outcome
from opd_exact.symbolic import Domain, Theorem, prove_equal, prove_positive
from opd_exact.symbolic.claim import Claim
from tests.displays.page import Page, read

SCRIPT = "<script>alert(1)</script>"
X = sympy.Symbol("x", real=True)

MODEL = """
[model]
title = "Test & <b>care</b>"
[parameters]
e = "(0, 1/2)"
[variables]
S = ["ill", "healthy"]
T = ["positive", "negative"]
[distributions]
prior = { of = "S", p = [0.01, 0.99] }
[channels.test]
of = "T"
given = "S"
rows = { ill = ["1-e", "e"], healthy = ["e", "1-e"] }
[joints]
joint = { factors = ["prior", "test"] }
"""


def net() -> BayesNet:
    rain = Node(Variable(SCRIPT, ("yes", "no")), (), Tensor.from_nested(["0.2", "0.8"]))
    wet = Node(Variable("Wet", ("<i>", "no")), (SCRIPT,), Tensor.from_nested([["0.9", "0.1"], ["0.1", "0.9"]]))
    return BayesNet((rain, wet), SCRIPT)


def process() -> PolicyChain:
    stay, go = [["1", "0"], ["0", "1"]], [["0", "1"], ["1", "0"]]
    return PolicyChain.of(["a", SCRIPT], ["stay", SCRIPT], ["1", "0"], [stay, go])


def amounts() -> ErrorBudget:
    stages = Chain(*map(Ball.from_rational, ("3/8", "1/4", "1/4", "1/8")))
    return error_budget(SCRIPT, 0, Fraction(1, 2), "float64", stages)


def decision() -> DecisionAudit:
    choice = Choice((0, 1), (0,))
    said = (f"rounding {SCRIPT}", "input changes nothing", None)
    return DecisionAudit(2, (0,), (1,), choice, choice, choice, Choice((1,), (1,)), None, None, 3, *said)


def finding() -> Finding:
    return Finding(
        Verdict.DECIDED,
        facts=(Fact(Verdict.DECIDED, SCRIPT),),
        exact="log(2)",
        value=log(2),
        published=Published("0.69", True, SCRIPT),
        observations=(observed(SCRIPT, 0.6931471805599453, log(2), Fraction(1, 10**9), SCRIPT),),
        budget=Budget(Fraction(1, 4), Fraction(0), Fraction(1, 2), Fraction(1, 4)),
    )


def row(identifier: str, verdict: Verdict, *, passed: bool) -> Row:
    message = None if passed else SCRIPT
    mutants = (MutantOutcome("m", SCRIPT, passed, "far"),)
    return Row(
        identifier, "g", SCRIPT, "x", SCRIPT, SCRIPT, verdict, passed, message, value=("0.5", "0"), mutants=mutants
    )


def outcome() -> Outcome:
    many = [row(f"check_{n}", Verdict.PROVED, passed=True) for n in range(30)]
    return Outcome((*many, row("check_false", Verdict.REFUTED, passed=False)), {}, None, 1.0)


def report() -> ReportFile:
    checks = [entry.entry() for entry in outcome().rows]
    counts = {"passed": 30, "total": 31, "killed": 30, "mutants": 31, "failed": 1, "errors": 0, "not_run": 0}
    return ReportFile(SCRIPT, json.loads(json.dumps({"summary": counts, "checks": checks})))


def entropy_with_floor(p: "np.ndarray[Any, Any]") -> float:
    return float(-np.sum(p * np.log(p + 1e-8)))


SAMPLES: dict[str, Callable[[], Any]] = {
    "table": lambda: joint_distribution(["1/2", "1/2"], [["0.9", "0.1"], ["0.2", "0.8"]]),
    "tensor": lambda: tmaze().B[0],
    "pomdp": tmaze,
    "net": net,
    "finite": lambda: FiniteModel(("1/100", "99/100"), (("9/10", "1/10"), ("1/10", "9/10"))),
    "chain": lambda: MarkovChain.of(["1", "0"], [["0.9", "0.1"], ["0.5", "0.5"]]),
    "policy": lambda: Policy.of([["1/3", "2/3"], ["1", "0"]]),
    "process": process,
    "named": lambda: read_model(MODEL),
    "answer": lambda: read_model(MODEL).ask("P(S=ill | T=positive)"),
    "number": lambda: read_model(MODEL).ask("H(S)"),
    "truth": lambda: read_model(MODEL).ask("H(S) > 0"),
    "theorem": lambda: prove_equal(sympy.log(1 + sympy.exp(X)), X + sympy.log(1 + sympy.exp(-X)), Domain(real={X})),
    "refutation": lambda: prove_positive(X, Domain(real={X})),
    "fact": lambda: Fact(Verdict.REFUTED, SCRIPT, SCRIPT),
    "budget": lambda: finding().budget,
    "finding": finding,
    "row": lambda: row("check_false", Verdict.REFUTED, passed=False),
    "outcome": outcome,
    "report": report,
    "error_budget": amounts,
    "decision": decision,
    "function": lambda: audit.function(entropy_with_floor, "entropy", name=SCRIPT, examples=4),
}


# Those with a formula; a truth value has LaTeX, but none that is worth a line of its own.
TYPESET = ("answer", "number", "refutation", "theorem")


@pytest.fixture(scope="module", params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[str, str]:
    html = SAMPLES[request.param]()._repr_html_()
    return request.param, html


def test_every_display_is_safe_and_accessible(sample: tuple[str, str]) -> None:
    """Closed elements, captions, scopes; no script, no link, no color of text or paper, no formula from a name."""
    name, html = sample
    assert type(html) is str
    page = read(html)
    assert not {"script", "style", "iframe", "object", "a", "img", "link"} & {tag for tag, _ in page.elements}
    assert len(page.all("table")) == len(page.all("caption"))
    assert all(heading["scope"] in ("row", "col") for heading in page.all("th"))
    for tag, attributes in page.elements:
        assert not any(key.startswith("on") for key in attributes)
        assert "color" not in attributes.get("style", "")
        assert "background" not in attributes.get("style", "")
        if tag not in ("rect", "text"):
            assert "fill" not in attributes
    assert "mathjax_ignore" in page.elements[0][1]["class"]
    assert ("mathjax_process" in html) is (name in TYPESET)


def page_of(name: str) -> Page:
    return read(SAMPLES[name]()._repr_html_())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("table", ["9/20", "1/20", "2/5"]),
        ("pomdp", ["10 states, 5 actions, 45 observations", "cue_location, reward_right", "19/20", "-6", "… 5 more"]),
        ("net", [SCRIPT, "9/10", "<i>"]),
        ("finite", ["1/100", "p(o=1 | s)"]),
        ("chain", ["Markov chain: 2 states", "9/10"]),
        ("policy", ["2/3", "action 1"]),
        ("process", [f"under {SCRIPT}"]),
        ("named", ["Test & <b>care</b>", "(0, 1/2)", "1 - e", "joint = prior · test"]),
        ("answer", ["P(S=ill | T=positive)", "PROVED"]),
        ("number", ["H(S)", "≈ 0.0560", "DECIDED"]),
        ("truth", ["H(S) > 0", "true"]),
        ("refutation", ["Refuted", "fails at", "x ="]),
        ("finding", ["0.693147180559945", "the paper prints 0.69 (agrees)", "50 %", "25 %", "within"]),
        ("error_budget", ["observed", "0.5", "distance from the ideal"]),
        ("decision", ["0, 1", f"rounding {SCRIPT}", "(1,)"]),
        ("function", [SCRIPT, "hidden floor"]),
    ],
)
def test_what_is_shown(name: str, expected: list[str]) -> None:
    text = page_of(name).text()
    for part in expected:
        assert part in text, part


def test_a_report_shows_the_worst_first_and_says_how_many_more() -> None:
    for name in ("report", "outcome"):
        page = page_of(name)
        rows = [text for inside, text in page.texts if inside == "th" and text.startswith("check_")]
        assert rows[0] == "check_false"
        assert len(rows) == 20
        assert "… 11 more" in page.text("td")
        assert "30/31 hold" in page.text("strong")


def test_a_theorem_is_typeset() -> None:
    theorem = SAMPLES["theorem"]()
    latex = theorem._repr_latex_()
    assert latex.startswith("$$")
    assert r"\log{\left(e^{x} + 1 \right)} = x" in latex
    assert latex.split("=")[0].strip("$ ") in theorem._repr_html_()


def test_a_relation_is_written_as_one() -> None:
    latex = prove_positive(X**2 + 1, Domain(real={X}))._repr_latex_()
    assert latex is not None
    assert "x^{2} + 1 > 0" in latex


def test_a_name_in_a_theorem_is_no_command() -> None:
    """A symbol of a hostile name is text in LaTeX as in HTML."""
    symbol = sympy.Symbol(rf"\href{{javascript:alert(1)}}{{{SCRIPT}}}", real=True)
    theorem = prove_positive(symbol**2 + 1, Domain(real={symbol}))
    latex = theorem._repr_latex_()
    assert latex is not None
    assert r"\href" not in latex
    assert r"\backslash" in latex
    math = re.search(r'mathjax_process"[^>]*>(.*?)</div>', theorem._repr_html_(), re.DOTALL)
    assert math is not None
    assert r"\href" not in math[1]
    assert not read(theorem._repr_html_()).all("script")


def test_a_long_statement_is_text() -> None:
    """SymPy takes long to typeset it, and nobody reads it."""
    long = sympy.Add(*(sympy.Symbol(f"y{n}", positive=True) ** 2 for n in range(200)))
    theorem = Theorem(Claim((long, "> 0")), ("y positive",), "signs")
    assert theorem._repr_latex_() is None
    assert "$$" not in theorem._repr_html_()


def test_the_notebook_picks_them_up(sample: tuple[str, str]) -> None:
    """IPython's own formatter gives HTML for each, and LaTeX where there is one."""
    from IPython.core.formatters import DisplayFormatter

    name, html = sample
    data, _ = DisplayFormatter().format(SAMPLES[name]())
    assert data["text/html"].partition(">")[0] == html.partition(">")[0]
    assert ("text/latex" in data) is (name in {*TYPESET, "truth"})
    assert "text/plain" in data


def test_a_budget_in_proportion() -> None:
    """A budget's bar has the shares 1/4, 1/2, 1/4; the part that is 0 is not drawn."""
    rects = [rect for rect in page_of("budget").all("rect") if rect["fill"] != "none"]
    assert [float(rect["width"]) for rect in rects] == [120, 240, 120]
