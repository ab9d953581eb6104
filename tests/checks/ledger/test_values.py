"""The margins of the precision ledger by mpmath, and residuals of the float code at the size of rounding."""

from fractions import Fraction

import mpmath

from opd_exact.numbers import enclose
from opd_exact.registry.suites import builtin_suite, load_checks

CHECKS = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0] if unit.group == "ledger"}


def entropy(*p: mpmath.mpf) -> mpmath.mpf:
    return -mpmath.fsum(x * mpmath.log(x) for x in p if x)


def expected_margins() -> tuple[mpmath.mpf, ...]:
    """Each control from its definition, in mpmath."""
    rows = [[mpmath.mpf(x) for x in row.split()] for row in (".8 .15 .05", ".2 .7 .1", ".1 .3 .6")]
    seen = [mpmath.fsum(row[o] for row in rows) / 3 for o in range(3)]
    opened = [entropy(*(row[o] / 3 / seen[o] for row in rows)) for o in range(3)]
    noise = entropy(mpmath.mpf(".95"), mpmath.mpf(".05"))
    return (
        mpmath.log(2),
        abs(mpmath.fdot(seen, opened) - mpmath.fsum(opened) / 3),
        mpmath.mpf(1),
        mpmath.log(2) - noise,
        noise,
    )


def test_margins_by_mpmath() -> None:
    check = CHECKS["precision_ledger_margins"]
    margins = check.subject({}).margins()
    with mpmath.workdps(60):
        for margin, expected in zip(margins, expected_margins(), strict=True):
            middle = enclose(margin, 45).middle
            assert abs(mpmath.mpf(middle.numerator) / middle.denominator - expected) < mpmath.mpf(10) ** -44


def test_the_least_margin_is_the_published_one() -> None:
    """0.018929411189365150221, from an independent computation at 45 digits."""
    value = CHECKS["precision_ledger_margins"].establish(CHECKS["precision_ledger_margins"].subject({})).value
    assert value is not None
    assert abs(value.enclose(30).middle - Fraction("0.018929411189365150221")) < Fraction(1, 10**21)


def test_there_are_six_residuals_and_five_margins() -> None:
    check = CHECKS["precision_ledger_residuals"]
    finding = check.establish(check.subject({}))
    assert len(finding.observations) == 6
    assert all(observation.within for observation in finding.observations)
    assert len(CHECKS["precision_ledger_margins"].subject({}).claimed) == 5
