"""Slow and literal routes to what the planner computes: enumeration of all paths, and the recursion in mpmath.

Nothing is shared, no table is prepared and nothing is imported from `opd_exact.planning`: the model's tables are read
entry by entry.
"""

from fractions import Fraction
from itertools import product
from math import prod

import mpmath
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor

__all__ = [
    "action_posterior",
    "path_posterior",
    "pomdps",
]

State = tuple[int, ...]
Observation = tuple[int, ...]


def likelihood(model: POMDP, state: State, observation: Observation) -> Fraction:
    """Product over modalities of A."""
    return prod(
        (
            table[(o, *(state[f] for f in dependencies))]
            for table, dependencies, o in zip(model.A, model.A_dependencies, observation, strict=True)
        ),
        start=Fraction(1),
    )


def transition(model: POMDP, state: State, action: tuple[int, ...], successor: State) -> Fraction:
    """Product over factors of B."""
    return prod(
        (
            table[(s, *(state[f] for f in dependencies), control)]
            for table, dependencies, s, control in zip(model.B, model.B_dependencies, successor, action, strict=True)
        ),
        start=Fraction(1),
    )


def path_posterior(model: POMDP, observations: list[Observation], actions: list[int]) -> dict[State, Fraction]:
    """P(last state, all observations | actions), by summing over every path of states."""
    masses: dict[State, Fraction] = {}
    for path in product(model.states(), repeat=len(observations)):
        mass = prod((table[(s,)] for table, s in zip(model.D, path[0], strict=True)), start=Fraction(1))
        for state, observation in zip(path, observations, strict=True):
            mass *= likelihood(model, state, observation)
        for before, action, after in zip(path, actions, path[1:], strict=False):
            mass *= transition(model, before, model.actions[action], after)
        masses[path[-1]] = masses.get(path[-1], Fraction(0)) + mass
    return masses


def entropy(probabilities: list[Fraction]) -> mpmath.mpf:
    """-sum p log p."""
    return -mpmath.fsum(as_float(p) * mpmath.log(as_float(p)) for p in probabilities if p)


def as_float(value: Fraction) -> mpmath.mpf:
    """The rational at mpmath's precision."""
    return mpmath.mpf(value.numerator) / value.denominator


def action_posterior(
    model: POMDP, belief: dict[State, Fraction], depth: int, gamma: int, threshold: Fraction
) -> list[mpmath.mpf]:
    """softmax(gamma Q_depth), term by term as the recursion is defined."""
    values = action_values(model, belief, depth, gamma, threshold)
    weights = [mpmath.exp(gamma * (value - max(values))) for value in values]
    return [weight / mpmath.fsum(weights) for weight in weights]


def action_values(
    model: POMDP, belief: dict[State, Fraction], depth: int, gamma: int, threshold: Fraction
) -> list[mpmath.mpf]:
    """Q_depth of every action."""
    values = []
    outcomes = list(product(*(range(len(modality)) for modality in model.modalities)))
    for action in model.actions:
        predicted = {
            after: sum((mass * transition(model, s, action, after) for s, mass in belief.items()), Fraction(0))
            for after in model.states()
        }
        value = mpmath.mpf(0)
        for m, modality in enumerate(model.modalities):
            rows = {
                s: [model.A[m][(o, *(s[f] for f in model.A_dependencies[m]))] for o in range(len(modality))]
                for s in model.states()
            }
            q = [sum((predicted[s] * rows[s][o] for s in predicted), Fraction(0)) for o in range(len(modality))]
            value += mpmath.fsum(as_float(p * model.C[m][(o,)]) for o, p in enumerate(q))
            value += entropy(q) - mpmath.fsum(as_float(predicted[s]) * entropy(rows[s]) for s in predicted)
        if depth > 1:
            for observation in outcomes:
                joint = {s: mass * likelihood(model, s, observation) for s, mass in predicted.items()}
                probability = sum(joint.values(), Fraction(0))
                if probability > threshold:
                    after = {s: mass / probability for s, mass in joint.items()}
                    below = action_values(model, after, depth - 1, gamma, threshold)
                    share = action_posterior(model, after, depth - 1, gamma, threshold)
                    value += as_float(probability) * mpmath.fsum(p * v for p, v in zip(share, below, strict=True))
        values.append(value)
    return values


@st.composite
def distributions(draw: st.DrawFn, size: int) -> list[Fraction]:
    """Rational probabilities, zeros included."""
    weights = draw(st.lists(st.integers(0, 4), min_size=size, max_size=size).filter(any))
    return [Fraction(weight, sum(weights)) for weight in weights]


@st.composite
def tables(draw: st.DrawFn, shape: tuple[int, ...]) -> Tensor:
    """A table whose columns are distributions."""
    rest = list(product(*(range(side) for side in shape[1:])))
    columns = {index: draw(distributions(shape[0])) for index in rest}
    return Tensor(shape, tuple(columns[index][first] for first in range(shape[0]) for index in rest))


@st.composite
def pomdps(draw: st.DrawFn) -> POMDP:
    """Small models with two factors that move together, two modalities and two or four actions."""
    sizes = (2, draw(st.integers(1, 2)))
    controls = (2, draw(st.integers(1, 2)))
    outcomes = (draw(st.integers(1, 2)), 2)
    preferences = st.fractions(min_value=-3, max_value=3, max_denominator=4)
    return POMDP(
        factors=tuple(Variable(f"factor{f}", tuple(map(str, range(size)))) for f, size in enumerate(sizes)),
        modalities=tuple(Variable(f"modality{m}", tuple(map(str, range(size)))) for m, size in enumerate(outcomes)),
        action_names=tuple(map(str, range(controls[0] * controls[1]))),
        A=(draw(tables((outcomes[0], sizes[1], sizes[0]))), draw(tables((outcomes[1], sizes[0])))),
        B=(draw(tables((sizes[0], sizes[1], sizes[0], controls[0]))), draw(tables((sizes[1], sizes[1], controls[1])))),
        C=tuple(Tensor((size,), tuple(draw(preferences) for _ in range(size))) for size in outcomes),
        D=tuple(Tensor((size,), tuple(draw(distributions(size)))) for size in sizes),
        A_dependencies=((1, 0), (0,)),
        B_dependencies=((1, 0), (1,)),
    )
