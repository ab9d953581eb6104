"""The amounts of a way to observe, written out for Coq in the words of its library.

A joint distribution has the latent r down its rows and the observation o across; turned over, o is down.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from opd_exact.coq.formulas import And, compared
from opd_exact.coq.hints import factor_table, table_text
from opd_exact.coq.statements import Covers, Identity, Instance, Order, Statement
from opd_exact.coq.terms import Term, TermLike, call, term_of

from ._menu import Menu

__all__ = [
    "epistemic",
    "equalities",
    "expected_free_energy",
    "in_part",
    "joint",
    "menu_free_energy",
    "observed_joint",
    "pragmatic",
    "ranking",
    "residual",
]

Row = Sequence[Fraction]
Rows = Sequence[Row]


def in_part(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The statements as a part of their claim."""
    return (replace(statement, covers="part") for statement in statements)


def joint(prior: Row, rows: Rows) -> list[list[Fraction]]:
    """p(r) p(o | r), r down and o across."""
    return [[mass * entry for entry in row] for mass, row in zip(prior, rows, strict=True)]


def observed_joint(prior: Row, rows: Rows) -> list[list[Fraction]]:
    """The same with o down and r across."""
    return [list(column) for column in zip(*joint(prior, rows), strict=True)]


def expected_free_energy(prior: Row, rows: Rows, preferences: Row) -> Term:
    """D(q(o) || p(o)) + H(o | r): risk plus ambiguity."""
    both = joint(prior, rows)
    return call("KL", call("column_sums", both), preferences) + call("conditional_entropy", both)


def epistemic(prior: Row, rows: Rows) -> Term:
    """I(o; r)."""
    return call("mutual_information", joint(prior, rows))


def pragmatic(prior: Row, rows: Rows, preferences: Row) -> Term:
    """E_q(o)[ln p(o)], minus the cross-entropy."""
    return -call("cross_entropy", call("column_sums", joint(prior, rows)), preferences)


def residual(prior: Row, rows: Rows) -> Term:
    """H(r | o)."""
    return call("conditional_entropy", observed_joint(prior, rows))


def menu_free_energy(menu: Menu, name: str) -> Term:
    """G of one policy of the menu."""
    policy = menu.policy(name)
    return expected_free_energy(menu.prior, policy.likelihood, policy.preferences)


def equalities(
    name: str, sentence: str, pairs: Iterable[tuple[TermLike, TermLike]], *, covers: Covers = "claim"
) -> Statement:
    """Several exact identities as one statement."""
    terms = [(term_of(left), term_of(right)) for left, right in pairs]
    if len(terms) == 1:
        return Identity(name, sentence, *terms[0], covers=covers)
    says = And(tuple(compared(left, "=", right) for left, right in terms))
    hint = table_text(factor_table(*(side for pair in terms for side in pair)))
    script = f"repeat match goal with |- _ /\\ _ => split end; exact_logs {hint}."
    return Instance(name, sentence, says, script, ("LogLinear",), covers=covers)


def ranking(
    groups: Sequence[Iterable[str]], amount: Callable[[str], Term], what: str, prefix: str = ""
) -> Iterator[Statement]:
    """Groups of names from the least amount to the largest: equal within a group, less than in the next."""
    ordered = [sorted(group) for group in groups]
    for first, *others in ordered:
        for other in others:
            sentence = f"{what}: {first} and {other} tie."
            yield Identity(f"{prefix}tie_{first}_{other}", sentence, amount(first), amount(other))
    for (lower, *_), (upper, *_) in pairwise(ordered):
        sentence = f"{what}: that of {lower} is less than that of {upper}."
        yield Order(f"{prefix}{lower}_below_{upper}", sentence, amount(lower), amount(upper))
