"""The documentation site: its navigation leads to pages, and docstrings become Markdown that says the same."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WRITTEN_BY_THE_BUILD = {"index.md", "checks/", "reference/"}


def test_the_navigation_leads_to_pages() -> None:
    targets = set(
        re.findall(r"^ +- [^:]+: (\S+)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    assert targets >= WRITTEN_BY_THE_BUILD | {"tutorial.md", "kinds-of-truth.md"}
    assert [page for page in targets - WRITTEN_BY_THE_BUILD if not (ROOT / "docs" / page).is_file()] == []


@pytest.mark.parametrize(
    ("docstring", "markdown"),
    [
        ("A[o][s] * 2 < `a[0]`", r"A\[o\]\[s\] \* 2 &lt; `a[0]`"),
        ("Sum.\n>>> [1]\n[1]\n\nMore.", "Sum.\n\n```pycon\n>>> [1]\n[1]\n```\n\nMore."),
        ("Then\n\n    a[0] * b", "Then\n\n    a[0] * b"),
        ("Raises:\n    E: a[0] is 0.", "Raises:\n    E: a\\[0\\] is 0."),
        ("==  ==\na   b*\n==  ==", "\n```text\n==  ==\na   b*\n==  ==\n```"),
    ],
)
def test_docstrings_become_markdown(docstring: str, markdown: str) -> None:
    pytest.importorskip("griffe", reason="comes with the docs extra")
    as_markdown = runpy.run_path(str(ROOT / "docs/site_docstrings.py"))["as_markdown"]
    assert "\n".join(as_markdown(docstring.splitlines())) == markdown
