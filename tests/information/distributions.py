"""Rational distributions to test with: zeros, ties and masses that nearly vanish come up often."""

from fractions import Fraction
from math import prod

from hypothesis import strategies as st

WEIGHTS = st.one_of(
    st.just(0),
    st.integers(1, 3),  # ties
    st.integers(1, 1000),
    st.sampled_from([1, 10**6 - 1, 10**6, 10**12, 2**61 - 1]),  # near-degenerate masses beside ordinary ones
)


def weights(size, *, positive=False):
    """Lists of integer weights, not all of them zero."""
    each = WEIGHTS.map(lambda w: w or 1) if positive else WEIGHTS
    return st.lists(each, min_size=size, max_size=size).filter(any)


def normalized(counts):
    """The probabilities that are proportional to the weights."""
    total = sum(counts)
    return [Fraction(count, total) for count in counts]


def shaped(flat, shape):
    """A flat list as nested lists of the given shape."""
    for side in reversed(shape[1:]):
        flat = [flat[start : start + side] for start in range(0, len(flat), side)]
    return flat


def distributions(size, *, positive=False):
    """Distributions over `size` outcomes."""
    return weights(size, positive=positive).map(normalized)


def joints(shape, *, positive=False):
    """Joint tables of the given shape, as nested lists."""
    return distributions(prod(shape), positive=positive).map(lambda flat: shaped(flat, shape))


def channels(states, observations, *, positive=False):
    """Row-stochastic likelihoods, a row for each state."""
    row = distributions(observations, positive=positive)
    return st.lists(row, min_size=states, max_size=states)


def rows_of(joint):
    """Marginal of the first axis of a 2-D table, by hand."""
    return [sum(row) for row in joint]


def columns_of(joint):
    """Marginal of the second axis of a 2-D table, by hand."""
    return [sum(column) for column in zip(*joint, strict=True)]


def outer(p, q):
    """The product table p(x) q(y)."""
    return [[x * y for y in q] for x in p]
