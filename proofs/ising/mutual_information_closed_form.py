"""I(λ) = log 2 - H_b(σ(λ)) for all real λ, derived from the coupled joint.

Source: Friedman (2026), witness 1: streams π₁, π₂ with q_λ(a, b) = exp(λ J(a, b)) / (4 Z_λ).

Derivation, every line checked against the one before by the normal form:

1. the definition: I = H(π₁) + H(π₂) - H(π₁, π₂), of the joint as it is enumerated;
2. with e^(λ/2) = s, SymPy cancels each cell to s²/(2(s²+1)) or 1/(2(s²+1)): the partition function is gone;
3. the marginals are uniform, so that H(π₁) = H(π₂) = log 2;
4. SymPy expands the logs of the cells and puts s = e^(λ/2) back: I = log 2 + λ e^λ/(1+e^λ) - log(1+e^λ);
5. this is log 2 - H_b(σ) with σ = 1/(1+e^-λ).
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.information import entropy, total_correlation
from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import prove_equal

from ._line import LAM, LINE, ON_LINE, agreement_probability, binary_entropy

__all__ = [
    "PROOF",
    "derive",
    "enumerated_is",
    "published_closed_form",
    "steps",
]


def published_closed_form(strength: sympy.Expr = LAM) -> sympy.Expr:
    """log 2 - H_b(σ(λ)), as the paper prints it."""
    return sympy.log(2) - binary_entropy(agreement_probability(strength))


def derive(model: CoupledStreams) -> sympy.Expr:
    """The closed form that SymPy derives from a 2 x 2 joint whose cells are rational in s = e^(λ/2): lines 2 to 4."""
    s = sympy.Symbol("s", positive=True)
    cells = [sympy.cancel(cell.subs(LAM, 2 * sympy.log(s))) for cell in model.joint().ravel()]
    first = [sympy.cancel(cells[0] + cells[1]), sympy.cancel(cells[2] + cells[3])]
    second = [sympy.cancel(cells[0] + cells[2]), sympy.cancel(cells[1] + cells[3])]
    information = _entropy(first) + _entropy(second) - _entropy(cells)
    return sympy.expand(sympy.expand_log(information).subs(s, sympy.exp(LAM / 2)))


def steps(model: CoupledStreams, closed_form: sympy.Expr) -> Iterator[Step]:
    """The lines of the derivation for a model, ending in the claimed closed form."""
    joint = model.joint()
    definition = total_correlation(joint)
    yield Step(
        "line 3: the first stream is uniform",
        partial(prove_equal, entropy(model.marginal(0)), sympy.log(2), LINE),
        ON_LINE,
    )
    yield Step(
        "line 3: the second stream is uniform",
        partial(prove_equal, entropy(model.marginal(1)), sympy.log(2), LINE),
        ON_LINE,
    )
    derived = derive(model)
    yield Step(
        f"line 4: the enumerated mutual information is {derived}",
        partial(prove_equal, definition, derived, LINE),
        ON_LINE,
    )
    yield Step(
        "line 5: the derived form is the claimed closed form", partial(prove_equal, derived, closed_form, LINE), ON_LINE
    )
    yield enumerated_is(model, closed_form)


def _entropy(p: list[sympy.Expr]) -> sympy.Expr:
    return -sympy.Add(*(entry * sympy.log(entry) for entry in p))


PROOF = Proof(
    id="ising_closed_form",
    claim=Claim(
        "The mutual information of the coupled streams is log 2 minus the binary entropy of their agreement.",
        r"I(\pi_1;\pi_2) = \log 2 - H_b(\sigma),\quad \sigma = \frac{1}{1+e^{-\lambda}}",
        "for all real λ",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: steps(bernoulli_ising(LAM), published_closed_form()),
    neighbors=(
        Neighbor(
            "scaled",
            "I(λ) times 1 + 1e-9",
            lambda: prove_equal(_enumerated(), published_closed_form() * (1 + sympy.Rational(1, 10**9)), LINE),
        ),
        Neighbor(
            "another strength",
            "the closed form at 2λ, as for J = ±1",
            lambda: prove_equal(_enumerated(), published_closed_form(2 * LAM), LINE),
        ),
    ),
)


def enumerated_is(model: CoupledStreams, closed_form: sympy.Expr) -> Step:
    """The step that ties a formula to the model: the mutual information of the enumerated joint is the formula."""
    return Step(
        "the enumerated mutual information is the claimed closed form",
        partial(prove_equal, total_correlation(model.joint()), closed_form, LINE),
        ON_LINE,
    )


def _enumerated() -> sympy.Expr:
    return total_correlation(bernoulli_ising(LAM).joint())
