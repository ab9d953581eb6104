"""Every example in the docstrings of the floor runs as printed."""

import doctest
import importlib
import pkgutil

import pytest

import opd_exact.numbers


@pytest.mark.parametrize("name", sorted(module.name for module in pkgutil.iter_modules(opd_exact.numbers.__path__)))
def test_examples_run_as_printed(name: str) -> None:
    module = importlib.import_module(f"opd_exact.numbers.{name}")
    outcome = doctest.testmod(module)
    assert outcome.failed == 0
