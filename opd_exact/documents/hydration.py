"""Fills a manuscript's template with the numbers of a report; whatever the report does not have stops it.

In Markdown (and any other text) the template language is Jinja's own, `{{ ... }}`. In LaTeX, where braces and percent
signs are taken, an expression is `\\VAR{...}`, a statement `\\BLOCK{...}` and a comment `\\COMMENT{...}`. Braces within
an expression or statement are balanced; a comment has none. Nothing stands in for what is missing: the language's
filter `default` and its tests `defined` and `undefined` are taken out of it.

=========================  ==========================================================================================
name                       gives
=========================  ==========================================================================================
number(ID, decimals=n)     the value of a row, rounded to n decimals; also `significant=n`
number("ID:SUBJECT", ...)  a float that the row observed
exact(ID)                  the closed form of a row
verdict(ID)                how the claim is known
published(ID)              what the paper prints
error(ID, SUBJECT)         the bound on a float's distance from the truth
row(ID)                    the whole row, as in the report's JSON
summary, environment       the report's own
kernel                     what Coq's kernel said of the rows together, after `certify`
=========================  ==========================================================================================
"""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jinja2
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from opd_exact.documents.report_file import ReportFile
from opd_exact.numbers.errors import InputError

__all__ = [
    "hydrated",
]

_MOST_CHARACTERS = 10_000_000
_TEMPLATE_ERRORS = (
    jinja2.TemplateError,
    InputError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    MemoryError,
)
_LATEX = {
    "block_start_string": "\\BLOCK{",
    "block_end_string": "}",
    "variable_start_string": "\\VAR{",
    "variable_end_string": "}",
    "comment_start_string": "\\COMMENT{",
    "comment_end_string": "}",
}


def hydrated(template: str, name: str, report: ReportFile, *, latex: bool, mark: bool = False) -> str:
    """The template's text with every name replaced by what the report says.

    Args:
        template: the text.
        name: the template's file name, for messages.
        report: where the numbers come from.
        latex: whether the template is LaTeX; see the top of this module for the difference.
        mark: write beside each number which row it is of, the way `opd_exact.documents.agreement` reads it.

    Raises:
        InputError: a name is unknown, a number is not known to the digits asked for, the template is malformed. The
            message begins with file and line.
    """
    if len(template) > _MOST_CHARACTERS:
        raise InputError(f"{name}: {len(template)} characters, expected at most {_MOST_CHARACTERS}")
    if latex:
        _require_plain_comments(template, name)
    environment = _Sandbox(
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # a manuscript is no web page; nothing in it is escaped for one
        finalize=_finalized,
        **(_LATEX if latex else {}),
    )
    for table, taken in ((environment.filters, ("d", "default")), (environment.tests, ("defined", "undefined"))):
        for known in taken:
            del table[known]
    environment.globals = _names(report, (_in_latex if latex else _in_markdown) if mark else _bare)
    try:
        return _joined(environment.from_string(template).generate())
    except jinja2.TemplateSyntaxError as error:
        raise InputError(f"{name}:{error.lineno}: {error.message}") from error
    except RecursionError as error:
        raise InputError(f"{name}:{_line(error)}: a macro calls itself without end") from error
    except _TEMPLATE_ERRORS as error:
        raise InputError(f"{name}:{_line(error)}: {_reason(error)}") from error


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which no expression makes a text or number of unbounded size by multiplication."""

    intercepted_binops = frozenset(("*", "**"))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise InputError(f"{operator} is for two numbers only" if operator == "*" else "** is not available")
        return super().call_binop(context, operator, left, right)


def _require_plain_comments(template: str, name: str) -> None:
    """A comment ends at the first closing brace; one within it would leave the rest of the comment in the text."""
    for found in re.finditer(r"\\COMMENT\{[^{}]*\{", template):
        line = template.count("\n", 0, found.start()) + 1
        raise InputError(f"{name}:{line}: a \\COMMENT{{...}} ends at its first brace; leave braces out of it")


def _joined(chunks: Iterable[str]) -> str:
    found, length = [], 0
    for chunk in chunks:
        found.append(chunk)
        length += len(chunk)
        if length > _MOST_CHARACTERS:
            raise InputError(f"what the template gives is longer than {_MOST_CHARACTERS} characters")
    return "".join(found)


def _bare(text: str, figure: str) -> str:
    return text


def _in_markdown(text: str, figure: str) -> str:
    return f"{text}<!-- opd: {figure} -->"


def _in_latex(text: str, figure: str) -> str:
    return f"\\opd{{{figure}}}{{{text}}}"


def _names(report: ReportFile, marked: Callable[[str, str], str]) -> dict[str, Any]:
    """What a template may name."""

    def number(figure: str, *, decimals: int | None = None, significant: int | None = None) -> str:
        if (decimals is None) == (significant is None):
            raise InputError(f"number({figure!r}): say either decimals=n or significant=n")
        found = report.figure(_text(figure, "number"))
        text = found.decimals(decimals) if decimals is not None else found.significant(significant or 0)
        return marked(text, figure)

    def row(identifier: str) -> Mapping[str, Any]:
        return report.row(_text(identifier, "row"))

    def verdict(identifier: str) -> str:
        return str(row(identifier)["verdict"])

    def exact(identifier: str) -> str:
        return str(_present(report, identifier, "exact", "closed form"))

    def published(identifier: str) -> str:
        told: Mapping[str, Any] = _present(report, identifier, "published", "published figure")
        return str(told["value"])

    def error(identifier: str, subject: str) -> str:
        found = [seen for seen in row(identifier)["observations"] if seen["subject"].startswith(subject)]
        if len(found) != 1:
            raise InputError(f"{subject!r} begins {len(found)} observations of row {identifier!r}, expected one")
        return str(found[0]["abs_error"]).removeprefix("≤ ")

    return {
        "number": number,
        "exact": exact,
        "published": published,
        "error": error,
        "verdict": verdict,
        "row": row,
        "rows": report.content["checks"],
        "summary": report.content["summary"],
        "environment": report.content["environment"],
        "kernel": report.content["kernel"],
    }


def _present(report: ReportFile, identifier: str, key: str, what: str) -> Any:
    found = report.row(identifier)[key]
    if found is None:
        raise InputError(f"row {identifier!r} of {report.name} has no {what}")
    return found


def _text(name: object, where: str) -> str:
    if isinstance(name, jinja2.Undefined):
        str(name)  # raises, and says which name is unknown
    if not isinstance(name, str):
        raise InputError(f"{where}({name!r}): a name is a text; put it in quotes")
    return name


def _finalized(value: object) -> object:
    if isinstance(value, jinja2.Undefined):
        return value  # which raises when it is written
    if callable(value) or isinstance(value, Mapping | list):
        raise InputError(f"an expression gave a {type(value).__name__}, not a text or number; name what is meant of it")
    if value is None:
        raise InputError("an expression gave nothing (null in the report); nothing stands for it")
    return value


def _line(error: BaseException) -> int:
    """The line of the template at which an error was raised: the innermost frame that Jinja attributes to it."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"]
    return (lines[-1] if lines else None) or 1


def _reason(error: BaseException) -> str:
    message = getattr(error, "message", None) or str(error)
    message = str(message).replace("_names.<locals>.", "") or type(error).__name__
    return f"unknown name: {message}" if isinstance(error, jinja2.UndefinedError) else message
