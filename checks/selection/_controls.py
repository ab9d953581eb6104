"""The three negative controls of the menu: ways to choose that leave the gap open."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.numbers import LogForm, enclose
from opd_exact.registry import Fact, Finding, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed

from ._menu import MENU, Menu

__all__ = [
    "LEAST_MARGIN",
    "Control",
    "control",
    "establish",
    "with_menu",
]

LEAST_MARGIN = Fraction(1, 1000)
_TOLERANCE, _REASON = Fraction(1, 10**12), "tolerance of the published identity"


@dataclass(frozen=True)
class Control:
    """The menu, how the control chooses and is scored, and the residual claimed for it."""

    menu: Menu
    residual: Callable[[Menu], LogForm]
    claimed: LogForm
    reported: float


def control(residual: Callable[[Menu], LogForm], claimed: LogForm, reported: float) -> Control:
    """A control of the published menu."""
    return Control(MENU, residual, claimed, reported)


def with_menu(subject: Control, change: Callable[[Menu], Menu]) -> Control:
    """The control on another menu."""
    return replace(subject, menu=change(subject.menu))


def establish(subject: Control, further: Iterable[Fact] = ()) -> Finding:
    """Decide the control's residual, its margin over the cue and further facts; measure the reported float."""
    truth = subject.claimed
    return replace(
        all_of((*_facts(subject), *further)),
        exact=f"residual of the control = {truth}; the cue's is 0",
        value=truth,
        observations=(
            observed(
                "published run, residual of the control", np.float64(subject.reported), truth, _TOLERANCE, _REASON
            ),
        ),
    )


def _facts(subject: Control) -> Iterator[Fact]:
    residual, closed = subject.residual(subject.menu), subject.menu.residual("cue")
    yield decided_equal("residual of the control", residual, subject.claimed)
    shown = enclose(residual - closed, 20).decimal(6)[0]
    yield Fact.decided_by(
        residual - closed > LEAST_MARGIN,
        f"it exceeds the cue's residual by {shown}, the declared least margin being {float(LEAST_MARGIN):g}",
        otherwise=f"it exceeds the cue's residual by {shown}, less than {float(LEAST_MARGIN):g}",
        margin=shown,
    )
