"""An audit for people: a few tables and sentences, for the terminal or as Markdown. Every number is in the JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opd_exact.audit.agents.agent_audit import AgentAudit, StepAudit
from opd_exact.audit.agents.budget import CAUSES, ErrorBudget, upper_text
from opd_exact.audit.agents.decisions import Choice
from opd_exact.audit.agents.flips import Flips, ParameterFlip
from opd_exact.displays import listed, paragraph, shown, table
from opd_exact.numbers import Ball

__all__ = [
    "as_html",
    "as_json_text",
    "as_markdown",
    "print_audit",
]

_AMOUNTS = "Signed amounts in three digits; together they make the distance. The JSON has enclosures of all entries."


@dataclass(frozen=True)
class _Sheet:
    """A table of texts, with its title."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def as_json_text(audit: AgentAudit, digits: int = 30) -> str:
    """The audit as one JSON text; enclosures to that many digits."""
    return json.dumps(audit.as_json(digits), indent=1, ensure_ascii=False) + "\n"


def as_markdown(audit: AgentAudit) -> str:
    """The audit as Markdown."""
    lines = [_heading(audit), ""]
    for sheet in _sheets(audit):
        lines += [f"**{sheet.title}**", "", _line(sheet.header), _line(["---"] * len(sheet.header))]
        lines += [*(_line(row) for row in sheet.rows), ""]
    if audit.steps:
        lines += [_AMOUNTS, ""]
    lines += [f"- {sentence}" for sentence in _sentences(audit)]
    return "\n".join(lines) + "\n"


def as_html(audit: AgentAudit) -> str:
    """The audit as HTML for a notebook; of many rows the first."""
    sheets = [table(sheet.header, sheet.rows, caption=sheet.title) for sheet in _sheets(audit)]
    parts = [paragraph(_heading(audit)), listed(_sentences(audit)), *sheets]
    if audit.steps:
        parts.append(paragraph(_AMOUNTS))
    return shown(*parts)


def print_audit(audit: AgentAudit, console: Console) -> None:
    """Print the audit as tables."""
    console.print(_heading(audit), markup=False)
    for sheet in _sheets(audit):
        table = Table(*(escape(name) for name in sheet.header), title=escape(sheet.title), title_justify="left")
        for row in sheet.rows:
            table.add_row(*(escape(cell) for cell in row))
        console.print(table)
    if audit.steps:
        console.print(_AMOUNTS, markup=False)
    for sentence in _sentences(audit):
        console.print(f"- {sentence}", markup=False)


def _heading(audit: AgentAudit) -> str:
    record = audit.record
    versions = ", ".join(
        f"{name.removeprefix('inferactively-')} {record.versions[name]}" for name in ("inferactively-pymdp", "jax")
    )
    return (
        f"{len(record.steps)} decisions by {record.planner.rpartition('.')[2]}, {record.dtype} ({versions}),"
        f" seed {record.seed}"
    )


def _sentences(audit: AgentAudit) -> list[str]:
    told = [*audit.sentences]
    told += [f"Step {step.time}: {text}." for step in audit.steps for text in _remarkable(step)]
    told += [f"Not covered: {reason}." for reason in audit.not_covered]
    return told + [f"Reading: {note}." for note in audit.notes]


def _remarkable(step: StepAudit) -> list[str]:
    """What is to be said of a decision that something changes, or that was not the one its numbers ask for."""
    decision = step.decision
    told = [
        text
        for text in (decision.arithmetic, decision.input, decision.algorithm)
        if text is not None and " changes nothing" not in text
    ]
    if decision.taken != decision.expected:
        told.append(f"controls {decision.taken} were taken, the recorded numbers ask for {decision.expected}")
    return told


