"""A finite generative model with one latent and one observation, and everything that can be asked of it at once.

The entries may be exact rationals or SymPy expressions in declared parameters; what comes out is exact or symbolic
accordingly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sympy

from opd_exact import information
from opd_exact.symbolic import Domain

__all__ = [
    "FiniteModel",
]

Amount = Any  # LogForm, an infinity, or a SymPy expression: see opd_exact.information.arithmetic


@dataclass(frozen=True)
class FiniteModel:
    """p(s) and p(o | s) over finitely many states and observations.

    Args:
        prior: p(s), one entry a state; sums to one.
        likelihood: likelihood[s][o] = p(o | s); rows sum to one.
        domain: the ranges of the parameters, where entries are SymPy expressions.

    Raises:
        InputError: shapes do not fit, or exact entries are no distribution.

    >>> medical = FiniteModel(("1/100", "99/100"), (("9/10", "1/10"), ("1/10", "9/10")))
    >>> [str(p) for p in medical.posterior(0)]
    ['1/12', '11/12']
    """

    prior: Sequence[Any]
    likelihood: Sequence[Sequence[Any]]
    domain: Domain = field(default_factory=Domain)

    def __post_init__(self) -> None:
        # Reading the tables here names a bad entry when the model is made, not when it is first asked.
        _ = self.joint
        for cell in (*self.prior, *(entry for row in self.likelihood for entry in row)):
            if isinstance(cell, sympy.Expr):
                self.domain.require_declared(cell)

    @cached_property
    def joint(self) -> information.Table:
        """p(s, o), states by observations."""
        return information.joint_distribution(self.prior, self.likelihood)

    @property
    def observations(self) -> range:
        """The indices of the observations."""
        return range(self.joint.shape[1])

    def _repr_html_(self) -> str:
        from opd_exact.models.display import finite_model_html

        return finite_model_html(self)

    def evidence(self, observation: int) -> Any:
        """p(o)."""
        return information.evidence(self.prior, self.likelihood, observation)

    def posterior(self, observation: int) -> tuple[Any, ...]:
        """p(s | o), by state."""
        return tuple(information.posterior(self.prior, self.likelihood, observation).cells)

    def state_entropy(self) -> Amount:
        """H(S)."""
        return information.entropy(self.prior)

    def observation_entropy(self) -> Amount:
        """H(O)."""
        return information.entropy(information.predicted_observations(self.prior, self.likelihood))

    def joint_entropy(self) -> Amount:
        """H(S, O)."""
        return information.entropy(self.joint)

    def conditional_entropy(self) -> Amount:
        """H(O | S), the ambiguity under the prior."""
        return information.conditional_entropy(self.joint, given=0)

    def equivocation(self) -> Amount:
        """H(S | O), what is left to learn about the state after the observation."""
        return information.conditional_entropy(self.joint, given=1)

    def mutual_information(self) -> Amount:
        """I(S; O), the expected information gain about the state."""
        return information.mutual_information(self.joint)

    def variational_free_energy(self, q: Sequence[Any], observation: int) -> Amount:
        """F(q) for one observation."""
        return information.variational_free_energy(q, self.prior, self.likelihood, observation)

    def expected_free_energy(self, preferences: Sequence[Any]) -> Amount:
        """G under the prior, for preferences p(o)."""
        return information.expected_free_energy(self.prior, self.likelihood, preferences)

    def closed_forms(self) -> Mapping[str, Amount]:
        """The entropies, the mutual information, and evidence and posterior for each observation, by name."""
        named: dict[str, Amount] = {
            "H(S)": self.state_entropy(),
            "H(O)": self.observation_entropy(),
            "H(S,O)": self.joint_entropy(),
            "H(O|S)": self.conditional_entropy(),
            "H(S|O)": self.equivocation(),
            "I(S;O)": self.mutual_information(),
        }
        for o in self.observations:
            named[f"p(o={o})"] = self.evidence(o)
            named[f"p(s|o={o})"] = self.posterior(o)
        return named
