"""`python -m opd_exact.init [FOLDER]`: write a small suite that works, to be changed into one's own.

A model with expectations, a check with mutants, a theorem with false neighbors, a CI workflow and a page of next steps:
all files are written or none is. An existing file is never replaced without --force, and pyproject.toml not even then:
the lines to add are printed.

Exit codes: 0 written; 4 a file is in the way, or the folder cannot be written.
"""

import contextlib
import os
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from markupsafe import Markup

from opd_exact.command import EXIT_INPUT, CommandError, run_command
from opd_exact.registry.suites import BUILTIN
from opd_exact.registry.views.page import filled

__all__ = [
    "main",
    "starter_files",
    "write_all",
]

PROJECT = "pyproject.toml"

_TEMPLATES = {
    "models/smoke_alarm.toml": "model.toml.j2",
    "checks/two_alarms.py": "check.py.j2",
    "proofs/alarm_information.py": "proof.py.j2",
    ".github/workflows/opd_exact.yml": "workflow.yml.j2",
    "OPD_EXACT.md": "next_steps.md.j2",
    PROJECT: "pyproject.toml.j2",
}


@click.command(name="init", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", default=".", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace files that are in the way; pyproject.toml is never replaced.")
def command(folder: Path, force: bool) -> int:
    """Write a small working suite to FOLDER (default: here), with a model, a check, a theorem and a CI workflow."""
    name = _suite_name(folder)
    files = starter_files(name)
    project, advice = folder / PROJECT, ""
    if os.path.lexists(project):
        advice = _advice(project, files.pop(PROJECT), name)
    write_all(folder, files, force=force)
    for file in files:
        click.echo(f"wrote {folder / file}")
    if advice:
        click.echo(advice)
    root = _root_above(folder)
    if root is not None:
        click.echo(f"move .github/workflows/opd_exact.yml to {root}, the root of the repository, and adapt its --suite")
    click.echo(f"next: {'' if folder == Path() else f'cd {folder} && '}opd-exact check --suite .  (see OPD_EXACT.md)")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact init", arguments)


def starter_files(suite: str) -> dict[str, str]:
    """The files of a small working suite of that name: their texts, by path inside the suite's folder.

    >>> print(starter_files("mine")["pyproject.toml"], end="")
    [tool.opd_exact.suites]
    mine = "."
    """
    return {
        file: filled("opd_exact", template, Markup, {"suite": suite})  # the name is made of letters, digits and _
        for file, template in _TEMPLATES.items()
    }


def write_all(folder: Path, files: Mapping[str, str], *, force: bool = False) -> None:
    """Write text files, by their path inside a folder, all of them or none; the folder is made if it is not there.

    Raises:
        CommandError: a file is in the way (with force: what is in the way is no plain file), or something cannot be
            written; the message names it, and everything is as it was.
    """
    in_the_way = [file for file in files if os.path.lexists(folder / file)]
    if in_the_way and not force:
        more = f" and {len(in_the_way) - 1} more" if in_the_way[1:] else ""
        raise CommandError(f"{folder / in_the_way[0]}{more}: already there; --force replaces it", EXIT_INPUT)
    for file in in_the_way:
        if (folder / file).is_symlink() or not (folder / file).is_file():
            raise CommandError(f"{folder / file}: is no plain file, and is not replaced", EXIT_INPUT)
    with contextlib.ExitStack() as undo:
        try:
            _make(folder, undo)
            staging = Path(tempfile.mkdtemp(prefix=".opd_exact.", dir=folder))
            undo.callback(shutil.rmtree, staging, ignore_errors=True)
            for number, text in enumerate(files.values()):
                (staging / str(number)).write_text(text, encoding="utf-8")
            for number, file in enumerate(files):
                _place(staging / str(number), folder / file, undo)
        except OSError as error:
            raise CommandError(
                f"{error.filename2 or error.filename or folder}: cannot be written: {error.strerror}", EXIT_INPUT
            ) from error
        undo.pop_all()
        shutil.rmtree(staging, ignore_errors=True)


def _place(written: Path, target: Path, undo: contextlib.ExitStack) -> None:
    """Move a written file to its place, and have it taken back if a later one cannot follow."""
    _make(target.parent, undo)
    if target.exists():
        kept = written.with_suffix(".kept")
        shutil.copy2(target, kept)
        os.replace(written, target)
        undo.callback(os.replace, kept, target)
    else:
        os.replace(written, target)
        undo.callback(target.unlink)


def _make(folder: Path, undo: contextlib.ExitStack) -> None:
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir()
        undo.callback(place.rmdir)


def _suite_name(folder: Path) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", folder.resolve().name.lower()).strip("_")
    return plain if plain and plain != BUILTIN else "mine"


def _advice(project: Path, lines: str, suite: str) -> str:
    """What to add to an existing pyproject.toml; nothing where it names suites already."""
    try:
        document = tomllib.loads(project.read_text(encoding="utf-8"))
        suites = document.get("tool", {}).get("opd_exact", {}).get("suites")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError, AttributeError) as error:
        raise CommandError(f"{project}: cannot be read as a project's TOML: {error}", EXIT_INPUT) from error
    if isinstance(suites, dict):
        if "." in suites.values():
            return f"{project} names this folder as a suite already"
        lines = lines.splitlines(keepends=True)[1]
        return f"add to [tool.opd_exact.suites] in {project}:\n\n{lines}"
    return f"add to {project}:\n\n{lines}"


def _root_above(folder: Path) -> Path | None:
    """The root of the git repository that the folder lies in, if it is not the folder itself."""
    here = folder.resolve()
    if (here / ".git").exists():
        return None
    return next((parent for parent in here.parents if (parent / ".git").exists()), None)


if __name__ == "__main__":
    sys.exit(main())
