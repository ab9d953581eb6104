"""At horizons up to 4096 exact numbers and balls agree, and the test loss approaches its stationary value like 1/T.

The visits within T steps are exact fractions of some four digits a step: at T = 4096 of sixteen thousand. Balls know
the same visits to fifty digits at any horizon. A third route needs neither: with the stationary distribution d* and the
fundamental matrix Z = (I - P + 1 d*)⁻¹, where 1 d* has d* in every row, the visits are T d* + (d_0 - d_T) Z; as d_T
tends to d* geometrically, T · (loss(T) - loss*) tends to (d_0 - d*) Z · D, with D the divergence in each state.

Source: Friedman (2026), witness 4, has horizon 8 only; for the fundamental matrix see Kemeny and Snell (1960), 4.3.

A failure means that one of the routes to long horizons is wrong, and a walk is lost among the digits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import flint

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.coq.terms import Number, TermLike, total
from opd_exact.models.markov_chain import MarkovChain, Row
from opd_exact.models.sequential_shift import ShiftWitness, sequential_shift
from opd_exact.numbers import Ball, LogForm
from opd_exact.planning.sequential_loss import state_divergences, visited_loss
from opd_exact.registry import Check, Claim, EvidenceError, Fact, Finding, Inputs, Mutant, Verdict, all_of

from ._closed_forms import TEST_LOSS_BEFORE
from ._kernel import Walk, equations, policy_terms, weighted_loss
from ._witness import SOURCE, actions_exchanged

# The longest horizon whose steps are written out for Coq.
LONGEST = 8
HORIZONS = (8, 64, 512, 4096)
NARROW = Fraction(1, 10**40)
# |(d_T - d*) Z · D| is claimed to be at most this to the power of T; no more than 400 steps of it are used.
RATE = Fraction(7, 10)


@dataclass(frozen=True)
class LongSubject:
    """The witness, the horizons, and what the ball route takes for the horizon (0 added) and for the chain."""

    witness: ShiftWitness
    horizons: tuple[int, ...] = HORIZONS
    lag: int = 0
    balls_of_teacher: bool = False
    stationary_factor: Fraction = Fraction(1)
    at_eight: LogForm = TEST_LOSS_BEFORE

    def chain(self) -> MarkovChain:
        """The walk of the student before correction."""
        return self.witness.process.induced(self.witness.before)

    def losses(self) -> tuple[LogForm, ...]:
        """Its divergence from the teacher in each state."""
        return state_divergences(self.witness.before, self.witness.teacher)

    def exact(self, shares: Row) -> LogForm:
        """The loss under visits."""
        found = visited_loss(shares, self.losses())
        if not isinstance(found, LogForm):
            raise EvidenceError("the loss is infinite; the teacher excludes an action that the student takes")
        return found

    def ball(self, horizon: int) -> Ball:
        """The loss at a horizon, by balls alone."""
        chain = self.witness.process.induced(self.witness.teacher) if self.balls_of_teacher else self.chain()
        total = Ball.from_rational(0)
        for share, loss in zip(chain.visitation_balls(horizon + self.lag), self.losses(), strict=True):
            total = total + share * loss.enclose(60)
        return total


def build(inputs: Inputs) -> LongSubject:
    """The witness as the paper defines it."""
    return LongSubject(sequential_shift())


def kernel(subject: LongSubject) -> Iterator[Statement]:
    """The loss at horizon 8 from the tables alone, and the stationary distribution and loss; not longer walks."""
    witness = subject.witness
    student, teacher = policy_terms(witness.before), policy_terms(witness.teacher)
    walk = Walk(witness.process, student)
    for horizon in (steps for steps in subject.horizons if steps <= LONGEST):
        term = weighted_loss(walk.visitation(horizon), student, teacher)
        exact = subject.exact(subject.chain().visitation(horizon))
        sentence = f"The test loss at horizon {horizon} to 30 digits, from the tables alone."
        yield enclosure_of(f"horizon_{horizon}", sentence, term, exact, covers="part")
    rest = subject.chain().stationary()
    sentence = "A step leaves this distribution as it is, and it sums to 1."
    pairs: list[tuple[TermLike, TermLike]] = [(total(rest), 1)]
    pairs += zip(walk.step([Number(mass) for mass in rest]), rest, strict=True)
    yield equations("stationary", sentence, pairs, covers="part")
    term, exact = weighted_loss(rest, student, teacher), subject.exact(rest)
    yield enclosure_of("stationary_loss", "The loss under it to 30 digits.", term, exact, covers="part")


def establish(subject: LongSubject) -> Finding:
    """Compare the routes at every horizon, then the approach to the stationary loss."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    last = subject.exact(subject.chain().visitation(subject.horizons[-1]))
    stationary = subject.exact(subject.chain().stationary())
    return replace(finding, exact=f"stationary loss {stationary}", value=last)