def _sheets(audit: AgentAudit) -> list[_Sheet]:
    if not audit.steps:
        return []
    decisions = _Sheet(
        "Decisions",
        ("step", "float run", "twin", "ideal", "depth", "nodes"),
        tuple(_decision_row(step) for step in audit.steps),
    )
    header = ("number", "step", "observed", *CAUSES, "ulps", "distance")
    worst = [_budget_row(step.worst) for step in audit.steps]
    others = [_budget_row(step.belief_entropy) for step in audit.steps]
    means = [_budget_row(mean) for mean in audit.means]
    flips = [sheet for found in audit.flips for sheet in _flip_sheets(found, _policy_names(audit.steps[0]))]
    return [
        decisions,
        _Sheet("Error budgets: of each posterior the entry that is farthest off", header, tuple(worst)),
        _Sheet("Error budgets: belief entropies and means, in nats", header, tuple(others + means)),
        *flips,
    ]


def _flip_sheets(flips: Flips, names: Sequence[str]) -> list[_Sheet]:
    sheets = []
    if flips.depths:
        rows = [
            (str(found.depth), str(found.least_budget), " = ".join(names[index] for index in found.maximizers))
            for found in flips.depths
        ]
        sheets.append(
            _Sheet(f"Step {flips.step}: choice by depth", ("levels", "least max_nodes", "choice"), tuple(rows))
        )
    if flips.parameters:
        columns = ("parameter", "present", "searched", "switch", "from", "to")
        rows_of_parameters = [_flip_row(flip, names) for flip in flips.parameters]
        sheets.append(_Sheet(f"Step {flips.step}: what flips the ideal's choice", columns, tuple(rows_of_parameters)))
    return sheets


def _flip_row(flip: ParameterFlip, names: Sequence[str]) -> tuple[str, ...]:
    return (
        flip.parameter,
        str(flip.present),
        f"{flip.low} to {flip.high}",
        "none found" if flip.at is None else flip.at.decimal(12)[0],
        names[flip.before],
        "" if flip.after is None else names[flip.after],
    )


def _policy_names(step: StepAudit) -> list[str]:
    return [budget.quantity.removeprefix("probability of ") for budget in step.posterior]


def _decision_row(step: StepAudit) -> tuple[str, ...]:
    decision = step.decision
    names = _policy_names(step)
    tree, twin = decision.recorded_tree, decision.twin_tree
    depth = str(decision.configured_depth)
    if tree is not None:
        depth = f"{tree.completed_depth} of {decision.configured_depth}"
    nodes = ""
    if tree is not None and twin is not None:
        nodes = f"{tree.nodes_used}" + ("" if decision.nodes_agree else f" (twin: {twin.nodes_used})")
    return (
        str(step.time),
        _named(decision.float_run, names),
        _named(decision.nominal, names),
        "" if decision.ideal is None else _named(decision.ideal, names),
        depth,
        nodes,
    )


def _named(choice: Choice, names: Sequence[str]) -> str:
    return " = ".join(names[index] for index in choice.told_apart)


def _budget_row(budget: ErrorBudget) -> tuple[str, ...]:
    return (
        budget.quantity,
        "" if budget.step is None else str(budget.step),
        f"{float(budget.observed):.9g}",
        *(_signed(budget.amounts[cause]) for cause in CAUSES),
        "" if budget.ulps is None else _plain(upper_text(budget.ulps)),
        _signed(budget.total),
    )


def _signed(amount: Ball | None) -> str:
    """An amount in three digits with its sign; one that its enclosure cannot tell from 0 as a bound, or as 0."""
    if amount is None:
        return "?"
    sign = amount.sign()
    if sign is None:
        size = max(abs(amount.lower), abs(amount.upper))
        return f"±{upper_text(size)}" if size > _NOTHING else "0"
    return "0" if not sign else f"{'+' if sign > 0 else ''}{amount.decimal(3)[0]}"


# Enclosures have 40 digits: what they cannot tell from 0 within this is shown as 0.
_NOTHING = Fraction(1, 10**35)


def _plain(text: str) -> str:
    """A decimal of two digits without an exponent where it is of ordinary size."""
    value = Fraction(text)
    return f"{float(value):g}" if Fraction(1, 1000) <= value < 10**5 else text


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
