"""Sums over whole arrays of weights are the sums over their cells, whatever the size of the numbers."""

import pickle
from fractions import Fraction
from math import fsum
from math import log as float_log

import mpmath
import numpy as np
import pytest
from flint import fmpz
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import (
    POSITIVE_INFINITY,
    InputError,
    InputTypeError,
    LogForm,
    OutsideDomain,
    entropy_of_weights,
    log,
    mutual_information_of_weights,
    relative_entropy_of_weights,
    sum_of_weighted_logs,
)
from opd_exact.numbers.arraylogs import ArrayLogs
from opd_exact.numbers.vectorlog import ATOM_LIMIT, COEFFICIENT_LIMIT

WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any)


def entropy_by_cells(weights: list[int]) -> LogForm:
    total = sum(weights)
    return LogForm.total([Fraction(-w, total) * log(Fraction(w, total)) for w in weights if w])


def divergence_by_cells(weights: list[int], reference: list[int]) -> LogForm:
    n, m = sum(weights), sum(reference)
    pairs = [(Fraction(w, n), Fraction(v, m)) for w, v in zip(weights, reference, strict=True) if w]
    return LogForm.total([p * log(p / q) for p, q in pairs])


@given(WEIGHTS)
def test_entropy_is_the_sum_over_its_cells(weights: list[int]) -> None:
    expected = entropy_by_cells(weights)
    for given_as in (weights, np.array(weights), np.array(weights, dtype=object), tuple(map(fmpz, weights))):
        assert entropy_of_weights(given_as) == expected
    assert entropy_of_weights(np.array(weights, dtype=np.uint8)) == expected


@given(WEIGHTS, st.integers(1, 10**30))
def test_entropy_does_not_see_a_common_factor(weights: list[int], factor: int) -> None:
    assert entropy_of_weights([w * factor for w in weights]) == entropy_of_weights(weights)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=10).filter(
        lambda x: any(a for a, _ in x)
    )
)
def test_divergence_is_the_sum_over_its_cells(pairs: list[tuple[int, int]]) -> None:
    weights, reference = map(list, zip(*pairs, strict=True))
    found = relative_entropy_of_weights(weights, reference)
    assert found == divergence_by_cells(weights, reference)
    assert found >= 0
    assert relative_entropy_of_weights(reference, reference) == 0


def test_divergence_is_infinite_exactly_where_support_is_missing() -> None:
    assert relative_entropy_of_weights([1, 0], [1, 1]) == log(2)
    assert relative_entropy_of_weights([1, 1], [1, 0]) is POSITIVE_INFINITY
    assert relative_entropy_of_weights([0, 0, 5], [0, 0, 7]) == 0


@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_mutual_information_two_ways(rows: int, columns: int, data: st.DataObject) -> None:
    """Entropies of the marginals minus the joint, against the divergence from the product with multiplied-out keys."""
    cells = st.lists(st.integers(0, 30), min_size=columns, max_size=columns)
    joint = data.draw(st.lists(cells, min_size=rows, max_size=rows).filter(lambda w: any(map(any, w))))
    r, c = [sum(row) for row in joint], [sum(column) for column in zip(*joint, strict=True)]
    flat = [w for row in joint for w in row]
    product = [a * b for a in r for b in c]
    found = mutual_information_of_weights(joint)
    assert found == relative_entropy_of_weights(flat, product)
    assert found == entropy_by_cells(r) + entropy_by_cells(c) - entropy_by_cells(flat)
    assert found >= 0
    n = sum(flat)
    keys = [w * n for w in flat if w], [p for w, p in zip(flat, product, strict=True) if w]
    present = [w for w in flat if w]
    assert found == sum_of_weighted_logs(keys[0] + keys[1], present + [-w for w in present], denominator=n)


def test_exact_independence_is_exactly_zero() -> None:
    joint = np.outer(np.arange(1, 40), np.arange(3, 60, 7))
    assert mutual_information_of_weights(joint) == 0
    assert float(mutual_information_of_weights(joint)) == 0.0


