"""`python -m opd_exact.check`: run the suites, print a table for people or a report for machines.

Exit codes: 0 every selected check holds and every mutant was killed; 1 a claim failed or a mutant survived;
2 interrupted; 3 internal error; 4 bad usage, configuration or input; 5 nothing selected; 6 no failure, but something
is undecided or was not run.
"""

import contextlib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from opd_exact import __version__
from opd_exact.command import EXIT_INPUT, EXIT_NOTHING, CommandError, run_command, write_whole
from opd_exact.guarding import Annotations, Guard, baseline_options, places, summary_destination
from opd_exact.registry.configuration import chosen_suites, configuration, default_jobs
from opd_exact.registry.explanation import explain, listing
from opd_exact.registry.report import Report, build_report
from opd_exact.registry.row import Row
from opd_exact.registry.runner import Limits, Outcome, run
from opd_exact.registry.selection import closest, select
from opd_exact.registry.suites import CheckUnit, RecordingUnit, load_checks
from opd_exact.registry.verdict import Verdict
from opd_exact.registry.views import VIEWS
from opd_exact.registry.views.step_summary import append_summary
from opd_exact.registry.views.table import print_table

__all__ = [
    "main",
]

DEFAULT_TIMEOUT_S = 300.0
DEFAULT_MEMORY_MIB = 8192
FORMATS = ("table", *VIEWS)


