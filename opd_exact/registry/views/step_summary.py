"""The summary of a step of GitHub Actions: what does not hold, floats with the worst margin first, the rest."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from opd_exact.command import EXIT_INPUT, CommandError
from opd_exact.registry.margins import margin, margin_text
from opd_exact.registry.report import Report
from opd_exact.registry.views.markdown import escaped
from opd_exact.registry.views.standing import standing, worst_first
from opd_exact.registry.views.table import headline

__all__ = [
    "MOST_BYTES",
    "append_summary",
    "step_summary",
]

MOST_BYTES = 2**20
"""GitHub refuses the whole summary of a step if it is larger."""

_NOTICE = "\n\n*Cut off here: GitHub takes no summary of more than 1 MiB. The full report is in `--format json`.*\n"


def step_summary(report: Report, regressed: Sequence[str] = (), most_bytes: int = MOST_BYTES) -> str:
    """The summary in GitHub's Markdown, of at most that many bytes; cut between lines, with a notice that says so.

    regressed: what became worse than the baseline, one line each.
    """
    kept: list[str] = []
    used, room = 0, most_bytes - len(_NOTICE.encode())
    lines = [f"{line}\n" for line in _lines(report, regressed)]
    if sum(len(line.encode()) for line in lines) <= most_bytes:
        return "".join(lines)
    for line in lines:
        used += len(line.encode())
        if used > room:
            break
        kept.append(line)
    return "".join(kept) + _NOTICE if room >= 0 else ""


def append_summary(file: Path, report: Report, regressed: Sequence[str] = ()) -> None:
    """Append the summary to a file, as far as the file's own size leaves room.

    Raises:
        CommandError: the file cannot be written.
    """
    try:
        before = file.read_bytes() if file.exists() else b""
        # A heading is one only at the start of a line, and other tools do not always end theirs.
        gap = "" if before.endswith(b"\n") or not before else "\n"
        with file.open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            text = step_summary(report, regressed, MOST_BYTES - len(before) - len(gap))
            stream.write(gap + text if text else "")
    except OSError as error:
        raise CommandError(f"GITHUB_STEP_SUMMARY {file}: cannot be written: {error.strerror}", EXIT_INPUT) from error


def _lines(report: Report, regressed: Sequence[str]) -> Iterator[str]:
    yield f"## opd_exact: {escaped(headline(report))}"
    yield ""
    if regressed:
        yield "### Worse than the baseline"
        yield ""
        yield from (f"- {escaped(line)}" for line in regressed)
        yield ""
    wanting = worst_first(report)
    if wanting:
        yield "### What does not hold"
        yield ""
        for check in wanting:
            yield f"- **{standing(check)}** ({check['verdict']}) {escaped(check['id'])}: {escaped(check['message'])}"
        yield ""
    observed = sorted(_margins(report), key=lambda found: found[0])
    if observed:
        yield "### Floats, the smallest margin first"
        yield ""
        yield "| margin | check | subject | value | absolute error | tolerance |"
        yield "| ---: | --- | --- | --- | --- | --- |"
        for size, check, seen in observed:
            cells = (check["id"], seen["subject"], seen["value"], seen["abs_error"], seen["tolerance"])
            yield f"| {margin_text(size)} | {' | '.join(escaped(cell) for cell in cells)} |"
        yield ""
    held = [check for check in report["checks"] if check["passed"]]
    if held:
        yield "### What holds"
        yield ""
        yield "| check | how known | exact value | mutants killed |"
        yield "| --- | --- | --- | ---: |"
        for check in held:
            killed = len(check["mutants"])
            exact = "" if check["exact"] is None else check["exact"]
            yield f"| {escaped(check['id'])} | {check['verdict']} | {escaped(exact)} | {killed}/{killed} |"


def _margins(report: Report) -> Iterator[tuple[Fraction | float, dict[str, Any], dict[str, Any]]]:
    for check in report["checks"]:
        for seen in check["observations"]:
            size = margin(seen)
            if size is not None:
                yield size, check, seen
