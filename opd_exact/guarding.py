"""What the check command does for CI beside its report: annotations with their files, the baseline, the summary."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import click

from opd_exact.command import EXIT_INPUT, CommandError, write_whole
from opd_exact.numbers import decimal_reading
from opd_exact.registry.baseline import Baseline, baseline_of, read_baseline, regressions
from opd_exact.registry.report import Report
from opd_exact.registry.suites import CheckUnit
from opd_exact.registry.views.github import error_line, github

__all__ = [
    "Annotations",
    "Guard",
    "baseline_options",
    "places",
    "summary_destination",
]

_SUMMARY = "GITHUB_STEP_SUMMARY"
_WORKSPACE = "GITHUB_WORKSPACE"
_FAILED = 1

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def baseline_options(command: Decorated) -> Decorated:
    """The options of the baseline."""
    options = (
        click.option(
            "--baseline",
            metavar="FILE",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Fail if a check vanished, is known less well, or lost margin, compared with FILE.",
        ),
        click.option(
            "--baseline-factor",
            type=click.FloatRange(1),
            default=2.0,
            show_default=True,
            help="By how much the margin of a float (its tolerance over its error) may shrink.",
        ),
        click.option("--update-baseline", is_flag=True, help="Write what this run found to the --baseline FILE."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True)
class Guard:
    """The baseline that was asked for, if any."""

    file: Path | None
    agreed: Baseline | None
    factor: Fraction
    is_updated: bool

    @classmethod
    def of(cls, file: Path | None, factor: float, *, update: bool) -> "Guard":
        """The guard that the options ask for; the file is read before anything runs.

        Raises:
            CommandError: there is nothing to update, or the file's folder is missing.
            InputError: the file is no baseline, or is missing and not to be written.
        """
        if file is None:
            if update:
                raise CommandError("--update-baseline: which file? Add --baseline FILE", EXIT_INPUT)
            return cls(None, None, Fraction(1), False)
        if update and not file.resolve().parent.is_dir():
            raise CommandError(f"--baseline {file}: no such folder {file.resolve().parent}", EXIT_INPUT)
        if factor == float("inf"):
            raise CommandError("--baseline-factor is infinite, expected a number", EXIT_INPUT)
        agreed = None if update and not file.exists() else read_baseline(file)
        return cls(file, agreed, decimal_reading(factor), update)

    def compare(self, report: Report, known: Collection[str]) -> list[str]:
        """What became worse, one line each; the report's exit code then says so, unless the baseline is updated."""
        if self.agreed is None:
            return []
        found = [str(regression) for regression in regressions(self.agreed, report, known, self.factor)]
        if found and not self.is_updated:
            report["summary"]["exit_code"] = _FAILED
        return found

    def update(self, report: Report, known: Collection[str]) -> None:
        """Write the baseline, if that was asked for: whole or not at all.

        Raises:
            CommandError: it cannot be written.
        """
        if self.file is not None and self.is_updated:
            newer = baseline_of(report)
            write_whole(self.file, (newer if self.agreed is None else self.agreed.updated(newer, known)).to_json())


@dataclass(frozen=True)
class Annotations:
    """What the annotations tell beyond the report: the files of the checks, and what became worse."""

    places: Mapping[str, str]
    regressed: Sequence[str]

    def written(self, report: Report) -> str:
        """The workflow commands."""
        worse = (error_line("worse than the baseline", line) for line in self.regressed)
        return github(report, self.places) + "".join(worse)


def places(units: Sequence[CheckUnit]) -> dict[str, str]:
    """The file of each check that lies in the repository, relative to its root as GitHub names it."""
    root = Path(os.environ.get(_WORKSPACE) or Path.cwd()).resolve()
    files = {unit.check.id: Path(unit.folder.path, unit.file.partition("#")[0]).resolve() for unit in units}
    return {name: file.relative_to(root).as_posix() for name, file in files.items() if file.is_relative_to(root)}


def summary_destination(*, asked: bool, by_format: bool) -> Path | None:
    """The file that GitHub shows as the step's summary, if it is wanted and there is one.

    Raises:
        CommandError: it was asked for by name, and GitHub has not said where it is.
    """
    file = os.environ.get(_SUMMARY)
    if asked and not file:
        raise CommandError(f"--summary: the environment variable {_SUMMARY} names no file", EXIT_INPUT)
    return Path(file) if file and (asked or by_format) else None