@click.command(name="check", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("select_names", metavar="[SELECT]...", nargs=-1)
@click.option("-k", "expression", metavar="EXPR", help="Only checks whose id, group or tags match, as in pytest's -k.")
@click.option("--list", "list_only", is_flag=True, help="Show what would run; run nothing.")
@click.option(
    "--explain", "explained", metavar="ID", help="Tell one check in full: claim, scope, method, mutants, source."
)
@click.option(
    "--suite",
    "suite_names",
    metavar="NAME|PATH",
    multiple=True,
    help="Which suites; may be repeated. Default: the built-in one and those of this project.",
)
@click.option(
    "--digits", type=click.IntRange(1, 1000), default=30, show_default=True, help="Decimal digits of enclosures."
)
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    help="Output format; may be repeated, see --output.",
)
@click.option(
    "--output",
    "outputs",
    metavar="FILE",
    multiple=True,
    help="Where the n-th --format goes; the table then still goes to the terminal. '-' is standard output.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 256), help="Worker processes. Default: one for each processor, at most 8."
)
@click.option(
    "--timeout",
    "timeout_s",
    type=click.FloatRange(0, min_open=True),
    help="Wall seconds a check may take. Default: 300.",
)
@click.option(
    "--certificates",
    "certificates",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a certificate of each theorem behind a check that holds to DIR, for opd-exact verify.",
)
@click.option(
    "--certify", is_flag=True, help="Put each claim that holds to Coq's kernel too, as opd-exact certify does."
)
@click.option(
    "--summary", is_flag=True, help="Append a summary to the file GITHUB_STEP_SUMMARY; --format github does so anyway."
)
@baseline_options
@click.option("-x", "--exitfirst", is_flag=True, help="Stop at the first failure.")
@click.option("--maxfail", type=click.IntRange(1), help="Stop after this many failures.")
@click.option("-q", "--quiet", is_flag=True, help="Print only what does not hold, and the headline.")
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Print float observations, the facts behind each verdict, tracebacks of crashes.",
)
@click.option("--no-color", is_flag=True, help="No colors; the environment variable NO_COLOR does the same.")
@click.version_option(__version__, prog_name="opd-exact")
def command(
    select_names: tuple[str, ...],
    expression: str | None,
    list_only: bool,
    explained: str | None,
    suite_names: tuple[str, ...],
    digits: int,
    formats: tuple[str, ...],
    outputs: tuple[str, ...],
    jobs: int | None,
    timeout_s: float | None,
    certificates: Path | None,
    certify: bool,
    summary: bool,
    baseline: Path | None,
    baseline_factor: float,
    update_baseline: bool,
    exitfirst: bool,
    maxfail: int | None,
    quiet: bool,
    verbose: bool,
    no_color: bool,
) -> int:
    """Establish the claims of the built-in suite and of the current project's suites.

    SELECT names checks, groups or suites; without it everything runs.
    """
    destinations = _destinations(formats, outputs)
    summary_file = summary_destination(asked=summary, by_format="github" in formats)
    guard = Guard.of(baseline, baseline_factor, update=update_baseline)
    project = configuration(Path.cwd())
    suites = chosen_suites(suite_names, project)
    with contextlib.redirect_stdout(sys.stderr):  # what a suite's file prints at import is not the report
        units, recordings = load_checks(suites)
    console = Console(no_color=no_color or None, highlight=False)
    if explained is not None:
        console.print(explain(_named(explained, units)), markup=False, soft_wrap=True)
        return 0
    chosen = select(units, select_names, expression)
    if not chosen:
        raise CommandError(f"nothing selected: no check matches -k {expression!r}", EXIT_NOTHING)
    if list_only:
        console.print(listing(chosen), markup=False, soft_wrap=True)
        return 0
    limits = Limits(
        jobs or project.jobs or min(default_jobs(), len(chosen) + any(unit.check.inputs for unit in chosen)),
        timeout_s or project.timeout_s or DEFAULT_TIMEOUT_S,
        project.memory_mib or DEFAULT_MEMORY_MIB,
        1 if exitfirst else maxfail,
    )
    messages = Console(stderr=True, no_color=no_color or None, highlight=False)
    outcome = _run_with_progress(chosen, recordings, limits, digits, messages, certify=certify)
    if verbose:
        _print_facts(outcome, messages)
    if certificates is not None:
        # Only who asks for certificates waits for the modules that write them.
        from opd_exact.certificates.citing import cite

        outcome = cite(outcome, chosen, suites, certificates)
    outcome, kernel = _put_to_kernel(outcome, limits.jobs, messages) if certify else (outcome, None)
    report = build_report(outcome, kernel)
    regressed = guard.compare(report, [unit.check.id for unit in units])
    for line in regressed:
        messages.print(f"baseline: {line}", markup=False, soft_wrap=True)
    _deliver(report, destinations, console, Annotations(places(chosen), regressed), quiet=quiet, verbose=verbose)
    if summary_file is not None:
        append_summary(summary_file, report, regressed)
    guard.update(report, [unit.check.id for unit in units])
    return int(report["summary"]["exit_code"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact check", arguments)


def _named(identifier: str, units: Sequence[CheckUnit]) -> CheckUnit:
    for unit in units:
        if unit.check.id == identifier:
            return unit
    known = [unit.check.id for unit in units]
    raise CommandError(f"--explain: no check is called {identifier!r}{closest(identifier, known)}", EXIT_INPUT)


def _destinations(formats: Sequence[str], outputs: Sequence[str]) -> list[tuple[str, Path | None]]:
    """Each format with the file it goes to, None for standard output, which takes one format at most."""
    if len(outputs) > len(formats):
        raise CommandError(f"--output {outputs[len(formats)]!r} has no --format to go with it", EXIT_INPUT)
    padded = [*outputs, *["-"] * (len(formats) - len(outputs))]
    pairs = [(name, None if file == "-" else Path(file)) for name, file in zip(formats, padded, strict=True)]
    on_stdout = [name for name, file in pairs if file is None]
    if len(on_stdout) > 1:
        raise CommandError(
            f"formats {' and '.join(on_stdout)} would both go to standard output; add --output", EXIT_INPUT
        )
    files = [file.resolve() for _, file in pairs if file is not None]
    for target in files:
        if files.count(target) > 1:
            raise CommandError(f"--output {target}: two formats would be written to it", EXIT_INPUT)
    for _, file in pairs:
        if file is not None and not file.resolve().parent.is_dir():
            raise CommandError(f"--output {file}: no such folder {file.resolve().parent}", EXIT_INPUT)
    return pairs if on_stdout else [*pairs, ("table", None)]


def _deliver(
    report: Report,
    destinations: Sequence[tuple[str, Path | None]],
    console: Console,
    annotations: Annotations,
    *,
    quiet: bool,
    verbose: bool,
) -> None:
    for name, file in destinations:
        if name != "table":
            text = annotations.written(report) if name == "github" else VIEWS[name](report)
            if file is None:
                sys.stdout.write(text)
            else:
                write_whole(file, text)
        elif file is None:
            print_table(report, console, quiet=quiet, verbose=verbose)
        else:
            recorder = Console(file=None, record=True, width=160, no_color=True, highlight=False, quiet=False)
            with recorder.capture() as captured:
                print_table(report, recorder, quiet=quiet, verbose=verbose)
            write_whole(file, captured.get())


def _run_with_progress(
    chosen: Sequence[CheckUnit],
    recordings: Mapping[str, RecordingUnit],
    limits: Limits,
    digits: int,
    messages: Console,
    *,
    certify: bool,
) -> Outcome:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages, transient=True, disable=not messages.is_terminal) as progress:
        bar = progress.add_task("checks", total=len(chosen))

        def advance(row: Row) -> None:
            progress.update(bar, advance=1, description=f"checks: {row.id} {row.verdict}")

        def announce(recording: str) -> None:
            progress.update(bar, description=f"checks (recording {recording})")

        return run(chosen, recordings, limits, digits, advance, announce, certify=certify)


def _put_to_kernel(outcome: Outcome, jobs: int, messages: Console) -> tuple[Outcome, dict[str, Any]]:
    """The outcome with what Coq's kernel says of each row, and what the report says of Coq; told on stderr."""
    from opd_exact.certify import KERNEL_TIMEOUT_S, told
    from opd_exact.registry.kernel import KernelLimits, put_to_kernel

    rows, kernel = put_to_kernel(outcome.rows, KernelLimits(jobs, KERNEL_TIMEOUT_S))
    for row in rows:
        if row.kernel == "failed":
            message = (row.kernel_detail or {}).get("message")
            messages.print(f"kernel: failed {row.id}: {message}", markup=False, soft_wrap=True)
    messages.print(kernel["message"] or told(kernel), markup=False, soft_wrap=True)
    return replace(outcome, rows=rows), kernel


def _print_facts(outcome: Outcome, messages: Console) -> None:
    """What each check rests on, fact by fact, and the traceback of one that crashed; to stderr."""
    for row in outcome.rows:
        messages.print(f"{row.id}: {row.verdict}", markup=False, soft_wrap=True)
        for fact in row.facts:
            messages.print(f"  - {fact}", markup=False, soft_wrap=True)
        if row.trace is not None and row.verdict is Verdict.UNDECIDED:
            messages.print(row.trace, markup=False, soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
