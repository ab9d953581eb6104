"""An audit of a function for people: tables and sentences, for the terminal, as Markdown or HTML."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from opd_exact.audit.functions.measuring import number_text
from opd_exact.displays import listed, paragraph, shown, table

if TYPE_CHECKING:
    from opd_exact.audit.functions.record import FunctionAudit

__all__ = [
    "as_html",
    "as_markdown",
    "renderables",
]


@dataclass(frozen=True)
class _Sheet:
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def renderables(audit: "FunctionAudit") -> Iterator[RenderableType]:
    """What rich prints, part by part."""
    yield Text(_heading(audit))
    for sheet in _sheets(audit):
        table = Table(*(escape(name) for name in sheet.header), title=escape(sheet.title), title_justify="left")
        for row in sheet.rows:
            table.add_row(*(escape(cell) for cell in row))
        yield table
    for sentence in _sentences(audit):
        yield Text(f"- {sentence}")


def as_markdown(audit: "FunctionAudit") -> str:
    """The audit as Markdown."""
    lines = [_heading(audit), ""]
    for sheet in _sheets(audit):
        lines += [f"**{sheet.title}**", "", _line(sheet.header), _line(("---",) * len(sheet.header))]
        lines += [*(_line(row) for row in sheet.rows), ""]
    lines += [f"- {_escaped(sentence)}" for sentence in _sentences(audit)]
    return "\n".join(lines).rstrip() + "\n"


def as_html(audit: "FunctionAudit") -> str:
    """The audit as HTML for a notebook; of many rows the first."""
    sheets = [table(sheet.header, sheet.rows, caption=sheet.title) for sheet in _sheets(audit)]
    return shown(paragraph(_heading(audit)), *sheets, listed(list(_sentences(audit))))


def _heading(audit: "FunctionAudit") -> str:
    options = "".join(f", {name} = {value}" for name, value in audit.options.items())
    found = f"{len(audit.findings)} findings" if len(audit.findings) != 1 else "1 finding"
    return (
        f"{' '.join(audit.name.split())} as {audit.quantity}{options} in {audit.unit}: {found} at {audit.inputs} inputs"
        f" (seed {audit.seed}), {audit.reading} floats, called {audit.manner}"
    )


def _sheets(audit: "FunctionAudit") -> list[_Sheet]:
    findings = tuple((str(f.kind), f.message, str(f.probe), str(f.count)) for f in audit.findings)
    rows = tuple(
        (
            b.dtype,
            b.regime,
            f"{b.measured} of {b.inputs}",
            b.worst or "",
            b.typical or "",
            b.at_zero or "",
            "" if b.least_bits is None else str(b.least_bits),
            ", ".join(f"{cause} {count}" for cause, count in b.causes.items()),
        )
        for b in audit.behaviors
    )
    header = (
        "format",
        "regime",
        "measured",
        "worst ulps",
        "typical ulps",
        "error at 0",
        "bits right",
        "causes of the errors",
    )
    sheets = [_Sheet("Findings", ("what", "how", "simplest input", "inputs"), findings)] if findings else []
    return [*sheets, _Sheet("Errors by regime (upper bounds)", header, rows)]


def _sentences(audit: "FunctionAudit") -> Iterator[str]:
    for worst in audit.worst:
        at = worst.simpler
        yield (
            f"Worst in {at.probe.dtype}: {at.observed!r} for {at.truth.decimal(8)[0]}, {number_text(at.ulps)} ulps,"
            f" {at.cause}; condition number {at.condition:.3g}, at {at.probe} ({worst.found})"
        )
    for floor in audit.floors:
        yield f"Floor in {floor.dtype}: {floor}; {floor.how}"
    for other in audit.other_readings:
        if other.material:
            yield (
                f"Reading in {other.dtype}: at {other.material} inputs the {other.reading} truth is more than an ulp"
                f" away; held against it the worst error is {other.worst} ulps, the typical {other.typical}"
            )
    for bound in audit.tolerances:
        relative = "" if bound.relative is None else f", relative {bound.relative}"
        yield (
            f"Tolerance in {bound.dtype}: absolute {bound.absolute}{relative}; guaranteed for {bound.guaranteed_for},"
            f" {bound.elsewhere} elsewhere"
        )
    yield from audit.notes


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(map(_escaped, cells)) + " |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
