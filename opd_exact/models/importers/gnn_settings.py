"""What a GNN file says beside its tables: version, name, time, and parameters of the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from opd_exact.models.importers.gnn_text import Line
from opd_exact.models.importers.source import Place

__all__ = [
    "LAYOUTS",
    "Settings",
    "read_settings",
]

LAYOUTS = ("declared", "slices")
"""How a table of three sides or more is written: sides in the declared order, or the last side outermost."""

_VERSIONS = ("GNN v1", "GNN v1.0", "GNN v1.1")
_LAYOUT = "layout"


@dataclass(frozen=True)
class Settings:
    """The name, the whole numbers among the parameters, whether time is static, and the layout if the file says one."""

    title: str
    numbers: Mapping[str, int]
    static: bool
    layout: str | None


def read_settings(sections: Mapping[str, Sequence[Line]]) -> Settings:
    """The settings of the sections that hold them.

    Raises:
        InputError: another version, continuous time, or a line of no known form.
    """
    for said, place in sections.get("GNNVersionAndFlags", ()):
        if said not in _VERSIONS:
            raise place.error(f"found {said[:60]!r}, expected one of {', '.join(_VERSIONS)}")
    title = " ".join(said for said, _ in sections.get("ModelName", ()))
    parameters = dict(_parameter(said, place) for said, place in sections.get("ModelParameters", ()))
    layout = parameters.get(_LAYOUT)
    if layout is not None and layout not in LAYOUTS:
        raise sections["ModelParameters"][0][1].error(f"layout {layout[:20]!r}, expected one of {', '.join(LAYOUTS)}")
    numbers = {key: int(value) for key, value in parameters.items() if value.isascii() and value.isdigit()}
    return Settings(title, {k: n for k, n in numbers.items() if n > 0}, _static(sections.get("Time", ())), layout)


def _parameter(said: str, place: Place) -> tuple[str, str]:
    for separator in (":", "="):
        key, found, value = said.partition(separator)
        if found and key.strip() and len(value) <= 60:
            return key.strip(), value.strip()
    raise place.error(f"found {said[:60]!r}, expected a parameter such as num_actions: 3")


def _static(lines: Sequence[Line]) -> bool:
    static = dynamic = False
    for said, place in lines:
        key, equals, _ = said.partition("=")
        match key.strip(), bool(equals):
            case ("Static", False):
                static = True
            case ("Dynamic" | "Discrete" | "DiscreteTime", _) | ("Time" | "ModelTimeHorizon", True):
                dynamic = True
            case _:
                raise place.error(f"found {said[:60]!r}, expected Static, Dynamic, Discrete or ModelTimeHorizon=...")
    if static and dynamic:
        raise lines[0][1].error("both static and dynamic")
    return static
