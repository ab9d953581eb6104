"""As γ grows the cue gets all the mass, and within 1e-9 of it at γ = 1e6; with the cue blinded, none in the limit.

The limit of softmax(-γ G) is uniform over the policies of least G, so it is decided by a tie set. At γ = 10^6 the odds
against the cue are at most 3 e^(-γ H_b(0.8)), as H_b(0.8) is the least of the other three; that this is below 1e-9 is a
comparison of logs, with e^-500402 never formed. The published limit for the blinded cue, below 1/2, is exactly 0.

If this fails, turning up the precision would not make the agent sample the cue, or would even where it tells nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.statements import Order, Statement
from opd_exact.coq.terms import ln
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.published import published

from . import _kernel
from ._menu import MENU, Menu, cue_rows, tie_sets, with_policy

GAMMA, NEAR = 10**6, Fraction(1, 10**9)
_NINE = Fraction(9, 10)


@dataclass(frozen=True)
class Limit:
    """The menu, the validity that the control gives the cue, and the precision that stands for the limit."""

    menu: Menu
    control_validity: Fraction
    gamma: int


def build(inputs: Inputs) -> Limit:
    """The published menu, blinded for the control; nothing recorded is needed."""
    return Limit(MENU, Fraction(1, 2), GAMMA)


def kernel(subject: Limit) -> Iterator[Statement]:
    """What decides the limits: who has the least G alone. At the published precision, the bound on the odds."""
    menu, others = subject.menu, [policy.name for policy in subject.menu.policies if policy.name != "cue"]
    free = {policy.name: _kernel.menu_free_energy(menu, policy.name) for policy in menu.policies}
    for name in others:
        yield Order(f"cue_below_{name}", f"The cue has a lower G than {name}.", free["cue"], free[name], covers="part")
    nearest = min(others, key=menu.expected_free_energy)
    bound = ln(len(others)) - subject.gamma * (free[nearest] - free["cue"])
    sentence = "At this precision the logarithm of the bound on the odds against the cue is below that of 1e-9."
    yield Order("bound", sentence, bound, ln(NEAR), covers="part")
    blinded = with_policy(menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(subject.control_validity)))
    arm, cue = (_kernel.menu_free_energy(blinded, name) for name in ("commit_left", "cue"))
    yield Order("control", "In the control an arm has a lower G than the cue.", arm, cue, covers="part")


def establish(subject: Limit) -> Finding:
    """Decide both limits and the distance from the first at γ = 1e6."""
    return replace(
        all_of(_facts(subject)),
        exact="lim P(cue) = 1; 1 - P(cue) < 3 e^(-γ H_b(0.8)), whose log at γ = 1e6 is the value",
        value=_log_bound(MENU, GAMMA),
        published=published("1", 1, "reported as 1 within 1e-9 at γ = 1e6; the distance is below 1e-217000"),
    )


def _facts(subject: Limit) -> Iterator[Fact]:
    yield decided_equal("limit of P(cue)", _limit(subject.menu), Fraction(1))
    bound = _log_bound(subject.menu, subject.gamma)
    shown = enclose(bound, 10).decimal(6)[0]
    yield Fact.decided_by(
        bound < log(NEAR),
        f"at γ = {subject.gamma} the log of the odds against the cue is at most {shown}, below that of 1e-9",
        otherwise=f"at γ = {subject.gamma} the log of the odds against the cue is only bounded by {shown}",
        margin=shown,
    )
    blinded = with_policy(
        subject.menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(subject.control_validity))
    )
    yield decided_equal("limit of P(cue) in the control", _limit(blinded), Fraction(0))


def _limit(menu: Menu) -> Fraction:
    best = tie_sets([policy.name for policy in menu.policies], menu.expected_free_energy)[0]
    return Fraction("cue" in best, len(best))


def _log_bound(menu: Menu, gamma: int) -> LogForm:
    """log of (number of others) e^(-γ (least G of the others - G(cue)))."""
    others = [policy.name for policy in menu.policies if policy.name != "cue"]
    gap = min(menu.expected_free_energy(name) for name in others) - menu.expected_free_energy("cue")
    form: LogForm = log(len(others)) - gap * gamma
    return form


def _cue_at(validity: Fraction) -> Limit:
    subject = build({})
    return replace(
        subject,
        menu=with_policy(subject.menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(validity))),
    )


CHECK = Check(
    id="selection_precision_limit",
    claim=Claim(
        "As the precision grows the cue gets all of the mass; a blinded cue gets none.",
        r"\lim_{\gamma\to\infty} P_\gamma(\text{cue}) = 1,\quad 1 - P_{10^6}(\text{cue}) < 3\,e^{-10^6 H_b(0.8)} <"
        r" 10^{-9},\quad \lim_{\gamma\to\infty} P_\gamma(\text{cue}\mid v = \tfrac12) = 0",
        "the published menu, and the same with validity 1/2",
        "Friedman (2026), active-selection identity, precision posterior",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("cue at 0.8", "the cue ties with both arms: its limit is 1/3", lambda s: _cue_at(Fraction(4, 5))),
        Mutant(
            "cue barely better",
            "validity 0.80000001: the limit is 1 still, and γ = 1e6 is far from it",
            lambda s: _cue_at(Fraction(80000001, 10**8)),
        ),
        Mutant("precision too low", "γ = 40", lambda s: replace(s, gamma=40)),
        Mutant(
            "control not blinded", "the control's cue has validity 0.9", lambda s: replace(s, control_validity=_NINE)
        ),
    ),
    proofs=("active_selection_cue_threshold",),
    tags=("menu", "limit", "control"),
    kernel=kernel,
)
