"""Ranked by epistemic value: perfect4, then both perfect3 channels tied, then under4, noisy3 and blind3.

The published list puts perfect3_k3 before perfect3_k4; they tie exactly, since a column that never occurs tells
nothing. All other steps are strict, and decided.

If this fails, more observations than states would be claimed to help, or a noisy channel to tell more than it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import Term
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Published, Verdict, all_of

from . import _kernel
from ._channels import CHANNELS, Channels, epistemic, uniform, with_channel
from ._menu import tie_sets

PUBLISHED = ("perfect4_k4", "perfect3_k3", "perfect3_k4", "under4_k3", "noisy3_k3", "blind3_k3")
TIES = (
    frozenset({"perfect4_k4"}),
    frozenset({"perfect3_k3", "perfect3_k4"}),
    frozenset({"under4_k3"}),
    frozenset({"noisy3_k3"}),
    frozenset({"blind3_k3"}),
)


@dataclass(frozen=True)
class Ranking:
    """The channels, and their tie sets from the most to the least informative."""

    channels: Channels
    ties: tuple[frozenset[str], ...]


def build(inputs: Inputs) -> Ranking:
    """The six channels; nothing recorded is needed."""
    return Ranking(CHANNELS, TIES)


def kernel(subject: Ranking) -> Iterator[Statement]:
    """The ties and the steps of the ranking, from the least informative channel on."""

    def told(name: str) -> Term:
        rows = subject.channels[name]
        return _kernel.epistemic(uniform(rows), rows)

    yield from _kernel.ranking(subject.ties[::-1], told, "Information about the latent")


def establish(subject: Ranking) -> Finding:
    """Decide the order and the ties; the published list must be one of the orders they allow."""
    return replace(
        all_of(_facts(subject)),
        exact=_text(TIES),
        value=log(4),
        published=Published(
            " > ".join(PUBLISHED),
            agrees=_allowed(PUBLISHED, TIES),
            note="perfect3_k3 and perfect3_k4 tie exactly; the list has them in the order of their names",
        ),
    )


def _facts(subject: Ranking) -> Iterator[Fact]:
    found = tie_sets(subject.channels.names, lambda name: -epistemic(subject.channels[name]))
    yield Fact.decided_by(
        found == subject.ties,
        f"by epistemic value: {_text(found)}",
        otherwise=f"by epistemic value the order is {_text(found)}, claimed {_text(subject.ties)}",
        margin=_text(found),
    )


def _allowed(listed: tuple[str, ...], ties: tuple[frozenset[str], ...]) -> bool:
    positions = {name: place for place, group in enumerate(ties) for name in group}
    places = [positions[name] for name in listed]
    return places == sorted(places)


def _text(ties: tuple[frozenset[str], ...]) -> str:
    return " > ".join(" = ".join(sorted(group)) for group in ties)


_HALF, _NOTHING = Fraction(1, 2), Fraction(0)
_SPLIT = (*CHANNELS["perfect3_k4"][:2], (_NOTHING, _HALF, _NOTHING, _HALF))

CHECK = Check(
    id="multistate_ranking",
    claim=Claim(
        "By epistemic value perfect4 leads, the two perfect3 channels tie, and under4, noisy3 and blind3 follow.",
        r"\log 4 > \log 3 = \log 3 > \tfrac32\log 2 > I(\text{noisy}) > 0",
        "the six published channels under the uniform prior",
        "Friedman (2026), active-selection identity, multi-state channels",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "ties by name",
            "perfect3_k3 is claimed strictly above perfect3_k4, as the list has it",
            lambda s: replace(s, ties=(TIES[0], frozenset({"perfect3_k3"}), frozenset({"perfect3_k4"}), *TIES[2:])),
        ),
        Mutant(
            "shared observation",
            "the third state of perfect3_k4 gives the second observation half of the time",
            lambda s: replace(s, channels=with_channel(s.channels, "perfect3_k4", _SPLIT)),
        ),
        Mutant(
            "fourth state told apart",
            "under4_k3 with four observations, one a state: it ties with perfect4_k4",
            lambda s: replace(s, channels=with_channel(s.channels, "under4_k3", CHANNELS["perfect4_k4"])),
        ),
        Mutant("reversed", "from the least informative on", lambda s: replace(s, ties=TIES[::-1])),
    ),
    proofs=("multistate_residual",),
    tags=("multistate", "ties"),
    kernel=kernel,
)
