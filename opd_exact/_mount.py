"""Gives a folder of suite files an import name, whatever the working directory and whatever else is called the same.

In a source tree `checks/` and `proofs/` lie beside the package; in a wheel they lie inside it. Both are imported as
`opd_exact.checks` and `opd_exact.proofs`. A user's own folder gets a name made from a hash of its resolved path, so two
folders called `checks`, with equal file names inside, live side by side.
"""

import hashlib
import importlib
import sys
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).resolve().parent


def mount(folder: Path, name: str) -> ModuleType:
    """Make `name` a package of the files of `folder`, and return it; mounting it again changes nothing."""
    location = str(folder.resolve())
    existing = sys.modules.get(name)
    if existing is not None and list(existing.__path__) == [location]:
        return existing
    spec = ModuleSpec(name, None, is_package=True)
    spec.submodule_search_locations = [location]
    module = module_from_spec(spec)
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(importlib.import_module(parent), child, module)
    return module


def builtin_folder(kind: str) -> Path:
    """The folder of the built-in `checks` or `proofs`: inside the package (wheel), else beside it (source tree)."""
    inside = PACKAGE / kind
    return inside if inside.is_dir() else PACKAGE.parent / kind


def mount_builtin(kind: str) -> None:
    """Mount the sibling folder of a source tree; in a wheel the ordinary import system finds the folder by itself."""
    if not (PACKAGE / kind).is_dir() and builtin_folder(kind).is_dir():
        mount(builtin_folder(kind), f"opd_exact.{kind}")


def name_for(folder: Path) -> str:
    """The import name for a user's folder: stable on one machine, different for different folders."""
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return f"opd_exact_suite_{digest}"
