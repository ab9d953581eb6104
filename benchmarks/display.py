"""The report on a terminal."""

from typing import Any

from rich.console import Console
from rich.table import Table

_STYLES = {"MET": "green", "MISSED": "bold red", "SHOWN": "dim", "NOT_RUN": "yellow"}


def number(value: float | None, unit: str) -> str:
    """A value with as many digits as it carries."""
    if value is None:
        return ""
    if unit == "count":
        return f"{value:.3g}" if value != int(value) else f"{int(value)}"
    text = f"{value:.3g}" if value < 1000 else f"{value:,.0f}"
    return f"{text} s" if unit == "s" else text


def spread(row: dict[str, Any]) -> str:
    """Median and extremes of the paired runs, where there is more than one."""
    if row["median"] is None or row["least"] == row["largest"]:
        return ""
    return " / ".join(number(row[key], "ratio") for key in ("median", "least", "largest"))


def show(report: dict[str, Any]) -> None:
    """Print the rows, then the versions."""
    table = Table(title="Benchmarks" + (" (quick)" if report["quick"] else ""), show_lines=False)
    for heading in ("target", "case", "measure", "asked", "value", "median / min / max", "verdict", "note"):
        table.add_column(heading, overflow="fold")
    for row in report["rows"]:
        style = _STYLES[row["verdict"]]
        table.add_row(
            row["target"],
            row["case"],
            row["measure"],
            row["bound"],
            number(row["value"], row["unit"]),
            spread(row),
            f"[{style}]{row['verdict']}[/]",
            row["note"],
        )
    console = Console()
    console.print(table)
    console.print(", ".join(f"{name} {version}" for name, version in report["versions"].items()))
    console.print(f"{report['seconds']} s")
