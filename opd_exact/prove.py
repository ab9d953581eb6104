"""`python -m opd_exact.prove`: prove the theorems of the suites and refute their false neighbors.

Exit codes as for `check`: 0 everything is proved and every false neighbor refuted; 1 a step is false or a
false neighbor was not refuted; 4 bad usage or input; 5 nothing selected; 6 a step could not be decided.
"""

import inspect
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opd_exact.command import EXIT_NOTHING, CommandError, run_command
from opd_exact.numbers.errors import InputError
from opd_exact.registry.configuration import chosen_suites, configuration
from opd_exact.registry.proving import ProofOutcome, establish
from opd_exact.registry.selection import closest
from opd_exact.registry.suites import ProofUnit, load_proofs
from opd_exact.registry.verdict import Verdict

__all__ = [
    "main",
]


@click.command(name="prove", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("select_names", metavar="[SELECT]...", nargs=-1)
@click.option("--list", "list_only", is_flag=True, help="Show the theorems; prove nothing.")
@click.option("--explain", "explained", metavar="ID", help="Tell one theorem in full, with what the prover answers.")
@click.option("--suite", "suite_names", metavar="NAME|PATH", multiple=True, help="Which suites; as for check.")
@click.option(
    "--certificates",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a certificate of each theorem to DIR, for opd-exact verify.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print only what does not hold, and the headline.")
@click.option("--no-color", is_flag=True, help="No colors; the environment variable NO_COLOR does the same.")
def command(
    select_names: tuple[str, ...],
    list_only: bool,
    explained: str | None,
    suite_names: tuple[str, ...],
    folder: Path | None,
    quiet: bool,
    no_color: bool,
) -> int:
    """Prove the theorems of the built-in suite and of the current project's suites.

    SELECT names theorems or groups; without it all are proved.
    """
    units = load_proofs(chosen_suites(suite_names, configuration(Path.cwd())))
    console = Console(no_color=no_color or None, highlight=False)
    if explained is not None:
        (unit,) = _select(units, (explained,))
        console.print(_told(establish(unit)), markup=False, soft_wrap=True)
        return 0
    chosen = _select(units, select_names)
    if not chosen:
        raise CommandError("nothing selected: the suites declare no proofs", EXIT_NOTHING)
    if list_only:
        for unit in chosen:
            claim = unit.proof.claim
            console.print(
                f"{unit.group}/{unit.proof.id}\n    {claim.statement}\n    scope: {claim.scope}", markup=False
            )
        return 0
    outcomes = [establish(unit) for unit in chosen]
    _print(outcomes, console, quiet=quiet)
    if folder is not None:
        _certify(outcomes, folder, console, quiet=quiet)
    if all(outcome.holds for outcome in outcomes):
        return 0
    undecided = all(outcome.holds or outcome.verdict is Verdict.UNDECIDED for outcome in outcomes)
    return 6 if undecided else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact prove", arguments)


def _select(units: Sequence[ProofUnit], names: Sequence[str]) -> list[ProofUnit]:
    known = {label for unit in units for label in (unit.proof.id, unit.group, unit.suite)}
    for name in names:
        if name not in known:
            raise InputError(f"no theorem, group or suite is called {name!r}{closest(name, known)}")
    return [unit for unit in units if not names or {unit.proof.id, unit.group, unit.suite} & set(names)]


def _print(outcomes: Sequence[ProofOutcome], console: Console, *, quiet: bool) -> None:
    if not quiet:
        table = Table("theorem", "verdict", "steps", "neighbors refuted", "scope", "s", header_style="bold")
        for outcome in outcomes:
            style = "green" if outcome.holds else "bold red"
            table.add_row(
                outcome.unit.proof.id,
                f"[{style}]{outcome.verdict}[/]",
                f"{sum(step.as_needed for step in outcome.steps)}/{len(outcome.steps)}",
                f"{sum(other.as_needed for other in outcome.neighbors)}/{len(outcome.neighbors)}",
                escape(outcome.unit.proof.claim.scope),
                f"{outcome.duration_s:.2f}",
            )
        console.print(table)
    for outcome in outcomes:
        for asked in (*outcome.steps, *outcome.neighbors):
            if not asked.as_needed:
                line = f"{outcome.unit.proof.id}: {asked.statement}: {asked.note}"
                console.print(line, style="bold red", markup=False, soft_wrap=True)
    neighbors = [other for outcome in outcomes for other in outcome.neighbors]
    proved = sum(outcome.verdict is Verdict.PROVED for outcome in outcomes)
    refuted = sum(other.as_needed for other in neighbors)
    console.print(f"{proved}/{len(outcomes)} theorems proved, {refuted}/{len(neighbors)} false neighbors refuted")


def _certify(outcomes: Sequence[ProofOutcome], folder: Path, console: Console, *, quiet: bool) -> None:
    """Write one certificate for each theorem, and tell what they do not cover.

    Raises:
        CommandError: a certificate or its folder cannot be written.
    """
    # Only who asks for certificates waits for the modules that write them.
    from opd_exact.certificates.emit import make_folder, write_certificate

    make_folder(folder)
    certified = steps = 0
    for outcome in outcomes:
        coverage = write_certificate(outcome, folder)
        certified, steps = certified + coverage.certified, steps + coverage.steps
        for title, reason in coverage.missing:
            line = f"{outcome.unit.proof.id}: not certified: {title}: {reason}"
            console.print(line, style="yellow", markup=False, soft_wrap=True)
        if not quiet:
            line = f"{outcome.unit.proof.id}: certified {coverage.certified}/{coverage.steps} steps"
            console.print(line, markup=False)
    console.print(f"certified {certified}/{steps} steps in {len(outcomes)} certificates in {folder}", markup=False)


def _told(outcome: ProofOutcome) -> str:
    claim = outcome.unit.proof.claim
    lines = [
        f"{outcome.unit.proof.id}  ({outcome.unit.suite}/{outcome.unit.group})  {outcome.verdict}",
        "",
        claim.statement,
        "",
        f"  LaTeX    {claim.latex}",
        f"  scope    {claim.scope}",
        f"  source   {claim.source}",
        f"  file     {outcome.unit.file}",
        "",
        inspect.cleandoc(outcome.unit.docstring),
        "",
        "Steps:",
        *(f"  {number}. {step.statement}\n     {step.note}" for number, step in enumerate(outcome.steps, 1)),
        "",
        "False neighbors, each refuted at a point:",
        *(f"  - {other.statement}\n    {other.note}" for other in outcome.neighbors),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
