"""The sequential demonstration written out for Coq: each step an expected free energy in the words of its library."""

from dataclasses import dataclass
from fractions import Fraction

from opd_exact.coq.terms import Term

from ._kernel import expected_free_energy
from ._steps import Sequence

__all__ = [
    "SequenceTerms",
]

_HALF = Fraction(1, 2)
_FLAT = (_HALF, _HALF)


@dataclass(frozen=True)
class SequenceTerms:
    """The amounts of a sequence, under the names that they have there."""

    model: Sequence

    def cue_step(self) -> Term:
        """G of sampling the cue, without its cost."""
        v = self.model.validity
        return expected_free_energy(_FLAT, ((v, 1 - v), (1 - v, v)), _FLAT)

    def commit_step(self) -> Term:
        """G of a first step that tells nothing."""
        return expected_free_energy(_FLAT, (_FLAT, _FLAT), _FLAT)

    def known(self) -> Term:
        """g_r: an arm step when the latent is resolved."""
        return self._arm_step(self.model.resolved)

    def flat(self) -> Term:
        """g_f: an arm step at the flat belief."""
        return self._arm_step(_FLAT)

    def _arm_step(self, belief: tuple[Fraction, Fraction]) -> Term:
        r = self.model.reliability
        return expected_free_energy(belief, self.model.arm_rows, (r, 1 - r))

    def cue_first(self, steps: int, cost: Fraction) -> Term:
        """Cue once, then arm steps with the latent known."""
        return self.cue_step() + cost + (steps - 1) * self.known()

    def commit_now(self) -> Term:
        """Two steps: commit, then an arm step at the flat belief."""
        return self.commit_step() + self.flat()

    def commit_throughout(self, steps: int) -> Term:
        """Arm steps at the flat belief, without learning."""
        return steps * self.flat()

    def blinded_first(self, steps: int, cost: Fraction) -> Term:
        """A cue that tells nothing, at its cost, then arm steps at the flat belief."""
        return self.commit_step() + cost + (steps - 1) * self.flat()
