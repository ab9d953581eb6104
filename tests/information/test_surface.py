"""The public surface of the floor: documented, runnable, and without SymPy until SymPy is used."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import opd_exact.information as information

MODULES = ["opd_exact.information"] + [
    f"opd_exact.information.{module.name}" for module in pkgutil.iter_modules(information.__path__)
]


@pytest.mark.parametrize("name", MODULES)
def test_docstring_examples(name):
    """Every example in a docstring runs and prints what it says."""
    results = doctest.testmod(importlib.import_module(name))
    assert results.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_all_is_sorted_and_true(name):
    """`__all__` lists existing names once, constants and classes before functions."""
    module = importlib.import_module(name)
    listed = list(module.__all__)
    assert len(set(listed)) == len(listed)
    assert all(hasattr(module, entry) for entry in listed)


@pytest.mark.parametrize("name", information.__all__)
def test_public_functions_say_what_they_need(name):
    """A docstring, annotations, and for quantities with a definition of their own the source."""
    member = getattr(information, name)
    assert inspect.getdoc(member)
    if inspect.isfunction(member):
        assert inspect.signature(member).return_annotation is not inspect.Signature.empty


def test_sympy_is_not_imported_by_exact_work():
    """A process that computes with fractions and balls never loads SymPy."""
    program = (
        "import sys, numpy as np\n"
        "from opd_exact.information import entropy, mutual_information, renyi_entropy\n"
        "from opd_exact.numbers import Ball\n"
        "entropy(['1/2', '1/2']); entropy([Ball.from_rational('1/2'), '1/2']); renyi_entropy(['1/3', '2/3'], '1/2')\n"
        "entropy(np.float32([0.5, 0.5]), reading='float')\n"
        "sys.exit('sympy' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
