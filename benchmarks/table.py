"""A benchmark report as a Markdown page: `python -m benchmarks.table report.json > docs/benchmarks.md`."""

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.display import number, spread

_HEAD = """# Benchmarks

This page is made from a report by `python -m benchmarks.table`; do not edit it.

    python -m benchmarks --output report.json
    python -m benchmarks.table report.json > docs/benchmarks.md

Where there is a peer, both sides run in one process on the same data, and the value is the ratio of the fastest runs.
Against dit and mpmath they take turns on fresh data, and the spread over all paired runs stands beside
it. SymPy starts from a cleared cache, Calcium in a new field, in each run.
Seconds depend on the machine and on what else it does: read the ratios.

- MET, MISSED: the value against what is asked of it.
- SHOWN: for comparison; nothing is asked.
- NOT_RUN: not measured, and why.
"""

_TITLES = {
    "K1": "Exact mutual information and its nearest float, against dit",
    "K2": "The same with weights up to a million",
    "K3": "Exact entropy and its nearest float, against mpmath at 50 digits",
    "K4": "Deciding an equality, against SymPy",
    "K5": "Deciding an equality, against Calcium",
    "K6": "The sign of numbers that nearly cancel",
    "K7": "A suite of statements about all parameter values",
    "K8": "The same suite, against the fastest SymPy route",
    "K9": "Larger identities",
    "K10": "Equality of forms with random denominators",
    "K11": "Exact loss over long horizons",
    "K12": "Floats that are the correctly rounded ones",
    "K13": "Changed statements",
    "K14": "Planning: ideal and twin of the T-maze, against pymdp's rollout",
}


def page(report: dict[str, Any]) -> str:
    """The report as Markdown."""
    rows = report["rows"]
    lines = [_HEAD]
    counts = {
        verdict: sum(row["verdict"] == verdict for row in rows) for verdict in ("MET", "MISSED", "SHOWN", "NOT_RUN")
    }
    lines.append(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + ".\n")
    for target, title in _TITLES.items():
        chosen = [row for row in rows if row["target"] == target]
        if not chosen:
            continue
        lines += [f"## {target}. {title}\n", "| case | measure | asked | value | median / min / max | verdict | note |"]
        lines.append("|---|---|---|---|---|---|---|")
        for row in chosen:
            cells = [
                row["case"],
                row["measure"],
                row["bound"],
                number(row["value"], row["unit"]),
                spread(row),
                row["verdict"],
                row["note"],
            ]
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        lines.append("")
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    lines.append(f"Measured in {report['seconds']} s{' (--quick)' if report['quick'] else ''} with {versions}.")
    return "\n".join(lines)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m benchmarks.table report.json")
    print(page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
