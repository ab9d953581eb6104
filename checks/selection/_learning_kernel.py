"""The learning policy written out for Coq: beliefs as quotients of powers, the lead's distribution stepped by `let`."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from opd_exact.coq.terms import Number, Term, call, total

from ._kernel import expected_free_energy
from ._learning import Learner

__all__ = [
    "LearnerTerms",
]


@dataclass(frozen=True)
class LearnerTerms:
    """The amounts of a learner, under the names that they have there, up to a largest lead."""

    learner: Learner
    leads: int

    def known_step(self) -> Term:
        """H_b(r), as an expected free energy with the latent known."""
        r = self.learner.reliability
        return expected_free_energy((Fraction(1), Fraction(0)), ((r, 1 - r), (1 - r, r)), (r, 1 - r))

    @cached_property
    def steps(self) -> list[Term]:
        """G of an arm step at each lead."""
        return [self._step(lead) for lead in range(self.leads)]

    def commit(self, horizon: int) -> Term:
        """The whole cost over a horizon."""
        return total(
            chance * self.steps[lead] for leads in self._distributions[:horizon] for lead, chance in leads.items()
        )

    @cached_property
    def _distributions(self) -> list[dict[int, Term]]:
        """The distribution of the lead before each step."""
        leads: dict[int, Term] = {0: Number(Fraction(1))}
        found = [leads]
        for _ in range(self.leads - 1):
            following: dict[int, Term] = {}
            for lead, chance in leads.items():
                rise = self._good_outcome(lead)
                for target, part in ((lead + 1, rise), (abs(lead - 1), 1 - rise)):
                    target = target if self.learner.learns else 0
                    mass = chance * part
                    following[target] = following[target] + mass if target in following else mass
            leads = following
            found.append(leads)
        return found

    def _belief(self, lead: int) -> tuple[Term, Term]:
        r = self.learner.reliability
        mine, other = Number(r**lead), Number((1 - r) ** lead)
        better, worse = mine / (mine + other), other / (mine + other)
        return (better, worse) if self.learner.picks_better else (worse, better)

    def _good_outcome(self, lead: int) -> Term:
        r, (first, second) = self.learner.reliability, self._belief(lead)
        return first * r + second * (1 - r)

    def _step(self, lead: int) -> Term:
        r, (first, second) = self.learner.reliability, self._belief(lead)
        both = [[first * r, first * (1 - r)], [second * (1 - r), second * r]]
        return call("KL", call("column_sums", both), (r, 1 - r)) + call("conditional_entropy", both)
