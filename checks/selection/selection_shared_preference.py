"""With one preference vector (c, 1-c) for all policies the cue is best only below c* = 1/(1 + 2^(-10/3)) = 0.909742.

The published menu gives each policy preferences of its own. With shared ones the cue's advantage over commit_left is
log 2 - 0.3 logit(c), so it changes sign where logit c = log 2 / 0.3: an algebraic number, since 2^(10/3) is. The zero
is decided as an equality of forms in logs, and so is who is best at rationals 1e-30 to either side.

If this fails, the claim that the cue is chosen would seem to survive any strength of preference.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.formulas import positive
from opd_exact.coq.statements import Identity, Order, Statement, Symbolic, enclosure_of
from opd_exact.coq.terms import Parameter, Term, TermLike, call, exp, ln, term_of, total
from opd_exact.information import expected_free_energy, predicted_observations
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

from . import _kernel
from ._menu import MENU, Menu, Policy, with_policy
from ._softmax import power_of_form, probability

LOGIT = log(2) * Fraction(10, 3)
NEAR = Fraction(1, 10**30)
# Preferences whose logits are 0, log 2 and log 3.
PROBES = (Fraction(1, 2), Fraction(2, 3), Fraction(3, 4))


@dataclass(frozen=True)
class Switch:
    """The menu, and the logit of the preference at which the cue is claimed to give way."""

    menu: Menu
    logit: LogForm


def build(inputs: Inputs) -> Switch:
    """The published menu's rows, with c left open; nothing recorded is needed."""
    return Switch(MENU, LOGIT)


def kernel(subject: Switch) -> Iterator[Statement]:
    """The advantage as a line in the logit of c, for every c; the digits of c*; who has the least G beside it."""
    c = Parameter("c")
    (risk, noise), (cue_risk, cue_noise) = (_parts(subject.menu, name, c) for name in ("commit_left", "cue"))
    line = ln(2) - Fraction(3, 10) * ln(c / (1 - c))
    sentence = "For every c, G of commit_left less the risk of the cue is a line in logit c, zero at ln 2 / 0.3."
    yield Symbolic("line", sentence, risk + noise - cue_risk, line, positive(c, 1 - c))
    yield Identity("cue_noise", "The cue has no ambiguity, so that its risk is its G.", cue_noise, 0)
    switch = probability(power_of_form(subject.logit, Fraction(-1)))
    yield enclosure_of("switch", "c* to 30 digits.", 1 / (1 + exp(-(ln(2) / Fraction(3, 10)))), switch)
    middle = Fraction(switch.enclose(40).decimal(40)[0])
    for name, at, best in (("below", middle - NEAR, "cue"), ("above", middle + NEAR, "commit_left")):
        for other in (policy.name for policy in subject.menu.policies if policy.name != best):
            sentence = f"1e-30 {name} c*, {best} has a lower G than {other}."
            least, more = (total(_parts(subject.menu, policy, term_of(at))) for policy in (best, other))
            yield Order(f"{name}_{other}", sentence, least, more)


def _parts(menu: Menu, name: str, c: Term) -> tuple[Term, Term]:
    """Risk and ambiguity of a policy judged by the preferences (c, 1 - c); their sum is its G."""
    both = _kernel.joint((Fraction(1, 2),) * 2, menu.policy(name).likelihood)
    preferences: tuple[TermLike, ...] = (c, 1 - c)
    return call("KL", call("column_sums", both), preferences), call("conditional_entropy", both)


def establish(subject: Switch) -> Finding:
    """Decide that the advantage is a line in the logit, its zero, and who is best a little to either side of it."""
    return replace(
        all_of(_facts(subject)),
        exact="c* = 1/(1 + 2^(-10/3)), logit(c*) = log(2)/0.3",
        value=probability(power_of_form(LOGIT, Fraction(-1))),
    )


def _facts(subject: Switch) -> Iterator[Fact]:
    arm, cue = subject.menu.policy("commit_left"), subject.menu.policy("cue")
    start, lean = _advantage(arm, cue, PROBES[0]), _predicted(arm) - _predicted(cue)
    for c in PROBES[1:]:
        line = start - log(c / (1 - c)) * lean
        yield decided_equal(f"G(commit_left) - G(cue) at c = {c}, on a line in logit c", _advantage(arm, cue, c), line)
    yield decided_equal("G(commit_left) - G(cue) at c*", start - subject.logit * lean, LogForm())
    middle = enclose(probability(power_of_form(subject.logit, Fraction(-1))), 40).middle
    for name, c, best in (("below", middle - NEAR, "cue"), ("above", middle + NEAR, "commit_left")):
        amounts = {policy.name: _exact(policy, c) for policy in subject.menu.policies}
        found = min(amounts, key=amounts.__getitem__)
        yield Fact.decided_by(
            found == best and sum(amount == amounts[best] for amount in amounts.values()) == 1,
            f"1e-30 {name} c* the least G is that of {best} alone",
            otherwise=f"1e-30 {name} c* the least G is that of {found}, claimed {best} alone",
        )


def _advantage(arm: Policy, cue: Policy, c: Fraction) -> LogForm:
    return _exact(arm, c) - _exact(cue, c)


def _predicted(policy: Policy) -> Fraction:
    """q(o) of the preferred observation."""
    first: Fraction = predicted_observations((Fraction(1, 2),) * 2, policy.likelihood).cells[0]
    return first


def _exact(policy: Policy, c: Fraction) -> LogForm:
    value: LogForm = expected_free_energy((Fraction(1, 2),) * 2, policy.likelihood, (c, 1 - c))
    return value


def _with_rows(name: str, first: Fraction, second: Fraction) -> Menu:
    rows = ((first, 1 - first), (second, 1 - second))
    return with_policy(MENU, name, lambda policy: replace(policy, likelihood=rows))


CHECK = Check(
    id="selection_shared_preference",
    claim=Claim(
        "With one preference vector (c, 1-c) for all policies the minimizer changes from the cue to commit_left at"
        " logit c = log 2 / 0.3.",
        r"c^* = \frac{1}{1 + 2^{-10/3}},\quad \operatorname{logit} c^* = \frac{\log 2}{0.3}",
        "the rows of the published menu; here at c* and 1e-30 beside it, for all c by the cited theorem",
        "Friedman (2026), active-selection identity; the switch is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("rational switch", "c* = 10/11, which is 0.909 too", lambda s: replace(s, logit=log(10))),
        Mutant(
            "switch moved by a trillionth",
            "the logit times 1 + 1e-12",
            lambda s: replace(s, logit=LOGIT * (1 + Fraction(1, 10**12))),
        ),
        Mutant(
            "logit of 0.6",
            "log 2 / 0.6, with the distance between the arms in place of half of it",
            lambda s: replace(s, logit=LOGIT / 2),
        ),
        Mutant(
            "stronger arm",
            "commit_left has 0.9 in its rows",
            lambda s: replace(s, menu=_with_rows("commit_left", Fraction(9, 10), Fraction(9, 10))),
        ),
        Mutant(
            "cue at 0.9",
            "the cue errs once in ten: it gives way earlier",
            lambda s: replace(s, menu=_with_rows("cue", Fraction(9, 10), Fraction(1, 10))),
        ),
    ),
    proofs=("shared_preference_switch",),
    tags=("menu", "threshold"),
    kernel=kernel,
)
