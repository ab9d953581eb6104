"""`python -m opd_exact.verify FILE...`: check proof certificates without the prover.

What decides is `opd_exact/certificates/checker.py`, one file that needs the standard library alone; whoever would
rather not import this package runs that file. Exit codes: 0 every certificate is accepted; 1 one is rejected; 4 one
cannot be read or is no certificate.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from opd_exact.certificates.checker import Rejected
from opd_exact.certificates.files import read, verify
from opd_exact.command import EXIT_INPUT, run_command
from opd_exact.numbers.errors import InputError

__all__ = [
    "main",
]


@click.command(name="verify", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-q", "--quiet", is_flag=True, help="Leave out the statements; print one line for each file.")
def command(files: tuple[Path, ...], quiet: bool) -> int:
    """Check proof certificates with rational arithmetic alone, independently of the prover that wrote them."""
    return max(_verdict(file, quiet=quiet) for file in files)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact verify", arguments)


def _verdict(file: Path, *, quiet: bool) -> int:
    try:
        proved = verify(read(file))
    except InputError as reason:
        return _told(EXIT_INPUT, f"UNREADABLE {reason}", sys.stderr)
    except Rejected as reason:
        return _told(1, f"REJECTED {file}: {reason}")
    return _told(0, "\n  ".join([f"ACCEPTED {file}: {len(proved)} steps", *([] if quiet else proved)]))


def _told(code: int, message: str, stream: object = None) -> int:
    click.echo(message, err=stream is not None)
    return code


if __name__ == "__main__":
    sys.exit(main())
