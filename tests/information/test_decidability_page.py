"""Every example of docs/what-can-be-decided.md runs and gives what the page says."""

import doctest
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "what-can-be-decided.md"


def test_examples():
    """No example fails, and there are enough of them to back the table."""
    results = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert results.failed == 0
    assert results.attempted >= 40


def test_every_row_of_the_table_has_a_section_with_examples():
    """The page has at least one example under each heading."""
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(sections) == 7
    assert all(">>> " in section for section in sections)
