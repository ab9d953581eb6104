"""The page of findings says what its template says, of rows that exist; beside a report, with the report's numbers.

The environment variable OPD_EXACT_REPORT names a report of the whole suite; without it the numbers are not compared.
"""

import os
import re
from pathlib import Path

import pytest

from opd_exact.hydrate import main
from opd_exact.registry.suites import builtin_suite, load_checks

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
TEMPLATES = {
    "docs/findings.md": ROOT / "docs/templates/findings.md.j2",
    "README.md": ROOT / "docs/templates/README.md.j2",
}


def test_every_row_named_is_a_check() -> None:
    known = {unit.check.id for unit in load_checks([builtin_suite()])[0]}
    for template in TEMPLATES.values():
        text = template.read_text(encoding="utf-8")
        named = re.findall(r'(?:show|number|exact|published|verdict|row|line)\("(\w+)"', text)
        assert len(named) >= 4
        assert set(named) <= known
    assert set(re.findall(r"opd-exact check (\w+)", PAGE)) <= known


def test_the_page_has_the_sentences_of_its_template_and_a_number_where_one_belongs() -> None:
    lines = TEMPLATES["docs/findings.md"].read_text(encoding="utf-8").splitlines()[1:]
    page = PAGE.splitlines()
    assert len(page) == len(lines)
    for found, wanted in zip(page, lines, strict=True):
        assert re.fullmatch(_pattern(wanted), found), (found, wanted)


def _pattern(line: str) -> str:
    """What a template's line can give: digits for a number, the command for `show`, some text for the rest."""
    parts = re.split(r"\{\{ (.*?) \}\}", line)
    shown = []
    for position, part in enumerate(parts):
        if position % 2 == 0:
            shown.append(re.escape(part))
        elif command := re.fullmatch(r'show\("(\w+)"\)', part):
            shown.append(re.escape(f"`opd-exact check {command[1]} -v`"))
        else:
            shown.append(r"-?\d+(?:\.\d+)?(?:e-?\d+)?" if part.startswith("number(") else ".+?")
    return "".join(shown)


@pytest.mark.skipif("OPD_EXACT_REPORT" not in os.environ, reason="OPD_EXACT_REPORT names no report of the whole suite")
@pytest.mark.parametrize("document", TEMPLATES)
def test_the_numbers_are_those_of_the_report(document: str) -> None:
    report = os.environ["OPD_EXACT_REPORT"]
    template = str(TEMPLATES[document])
    assert main([str(ROOT / document), "--report", report, "--check", "--template", template]) == 0
