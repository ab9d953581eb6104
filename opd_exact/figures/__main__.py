"""`python -m opd_exact.figures`: draw a report's figures, or hold figures that were drawn against a report.

Exit codes: 0 all figures drawn, or all are of this report; 1 a figure is not of this report; 4 bad usage or input;
5 no figures to check; 6 a figure was refused, since the report lacks a row or field that it draws.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from opd_exact.command import EXIT_INPUT, EXIT_NOTHING, CommandError, run_command
from opd_exact.documents.report_file import read_report
from opd_exact.figures.binding import Report, drawn_content
from opd_exact.figures.catalog import figure, figures
from opd_exact.figures.drawing import Figure
from opd_exact.figures.files import FORMATS, read_seal, rendered
from opd_exact.numbers.errors import InputError

__all__ = [
    "main",
]

EXIT_REFUSED = 6

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command(name="figures", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--report", "report_file", type=_FILE, help="A report of `check --format json`.")
@click.option("-o", "--output", "folder", metavar="DIR", type=_FOLDER, help="Where the figures go; made if missing.")
@click.option("--format", "formats", metavar="KINDS", default="svg,png,pdf", show_default=True, help="Any of them.")
@click.option("--only", "only", metavar="ID", multiple=True, help="Only this figure; may be repeated.")
@click.option(
    "--list", "list_only", is_flag=True, help="Show which figures there are and what they draw; draw nothing."
)
@click.option("--check", "checked", metavar="DIR", type=_FOLDER, help="Hold every figure in DIR against the report.")
@click.option("--drawn-only", is_flag=True, help="With --check: compare what is drawn, not the report around it.")
@click.option("-v", "--verbose", is_flag=True, help="Tracebacks of internal errors.")
def command(
    report_file: Path | None,
    folder: Path | None,
    formats: str,
    only: tuple[str, ...],
    list_only: bool,
    checked: Path | None,
    drawn_only: bool,
    verbose: bool,
) -> int:
    """Draw a report's figures, each bound to the rows it draws and refused if one is missing."""
    known = figures()
    chosen = tuple(figure(name, known) for name in dict.fromkeys(only)) or known
    if list_only:
        for one in chosen:
            click.echo(f"{one.id}: {one.title}")
            for drawn in one.draws:
                click.echo(f"  {drawn.row}: {', '.join(drawn.fields)}")
        return 0
    if (folder is None) == (checked is None):
        raise CommandError("expected one of -o DIR (draw) and --check DIR (compare)", EXIT_INPUT)
    if drawn_only and checked is None:
        raise CommandError("--drawn-only goes with --check DIR", EXIT_INPUT)
    if report_file is None:
        raise CommandError(
            "expected --report FILE; make one with: python -m opd_exact.check --format json --output report.json",
            EXIT_INPUT,
        )
    kinds = _kinds(formats)
    report = read_report(report_file).content
    if checked is not None:
        return _check(checked, report, known, only, drawn_only=drawn_only)
    assert folder is not None
    return _draw(folder, report, chosen, kinds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact figures", arguments)


def _kinds(formats: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(part.strip() for part in formats.split(",")))
    for kind in kinds:
        if kind not in FORMATS:
            raise CommandError(f"--format {formats!r:.60}: {kind!r:.40} is none of {', '.join(FORMATS)}", EXIT_INPUT)
    return kinds


def _draw(folder: Path, report: Report, chosen: Sequence[Figure], kinds: Sequence[str]) -> int:
    """Draw what can be drawn, and say of the rest which row is missing; nothing is left half-written."""
    possible = []
    for one in chosen:
        try:
            drawn_content(report, one)
        except InputError as error:
            click.echo(f"refused: {error}", err=True)
        else:
            possible.append(one)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Everything is drawn beside its place first: what goes wrong on the way leaves the folder as it was.
        with tempfile.TemporaryDirectory(dir=folder, prefix=".figures.") as scratch:
            names = [f"{one.id}.{kind}" for one in possible for kind in kinds]
            for one in possible:
                for kind in kinds:
                    (Path(scratch) / f"{one.id}.{kind}").write_bytes(rendered(report, one, kind))
            for name in names:
                os.replace(Path(scratch) / name, folder / name)
    except OSError as error:
        raise CommandError(f"{folder}: cannot be written: {error.strerror}", EXIT_INPUT) from error
    for name in names:
        click.echo(str(folder / name))
    return 0 if len(possible) == len(chosen) else EXIT_REFUSED


def _check(folder: Path, report: Report, known: Sequence[Figure], only: Sequence[str], *, drawn_only: bool) -> int:
    if not folder.is_dir():
        raise CommandError(f"{folder}: no such folder", EXIT_INPUT)
    files = sorted(file for file in folder.iterdir() if file.suffix[1:].lower() in FORMATS)
    files = [file for file in files if not only or file.stem in only]
    if not files:
        raise CommandError(f"{folder} holds no {', '.join(FORMATS)}: nothing to compare", EXIT_NOTHING)
    complaints = [line for file in files for line in _complaints(file, report, known, drawn_only=drawn_only)]
    for line in complaints:
        click.echo(line, err=True)
    compared = "what is drawn" if drawn_only else "the report"
    click.echo(f"{len(files)} files held against {compared}: {len(complaints)} differences")
    return 1 if complaints else 0


def _complaints(file: Path, report: Report, known: Sequence[Figure], *, drawn_only: bool) -> list[str]:
    try:
        seal = read_seal(file.read_bytes(), file.name)
        one = figure(seal.figure, known)
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror}", EXIT_INPUT) from error
    except InputError as error:
        return [str(error)]
    if file.stem != one.id:
        return [f"{file.name}: holds the figure {one.id!r}"]
    return [f"{file.name}: {said}" for said in seal.differences(report, one, drawn_only=drawn_only)]


if __name__ == "__main__":
    sys.exit(main())
