"""A hypothesis about what a loss computes, in full: which family, on which reading of its arguments, in which scale."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from opd_exact.audit.functions.families import ARITHMETIC, BITS, Family, floored
from opd_exact.audit.functions.probes import Argument
from opd_exact.information import Table
from opd_exact.numbers import Ball, Infinity, enclose, log, working_precision

__all__ = [
    "SCALES",
    "Convention",
    "Pair",
    "Scale",
]


@dataclass(frozen=True)
class Pair:
    """Two arguments as they are passed: vectors of floats, each "probabilities" or logs of them ("logarithms")."""

    first: tuple[float, ...]
    second: tuple[float, ...]
    kinds: tuple[str, str]

    def arguments(self, *, rows: bool) -> tuple[Argument, Argument]:
        """The arrays, of shape (outcomes,) or, as a batch of one row, (1, outcomes)."""
        shape = (1, len(self.first)) if rows else (len(self.first),)
        return Argument(shape, self.first), Argument(shape, self.second)

    def tables(self, temperature: Fraction) -> tuple[Table, Table]:
        """The two distributions, in balls."""
        return (
            _distribution(self.first, self.kinds[0], temperature),
            _distribution(self.second, self.kinds[1], temperature),
        )

    def floats(self, temperature: Any) -> tuple[Any, Any]:
        """The two distributions in floats; `temperature` may be a column of them, which gives a row for each."""
        return (
            _float_distribution(self.first, self.kinds[0], temperature),
            _float_distribution(self.second, self.kinds[1], temperature),
        )

    def __str__(self) -> str:
        return f"first = {list(self.first)} ({self.kinds[0]}), second = {list(self.second)} ({self.kinds[1]})"


def _distribution(values: Sequence[float], kind: str, temperature: Fraction) -> Table:
    with working_precision(BITS):
        masses = [arb(value) for value in values]
        if kind == "logarithms":
            heat = arb(temperature.numerator) / temperature.denominator
            masses = [((mass - max(values)) / heat).exp() for mass in masses]
        total = sum(masses, arb(0))
        cells = tuple(Ball.from_arb(mass / total) for mass in masses)
    return Table((len(values),), cells, ARITHMETIC)


def _float_distribution(values: Sequence[float], kind: str, temperature: Any) -> Any:
    masses = np.array(values)
    if kind == "logarithms":
        masses = np.exp((masses - masses.max()) / temperature)
    return masses / masses.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Scale:
    """What a loss is multiplied by: its sign, its unit, and whether outcomes are summed or averaged."""

    sign: int
    unit: str
    outcomes: str

    def exact(self, count: int) -> Ball:
        """The factor for that many outcomes."""
        unit = enclose(1, 40) if self.unit == "nats" else 1 / enclose(log(2), 40)
        return unit * Fraction(self.sign, count if self.outcomes == "mean" else 1)

    def factor(self, count: int) -> float:
        """The same in floats."""
        return self.sign / (count if self.outcomes == "mean" else 1) / (math.log(2) if self.unit == "bits" else 1.0)


SCALES = tuple(
    Scale(sign, unit, outcomes) for sign in (1, -1) for unit in ("nats", "bits") for outcomes in ("sum", "mean")
)


@dataclass(frozen=True)
class Convention:
    """A hypothesis: the family with its parameter, the kinds of the arguments, scale, temperature and batch.

    `kinds` are "probabilities", "weights" (it divides by their sum), "log-probabilities" or "logits" (it takes their
    softmax) once that is known, and "logarithms" for either of the last two before. `squared` says whether the loss is
    multiplied by the square of the temperature. `floor` is the constant e of log(max(x, e)), or of log(x + e) if
    `floor_added`, in the logarithms of `floor_side`, where it shows at ordinary inputs. `batch` is "sum", "mean",
    "per row" or None where only vectors are taken.
    """

    family: Family
    kinds: tuple[str, str]
    scale: Scale
    parameter: Fraction | None = None
    temperature: Fraction = Fraction(1)
    squared: bool = False
    floor: Fraction | None = None
    floor_added: bool = True
    floor_side: str = "both"
    batch: str | None = None

    def truth(self, pair: Pair) -> Ball | Infinity:
        """What the loss is at these arguments, if the hypothesis holds."""
        tables = pair.tables(self.temperature)
        if self.floor is None:
            value = self.family.exact(*tables, self.parameter or Fraction(0))
        else:
            if self.family.name.endswith("second from first"):
                tables = tables[::-1]
            entropy = self.family.name.startswith("KL")
            value = floored(*tables, self.floor, added=self.floor_added, entropy=entropy, side=self.floor_side)
        if isinstance(value, Infinity):
            return value
        factor = self.scale.exact(len(pair.first))
        scaled: Ball = value * factor * (self.temperature**2 if self.squared else 1)
        return scaled

    def with_floor(self, floor: Fraction, *, added: bool, side: str = "both") -> "Convention":
        """The same hypothesis with a floor inside the logarithms."""
        return replace(self, floor=floor, floor_added=added, floor_side=side)

    def _floor_text(self, floor: Fraction) -> str:
        first = "ba" if self.family.name.endswith("second from first") else "ab"
        name = {"both": "x", "numerator": first[0], "denominator": first[1]}[self.floor_side]
        inside = f"{name} + {float(floor):g}" if self.floor_added else f"max({name}, {float(floor):g})"
        return f"with log {name} as log({inside})"

    def formula(self) -> str:
        """The loss as a formula in a (first) and b (second)."""
        text = self.family.formula.replace("{t}", _shown(self.parameter))
        parts = [text]
        if self.squared:
            parts.append("times T²")
        if self.scale.sign < 0:
            parts.append("negated")
        if self.temperature != 1:
            parts.append(f"at temperature T = {_shown(self.temperature)}")
        if self.floor is not None:
            parts.append(self._floor_text(self.floor))
        return ", ".join(parts)

    def __str__(self) -> str:
        batch = "" if self.batch is None else f", over a batch: {self.batch}"
        return (
            f"{self.family.name}: {self.formula()}; in {self.scale.unit}, over outcomes: {self.scale.outcomes}{batch};"
            f" first argument: {self.kinds[0]}, second: {self.kinds[1]}"
        )

    def as_json(self) -> dict[str, Any]:
        """The convention as JSON values; rationals as text."""
        return {
            "family": self.family.name,
            "formula": self.formula(),
            "parameter": None
            if self.parameter is None
            else {"name": self.family.parameter, "value": str(self.parameter)},
            "first": self.kinds[0],
            "second": self.kinds[1],
            "unit": self.scale.unit,
            "sign": self.scale.sign,
            "outcomes": self.scale.outcomes,
            "batch": self.batch,
            "temperature": str(self.temperature),
            "times_temperature_squared": self.squared,
            "floor": None if self.floor is None else f"{float(self.floor):.6g}",
        }


def _shown(value: Fraction | None) -> str:
    if value is None:
        return "?"
    return str(value) if value.denominator <= 10_000 else f"≈{float(value):.9g}"
