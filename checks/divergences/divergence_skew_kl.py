"""Skew divergence of the menu at 0.1, D(p || 0.9 p + 0.1 q) = 0.0026356: finite for every pair.

The teacher against a mixture that is mostly itself. For small α it behaves as α² χ²/2 and not as α times a divergence,
which is why it is so small; the limit α = 1 is forward KL (cited).

If this fails, the mixture is weighted the other way around, or its second argument is not the mixture.
"""

from collections.abc import Iterator

import numpy as np

from opd_exact.audit.energy_floats import relative_entropy as float_relative_entropy
from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import call
from opd_exact.information import relative_entropy, skew_divergence
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _menu
from ._menu import FLOAT_STUDENT, FLOAT_TEACHER, PAIR

ROW, END = "skew KL at 0.1", "skew KL at 1"
# The mixture in thousandths is (775, 160, 51, 14).
CLAIMED: LogForm = (80 * log("800/775") + 15 * log("150/160") + 4 * log("40/51") + log("10/14")) / 100
FORWARD: LogForm = (80 * log("16/11") + 15 * log("3/5") + 4 * log("4/15") + log("1/5")) / 100


def build(inputs: Inputs) -> Amounts:
    """The published pair; nothing recorded is needed."""
    return Amounts(
        PAIR,
        (
            Amount(ROW, lambda pair: skew_divergence(pair.p, pair.q, "0.1"), CLAIMED),
            Amount(END, lambda pair: skew_divergence(pair.p, pair.q, 1), FORWARD),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The divergence from the mixture of nine parts of the teacher and one of the student, and from the student."""
    p, q = subject.model.p, subject.model.q
    terms = {ROW: call("KL", p, call("mixture", "9/10", p, q)), END: call("KL", p, call("mixture", 0, p, q))}
    yield from _menu.said(subject, terms)


def establish(subject: Amounts) -> Finding:
    """Decide the divergence and its end; audit the float64."""
    mixture = 0.9 * FLOAT_TEACHER + 0.1 * FLOAT_STUDENT
    seen = np.float64(float_relative_entropy(FLOAT_TEACHER, mixture))
    return _menu.established(subject, ROW, None, "0.002635610970400757", {"numpy.float64 skew KL": seen})


CHECK = Check(
    id="divergence_skew_kl",
    claim=Claim(
        "The skew divergence of the menu at 0.1 is 0.0026356; at 1 it is forward KL.",
        r"D(p\,\|\,0.9p + 0.1q) = \tfrac{1}{100}\bigl(80\log\tfrac{32}{31} + 15\log\tfrac{15}{16} + 4\log\tfrac{40}{51}"
        r" + \log\tfrac57\bigr)",
        "p = (.80, .15, .04, .01), q = (.55, .25, .15, .05)",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "weights exchanged", "D(p || 0.1 p + 0.9 q)", ROW, lambda pair: skew_divergence(pair.p, pair.q, "0.9")
        ),
        changed_definition(
            "student first", "D(q || 0.9 q + 0.1 p)", ROW, lambda pair: skew_divergence(pair.q, pair.p, "0.1")
        ),
        changed_definition(
            "linear in α",
            "0.1 D(p || q), ten times too much",
            ROW,
            lambda pair: relative_entropy(pair.p, pair.q) / 10,
        ),
        _menu.nudged(),
    ),
    proofs=("kl_limit_of_skew_divergence",),
    tags=("menu", "numpy"),
    kernel=kernel,
)
