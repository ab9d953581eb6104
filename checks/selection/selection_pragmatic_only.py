"""Control: choosing by pragmatic value alone picks an arm and leaves the whole gap open, log 2.

Both arms tie for the first place by pragmatic value and have the same residual, so that the tie does not matter. The
margin over the cue, which closes the gap, is the full log 2.

If this fails, reward seeking alone would close the gap, and the epistemic value would have no part in the result.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.coq.statements import Identity, Order, Statement
from opd_exact.coq.terms import term_of
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Inputs, Mutant, Verdict

from . import _controls, _kernel
from ._controls import LEAST_MARGIN, Control, control, with_menu
from ._menu import Menu, cue_rows, tie_sets, with_policy


def build(inputs: Inputs) -> Control:
    """The published menu; nothing recorded is needed."""
    return control(_residual_of_the_preferred, log(2), 0.6931471805599453)


def _residual_of_the_preferred(menu: Menu) -> LogForm:
    """The least residual among the policies that tie for the largest pragmatic value: what the control can best do."""
    best = tie_sets([policy.name for policy in menu.policies], lambda name: -menu.pragmatic(name))[0]
    return min(menu.residual(name) for name in best)


_NAMES = ("cue", "commit_left", "commit_right", "stay")


def _revealing_arms(menu: Menu) -> Menu:
    for name in ("commit_left", "commit_right"):
        menu = with_policy(menu, name, lambda policy: replace(policy, likelihood=cue_rows(Fraction(1))))
    return menu


def kernel(subject: Control) -> Iterator[Statement]:
    """That the arms tie for the largest pragmatic value, and what they and the cue leave open."""
    menu = subject.menu
    policies = {policy.name: policy for policy in menu.policies}
    value = {n: _kernel.pragmatic(menu.prior, p.likelihood, p.preferences) for n, p in policies.items()}
    left = {n: _kernel.residual(menu.prior, p.likelihood) for n, p in policies.items()}
    yield Identity("tie", "The arms have one pragmatic value.", value["commit_left"], value["commit_right"])
    for name in ("cue", "stay"):
        yield Order(f"{name}_less", f"That of {name} is less.", value[name], value["commit_left"])
    for name in ("commit_left", "commit_right"):
        yield Identity(name, f"What {name} leaves open.", left[name], subject.claimed)
    margin = left["commit_left"] - left["cue"]
    yield Order("margin", "The margin over the cue exceeds the declared least.", term_of(LEAST_MARGIN), margin)


CHECK = Check(
    id="selection_pragmatic_only",
    claim=Claim(
        "Choosing by pragmatic value alone leaves the residual log 2, and so misses the cue by log 2.",
        r"E_o[H(r\mid o)]_{\arg\max E[\log p(o)]} = \log 2",
        "the published menu; for each policy that ties for the largest pragmatic value",
        "Friedman (2026), active-selection identity, controls",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=_controls.establish,
    mutants=(
        Mutant(
            "by G",
            "the policy of least expected free energy: it closes the gap",
            lambda subject: replace(
                subject, residual=lambda menu: menu.residual(min(_NAMES, key=menu.expected_free_energy))
            ),
        ),
        Mutant(
            "arms reveal the latent",
            "an arm visit tells the latent completely, as in the T-maze",
            lambda subject: with_menu(subject, _revealing_arms),
        ),
        Mutant(
            "shifted by a trillionth",
            "1e-12 is added to the claimed residual",
            lambda subject: replace(subject, claimed=subject.claimed + Fraction(1, 10**12)),
        ),
    ),
    proofs=("expected_free_energy_two_forms",),
    tags=("menu", "control"),
    kernel=kernel,
)
