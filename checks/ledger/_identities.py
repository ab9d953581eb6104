"""The identities of the precision ledger, exact: channels, the filter along the rollout, and step values."""

from collections.abc import Sequence
from fractions import Fraction

from opd_exact.information import (
    conditional_entropy,
    entropy,
    expected_free_energy,
    joint_distribution,
    mutual_information,
    posterior,
    predicted_observations,
)
from opd_exact.numbers import LogForm

__all__ = [
    "CUES",
    "HALF",
    "NOISY",
    "OUTCOMES",
    "SOURCE",
    "Rows",
    "binary_entropy",
    "channels",
    "filtered_entropies",
    "identity_residual",
    "open_entropy",
    "step_value",
    "symmetric",
    "weighted_uniformly",
]

SOURCE = "Friedman (2026), precision ledger"
HALF = Fraction(1, 2)

Rows = tuple[tuple[Fraction, ...], ...]


def _rows(*rows: str) -> Rows:
    return tuple(tuple(Fraction(entry) for entry in row.split()) for row in rows)


NOISY = _rows("0.8 0.15 0.05", "0.2 0.7 0.1", "0.1 0.3 0.6")

# What the rollout shows at times 0 to 6: the cue at the second, the outcome from the fifth on.
CUES = (None, 0, None, None, None, None, None)
OUTCOMES = (None, None, None, None, 0, 0, 0)


def symmetric(validity: Fraction) -> Rows:
    """A binary cue that is right with probability `validity`."""
    return ((validity, 1 - validity), (1 - validity, validity))


def channels() -> tuple[tuple[str, Rows], ...]:
    """The binary menu and the six multi-state channels."""
    return (
        ("cue", _rows("1 0", "0 1")),
        ("commit_left", _rows("0.8 0.2", "0.8 0.2")),
        ("commit_right", _rows("0.2 0.8", "0.2 0.8")),
        ("stay", _rows("0.5 0.5", "0.5 0.5")),
        ("perfect3_k3", _rows("1 0 0", "0 1 0", "0 0 1")),
        ("noisy3_k3", NOISY),
        ("blind3_k3", ((Fraction(1, 3),) * 3,) * 3),
        ("perfect3_k4", _rows("1 0 0 0", "0 1 0 0", "0 0 1 0")),
        ("perfect4_k4", _rows("1 0 0 0", "0 1 0 0", "0 0 1 0", "0 0 0 1")),
        ("under4_k3", _rows("1 0 0", "0 1 0", "0 0 1", "0 0 1")),
    )


def _uniform(rows: Rows) -> tuple[Fraction, ...]:
    return (Fraction(1, len(rows)),) * len(rows)


def open_entropy(rows: Rows) -> LogForm:
    """E_o[H(r | o)], each observation with its own probability."""
    value: LogForm = conditional_entropy(joint_distribution(_uniform(rows), rows), given=1)
    return value


def weighted_uniformly(rows: Rows) -> LogForm:
    """The mean of H(r | o) with the same weight for each observation that occurs: the wrong measure."""
    prior = _uniform(rows)
    occurring = [o for o, q in enumerate(predicted_observations(prior, rows).cells) if q]
    mean: LogForm = LogForm.total(entropy(posterior(prior, rows, o)) for o in occurring) / len(occurring)
    return mean


def identity_residual(rows: Rows, *, wrong_measure: bool = False) -> LogForm:
    """H(r) - E_o[H(r | o)] - I(o; r), with the information as divergence of the joint from the product: 0."""
    left = weighted_uniformly(rows) if wrong_measure else open_entropy(rows)
    prior = _uniform(rows)
    residual: LogForm = entropy(prior) - left - mutual_information(joint_distribution(prior, rows))
    return residual


def binary_entropy(p: Fraction) -> LogForm:
    """H_b(p)."""
    value: LogForm = entropy((p, 1 - p))
    return value


def filtered_entropies(
    validity: Fraction,
    cues: Sequence[int | None] = CUES,
    outcomes: Sequence[int | None] = OUTCOMES,
) -> tuple[LogForm, ...]:
    """The entropy of an exact two-state Bayes filter after each pair of cue and outcome, starting from (½, ½)."""
    belief: tuple[Fraction, ...] = (HALF, HALF)
    entropies = []
    for cue, outcome in zip(cues, outcomes, strict=True):
        if cue is not None:
            belief = posterior(belief, symmetric(validity), cue).cells
        if outcome is not None:
            belief = posterior(belief, symmetric(Fraction(1)), outcome).cells
        entropies.append(entropy(belief))
    return tuple(entropies)


def step_value(belief: tuple[Fraction, ...], rows: Rows, preferences: tuple[Fraction, ...]) -> LogForm:
    """G of one step: risk plus ambiguity."""
    value: LogForm = expected_free_energy(belief, rows, preferences)
    return value
