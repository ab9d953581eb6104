"""Four states cannot be told apart by three observations: every channel leaves a residual, at least log(4/3).

The paper shows one channel, which leaves log(2)/2. Here all 81 deterministic channels from four states to three
observations are gone through: none closes the gap, the least residual among them is log(2)/2, reached by 36. That no
noisy channel does better than log(4/3) is the cited theorem, k ≥ n its consequence. The paper's floor was 1e-3.

If this fails, a teacher's signal with too few values could resolve the student's uncertainty.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

from opd_exact.coq.statements import Order, Statement
from opd_exact.coq.terms import term_of
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

from . import _kernel
from ._channels import CHANNELS, Rows, residual, uniform

LEAST, BOUND = log(2) / 2, log("4/3")


@dataclass(frozen=True)
class Deterministic:
    """All maps from so many states to so many observations, the published channel, and the least residual claimed."""

    states: int
    observations: int
    published: Rows
    least: LogForm
    reached_by: int

    def channels(self) -> Iterator[Rows]:
        """Each map as rows of zeros and ones."""
        for targets in product(range(self.observations), repeat=self.states):
            yield tuple(tuple(Fraction(o == target) for o in range(self.observations)) for target in targets)


def build(inputs: Inputs) -> Deterministic:
    """Four states and three observations; nothing recorded is needed."""
    return Deterministic(4, 3, CHANNELS["under4_k3"], LEAST, 36)


def kernel(subject: Deterministic) -> Iterator[Statement]:
    """The residual of every deterministic channel, those of one value in one statement; the rest is their order."""
    groups: dict[LogForm, list[Rows]] = {}
    for rows in subject.channels():
        groups.setdefault(residual(rows), []).append(rows)
    for number, (value, channels) in enumerate(sorted(groups.items(), key=lambda item: item[0])):
        sentence = f"What {len(channels)} of the {subject.observations**subject.states} deterministic channels leave."
        claimed = value if number else subject.least
        pairs = [(_kernel.residual(uniform(rows), rows), claimed) for rows in channels]
        yield _kernel.equalities(f"residual_{number}", sentence, pairs, covers="part")
        if number:
            sentence = "They leave more than the least residual claimed."
            yield Order(f"more_{number}", sentence, term_of(subject.least), term_of(value), covers="part")
    published = _kernel.residual(uniform(subject.published), subject.published)
    sentence = "The published channel leaves the least."
    yield _kernel.equalities("published", sentence, [(published, subject.least)], covers="part")
    sentence = "The least residual is above log(4/3), the bound for any channel: the bound itself is not said."
    yield Order("above_bound", sentence, term_of(BOUND), term_of(subject.least), covers="part")


def establish(subject: Deterministic) -> Finding:
    """Decide the residual of every deterministic channel."""
    return replace(
        all_of(_facts(subject)),
        exact=f"least residual of a deterministic channel {LEAST}; of any channel at least {BOUND}",
        value=LEAST,
    )


def _facts(subject: Deterministic) -> Iterator[Fact]:
    residuals = [residual(rows) for rows in subject.channels()]
    least = min(residuals)
    yield decided_equal(f"least residual of {len(residuals)} deterministic channels", least, subject.least)
    count = sum(value == least for value in residuals)
    yield decided_equal("number of channels that reach it", Fraction(count), Fraction(subject.reached_by))
    shown = enclose(least, 20).decimal(6)[0]
    yield Fact.decided_by(
        least > BOUND,
        f"all of them exceed log(4/3), the bound for any channel: {shown}",
        otherwise=f"a channel leaves {shown}, not above log(4/3)",
        margin=shown,
    )
    yield decided_equal("residual of under4_k3", residual(subject.published), subject.least)


CHECK = Check(
    id="multistate_enough_observations",
    claim=Claim(
        "To close the gap takes as many observations as states: four states in three observations leave log(2)/2 at"
        " best, without noise.",
        r"k < n \Rightarrow E_o[H(r\mid o)] \ge \log\tfrac{n}{k} > 0,\quad \min_{4\to3} = \tfrac12\log 2",
        "all 81 deterministic channels from 4 states to 3 observations under the uniform prior; any channel, n and k by"
        " the cited theorem",
        "Friedman (2026), active-selection identity, multi-state channels",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("enough observations", "four observations: the gap can be closed", lambda s: replace(s, observations=4)),
        Mutant("fewer states", "three states", lambda s: replace(s, states=3)),
        Mutant("bound taken for the minimum", "log(4/3) is claimed to be reached", lambda s: replace(s, least=BOUND)),
        Mutant(
            "published channel worse",
            "three states share one observation",
            lambda s: replace(s, published=(s.published[0], *(s.published[2],) * 3)),
        ),
        Mutant("unique", "one channel alone is claimed to reach the least", lambda s: replace(s, reached_by=1)),
    ),
    proofs=("multistate_residual",),
    tags=("multistate",),
    kernel=kernel,
)
