"""`python -m opd_exact.certify`: let Coq's kernel check what the checks claim.

The selected checks run first; each one that holds says its claim, or at least its printed value, in statements for
Coq. These are compiled with their proofs, pinned, and audited by coqchk. Exit codes: 0 Coq accepted every statement
that there is; 1 a claim failed, or Coq refused a proof; 2 interrupted; 3 internal error; 4 bad usage or input;
5 nothing selected; 6 no failure, but something was not run (Coq is missing, or out of time). A row that is not covered
does not fail.
"""

import contextlib
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opd_exact.check import DEFAULT_MEMORY_MIB, DEFAULT_TIMEOUT_S
from opd_exact.command import EXIT_INPUT, EXIT_NOTHING, CommandError, run_command, write_whole
from opd_exact.documents.report_file import read_report
from opd_exact.registry.configuration import chosen_suites, configuration, default_jobs
from opd_exact.registry.kernel import CHECKED, FAILED, NOT_COVERED, NOT_RUN, KernelLimits, put_to_kernel
from opd_exact.registry.report import Report, build_report, validate
from opd_exact.registry.row import Row
from opd_exact.registry.runner import Limits, run
from opd_exact.registry.selection import select
from opd_exact.registry.suites import load_checks
from opd_exact.registry.views.json import json_text

__all__ = [
    "KERNEL_TIMEOUT_S",
    "main",
    "told",
]

KERNEL_TIMEOUT_S = 300.0

_STYLES = {CHECKED: "green", FAILED: "bold red", NOT_COVERED: "dim", NOT_RUN: "yellow"}


