"""`python -m opd_exact.audit pymdp MODULE:FACTORY`: audit an agent of pymdp.

FACTORY takes no arguments and returns an `opd_exact.audit.Subject`, or a tuple (agent, environment) or (agent,
environment, options) where options are keyword arguments of `Subject`. It is the user's own code and runs here.

Exit codes: 0 no rounding changes a choice and the record is that of its program; 1 rounding changes a choice, or trees
or actions are not the program's; 2 interrupted; 3 internal error; 4 bad usage or input; 6 something is not covered or
not decided, or pymdp is missing. That the algorithm decides otherwise than the ideal is reported and is no failure.
"""

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from opd_exact import __version__
from opd_exact.audit.agents.agent_audit import AgentAudit, audit_record
from opd_exact.audit.agents.record import AgentRecord, read_record
from opd_exact.audit.agents.subject import Subject
from opd_exact.audit.agents.views import as_json_text, as_markdown, print_audit
from opd_exact.command import EXIT_INPUT, CommandError, run_command, write_whole
from opd_exact.numbers.errors import BudgetExhausted, OpdExactError, OutsideClass, UnknownTruth

__all__ = [
    "command",
    "main",
]

EXIT_FOUND = 1
EXIT_OPEN = 6

_INSTALL = "python -m pip install 'inferactively-pymdp>=1.0.1,<1.1'"


@click.group(name="audit", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="opd-exact")
def command() -> None:
    """Audit a float program against the truth."""


@command.command(name="pymdp")
@click.argument("subject", metavar="MODULE:FACTORY|RECORD.json")
@click.option("--steps", type=click.IntRange(0), help="Transitions, one fewer than decisions. Default: the subject's.")
@click.option("--seed", type=click.IntRange(0), help="Seed of the rollout. Default: the subject's.")
@click.option(
    "--digits", type=click.IntRange(1, 40), default=30, show_default=True, help="Decimal digits of enclosures in JSON."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    show_default=True,
    help="Output format.",
)
@click.option("--output", metavar="FILE", help="Where the output goes; '-' is standard output.", default="-")
@click.option(
    "--flips",
    metavar="STEP",
    type=click.IntRange(0),
    multiple=True,
    help="What flips the decision at a step; repeatable.",
)
@click.option("--record", "kept", metavar="FILE", help="Keep the recording, which can be audited again without pymdp.")
@click.option("--no-color", is_flag=True, help="No colors; the environment variable NO_COLOR does the same.")
def pymdp_command(
    subject: str,
    steps: int | None,
    seed: int | None,
    digits: int,
    form: str,
    output: str,
    flips: tuple[int, ...],
    kept: str | None,
    no_color: bool,
) -> int:
    """Run an agent of pymdp in its environment, and say what its numbers miss and whether that changes its decisions.

    MODULE:FACTORY names a function that returns the agent and its environment; RECORD.json is what --record wrote.
    """
    parameters = None
    if subject.endswith(".json"):
        record = _stored(Path(subject))
    else:
        with contextlib.redirect_stdout(sys.stderr):  # what the user's code prints is not the report
            made = _made(subject, steps, seed)
            parameters = made.parameters
            record = _recorded(subject, made)
    if kept is not None:
        write_whole(Path(kept), record.to_json())
    try:
        audit = audit_record(record, flips=flips, parameters=parameters)
    except (UnknownTruth, BudgetExhausted) as error:
        raise CommandError(f"{subject}: undecided: {error}", EXIT_OPEN) from error
    if output != "-":
        write_whole(Path(output), _text(audit, form, digits))
    elif form == "table":
        print_audit(audit, _console(no_color))
    else:
        sys.stdout.write(_text(audit, form, digits))
    return _exit_code(audit)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact audit", arguments)


def _text(audit: AgentAudit, form: str, digits: int) -> str:
    if form == "json":
        return as_json_text(audit, digits)
    if form == "markdown":
        return as_markdown(audit)
    recorder = Console(width=160, no_color=True, highlight=False)
    with recorder.capture() as captured:
        print_audit(audit, recorder)
    return captured.get()


def _console(no_color: bool) -> Console:
    """As wide as the terminal; wide enough for the tables where there is none."""
    console = Console(no_color=no_color or None, highlight=False)
    return console if console.is_terminal else Console(no_color=True, highlight=False, width=160)


def _exit_code(audit: AgentAudit) -> int:
    if audit.steps and (audit.rounding_changes_choice or not audit.follows_its_program):
        return EXIT_FOUND
    return EXIT_OPEN if audit.not_covered else 0


def _stored(file: Path) -> AgentRecord:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file}: cannot be read: {error}", EXIT_INPUT) from error
    return read_record(text, file.name)


def _made(name: str, steps: int | None, seed: int | None) -> Subject:
    if importlib.util.find_spec("pymdp") is None:
        raise CommandError(f"not run: the audit of {name} needs the module 'pymdp'; {_INSTALL}", EXIT_OPEN)
    factory = _factory(name)
    try:
        made = factory()
    except OpdExactError:
        raise
    except Exception as error:
        raise CommandError(f"{name}: the factory raised {type(error).__name__}: {error}", EXIT_INPUT) from error
    subject = _subject(name, made)
    if steps is not None:
        subject = replace(subject, steps=steps)
    if seed is not None:
        subject = replace(subject, seed=seed)
    return subject


def _recorded(name: str, subject: Subject) -> AgentRecord:
    try:
        return subject.record()
    except OutsideClass as error:
        raise CommandError(f"{name}: {error}", EXIT_OPEN) from error
    except OpdExactError:
        raise
    except Exception as error:
        raise CommandError(f"{name}: the rollout raised {type(error).__name__}: {error}", EXIT_INPUT) from error


def _factory(name: str) -> Callable[[], Any]:
    module_name, colon, function = name.partition(":")
    if not (colon and module_name and function):
        raise CommandError(f"{name}: expected MODULE:FACTORY, for instance mypackage.agents:make_agent", EXIT_INPUT)
    # As with `python -m`, what lies in the working directory can be imported.
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        raise CommandError(
            f"{name}: module {module_name!r} cannot be imported: {type(error).__name__}: {error}", EXIT_INPUT
        ) from error
    factory = getattr(module, function, None)
    if not callable(factory):
        raise CommandError(f"{name}: module {module_name!r} has no function {function!r}", EXIT_INPUT)
    made: Callable[[], Any] = factory
    return made


def _subject(name: str, made: Any) -> Subject:
    if isinstance(made, Subject):
        return made
    if isinstance(made, tuple) and len(made) in (2, 3):
        options = made[2] if len(made) == 3 else {}
        try:
            return Subject(made[0], made[1], **options)
        except TypeError as error:
            raise CommandError(f"{name}: the options are not those of Subject: {error}", EXIT_INPUT) from error
    raise CommandError(
        f"{name}: the factory returned a {type(made).__name__}, expected a Subject, (agent, environment) or"
        " (agent, environment, options)",
        EXIT_INPUT,
    )


if __name__ == "__main__":
    sys.exit(main())
