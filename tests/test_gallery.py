"""The gallery's page has what its script says, and a run with the versions that it states finds the same again."""

import re
import runpy
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parent.parent / "docs"
SCRIPT = runpy.run_path(str(DOCS / "examples/gallery.py"), run_name="gallery")
PAGE = (DOCS / "gallery.md").read_text(encoding="utf-8")
SECTIONS = SCRIPT["sections_of"](PAGE)
PIECES = {piece.title: piece for piece in SCRIPT["PIECES"]}


def test_the_page_says_that_it_is_generated() -> None:
    assert "python docs/examples/gallery.py docs/gallery.md" in PAGE


def test_every_function_has_its_section_and_no_other_is_there() -> None:
    assert list(SECTIONS) == list(PIECES)


def test_every_section_states_its_versions_and_has_its_table() -> None:
    for title, piece in PIECES.items():
        said = "\n".join(SECTIONS[title])
        assert re.match(rf"{re.escape(piece.distribution)} \d+(\.\d+)+\S*, with numpy \d.*, called ", said)
        assert "| inputs | format | worst ulps | typical ulps | causes |" in said


def test_a_library_that_is_not_installed_keeps_its_section(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever regenerates the page without PyTorch, or anything else, loses and changes nothing of it."""

    def nothing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setitem(SCRIPT["page"].__globals__, "version", nothing)
    assert "\n".join(SCRIPT["page"](PAGE)).rstrip() + "\n" == PAGE


def findings(lines: list[str]) -> list[str]:
    """The kinds of finding, and what `identify` says: what does not depend on last digits."""
    kinds = [match[1] for line in lines if (match := re.match(r"- \*\*(.*?)\*\*", line))]
    return kinds + [line for line in lines if line.startswith(("`identify` says", "- The answers are"))]


@pytest.mark.parametrize("title", PIECES)
def test_a_run_finds_what_the_page_says(title: str) -> None:
    piece: Any = PIECES[title]
    if not SCRIPT["is_installed"](piece):
        pytest.skip(f"{piece.distribution} is not installed")
    if not SECTIONS[title][0].startswith(f"{SCRIPT['versions'](piece)}, "):
        pytest.skip(f"here is {SCRIPT['versions'](piece)}")
    assert findings(list(SCRIPT["section"](piece))) == findings(SECTIONS[title])
