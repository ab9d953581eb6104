"""Ranked by G: cue, then both arms tied, then stay; ranked by pragmatic value: both arms tied, then cue and stay tied.

The published rankings are lists, which break ties by name: commit_left before commit_right, cue before stay. That two
policies tie is an exact fact here, decided and not a matter of rounding, and the ranking is a sequence of tie sets.
The published lists are orders that these sets allow.

If this fails, the policy said to be chosen is not the one of least expected free energy, or is so by name alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import Term
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Published, Verdict, all_of

from . import _kernel
from ._menu import COMMIT_ENTROPY, MENU, Menu, cue_rows, tie_sets, with_policy

Ranking = tuple[frozenset[str], ...]
ARMS = frozenset({"commit_left", "commit_right"})
PUBLISHED_BY_G = ("cue", "commit_left", "commit_right", "stay")
PUBLISHED_BY_PRAGMATIC = ("commit_left", "commit_right", "cue", "stay")


@dataclass(frozen=True)
class Rankings:
    """The menu, and the tie sets claimed by G and by pragmatic value."""

    menu: Menu
    by_g: Ranking
    by_pragmatic: Ranking


def build(inputs: Inputs) -> Rankings:
    """The published menu; nothing recorded is needed."""
    return Rankings(
        MENU,
        (frozenset({"cue"}), ARMS, frozenset({"stay"})),
        (ARMS, frozenset({"cue", "stay"})),
    )


def kernel(subject: Rankings) -> Iterator[Statement]:
    """The ties and the steps of both rankings."""
    menu = subject.menu

    def unwanted(name: str) -> Term:
        policy = menu.policy(name)
        return -_kernel.pragmatic(menu.prior, policy.likelihood, policy.preferences)

    yield from _kernel.ranking(subject.by_g, lambda name: _kernel.menu_free_energy(menu, name), "G", "g_")
    yield from _kernel.ranking(subject.by_pragmatic, unwanted, "Minus pragmatic value", "pragmatic_")


def establish(subject: Rankings) -> Finding:
    """Decide both rankings, and that the published lists refine them."""
    return replace(
        all_of(_facts(subject)),
        exact="G: cue < commit_left = commit_right < stay; pragmatic: commit_left = commit_right > cue = stay",
        value=COMMIT_ENTROPY,
        published=Published(
            " < ".join(PUBLISHED_BY_G),
            agrees=_refines(PUBLISHED_BY_G, subject.by_g),
            note="the arms tie exactly; their order in the list is that of their names",
        ),
    )


def _facts(subject: Rankings) -> Iterator[Fact]:
    menu, names = subject.menu, [policy.name for policy in subject.menu.policies]
    for what, claimed, found, printed in (
        ("G", subject.by_g, tie_sets(names, menu.expected_free_energy), PUBLISHED_BY_G),
        (
            "minus pragmatic value",
            subject.by_pragmatic,
            tie_sets(names, lambda name: -menu.pragmatic(name)),
            PUBLISHED_BY_PRAGMATIC,
        ),
    ):
        yield Fact.decided_by(
            found == claimed,
            f"by {what}: {_text(found)}",
            otherwise=f"by {what} the order is {_text(found)}, claimed {_text(claimed)}",
            margin=_text(found),
        )
        yield Fact.decided_by(
            _refines(printed, found),
            f"by {what}, the published list is one of the orders that the ties allow",
            otherwise=f"by {what}, the published list {printed} contradicts {_text(found)}",
        )


def _refines(listed: tuple[str, ...], ranking: Ranking) -> bool:
    rest = list(listed)
    for group in ranking:
        first, rest = rest[: len(group)], rest[len(group) :]
        if set(first) != group:
            return False
    return not rest


def _text(ranking: Ranking) -> str:
    return " < ".join(" = ".join(sorted(group)) for group in ranking)


def _shared(first: Fraction) -> Mutant:
    return Mutant(
        "shared preferences",
        f"all policies are judged by ({float(first):g}, {float(1 - first):g}): commit_left overtakes the cue",
        lambda subject: replace(
            subject,
            menu=replace(
                subject.menu,
                policies=tuple(replace(policy, preferences=(first, 1 - first)) for policy in subject.menu.policies),
            ),
        ),
    )


def _cue(validity: Fraction, name: str, words: str) -> Mutant:
    return Mutant(
        name,
        words,
        lambda subject: replace(
            subject,
            menu=with_policy(subject.menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(validity))),
        ),
    )


_TILT = Fraction(1, 2) + Fraction(1, 10**15)

CHECK = Check(
    id="selection_ranking",
    claim=Claim(
        "By expected free energy the cue comes first, the arms tie, and staying comes last; by pragmatic value alone"
        " the arms tie for the first place.",
        r"G(\text{cue}) < G(\text{left}) = G(\text{right}) < G(\text{stay})",
        "the published menu",
        "Friedman (2026), active-selection identity, binary menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        _cue(Fraction(1, 2), "cue blinded", "validity 1/2: the cue ties with stay in the last place"),
        _cue(Fraction(4, 5), "cue at 0.8", "validity 0.8: the cue ties with the arms"),
        _shared(Fraction(19, 20)),
        Mutant(
            "tie broken by 1e-15",
            "stay prefers its observations by 1e-15: a float ranking would still show the tie with the cue",
            lambda subject: replace(
                subject,
                menu=with_policy(subject.menu, "stay", lambda policy: replace(policy, preferences=(_TILT, 1 - _TILT))),
            ),
        ),
        Mutant(
            "ties by name",
            "commit_left is claimed strictly better than commit_right, as the published list has it",
            lambda subject: replace(
                subject,
                by_g=(frozenset({"cue"}), frozenset({"commit_left"}), frozenset({"commit_right"}), frozenset({"stay"})),
            ),
        ),
    ),
    proofs=("active_selection_cue_threshold",),
    tags=("menu", "ties"),
    kernel=kernel,
)