def _facts(subject: LongSubject) -> Iterator[Fact]:
    chain = subject.chain()
    before: LogForm | None = None
    for horizon in subject.horizons:
        exact = subject.exact(chain.visitation(horizon))
        if horizon == 8:
            yield Fact.decided_by(
                exact == subject.at_eight,
                "horizon 8: the closed form",
                otherwise=f"horizon 8: {float(exact)!r} is not the closed form",
            )
        yield _same(horizon, exact, subject.ball(horizon))
        yield from _approach(subject, horizon, exact)
        yield Fact.decided_by(
            before is None or before < exact,
            f"horizon {horizon}: the loss is above that of shorter horizons",
            otherwise=f"horizon {horizon}: the loss is not above that of shorter horizons",
        )
        before = exact


def _same(horizon: int, exact: LogForm, ball: Ball) -> Fact:
    gap = ball - exact.enclose(60)
    if gap.lower > 0 or gap.upper < 0:
        text = gap.decimal(4)[0]
        return Fact(Verdict.REFUTED, f"horizon {horizon}: balls and exact numbers differ by {text}", text)
    if gap.upper - gap.lower > NARROW:
        return Fact(Verdict.UNDECIDED, f"horizon {horizon}: the ball is wider than 1e-40")
    return Fact(Verdict.ENCLOSED, f"horizon {horizon}: the ball, narrower than 1e-40, holds the exact loss")


def _approach(subject: LongSubject, horizon: int, exact: LogForm) -> Iterator[Fact]:
    """The identity of the fundamental matrix, exact, and how fast what is left of it vanishes."""
    chain = subject.chain()
    stationary = subject.exact(chain.stationary()) * subject.stationary_factor
    now = tuple(late - early for late, early in zip(chain.visits(horizon + 1), chain.visits(horizon), strict=True))
    limit, tail = _through_fundamental_matrix(subject, chain.start), _through_fundamental_matrix(subject, now)
    missing = horizon * (exact - stationary) - (limit - tail)
    text = "0" if missing == 0 else missing.enclose(8).decimal(3)[0]
    yield Fact.decided_by(
        missing == 0,
        f"horizon {horizon}: T (loss - loss*) = (d_0 - d_T) Z · D exactly",
        otherwise=f"horizon {horizon}: T (loss - loss*) differs from (d_0 - d_T) Z · D by {text}",
        margin=text,
    )
    steps = min(horizon, 400)
    yield Fact.decided_by(
        abs(tail) <= RATE**steps,
        f"horizon {horizon}: T (loss - loss*) is within ({RATE})^{steps} of its limit {float(limit):.6f}",
        otherwise=f"horizon {horizon}: (d_T - d*) Z · D is more than ({RATE})^{steps}",
    )


def _through_fundamental_matrix(subject: LongSubject, row: Row) -> LogForm:
    """(d - d*) Z · D for a distribution d, with the fundamental matrix Z = (I - P + 1 d*)⁻¹, exact."""
    chain = subject.chain()
    rest, states = chain.stationary(), range(len(chain.start))
    matrix = flint.fmpq_mat([[_fmpq(int(s == n) - chain.transition[s][n] + rest[n]) for n in states] for s in states])
    ahead = flint.fmpq_mat([[_fmpq(row[s] - rest[s]) for s in states]])
    product = ahead * matrix.inv()
    weights = [Fraction(int(product[0, n].p), int(product[0, n].q)) for n in states]
    return LogForm.total(loss * weight for loss, weight in zip(subject.losses(), weights, strict=True))


def _fmpq(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


CHECK = Check(
    id="sequential_long_horizon",
    claim=Claim(
        "The test loss at horizons 8, 64, 512 and 4096 is the same by exact doubling, by balls and by the fundamental"
        " matrix; T times its distance from the stationary loss is a constant up to 0.7^min(T, 400).",
        r"T\,(L_{\mathrm{test}}(T) - L^*) = (d_0 - d_T)\,(I - P + \mathbf 1 d^*)^{-1} D,\quad"
        r" |(d_T - d^*)\,(I - P + \mathbf 1 d^*)^{-1} D| \le 0.7^{\min(T, 400)}",
        "for the witness's tables, student before correction, T in {8, 64, 512, 4096}",
        f"{SOURCE}, at horizon 8; longer horizons are ours",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("one step late", "balls take one step more", lambda subject: replace(subject, lag=1)),
        Mutant("other walk", "balls walk as the teacher does", lambda subject: replace(subject, balls_of_teacher=True)),
        Mutant(
            "stationary loss off by 1e-12",
            "the stationary loss is multiplied by 1 + 1e-12; at horizon 4096 that shows",
            lambda subject: replace(subject, stationary_factor=1 + Fraction(1, 10**12)),
        ),
        Mutant(
            "horizons in the wrong order",
            "the loss is claimed to grow from 64 steps to 8",
            lambda subject: replace(subject, horizons=(64, 8)),
        ),
        Mutant(
            "actions exchanged",
            "each action has the transitions of the other",
            lambda subject: replace(subject, witness=actions_exchanged(subject.witness)),
        ),
    ),
    tags=("sequential", "long"),
    kernel=kernel,
)
