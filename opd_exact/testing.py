"""Hypothesis strategies for exact models: to test code that computes with distributions, channels and small POMDPs.

Zeros, ties and masses that nearly vanish (1 - 10^-k beside 10^-k) come up often, since there code of this kind goes
wrong. Everything drawn is exact: probabilities are `Fraction`s that sum to one exactly. Examples shrink to few outcomes
with small denominators.

Needs Hypothesis, which the extra `test` installs: pip install "opd_exact[test]".

>>> from hypothesis import given
>>> from opd_exact.information import entropy
>>> @given(distributions())
... def test_entropy_is_nowhere_negative(p):
...     assert entropy(p) >= 0
>>> test_entropy_is_nowhere_negative()
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import DrawFn, SearchStrategy
except ImportError as missing:
    raise ImportError('opd_exact.testing needs Hypothesis: pip install "opd_exact[test]"') from missing

__all__ = [
    "channels",
    "deterministic_channels",
    "deterministic_joints",
    "distributions",
    "independent_joints",
    "joints",
    "nearly_certain",
    "pomdps",
    "probabilities",
]

_MOST_SIZE = 6
_MOST_OUTCOMES = 4096

Distribution = tuple[Fraction, ...]
Channel = tuple[Distribution, ...]


def probabilities(*, positive: bool = False) -> SearchStrategy[Fraction]:
    """Rationals from 0 to 1: the ends, small ratios, decimals as people type them, and values next to an end.

    positive: leave out 0.
    """
    small = st.integers(1, 12).flatmap(lambda below: st.integers(0, below).map(lambda above: Fraction(above, below)))
    typed = st.integers(0, 1000).map(lambda thousandths: Fraction(thousandths, 1000))
    tiny = st.integers(1, 18).map(lambda k: Fraction(1, 10**k))
    drawn = st.one_of(small, typed, tiny, tiny.map(lambda mass: 1 - mass))
    return drawn.filter(bool) if positive else drawn


def distributions(size: int | None = None, *, positive: bool = False) -> SearchStrategy[Distribution]:
    """Distributions over `size` outcomes (without it, over 1 to 6), as tuples of Fractions that sum to one.

    positive: without zeros.

    Raises:
        InputError: size is below 1 or above 4096.
    """
    if size is None:
        return st.integers(1, _MOST_SIZE).flatmap(lambda drawn: distributions(drawn, positive=positive))
    _require_size(size)
    if size == 1:
        return st.just((Fraction(1),))
    least = int(positive)
    weight = st.one_of(
        st.integers(least, 3),  # zeros and ties
        st.integers(least, 1000),
        st.sampled_from((1, 10**6 - 1, 10**6, 10**12, 2**61 - 1)),
    )
    weighted = st.lists(weight, min_size=size, max_size=size).filter(any).map(_normalized)
    return st.one_of(weighted, nearly_certain(size)) if not positive or size == 2 else weighted


def nearly_certain(size: int) -> SearchStrategy[Distribution]:
    """Distributions with 1 - 10^-k on one outcome and 10^-k on another, k from 1 to 18; the others have none.

    Raises:
        InputError: size is below 2 or above 4096.
    """
    _require_size(size, least=2)

    def placed(places: Sequence[int], k: int) -> Distribution:
        masses = [Fraction(0)] * size
        masses[places[0]], masses[places[1]] = 1 - Fraction(1, 10**k), Fraction(1, 10**k)
        return tuple(masses)

    two = st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)
    return st.builds(placed, two, st.integers(1, 18))


def channels(inputs: int, outputs: int, *, positive: bool = False) -> SearchStrategy[Channel]:
    """Channels as tuples of rows, one distribution over the outputs for each input; all sorts, also deterministic ones.

    Raises:
        InputError: a number is below 1 or above 4096.
    """
    _require_size(inputs)
    row = distributions(outputs, positive=positive)
    drawn = st.tuples(*[row] * inputs)
    same = row.map(lambda only: (only,) * inputs)
    return st.one_of(drawn, same, deterministic_channels(inputs, outputs)) if not positive else st.one_of(drawn, same)


def deterministic_channels(inputs: int, outputs: int) -> SearchStrategy[Channel]:
    """Channels in which every input has one certain output."""
    _require_size(inputs)
    _require_size(outputs)

    def certain(chosen: Sequence[int]) -> Channel:
        return tuple(tuple(Fraction(int(o == output)) for o in range(outputs)) for output in chosen)

    return st.lists(st.integers(0, outputs - 1), min_size=inputs, max_size=inputs).map(certain)


def joints(shape: Sequence[int], *, positive: bool = False) -> SearchStrategy[tuple[Any, ...]]:
    """Joint distributions as tuples in tuples of the given shape; all sorts, also independent ones.

    Raises:
        InputError: shape is empty, a side is below 1, or there are more than 4096 cells.
    """
    sides = tuple(shape)
    if not sides:
        raise InputError("shape (): expected at least one side")
    whole = distributions(_cells(sides), positive=positive).map(lambda flat: Tensor(sides, flat).nested())
    return st.one_of(whole, independent_joints(sides, positive=positive))


def independent_joints(shape: Sequence[int], *, positive: bool = False) -> SearchStrategy[tuple[Any, ...]]:
    """Joint distributions that are the product of their marginals; raises as `joints`."""
    sides = tuple(shape)
    if not sides:
        raise InputError("shape (): expected at least one side")
    _cells(sides)

    def multiplied(marginals: Sequence[Distribution]) -> tuple[Any, ...]:
        cells = tuple(prod(masses, start=Fraction(1)) for masses in product(*marginals))
        return Tensor(sides, cells).nested()

    return st.tuples(*(distributions(side, positive=positive) for side in sides)).map(multiplied)


def deterministic_joints(rows: int, columns: int) -> SearchStrategy[tuple[Any, ...]]:
    """Joint distributions p(x, y) of which the column y is a function of the row x."""
    _cells((rows, columns))

    def along(marginal: Distribution, channel: Channel) -> tuple[Any, ...]:
        return tuple(tuple(mass * entry for entry in row) for mass, row in zip(marginal, channel, strict=True))

    return st.builds(along, distributions(rows), deterministic_channels(rows, columns))


@st.composite
def pomdps(
    draw: DrawFn,
    *,
    most_factors: int = 2,
    most_modalities: int = 2,
    most_values: int = 3,
    most_controls: int = 2,
) -> POMDP:
    """Small factored POMDPs with all sorts of tables and dependencies, and preferences from -4 to 4.

    Raises:
        InputError: a bound is below 1 or above 6.
    """
    for name, bound in (
        ("most_factors", most_factors),
        ("most_modalities", most_modalities),
        ("most_values", most_values),
        ("most_controls", most_controls),
    ):
        if not 1 <= bound <= _MOST_SIZE:
            raise InputError(f"{name} {bound}: expected 1 to {_MOST_SIZE}")
    factors = _variables(draw, "factor", most_factors, most_values)
    modalities = _variables(draw, "modality", most_modalities, most_values)
    everyone = range(len(factors))
    seen_from = [tuple(draw(st.sets(st.sampled_from(everyone), min_size=1).map(sorted))) for _ in modalities]
    moved_by = [(f, *(o for o in everyone if o != f and draw(st.booleans()))) for f in everyone]
    controls = [draw(st.integers(1, most_controls)) for _ in factors]

    def table(width: int, given: Sequence[int], *rest: int) -> Tensor:
        sides = (*(len(factors[f]) for f in given), *rest)
        columns = draw(channels(prod(sides), width))
        return Tensor((width, *sides), tuple(column[row] for row in range(width) for column in columns))

    wanted = st.fractions(-4, 4, max_denominator=20)
    return POMDP(
        factors=factors,
        modalities=modalities,
        action_names=tuple("u" + "_".join(map(str, chosen)) for chosen in product(*map(range, controls))),
        A=tuple(table(len(m), given) for m, given in zip(modalities, seen_from, strict=True)),
        B=tuple(table(len(factors[f]), moved_by[f], controls[f]) for f in everyone),
        C=tuple(Tensor((len(m),), tuple(draw(wanted) for _ in m.values)) for m in modalities),
        D=tuple(table(len(factor), ()) for factor in factors),
        A_dependencies=tuple(seen_from),
        B_dependencies=tuple(moved_by),
    )


def _variables(draw: DrawFn, kind: str, most: int, most_values: int) -> tuple[Variable, ...]:
    sizes = draw(st.lists(st.integers(1, most_values), min_size=1, max_size=most))
    return tuple(Variable(f"{kind}_{i}", tuple(map(str, range(size)))) for i, size in enumerate(sizes))


def _normalized(weights: Sequence[int]) -> Distribution:
    whole = sum(weights)
    return tuple(Fraction(weight, whole) for weight in weights)


def _require_size(size: int, *, least: int = 1) -> None:
    if not least <= size <= _MOST_OUTCOMES:
        raise InputError(f"size {size}: expected {least} to {_MOST_OUTCOMES}")


def _cells(sides: tuple[int, ...]) -> int:
    for side in sides:
        _require_size(side)
    if prod(sides) > _MOST_OUTCOMES:
        raise InputError(f"shape {sides}: {prod(sides)} cells, expected at most {_MOST_OUTCOMES}")
    return prod(sides)
