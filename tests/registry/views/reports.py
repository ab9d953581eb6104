"""Reports made by hand: one with every verdict and every optional field, in plain or in hostile words."""

import copy
import unicodedata
from typing import Any

from opd_exact.registry.report import Report, validate

# What would end a cell, a table, a tag, a code span, a CDATA section, a link or a placeholder if it were not escaped;
# a carriage return, control characters, a line and a paragraph separator; letters beyond the basic plane.
HOSTILE = (
    "a | b\nc\r\nd <script>alert('1')</script> `code` ``x`` ]]> <![CDATA[ &amp; &lt; \\| **bold** _it_ ~~no~~ $x$ # no"
    ' [link](https://example.org) {0} {{x}} {% raw %} "q" \x00\x07\x1b[31m\x7f\x9b\ufffe λ ≥ 0 \u2028 😀'
)

_PASSING: dict[str, Any] = {
    "id": "coin_entropy",
    "group": "coins",
    "statement": "the entropy of a fair coin is log(2)",
    "statement_latex": r"H(p) = \log 2",
    "scope": "p = 1/2",
    "source": "paper: eq. 1",
    "verdict": "DECIDED",
    "passed": True,
    "message": None,
    "exact": "log(2)",
    "value": {"mid": "0.693147180559945309", "rad": "5e-19"},
    "published": {"value": "0.693", "agrees": True, "note": None},
    "observations": [
        {
            "subject": "numpy.float64",
            "value": "0.6931471805599453",
            "abs_error": "≤ 2.32e-17",
            "rel_error": "≤ 3.35e-17",
            "ulps": "≤ 0.209",
            "tolerance": "1e-15",
            "tolerance_reason": "a few ulps",
            "within": True,
        },
        {
            "subject": "numpy.float32",
            "value": "0.6931472",
            "abs_error": "≤ 1.91e-8",
            "rel_error": None,
            "ulps": None,
            "tolerance": None,
            "tolerance_reason": "nothing was declared for it",
            "within": None,
        },
    ],
    "budget": {"input": "≤ 0", "regularization": "≤ 1e-16", "approximation": "≤ 0", "arithmetic": "≤ 2.32e-17"},
    "mutants": [
        {"name": "off by a little", "what_changes": "adds 10**-12", "killed": True, "margin": "1e-12"},
        {"name": "base two", "what_changes": "bits for nats", "killed": True, "margin": "0.307"},
    ],
    "facts": [{"verdict": "DECIDED", "text": "H(p) = log(2)", "margin": None}],
    "series": [{"name": "entropy_by_mass", "columns": ["mass", "entropy"], "rows": [["0.5", "0.6931"], ["1", None]]}],
    "certificate": "certificates/coin_entropy.json",
    "kernel": None,
    "kernel_detail": None,
    "duration_s": 0.125,
}


def check(**changes: Any) -> dict[str, Any]:
    """A passing check with some fields changed."""
    return {**copy.deepcopy(_PASSING), **changes}


def without_finding(identifier: str, verdict: str, message: str, **changes: Any) -> dict[str, Any]:
    """A check that came to no number."""
    empty: dict[str, Any] = {"exact": None, "value": None, "published": None, "observations": [], "budget": None}
    empty |= {"facts": [], "series": []}
    fields = {**empty, "mutants": [], "certificate": None, "duration_s": 0, **changes}
    return check(id=identifier, verdict=verdict, passed=False, message=message, **fields)


