"""Writing models: canonical TOML, which reads back as an equal model; JSON for programs; LaTeX for a manuscript.

Canonical: sections in one order, every rational as an integer or a quotient in lowest terms, tables as lists in lists.
"""

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.models.text.amounts import as_expression, expression_text
from opd_exact.models.text.factors import factor_text
from opd_exact.models.text.model import Expectation, Kernel, NamedModel

__all__ = [
    "model_json",
    "model_latex",
    "model_table",
    "write_model",
]

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_WIDTH = 100


def model_table(model: NamedModel) -> dict[str, Any]:
    """The model as plain data, in the layout of a model file: text, integers, lists and dicts.

    Rationals that are no integers are texts such as "49/50".
    """
    table: dict[str, Any] = {}
    head = {key: value for key, value in (("title", model.title), ("source", model.source)) if value}
    in_simplices = {name for group in model.simplices for name in group.coordinates}
    kernels = {section: [k for k in model.kernels if k.section == section] for section in _SECTIONS_OF_KERNELS}
    joints: dict[str, Any] = {k.name: _entry(model, k, "p") for k in kernels["joints"]}
    for joint in model.joints:
        joints[joint.name] = {"factors": [factor_text(f, model.kernel(f.kernel)) for f in joint.factors]}
    sections: tuple[tuple[str, Any], ...] = (
        ("model", head),
        ("parameters", {p.name: p.range_text for p in model.parameters if p.name not in in_simplices}),
        ("simplices", {s.name: list(s.coordinates) for s in model.simplices}),
        ("variables", {v.name: list(v.values) for v in model.variables}),
        ("distributions", {k.name: _entry(model, k, "p") for k in kernels["distributions"]}),
        ("channels", {k.name: _entry(model, k, "rows") for k in kernels["channels"]}),
        ("joints", joints),
        ("policies", _policies(model)),
        ("pomdp", _planning(model)),
        ("expect", [_expectation(expectation) for expectation in model.expectations]),
    )
    for name, content in sections:
        if content:
            table[name] = content
    return table


_SECTIONS_OF_KERNELS = ("distributions", "channels", "joints")


def write_model(model: NamedModel) -> str:
    """The model as a canonical file.

    >>> from opd_exact.models.text import read_model
    >>> print(write_model(read_model('variables.X = ["h", "t"]\\ndistributions.p = {of = "X", p = [0.25, 75e-2]}')))
    [variables]
    X = ["h", "t"]
    <BLANKLINE>
    [distributions.p]
    of = ["X"]
    p = ["1/4", "3/4"]
    <BLANKLINE>
    """
    lines: list[str] = []
    for name, content in model_table(model).items():
        if name == "expect":
            for entry in content:
                lines += ["[[expect]]", *_pairs(entry), ""]
        else:
            lines += _section((name,), content)
    return "\n".join(lines)


def model_json(model: NamedModel) -> str:
    """The model as JSON, in the same layout; no float occurs in it."""
    return json.dumps(model_table(model), indent=2, ensure_ascii=False) + "\n"


def model_latex(model: NamedModel) -> str:
    """The distributions and channels as LaTeX arrays, one display each."""
    blocks = []
    for kernel in model.all_kernels():
        width = model.combinations(kernel.of)
        rows = list(kernel.rows(width))
        given = rf" \mid {', '.join(map(_roman, kernel.given))}" if kernel.given else ""
        symbol = r"w" if kernel.weights else "p"
        body = " \\\\\n".join("  " + " & ".join(str(sympy.latex(as_expression(cell))) for cell in row) for row in rows)
        left = rf"{symbol}_{{{_roman(kernel.name)}}}({', '.join(map(_roman, kernel.of))}{given})"
        matrix = "\\begin{pmatrix}\n" + body + "\n\\end{pmatrix}"
        blocks.append(f"\\[\n{left} = {matrix}\n\\]")
    return "\n".join(blocks) + "\n"


