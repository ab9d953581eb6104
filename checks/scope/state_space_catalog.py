"""The models are finite, and these are their spaces: the T-maze has 5 x 2 states and 5 actions, not 3 and 2.

Assumption A1 refers to a catalog of state, observation and policy spaces. Here the catalog is read off the models that
the other checks compute with. The published catalog lists the T-maze as 3 states, 2 actions and 4 policies.

If this fails, a model has other spaces than the ones that the results are stated for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy

from opd_exact.models.catalog import StateSpace, space_of_chain, space_of_pomdp, space_of_streams
from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.models.policy_chain import PolicyChain
from opd_exact.models.pomdp import POMDP
from opd_exact.models.sequential_shift import sequential_shift
from opd_exact.models.tmaze import tmaze
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Published, Verdict, all_of

# The comparison planner enumerates sequences of this many actions.
LONG_POLICIES = 4


@dataclass(frozen=True)
class Models:
    """The models of the witnesses, and how long a policy of the T-maze is."""

    ising: CoupledStreams
    maze: POMDP
    shift: PolicyChain
    policy_length: int = 1

    def catalog(self) -> tuple[StateSpace, ...]:
        """The spaces of every witness; the classroom's agents have those of the T-maze."""
        return (
            space_of_streams("Bernoulli-Ising streams", self.ising),
            space_of_pomdp("T-maze", self.maze, self.policy_length),
            space_of_pomdp("T-maze, comparison planner", self.maze, LONG_POLICIES),
            space_of_chain("sequential shift", self.shift),
        )


# What the paper's text says of each model, apart from its catalog.
STATED = (
    StateSpace("Bernoulli-Ising streams", (2, 2), (), 0, 0),
    StateSpace("T-maze", (5, 2), (5, 3, 3), 5, 5),
    StateSpace("T-maze, comparison planner", (5, 2), (5, 3, 3), 5, 625),
    StateSpace("sequential shift", (4,), (), 2, 16),
)


def build(inputs: object) -> Models:
    """The models as the other checks build them."""
    return Models(bernoulli_ising(sympy.Symbol("lambda", real=True)), tmaze(), sequential_shift().process)


def establish(models: Models) -> Finding:
    """Read the spaces off the models and compare them with what is stated."""
    return replace(
        all_of(_facts(models)),
        exact="; ".join(map(str, models.catalog())),
        published=Published(
            "T-maze: 3 states, 2 actions, 4 policies",
            agrees=False,
            note="the published catalog does not describe the maze that is run, which has 5 places, 2 sides of the"
            " reward, 5 actions and 5 policies of one step",
        ),
    )


def _facts(models: Models) -> Iterator[Fact]:
    for found, stated in zip(models.catalog(), STATED, strict=True):
        yield Fact.decided_by(found == stated, str(found), otherwise=f"found {found}; stated is {stated}")


CHECK = Check(
    id="state_space_catalog",
    claim=Claim(
        "The models of the witnesses are finite; the T-maze has 5 x 2 states, 5 actions and 5 one-step policies.",
        r"|S| = 5 \cdot 2,\quad |O| = 5 \cdot 3 \cdot 3,\quad |A| = |\Pi| = 5",
        "the three models that the witnesses are built on",
        "Friedman (2026), assumption A1 and its catalog",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("longer policies", "a policy has two steps", lambda models: replace(models, policy_length=2)),
        Mutant(
            "another process",
            "the chain has two states",
            lambda models: replace(
                models,
                shift=PolicyChain.of(
                    "ab", ["stay", "go"], ["1", "0"], [[["1", "0"], ["0", "1"]], [["0", "1"], ["1", "0"]]]
                ),
            ),
        ),
        Mutant(
            "three streams",
            "a third stream is coupled to the two",
            lambda models: replace(
                models,
                ising=CoupledStreams((models.ising.priors[0],) * 3, models.ising.coupling * 2, models.ising.strength),
            ),
        ),
    ),
    tags=("catalog",),
)
