"""Forward KL of the menu, D(p || q) = 0.154: what the student misses of the teacher's mass.

The other direction of the same pair, and a different number: no statement about one of them carries over.

If this fails, the menu's directions are exchanged, or the pair is another.
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

ROW, SPLIT = "D(p || q)", "H(p, q) - H(p)"
CLAIMED: LogForm = (80 * log("16/11") + 15 * log("3/5") + 4 * log("4/15") + log("1/5")) / 100


def build(inputs: Inputs) -> Amounts:
    """The published pair; nothing recorded is needed."""
    return Amounts(
        PAIR,
        (Amount(ROW, lambda pair: relative_entropy(pair.p, pair.q), CLAIMED), Amount(SPLIT, _split, CLAIMED)),
    )


def _split(pair: Pair) -> LogForm:
    difference: LogForm = cross_entropy(pair.p, pair.q) - entropy(pair.p)
    return difference


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The divergence as Coq's library defines it, by two routes, in closed form and in digits."""
    p, q = subject.model.p, subject.model.q
    terms = {ROW: call("KL", p, q), SPLIT: call("cross_entropy", p, q) - call("entropy", p)}
    yield from _menu.said(subject, terms)


def establish(subject: Amounts) -> Finding:
    """Decide the divergence by two routes; audit the float64."""
    floats = {"numpy.float64 forward KL": float_relative_entropy(FLOAT_TEACHER, FLOAT_STUDENT)}
    return _menu.established(subject, ROW, "0.154", "0.1541663032645962", floats)


CHECK = Check(
    id="divergence_forward_kl",
    claim=Claim(
        "The forward KL of the menu's teacher from its student is 0.1542, in closed form.",
        r"D(p\,\|\,q) = \tfrac{1}{100}\bigl(80\log\tfrac{16}{11} + 15\log\tfrac35 + 4\log\tfrac{4}{15}"
        r" + \log\tfrac15\bigr)",
        "p = (.80, .15, .04, .01), q = (.55, .25, .15, .05)",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "reverse KL", "D(q || p) in place of D(p || q)", ROW, lambda pair: relative_entropy(pair.q, pair.p)
        ),
        changed_definition(
            "student's entropy", "H(p, q) - H(q)", SPLIT, lambda pair: cross_entropy(pair.p, pair.q) - entropy(pair.q)
        ),
        _menu.nudged(),
        _menu.exchanged(),
    ),
    tags=("menu", "numpy", "printed"),
    kernel=kernel,
)
