"""Comparisons as rows of the report: each a check whose mutants are floats just beyond its tolerance."""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from opd_exact.numbers import Infinity, binary_reading, enclose, nearest_float, ulp
from opd_exact.pytest_support.comparing import Comparison, compare_read
from opd_exact.registry.declaration import Check, Claim, Inputs, Mutant
from opd_exact.registry.finding import Fact, Finding, Observation, Published, all_of
from opd_exact.registry.row import MutantOutcome, Row, row_of_failure, row_of_finding
from opd_exact.registry.verdict import Verdict

__all__ = [
    "identifier_of",
    "row_of_comparison",
    "row_of_entry",
    "row_without_comparison",
    "with_unique_ids",
]

GROUP = "pytest"
_DIGITS = 30
_LONGEST_ID = 64
_LONGEST_TEXT = 500
_LATEX = r"|x - t| \le \varepsilon"


def identifier_of(name: str) -> str:
    """A name as an id of the report: snake_case of at most 64 characters; what is cut off becomes a hash.

    >>> identifier_of("test_entropy[float32-3]"), identifier_of("Größe")
    ('test_entropy_float32_3', 'gr_e')
    """
    words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    words = words if words[:1].isalpha() else f"row_{words}".rstrip("_")
    words = words if len(words) > 2 else f"row_{words}"
    return words if len(words) <= _LONGEST_ID else _hashed(words, name)


