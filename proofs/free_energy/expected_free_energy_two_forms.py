"""Risk plus ambiguity equals minus epistemic minus pragmatic value: two forms of one expected free energy.

Source: Friedman (2026), expected free energy; Parr, Pezzulo and Friston (2022), eq. 2.6.

With q(o) = Σ_s q(s) p(o|s), the argument for any finite numbers of states and observations:

    risk + ambiguity = Σ_o q(o) log q(o) - Σ_o q(o) log p(o) - Σ_s q(s) Σ_o p(o|s) log p(o|s)
                     = -Σ_o q(o) log p(o) - [Σ_so q(s) p(o|s) log p(o|s) - Σ_o q(o) log q(o)],

and the bracket is I(o; s): as q(s) p(o|s) = q(o) q(s|o), log p(o|s) - log q(o) = log q(s|o) - log q(s). Zeros of q and
of the likelihood drop out of each sum.

A zero preference p(o) = 0. Both forms hold the preference in the one term -q(o) log p(o), and what is left does not
depend on p(o). So for q(o) > 0 both are +∞, and they tend to +∞ together as p(o) → 0; for q(o) = 0 the term is 0 in
both. How it is decided here: the definitions of `opd_exact.information` are given the exact number 0 as a preference
and return an infinite amount, which is compared through e^-G, a one to one map of (-∞, +∞] to [0, ∞). A stand-in for
the zero, such as the 1e-300 of the published code, leaves one side finite; it is among the false neighbors.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import sympy

from opd_exact.information import (
    ambiguity,
    expected_free_energy,
    expected_free_energy_by_information,
    expected_information_gain,
    pragmatic_value,
    predicted_observations,
    risk,
)
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Refutation, Theorem, prove_equal, prove_positive

from ._generic_model import PredictedModel, predicted_model

__all__ = [
    "PROOF",
    "SHAPES",
    "steps",
]

SHAPES = ((1, 2), (2, 1), (2, 2), (2, 3), (3, 2), (3, 3), (5, 4))
_ZERO, _ONE = sympy.Integer(0), sympy.Integer(1)


def steps(shapes: Sequence[tuple[int, int]]) -> Iterator[Step]:
    """The two forms agree for the given numbers of states and observations, and where a preference is zero."""
    for states, observations in shapes:
        model = predicted_model(states, observations)
        given = (model.belief, model.likelihood, model.preferences)
        yield Step(
            f"risk + ambiguity = -(epistemic + pragmatic): {states} states, {observations} observations",
            partial(
                prove_equal,
                expected_free_energy(*given),
                expected_free_energy_by_information(*given),
                model.domain,
            ),
        )
    yield from _zero_preference(predicted_model(3, 2))
    yield from _never_predicted(predicted_model(3, 3))


def _zero_preference(model: PredictedModel) -> Iterator[Step]:
    predicted = predicted_observations(model.belief, model.likelihood).cells[0]
    yield Step("an observation that some state can give is predicted", partial(prove_positive, predicted, model.domain))
    for name, form in (
        ("risk + ambiguity", expected_free_energy),
        ("the other form", expected_free_energy_by_information),
    ):
        amount = form(model.belief, model.likelihood, model.preferences)
        # What the preference for observation 0 does to the form is what it does to -q(o) log p(o).
        rest = amount + predicted * sympy.log(model.preferences[0])
        yield Step(
            f"{name} holds p(o) in the term -q(o) log p(o) alone",
            partial(prove_equal, rest, rest.subs(model.preferences[0], sympy.Rational(1, 2)), model.domain),
        )
        at_zero = form(model.belief, model.likelihood, (_ZERO, _ONE))
        yield Step(
            f"{name} is +∞ where a predicted observation has preference 0",
            partial(prove_equal, sympy.exp(-at_zero), _ZERO, model.domain),
        )


def _never_predicted(model: PredictedModel) -> Iterator[Step]:
    likelihood = [(_ZERO, row[1] / (row[1] + row[2]), row[2] / (row[1] + row[2])) for row in model.likelihood]
    total = model.preferences[1] + model.preferences[2]
    preferences = (_ZERO, model.preferences[1] / total, model.preferences[2] / total)
    given = (model.belief, likelihood, preferences)
    yield Step(
        "the forms agree, and are finite, where an observation with preference 0 is never predicted",
        partial(
            prove_equal,
            expected_free_energy(*given),
            expected_free_energy_by_information(*given),
            model.domain,
        ),
    )


def _wrong_sign_of_information() -> Theorem | Refutation:
    model = predicted_model(2, 2)
    changed = expected_information_gain(model.belief, model.likelihood) - pragmatic_value(
        model.belief, model.likelihood, model.preferences
    )
    given = (model.belief, model.likelihood, model.preferences)
    return prove_equal(expected_free_energy(*given), changed, model.domain)


def _without_ambiguity() -> Theorem | Refutation:
    model = predicted_model(2, 2)
    given = (model.belief, model.likelihood, model.preferences)
    return prove_equal(risk(*given), expected_free_energy_by_information(*given), model.domain)


def _ambiguity_rescaled() -> Theorem | Refutation:
    model = predicted_model(2, 2)
    given = (model.belief, model.likelihood, model.preferences)
    changed = risk(*given) + (1 + sympy.Rational(1, 10**12)) * ambiguity(model.belief, model.likelihood)
    return prove_equal(changed, expected_free_energy_by_information(*given), model.domain)


def _stand_in_for_zero() -> Theorem | Refutation:
    """At preferences (1, 0) the published pragmatic term has log 1e-300 for log 0: compared through e^-G."""
    model = predicted_model(2, 2)
    gain = expected_information_gain(model.belief, model.likelihood)
    predicted = predicted_observations(model.belief, model.likelihood).cells[1]
    floored = -gain + 300 * predicted * sympy.log(10)
    infinite = expected_free_energy(model.belief, model.likelihood, (_ONE, _ZERO))
    return prove_equal(sympy.exp(-floored), sympy.exp(-infinite), model.domain)


PROOF = Proof(
    id="expected_free_energy_two_forms",
    claim=Claim(
        "Risk plus ambiguity is minus the epistemic value minus the pragmatic value, also where both are infinite.",
        r"D(q(o)\,\|\,p(o)) + E_{q(s)}[H(p(o\mid s))] = -\bigl(I(o;s) + E_{q(o)}[\log p(o)]\bigr)",
        "for every finite belief, likelihood and preferences, with value +∞ on both sides exactly where a predicted"
        " observation has preference 0; by normal form for up to 5 states and 4 observations with full support and for"
        " zero preferences, by the written argument for any numbers and other zeros",
        "Friedman (2026), expected free energy",
    ),
    steps=lambda: steps(SHAPES),
    neighbors=(
        Neighbor("sign of the information", "+ I(o; s) in place of - I(o; s)", _wrong_sign_of_information),
        Neighbor("without ambiguity", "risk alone", _without_ambiguity),
        Neighbor("ambiguity rescaled", "ambiguity times 1 + 1e-12", _ambiguity_rescaled),
        Neighbor("stand-in for zero", "log 1e-300 in place of log 0 at preferences (1, 0)", _stand_in_for_zero),
    ),
)
