"""The menu's G, epistemic value, pragmatic value and residual, each as an exact form, for the four policies.

Sixteen numbers. The cue closes the whole gap log 2 and has G = 0; each arm has no epistemic value and G = H_b(0.8),
its own noise, because its preferences are its own prediction; staying has G = log 2. No policy has any risk.

If this fails, the table from which the paper reads that the agent samples the cue is not the table of this menu.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Finding, Inputs, Observation, Verdict, all_of
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model
from opd_exact.registry.facts import observed

from . import _kernel
from ._menu import COMMIT_ENTROPY, MENU, Menu, Policy, blinded, shared_preferences, with_policy

LOG2, NOTHING = log(2), LogForm()
COLUMNS: tuple[tuple[str, Callable[[Menu, str], LogForm]], ...] = (
    ("G", Menu.expected_free_energy),
    ("epistemic", Menu.epistemic),
    ("pragmatic", Menu.pragmatic),
    ("residual", Menu.residual),
)
TABLE = {
    "cue": (NOTHING, LOG2, -LOG2, NOTHING),
    "commit_left": (COMMIT_ENTROPY, NOTHING, -COMMIT_ENTROPY, LOG2),
    "commit_right": (COMMIT_ENTROPY, NOTHING, -COMMIT_ENTROPY, LOG2),
    "stay": (LOG2, NOTHING, -LOG2, LOG2),
}
REPORTED = {
    "cue": (-0.0, 0.6931471805599453, -0.6931471805599453, 0.0),
    "commit_left": (0.5004024235381879, 0.0, -0.5004024235381879, 0.6931471805599453),
    "commit_right": (0.5004024235381879, 0.0, -0.5004024235381879, 0.6931471805599453),
    "stay": (0.6931471805599453, 0.0, -0.6931471805599453, 0.6931471805599453),
}
TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identity"


def build(inputs: Inputs) -> Amounts:
    """The sixteen amounts of the menu; nothing recorded is needed."""
    return Amounts(
        MENU,
        tuple(
            Amount(f"{column}({name})", partial(_amount, definition, name), claimed)
            for name, row in TABLE.items()
            for (column, definition), claimed in zip(COLUMNS, row, strict=True)
        ),
    )


def _amount(definition: Callable[[Menu, str], LogForm], name: str, menu: Menu) -> LogForm:
    return definition(menu, name)


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The four amounts of each policy in closed form, and the digits of an arm's G."""
    menu = subject.model
    for policy in menu.policies:
        prior, rows, wanted = menu.prior, policy.likelihood, policy.preferences
        amounts = (
            _kernel.expected_free_energy(prior, rows, wanted),
            _kernel.epistemic(prior, rows),
            _kernel.pragmatic(prior, rows, wanted),
            _kernel.residual(prior, rows),
        )
        claimed = [subject.row(f"{column}({policy.name})").claimed for column, _ in COLUMNS]
        sentence = f"G, epistemic value, pragmatic value and residual of {policy.name}."
        yield _kernel.equalities(policy.name, sentence, zip(amounts, claimed, strict=True))
    arm = _kernel.menu_free_energy(menu, "commit_left")
    yield enclosure_of("arm_digits", "G of an arm to 30 digits.", arm, subject.row("G(commit_left)").claimed)


def establish(subject: Amounts) -> Finding:
    """Decide the table; measure the sixteen reported floats."""
    return replace(
        all_of(subject.facts()),
        exact=f"G(cue) = 0, G(arm) = {COMMIT_ENTROPY}, G(stay) = log(2); the value is G(arm)",
        value=COMMIT_ENTROPY,
        observations=tuple(_reported()),
    )


def _reported() -> Iterator[Observation]:
    for name, row in REPORTED.items():
        for (column, _), value, truth in zip(COLUMNS, row, TABLE[name], strict=True):
            yield observed(f"published run, {column}({name})", np.float64(value), truth, TOLERANCE, REASON)


def _nudged(policy: Policy) -> Policy:
    p = Fraction(4, 5) + Fraction(1, 10**12)
    return replace(policy, likelihood=((p, 1 - p), (p, 1 - p)))


CHECK = Check(
    id="selection_menu",
    claim=Claim(
        "On the binary menu the cue has G = 0 and closes the gap, each arm has G = H_b(0.8), and staying has G = log 2;"
        " none but the cue has epistemic value.",
        r"G = (0, H_b(\tfrac45), H_b(\tfrac45), \log 2),\quad I(o;r) = (\log 2, 0, 0, 0),\quad"
        r" E_o[H(r\mid o)] = (0, \log 2, \log 2, \log 2)",
        "the published menu: fair latent, perfect cue, arms of 0.8, each policy with preferences of its own",
        "Friedman (2026), active-selection identity, binary menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim("G(commit_left)"),
        changed_claim("residual(cue)"),
        blinded(),
        blinded(Fraction(999, 1000)),
        shared_preferences(Fraction(4, 5)),
        changed_model(
            "prior not fair",
            "the latent is (3/5, 2/5): there is less to learn",
            lambda menu: replace(menu, prior=(Fraction(3, 5), Fraction(2, 5))),
        ),
        changed_model(
            "arm moved by a trillionth",
            "commit_left has 0.8 + 1e-12 in its rows",
            lambda menu: with_policy(menu, "commit_left", _nudged),
        ),
        changed_definition(
            "G without ambiguity",
            "the risk alone, which is 0 for every policy: all of them tie",
            "G(stay)",
            lambda menu: menu.expected_free_energy("stay") - menu.residual("stay"),
        ),
    ),
    proofs=("expected_free_energy_two_forms", "active_selection_cue_threshold"),
    tags=("menu",),
    kernel=kernel,
)
