"""The companions' losses in the words of Coq's library, from the tables of a check's subject."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from opd_exact.coq.formulas import Within
from opd_exact.coq.statements import Covers, Enclosure, Order, Statement
from opd_exact.coq.terms import Term, call, exp, ln, total
from opd_exact.numbers import exact_rational

from ._adaptive import Batch
from ._gkd import GkdSubject
from ._sdpg import TERMS, Sdpg

__all__ = [
    "forward",
    "gate",
    "loss",
    "reverse",
    "rounded",
    "sdpg_figures",
    "taken",
]


def reverse(batch: Batch) -> list[Term]:
    """D(student || teacher) of each token."""
    return [call("KL", q, p) for p, q in zip(batch.teachers, batch.students, strict=True)]


def forward(batch: Batch) -> list[Term]:
    """D(teacher || student) of each token."""
    return [call("KL", p, q) for p, q in zip(batch.teachers, batch.students, strict=True)]


def taken(batch: Batch, directions: Sequence[bool]) -> Term:
    """The total where each token takes the direction that is given."""
    tokens = zip(directions, reverse(batch), forward(batch), strict=True)
    return total(backward if takes else ahead for takes, backward, ahead in tokens)


def gate(name: str, batch: Batch, directions: Sequence[bool]) -> Iterator[Statement]:
    """That each token of reverse KL has a student of less entropy than each token of forward KL.

    With as many of the one as of the other this says on which side of the median each token lies.
    """
    entropies = [call("entropy", row) for row in batch.students]
    for i, low in enumerate(entropies):
        for j, high in enumerate(entropies):
            if directions[i] and not directions[j]:
                sentence = f"Batch {name}: the student at token {i} has less entropy than that at token {j}."
                yield Order(f"gate_{name}_{i}_{j}", sentence, low, high, covers="part")


def loss(subject: GkdSubject) -> Term:
    """The divergences of the states, weighted by visits that are given as numbers."""
    rows = zip(subject.visitation(), subject.tables.student.rows, subject.tables.teacher.rows, strict=True)
    if subject.direction == "reverse":
        return total(share * call("KL", mine, theirs) for share, mine, theirs in rows)
    return total(share * call("KL", theirs, mine) for share, mine, theirs in rows)


def rounded(name: str, sentence: str, term: Term, figure: str, covers: Covers = "part") -> Statement:
    """That a number rounds to the figure: it lies within half a unit of its last place."""
    unit = Fraction(1, 10 ** len(figure.partition(".")[2]))
    middle = exact_rational(figure)
    return Enclosure(name, sentence, (Within.of(term, middle - unit / 2, middle + unit / 2),), covers=covers)


def sdpg_figures(subject: Sdpg) -> Iterator[Statement]:
    """Each term and the total at their figures, from the logits; the mode tells the direction of the divergence."""
    student, teacher, reference = (call("softmax", z) for z in (subject.student, subject.teacher, subject.reference))
    best = max(subject.student, key=Fraction)
    terms = {
        "clip": -subject.advantage * ln(exp(best) / total(map(exp, subject.student))),
        "reverse": call("KL", student, teacher),
        "forward": call("KL", teacher, student),
        "reference": call("KL", student, reference),
    }
    for name, figure in TERMS.items():
        yield rounded(f"{name}_term", f"The {name} term at its figure.", terms[name], figure, "claim")
    distilled = terms["reverse" if subject.mode.endswith("rkl") else "forward"]
    whole = terms["clip"] + subject.beta * distilled + subject.alpha * terms["reference"]
    yield rounded("total", "The total at its figure.", whole, subject.total_claimed, "claim")
