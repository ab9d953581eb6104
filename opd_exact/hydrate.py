"""`python -m opd_exact.hydrate`: fill a manuscript with the numbers of a report, or check the numbers it prints.

Exit codes: 0 done, or every number agrees; 1 a number is stale; 4 bad usage or input: an unknown name, a number that is
not known to the digits asked for, a report of another schema, a printed number that matches two rows or has more digits
than the report knows.
"""

import sys
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

import click

from opd_exact.command import EXIT_INPUT, CommandError, run_command, write_whole
from opd_exact.documents.agreement import PrintedNumber, Standing, compared
from opd_exact.documents.hydration import hydrated
from opd_exact.documents.report_file import read_report

__all__ = [
    "main",
]

_MOST_BYTES = 50_000_000

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="hydrate", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("document", metavar="TEMPLATE", type=_FILE)
@click.option("--report", "report_file", type=_FILE, required=True, help="A report of `check --format json`.")
@click.option("-o", "--output", type=_FILE, help="Where to write the result; without it, stdout.")
@click.option("--check", "check_only", is_flag=True, help="TEMPLATE is a finished document: judge its numbers.")
@click.option(
    "--template",
    "template_file",
    type=_FILE,
    help="With --check: the template it was made from; every other difference counts, too.",
)
@click.option("--latex/--no-latex", default=None, help="The template language of LaTeX; default: by the file's name.")
@click.option("--mark", is_flag=True, help="Write a mark beside each number, so that --check can tell its row.")
@click.option("-v", "--verbose", is_flag=True, help="With --check: also list the numbers that agree or match no row.")
def command(
    document: Path,
    report_file: Path,
    output: Path | None,
    check_only: bool,
    template_file: Path | None,
    latex: bool | None,
    mark: bool,
    verbose: bool,
) -> int:
    """Fill TEMPLATE (Markdown or LaTeX) with the numbers of a report; or, with --check, judge those it prints."""
    if template_file is not None and not check_only:
        raise click.UsageError("--template goes with --check; to fill a template, give it as TEMPLATE")
    if check_only and (output is not None or mark):
        raise click.UsageError("--check writes nothing: leave out --output and --mark")
    report = read_report(report_file)
    text = _read(document)
    if check_only and template_file is None:
        return _judge(compared(text, str(document), report), str(document), verbose=verbose)
    source = template_file or document
    is_latex = latex if latex is not None else ".tex" in source.suffixes
    filled = hydrated(_read(source), str(source), report, latex=is_latex, mark=mark)
    if check_only:
        return _compare(text, filled, document)
    if output is None:
        click.echo(filled, nl=False)
    else:
        write_whole(output, filled)
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact hydrate", arguments)


def _judge(numbers: Sequence[PrintedNumber], name: str, *, verbose: bool) -> int:
    """Print how the numbers of a document stand; 1 if one is stale."""
    told = (Standing.STALE, Standing.UNMATCHED, Standing.AGREES) if verbose else (Standing.STALE,)
    for number in numbers:
        if number.standing in told:
            click.echo(number.told(name))
    counts = {standing: sum(number.standing is standing for number in numbers) for standing in Standing}
    click.echo(", ".join(f"{count} {standing}" for standing, count in counts.items()) + f" in {name}")
    if counts[Standing.STALE]:
        return 1
    for number in numbers:
        if number.standing in (Standing.AMBIGUOUS, Standing.UNSETTLED):
            raise CommandError(number.told(name), EXIT_INPUT)
    return 0


def _compare(document: str, filled: str, name: Path) -> int:
    """Print the lines that differ from what the template gives; 1 if there is one."""
    found, expected = document.splitlines(), filled.splitlines()
    differing = [
        (at, old, new) for at, (old, new) in enumerate(zip_longest(found, expected, fillvalue=""), 1) if old != new
    ]
    for at, old, new in differing:
        click.echo(f"{name}:{at}: {old.strip()!r}, the report gives {new.strip()!r}")
    count = f"{len(differing)} {'line differs' if len(differing) == 1 else 'lines differ'} from what the report gives"
    click.echo(f"{name}: {count if differing else 'as the report gives it'}")
    return 1 if differing else 0


def _read(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise CommandError(f"{file}: {file.stat().st_size} bytes, expected at most {_MOST_BYTES}", EXIT_INPUT)
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file}: cannot be read: {error.strerror}", EXIT_INPUT) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file}: not UTF-8 (byte {error.start})", EXIT_INPUT) from error


if __name__ == "__main__":
    sys.exit(main())
