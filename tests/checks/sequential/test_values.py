"""The numbers of the sequential-shift checks agree with mpmath recursions and with trajectories enumerated in floats.

Expected figures are those of Friedman (2026), witness 4, recomputed at 45 digits by others; the tables are typed again.
"""

import math
from collections.abc import Callable
from itertools import pairwise

import mpmath
import pytest

from opd_exact.numbers import Enclosable
from opd_exact.registry import Finding
from opd_exact.registry.suites import builtin_suite, load_checks

CHECKS = {
    unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0] if unit.check.id.startswith("sequential_")
}
STAY = (("0", "1", "0", "0"), ("0", ".86", "0", ".14"), ("0", ".20", ".05", ".75"), ("0", ".82", "0", ".18"))
SHORTCUT = (("0", ".65", ".35", "0"), ("0", ".30", ".60", ".10"), ("0", "0", ".82", ".18"), ("0", ".45", ".35", ".20"))
STAYS = {
    "teacher": (".85", ".90", ".82", ".78"),
    "before": (".80", ".55", ".25", ".62"),
    "after": (".82", ".70", ".70", ".72"),
}
Numbers = list[mpmath.mpf]


def visits(stay: Numbers, horizon: int) -> Numbers:
    """Mean of the distributions at times 0 to horizon - 1, at mpmath's precision."""
    now = [mpmath.mpf(1), *[mpmath.mpf(0)] * 3]
    total = [mpmath.mpf(0)] * 4
    for _ in range(horizon):
        total = [a + b for a, b in zip(total, now, strict=True)]
        now = [
            mpmath.fsum(
                now[s] * (stay[s] * mpmath.mpf(STAY[s][n]) + (1 - stay[s]) * mpmath.mpf(SHORTCUT[s][n]))
                for s in range(4)
            )
            for n in range(4)
        ]
    return [count / horizon for count in total]


def divergence(p: mpmath.mpf, q: mpmath.mpf) -> mpmath.mpf:
    return p * mpmath.log(p / q) + (1 - p) * mpmath.log((1 - p) / (1 - q))


def policy(name: str) -> Numbers:
    return [mpmath.mpf(x) for x in STAYS[name]]


def mixed(dose: mpmath.mpf) -> Numbers:
    return [(1 - dose) * b + dose * a for b, a in zip(policy("before"), policy("after"), strict=True)]


def loss(student: Numbers, visitor: Numbers, horizon: int = 8) -> mpmath.mpf:
    losses = [divergence(x, t) for x, t in zip(student, policy("teacher"), strict=True)]
    return mpmath.fdot(visits(visitor, horizon), losses)


def finding(identifier: str) -> Finding:
    check = CHECKS[identifier]
    return check.establish(check.subject({}))


def as_mpmath(value: Enclosable | None, digits: int) -> mpmath.mpf:
    assert value is not None
    middle = value.enclose(digits).middle
    return mpmath.mpf(middle.numerator) / middle.denominator


VALUES: dict[str, Callable[[], mpmath.mpf]] = {
    "sequential_train_loss": lambda: loss(policy("before"), policy("teacher")),
    "sequential_test_loss_before": lambda: loss(policy("before"), policy("before")),
    "sequential_test_loss_after": lambda: loss(policy("after"), policy("after")),
    "sequential_gap_closed": lambda: loss(policy("before"), policy("before")) - loss(policy("after"), policy("after")),
    "sequential_shift_mass": lambda: (
        mpmath.fsum(abs(a - b) for a, b in zip(visits(policy("before"), 8), visits(policy("teacher"), 8), strict=True))
        / 2
    ),
    "sequential_trajectory_divergence": lambda: 8 * loss(policy("before"), policy("before")),
    "sequential_long_horizon": lambda: loss(policy("before"), policy("before"), 4096),
    "sequential_no_shift_at_horizon_one": lambda: divergence(mpmath.mpf(".8"), mpmath.mpf(".85")),
    "sequential_dose_sweep": lambda: (
        loss(mixed(mpmath.mpf(".5")), policy("teacher")) - loss(mixed(mpmath.mpf(".5")), mixed(mpmath.mpf(".5")))
    ),
}


@pytest.mark.parametrize("identifier", VALUES)
def test_forty_digits_by_mpmath(identifier: str) -> None:
    with mpmath.workdps(70):
        expected = VALUES[identifier]()
        assert abs(as_mpmath(finding(identifier).value, 45) - expected) < abs(expected) * mpmath.mpf(10) ** -42


# The figures of Friedman (2026), witness 4, from an independent computation at 45 digits.
FIGURES = {
    "sequential_train_loss": "0.332955756465423911199",
    "sequential_test_loss_before": "0.408671457504340549009",
    "sequential_test_loss_after": "0.096020301980630366460",
    "sequential_shift_mass": "0.2293964589575797348623695325",
    "sequential_gap_closed": "0.312651155523710182549",
    "sequential_sign_change": "0.491901899209477032",
    "sequential_train_loss_direction": "0.251506631688847651",
    "sequential_trajectory_divergence": "3.269371660034724",
}


@pytest.mark.parametrize("identifier", FIGURES)
def test_published_figures(identifier: str) -> None:
    with mpmath.workdps(40):
        distance = abs(as_mpmath(finding(identifier).value, 30) - mpmath.mpf(FIGURES[identifier]))
        assert distance <= mpmath.mpf(10) ** -(len(FIGURES[identifier]) - 2) / 2 * mpmath.mpf("1.000001")


def test_root_by_mpmath() -> None:
    """mpmath's secant method on the difference of its own recursions."""
    with mpmath.workdps(50):
        root = mpmath.findroot(lambda f: loss(mixed(f), mixed(f)) - loss(mixed(f), policy("teacher")), (0.45, 0.55))
        assert abs(as_mpmath(finding("sequential_sign_change").value, 45) - root) < mpmath.mpf(10) ** -40


def test_losses_fall_on_a_grid() -> None:
    """What is enclosed for all doses holds on a hundred of them, in mpmath."""
    tested = [loss(mixed(mpmath.mpf(k) / 100), mixed(mpmath.mpf(k) / 100)) for k in range(101)]
    trained = [loss(mixed(mpmath.mpf(k) / 100), policy("teacher")) for k in range(101)]
    for values in (tested, trained):
        assert all(a > b for a, b in pairwise(values))


def test_trajectories_one_by_one() -> None:
    """All trajectories of horizon 8 in float64, depth first; some hundred thousand of them."""
    moves = [[[float(x) for x in row] for row in matrix] for matrix in (STAY, SHORTCUT)]
    student, teacher = ([float(x) for x in STAYS[name]] for name in ("before", "teacher"))
    total = mass = 0.0
    waiting = [(0, 1.0, 0.0, 0)]
    while waiting:
        s, p, ratio, time = waiting.pop()
        for a in range(2):
            mine, other = (student[s], teacher[s]) if a == 0 else (1 - student[s], 1 - teacher[s])
            probability, so_far = p * mine, ratio + math.log(mine / other)
            if time == 7:
                mass += probability
                total += probability * so_far
            else:
                waiting += [(n, probability * q, so_far, time + 1) for n, q in enumerate(moves[a][s]) if q]
    assert abs(mass - 1) < 1e-10
    assert abs(total - 3.269371660034724) < 1e-9
