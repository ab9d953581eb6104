"""Jensen-Shannon divergence of the menu, 0.042: the mean KL to the midpoint, symmetric and at most log 2.

Decided twice: as the mean of two divergences, and as the entropy of the midpoint minus the mean entropy. As it is
symmetric, exchanging teacher and student cannot be noticed in it; that it does not change is one of the facts.

If this fails, the menu's symmetric entry is not symmetric, or is weighted.
"""

from collections.abc import Iterator

import numpy as np

from opd_exact.audit.energy_floats import relative_entropy as float_relative_entropy
from opd_exact.coq.statements import Order, Statement
from opd_exact.coq.terms import call, ln
from opd_exact.information import entropy, jensen_shannon_divergence, relative_entropy, skew_divergence
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _menu
from ._menu import FLOAT_STUDENT, FLOAT_TEACHER, PAIR, Pair

ROW, SPLIT, AGAIN = "JS(p, q)", "H(m) - (H(p) + H(q))/2", "JS(q, p)"
# The midpoint in two hundredths is (135, 40, 19, 6).
CLAIMED: LogForm = (
    80 * log("160/135")
    + 15 * log("30/40")
    + 4 * log("8/19")
    + log("2/6")
    + 55 * log("110/135")
    + 25 * log("50/40")
    + 15 * log("30/19")
    + 5 * log("10/6")
) / 200


def build(inputs: Inputs) -> Amounts:
    """The published pair; nothing recorded is needed."""
    return Amounts(
        PAIR,
        (
            Amount(ROW, lambda pair: jensen_shannon_divergence(pair.p, pair.q), CLAIMED),
            Amount(SPLIT, _split, CLAIMED),
            Amount(AGAIN, lambda pair: jensen_shannon_divergence(pair.q, pair.p), CLAIMED),
        ),
    )


def _split(pair: Pair) -> LogForm:
    midpoint = [(x + y) / 2 for x, y in zip(pair.p, pair.q, strict=True)]
    value: LogForm = entropy(midpoint) - (entropy(pair.p) + entropy(pair.q)) / 2
    return value


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The divergence by both routes and with its arguments exchanged; that it is positive and below ln 2."""
    p, q = subject.model.p, subject.model.q
    divergence, middle = call("jensen_shannon", p, q), call("mixture", "1/2", p, q)
    by_entropies = call("entropy", middle) - (call("entropy", p) + call("entropy", q)) / 2
    yield from _menu.said(subject, {ROW: divergence, SPLIT: by_entropies, AGAIN: call("jensen_shannon", q, p)})
    yield Order("positive", "It is positive.", 0, divergence)
    yield Order("below_ln_2", "It is below ln 2.", divergence, ln(2))


def establish(subject: Amounts) -> Finding:
    """Decide the divergence by two routes and its symmetry; audit the float64."""
    middle = (FLOAT_TEACHER + FLOAT_STUDENT) / 2
    seen = (float_relative_entropy(FLOAT_TEACHER, middle) + float_relative_entropy(FLOAT_STUDENT, middle)) / 2
    return _menu.established(
        subject, ROW, "0.042", "0.04219245030915374", {"numpy.float64 Jensen-Shannon": np.float64(seen)}, _below_log_two
    )


def _below_log_two(subject: Amounts) -> tuple[Fact, ...]:
    value = subject.row(ROW).definition(subject.model)
    return (
        Fact.decided_by(
            0 < value < log(2), "0 < JS(p, q) < log 2", otherwise=f"JS(p, q) = {value} is not in (0, log 2)"
        ),
    )


CHECK = Check(
    id="divergence_jensen_shannon",
    claim=Claim(
        "The Jensen-Shannon divergence of the menu is 0.0422, symmetric and below log 2.",
        r"\mathrm{JS}(p,q) = \tfrac12 D(p\,\|\,m) + \tfrac12 D(q\,\|\,m) = H(m) - \tfrac12(H(p) + H(q)),\ m ="
        r" \tfrac12(p+q)",
        "p = (.80, .15, .04, .01), q = (.55, .25, .15, .05)",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition("one-sided", "D(p || m) alone", ROW, lambda pair: skew_divergence(pair.p, pair.q, "1/2")),
        changed_definition(
            "mean of the two KL",
            "(D(p || q) + D(q || p))/2 without a midpoint",
            ROW,
            lambda pair: (relative_entropy(pair.p, pair.q) + relative_entropy(pair.q, pair.p)) / 2,
        ),
        changed_definition(
            "not halved",
            "the sum of the two divergences to the midpoint",
            AGAIN,
            lambda pair: 2 * jensen_shannon_divergence(pair.p, pair.q),
        ),
        _menu.nudged(),
    ),
    tags=("menu", "numpy", "printed"),
    kernel=kernel,
)
