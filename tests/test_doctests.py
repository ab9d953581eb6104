"""Every example in a docstring of the package runs and says what it shows."""

import doctest
import importlib
import pkgutil

import pytest

import opd_exact

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(opd_exact.__path__, "opd_exact.")
    if not module.name.startswith(("opd_exact.checks", "opd_exact.proofs"))
)


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0
