"""The figures there are: one file each in the folder `drawn`, found by their place."""

import difflib
import importlib
import pkgutil
from collections.abc import Sequence

from opd_exact.figures import drawn
from opd_exact.figures.drawing import Figure
from opd_exact.numbers.errors import InputError

__all__ = [
    "figure",
    "figures",
]


def figures() -> tuple[Figure, ...]:
    """Every figure, by id.

    Raises:
        InputError: a file of the folder declares no figure, or one of another name than its own.
    """
    names = sorted(module.name for module in pkgutil.iter_modules(drawn.__path__) if not module.name.startswith("_"))
    return tuple(map(_load, names))


def figure(identifier: str, known: Sequence[Figure] | None = None) -> Figure:
    """The figure of that id.

    Raises:
        InputError: there is none.

    >>> figure("mean_field_gaps").id
    'mean_field_gaps'
    """
    known = figures() if known is None else known
    for one in known:
        if one.id == identifier:
            return one
    ids = [one.id for one in known]
    near = difflib.get_close_matches(identifier, ids, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(ids)}"
    raise InputError(f"no figure is called {identifier!r:.80}; {hint}")


def _load(name: str) -> Figure:
    found = getattr(importlib.import_module(f"{drawn.__name__}.{name}"), "FIGURE", None)
    if not isinstance(found, Figure) or found.id != name:
        raise InputError(f"{drawn.__name__}.{name}: expected FIGURE = Figure({name!r}, …)")
    return found
