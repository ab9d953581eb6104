"""A baseline: how each claim was known, and with what margin each float held, when somebody last agreed to it.

Against it, a run regresses where a check vanished, a result became weaker in kind (PROVED, DECIDED, ENCLOSED, none), a
gated float is no longer observed or gated, or its margin shrank by more than a stated factor. A margin is the tolerance
over the bound on the error.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from opd_exact.numbers import InputError
from opd_exact.registry.margins import margin, margin_text
from opd_exact.registry.report import Report
from opd_exact.registry.verdict import Verdict

__all__ = [
    "Baseline",
    "Regression",
    "baseline_of",
    "read_baseline",
    "regressions",
]

SCHEMA = "opd-exact/baseline/1"
_KINDS = ("PROVED", "DECIDED", "ENCLOSED")
_GATED = ("abs_error", "tolerance")

# Of each check the verdict, None if it did not hold, and the gated floats by subject.
Standings = Mapping[str, tuple[Verdict | None, Mapping[str, Mapping[str, str]]]]


@dataclass(frozen=True)
class Baseline:
    """What was agreed to, by the id of the check."""

    checks: Standings

    def to_json(self) -> str:
        """The baseline as JSON, in the order of ids, so that a changed one is a readable difference."""
        checks = {
            identifier: {"verdict": None if verdict is None else str(verdict), "floats": dict(sorted(floats.items()))}
            for identifier, (verdict, floats) in sorted(self.checks.items())
        }
        return json.dumps({"schema": SCHEMA, "checks": checks}, indent=2, ensure_ascii=False) + "\n"

    def updated(self, newer: "Baseline", known: Collection[str]) -> "Baseline":
        """The newer standings, and those of known checks that were not selected this time; vanished ones go."""
        kept = {identifier: entry for identifier, entry in self.checks.items() if identifier in known}
        return Baseline({**kept, **newer.checks})


@dataclass(frozen=True)
class Regression:
    """One way in which a check is worse than it was."""

    check: str
    message: str

    def __str__(self) -> str:
        return f"{self.check}: {self.message}"


def baseline_of(report: Report) -> Baseline:
    """The standings in a report; a check that does not hold is noted without a kind, so that it cannot vanish."""
    checks: dict[str, tuple[Verdict | None, Mapping[str, Mapping[str, str]]]] = {}
    for entry in report["checks"]:
        verdict = Verdict(entry["verdict"]) if entry["passed"] else None
        checks[entry["id"]] = (verdict, _gated(entry["observations"]))
    return Baseline(checks)


def read_baseline(file: Path) -> Baseline:
    """The baseline in a file.

    Raises:
        InputError: the file cannot be read, or is no baseline; the message names the place.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_object)
    except FileNotFoundError as error:
        raise InputError(f"--baseline {file}: no such file; --update-baseline writes it") from error
    except InputError as error:
        raise InputError(f"--baseline {file}: {error}") from error
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"--baseline {file}: cannot be read as JSON: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA or set(document) != {"schema", "checks"}:
        raise InputError(f"--baseline {file}: no baseline; expected the keys schema ({SCHEMA!r}) and checks")
    if not isinstance(document["checks"], dict):
        raise InputError(f"--baseline {file}: checks is no object")
    return Baseline({name: _entry(entry, f"--baseline {file}: {name}") for name, entry in document["checks"].items()})


def regressions(baseline: Baseline, report: Report, known: Collection[str], factor: Fraction) -> list[Regression]:
    """What became worse, in the order of the baseline.

    known: the ids of all checks of the suites that were loaded. One of these that was not selected is not compared.
    factor: by how much a margin may shrink.
    """
    now = baseline_of(report).checks
    entries = {entry["id"]: entry for entry in report["checks"]}
    found: list[Regression] = []
    for identifier, before in sorted(baseline.checks.items()):
        if identifier in now:
            told = _weaker(before, now[identifier], entries[identifier], factor)
            found += [Regression(identifier, message) for message in told]
        elif identifier not in known:
            found.append(Regression(identifier, "vanished: no loaded suite declares it"))
    return found


def _weaker(
    before: tuple[Verdict | None, Mapping[str, Mapping[str, str]]],
    now: tuple[Verdict | None, Mapping[str, Mapping[str, str]]],
    entry: Mapping[str, Any],
    factor: Fraction,
) -> Iterator[str]:
    kind, floats = before
    if kind is not None and not (now[0] is not None and now[0].at_least(kind)):
        stands = entry["verdict"] if entry["passed"] else f"{entry['verdict']}, and does not hold"
        yield f"was {kind}, is {stands}"
        if now[0] is None:
            return  # its floats are told of by what does not hold
    for subject, agreed in floats.items():
        if subject not in now[1]:
            yield f"{subject}: was held to the tolerance {agreed['tolerance']}, is not any more"
            continue
        was, is_now = margin(agreed), margin(now[1][subject])
        assert was is not None
        assert is_now is not None
        if is_now * factor < was:
            yield (
                f"{subject}: the margin shrank from {margin_text(was)} to {margin_text(is_now)}, by more than the"
                f" factor {factor} (error {now[1][subject]['abs_error']}, tolerance {now[1][subject]['tolerance']})"
            )


def _gated(observations: list[dict[str, Any]]) -> dict[str, Mapping[str, str]]:
    gated: dict[str, Mapping[str, str]] = {}
    for entry in observations:
        if entry["tolerance"] is not None:
            subject, number = entry["subject"], 2
            while subject in gated:
                subject, number = f"{entry['subject']} #{number}", number + 1
            gated[subject] = {name: entry[name] for name in _GATED}
    return gated


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are not repeated, as they are where two versions of the file were merged badly."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"{twice!r:.80} is there twice")
    return found


def _entry(entry: object, place: str) -> tuple[Verdict | None, Mapping[str, Mapping[str, str]]]:
    if not isinstance(entry, dict) or set(entry) != {"verdict", "floats"}:
        raise InputError(f"{place}: expected the keys verdict and floats")
    verdict, floats = entry["verdict"], entry["floats"]
    if verdict is not None and verdict not in _KINDS:
        raise InputError(f"{place}: verdict is {verdict!r:.80}, expected null or one of {', '.join(_KINDS)}")
    if not isinstance(floats, dict):
        raise InputError(f"{place}: floats is no object")
    for subject, agreed in floats.items():
        if not isinstance(agreed, dict) or set(agreed) != set(_GATED) or not all(map(_is_text, agreed.values())):
            raise InputError(f"{place}: {subject}: expected the texts {' and '.join(_GATED)}")
        try:
            margin(agreed)
        except InputError as error:
            raise InputError(f"{place}: {subject}: {error}") from error
    return None if verdict is None else Verdict(verdict), floats


def _is_text(value: object) -> bool:
    return isinstance(value, str)