@click.command(name="certify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("select_names", metavar="[SELECT]...", nargs=-1)
@click.option("-k", "expression", metavar="EXPR", help="Only checks whose id, group or tags match, as in pytest's -k.")
@click.option("--suite", "suite_names", metavar="NAME|PATH", multiple=True, help="Which suites; as for check.")
@click.option(
    "-o",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the Coq files to DIR, with the library and a script that checks them without this package.",
)
@click.option("--digits", type=click.IntRange(1, 1000), default=30, show_default=True, help="Digits of enclosures.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes. Default: one for each processor, at most 8.")
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(0, min_open=True),
    default=KERNEL_TIMEOUT_S,
    show_default=True,
    help="Wall seconds that Coq may take for one file.",
)
@click.option("--fresh", is_flag=True, help="Compile the library anew and use nothing that earlier runs found.")
@click.option("--format", "output_format", type=click.Choice(("table", "json")), default="table", show_default=True)
@click.option(
    "--report",
    "report_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A report of check: take the checks from it, and write it to --output with the kernel's answers put in.",
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Where the report goes, as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what is not checked, and the headline.")
@click.option("-v", "--verbose", is_flag=True, help="Print the statements too.")
@click.option("--no-color", is_flag=True, help="No colors; the environment variable NO_COLOR does the same.")
def command(
    select_names: tuple[str, ...],
    expression: str | None,
    suite_names: tuple[str, ...],
    folder: Path | None,
    digits: int,
    jobs: int | None,
    timeout_s: float,
    fresh: bool,
    output_format: str,
    report_file: Path | None,
    output: Path | None,
    quiet: bool,
    verbose: bool,
    no_color: bool,
) -> int:
    """Put the claims of the selected checks to Coq's kernel.

    SELECT names checks, groups or suites; without it everything runs.
    """
    given = None if report_file is None else read_report(report_file).content
    if given is not None and output is None:
        raise CommandError("--report: say with --output where the report goes that has the answers in it", EXIT_INPUT)
    if output is not None and not output.resolve().parent.is_dir():
        raise CommandError(f"--output {output}: no such folder {output.resolve().parent}", EXIT_INPUT)
    project = configuration(Path.cwd())
    with contextlib.redirect_stdout(sys.stderr):  # what a suite's file prints at import is not the report
        units, recordings = load_checks(chosen_suites(suite_names, project))
    chosen = select(units, select_names, expression)
    if given is not None:
        named = {entry["id"] for entry in given["checks"]}
        chosen = [unit for unit in chosen if unit.check.id in named]
    if not chosen:
        raise CommandError("nothing selected: no check matches", EXIT_NOTHING)
    processes = jobs or project.jobs or default_jobs()
    limits = Limits(
        min(processes, len(chosen) + 1),
        project.timeout_s or DEFAULT_TIMEOUT_S,
        project.memory_mib or DEFAULT_MEMORY_MIB,
    )
    messages = Console(stderr=True, no_color=no_color or None, highlight=False)
    with messages.status("checks") if messages.is_terminal else contextlib.nullcontext():
        outcome = run(chosen, recordings, limits, digits, certify=True)
    with messages.status("Coq") if messages.is_terminal else contextlib.nullcontext():
        rows, kernel = put_to_kernel(outcome.rows, KernelLimits(processes, timeout_s, fresh), folder)
    report = build_report(replace(outcome, rows=rows), kernel)
    if output is not None:
        write_whole(output, json_text(report if given is None else _merged(given, report)))
    if output_format == "json":
        sys.stdout.write(json_text(report))
    else:
        _print(rows, kernel, Console(no_color=no_color or None, highlight=False), quiet=quiet, verbose=verbose)
    return int(report["summary"]["exit_code"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact certify", arguments)


def told(kernel: dict[str, Any]) -> str:
    """What Coq said, in one line.

    >>> counts = {"rows": {"checked": 2, "failed": 0, "not covered": 1, "NOT_RUN": 0}}
    >>> covers = {"claims_checked": 1, "parts_checked": 0, "values_checked": 1}
    >>> told({**counts, **covers, "coq": "8.16.1", "axioms": ["a.b", "c.d"]})
    'kernel: 2/3 rows checked by Coq 8.16.1 (1 claims, 0 in part, 1 values), 1 not covered; axioms: b, d'
    """
    counts = kernel["rows"]
    total = sum(counts.values())
    by = f" by Coq {kernel['coq']}" if kernel["coq"] else ""
    parts = [
        f"kernel: {counts[CHECKED]}/{total} rows checked{by}"
        f" ({kernel['claims_checked']} claims, {kernel['parts_checked']} in part, {kernel['values_checked']} values)"
    ]
    parts += [f"{counts[status]} {word}" for status, word in _WORDS.items() if counts[status]]
    axioms = ", ".join(axiom.rsplit(".", 1)[-1] for axiom in kernel["axioms"])
    return ", ".join(parts) + (f"; axioms: {axioms}" if axioms else "")


_WORDS = {FAILED: "failed", NOT_COVERED: "not covered", NOT_RUN: "not run"}


def _merged(given: Report, found: Report) -> Report:
    """The given report with the kernel's answers on the rows that were put to it."""
    answers = {entry["id"]: entry for entry in found["checks"]}
    report: Report = json.loads(json.dumps(given))
    for entry in report["checks"]:
        if entry["id"] in answers:
            for name in ("kernel", "kernel_detail"):
                entry[name] = answers[entry["id"]][name]
    report["kernel"] = found["kernel"]
    said = [entry["kernel"] for entry in report["checks"]]
    code = report["summary"]["exit_code"]
    report["summary"]["exit_code"] = 1 if code == 1 or FAILED in said else code or (6 if NOT_RUN in said else 0)
    validate(report)
    return report


def _print(rows: Sequence[Row], kernel: dict[str, Any], console: Console, *, quiet: bool, verbose: bool) -> None:
    if not quiet:
        table = Table(header_style="bold")
        for title in ("check", "verdict", "kernel", "covers", "statements", "s"):
            table.add_column(title, overflow="fold", justify="right" if title in ("statements", "s") else "left")
        for row in rows:
            detail = row.kernel_detail or {}
            status = str(row.kernel)
            table.add_row(
                row.id,
                str(row.verdict),
                f"[{_STYLES[status]}]{status}[/]",
                escape(str(detail.get("covers") or "")),
                str(len(detail.get("statements", ()))),
                f"{detail['duration_s']:.1f}" if "duration_s" in detail else "",
            )
        console.print(table)
    for row in rows:
        if verbose:
            _print_statements(row, console)
        message = (row.kernel_detail or {}).get("message")
        if message and row.kernel in (FAILED, NOT_RUN) and message != kernel["message"]:
            console.print(f"[{_STYLES[str(row.kernel)]}]{row.kernel}[/] {row.id}: {escape(message)}", soft_wrap=True)
    if kernel["message"]:
        console.print(f"[yellow]NOT_RUN[/] {escape(kernel['message'])}", soft_wrap=True)
    for row in rows:
        if not row.passed:
            console.print(f"{row.verdict} {row.id}: {row.message}", style="bold red", markup=False, soft_wrap=True)
    console.print(told(kernel), style="bold", markup=False, soft_wrap=True)


def _print_statements(row: Row, console: Console) -> None:
    for statement in (row.kernel_detail or {}).get("statements", ()):
        console.print(f"{row.id}.{statement['name']}: {statement['sentence']}", markup=False, soft_wrap=True)
        for line in statement["coq"].splitlines():
            console.print(f"    {line}", markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
