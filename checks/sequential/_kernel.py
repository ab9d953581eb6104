"""The losses of the witness written out for Coq: distributions stepped by `let` from the tables alone.

Index legend: s and s' are states, a an action, t a time. Moves of probability 0 are left out of the sums.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from opd_exact.coq.evaluation import exact_value
from opd_exact.coq.formulas import And, Compare, Formula, Within, compared
from opd_exact.coq.statements import Covers, Identity, Instance, Statement, enclosure_of
from opd_exact.coq.terms import Call, Node, Number, Term, TermLike, call, term_of, total, transformed
from opd_exact.models.markov_chain import Row
from opd_exact.models.policy_chain import Policy, PolicyChain
from opd_exact.numbers import RationalLike, exact_rational
from opd_exact.planning.sequential_loss import Direction

from ._witness import LossSubject

__all__ = [
    "Terms",
    "Together",
    "Walk",
    "absolute",
    "equations",
    "half_differences",
    "loss_statements",
    "policy_terms",
    "subject_loss",
    "subject_visits",
    "visits_stated",
    "weighted_loss",
]

Terms = Sequence[Term]


@dataclass(frozen=True)
class Together(Instance):
    """Several comparisons below common names, each of which Coq computes once; absolute values may occur."""

    share = True

    def refuse_untrue(self) -> None:
        """As for other formulas, with every absolute value read as the number or its negative, whichever it is."""
        Instance(self.name, self.sentence, _without_absolute(self.says), self.script).refuse_untrue()


def absolute(term: Term) -> Term:
    """|term|, in Coq's own word."""
    return Call("Rabs", (term,))


def _without_absolute(formula: Formula) -> Formula:
    match formula:
        case And(parts):
            return And(tuple(map(_without_absolute, parts)))
        case Compare(left, relation, right):
            return compared(_resolved(left), relation, _resolved(right))
        case Within(term, lower, upper, strict):
            return Within(_resolved(term), lower, upper, strict)
    return formula


def _resolved(term: Term) -> Term:
    def change(node: Node) -> Node:
        if not (isinstance(node, Call) and node.word == "Rabs" and isinstance(node.arguments[0], Term)):
            return node
        inside = node.arguments[0]
        return inside if exact_value(inside) >= 0 else -inside

    return term_of(transformed(term, change))  # type: ignore[arg-type]  # a term stays a term


def equations(
    name: str, sentence: str, pairs: Iterable[tuple[TermLike, TermLike]], *, covers: Covers = "claim"
) -> Together:
    """Equations between rational numbers, computed from the tables below names that they share."""
    says = And(tuple(compared(left, "=", right) for left, right in pairs))
    return Together(name, sentence, says, "rationals.", ("Rational",), covers=covers)


def policy_terms(policy: Policy, towards: Policy | None = None, dose: RationalLike = 0) -> list[Terms]:
    """π(a|s) as the table has it, or (1 - f) π(a|s) + f π'(a|s) written out."""
    if towards is None:
        return [[Number(x) for x in row] for row in policy.rows]
    f = exact_rational(dose)
    return [
        [(1 - f) * Number(x) + f * Number(y) for x, y in zip(mine, other, strict=True)]
        for mine, other in zip(policy.rows, towards.rows, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class Walk:
    """The state distributions of a policy, one step after another."""

    process: PolicyChain
    policy: Sequence[Terms]

    def distributions(self) -> Iterator[Terms]:
        """d_0 as the table has it, and d_{t+1}(s') = Σ_s d_t(s) Σ_a π(a|s) P_a(s, s')."""
        now: Terms = [Number(mass) for mass in self.process.start]
        while True:
            yield now
            now = self.step(now)

    def step(self, now: Terms) -> Terms:
        """The distribution one step later."""
        return [_products((now[s], self._chain[s][after]) for s in self._states) for after in self._states]

    @cached_property
    def _chain(self) -> list[list[Term]]:
        return [[self._move(s, after) for after in self._states] for s in self._states]

    def visitation(self, horizon: int, first: int = 0) -> Terms:
        """The mean of d_first, …, d_{first + horizon - 1}."""
        steps = [now for _, now in zip(range(first + horizon), self.distributions(), strict=False)][first:]
        return [total(mass for mass in column if not _is_zero(mass)) / horizon for column in zip(*steps, strict=True)]

    @property
    def _states(self) -> range:
        return range(len(self.process.states))

    def _move(self, s: int, after: int) -> Term:
        tables = self.process.transitions
        return _products((p, Number(table[s][after])) for p, table in zip(self.policy[s], tables, strict=True))


def _products(factors: Iterable[tuple[Term, Term]]) -> Term:
    return total(x * y for x, y in factors if not _is_zero(x) and not _is_zero(y))


def _is_zero(term: Term) -> bool:
    return isinstance(term, Number) and term.value == 0


def weighted_loss(
    shares: Sequence[Term | Fraction],
    student: Sequence[Terms],
    teacher: Sequence[Terms],
    direction: Direction = "reverse",
) -> Term:
    """The divergences of the states, weighted by the shares."""
    pairs = [(p, q) if direction == "reverse" else (q, p) for p, q in zip(student, teacher, strict=True)]
    return total(
        term_of(share) * call("KL", *pair)
        for share, pair in zip(shares, pairs, strict=True)
        if not _is_zero(term_of(share))
    )


def half_differences(mine: Terms, other: Terms) -> Term:
    """Half the sum of the absolute differences."""
    return total(absolute(x - y) for x, y in zip(mine, other, strict=True)) / 2


def subject_visits(subject: LossSubject) -> Terms:
    """The visits of the subject's visitor, from the tables."""
    walk = Walk(subject.witness.process, policy_terms(subject.policy(subject.visitor)))
    return walk.visitation(subject.horizon, subject.first)


def subject_loss(subject: LossSubject, shares: Sequence[Term | Fraction] | None = None) -> Term:
    """The subject's loss: under its visits from the tables, or under shares that are given."""
    student, teacher = (policy_terms(policy) for policy in (subject.policy(subject.student), subject.witness.teacher))
    return weighted_loss(subject_visits(subject) if shares is None else shares, student, teacher, subject.direction)


def visits_stated(subject: LossSubject, name: str = "visits") -> Together:
    """The visits as decimals, stepped from start, transitions and the visitor's policy."""
    stated: Row = subject.visitation()
    return equations(
        name,
        f"Start and transitions, under the policy '{subject.visitor}', visit the states with these shares of the"
        f" {subject.horizon} times.",
        zip(subject_visits(subject), stated, strict=True),
    )


def loss_statements(subject: LossSubject) -> Iterator[Statement]:
    """The visits; under them the loss in closed form; and its digits from the tables alone."""
    yield visits_stated(subject)
    weighted = subject_loss(subject, subject.visitation())
    sentence = "Under these shares the divergences between student and teacher sum to the closed form."
    yield Identity("closed_form", sentence, weighted, subject.claimed)
    sentence = "The loss to 30 digits, from the tables alone: steps are averaged, and weigh the divergences."
    yield enclosure_of("digits", sentence, subject_loss(subject), subject.claimed)
