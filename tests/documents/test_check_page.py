"""A check's page tells what its declaration says, and nothing in it turns into structure."""

from pathlib import Path

import pytest

from opd_exact.documents.check_page import check_page
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks, suite_at
from tests.registry.toy_suites import write_check

UNITS, _ = load_checks([builtin_suite()])


@pytest.mark.parametrize("unit", UNITS, ids=[unit.check.id for unit in UNITS])
def test_every_built_in_check_has_a_page(unit: CheckUnit) -> None:
    page = check_page(unit)
    assert page.startswith(f"# {unit.check.id}\n")
    assert [line for line in page.splitlines() if line.startswith("#")] == [
        f"# {unit.check.id}",
        "## Method",
        "## Mutants, each of which must be refuted",
    ]
    assert sum(line.startswith("- ") for line in page.splitlines()) == len(unit.check.mutants)
    assert all(f"    {line}" in page for line in unit.check.claim.latex.splitlines())


def test_markup_in_a_claim_is_text(tmp_path: Path) -> None:
    body = 'CLAIM = Claim("a < b | [link](x) <b>", "a_1 < b", "all *n*", "`src`")'
    write_check(tmp_path, "checks/odd.py", body=body)
    (unit,) = load_checks([suite_at(tmp_path)])[0]
    page = check_page(unit)
    assert "a &#60; b &#124; &#91;link&#93;(x) &#60;b&#62;" in page
    assert "    a_1 < b\n" in page
    assert "| scope | all &#42;n&#42; |" in page
