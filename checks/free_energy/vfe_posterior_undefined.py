"""Where p(o) = 0 there is no posterior: the third form of F is refused, while the first two are +∞.

An observation that the model excludes has no p(s|o), so D(q || p(s|o)) - log p(o) has no meaning; to return a number,
or the prior, would hide that the model cannot explain what was seen. The other two forms do have a value, +∞ for every
belief, and log p(o) is -∞.

If this fails, an impossible observation would be given a posterior, and a student would be trained towards it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from opd_exact.coq.formulas import Raw
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Identity, Instance, Statement
from opd_exact.coq.terms import call, items
from opd_exact.information import (
    log_evidence,
    posterior,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.numbers import NEGATIVE_INFINITY, POSITIVE_INFINITY, OutsideDomain
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Impossible:
    """A model with an observation that neither state can give, and the functions that are asked about it."""

    likelihood: tuple[tuple[Fraction, ...], ...]
    observation: int
    posterior: Callable[..., Any]
    third_form: Callable[..., Any]
    first_form: Callable[..., Any]


def build(inputs: Inputs) -> Impossible:
    """The demonstration's likelihood with a third observation of probability 0."""
    rows = ((Fraction(17, 20), Fraction(3, 20), Fraction(0)), (Fraction(3, 20), Fraction(17, 20), Fraction(0)))
    return Impossible(rows, 2, posterior, variational_free_energy_by_divergence, variational_free_energy)


def kernel(subject: Impossible) -> Iterator[Statement]:
    """Part of the claim: the evidence is 0, and the belief has mass where the joint has none."""
    joint = [HALF * row[subject.observation] for row in subject.likelihood]
    sentence = "The observation has probability 0, so that the posterior would divide by 0."
    yield Identity("no_evidence", sentence, call("evidence", joint), 0, covers="part")
    belief = items((Fraction(17, 20), Fraction(3, 20)))
    yield Instance(
        "belief_not_supported",
        "The belief has mass on states with which the observation is impossible.",
        Raw(f"~ supported {text_of(belief)} {text_of(items(joint))}"),
        "unfold supported. intros support. inversion_clear support as [| ? ? ? ? here _]. apply here; lra.",
        ("Sums",),
        covers="part",
    )


def establish(subject: Impossible) -> Finding:
    """Ask for the posterior and the third form, which must be refused, and for the others, which are infinite."""
    return replace(all_of(_facts(subject)), exact="log p(o) = -∞, F = +∞ in the first two forms, no posterior")


def _facts(subject: Impossible) -> Iterator[Fact]:
    prior, belief = (HALF, HALF), (Fraction(17, 20), Fraction(3, 20))
    model = (prior, subject.likelihood, subject.observation)
    yield decided_equal("log p(o)", log_evidence(*model), NEGATIVE_INFINITY)
    yield decided_equal("energy minus entropy", subject.first_form(belief, *model), POSITIVE_INFINITY)
    yield decided_equal(
        "complexity minus accuracy", variational_free_energy_by_complexity(belief, *model), POSITIVE_INFINITY
    )
    yield _refused("the posterior", lambda: subject.posterior(*model))
    yield _refused("divergence minus log evidence", lambda: subject.third_form(belief, *model))


def _refused(name: str, ask: Callable[[], Any]) -> Fact:
    try:
        value = ask()
    except OutsideDomain as error:
        return Fact(Verdict.DECIDED, f"{name} is refused: {error}")
    return Fact(Verdict.REFUTED, f"{name} is given as {value} where p(o) = 0", f"{value} in place of a refusal")


def _floored_posterior(prior: Any, likelihood: Any, observation: int) -> tuple[Fraction, ...]:
    floored = [max(row[observation], Fraction(1, 10**300)) * p for p, row in zip(prior, likelihood, strict=True)]
    return tuple(weight / sum(floored) for weight in floored)


CHECK = Check(
    id="vfe_posterior_undefined",
    claim=Claim(
        "An observation of probability 0 has no posterior: the form that needs one is refused, and the others are"
        " infinite.",
        r"p(o) = 0 \Rightarrow p(s\mid o)\ \text{undefined},\quad F = +\infty",
        "the published model with a third observation that no state can give; in general by the definitions",
        "Friedman (2026), variational free energy",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "posterior floored",
            "1e-300 stands in for each likelihood of 0, which returns the prior as the posterior",
            lambda subject: replace(subject, posterior=_floored_posterior),
        ),
        Mutant(
            "third form infinite",
            "+∞ is returned for the form that has no meaning",
            lambda subject: replace(subject, third_form=lambda *given: POSITIVE_INFINITY),
        ),
        Mutant(
            "possible observation",
            "observation 0, which both states can give",
            lambda subject: replace(subject, observation=0),
        ),
        Mutant(
            "free energy of another observation",
            "F of observation 0 in place of the impossible one, which stays finite",
            lambda subject: replace(
                subject, first_form=lambda q, prior, rows, o: variational_free_energy(q, prior, rows, 0)
            ),
        ),
    ),
    proofs=("variational_free_energy_is_divergence_minus_log_evidence",),
    tags=("boundary",),
    kernel=kernel,
)
