"""What a function answers to pairs of distributions, passed in every way that it might mean."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.audit.functions.calling import Observation, Subject
from opd_exact.audit.functions.conventions import Convention, Pair
from opd_exact.numbers import Ball

__all__ = [
    "EXTREME",
    "FURTHER",
    "PROBES",
    "Answers",
    "Seen",
    "Sheet",
    "pair_of",
    "sheets_of",
]

_KINDS = (
    ("probabilities", "probabilities"),
    ("logarithms", "logarithms"),
    ("logarithms", "probabilities"),
    ("probabilities", "logarithms"),
)

# Weights of the first and of the second distribution. Different numbers of outcomes tell a mean from a sum, the last
# two reach log ratios of eight, where clips bind.
PROBES: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((5, 3, 2), (1, 2, 7)),
    ((1, 2, 3, 4), (7, 1, 1, 1)),
    ((3, 1), (1, 2)),
    ((1, 1, 8), (6, 3, 1)),
    ((10, 5, 1, 1), (2, 2, 3, 9)),
    ((2, 2, 1, 3, 4), (5, 1, 1, 1, 2)),
    ((1000, 1, 1), (1, 50, 1000)),
    ((1, 200, 4000, 3), (3000, 1, 20, 300)),
)

# For functions of two outcomes only.
_BINARY: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((3, 1), (1, 2)),
    ((5, 2), (3, 7)),
    ((1, 9), (8, 5)),
    ((2000, 3), (1, 300)),
)

FURTHER: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((7, 2, 4), (3, 5, 1)),
    ((1, 9), (8, 5)),
    ((3, 1, 4, 1, 5, 9), (2, 7, 1, 8, 2, 8)),
    ((1, 600), (900, 1)),
)

# Masses at which floors and wide clips show, which the others leave alone.
EXTREME: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((30_000, 1, 7), (1, 90_000, 5)),
    ((10**13, 1, 10**12), (1, 5 * 10**12, 10**13)),
    ((10**15, 1, 3, 10**14), (2, 10**14, 10**15, 1)),
)


@dataclass(frozen=True)
class Seen:
    """One answer: the pair, the number, and how accurate it can be expected to be."""

    pair: Pair
    value: float
    slack: float

    def fits(self, convention: Convention) -> bool:
        """Whether the exact value of a hypothesis is this answer."""
        truth = convention.truth(self.pair)
        if not isinstance(truth, Ball):
            return False
        off = abs(Fraction(self.value) - truth.middle) + truth.radius
        return off <= Fraction(self.slack) * max(Fraction(1), abs(truth.middle))


_MOST_SILENCES = 3
"""After so many calls that did not return, the function is not called again."""


class Answers:
    """Calls of a function with pairs of distributions, counted; what went wrong first is kept, and what last."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self.calls = 0
        self.trouble = self.last_trouble = ""
        self.terms = False
        self._silences = 0

    def raw(self, arguments: Sequence[Any]) -> Observation:
        """One call."""
        if self._silences >= _MOST_SILENCES:
            return Observation("no answer", self.trouble)
        self.calls += 1
        observation = self._subject.call(arguments, "float64")
        if observation.failure is not None:
            self._note(f"{observation.failure}: {observation.message}")
            self._silences += observation.failure == "no answer"
        return observation

    def _note(self, trouble: str) -> None:
        self.last_trouble = trouble
        self.trouble = self.trouble or trouble

    def at(self, pair: Pair, *, rows: bool) -> Seen | None:
        """The answer to a pair, the sum of its terms where those come back; None where there is no finite number."""
        observation = self.raw(pair.arguments(rows=rows))
        values = observation.values
        if observation.failure is not None:
            return None
        if not all(map(math.isfinite, values)):
            self._note(f"returned {', '.join(map(repr, values[:4]))} at masses that are all positive")
            return None
        pointwise = len(values) == len(pair.first) and observation.shape[-1:] == (len(pair.first),)
        if not observation.repeats:
            self._note(f"two calls with the same arguments gave {values[:2]} and {observation.second[:2]}")
            return None
        if not (len(values) == 1 or pointwise):
            self._note(f"returned shape {observation.shape}")
            return None
        self.terms = self.terms or (pointwise and len(values) > 1)
        return Seen(pair, math.fsum(values), 1e-10 if observation.dtype == "float64" else 2e-5)


def pair_of(weights: tuple[tuple[int, ...], tuple[int, ...]], kinds: tuple[str, str]) -> Pair:
    made = []
    for part, kind in zip(weights, kinds, strict=True):
        masses = [float(Fraction(weight, sum(part))) for weight in part]
        made.append(tuple(math.log(mass) if kind == "logarithms" else mass for mass in masses))
    return Pair(made[0], made[1], kinds)


@dataclass(frozen=True)
class Sheet:
    """The answers to one way of passing the arguments; `softmax` says that it takes the softmax of all logarithms.

    `missing` tells of the inputs that it gave no number for, if there are any.
    """

    rows: bool
    seen: tuple[Seen, ...]
    softmax: bool
    missing: str | None = None


_LEAST_ANSWERS = 3
_SHIFTS = (1.25, 0.5)  # not the same, which would leave every function of differences alone, too


def sheets_of(answers: Answers) -> list[Sheet]:
    """The answers to every way of passing the arguments that gives any; what repeats another way is left out."""
    found: list[Sheet] = []
    for kinds in _KINDS:
        before: list[float] | None = None
        for rows in (True, False):
            sheet = _asked(answers, kinds, rows)
            if sheet is not None and (values := [answer.value for answer in sheet.seen]) != before:
                found.append(sheet)
                before = values
    return sorted(found, key=lambda sheet: not sheet.rows)


def _asked(answers: Answers, kinds: tuple[str, str], rows: bool) -> Sheet | None:
    seen: list[Seen] = []
    missing: list[str] = []
    for number, weights in enumerate(PROBES):
        answer = answers.at(pair_of(weights, kinds), rows=rows)
        if answer is not None:
            seen.append(answer)
        else:
            missing.append(f"{answers.last_trouble} (at {pair_of(weights, kinds)})")
        if number + 1 == _LEAST_ANSWERS and not seen:
            return None
    if len(seen) < _LEAST_ANSWERS:
        found = (answers.at(pair_of(weights, kinds), rows=rows) for weights in _BINARY)
        seen = [answer for answer in found if answer is not None]
    if len(seen) < _LEAST_ANSWERS:
        return None
    told = f"no number came back at {len(missing)} of {len(PROBES)} inputs: {missing[0]}" if missing else None
    return Sheet(rows, tuple(seen), "logarithms" in kinds and _takes_softmax(answers, seen[0], rows), told)


def _takes_softmax(answers: Answers, seen: Seen, rows: bool) -> bool:
    """Whether adding a constant to the logarithms changes nothing."""
    pair = seen.pair
    first, second = (
        tuple(v + shift for v in part) if kind == "logarithms" else part
        for part, kind, shift in zip((pair.first, pair.second), pair.kinds, _SHIFTS, strict=True)
    )
    shifted = answers.at(Pair(first, second, pair.kinds), rows=rows)
    return shifted is not None and abs(shifted.value - seen.value) <= 10 * seen.slack * max(1.0, abs(seen.value))
