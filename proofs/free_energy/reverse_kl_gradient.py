"""In logits, reverse KL from the posterior and variational free energy have one gradient: q_i (log(q_i/p_i) - KL).

Source: Friedman (2026), two optimizers, one posterior: the published run descends on reverse KL alone.

The student is q_i = e^{z_i} / Σ_j e^{z_j} with real logits z, the teacher the posterior p = p(s|o). The two losses
differ by -log p(o), which holds no z, so their gradients are equal at every z. Hence the gradient flow, and each
sequence of gradient steps of any sizes, started at the same logits, is the same for both: not only the limit.

With r_i = log(q_i/p_i) and ∂q_j/∂z_i = q_j ([i = j] - q_i), the gradient is g_i = q_i (r_i - Σ_j q_j r_j), where
Σ_j q_j r_j = KL. Two consequences:

- Σ_i g_i = 0: a descent keeps the sum of the logits, which q does not depend on;
- Σ_i g_i r_i = Σ_{i<j} q_i q_j (r_i - r_j)². If g = 0 then all r_i are equal, so q and p are proportional, and both sum
  to 1: the posterior is the only stationary point.

One state: q = 1 whatever the logit, and the gradient is 0. A posterior with a zero component is outside: KL is +∞ for
every z, since a softmax has full support.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import sympy

from opd_exact.information import posterior, relative_entropy, variational_free_energy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, prove_equal

from ._generic_model import observed_model

__all__ = [
    "PROOF",
    "SIZES",
    "SoftmaxStudent",
    "softmax_student",
    "steps",
]

SIZES = (1, 2, 3, 4)


@dataclass(frozen=True)
class SoftmaxStudent:
    """A student with real logits beside a generic model, and its two losses."""

    logits: tuple[sympy.Symbol, ...]
    student: tuple[sympy.Expr, ...]
    teacher: tuple[sympy.Expr, ...]
    reverse_kl: sympy.Expr
    free_energy: sympy.Expr
    domain: Domain

    def log_ratios(self) -> list[sympy.Expr]:
        """r_i = log(q_i/p_i)."""
        return [sympy.log(q) - sympy.log(p) for q, p in zip(self.student, self.teacher, strict=True)]


def softmax_student(states: int) -> SoftmaxStudent:
    """A student of the posterior of a generic model with so many states."""
    model = observed_model(states)
    logits = tuple(sympy.Symbol(f"z{i}", real=True) for i in range(states))
    weights = [sympy.exp(z) for z in logits]
    student = tuple(weight / sympy.Add(*weights) for weight in weights)
    teacher = tuple(posterior(model.prior, model.likelihood, 0).cells)
    return SoftmaxStudent(
        logits,
        student,
        teacher,
        relative_entropy(student, teacher),
        variational_free_energy(student, model.prior, model.likelihood, 0),
        Domain(real=logits, intervals=dict.fromkeys(model.column, (0, 1)), simplex=[model.prior]),
    )


def steps(sizes: Sequence[int]) -> Iterator[Step]:
    """Equal gradients, their closed form, and where they vanish."""
    for size in sizes:
        case = softmax_student(size)
        gradient = [sympy.diff(case.reverse_kl, z) for z in case.logits]
        ratios = case.log_ratios()
        for i, (slope, z) in enumerate(zip(gradient, case.logits, strict=True)):
            yield Step(
                f"∂KL/∂z{i} = ∂F/∂z{i}: {size} states",
                partial(prove_equal, slope, sympy.diff(case.free_energy, z), case.domain),
            )
            closed = case.student[i] * (ratios[i] - case.reverse_kl)
            yield Step(
                f"∂KL/∂z{i} = q{i} (log(q{i}/p{i}) - KL): {size} states",
                partial(prove_equal, slope, closed, case.domain),
            )
        yield Step(
            f"the components of the gradient sum to 0: {size} states",
            partial(prove_equal, sympy.Add(*gradient), sympy.Integer(0), case.domain),
        )
        along = sympy.Add(*(g * r for g, r in zip(gradient, ratios, strict=True)))
        spread = sympy.Add(
            *(case.student[i] * case.student[j] * (ratios[i] - ratios[j]) ** 2 for i, j in combinations(range(size), 2))
        )
        yield Step(
            f"Σ g_i r_i = Σ q_i q_j (r_i - r_j)²: {size} states", partial(prove_equal, along, spread, case.domain)
        )


def _forward_gradient() -> Theorem | Refutation:
    case = softmax_student(2)
    forward = relative_entropy(case.teacher, case.student)
    return prove_equal(sympy.diff(forward, case.logits[0]), sympy.diff(case.free_energy, case.logits[0]), case.domain)


def _without_mean(factor: sympy.Rational) -> Theorem | Refutation:
    """The closed form with the KL in it times a factor."""
    case = softmax_student(2)
    closed = case.student[0] * (case.log_ratios()[0] - factor * case.reverse_kl)
    return prove_equal(sympy.diff(case.reverse_kl, case.logits[0]), closed, case.domain)


PROOF = Proof(
    id="reverse_kl_gradient",
    claim=Claim(
        "The gradients in logits of reverse KL from the posterior and of the variational free energy are equal, so both"
        " descents run along one path; they vanish at the posterior alone.",
        r"\frac{\partial}{\partial z_i} D(q_z\,\|\,p(s\mid o)) = \frac{\partial F}{\partial z_i}"
        r" = q_i\Bigl(\log\frac{q_i}{p(i\mid o)} - D(q_z\,\|\,p(s\mid o))\Bigr)",
        "for all real logits of a softmax student and every finite model whose posterior has full support; by normal"
        " form for 1 to 4 states, by the written argument for any number",
        "Friedman (2026), two optimizers, one posterior",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor("forward KL", "the gradient of D(p || q) in place of that of D(q || p)", _forward_gradient),
        Neighbor(
            "without the mean", "q_i log(q_i/p_i): the KL in the gradient dropped", lambda: _without_mean(sympy.S.Zero)
        ),
        Neighbor(
            "mean rescaled",
            "the KL in the gradient times 1 + 1e-12",
            lambda: _without_mean(1 + sympy.Rational(1, 10**12)),
        ),
    ),
)
