"""The ledger's quantities in the words of Coq's library: what is open after observing, and a filter's entropies."""

from collections.abc import Sequence
from fractions import Fraction

from opd_exact.coq.terms import Term, call

from ._identities import HALF, OUTCOMES, Rows, symmetric

__all__ = [
    "filtered",
    "joint",
    "open_entropy",
    "prior_entropy",
    "step_value",
]


def joint(rows: Rows) -> list[list[Fraction]]:
    """p(o, r) with a flat prior over the states r: the observations that occur down the rows, the states across."""
    return [[x / len(rows) for x in column] for column in zip(*rows, strict=True) if any(column)]


def prior_entropy(rows: Rows) -> Term:
    """H(r)."""
    return call("entropy", call("column_sums", joint(rows)))


def open_entropy(rows: Rows, *, wrong_measure: bool = False) -> Term:
    """E_o[H(r | o)], each observation with its own probability, or all alike."""
    table = joint(rows)
    weights = [Fraction(1, len(table))] * len(table) if wrong_measure else [sum(row) for row in table]
    return call("expected_value", weights, [call("entropy", call("posterior", row)) for row in table])


def filtered(validity: Fraction, cues: Sequence[int | None], outcomes: Sequence[int | None] = OUTCOMES) -> list[Term]:
    """The entropy of the belief over two states after each pair of cue and outcome, from a flat belief."""
    # What was seen so far multiplies into p(state, all of it); the library divides by its sum.
    weights = [HALF, HALF]
    entropies: list[Term] = []
    for cue, outcome in zip(cues, outcomes, strict=True):
        for channel, seen in ((symmetric(validity), cue), (symmetric(Fraction(1)), outcome)):
            if seen is not None:
                weights = [weight * row[seen] for weight, row in zip(weights, channel, strict=True)]
        entropies.append(call("entropy", call("posterior", weights)))
    return entropies


def step_value(belief: Sequence[Fraction], rows: Rows, preferences: Sequence[Fraction]) -> Term:
    """G of one step: risk plus ambiguity."""
    table = [[p * x for x in row] for p, row in zip(belief, rows, strict=True) if p]
    return call("KL", call("column_sums", table), preferences) + call("conditional_entropy", table)
