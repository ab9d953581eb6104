"""`python -m opd_exact.identify MODULE:FUNCTION`: which loss between two distributions a function computes.

Exit codes: 0 one convention fits; 1 none of the known families does (the witness is printed); 4 bad usage or input: no
such function, or one that returns no numbers for two distributions; 6 several are left.
"""

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

_OF_TENSORS = ("must be Tensor, not", "'numpy.ndarray' object has no attribute")
_HINT = "; a function of tensors needs --convert torch:from_numpy"


@click.command(name="identify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("function", metavar="MODULE:FUNCTION")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="What to print.")
@click.option(
    "--convert",
    metavar="MODULE:FUNCTION",
    help="Applied to each numpy array before the call: torch:from_numpy, jax.numpy:asarray, builtins:list.",
)
@click.option("--time-limit", type=click.FloatRange(min=0.01), default=10.0, help="Seconds one call may take [10].")
@click.option("-v", "--verbose", is_flag=True, help="On an internal error, print where it happened.")
def command(function: str, form: str, convert: str | None, time_limit: float, verbose: bool) -> int:
    """Find out which loss between two distributions MODULE:FUNCTION computes.

    The function takes two arrays: probabilities, log-probabilities or logits, of shape (outcomes,) or (rows, outcomes).
    It is called in a process of its own.
    """
    module, attribute = _parted(function, "", "mypackage.losses:gkd_loss")
    converting = None if convert is None else _Converting(*_parted(convert, "--convert ", "torch:from_numpy"))
    # As with `python -m`, what lies in the working directory can be imported.
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    found = identify_loaded(lambda: _loaded(module, attribute), function, convert=converting, time_limit=time_limit)
    if not found.matches and found.witness is None:
        told = "; ".join(found.notes)
        hint = _HINT if converting is None and any(word in told for word in _OF_TENSORS) else ""
        raise CommandError(f"{function}: {told}{hint}", EXIT_INPUT)
    click.echo(found.to_json() if form == "json" else str(found), nl=form != "json")
    if found.convention is not None:
        return 0
    return EXIT_OPEN if found.matches else EXIT_NONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact identify", arguments)


def _parted(text: str, option: str, example: str) -> tuple[str, str]:
    module, colon, attribute = text.partition(":")
    if not (colon and module and attribute):
        raise CommandError(f"{option}{text}: expected MODULE:FUNCTION, for instance {example}", EXIT_INPUT)
    return module, attribute


@dataclass(frozen=True)
class _Converting:
    """A conversion by name, imported where the function runs: importing PyTorch here would make forking unsafe."""

    module: str
    attribute: str

    def __call__(self, array: Any) -> Any:
        return _loaded(self.module, self.attribute)(array)


def _loaded(module: str, attribute: str) -> Callable[..., Any]:
    """The function, imported where it will run."""
    function: Any = importlib.import_module(module)
    for name in attribute.split("."):
        function = getattr(function, name, None)
    if not callable(function):
        raise InputError(f"module {module!r} has no function {attribute!r}")
    found: Callable[..., Any] = function
    return found


if __name__ == "__main__":
    sys.exit(main())
