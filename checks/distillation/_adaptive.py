"""Adaptive divergence: reverse KL for the surer half of a batch's students, forward KL for the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.information import entropy, relative_entropy
from opd_exact.models.markov_chain import Matrix, read_rows
from opd_exact.numbers import LogForm

__all__ = [
    "PUBLISHED_STUDENTS",
    "PUBLISHED_TEACHERS",
    "Batch",
    "median",
]

PUBLISHED_TEACHERS = read_rows(
    ((".80", ".15", ".05"), (".34", ".33", ".33"), (".10", ".10", ".80"), (".40", ".35", ".25")), "teachers"
)
PUBLISHED_STUDENTS = read_rows(
    ((".70", ".20", ".10"), (".34", ".33", ".33"), (".20", ".20", ".60"), (".34", ".33", ".33")), "students"
)


@dataclass(frozen=True)
class Batch:
    """Teachers and students token by token, and the two choices that the gate makes."""

    teachers: Matrix
    students: Matrix
    upper_median: bool = False
    inverted: bool = False

    def reverse(self) -> list[LogForm]:
        """D(student || teacher) of each token."""
        return [relative_entropy(q, p) for p, q in zip(self.teachers, self.students, strict=True)]

    def forward(self) -> list[LogForm]:
        """D(teacher || student) of each token."""
        return [relative_entropy(p, q) for p, q in zip(self.teachers, self.students, strict=True)]

    def takes_reverse(self) -> list[bool]:
        """Whether each token takes reverse KL: its entropy is at or below the median of the batch, decided exactly."""
        entropies = [entropy(row) for row in self.students]
        middle = sorted(entropies)[len(entropies) // 2] if self.upper_median else median(entropies)
        return [(value <= middle) is not self.inverted for value in entropies]

    def adaptive(self) -> list[LogForm]:
        """The divergence that each token takes."""
        chosen = zip(self.takes_reverse(), self.reverse(), self.forward(), strict=True)
        return [reverse if takes else forward for takes, reverse, forward in chosen]


def median(values: Sequence[LogForm]) -> LogForm:
    """The middle value, or the mean of the two in the middle; order is decided."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) * Fraction(1, 2)
