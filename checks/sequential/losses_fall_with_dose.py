"""Test loss, train loss and shift mass fall strictly as the dose of the correction grows from 0 to 1.

Test loss: its slope is enclosed on boxes that cover [0, 1], with the visits as functions of the dose. Train loss: in
each state the divergence is convex in the dose, as its second derivative Σ δ_a²/π_f(a) is positive, and its slope at
full dose is negative; so it falls all the way. Shift mass: each state's visits stay on one side of the teacher's, so
the mass is a polynomial in the dose, and the prover shows that it falls.

Source: Friedman (2026), witness 4; the paper looks at five doses, with a slack of 1e-12.

A failure means that somewhere between no correction and full correction a little more of it makes the student worse.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import sympy

from opd_exact.coq.formulas import positive
from opd_exact.coq.statements import Derivative, Order, Statement
from opd_exact.coq.terms import Number, Parameter, call, ln, total
from opd_exact.models.markov_chain import Row
from opd_exact.models.policy_chain import Policy
from opd_exact.models.sequential_shift import HORIZON, ShiftWitness, sequential_shift
from opd_exact.numbers import LogForm
from opd_exact.numbers.subdivision import decide_monotone
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Step, Verdict, all_of
from opd_exact.registry.facts import proved
from opd_exact.symbolic import prove_equal, prove_nonnegative, prove_positive, prove_strictly_decreasing

from ._dose import DOMAIN, DOSE, DoseCurves, divergences_by_dose, visits_by_dose
from ._witness import SOURCE


@dataclass(frozen=True)
class DoseSubject:
    """The witness whose student is corrected by degrees."""

    witness: ShiftWitness


def build(inputs: Inputs) -> DoseSubject:
    """The witness as the paper defines it."""
    return DoseSubject(sequential_shift())


def kernel(subject: DoseSubject) -> Iterator[Statement]:
    """By state: slope and curvature of the divergence at every dose, and that the slope is negative at full dose."""
    f, witness = Parameter("f"), subject.witness
    rows = zip(witness.process.states, witness.before.rows, witness.after.rows, witness.teacher.rows, strict=True)
    for name, before, after, teacher in rows:
        policy = [(1 - f) * Number(x) + f * Number(y) for x, y in zip(before, after, strict=True)]
        moves = [y - x for x, y in zip(before, after, strict=True)]
        slope = total(d * ln(x / Number(p)) for d, x, p in zip(moves, policy, teacher, strict=True))
        curvature = total(d**2 / x for d, x in zip(moves, policy, strict=True))
        where = positive(*policy)
        sentence = f"The slope of the divergence at {name}, wherever the student takes both actions."
        divergence = call("KL", policy, teacher)
        yield Derivative(f"slope_{name}", sentence, "f", divergence, slope, where, policy, covers="part")
        sentence = f"Its curvature at {name}, a sum of squares over probabilities."
        yield Derivative(f"curvature_{name}", sentence, "f", slope, curvature, where, policy, covers="part")
        at_full = total(d * ln(Number(y) / Number(p)) for d, y, p in zip(moves, after, teacher, strict=True))
        sentence = f"At full dose the slope at {name} is negative, and so it is before, where it is less."
        yield Order(f"falls_{name}", sentence, at_full, 0, covers="part")


def establish(subject: DoseSubject) -> Finding:
    """Enclose the slope of the test loss; prove that train loss and shift mass fall."""
    return all_of(_facts(subject.witness))


def _facts(witness: ShiftWitness) -> Iterator[Fact]:
    for name, (divergence, curvature) in zip(witness.process.states, divergences_by_dose(witness), strict=True):
        second = sympy.diff(divergence, DOSE, 2)
        yield proved(Step(f"{name}: d²D/df² = Σ δ²/π_f", partial(prove_equal, second, curvature, DOMAIN)))
        yield proved(Step(f"{name}: D is convex in the dose", partial(prove_nonnegative, curvature, DOMAIN)))
    yield from _slopes_at_full_dose(witness)
    yield _test_loss_falls(witness)
    yield from _mass_falls(witness)


def _test_loss_falls(witness: ShiftWitness) -> Fact:
    answer = decide_monotone(DoseCurves(witness).test(), 0, 1, -1)
    if answer.witness is not None:
        low, high = answer.witness
        return Fact(Verdict.REFUTED, f"the test loss does not fall from dose {low} to dose {high}", f"[{low}, {high}]")
    return Fact(Verdict.ENCLOSED, f"the slope of the test loss is negative on [0, 1] ({answer.boxes} boxes)")


def _slopes_at_full_dose(witness: ShiftWitness) -> Iterator[Fact]:
    rows = zip(witness.process.states, witness.before.rows, witness.after.rows, witness.teacher.rows, strict=True)
    for name, before, after, teacher in rows:
        slope = _slope_at_full_dose(before, after, teacher)
        yield Fact.decided_by(
            slope < 0,
            f"{name}: slope {slope} < 0 at full dose, so D falls on all of [0, 1]",
            otherwise=f"{name}: the slope of D at full dose is {slope}, not negative",
        )


def _slope_at_full_dose(before: Row, after: Row, teacher: Row) -> LogForm:
    """Σ_a δ_a log(π_after(a)/π_T(a))."""
    return LogForm(
        0,
        {x / p: x - b for b, x, p in zip(before, after, teacher, strict=True)},
    )


def _mass_falls(witness: ShiftWitness) -> Iterator[Fact]:
    taught = witness.process.induced(witness.teacher).visitation(HORIZON)
    student = witness.process.induced(witness.before).visitation(HORIZON)
    mass: sympy.Expr = sympy.Integer(0)
    polynomials = visits_by_dose(witness)
    for name, now, polynomial, given in zip(witness.process.states, student, polynomials, taught, strict=True):
        ahead = polynomial - sympy.Rational(given.numerator, given.denominator)
        if now == given:
            yield proved(Step(f"{name}: visited as the teacher does", partial(prove_equal, ahead, 0, DOMAIN)))
            continue
        away = ahead if now > given else -ahead
        side = "more" if now > given else "less"
        yield proved(Step(f"{name}: visited {side} than by the teacher", partial(prove_positive, away, DOMAIN)))
        mass += away / 2
    falls = partial(prove_strictly_decreasing, sympy.expand(mass), DOSE, DOMAIN)
    yield proved(Step("the shift mass strictly decreases with the dose", falls))


def _with_after(*rows: tuple[str, str]) -> Policy:
    return Policy.of(rows)


CHECK = Check(
    id="sequential_losses_fall_with_dose",
    claim=Claim(
        "Test loss, train loss and shift mass are strictly decreasing functions of the dose of the correction.",
        r"\frac{d}{df}L_{\mathrm{test}}(f) < 0,\quad \frac{d}{df}L_{\mathrm{train}}(f) < 0,\quad"
        r" \frac{d}{df}\mathrm{TV}(f) < 0",
        "for all doses f in [0, 1], policies (1-f) before + f after, and horizon 8",
        f"{SOURCE}; for all doses it is ours",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "before and after exchanged",
            "the correction runs backwards",
            lambda subject: replace(
                subject,
                witness=replace(subject.witness, before=subject.witness.after, after=subject.witness.before),
            ),
        ),
        Mutant(
            "overshoot",
            "full dose takes the first action with probability 0.99 everywhere, beyond the teacher",
            lambda subject: replace(
                subject, witness=replace(subject.witness, after=_with_after(*((("0.99", "0.01"),) * 4)))
            ),
        ),
        Mutant(
            "overshoot in one state",
            "at the prompt full dose goes to 0.88, the teacher is at 0.85",
            lambda subject: replace(
                subject,
                witness=replace(
                    subject.witness,
                    after=_with_after(("0.88", "0.12"), ("0.7", "0.3"), ("0.7", "0.3"), ("0.72", "0.28")),
                ),
            ),
        ),
        Mutant(
            "nothing corrected",
            "the policy after correction is the one before it",
            lambda subject: replace(subject, witness=replace(subject.witness, after=subject.witness.before)),
        ),
        Mutant(
            "wrong teacher",
            "the teacher is the student before correction",
            lambda subject: replace(subject, witness=replace(subject.witness, teacher=subject.witness.before)),
        ),
    ),
    proofs=("divergence_convex_in_dose",),
    tags=("sequential", "theorem"),
    kernel=kernel,
)
