"""A committing policy that learns: after each arm outcome it updates its belief and visits the better arm next.

With arms of reliability r the belief depends on one number, by how many outcomes m ≥ 0 the better arm leads:
b_m = r^m / (r^m + (1-r)^m). The next visit has the good outcome with probability q_m = r b_m + (1-r)(1-b_m), which
raises m by one, and otherwise m falls by one (from 0 it rises either way). An arm step at lead m has
G = H_b(r) + ρ(m) with ρ(m) = D((q_m, 1-q_m) || (r, 1-r)), which falls to 0 as m grows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from opd_exact.information import expected_free_energy, posterior, predicted_observations
from opd_exact.numbers import LogForm

__all__ = [
    "Learner",
    "by_enumeration",
]

Belief = tuple[Fraction, ...]


@dataclass(frozen=True)
class Learner:
    """Arms of some reliability; `learns` and `picks_better` are the policy's, and true in the variant examined."""

    reliability: Fraction = Fraction(19, 20)
    learns: bool = True
    picks_better: bool = True

    def belief(self, lead: int) -> Belief:
        """(b_m, 1 - b_m) for the better arm."""
        r = self.reliability
        mine, other = r**lead, (1 - r) ** lead
        better = (mine / (mine + other), other / (mine + other))
        return better if self.picks_better else better[::-1]

    def good_outcome(self, lead: int) -> Fraction:
        """q_m."""
        first: Fraction = predicted_observations(self.belief(lead), self._rows()).cells[0]
        return first

    def step(self, lead: int) -> LogForm:
        """G of an arm step at lead m."""
        r = self.reliability
        value: LogForm = expected_free_energy(self.belief(lead), self._rows(), (r, 1 - r))
        return value

    def known_step(self) -> LogForm:
        """H_b(r), the limit for large leads."""
        r = self.reliability
        value: LogForm = expected_free_energy((Fraction(1), Fraction(0)), self._rows(), (r, 1 - r))
        return value

    def expected_steps(self, horizon: int) -> Iterator[LogForm]:
        """E[G] of the steps 1, …, horizon, by the distribution of the lead."""
        steps = [self.step(lead) for lead in range(horizon)]
        rises = [self.good_outcome(lead) for lead in range(horizon)]
        leads = {0: Fraction(1)}
        for _ in range(horizon):
            yield LogForm.total(steps[lead] * p for lead, p in leads.items())
            following: dict[int, Fraction] = {}
            for lead, p in leads.items():
                for target, chance in ((lead + 1, rises[lead]), (abs(lead - 1), 1 - rises[lead])):
                    target = target if self.learns else 0
                    following[target] = following.get(target, Fraction(0)) + p * chance
            leads = following

    def commit(self, horizon: int) -> LogForm:
        """The whole cost over a horizon."""
        return LogForm.total(self.expected_steps(horizon))

    def break_even_cost(self, horizon: int) -> LogForm:
        """The cost of a perfect cue at which to sample it first is as good: commit(H) - (H-1) H_b(r)."""
        form: LogForm = self.commit(horizon) - self.known_step() * (horizon - 1)
        return form

    def _rows(self) -> tuple[Belief, ...]:
        r = self.reliability
        return ((r, 1 - r), (1 - r, r))


def by_enumeration(reliability: Fraction, horizon: int) -> LogForm:
    """The learner's cost by every sequence of outcomes, with beliefs from Bayes' rule: slow, and another route."""
    r = reliability
    left, right = ((r, 1 - r), (1 - r, r)), ((1 - r, r), (r, 1 - r))
    total = []
    for outcomes in product((0, 1), repeat=horizon - 1):
        belief: Belief = (Fraction(1, 2), Fraction(1, 2))
        weight = Fraction(1)
        for step in range(horizon):
            rows = left if belief[0] >= belief[1] else right
            cost: LogForm = expected_free_energy(belief, rows, (r, 1 - r))
            # Later outcomes sum to 1, so that a step counts once per prefix of outcomes: those that end in zeros do.
            if not any(outcomes[step:]):
                total.append(cost * weight)
            if step < horizon - 1:
                weight *= predicted_observations(belief, rows).cells[outcomes[step]]
                belief = tuple(posterior(belief, rows, outcomes[step]).cells)
    return LogForm.total(total)