def report_of(*checks: dict[str, Any], exit_code: int = 0) -> Report:
    """A report of these checks, its counts taken from them; it validates against the schema."""
    mutants = [mutant for entry in checks for mutant in entry["mutants"]]
    verdicts = [entry["verdict"] for entry in checks]
    passed = sum(entry["passed"] for entry in checks)
    unknown, not_run = verdicts.count("UNDECIDED"), verdicts.count("NOT_RUN")
    report: Report = {
        "schema": "opd-exact/report/2",
        "summary": {
            "total": len(checks),
            "passed": passed,
            "failed": len(checks) - passed - unknown - not_run,
            "errors": unknown,
            "not_run": not_run,
            "mutants": len(mutants),
            "killed": sum(mutant["killed"] for mutant in mutants),
            "wall_s": 1.5,
            "exit_code": exit_code,
        },
        "environment": {
            "opd_exact": "0.1.0",
            "python": "3.11.7",
            "sympy": "1.14.0",
            "mpmath": "1.3.0",
            "numpy": "2.4.6",
            "python_flint": "0.9.0",
            "pymdp": None,
            "jax": None,
            "jax_enable_x64": None,
            "platform": "Linux-6.1",
            "inputs": {"rollout/table.csv": "0123456789abcdef" * 4},
        },
        "kernel": None,
        "checks": list(checks),
    }
    validate(report)
    return report


def every_verdict() -> Report:
    """Each verdict once, a tolerance exceeded and a mutant that survived; the worst do not come first."""
    late = check()["observations"][0] | {"abs_error": "≤ 1e-3", "within": False}
    survivor = {"name": "wrong tail", "what_changes": "λ to -λ", "killed": False, "margin": "the mutant agrees"}
    return report_of(
        check(id="coin_proved", verdict="PROVED", exact=None, value=None),
        without_finding("coin_unrun", "NOT_RUN", "needs the module 'jax'", group="floats"),
        without_finding("coin_unknown", "UNDECIDED", "the budget of 4096 bits ran out", group="floats"),
        check(id="coin_inaccurate", passed=False, message="numpy.float64: beyond the tolerance", observations=[late]),
        without_finding(
            "coin_refuted",
            "REFUTED",
            "at λ = 1/2 the sides differ by 1/9",
            published={"value": "0.247", "agrees": False, "note": "a digit is transposed"},
        ),
        check(id="coin_enclosed", verdict="ENCLOSED", exact=None, observations=[]),
        check(
            id="coin_survived",
            passed=False,
            message="mutant 'wrong tail' survived",
            mutants=[*check()["mutants"], survivor],
            published={"value": "0.69", "agrees": False, "note": None},
        ),
        exit_code=1,
    )


def hostile() -> Report:
    """Every free text of a failing and of a passing check is hostile."""
    words: dict[str, Any] = {
        "group": HOSTILE,
        "statement": HOSTILE,
        "statement_latex": HOSTILE,
        "scope": HOSTILE,
        "source": HOSTILE,
    }
    numbers = check()
    words |= {
        "exact": HOSTILE,
        "published": {"value": HOSTILE, "agrees": False, "note": HOSTILE},
        "observations": [
            numbers["observations"][0] | {"subject": HOSTILE, "value": HOSTILE, "tolerance_reason": HOSTILE}
        ],
        "certificate": HOSTILE,
    }
    fate = {"name": HOSTILE, "what_changes": HOSTILE, "margin": HOSTILE}
    report = report_of(
        check(id="hostile_failing", passed=False, message=HOSTILE, mutants=[fate | {"killed": False}], **words),
        check(id="hostile_passing", mutants=[fate | {"killed": True}], **words),
        check(id="tame_passing"),
        exit_code=1,
    )
    report["environment"] |= {"platform": HOSTILE, "inputs": {HOSTILE: "f" * 64}}
    validate(report)
    return report


REPORTS = {
    "every verdict": every_verdict(),
    "hostile": hostile(),
    "all hold": report_of(check(), check(id="coin_bias", observations=[], published=None, budget=None)),
    "no observations": report_of(check(observations=[])),
    "nothing selected": report_of(exit_code=5),
}


def visible(text: str) -> str:
    """The text as a view must show it: control characters, surrogates and non-characters as their repr escapes them."""
    return "".join(
        repr(character)[1:-1]
        if character not in "\t\n\r" and unicodedata.category(character) in ("Cc", "Cn", "Cs")
        else character
        for character in text
    )
