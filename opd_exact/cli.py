"""`opd-exact`: the console script; each subcommand is a module that also runs as `python -m opd_exact.<name>`."""

import importlib
import sys

import click

from opd_exact import __version__
from opd_exact.command import run_command

__all__ = [
    "main",
]

_COMMANDS = {
    "check": ("opd_exact.check", "Establish the claims of the built-in suite and of this project's suites."),
    "prove": ("opd_exact.prove", "Prove the theorems of the suites and refute their false neighbors."),
    "verify": ("opd_exact.verify", "Check proof certificates, independently of the prover that wrote them."),
    "certify": ("opd_exact.certify", "Let Coq's kernel check what the checks claim, on its own axioms."),
    "ledger": ("opd_exact.ledger", "List what the paper prints beside what is true."),
    "figures": ("opd_exact.figures.__main__", "Draw a report's figures, each bound to the rows that it draws."),
    "hydrate": ("opd_exact.hydrate", "Fill a manuscript with a report's numbers, or judge those it prints."),
    "init": ("opd_exact.init", "Write a small working suite, to be changed into your own."),
    "query": ("opd_exact.query", "Ask a model file for closed forms, digits, crossings and choices."),
    "audit": ("opd_exact.audit.__main__", "Audit an agent of pymdp: error budgets, decisions, what flips them."),
    "identify": ("opd_exact.identify", "Say which loss between two distributions a function computes."),
}


class _LazyGroup(click.Group):
    """Imports a subcommand's module only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        loaded: click.Command = importlib.import_module(_COMMANDS[cmd_name][0]).command
        return loaded


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="opd-exact")
def group() -> None:
    """Decide, prove and audit claims about finite variational models."""


def main() -> None:
    """Entry point of the console script."""
    sys.exit(run_command(group, "opd-exact", None))
