"""The gaps that the mean-field theorems speak of, by direct minimization in mpmath, against the published table."""

import mpmath
import pytest

PUBLISHED = {
    1: ("0.120114506958277525", "0.120114506958277525"),
    2: ("0.433780830483027187", "0.433780830483027187"),
    3: ("0.855440171013796749", "0.625051833250807299"),
    4: ("1.325002747357864431", "0.671954972504016683"),
}


def gap(first: mpmath.mpf, second: mpmath.mpf, strength: int) -> mpmath.mpf:
    """D(q_a q_b || q_λ) from the four cells."""
    agreement = 1 / (1 + mpmath.exp(-strength))
    total = mpmath.mpf(0)
    for s in (1, -1):
        for t in (1, -1):
            student = (1 + s * first) * (1 + t * second) / 4
            target = (agreement if s == t else 1 - agreement) / 2
            total += student * mpmath.log(student / target)
    return total


@pytest.mark.parametrize("strength", PUBLISHED)
def test_gap_of_the_uniform_product(strength: int) -> None:
    """log cosh(λ/2)."""
    with mpmath.workdps(30):
        published = mpmath.mpf(PUBLISHED[strength][0])
        assert abs(gap(mpmath.mpf(0), mpmath.mpf(0), strength) - published) <= mpmath.mpf(10) ** -18 / 2
        assert abs(mpmath.log(mpmath.cosh(mpmath.mpf(strength) / 2)) - published) <= mpmath.mpf(10) ** -18 / 2


@pytest.mark.parametrize("strength", [3, 4])
def test_branch_beyond_two(strength: int) -> None:
    """m = tanh(λm/2) lies between sqrt(1 - 2/λ) and tanh(λ/2), and has the published gap."""
    with mpmath.workdps(30):
        lower, upper = mpmath.sqrt(1 - mpmath.mpf(2) / strength), mpmath.tanh(mpmath.mpf(strength) / 2)
        m = mpmath.findroot(lambda x: x - mpmath.tanh(strength * x / 2), (lower, upper), solver="anderson")
        assert lower < m < upper
        assert abs(gap(m, m, strength) - mpmath.mpf(PUBLISHED[strength][1])) <= mpmath.mpf(10) ** -18 / 2


@pytest.mark.parametrize("strength", PUBLISHED)
def test_no_grid_point_is_closer(strength: int) -> None:
    """The published minimum is not beaten on a grid of magnetizations, on the diagonal or off it."""
    with mpmath.workdps(30):
        grid = [mpmath.mpf(k) / 10 for k in range(-9, 10)]
        least = min(gap(a, b, strength) for a in grid for b in grid)
        assert least >= mpmath.mpf(PUBLISHED[strength][1]) - mpmath.mpf(10) ** -18 / 2