def _entry(model: NamedModel, kernel: Kernel, plain: str) -> dict[str, Any]:
    entry: dict[str, Any] = {"of": list(kernel.of)}
    if kernel.given:
        entry["given"] = list(kernel.given)
    return {**entry, "weights" if kernel.weights else plain: _grid(model, kernel)}


def _grid(model: NamedModel, kernel: Kernel) -> Any:
    controls = [len(kernel.controls)] if kernel.controls else []
    sides = [*controls, *(len(model.variable(name)) for name in (*kernel.given, *kernel.of))]
    return _nested(kernel.cells, sides)


def _nested(cells: Sequence[Any], sides: Sequence[int]) -> Any:
    level: list[Any] = [_number(cell) for cell in cells]
    for side in reversed(sides[1:]):
        level = [level[start : start + side] for start in range(0, len(level), side)]
    return level


def _number(cell: Any) -> int | str:
    if isinstance(cell, Fraction):
        return int(cell) if cell.denominator == 1 and abs(cell) < 10**15 else expression_text(cell)
    return expression_text(cell)


def _policies(model: NamedModel) -> dict[str, Any]:
    if model.policies is None:
        return {}
    return {
        "likelihood": model.policies.likelihood,
        "preferences": model.policies.preferences,
        "beliefs": {kernel.name: _grid(model, kernel) for kernel in model.policies.beliefs},
    }


def _planning(model: NamedModel) -> dict[str, Any]:
    tables = model.planning
    if tables is None:
        return {}
    transitions = {}
    for kernel in tables.B:
        entry: dict[str, Any] = {"given": list(kernel.given)}
        if kernel.controls:
            entry["controls"] = list(kernel.controls)
        transitions[kernel.name] = {**entry, "rows": _grid(model, kernel)}
    return {
        "factors": list(tables.factors),
        "modalities": list(tables.modalities),
        "actions": list(tables.actions),
        "horizon": tables.horizon,
        "A": {kernel.name: {"given": list(kernel.given), "rows": _grid(model, kernel)} for kernel in tables.A},
        "B": transitions,
        "C": {n: [_number(c) for c in cells] for n, cells in zip(tables.modalities, tables.C, strict=True)},
        "D": {kernel.name: _grid(model, kernel) for kernel in tables.D},
    }


def _expectation(expectation: Expectation) -> dict[str, Any]:
    said = (
        ("id", expectation.id),
        ("query", expectation.query),
        ("equals", expectation.equals),
        ("digits", expectation.digits),
        ("tolerance", expectation.tolerance and str(expectation.tolerance)),
        ("policies", expectation.policies and list(expectation.policies)),
        ("at", {name: _number(value) for name, value in expectation.at}),
        ("source", expectation.source),
    )
    return {key: value for key, value in said if value}


def _section(path: tuple[str, ...], content: dict[str, Any]) -> list[str]:
    """The lines of a table: its own pairs first, then the tables inside it."""
    plain = {key: value for key, value in content.items() if not isinstance(value, dict)}
    lines = [f"[{'.'.join(map(_key, path))}]", *_pairs(plain), ""] if plain else []
    for key, value in content.items():
        if isinstance(value, dict):
            lines += _section((*path, key), value)
    return lines


def _pairs(content: dict[str, Any]) -> Iterable[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in content.items()]


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else _text(key)


def _value(value: Any, indent: str = "") -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        flat = "[" + ", ".join(_value(item) for item in value) + "]"
        if len(flat) <= _WIDTH or not any(isinstance(item, list) for item in value):
            return flat
        inner = indent + "    "
        return "[\n" + "".join(f"{inner}{_value(item, inner)},\n" for item in value) + f"{indent}]"
    return str(value)


def _text(value: str) -> str:
    # JSON's escapes are TOML's; what JSON leaves as it is and TOML does not allow is the delete character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _roman(name: str) -> str:
    return "\\mathrm{" + name.replace("_", "\\_") + "}" if len(name) > 1 else name
