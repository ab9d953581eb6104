"""Control: choosing one of the four policies at random leaves 3 log 2 / 4 open on average.

Three of the four policies tell nothing. The published number is a float; the exact expectation is three quarters of
log 2, and the margin over the cue is all of it.

If this fails, sampling the cue would be no better than acting at random.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.coq.statements import Identity, Order, Statement
from opd_exact.coq.terms import term_of, total
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Inputs, Mutant, Verdict

from . import _controls, _kernel
from ._controls import LEAST_MARGIN, Control, control, with_menu
from ._menu import Menu, cue_rows, with_policy


def build(inputs: Inputs) -> Control:
    """The published menu; nothing recorded is needed."""
    return control(_mean, log(2) * Fraction(3, 4), 0.5198603854199589)


def _mean(menu: Menu) -> LogForm:
    mean: LogForm = LogForm.total(menu.residual(policy.name) for policy in menu.policies) / len(menu.policies)
    return mean


def kernel(subject: Control) -> Iterator[Statement]:
    """The mean of the residuals of the menu, and its margin over the cue's."""
    menu = subject.menu
    mean = total(_kernel.residual(menu.prior, policy.likelihood) for policy in menu.policies) / len(menu.policies)
    yield Identity("mean", "The mean of what the policies leave open.", mean, subject.claimed)
    margin = mean - _kernel.residual(menu.prior, menu.policy("cue").likelihood)
    yield Order("margin", "The margin over the cue exceeds the declared least.", term_of(LEAST_MARGIN), margin)


CHECK = Check(
    id="selection_uniform_choice",
    claim=Claim(
        "A policy chosen uniformly at random leaves the expected residual 3 log 2 / 4.",
        r"\tfrac14\sum_\pi E_o[H(r\mid o,\pi)] = \tfrac34\log 2",
        "the published menu",
        "Friedman (2026), active-selection identity, controls",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=_controls.establish,
    mutants=(
        Mutant(
            "always the cue",
            "the residual of the cue alone",
            lambda subject: replace(subject, residual=lambda menu: menu.residual("cue")),
        ),
        Mutant(
            "three policies",
            "stay is taken off the menu: the mean is 2 log 2 / 3",
            lambda subject: with_menu(subject, lambda menu: replace(menu, policies=menu.policies[:3])),
        ),
        Mutant(
            "cue blinded",
            "nothing tells anything: the mean is log 2, and the margin over the cue is 0",
            lambda subject: with_menu(
                subject,
                lambda menu: with_policy(
                    menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(Fraction(1, 2)))
                ),
            ),
        ),
        Mutant(
            "shifted by a trillionth",
            "1e-12 is added to the claimed residual",
            lambda subject: replace(subject, claimed=subject.claimed + Fraction(1, 10**12)),
        ),
    ),
    tags=("menu", "control"),
    kernel=kernel,
)
