"""Reading model files: TOML in, a checked `NamedModel` out; docs/model-files.md tells the format.

Decimals are read as they are spelled: 0.98 is 49/50. The size of a file is looked at before its content.
"""

import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import sympy

from opd_exact.models.pomdp import Variable
from opd_exact.models.text.cells import MOST_CELLS, MOST_FORMULAS, read_grid, require_distribution, require_weights
from opd_exact.models.text.factors import read_factor
from opd_exact.models.text.formula import closest
from opd_exact.models.text.model import Kernel, NamedModel, PolicyTable, ProductJoint
from opd_exact.models.text.parameters import Parameter, Simplex, domain_of, read_interval
from opd_exact.models.text.reading_expectations import read_expectation
from opd_exact.models.text.reading_planning import read_planning
from opd_exact.models.text.section import Section, SpelledFloat, read_labels, read_name, read_string, shown
from opd_exact.models.text.toml_guard import require_short_keys
from opd_exact.numbers.errors import InputError, InputTypeError
from opd_exact.symbolic import Domain, Interval

__all__ = [
    "MOST_BYTES",
    "load_model",
    "read_model",
]

MOST_BYTES = 1_000_000
"""Largest model file that is read."""

_SECTIONS = (
    "model",
    "parameters",
    "simplices",
    "variables",
    "distributions",
    "channels",
    "joints",
    "policies",
    "pomdp",
    "expect",
)


def load_model(path: str | Path) -> NamedModel:
    """The model of a file.

    Raises:
        InputError: the file cannot be read, is too large, or is no model; the message names the file and the key.
    """
    file = Path(path)
    try:
        if not file.is_file():
            raise InputError(f"{file}: no such file")
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise InputError(f"{file}: {size} bytes, expected at most {MOST_BYTES}")
        text = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: byte {error.start} is no UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    return read_model(text, str(file))


def read_model(text: str, name: str = "model") -> NamedModel:
    """The model of a text; `name` is what messages call it.

    Raises:
        InputError: the text is no model; the message names the line or the key, what was expected and what was found.
    """
    document = _document(text, name)
    try:
        return _Reader(Section(document, "")).model()
    except (InputError, InputTypeError) as error:
        raise InputError(f"{name}: {error}") from error


def _document(text: str, name: str) -> dict[str, Any]:
    if len(text) > MOST_BYTES:
        raise InputError(f"{name}: {len(text)} characters, expected at most {MOST_BYTES}")
    if text.startswith("\ufeff"):
        raise InputError(f"{name}: begins with a byte order mark; save the file as UTF-8 without one")
    try:
        require_short_keys(text)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    try:
        return tomllib.loads(text, parse_float=SpelledFloat)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{name}: no TOML: {error}") from error
    except ValueError as error:  # an integer with more digits than Python reads
        raise InputError(f"{name}: {_line_of_digits(text)}a number is too long: {error}") from error
    except RecursionError:
        raise InputError(f"{name}: lists or tables are nested too deeply") from None


def _line_of_digits(text: str) -> str:
    most = sys.get_int_max_str_digits()
    start = next((run.start() for run in re.finditer("[0-9_]+", text) if len(run[0]) > most), None)
    return "" if start is None else f"line {text.count(chr(10), 0, start) + 1}: "