def with_unique_ids(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries, in order; where several have one id, the source of each goes into its id as a hash.

    A source that has the id twice counts on: `_2`, `_3`.
    """
    ids = [entry["id"] for entry in entries]
    unique, taken = [], set()
    for entry in entries:
        identifier = entry["id"]
        if ids.count(identifier) > 1:
            identifier = _hashed(identifier, entry["source"])
        number = 2
        while identifier in taken:
            identifier = _hashed(entry["id"], f"{entry['source']} {number}")
            number += 1
        taken.add(identifier)
        unique.append({**entry, "id": identifier})
    return unique


def row_of_comparison(comparison: Comparison, name: str, source: str, duration_s: float = 0.0) -> Row:
    """The row of a comparison in a test.

    name: what the report calls it. source: the test's node id.
    """
    tier = Verdict.DECIDED if comparison.truth.decided else Verdict.ENCLOSED
    check = _check(comparison, name, source, tier)
    mutants = tuple(_outcome(mutant, comparison) for mutant in check.mutants) if comparison.within else ()
    finding = _finding(comparison, tier)
    return row_of_finding(check, GROUP, finding, mutants, _DIGITS, duration_s)


def row_without_comparison(name: str, source: str, verdict: Verdict, message: str) -> Row:
    """The row of a marked test that compared nothing: it was skipped, or ended before it came to that."""
    claim = Claim(f"{name}: a float is within its tolerance of the truth", _LATEX, "this run", source)
    check = Check(identifier_of(name), claim, Verdict.DECIDED, _nothing, _never, (Mutant("none", "nothing", _same),))
    return row_of_failure(check, GROUP, verdict, message)


def row_of_entry(entry: Mapping[str, Any]) -> Row:
    """The row that an entry of a report was written from, as far as the entry tells."""
    value, published = entry["value"], entry["published"]
    read = {
        **entry,
        "verdict": Verdict(entry["verdict"]),
        "value": None if value is None else (value["mid"], value["rad"]),
        "published": None if published is None else Published(**published),
        "observations": tuple(entry["observations"]),
        "mutants": tuple(MutantOutcome(**mutant) for mutant in entry["mutants"]),
        "facts": tuple(Fact(Verdict(fact["verdict"]), fact["text"], fact["margin"]) for fact in entry["facts"]),
        "series": tuple(entry["series"]),
    }
    return Row(**read)


def _hashed(words: str, name: str) -> str:
    digest = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{words[: _LONGEST_ID - 9].rstrip('_')}_{digest}"


def _nothing(inputs: Inputs) -> None:
    return None


def _never(subject: object) -> Finding:
    raise NotImplementedError("a comparison in a test is made by the test")


def _same(subject: object) -> object:
    return subject


def _check(comparison: Comparison, name: str, source: str, tier: Verdict) -> Check:
    text = comparison.truth.text
    text = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"
    claim = Claim(
        f"{name}: {comparison.observed} is within {comparison.tolerance} of {text}",
        _LATEX,
        "the float observed in this run",
        source,
    )
    return Check(identifier_of(name), claim, tier, _nothing, _never, tuple(_mutants(comparison)))


def _finding(comparison: Comparison, tier: Verdict) -> Finding:
    what = comparison.message().splitlines()[0]
    if not comparison.within:
        fact = Fact(Verdict.REFUTED, f"{what}; the truth is {comparison.truth_digits()}; {comparison.margin}")
    else:
        fact = Fact(tier, f"{what}; {comparison.margin}")
    truth = comparison.truth.value
    finding = all_of([fact])
    finite = not isinstance(truth, Infinity)
    return Finding(
        finding.verdict,
        finding.facts,
        finding.message,
        comparison.margin,
        comparison.truth.text if comparison.truth.decided else None,
        enclose(truth, _DIGITS) if finite and not isinstance(truth, Infinity) else None,
        observations=(_observation(comparison),) if comparison.is_finite else (),
    )


def _observation(comparison: Comparison) -> Observation:
    assert comparison.error is not None
    relative, ulps = comparison.other_errors()
    observed = comparison.observed
    kind = f"numpy.{observed.dtype}" if isinstance(observed, np.floating) else "float"
    return Observation(
        kind,
        str(observed) if isinstance(observed, np.floating) else repr(observed),
        comparison.error,
        relative,
        ulps,
        comparison.allowed,
        f"declared by the test: {comparison.tolerance}",
    )


def _mutants(comparison: Comparison) -> Iterable[Mutant]:
    yield Mutant("not a number", "the float becomes NaN", lambda observed: type(observed)(math.nan))
    truth, allowed = comparison.truth.value, comparison.allowed
    if isinstance(truth, Infinity):
        yield Mutant("the other infinity", "the sign of the float is changed", lambda observed: -observed)
    elif allowed is not None:
        for name, way in (("just above", 1), ("just below", -1)):
            changed = _beyond(comparison, way)
            if changed is not None:
                what = f"the float becomes {changed}, just beyond the tolerance"
                yield Mutant(name, what, partial(_replaced, changed))


def _replaced(new: float | np.floating[Any], observed: object) -> float | np.floating[Any]:
    return new


def _beyond(comparison: Comparison, way: int) -> float | np.floating[Any] | None:
    """The first float beyond the tolerance on one side of the truth, or None where the format has none."""
    observed, truth = comparison.observed, comparison.truth.value
    assert not isinstance(truth, Infinity)
    assert comparison.allowed is not None
    form = str(observed.dtype) if isinstance(observed, np.floating) else "float64"
    middle = enclose(truth, 50)
    edge = (middle.upper if way > 0 else middle.lower) + way * comparison.allowed
    scalar = nearest_float(edge, form)
    for _ in range(4):  # rounding may have fallen inside, and the ball's width may count
        if not np.isfinite(scalar):
            return None
        if way * (binary_reading(scalar) - edge) > ulp(Fraction(0), form) / 2:
            return scalar if isinstance(observed, np.floating) else float(scalar)
        with np.errstate(over="ignore"):
            scalar = np.nextafter(scalar, type(scalar)(way * math.inf))
    return None


def _outcome(mutant: Mutant, comparison: Comparison) -> MutantOutcome:
    changed = compare_read(mutant.change(comparison.observed), comparison.truth, comparison.tolerance)
    return MutantOutcome(mutant.name, mutant.what_changes, not changed.within, changed.margin)
