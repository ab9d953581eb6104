"""`python -m benchmarks [--quick] [--only K1,K4] [--repeats N] [--output FILE]`."""

import argparse
import importlib
import json
import platform
import sys
import time
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.display import show
from benchmarks.rows import Options, Row

GROUPS = ("values", "equality", "signs", "suite", "large", "horizon", "mutants", "planning")
_PACKAGES = ("opd_exact", "python-flint", "numpy", "sympy", "mpmath", "dit", "gmpy2")


def versions() -> dict[str, str]:
    """The versions that took part."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            found[package] = "not installed"
    return found


def main(arguments: list[str] | None = None) -> int:
    """Run the groups, print the table, write the report; 1 if a target was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller cases and short limits, in well under a minute")
    parser.add_argument("--only", default="", metavar="K1,K2", help="these targets alone")
    parser.add_argument("--repeats", type=int, default=7, help="runs of each side (default 7)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the report as JSON")
    read = parser.parse_args(arguments)
    wanted = {name.strip().upper() for name in read.only.split(",") if name.strip()}
    options = Options(quick=read.quick, repeats=max(read.repeats, 1), only=frozenset(wanted))
    rows: list[Row] = []
    start = time.perf_counter()
    for name in GROUPS:
        group = importlib.import_module(f"benchmarks.{name}")
        if wanted and not wanted & set(group.TARGETS):
            continue
        rows += [row for row in group.run(options) if not wanted or row.target in wanted]
    rows.sort(key=lambda row: int(row.target[1:]))
    report: dict[str, Any] = {
        "kind": "opd_exact benchmarks",
        "quick": read.quick,
        "repeats": options.repeats,
        "seconds": round(time.perf_counter() - start, 1),
        "versions": versions(),
        "rows": [row.to_json() for row in rows],
    }
    show(report)
    if read.output:
        read.output.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(any(row.verdict == "MISSED" for row in rows))


if __name__ == "__main__":
    sys.exit(main())
