"""The sequential demonstration, exact: a cue step, a committing step, and arm steps, each an expected free energy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.audit.energy_floats import expected
from opd_exact.information import expected_free_energy
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Fact, Finding, all_of
from opd_exact.registry.amounts import Amounts
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

__all__ = [
    "DELTA",
    "FLAT_STEP",
    "KNOWN_STEP",
    "LOG2",
    "PUBLISHED",
    "REASON",
    "TOLERANCE",
    "Sequence",
    "established",
    "float_steps",
    "with_fields",
]

TOLERANCE, REASON = Fraction(1, 10**9), "tolerance of the published demonstration"


@dataclass(frozen=True)
class Sequence:
    """Reliability of the arms, validity and costs of the cue, and the belief that a resolved latent leaves.

    two_step_cost: the cue's cost in the two-step comparison; horizon_cost: in the horizon curve.
    """

    reliability: Fraction = Fraction(19, 20)
    validity: Fraction = Fraction(1)
    two_step_cost: Fraction = Fraction(1)
    horizon_cost: Fraction = Fraction(13, 10)
    resolved: tuple[Fraction, Fraction] = (Fraction(1), Fraction(0))

    @property
    def arm_rows(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """p(outcome | latent) at an arm."""
        r = self.reliability
        return ((r, 1 - r), (1 - r, r))

    def cue_step(self) -> LogForm:
        """G of sampling the cue, without its cost."""
        v = self.validity
        return _step((_HALF, _HALF), ((v, 1 - v), (1 - v, v)), (_HALF, _HALF))

    def commit_step(self) -> LogForm:
        """G of a first step that tells nothing: committing, or a blinded cue."""
        return _step((_HALF, _HALF), ((_HALF, _HALF),) * 2, (_HALF, _HALF))

    def arm_step(self, belief: tuple[Fraction, Fraction]) -> LogForm:
        """G of one step at an arm, whose preferred outcome is the reliable one."""
        return _step(belief, self.arm_rows, (self.reliability, 1 - self.reliability))

    def known(self) -> LogForm:
        """g_r: an arm step when the latent is resolved."""
        return self.arm_step(self.resolved)

    def flat(self) -> LogForm:
        """g_f: an arm step at the flat belief."""
        return self.arm_step((_HALF, _HALF))

    def cue_first(self, steps: int, cost: Fraction) -> LogForm:
        """Cue once, then arm steps with the latent known."""
        form: LogForm = self.cue_step() + cost + self.known() * (steps - 1)
        return form

    def commit_now(self) -> LogForm:
        """Two steps: commit, then an arm step at the flat belief."""
        return self.commit_step() + self.flat()

    def commit_throughout(self, steps: int) -> LogForm:
        """Arm steps at the flat belief, without learning."""
        form: LogForm = self.flat() * steps
        return form

    def blinded_first(self, steps: int, cost: Fraction) -> LogForm:
        """A cue that tells nothing, at its cost, then arm steps at the flat belief."""
        form: LogForm = self.commit_step() + cost + self.flat() * (steps - 1)
        return form


_HALF = Fraction(1, 2)
PUBLISHED = Sequence()

LOG2 = log(2)
KNOWN_STEP: LogForm = -(log("19/20") * 19 + log("1/20")) / 20
"""g_r = H_b(0.95)."""
DELTA: LogForm = log(10) - log(19) / 2
"""g_f - g_r = D(uniform || (0.95, 0.05))."""
FLAT_STEP: LogForm = KNOWN_STEP + DELTA
"""g_f."""


def _step(
    belief: tuple[Fraction, Fraction],
    rows: tuple[tuple[Fraction, Fraction], ...],
    preferences: tuple[Fraction, Fraction],
) -> LogForm:
    value: LogForm = expected_free_energy(belief, rows, preferences)
    return value


def with_fields(subject: Amounts, **fields: object) -> Amounts:
    """The amounts of another sequence."""
    return replace(subject, model=replace(subject.model, **fields))


def established(
    subject: Amounts,
    row: str,
    printed: str,
    reported: str,
    floats: Mapping[str, np.float64],
    further: Iterable[Fact] = (),
) -> Finding:
    """Decide all amounts and further facts; report one amount beside what is printed and what floats return for it."""
    claimed = subject.row(row).claimed
    return replace(
        all_of((*subject.facts(), *further)),
        exact=f"{row} = {claimed}",
        value=claimed,
        published=published(printed, claimed, reported=reported),
        observations=tuple(observed(name, value, claimed, TOLERANCE, REASON) for name, value in floats.items()),
    )


def float_steps() -> Mapping[str, np.float64]:
    """G of each kind of step in float64, by the published route: cue, commit, known, flat."""
    flat, resolved, half = np.array([0.5, 0.5]), np.array([1.0, 0.0]), np.full((2, 2), 0.5)
    arm, wanted = np.array([[0.95, 0.05], [0.05, 0.95]]), np.array([0.95, 0.05])
    return {
        "cue": np.float64(expected(flat, np.eye(2), flat).by_risk),
        "commit": np.float64(expected(flat, half, flat).by_risk),
        "known": np.float64(expected(resolved, arm, wanted).by_risk),
        "flat": np.float64(expected(flat, arm, wanted).by_risk),
    }
