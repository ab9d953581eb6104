"""The six residuals of the precision ledger are 0 exactly; what the published run and our floats report is rounding.

1. Two routes to the Ising observables: one closed form for all couplings, by the prover.
2. and 3. H(r) - E_o[H(r|o)] - I(o; r) on the binary menu and on six multi-state channels: decided to be 0.
4. Reverse KL and free energy at the posterior: F(q) + log p(o) = 0 and D(q || p(s|o)) = 0, decided.
5. and 6. The exact filter along the recorded cue and outcomes: log 2, then H_b(19/20) three times, then 0.

Beside each stands a float residual of ours (float64 in 1 to 3, float32 in 4 to 6), gated by the tier's tolerance. The
published residuals belong to another run and other libraries; they are gated by the same tolerances.

Source: Friedman (2026), precision ledger; printed maximum 3.6e-08.

A failure means that one of the identities is false, or that plain float code misses it by more than its tier.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import sympy
from opd_exact.checks.ising import _kernel as ising
from opd_exact.proofs.ising._line import LAM
from opd_exact.proofs.ising.mutual_information_closed_form import enumerated_is, published_closed_form

from opd_exact.audit import ledger_floats
from opd_exact.coq.formulas import Raw
from opd_exact.coq.statements import Identity, Instance, Order, Statement
from opd_exact.coq.terms import call, ln, term_of
from opd_exact.information import log_evidence, relative_entropy, variational_free_energy
from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.numbers import LogForm, absolute_error, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Observation, Verdict, all_of
from opd_exact.registry.facts import proved
from opd_exact.registry.published import published

from . import _kernel
from ._identities import (
    CUES,
    HALF,
    OUTCOMES,
    SOURCE,
    Rows,
    binary_entropy,
    channels,
    filtered_entropies,
    identity_residual,
    symmetric,
)

TIERS = {1: Fraction(1, 10**12), 2: Fraction(1, 10**7)}
# The residuals of the published run and the tiers they are put in.
PUBLISHED = (
    ("mutual information, two routes", 1, "4.579669976578771e-16"),
    ("active selection", 1, "0.0"),
    ("multi-state", 1, "5.551115123125783e-17"),
    ("reverse KL against free energy", 2, "3.576278687078549e-08"),
    ("bridge, entropy after the cue", 2, "6.581334255351123e-09"),
    ("bridge, trajectory", 2, "6.581334255351123e-09"),
)
MENU = 4


@dataclass(frozen=True)
class ResidualSubject:
    """The objects of the six identities, and what is claimed of them."""

    closed_form: sympy.Expr
    channels: tuple[tuple[str, Rows], ...]
    wrong_measure: bool
    belief: tuple[Fraction, Fraction]
    validity: Fraction
    cues: tuple[int | None, ...]
    published: tuple[tuple[str, int, str], ...] = PUBLISHED


def build(inputs: Inputs) -> ResidualSubject:
    """The objects as the paper defines them."""
    posterior = (Fraction(17, 20), Fraction(3, 20))
    return ResidualSubject(published_closed_form(), channels(), False, posterior, Fraction(19, 20), CUES)


def kernel(subject: ResidualSubject) -> Iterator[Statement]:
    """The six identities, those of channels and free energy also in general; and the published residuals' tiers."""
    yield ising.information_of("ising_observables", bernoulli_ising(LAM), subject.closed_form)
    for name, rows in subject.channels:
        closed = _kernel.prior_entropy(rows) - _kernel.open_entropy(rows, wrong_measure=subject.wrong_measure)
        information = call("mutual_information", _kernel.joint(rows))
        sentence = f"{name}: what an observation closes of the entropy of the state is their mutual information."
        yield Identity(f"channel_{name}", sentence, closed - information, 0)
    yield Instance(
        "every_channel",
        "The same for every table of observations and states, of any size.",
        Raw(
            "forall J : list (list R), rectangular J -> all_nonnegative (concat J) ->\n"
            "entropy (column_sums J) - expected_value (row_sums J) (map (fun row => entropy (posterior row)) J)\n"
            "= mutual_information J"
        ),
        "exact residual_identity.",
        ("Information",),
    )
    column = [HALF * row[0] for row in symmetric(Fraction(17, 20))]
    energy = call("VFE", subject.belief, column) + call("log_evidence", column)
    yield Identity("free_energy", "At the belief, free energy is minus the log evidence.", energy, 0)
    divergence = call("KL", subject.belief, call("posterior", column))
    yield Identity("reverse_kl", "Its divergence from the posterior is 0.", divergence, 0)
    yield Instance(
        "every_posterior",
        "In every model the posterior has the free energy that is minus the log evidence.",
        Raw(
            "forall joint : list R, all_nonnegative joint -> 0 < evidence joint ->\n"
            "VFE (posterior joint) joint = - log_evidence joint"
        ),
        "exact VFE_at_posterior.",
        ("FreeEnergy",),
    )
    after_cue = call("binary_entropy", Fraction(19, 20))
    expected = (ln(2), *[after_cue] * 3, *[term_of(0)] * 3)
    for time, (found, claimed) in enumerate(
        zip(_kernel.filtered(subject.validity, subject.cues), expected, strict=True)
    ):
        sentence = f"The entropy of the exact filter at time {time}."
        yield Identity(f"filter_at_{time}", sentence, found, claimed)
    for place, (name, tier, printed) in enumerate(subject.published, 1):
        sentence = f"{name}: the published residual lies within tier {tier}."
        yield Order(f"tier_{place}", sentence, Fraction(printed), TIERS[tier], strict=False)