@dataclass
class _Reader:
    """Reads the sections in the order in which they rest on each other."""

    file: Section
    names: dict[str, str] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    simplices: list[Simplex] = field(default_factory=list)
    variables: dict[str, Variable] = field(default_factory=dict)
    kernels: list[Kernel] = field(default_factory=list)
    joints: list[ProductJoint] = field(default_factory=list)
    domain: Domain = field(default_factory=Domain)
    symbols: dict[str, sympy.Symbol] = field(default_factory=dict)

    def model(self) -> NamedModel:
        head = self._section("model")
        title, source = (head.take_or(key, read_string, "") for key in ("title", "source"))
        head.finish(("title", "source"))
        self._read_parameters()
        for name, value, place in self._section("variables").entries():
            self.variables[self._new(name, place)] = Variable(name, read_labels(value, place))
        if not self.variables:
            raise InputError("variables: found none, expected at least one")
        for name, value, place in self._section("distributions").entries():
            self._read_table(Section(value, place), name, "distributions")
        for name, value, place in self._section("channels").entries():
            self._read_table(Section(value, place), name, "channels")
        for name, value, place in self._section("joints").entries():
            self._read_joint(Section(value, place), name)
        policies = self.file.take_or("policies", self._policies, None)
        planning = self.file.take_or("pomdp", lambda value, place: read_planning(Section(value, place), self), None)
        if policies and planning:
            raise InputError("policies and pomdp: a file has one of them, or queries could not tell which is meant")
        none: list[Any] = []
        expected = self.file.take_or("expect", _tables, none)
        self.file.finish(_SECTIONS)
        model = NamedModel(
            title,
            source,
            tuple(self.parameters),
            tuple(self.simplices),
            tuple(self.variables.values()),
            tuple(self.kernels),
            tuple(self.joints),
            policies,
            planning,
        )
        expectations = tuple(
            read_expectation(Section(entry, f"expect[{i}]"), model) for i, entry in enumerate(expected)
        )
        return NamedModel(**{**_fields(model), "expectations": expectations})

    # --- what kernels of every section share -------------------------------------------------------------------------

    def known_variables(self, value: object, place: str) -> tuple[str, ...]:
        """One variable, or a list of different ones."""
        listed = value if isinstance(value, list) else [value]
        names = tuple(read_string(item, place) for item in listed)
        for name in names:
            if name not in self.variables:
                raise InputError(f"{place}: {shown(name)} is no variable{closest(name[:60], self.variables)}")
        if len(set(names)) < len(names):
            raise InputError(f"{place}: {', '.join(names)}: a variable occurs twice")
        return names

    def finished(self, kernel: Kernel, grid: object, place: str) -> Kernel:
        """The kernel with its cells read and checked."""
        controls = (Variable("the control", kernel.controls),) if kernel.controls else ()
        given = (*controls, *(self.variables[name] for name in kernel.given))
        of = tuple(self.variables[name] for name in kernel.of)
        cells = read_grid(grid, (*given, *of), place, self.symbols)
        whole = Kernel(kernel.section, kernel.name, kernel.of, kernel.given, cells, kernel.weights, kernel.controls)
        formulas = sum(not isinstance(cell, Fraction) for cell in cells)
        if formulas > MOST_FORMULAS:
            raise InputError(f"{place}: {formulas} formulas in parameters, expected at most {MOST_FORMULAS}")
        require: Callable[..., None] = require_weights if kernel.weights else require_distribution
        width = len(cells) // max(1, _size(given))
        for number, row in enumerate(whole.rows(width)):
            require(row, place + _row_name(given, number), self.domain)
        return whole

    # --- sections ----------------------------------------------------------------------------------------------------

    def _section(self, key: str) -> Section:
        return self.file.take_or(key, Section, Section({}, key))

    def _new(self, name: str, place: str) -> str:
        read_name(name, place)
        if name in self.names:
            raise InputError(f"{place}: the name {name!r} is already taken by {self.names[name]}")
        self.names[name] = place
        return name

    def _read_parameters(self) -> None:
        for name, value, place in self._section("parameters").entries():
            self._new(name, place)
            try:
                interval = read_interval(read_string(value, place))
            except InputError as error:
                raise error if str(error).startswith(place) else InputError(f"{place}: {error}") from error
            self.parameters.append(Parameter(name, interval))
        for key, value, place in self._section("simplices").entries():
            group = read_labels(value, place)
            self._new(key, place)
            self.simplices.append(Simplex(key, group))
            for name in group:
                self.parameters.append(Parameter(self._new(name, place), Interval.open(0, 1)))
            if len(group) < 2:
                raise InputError(f"{place}: a simplex of one coordinate is the number 1; expected at least two")
        self.domain = domain_of(self.parameters, self.simplices)
        self.symbols = {parameter.name: parameter.symbol for parameter in self.parameters}

    def _read_table(self, entry: Section, name: str, section: str) -> None:
        self._new(name, entry.place)
        of = entry.take("of", self.known_variables)
        given: tuple[str, ...] = ()
        plain = "p"
        if section == "channels":
            given, plain = entry.take("given", self.known_variables), "rows"
            if set(of) & set(given):
                raise InputError(f"{entry.place}: {', '.join(set(of) & set(given))} is both of and given")
            if not given:
                raise InputError(f"{entry.place}.given: found no variable; without one it is a distribution")
        if ("weights" in entry) == (plain in entry):
            raise InputError(f"{entry.place}: expected one of the keys {plain!r} and 'weights'")
        weights = "weights" in entry
        key = "weights" if weights else plain
        kernel = Kernel(section, name, of, given, (), weights)
        self.kernels.append(entry.take(key, lambda grid, place: self.finished(kernel, grid, place)))
        entry.finish(("of", "given", plain, "weights"))

    def _read_joint(self, entry: Section, name: str) -> None:
        if "factors" not in entry:
            self._read_table(entry, name, "joints")
            return
        self._new(name, entry.place)
        listed = entry.take("factors", _texts)
        entry.finish(("factors",))
        known = {kernel.name: kernel for kernel in self.kernels}
        factors = []
        bound: list[str] = []
        for i, text in enumerate(listed):
            factor = read_factor(text, known, self.variables, f"{entry.place}.factors[{i}]", bound)
            factors.append(factor)
            bound += factor.of
        size = _size([self.variables[v] for v in bound])
        symbolic = any(not isinstance(c, Fraction) for factor in factors for c in known[factor.kernel].cells)
        if size > (most := MOST_FORMULAS if symbolic else MOST_CELLS):
            raise InputError(f"{entry.place}: {size} cells, expected at most {most}")
        self.joints.append(ProductJoint(name, tuple(factors)))

    def _policies(self, value: object, place: str) -> PolicyTable:
        entry = Section(value, place)
        known = {kernel.name: kernel for kernel in self.kernels}
        likelihood, preferences = (entry.take(key, read_string) for key in ("likelihood", "preferences"))
        for key, name in (("likelihood", likelihood), ("preferences", preferences)):
            if name not in known:
                raise InputError(f"{place}.{key}: {shown(name)} is no channel or distribution{closest(name, known)}")
        channel, wanted = known[likelihood], known[preferences]
        if not channel.given:
            raise InputError(f"{place}.likelihood: {likelihood!r} is a distribution, expected a channel p(o | s)")
        if wanted.given or wanted.of != channel.of:
            raise InputError(f"{place}.preferences: expected a distribution of {', '.join(channel.of)}")
        beliefs = []
        for label, grid, at in entry.take("beliefs", Section).entries():
            kernel = Kernel("policies.beliefs", label, channel.given, (), ())
            beliefs.append(self.finished(kernel, grid, at))
        read_labels([kernel.name for kernel in beliefs], f"{place}.beliefs")
        entry.finish(("likelihood", "preferences", "beliefs"))
        return PolicyTable(likelihood, preferences, tuple(beliefs))


def _tables(value: object, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(f"{place}: found {shown(value)}, expected [[{place}]] tables")
    return value


def _texts(value: object, place: str) -> list[str]:
    if not isinstance(value, list) or not value:
        raise InputError(f"{place}: found {shown(value)}, expected a list of distributions and channels")
    return [read_string(item, f"{place}[{i}]") for i, item in enumerate(value)]


def _size(variables: Any) -> int:
    size = 1
    for variable in variables:
        size *= len(variable)
    return size


def _row_name(given: tuple[Variable, ...], number: int) -> str:
    """The values that a row is conditioned on, for messages."""
    told = []
    for variable in reversed(given):
        number, value = divmod(number, len(variable))
        told.append(f"{variable.name}={variable.values[value]}")
    return f" ({', '.join(reversed(told))})" if told else ""


def _fields(model: NamedModel) -> dict[str, Any]:
    return {name: getattr(model, name) for name in model.__dataclass_fields__}
