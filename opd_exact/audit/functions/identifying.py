"""Which loss between two distributions a function computes: hypotheses fitted to a few calls, verified at all.

Each hypothesis is a `Convention`. Continuous parameters are fitted to one answer, read as rationals, and kept only if
the exact value of the hypothesis agrees at every other input, to 1e-10 (2e-5 where float32 comes back). Hypotheses that
are left are told apart by a further input; where none of them is left, the nearest one is named, with a witness.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from opd_exact.audit.functions.answers import FURTHER, PROBES, Answers, Sheet, pair_of, sheets_of
from opd_exact.audit.functions.calling import Subject
from opd_exact.audit.functions.conventions import Convention, Pair
from opd_exact.audit.functions.finishing import finished
from opd_exact.audit.functions.hypotheses import STAGES, multiple, nearest
from opd_exact.numbers import Ball, InputTypeError

__all__ = [
    "Identification",
    "identify",
    "identify_loaded",
]

SCHEMA = "opd_exact/identification/1"


@dataclass(frozen=True)
class Identification:
    """What a function was found to compute.

    `matches` holds one convention, several that were not told apart (`separating` is then an input at which they
    differ, or None if none was found), or none (`nearest` is then the closest one and `witness` the input where the
    function is farthest from it, with both values). `notes` are sentences.
    """

    name: str
    matches: tuple[Convention, ...]
    separating: str | None
    nearest: Convention | None
    witness: str | None
    calls: int
    notes: tuple[str, ...]

    @property
    def convention(self) -> Convention | None:
        """The only match, if there is exactly one."""
        return self.matches[0] if len(self.matches) == 1 else None

    def __str__(self) -> str:
        if self.convention is not None:
            told = [f"{self.name} is {self.convention}"]
        elif self.matches:
            told = [f"{self.name} is one of {len(self.matches)}:", *(f"  - {match}" for match in self.matches)]
            told.append(f"  they differ at {self.separating or 'no input that was tried'}")
        else:
            told = [f"{self.name} is none of the known families"]
            if self.witness is not None:
                told.append(f"  witness: {self.witness}")
        return "\n".join([*told, *(f"  note: {note}" for note in self.notes)])

    def as_json(self) -> dict[str, Any]:
        """The identification as JSON values."""
        return {
            "schema": SCHEMA,
            "function": self.name,
            "matches": [match.as_json() for match in self.matches],
            "separating_input": self.separating,
            "nearest": None if self.nearest is None else self.nearest.as_json(),
            "witness": self.witness,
            "calls": self.calls,
            "notes": list(self.notes),
        }

    def to_json(self) -> str:
        """The identification as one JSON text."""
        return json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"


def identify(
    f: Callable[..., Any],
    *,
    name: str | None = None,
    convert: Callable[[Any], Any] | None = None,
    time_limit: float = 10.0,
    isolate: bool | None = None,
) -> Identification:
    """Find out which loss between two distributions a function computes.

    Args:
        f: takes two float64 arrays of one shape, (outcomes,) or (rows, outcomes): distributions as probabilities,
            log-probabilities or logits. It returns a number, a number for each row, or the terms of the sum.
        name: how the report calls f.
        convert: applied to each numpy array before the call, for instance `torch.from_numpy`.
        time_limit: seconds that one call may take.
        isolate: whether f runs in a forked process; None decides (not with JAX or PyTorch loaded).

    Raises:
        InputTypeError: f is no function. What f does is never raised.

    >>> import numpy as np
    >>> def loss(student, teacher):
    ...     return float(np.sum(teacher * np.log(teacher / student)))
    >>> found = identify(loss)
    >>> found.convention.family.name, found.convention.kinds
    ('KL of second from first', ('probabilities', 'probabilities'))
    """
    if not callable(f):
        raise InputTypeError(f"f is {f!r:.80} ({type(f).__name__}), expected a function of two arrays")
    called = name or str(getattr(f, "__name__", type(f).__name__))
    return identify_loaded(lambda: f, called, convert=convert, time_limit=time_limit, isolate=isolate)


def identify_loaded(
    load: Callable[[], Callable[..., Any]],
    name: str,
    *,
    convert: Callable[[Any], Any] | None = None,
    time_limit: float = 10.0,
    isolate: bool | None = None,
) -> Identification:
    """As `identify`, for a function that is loaded where it runs."""
    with Subject(load, convert=convert, time_limit=time_limit, isolate=isolate) as subject:
        answers = Answers(subject)
        sheets = sheets_of(answers)
        for stage, only_softmax in STAGES:
            for sheet in sheets:
                if only_softmax and not sheet.softmax:
                    continue
                found = [c for c in dict.fromkeys(stage(sheet.seen)) if all(one.fits(c) for one in sheet.seen)]
                if found:
                    return _told_apart(answers, name, found, sheet)
    if not sheets:
        return Identification(name, (), None, None, None, answers.calls, (f"no numbers came back; {answers.trouble}",))
    closest, witness = _nearest(sheets)
    return Identification(name, (), None, closest, witness, answers.calls, tuple(_multiples(sheets)))


def _told_apart(answers: Answers, name: str, found: list[Convention], sheet: Sheet) -> Identification:
    rows, slack = sheet.rows, sheet.seen[0].slack
    separating: str | None = None
    notes: list[str] = [] if sheet.missing is None else [sheet.missing]
    for weights in FURTHER:
        pair = pair_of(weights, found[0].kinds)
        answer = answers.at(pair, rows=rows)
        if answer is not None:
            found = [convention for convention in found if answer.fits(convention)]
            if not found:
                text = f"at {pair} it gives {answer.value!r}, which no hypothesis that agreed elsewhere does"
                return Identification(name, (), None, None, text, answers.calls, ())
        elif separating is None and len(_different(found, pair)) > 1:
            separating = str(pair)
    groups: list[Convention] = []
    for convention in found:
        if any(_is_reread(convention, group) for group in groups):
            continue  # the same fit, with its parameter read as a less simple rational
        same = next((g for g in groups if _equal_everywhere(g, convention)), None)
        if same is None:
            groups.append(convention)
        else:
            notes.append(f"the same function: {convention}")
    notes.append(f"the exact value agrees to {slack:g} (of itself, or of 1 if it is less) at all inputs")
    if answers.terms:
        notes.append("it returns the terms of the sum")
    matches = []
    for convention in groups:
        convention, told = finished(convention, answers, rows=rows)
        matches.append(convention)
        notes += [note for note in told if note not in notes]
    return Identification(
        name, tuple(matches), separating if len(matches) > 1 else None, None, None, answers.calls, tuple(notes)
    )


def _is_reread(one: Convention, other: Convention) -> bool:
    """Whether two hypotheses differ in the reading of a fitted number alone; float32 answers fit it to three digits."""
    alike = replace(one, parameter=None, temperature=Fraction(1), floor=None) == replace(
        other, parameter=None, temperature=Fraction(1), floor=None
    )
    numbers = ((one.parameter, other.parameter), (one.temperature, other.temperature), (one.floor, other.floor))
    return alike and all(x == y or (x and y and abs(x - y) <= abs(y) / 1000) for x, y in numbers)


def _different(found: Sequence[Convention], pair: Pair) -> list[Convention]:
    """Hypotheses of which no two agree at a pair."""
    apart: list[Convention] = []
    for convention in found:
        value = convention.truth(pair)
        others = [other.truth(pair) for other in apart]
        if not any(isinstance(value, Ball) and isinstance(o, Ball) and value.overlaps(o) for o in others):
            apart.append(convention)
    return apart


def _equal_everywhere(one: Convention, other: Convention) -> bool:
    return all(len(_different([one, other], pair_of(weights, one.kinds))) == 1 for weights in (*PROBES, *FURTHER))


def _multiples(sheets: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        found = multiple(sheet.seen, softmax=sheet.softmax)
        if found is not None:
            yield f"at every input that was tried it is {found[1]:.10g} times {found[0]}"
            return


_NEAR = 0.25


def _nearest(sheets: Sequence[Sheet]) -> tuple[Convention | None, str]:
    """The closest hypothesis, on the most natural way of passing the arguments, and where it is farthest off."""
    natural = next((sheet for sheet in sheets if sheet.softmax), sheets[0])
    convention, worst, off = nearest(natural.seen)
    observed = f"at {worst.pair} it gives {worst.value!r}"
    if off > _NEAR:
        return None, f"{observed}; no known family comes within a fourth of all its values"
    truth = convention.truth(worst.pair)
    told = truth.decimal(10)[0] if isinstance(truth, Ball) else str(truth)
    return convention, f"{observed}; the nearest, {convention}, gives {told}"
