"""The gallery's page has what its script says: every function in it, with the versions, and how it came about."""

import re
import runpy
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"
SCRIPT = runpy.run_path(str(DOCS / "examples/gallery.py"), run_name="gallery")
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")


def test_the_page_says_that_it_is_generated() -> None:
    assert "python docs/examples/gallery.py docs/gallery.md" in PAGE


def test_every_function_has_its_section_and_no_other_is_there() -> None:
    expected = [*(piece.title for piece in SCRIPT["PIECES"]), *SCRIPT["NOT_RUN"]]
    assert re.findall(r"^## (.*)$", PAGE, flags=re.MULTILINE) == expected


def test_every_audited_library_is_named_with_its_version() -> None:
    for piece in SCRIPT["PIECES"]:
        assert re.search(rf"^{re.escape(piece.distribution)} \d+(\.\d+)+, called ", PAGE, flags=re.MULTILINE)
    assert "(not installed)" not in PAGE


def test_every_run_section_has_its_table_of_behaviors() -> None:
    sections = PAGE.split("\n## ")[1:]
    for section in sections[: len(SCRIPT["PIECES"])]:
        assert "| inputs | format | worst ulps | typical ulps | causes |" in section
        assert "Not run" not in section
