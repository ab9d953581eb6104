"""`python -m opd_exact.identify MODULE:FUNCTION`: which loss between two distributions a function computes.

Exit codes: 0 one convention fits; 1 none of the known families does (the witness is printed); 4 bad usage or input: no
such function, or one that returns no numbers for two distributions; 6 several are left.
"""

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from opd_exact.audit.functions.identifying import identify_loaded
from opd_exact.command import EXIT_INPUT, CommandError, run_command
from opd_exact.numbers.errors import InputError

__all__ = [
    "main",
]

EXIT_NONE = 1
EXIT_OPEN = 6


@click.command(name="identify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("function", metavar="MODULE:FUNCTION")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="What to print.")
@click.option("--time-limit", type=click.FloatRange(min=0.01), default=10.0, help="Seconds one call may take [10].")
@click.option("-v", "--verbose", is_flag=True, help="On an internal error, print where it happened.")
def command(function: str, form: str, time_limit: float, verbose: bool) -> int:
    """Find out which loss between two distributions MODULE:FUNCTION computes.

    The function takes two arrays: probabilities, log-probabilities or logits, of shape (outcomes,) or (rows, outcomes).
    It is called in a process of its own.
    """
    module, colon, attribute = function.partition(":")
    if not (colon and module and attribute):
        raise CommandError(f"{function}: expected MODULE:FUNCTION, for instance mypackage.losses:gkd_loss", EXIT_INPUT)
    # As with `python -m`, what lies in the working directory can be imported.
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    found = identify_loaded(lambda: _loaded(module, attribute), function, time_limit=time_limit)
    if not found.matches and found.witness is None:
        raise CommandError(f"{function}: {'; '.join(found.notes)}", EXIT_INPUT)
    click.echo(found.to_json() if form == "json" else str(found), nl=form != "json")
    if found.convention is not None:
        return 0
    return EXIT_OPEN if found.matches else EXIT_NONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact identify", arguments)


def _loaded(module: str, attribute: str) -> Callable[..., Any]:
    """The function, imported where it will run."""
    function = getattr(importlib.import_module(module), attribute, None)
    if not callable(function):
        raise InputError(f"module {module!r} has no function {attribute!r}")
    found: Callable[..., Any] = function
    return found


if __name__ == "__main__":
    sys.exit(main())