def establish(subject: ResidualSubject) -> Finding:
    """Establish that all residuals are 0, and gate the published and our own float residuals by their tiers."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    largest = max(subject.published, key=lambda row: Fraction(row[2]))
    return replace(
        finding,
        exact="0, six times",
        value=LogForm(),
        published=published(
            "3.6e-08",
            Fraction(largest[2]),
            f"the largest residual of the published run ({largest[0]}), a float32 result; its true value is 0",
        ),
        observations=tuple(_observations()),
    )


def _facts(subject: ResidualSubject) -> Iterator[Fact]:
    for name, tier, residual in subject.published:
        yield Fact.decided_by(
            Fraction(residual) <= TIERS[tier],
            f"{name}: the published residual {residual} is within tier {tier}",
            otherwise=f"{name}: the published residual {residual} is beyond tier {tier}",
        )
    # An empty list of rows, or one that lost a row, is missing evidence and no pass.
    yield Fact.decided_by(
        tuple(name for name, _, _ in subject.published) == tuple(name for name, _, _ in PUBLISHED),
        "the ledger has its six rows",
        otherwise=f"the ledger has {len(subject.published)} rows, not its six",
    )
    yield proved(enumerated_is(bernoulli_ising(LAM), subject.closed_form))
    for name, rows in subject.channels:
        yield _zero(f"{name}: H(r) - E[H(r|o)] - I(o; r)", identity_residual(rows, wrong_measure=subject.wrong_measure))
    yield from _posterior_facts(subject.belief)
    expected = (log(2), *[binary_entropy(Fraction(19, 20))] * 3, *[LogForm()] * 3)
    for time, (found, claimed) in enumerate(
        zip(filtered_entropies(subject.validity, subject.cues), expected, strict=True)
    ):
        yield _zero(f"entropy of the exact filter at time {time} minus {claimed}", found - claimed)


def _posterior_facts(belief: tuple[Fraction, Fraction]) -> Iterator[Fact]:
    prior, likelihood = (HALF, HALF), symmetric(Fraction(17, 20))
    evidence = log_evidence(prior, likelihood, 0)
    yield _zero("F(q) + log p(o) at the posterior", variational_free_energy(belief, prior, likelihood, 0) + evidence)
    yield _zero("D(q || p(s|o)) at the posterior", relative_entropy(belief, (Fraction(17, 20), Fraction(3, 20))))


def _zero(name: str, residual: LogForm) -> Fact:
    text = "0" if residual == 0 else residual.enclose(8).decimal(6)[0]
    return Fact.decided_by(residual == 0, f"{name} = 0", otherwise=f"{name} = {text}, not 0", margin=text)


def _observations() -> Iterator[Observation]:
    tables = [[[float(entry) for entry in row] for row in rows] for _, rows in channels()]
    after_cue = np.float64(float(binary_entropy(Fraction(19, 20))))
    course = np.array([np.log(2), *[after_cue] * 3, 0.0, 0.0, 0.0])
    beliefs = ledger_floats.filtered_entropies(0.95, CUES, OUTCOMES)
    rows: tuple[tuple[str, int, Callable[[], np.float64]], ...] = (
        ("float64, five Ising observables by two routes", 1, ledger_floats.observable_residual),
        ("float64, identity on the binary menu", 1, lambda: ledger_floats.channel_residual(tables[:MENU])),
        ("float64, identity on six channels", 1, lambda: ledger_floats.channel_residual(tables[MENU:])),
        ("float32, descent on reverse KL", 2, lambda: ledger_floats.descent_residual((0.85, 0.15))),
        ("float32 filter, entropy after the cue", 2, lambda: np.float64(abs(beliefs[1] - after_cue))),
        ("float32 filter, trajectory", 2, lambda: np.float64(np.max(np.abs(beliefs - course)))),
    )
    for name, tier, residual in rows:
        value = residual()
        # In ulps a residual of 0 has no size.
        yield Observation(
            f"numpy {name}: residual",
            repr(float(value)),
            absolute_error(value, 0),
            None,
            None,
            TIERS[tier],
            f"tier {tier} of the published ledger",
        )


def _row_changed(subject: ResidualSubject, place: int, residual: str) -> ResidualSubject:
    rows = list(subject.published)
    rows[place] = (rows[place][0], rows[place][1], residual)
    return replace(subject, published=tuple(rows))


CHECK = Check(
    id="precision_ledger_residuals",
    claim=Claim(
        "The six identities of the precision ledger hold exactly, and the published residuals lie within their tiers.",
        r"H(r) - E_o[H(r|o)] - I(o;r) = 0,\quad F(q) + \log p(o) = D(q\,\|\,p(s|o)) = 0,\quad \dots",
        "for the published models; the Ising identity for all couplings; float residuals are reported, gated by tier",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "wrong measure",
            "H(r|o) is averaged with equal weights",
            lambda subject: replace(subject, wrong_measure=True),
        ),
        Mutant(
            "closed form scaled",
            "I(λ) is multiplied by 1 + 1e-13, less than tier 1 can see",
            lambda subject: replace(subject, closed_form=subject.closed_form * (1 + sympy.Rational(1, 10**13))),
        ),
        Mutant(
            "not the posterior",
            "the belief is off by 1e-12",
            lambda subject: replace(
                subject, belief=(subject.belief[0] + Fraction(1, 10**12), subject.belief[1] - Fraction(1, 10**12))
            ),
        ),
        Mutant(
            "other validity", "the cue is right with 0.96", lambda subject: replace(subject, validity=Fraction(24, 25))
        ),
        Mutant(
            "observations reversed", "the cue comes last", lambda subject: replace(subject, cues=subject.cues[::-1])
        ),
        Mutant("no rows", "the published rows are missing", lambda subject: replace(subject, published=())),
        Mutant(
            "beyond its tier",
            "the published residual of the multi-state identity is 2e-12",
            lambda subject: _row_changed(subject, 2, "2e-12"),
        ),
    ),
    proofs=("ising_closed_form",),
    tags=("ledger", "numpy"),
    kernel=kernel,
)
