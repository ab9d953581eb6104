"""Control: a cue at validity 1/2 leaves log 2 open, all of the gap, and is not selected any more.

Blinding takes away nothing but the information: the cue's prediction and preferences stay as they were. Its residual
goes from 0 to log 2 and its expected free energy from the least to the largest. The paper's ledger prints this margin
as the first of its controls.

If this fails, the result would not rest on what the cue tells.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.coq.statements import Identity, Order, Statement
from opd_exact.coq.terms import term_of
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict

from . import _controls, _kernel
from ._controls import Control, control
from ._menu import Menu, cue_rows, tie_sets, with_policy


def build(inputs: Inputs) -> Control:
    """The published menu, whose cue the control blinds; nothing recorded is needed."""
    return control(_residual_of_blinded, log(2), 0.6931471805599453)


def _blinded(menu: Menu, validity: Fraction = Fraction(1, 2)) -> Menu:
    return with_policy(menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(validity)))


def _residual_of_blinded(menu: Menu) -> LogForm:
    return _blinded(menu).residual("cue")


def kernel(subject: Control) -> Iterator[Statement]:
    """What the blinded cue and the cue leave open, the margin, and that an arm has a lower G than the blinded cue."""
    menu, blind = subject.menu, _blinded(subject.menu)
    left, none = (_kernel.residual(menu.prior, one.policy("cue").likelihood) for one in (blind, menu))
    yield Identity("blinded", "What the blinded cue leaves open.", left, subject.claimed)
    yield Identity("cue", "What the cue leaves open.", none, 0)
    yield Order("margin", "The margin exceeds the declared least.", term_of(_controls.LEAST_MARGIN), left - none)
    arm, cue = (_kernel.menu_free_energy(blind, name) for name in ("commit_left", "cue"))
    yield Order("not_selected", "An arm has a lower G than the blinded cue.", arm, cue)


def establish(subject: Control) -> Finding:
    """Decide the residual and the margin, and that the blinded cue is not among the policies of least G."""
    return _controls.establish(subject, _selection(subject))


def _selection(subject: Control) -> Iterator[Fact]:
    menu = _blinded(subject.menu)
    best = tie_sets([policy.name for policy in menu.policies], menu.expected_free_energy)[0]
    yield Fact.decided_by(
        "cue" not in best,
        f"with the cue blinded the least G is that of {' and '.join(sorted(best))}",
        otherwise="the blinded cue is still selected",
    )


CHECK = Check(
    id="selection_blinded_cue",
    claim=Claim(
        "Blinding the cue reopens the whole gap, log 2, and the cue is not selected any more.",
        r"v = \tfrac12 \Rightarrow E_o[H(r\mid o)] = \log 2,\quad G(\text{cue}) > \min G",
        "the published menu with validity 1/2",
        "Friedman (2026), active-selection identity, controls, and precision ledger",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "not blinded",
            "the cue keeps its validity of 1",
            lambda subject: replace(subject, residual=lambda menu: menu.residual("cue")),
        ),
        Mutant(
            "blinded by half",
            "validity 3/4: part of the gap is closed",
            lambda subject: replace(subject, residual=lambda menu: _blinded(menu, Fraction(3, 4)).residual("cue")),
        ),
        Mutant(
            "cue always wrong",
            "validity 0: a cue that always lies tells as much as one that never does",
            lambda subject: replace(subject, residual=lambda menu: _blinded(menu, Fraction(0)).residual("cue")),
        ),
        Mutant(
            "shifted by a trillionth",
            "1e-12 is added to the claimed residual",
            lambda subject: replace(subject, claimed=subject.claimed + Fraction(1, 10**12)),
        ),
    ),
    proofs=("active_selection_cue_threshold",),
    tags=("menu", "control"),
    kernel=kernel,
)
