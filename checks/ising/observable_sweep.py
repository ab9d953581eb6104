"""Five observables by two routes each, at 21 strengths: equal as functions of λ, and 105 float residuals below 1e-12.

Agreement probability, spin correlation, joint, marginal and conditional entropy: closed form in σ against the
enumerated joint. The published gate reads a stored column of residuals; here each residual is recomputed from its two
values, and each pair of routes is proved equal for every λ. The printed 4.6e-16 is rounding.

If this fails, a formula of the witness belongs to another joint, or a row of the sweep was not computed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np
import sympy
from opd_exact.proofs.ising._line import LAM, LINE, ON_LINE, agreement_probability, binary_entropy

from opd_exact.audit.energy_floats import entropy as float_entropy
from opd_exact.audit.ising_floats import joint as float_joint
from opd_exact.coq.statements import Statement, Symbolic
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import Call, Term, call
from opd_exact.information import conditional_entropy, entropy
from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.numbers import LogForm, binary_reading
from opd_exact.registry import (
    Check,
    Claim,
    EvidenceError,
    Fact,
    Finding,
    Inputs,
    Mutant,
    Observation,
    Step,
    Verdict,
    all_of,
)
from opd_exact.registry.facts import observed, proved
from opd_exact.registry.published import published
from opd_exact.symbolic import prove_equal

from . import _kernel
from ._subject import GRID

GATE, REASON = Fraction(1, 10**12), "gate of the published observable sweep; the exact residual is 0"
PRINTED, REPORTED = "4.6e-16", 4.579669976578771e-16

Table = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Observable:
    """A quantity by a closed form in λ and from the joint, symbolic and in float64."""

    name: str
    closed: sympy.Expr
    enumerated: Callable[[CoupledStreams], sympy.Expr]
    float_closed: Callable[[np.float64], float]
    float_enumerated: Callable[..., float]


@dataclass(frozen=True)
class Row:
    """One row of the sweep: two values of one observable at one strength."""

    name: str
    strength: Fraction
    closed: np.float64
    enumerated: np.float64

    @property
    def residual(self) -> Fraction:
        """The distance of the two floats, exactly."""
        return abs(binary_reading(self.closed) - binary_reading(self.enumerated))


@dataclass(frozen=True)
class ObservableSweep:
    """The model, the observables, and the 105 rows."""

    model: CoupledStreams
    observables: tuple[Observable, ...]
    rows: tuple[Row, ...]


def _float_agreement(strength: np.float64) -> float:
    return float(1 / (1 + np.exp(-strength)))


def _float_binary_entropy(p: float) -> float:
    return float(float_entropy(np.array([p, 1 - p])))


def _diagonal_minus_rest(table: Table) -> float:
    return float(table[0, 0] + table[1, 1] - table[0, 1] - table[1, 0])


_AGREE = agreement_probability(LAM)
_LOG2 = sympy.log(2)

OBSERVABLES = (
    Observable(
        "agreement probability",
        _AGREE,
        lambda model: model.joint()[0, 0] + model.joint()[1, 1],
        _float_agreement,
        lambda table: float(table[0, 0] + table[1, 1]),
    ),
    Observable(
        "spin correlation",
        sympy.tanh(LAM / 2),
        lambda model: model.joint()[0, 0] + model.joint()[1, 1] - model.joint()[0, 1] - model.joint()[1, 0],
        lambda strength: float(np.tanh(strength / 2)),
        _diagonal_minus_rest,
    ),
    Observable(
        "joint entropy",
        _LOG2 + binary_entropy(_AGREE),
        lambda model: entropy(model.joint()),
        lambda strength: float(np.log(2.0)) + _float_binary_entropy(_float_agreement(strength)),
        lambda table: float(float_entropy(table)),
    ),
    Observable(
        "marginal entropy",
        _LOG2,
        lambda model: entropy(model.marginal(0)),
        lambda strength: float(np.log(2.0)),
        lambda table: float(float_entropy(table.sum(axis=1))),
    ),
    Observable(
        "conditional entropy",
        binary_entropy(_AGREE),
        lambda model: conditional_entropy(model.joint(), given=0),
        lambda strength: _float_binary_entropy(_float_agreement(strength)),
        lambda table: float(float_entropy(table) - float_entropy(table.sum(axis=1))),
    ),
)


def build(inputs: Inputs) -> ObservableSweep:
    """The witness, the five observables and their rows; nothing recorded is needed."""
    return ObservableSweep(bernoulli_ising(LAM), OBSERVABLES, tuple(_sweep()))


def _sweep() -> Iterator[Row]:
    for observable in OBSERVABLES:
        for nominal, strength in zip(GRID, np.linspace(0.0, 4.0, len(GRID)), strict=True):
            closed = np.float64(observable.float_closed(strength))
            yield Row(observable.name, nominal, closed, np.float64(observable.float_enumerated(float_joint(strength))))


def kernel(subject: ObservableSweep) -> Iterator[Statement]:
    """Each observable of the enumerated joint is its closed form, for all couplings; the floats are not spoken of."""
    one, two, three, four = _kernel.cells(subject.model)
    joint = _kernel.enumerated(subject.model)
    defined: dict[str, Term] = {
        "agreement probability": one + four,
        "spin correlation": one - two - three + four,
        "joint entropy": Call("joint_entropy", (joint,)),
        "marginal entropy": call("entropy", [one + two, three + four]),
        "conditional entropy": Call("conditional_entropy", (joint,)),
    }
    for observable in subject.observables:
        sentence = f"For all couplings, the {observable.name} of the enumerated joint is its closed form."
        name = observable.name.replace(" ", "_")
        yield Symbolic(f"{name}_in_closed_form", sentence, defined[observable.name], term_of_sympy(observable.closed))


def establish(subject: ObservableSweep) -> Finding:
    """Prove each pair of routes equal; recompute and gate all residuals."""
    finding = all_of(_facts(subject))
    return replace(
        finding,
        exact="residual 0 for each observable at every λ; the value is the residual",
        value=LogForm(),
        published=published(
            PRINTED,
            max(row.residual for row in subject.rows),
            "rounding noise, recomputed here from 105 pairs of floats",
        ),
        observations=(*_worst(subject.rows), _reported()),
    )


def _facts(subject: ObservableSweep) -> Iterator[Fact]:
    wanted = {(observable.name, point) for observable in OBSERVABLES for point in GRID}
    found = [(row.name, row.strength) for row in subject.rows]
    if len(found) != len(wanted) or set(found) != wanted:
        raise EvidenceError(f"the sweep has {len(found)} rows, expected one for each of {len(wanted)}")
    for row in subject.rows:
        if not (np.isfinite(row.closed) and np.isfinite(row.enumerated)):
            raise EvidenceError(f"{row.name} at λ = {row.strength}: {row.closed!r} and {row.enumerated!r}")
    for observable in subject.observables:
        yield proved(
            Step(
                f"{observable.name}: the enumerated joint gives the closed form",
                partial(prove_equal, observable.enumerated(subject.model), observable.closed, LINE),
                ON_LINE,
            )
        )
    for row in subject.rows:
        if row.residual > GATE:
            yield Fact(
                Verdict.REFUTED,
                f"{row.name} at λ = {row.strength}: the routes differ by {float(row.residual):.3g}, more than 1e-12",
                f"{float(row.residual):.3g}",
            )


def _worst(rows: tuple[Row, ...]) -> Iterator[Observation]:
    for observable in OBSERVABLES:
        worst = max((row for row in rows if row.name == observable.name), key=lambda row: row.residual)
        yield Observation(
            f"numpy.float64 {observable.name}, largest residual of 21 (at λ = {worst.strength})",
            repr(float(worst.residual)),
            worst.residual,
            None,
            None,
            GATE,
            REASON,
        )


def _reported() -> Observation:
    return observed("published run, largest residual of 105", np.float64(REPORTED), Fraction(0), GATE, REASON)


def _closed(name: str, change: Callable[[sympy.Expr], sympy.Expr]) -> Callable[[ObservableSweep], ObservableSweep]:
    def changed(subject: ObservableSweep) -> ObservableSweep:
        return replace(
            subject,
            observables=tuple(
                replace(entry, closed=change(entry.closed)) if entry.name == name else entry
                for entry in subject.observables
            ),
        )

    return changed


def _row_off(subject: ObservableSweep) -> ObservableSweep:
    first, *rest = subject.rows
    return replace(subject, rows=(replace(first, closed=first.closed + np.float64(2e-12)), *rest))


CHECK = Check(
    id="ising_observable_sweep",
    claim=Claim(
        "Agreement, correlation and the three entropies of the enumerated joint are their closed forms in σ.",
        r"P(\text{agree}) = \sigma,\ E[s_1 s_2] = \tanh\tfrac{\lambda}{2},\ H(1,2) = \log 2 + H_b(\sigma),\ H(1) ="
        r" \log 2,\ H(2\mid 1) = H_b(\sigma)",
        "for all real λ; 105 pairs of floats on the 21 points of [0, 4]",
        "Friedman (2026), witness 1, observable sweep",
    ),
    tier=Verdict.PROVED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "coupling sign flipped",
            "J becomes -J: the entropies stay, agreement and correlation do not",
            lambda s: replace(s, model=replace(s.model, coupling=tuple(-j for j in s.model.coupling))),
        ),
        Mutant(
            "correlation at full strength",
            "tanh λ in place of tanh(λ/2)",
            _closed("spin correlation", lambda closed: sympy.tanh(LAM)),
        ),
        Mutant(
            "entropy rescaled",
            "the conditional entropy times 1 + 1e-13, which the floats do not notice",
            _closed("conditional entropy", lambda closed: closed * (1 + sympy.Rational(1, 10**13))),
        ),
        Mutant("row off by 2e-12", "one closed form is off by 2e-12, its stored residual is not looked at", _row_off),
        Mutant("empty", "no rows, of which every one is below the gate", lambda s: replace(s, rows=())),
        Mutant("a row missing", "104 rows", lambda s: replace(s, rows=s.rows[:-1])),
    ),
    proofs=("ising_agreement_probability", "ising_closed_form", "chain_rule"),
    tags=("theorem", "numpy", "printed", "sweep"),
    kernel=kernel,
)
