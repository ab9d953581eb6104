"""What an audit of a function comes to, as values and as JSON. Every number of the tables for people is in here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from opd_exact.audit.functions.floor import Floor
from opd_exact.audit.functions.measuring import Measurement
from opd_exact.audit.functions.probes import Probe

__all__ = [
    "Behavior",
    "Finding",
    "FindingKind",
    "FunctionAudit",
    "OtherReading",
    "Tolerance",
    "Worst",
]

SCHEMA = "opd_exact/function-audit/1"


class FindingKind(StrEnum):
    """What a function does wrong, whatever its precision."""

    NAN = "returns NaN"
    INFINITE = "infinite where the truth is finite"
    FINITE = "finite where the truth is infinite"
    VANISHES = "0 where the truth is not 0"
    SIGN = "of the wrong sign"
    BEYOND = "off by more than rounding explains"
    NARROWED = "computes in a narrower format"
    SHAPE = "wrong shape"
    TYPE = "returns no numbers"
    RAISES = "raises"
    DIED = "ends the process"
    NO_ANSWER = "does not return"
    MUTATES = "changes its arguments"
    UNSTEADY = "not deterministic"
    MIXES = "rows of a batch influence one another"
    FLOOR = "hidden floor"


@dataclass(frozen=True)
class Finding:
    """One kind of wrong, the simplest input at which it was seen, and at how many it was."""

    kind: FindingKind
    message: str
    probe: Probe
    count: int = 1

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON values."""
        return {
            "kind": str(self.kind),
            "message": self.message,
            "inputs_affected": self.count,
            "input": self.probe.as_json(),
        }


@dataclass(frozen=True)
class Behavior:
    """One regime in one format: `worst` and `typical` (the median) in ulps, the causes and how many inputs had them.

    Ulps are counted where the truth is not 0; `at_zero` is the worst error where it is.
    """

    regime: str
    dtype: str
    inputs: int
    measured: int
    worst: str | None
    typical: str | None
    at_zero: str | None
    least_bits: int | None
    causes: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        """The row as JSON values."""
        return {
            "regime": self.regime,
            "dtype": self.dtype,
            "inputs": self.inputs,
            "measured": self.measured,
            "worst_ulps": self.worst,
            "typical_ulps": self.typical,
            "worst_error_at_truth_zero": self.at_zero,
            "least_correct_bits": self.least_bits,
            "causes": dict(self.causes),
        }


@dataclass(frozen=True)
class Worst:
    """The worst input of a format, and a simpler one that is at least a quarter as bad, with how it was found."""

    measurement: Measurement
    simpler: Measurement
    found: str

    def as_json(self) -> dict[str, Any]:
        """Both as JSON values."""
        return {"drawn": self.measurement.as_json(), "simpler": self.simpler.as_json(), "found": self.found}


@dataclass(frozen=True)
class OtherReading:
    """The other reading of floats that do not sum to one, in one format.

    It is material at `material` inputs: the two truths are more than an ulp apart there. `worst` and `typical` are the
    errors in ulps that the function has under it.
    """

    reading: str
    dtype: str
    material: int
    worst: str | None
    typical: str | None
    most: Probe | None

    def as_json(self) -> dict[str, Any]:
        """The reading as JSON values."""
        return {
            "reading": self.reading,
            "dtype": self.dtype,
            "material_inputs": self.material,
            "worst_ulps": self.worst,
            "typical_ulps": self.typical,
            "most_different_input": None if self.most is None else self.most.as_json(),
        }


@dataclass(frozen=True)
class Tolerance:
    """Bounds on |observed - truth| that hold, rigorously, at every measured input of a format, rounded up.

    `absolute` bounds the error, `relative` the error over |truth| (None unless below 1), `conditioned` the error over
    u (K + |truth|). For other inputs they are empirical: a guess, and no bound.
    """

    dtype: str
    inputs: int
    absolute: str
    relative: str | None
    conditioned: str | None
    guaranteed_for: str
    elsewhere: str = "empirical"

    def as_json(self) -> dict[str, Any]:
        """The tolerance as JSON values."""
        return dict(vars(self))


@dataclass(frozen=True)
class FunctionAudit:
    """The audit of one function.

    `reading` says which truth it was held against: "normalized" or "raw" (see `measuring`). `manner` says how calls
    were made. `notes` are sentences that belong to no input.
    """

    name: str
    quantity: str
    options: Mapping[str, str]
    unit: str
    reading: str
    manner: str
    seed: int
    inputs: int
    behaviors: tuple[Behavior, ...]
    worst: tuple[Worst, ...]
    findings: tuple[Finding, ...]
    floors: tuple[Floor, ...]
    other_readings: tuple[OtherReading, ...]
    tolerances: tuple[Tolerance, ...]
    notes: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found; that is no proof that there is nothing."""
        return not self.findings

    def kinds(self) -> frozenset[FindingKind]:
        """The kinds of finding there are."""
        return frozenset(finding.kind for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The audit as JSON values."""
        return {
            "schema": SCHEMA,
            "function": self.name,
            "quantity": self.quantity,
            "options": dict(self.options),
            "unit": self.unit,
            "reading": self.reading,
            "called": self.manner,
            "seed": self.seed,
            "inputs": self.inputs,
            "findings": [finding.as_json() for finding in self.findings],
            "floors": [floor.as_json() for floor in self.floors],
            "behaviors": [behavior.as_json() for behavior in self.behaviors],
            "worst": [worst.as_json() for worst in self.worst],
            "other_readings": [other.as_json() for other in self.other_readings],
            "tolerances": [tolerance.as_json() for tolerance in self.tolerances],
            "notes": list(self.notes),
        }

    def to_json(self) -> str:
        """The audit as one JSON text; every number in it is text."""
        return json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"

    def to_markdown(self) -> str:
        """The audit as Markdown."""
        from opd_exact.audit.functions.views import as_markdown

        return as_markdown(self)

    def _repr_html_(self) -> str:
        from opd_exact.audit.functions.views import as_html

        return as_html(self)

    def __rich_console__(self, console: Any, options: Any) -> Any:
        from opd_exact.audit.functions.views import renderables

        yield from renderables(self)
