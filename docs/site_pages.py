"""Writes the pages of the site that nobody writes by hand; run by `mkdocs build`, through mkdocs-gen-files.

The front page is the README. Each built-in check has a page made from its declaration, which `--explain` also reads.
Each public module has a page of its docstrings. Nothing is written into the source tree.
"""

import ast
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import mkdocs_gen_files

from opd_exact.documents.check_page import check_page
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks

ROOT = Path(__file__).parent.parent


def front_page() -> str:
    """The README, with links as they are seen from the docs folder."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.replace("](docs/", "](").replace("[CITATION.cff](CITATION.cff)", "`CITATION.cff`")


def write(page: str, text: str) -> None:
    """One page of the site."""
    with mkdocs_gen_files.open(page, "w") as stream:
        stream.write(text)


def write_checks(units: Sequence[CheckUnit]) -> None:
    """A page for each check, and the list of them by group."""
    navigation, index = ["- [All checks](index.md)"], ["# Built-in checks", ""]
    for group, members in groupby(sorted(units, key=lambda unit: (unit.group, unit.check.id)), lambda u: u.group):
        navigation.append(f"- {group}")
        index += [f"## {group}", ""]
        for unit in members:
            page = f"{group}/{unit.check.id}.md"
            write(f"checks/{page}", check_page(unit))
            navigation.append(f"    - [{unit.check.id}]({page})")
            index.append(f"- [{unit.check.id}]({page}): {unit.check.tier} sought")
        index.append("")
    write("checks/SUMMARY.md", "\n".join(navigation) + "\n")
    write("checks/index.md", "\n".join(index) + "\n")


def public_modules() -> Iterator[str]:
    """The modules of the package that declare `__all__`, but for packages' own re-exports."""
    for file in sorted((ROOT / "opd_exact").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if any(part.startswith("_") for part in parts) or parts[1] in ("checks", "proofs"):
            continue
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assigned = {
            target.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        if "__all__" in assigned:
            yield ".".join(parts)


def write_reference() -> None:
    """A page for each public module, by package."""
    navigation, index = ["- [All modules](index.md)"], ["# Reference", ""]
    for package, members in groupby(
        sorted(public_modules(), key=lambda name: (name.split(".")[1:-1], name)), lambda name: name.rpartition(".")[0]
    ):
        navigation.append(f"- {package}")
        index += [f"## {package}", ""]
        for module in members:
            page = f"{module}.md"
            write(f"reference/{page}", f"# {module}\n\n::: {module}\n")
            navigation.append(f"    - [{module.rpartition('.')[2]}]({page})")
            index.append(f"- [{module}]({page})")
        index.append("")
    write("reference/SUMMARY.md", "\n".join(navigation) + "\n")
    write("reference/index.md", "\n".join(index) + "\n")


write("index.md", front_page())
write_checks(load_checks([builtin_suite()])[0])
write_reference()