@pytest.mark.parametrize(("rows", "columns", "largest"), [(12, 20, 9), (40, 30, 5), (7, 40, 10**9), (150, 150, 3)])
def test_empty_rows_columns_and_cells_drop_out(rows: int, columns: int, largest: int) -> None:
    """0 log 0 = 0 in every branch: counted, listed, and in the marginals of a long joint."""
    joint = np.random.default_rng(rows).integers(0, largest, (rows, columns), endpoint=True)
    joint[::3] = 0
    joint[:, 1::4] = 0
    kept = joint[np.ix_(joint.any(axis=1), joint.any(axis=0))]
    r, c, flat = (part.tolist() for part in (kept.sum(axis=1), kept.sum(axis=0), kept.ravel()))
    expected = entropy_by_cells(r) + entropy_by_cells(c) - entropy_by_cells(flat)
    assert mutual_information_of_weights(joint) == expected
    assert float(mutual_information_of_weights(joint)) == float(expected)
    assert entropy_of_weights(joint) == entropy_by_cells(flat)


def test_near_independence_keeps_all_its_digits() -> None:
    """K times an outer product with two cells one larger: the float formula returns a negative number or zero."""
    outer = np.outer([3, 5, 7, 11], [2, 9, 4, 13])
    for scale in (10**6, 10**9):
        joint = outer * scale
        joint[0, 0] += 1
        joint[2, 3] += 1
        found = mutual_information_of_weights(joint)
        assert found > 0
        with mpmath.workdps(80):
            n = mpmath.mpf(int(joint.sum()))
            truth = mpmath.mpf(0)
            for i in range(4):
                for j in range(4):
                    w = mpmath.mpf(int(joint[i, j]))
                    truth += w / n * mpmath.log(w * n / (int(joint[i].sum()) * int(joint[:, j].sum())))
        assert float(found) == float(truth)


@pytest.mark.parametrize("largest", [10, 10**3, 10**6, 10**12, 2**52 + 5, 2**61, 2**62, 2**63 - 1])
@pytest.mark.parametrize("size", [5, 200])
def test_every_size_of_weight_gives_the_same_as_python_integers(largest: int, size: int) -> None:
    generator = np.random.default_rng(size)
    weights = generator.integers(0, largest, size, endpoint=True)
    weights[0] = largest
    by_cells = entropy_by_cells(weights.tolist())
    found = entropy_of_weights(weights)
    assert float(found) == float(by_cells)
    assert found == by_cells
    reference = np.maximum(weights[::-1], 1)
    assert relative_entropy_of_weights(weights, reference) == divergence_by_cells(weights.tolist(), reference.tolist())


def test_products_and_sums_beyond_63_bits_do_not_wrap() -> None:
    """With a total near 3e9 and more, w*N and r*c pass 63 bits; row sums of large weights pass them too."""
    joint = np.array([[2**61, 2**61 - 1], [2**60 + 1, 2**61]])
    rows = [sum(map(int, row)) for row in joint]
    columns = [sum(map(int, column)) for column in joint.T]
    flat = [int(w) for w in joint.flat]
    expected = entropy_by_cells(rows) + entropy_by_cells(columns) - entropy_by_cells(flat)
    assert mutual_information_of_weights(joint) == expected
    assert float(mutual_information_of_weights(np.tile(joint, (8, 8)))) == float(expected)
    assert entropy_of_weights([2**64, 1]) == entropy_by_cells([2**64, 1])
    assert entropy_of_weights([2**63, 1]) == entropy_by_cells([2**63, 1])
    assert entropy_of_weights(np.array([2**64 - 1, 1], dtype=np.uint64)) == entropy_by_cells([2**64 - 1, 1])


