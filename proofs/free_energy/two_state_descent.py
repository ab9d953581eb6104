"""One gradient step of a two-state softmax student multiplies its error in logits by 1 - 2η q(1-q): it contracts.

Source: Friedman (2026), two optimizers, one posterior: 800 steps of size 0.5; the rate is ours.

The student is q = 1/(1+e^-d) on the first state, with d = z_0 - z_1, and the target is p = 1/(1+e^-t). Reverse KL has
the gradient g_i = q_i (r_i - KL) with r_i = log(q_i/p_i).

1. g_0 - g_1 = 2 q(1-q) (d - t): so a step z ← z - ηg takes the error d - t to (1 - 2η q(1-q)) (d - t).
2. At η = 1/2 the factor is 1 - q(1-q), and 3/4 ≤ 1 - q(1-q) < 1: the error keeps its sign and shrinks at each step.
3. From d = 0, d stays between 0 and t, so q lies between 1/2 and p, where q(1-q) ≥ p(1-p). With
   q(1-q) - p(1-p) = (p-q)(p+q-1) that is so for 1/2 ≤ q ≤ p, and by the symmetry of the states for p ≤ q ≤ 1/2.
4. Hence after n steps |d - t| ≤ (1 - p(1-p))^n |t|, and |q - p| ≤ |d - t|/4, as dq/dd = q(1-q) ≤ 1/4.

For p = 0.85 the factor is at most 349/400: after 800 steps real arithmetic is within 1e-47 of the target.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.information import relative_entropy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, prove_equal, prove_nonnegative, prove_positive

__all__ = [
    "PROOF",
    "steps",
]

_D, _T, _FIRST, _SECOND = sympy.symbols("d t z0 z1", real=True)
_Q, _P = sympy.symbols("q p", positive=True)
_LOGITS = Domain(real={_T, _FIRST, _SECOND})
_LINE = Domain(real={_D})
_HALF = sympy.Rational(1, 2)
_PAIRS = Domain(intervals={_Q: (0, 1), _P: (0, 1)})


def steps() -> Iterator[Step]:
    """The difference of the gradients, the factor at size 1/2, and the least factor along the path."""
    yield Step(
        "line 1: g_0 - g_1 = 2 q(1-q) (d - t)",
        partial(prove_equal, _difference_of_gradients(), _pull(sympy.Integer(2)), _LOGITS),
    )
    student = _logistic(_D)
    factor = 1 - student * (1 - student)
    yield Step("line 2: 1 - q(1-q) < 1", partial(prove_positive, 1 - factor, _LINE))
    yield Step("line 2: 1 - q(1-q) ≥ 3/4", partial(prove_nonnegative, factor - sympy.Rational(3, 4), _LINE))
    yield Step(
        "line 3: q(1-q) - p(1-p) = (p-q)(p+q-1)",
        partial(prove_equal, _Q * (1 - _Q) - _P * (1 - _P), (_P - _Q) * (_P + _Q - 1), _PAIRS),
    )
    yield Step(
        "line 4: dq/dd = q(1-q)",
        partial(prove_equal, sympy.diff(student, _D), student * (1 - student), _LINE),
    )
    yield Step(
        "line 4: q(1-q) ≤ 1/4",
        partial(prove_nonnegative, sympy.Rational(1, 4) - student * (1 - student), _LINE),
    )


def _logistic(x: sympy.Expr) -> sympy.Expr:
    return 1 / (1 + sympy.exp(-x))


def _loss() -> sympy.Expr:
    student, target = _logistic(_FIRST - _SECOND), _logistic(_T)
    return relative_entropy((student, 1 - student), (target, 1 - target))


def _difference_of_gradients() -> sympy.Expr:
    return sympy.diff(_loss(), _FIRST) - sympy.diff(_loss(), _SECOND)


def _pull(factor: sympy.Expr) -> sympy.Expr:
    difference = _FIRST - _SECOND
    student = _logistic(difference)
    return factor * student * (1 - student) * (difference - _T)


def _rescaled() -> Theorem | Refutation:
    return prove_equal(_difference_of_gradients(), _pull(2 + sympy.Rational(1, 10**12)), _LOGITS)


def _single() -> Theorem | Refutation:
    return prove_equal(_difference_of_gradients(), _pull(sympy.Integer(1)), _LOGITS)


def _faster() -> Theorem | Refutation:
    student = _logistic(_D)
    return prove_positive(sympy.Rational(4, 5) - (1 - student * (1 - student)), _LINE)


PROOF = Proof(
    id="two_state_descent",
    claim=Claim(
        "Each gradient step of a two-state student on reverse KL multiplies its error in logits by 1 - 2η q(1-q); from"
        " zero logits with η = 1/2 the error shrinks at least by 1 - p(1-p) per step.",
        r"d' - t = \bigl(1 - 2\eta\,q(1-q)\bigr)(d - t),\quad |q_n - p| \le \tfrac14 (1-p(1-p))^n |t|",
        "for all logits, every target p = 1/(1+e^-t) and every step size; the bound for η = 1/2 from zero logits",
        "Friedman (2026), two optimizers, one posterior; the rate is ours",
    ),
    steps=steps,
    neighbors=(
        Neighbor("rescaled", "2 + 1e-12 in place of 2", _rescaled),
        Neighbor("one logit", "q(1-q) in place of 2 q(1-q), as if one logit alone moved", _single),
        Neighbor("uniform rate", "the factor is claimed below 4/5 for every student", _faster),
    ),
)
