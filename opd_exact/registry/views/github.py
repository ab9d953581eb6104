"""What does not hold, as workflow commands that GitHub Actions turns into annotations."""

from collections.abc import Mapping, Sequence
from typing import Any

from opd_exact.registry.report import Report
from opd_exact.registry.views.characters import printable
from opd_exact.registry.views.standing import Standing, standing, worst_first

__all__ = [
    "error_line",
    "github",
]

_ERRORS = (Standing.REFUTED, Standing.FAILED)


def github(report: Report, places: Mapping[str, str] | None = None) -> str:
    """A line for each check that does not hold, refuted ones first; nothing at all if every check holds.

    A refuted or failed check is an error, one that is undecided or was not run a warning.

    places: the file of each check by its id, relative to the repository; a report alone knows no files.
    """
    return "".join(_line(check, (places or {}).get(check["id"])) for check in worst_first(report))


def error_line(title: str, message: str) -> str:
    r"""One error as a workflow command.

    >>> error_line("a: b", "100 %\nof it")
    '::error title=a%3A b::100 %25%0Aof it\n'
    """
    return _command("error", {"title": title}, message)


def _line(check: dict[str, Any], place: str | None) -> str:
    level = "error" if standing(check) in _ERRORS else "warning"
    properties = {} if place is None else {"file": place}
    properties["title"] = f"{check['group']}/{check['id']}"
    return _command(level, properties, f"{check['verdict']}: {check['message']} (claim: {check['statement']})")


def _command(level: str, properties: Mapping[str, str], message: str) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    """Text in which no command can begin or end: the runner undoes exactly these (its `ActionCommand.EscapeData`)."""
    return _replaced(text, (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")))


def _property(text: str) -> str:
    return _replaced(_data(text), ((":", "%3A"), (",", "%2C")))


def _replaced(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    shown = printable(text)
    for character, written in pairs:
        shown = shown.replace(character, written)
    return shown