@pytest.mark.parametrize(("size", "largest"), [(1000, 1000), (1000, 10**6), (20_000, 300), (20_000, 10**7)])
def test_floats_of_large_entropies_are_correctly_rounded(size: int, largest: int) -> None:
    weights = np.random.default_rng(largest).integers(1, largest, size)
    values, counts = np.unique(weights, return_counts=True)
    with mpmath.workprec(200):
        n = mpmath.mpf(int(weights.sum()))
        truth = (
            mpmath.log(n)
            - sum(
                (int(c) * int(w) * mpmath.log(int(w)) for w, c in zip(values, counts, strict=True)), start=mpmath.mpf(0)
            )
            / n
        )
        expected = float(truth)
    form = entropy_of_weights(weights)
    assert float(form) == expected
    assert pickle.loads(pickle.dumps(form)) == form
    total = int(weights.sum())
    approximate = -fsum(w / total * float_log(w / total) for w in weights.tolist())
    assert abs(approximate - expected) < 1e-9 * expected


def test_sum_of_weighted_logs_merges_and_shifts() -> None:
    found = sum_of_weighted_logs([2, 3, 2, 6], [1, 2, 3, -4], constant=5, denominator=10)
    assert found == (4 * log(2) + 2 * log(3) - 4 * log(6) + 5) / 10
    assert sum_of_weighted_logs([], []) == 0
    assert sum_of_weighted_logs([1], [7]) == 0
    long = sum_of_weighted_logs(np.arange(1, 1001), np.arange(-500, 500))
    assert long == LogForm.from_weighted_logs([(n, n - 501) for n in range(1, 1001)])


@pytest.mark.parametrize(
    "weights", [[0.5, 0.5], np.array([0.5, 0.5]), [True, False], np.array([True]), ["1"], [None], [1j]]
)
def test_weights_must_be_integers(weights: object) -> None:
    with pytest.raises(InputTypeError):
        entropy_of_weights(weights)  # type: ignore[arg-type]


def test_weights_are_checked_with_their_place() -> None:
    with pytest.raises(InputError, match=r"joint\[1, 0\] is -3"):
        mutual_information_of_weights([[1, 2], [-3, 4]])
    with pytest.raises(InputError, match=r"weights\[2\] is -1"):
        entropy_of_weights([1, 2, -1])
    for empty in ([], [0, 0], np.zeros(300, np.int64)):
        with pytest.raises(OutsideDomain, match="sum to 0"):
            entropy_of_weights(empty)
    with pytest.raises(OutsideDomain):
        relative_entropy_of_weights([1, 2], [0, 0])
    with pytest.raises(InputError, match="shape"):
        relative_entropy_of_weights([1, 2], [1, 2, 3])
    with pytest.raises(InputError, match=r"expected \(rows, columns\)"):
        mutual_information_of_weights([1, 2])
    with pytest.raises(InputError, match="shape"):
        sum_of_weighted_logs([1], [1, 2])
    with pytest.raises(OutsideDomain, match=r"arguments\[1\] is 0"):
        sum_of_weighted_logs([2, 0], [1, 1])
    with pytest.raises(InputError, match="denominator"):
        sum_of_weighted_logs([2], [1], denominator=0)
    with pytest.raises(InputTypeError, match="denominator"):
        sum_of_weighted_logs([2], [1], denominator=0.5)  # type: ignore[arg-type]


def test_array_logs_refuse_what_their_sum_cannot_hold() -> None:
    one = np.array([1])
    for atoms, coefficients in (
        (np.array([ATOM_LIMIT]), one),
        (np.array([0]), one),
        (one, np.array([COEFFICIENT_LIMIT])),
    ):
        with pytest.raises(ValueError, match=r"outside|too large"):
            ArrayLogs(atoms, coefficients)


def test_array_forms_behave_like_other_forms() -> None:
    weights = np.arange(1, 400)
    form, plain = entropy_of_weights(weights), entropy_by_cells(weights.tolist())
    assert isinstance(form._logs, ArrayLogs)
    assert form - plain == 0
    assert hash(form) == hash(plain)
    assert form.terms == plain.terms
    assert (2 * form - form) / 3 == plain / 3
    assert form.enclose(40).overlaps(plain.enclose(40))
    cancelling = sum_of_weighted_logs(np.full(400, 7), np.tile([1, -1], 200), constant=3)
    assert cancelling == 3
    assert cancelling.is_rational()
    assert hash(cancelling) == hash(3)
    assert dict(cancelling._logs.items()) == {}
    assert log(5) + cancelling == log(5) + 3
