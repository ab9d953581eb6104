"""What every command of the project shares: exit codes, one-line errors, files that are written whole or not at all."""

import io
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from opd_exact.numbers.errors import OpdExactError

__all__ = [
    "EXIT_INPUT",
    "EXIT_INTERNAL",
    "EXIT_INTERRUPTED",
    "EXIT_NOTHING",
    "CommandError",
    "run_command",
    "write_whole",
]

EXIT_INTERRUPTED = 2
EXIT_INTERNAL = 3
EXIT_INPUT = 4
EXIT_NOTHING = 5


class CommandError(OpdExactError):
    """A command cannot do what it was asked; the message is one line, `exit_code` the kind of reason."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


def run_command(command: click.Command, name: str, arguments: Sequence[str] | None) -> int:
    """Run a click command and turn whatever ends it into an exit code and at most one line on stderr."""
    _make_streams_safe()
    _interrupt_on_termination()
    try:
        result = command.main(args=arguments, prog_name=name, standalone_mode=False)
    except (KeyboardInterrupt, click.Abort):
        return _complain("interrupted", EXIT_INTERRUPTED)
    except click.ClickException as error:
        return _complain(error.format_message(), EXIT_INPUT)
    except CommandError as error:
        return _complain(str(error), error.exit_code)
    except OpdExactError as error:
        return _complain(str(error), EXIT_INPUT)
    except BrokenPipeError:
        # The reader of our output went away (for instance `| head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_INTERRUPTED
    except Exception as error:  # the last resort: our own defect, told in one line unless more is asked for
        if {"-v", "--verbose"} & set(sys.argv[1:] if arguments is None else arguments):
            traceback.print_exc()
        return _complain(f"internal error: {type(error).__name__}: {error} (run with -v for the place)", EXIT_INTERNAL)
    return result if isinstance(result, int) else 0


def _make_streams_safe() -> None:
    """Print what a narrow encoding cannot hold as escapes, which JSON reads back, in place of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _interrupt_on_termination() -> None:
    """Let SIGTERM and SIGHUP (a time limit, a closed terminal) end the run as Ctrl-C does, workers included."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)


def write_whole(file: Path, text: str) -> None:
    """Write a text file completely or leave what was there.

    Raises:
        CommandError: the file cannot be written.
    """
    if file.exists() and not file.is_file():
        if file.is_dir():
            raise CommandError(f"{file}: is a folder, expected a file to write", EXIT_INPUT)
        # A device or a pipe cannot be replaced by a file, and nobody would want it to be.
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{file}: cannot be written: {error.strerror}", EXIT_INPUT) from error
        return
    file = file.resolve()  # a link stays a link: what it points to is replaced
    try:
        descriptor, temporary = tempfile.mkstemp(dir=file.resolve().parent, prefix=f".{file.name}.", suffix=".part")
    except OSError as error:
        raise CommandError(f"{file}: cannot be written: {error.strerror}", EXIT_INPUT) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, file)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise CommandError(f"{file}: cannot be written: {error.strerror}", EXIT_INPUT) from error


def _complain(message: str, code: int) -> int:
    one_line = " ".join(message.split())
    print(f"opd-exact: {one_line}", file=sys.stderr)  # noqa: T201  # errors are a command's output
    return code
