"""Reverse KL of the menu, D(q || p) = 0.200: what the student loses where it puts its own mass.

The paper's own loss, on four outcomes. Each term of the sum has a sign of its own: the first, where the student is
below the teacher, is negative.

If this fails, the menu's first entry is another divergence, or of other distributions.
"""

from collections.abc import Iterator

from opd_exact.audit.energy_floats import relative_entropy as float_relative_entropy
from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import call
from opd_exact.information import cross_entropy, entropy, relative_entropy
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _menu
from ._menu import FLOAT_STUDENT, FLOAT_TEACHER, PAIR, Pair

ROW, SPLIT = "D(q || p)", "H(q, p) - H(q)"
# Terms q log(q/p), in hundredths: 55 log(55/80) + 25 log(25/15) + 15 log(15/4) + 5 log 5.
CLAIMED: LogForm = (55 * log("11/16") + 25 * log("5/3") + 15 * log("15/4") + 5 * log(5)) / 100


def build(inputs: Inputs) -> Amounts:
    """The published pair; nothing recorded is needed."""
    return Amounts(
        PAIR,
        (Amount(ROW, lambda pair: relative_entropy(pair.q, pair.p), CLAIMED), Amount(SPLIT, _split, CLAIMED)),
    )


def _split(pair: Pair) -> LogForm:
    difference: LogForm = cross_entropy(pair.q, pair.p) - entropy(pair.q)
    return difference


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The divergence as Coq's library defines it, by two routes, in closed form and in digits."""
    p, q = subject.model.p, subject.model.q
    terms = {ROW: call("KL", q, p), SPLIT: call("cross_entropy", q, p) - call("entropy", q)}
    yield from _menu.said(subject, terms)


def establish(subject: Amounts) -> Finding:
    """Decide the divergence by two routes; audit the float64."""
    floats = {"numpy.float64 reverse KL": float_relative_entropy(FLOAT_STUDENT, FLOAT_TEACHER)}
    return _menu.established(subject, ROW, "0.200", "0.20036028036777467", floats)


CHECK = Check(
    id="divergence_reverse_kl",
    claim=Claim(
        "The reverse KL of the menu's student from its teacher is 0.2004, in closed form.",
        r"D(q\,\|\,p) = \tfrac{1}{100}\bigl(55\log\tfrac{11}{16} + 25\log\tfrac53 + 15\log\tfrac{15}{4}"
        r" + 5\log 5\bigr)",
        "p = (.80, .15, .04, .01), q = (.55, .25, .15, .05)",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "forward KL", "D(p || q) in place of D(q || p)", ROW, lambda pair: relative_entropy(pair.p, pair.q)
        ),
        changed_definition(
            "entropy forgotten", "the cross entropy H(q, p)", SPLIT, lambda pair: cross_entropy(pair.q, pair.p)
        ),
        _menu.nudged(),
        _menu.exchanged(),
    ),
    tags=("menu", "numpy", "printed"),
    kernel=kernel,
)
