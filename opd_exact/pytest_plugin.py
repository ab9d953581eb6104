"""The pytest plugin: floats asserted against the exact value, rows of a report from tests, suites as test items.

`assert_exact` stands for itself. In a test that uses the fixture `exact_audit`, or has the marker of that name, what it
compares also becomes a row of the report that `--opd-exact-report=FILE` writes. `--opd-exact-suite=PATH` runs the
checks of a suite as tests. None of these used, the plugin does nothing and imports nothing.

>>> from opd_exact import log
>>> assert_exact(0.6931471805599453, log(2), ulps=1)
>>> assert_exact(0.6931, log(2), abs="1e-5")
Traceback (most recent call last):
    ...
AssertionError: 0.6931 is not within 1e-5 absolute
  truth      0.69314718055994530942 ± 2.8e-21 = log(2)
  observed   0.6931 (float64)
  error      abs ≤ 4.72e-5, rel ≤ 6.81e-5, ulps ≤ 4.25e11
  tolerance  1e-5 absolute
  margin     the error is 4.72 times the tolerance
"""

from collections.abc import Callable, Generator
from typing import Any

import pytest

__all__ = [
    "ExactAudit",
    "assert_exact",
]

_MARKER = "exact_audit"


def assert_exact(
    value: Any,
    quantity_or_expression: Any,
    *,
    ulps: Any = None,
    abs: Any = None,
    rel: Any = None,
    name: str | None = None,
) -> None:
    """Assert that a float is within a tolerance of an exact value, and say by how much it is not.

    Args:
        value: one float: a Python float, a numpy scalar of 16, 32 or 64 bits, or an array of no axes (JAX, PyTorch).
        quantity_or_expression: what a function of `opd_exact` returned, a Fraction or integer, a decimal or ratio as
            text, or a SymPy expression without symbols.
        ulps: the tolerance in units in the last place of the truth, in the format of the value.
        abs: the tolerance as a distance, in the unit of the truth.
        rel: the tolerance as a part of the truth. Exactly one of the three; a float is read as its shortest decimal.
        name: what a report calls the row; without it the test's name.

    Raises:
        AssertionError: the value is out of tolerance, NaN, or infinite where the truth is not.
        InputError, InputTypeError: an argument is not as above.
        UnknownTruth: the truth is not known narrowly enough to tell.
    """
    __tracebackhide__ = True
    from opd_exact.pytest_support.comparing import compare
    from opd_exact.pytest_support.recording import current

    comparison = compare(value, quantity_or_expression, ulps=ulps, abs=abs, rel=rel)
    recorder = current()
    if recorder is not None:
        recorder.add(comparison, name)
    if not comparison.within:
        raise AssertionError(comparison.message())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two options."""
    group = parser.getgroup("opd_exact", "floats against exact values")
    group.addoption(
        "--opd-exact-report",
        metavar="FILE",
        help="Write what tests marked exact_audit compared, and the checks of suites, to FILE as opd-exact/report/2.",
    )
    group.addoption(
        "--opd-exact-suite",
        metavar="PATH",
        action="append",
        default=[],
        help="Run the checks of the suite at PATH (or of that name) as tests; may be repeated.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker, and refuse a report that could not be written."""
    config.addinivalue_line(
        "markers", "exact_audit(name=None): make what the test compares with assert_exact rows of the opd_exact report"
    )
    only_shown = config.getoption("collectonly", False)  # nothing runs, and an earlier report stays
    if config.getoption("opd_exact_report") is not None and not only_shown and not hasattr(config, "workerinput"):
        from opd_exact.pytest_support.session import ReportedRows

        config.pluginmanager.register(ReportedRows(config), "opd_exact_report")


class ExactAudit:
    """What the fixture `exact_audit` is: `assert_exact` when called, and the audits of whole functions.

    >>> exact_audit = ExactAudit()
    >>> exact_audit(0.5, "1/2", ulps=0)
    >>> exact_audit.function(lambda p: float(-(p**2).sum()), "entropy", [[0.5, 0.5]]).is_clean
    False
    """

    def __call__(self, value: Any, quantity_or_expression: Any, **tolerance: Any) -> None:
        """As `assert_exact`; every comparison becomes a row of the report."""
        __tracebackhide__ = True
        assert_exact(value, quantity_or_expression, **tolerance)

    @property
    def function(self) -> Callable[..., Any]:
        """As `opd_exact.audit.function`: returns the audit, asserts nothing and makes no row."""
        from opd_exact.audit.functions.auditing import audit_function

        return audit_function

    @property
    def identify(self) -> Callable[..., Any]:
        """As `opd_exact.audit.identify`."""
        from opd_exact.audit.functions.identifying import identify

        return identify


@pytest.fixture(name="exact_audit")
def _exact_audit() -> ExactAudit:
    """`assert_exact`, with every comparison made a row of the report, and the audits of whole functions."""
    return ExactAudit()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the checks of the suites that were asked for."""
    if config.getoption("opd_exact_suite"):
        from opd_exact.pytest_support.suite_items import items_of_suites

        items.extend(items_of_suites(session, config.getoption("opd_exact_suite")))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """While the fixtures of a recorded test are made, note what they compare."""
    return (yield from _recorded(item, "setup"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """While a recorded test runs, note what it compares."""
    return (yield from _recorded(item, "call"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """While the fixtures of a recorded test are taken down, note what they compare."""
    return (yield from _recorded(item, "teardown"))


def _recorded(item: pytest.Item, when: str) -> Generator[None, object, object]:
    if not _is_recorded(item):
        return (yield)
    from opd_exact.pytest_support.session import recording_of

    with recording_of(item, when):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Send the rows along with the report of the test, which is how they reach the controller of xdist."""
    report = yield
    if _is_recorded(item) or item.config.getoption("opd_exact_suite"):
        from opd_exact.pytest_support.session import send_rows

        send_rows(item, report)
    return report


def _is_recorded(item: pytest.Item) -> bool:
    return item.get_closest_marker(_MARKER) is not None or _MARKER in getattr(item, "fixturenames", ())
