"""`python -m opd_exact.verify FILE...`: check proof certificates without the prover.

The checker is `opd_exact/certificates/verify.py`, one file that needs the standard library alone; whoever would rather
not import this package runs that file. Exit codes: 0 every certificate is accepted; 1 one is rejected; 4 one cannot be
read, or is no certificate.
"""

import sys
from collections.abc import Sequence

import click

from opd_exact.certificates.verify import main as check_files
from opd_exact.command import run_command

__all__ = [
    "main",
]


@click.command(name="verify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option("-q", "--quiet", is_flag=True, help="Leave out the statements; print one line for each file.")
def command(files: tuple[str, ...], quiet: bool) -> int:
    """Check proof certificates with rational arithmetic alone, independently of the prover that wrote them."""
    return check_files(list(files), quiet=quiet)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact verify", arguments)


if __name__ == "__main__":
    sys.exit(main())
