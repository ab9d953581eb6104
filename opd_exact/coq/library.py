"""The library for Coq, compiled: its sources ship with the package, its compiled files live in a cache.

A cache folder is named by the hash of the sources and the version of Coq. It is filled elsewhere and moved into place
whole, so that two runs at once do no harm; the hash of every compiled file is kept and compared before it is used.
"""

import contextlib
import hashlib
import importlib.resources
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from opd_exact.coq.errors import CoqFailed
from opd_exact.coq.toolchain import Toolchain, require_success, run_limited

__all__ = [
    "Library",
    "cache_folder",
    "compiled_library",
    "in_order",
    "known_library",
    "library_sources",
    "sources_digest",
]

_MANIFEST = "manifest.json"
_LIMIT_S = 600.0


@dataclass(frozen=True)
class Library:
    """A folder of compiled library files, and the hash of what they were compiled from."""

    folder: Path
    digest: str


def library_sources() -> dict[str, str]:
    """The sources that ship with the package, by module name."""
    folder = importlib.resources.files("opd_exact.coq").joinpath("library")
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".v") and not entry.name.startswith(".")),
        key=lambda entry: entry.name,
    )
    return {entry.name.removesuffix(".v"): entry.read_text(encoding="utf-8") for entry in files}


def sources_digest(sources: Mapping[str, str], version: str) -> str:
    """SHA-256 of the sources and the version of Coq."""
    return hashlib.sha256(json.dumps([version, sorted(sources.items())]).encode()).hexdigest()


def cache_folder() -> Path:
    """Where compiled files and results are kept: below XDG_CACHE_HOME, by default (or if relative) ~/.cache."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path("~/.cache").expanduser()) / "opd_exact" / "coq"


def in_order(sources: Mapping[str, str]) -> list[str]:
    """The modules, each after those that it requires.

    Raises:
        CoqFailed: they require each other in a circle.

    >>> in_order({"A": "From OpdExact Require Import B C.", "B": "(* Require A. *)", "C": "Require OpdExact.B."})
    ['B', 'C', 'A']
    """
    needs = {name: _required(text) & set(sources) - {name} for name, text in sources.items()}
    order: list[str] = []
    while len(order) < len(sources):
        ready = [name for name in sorted(sources) if name not in order and needs[name] <= set(order)]
        if not ready:
            raise CoqFailed(f"library files require each other: {', '.join(sorted(set(sources) - set(order)))}")
        order += ready
    return order


_REQUIRE = re.compile(r"(From\s+OpdExact\s+)?Require\s+(?:Import\s+|Export\s+)?([\w.\s]+?)\.(?=\s|$)")


def _required(text: str) -> set[str]:
    found: set[str] = set()
    for prefix, names in _REQUIRE.findall(_without_comments(text)):
        for name in names.split():
            if prefix or name.startswith("OpdExact."):
                found.add(name.rsplit(".", 1)[-1])
    return found


def _without_comments(text: str) -> str:
    kept, depth, place = [], 0, 0
    for token in re.finditer(r"\(\*|\*\)", text):
        if depth == 0:
            kept.append(text[place : token.start()])
        depth = max(0, depth + (1 if token[0] == "(*" else -1))
        place = token.end()
    return " ".join([*kept, text[place:]] if depth == 0 else kept)


def known_library(toolchain: Toolchain) -> Path | None:
    """The folder in the cache with the library compiled; None where it is not there or not whole."""
    texts = library_sources()
    folder = cache_folder() / _folder_name(sources_digest(texts, toolchain.version))
    return folder if _is_whole(folder, texts) else None


def _folder_name(digest: str) -> str:
    return f"library-{digest[:24]}"


def compiled_library(
    toolchain: Toolchain, sources: Mapping[str, str] | None = None, *, cache: Path | None = None
) -> Library:
    """The library compiled, from the cache where it is there and whole.

    Raises:
        CoqFailed: a file does not compile.
    """
    texts = library_sources() if sources is None else sources
    digest = sources_digest(texts, toolchain.version)
    base = cache_folder() if cache is None else cache
    target = base / _folder_name(digest)
    if _is_whole(target, texts):
        return Library(target, digest)
    base.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix="building-", dir=base))
    try:
        _build(toolchain, texts, building)
        return Library(_moved(building, target, texts), digest)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _build(toolchain: Toolchain, sources: Mapping[str, str], folder: Path) -> None:
    for name, text in sources.items():
        (folder / f"{name}.v").write_text(text, encoding="utf-8")
    for name in in_order(sources):
        ran = run_limited([toolchain.coqc, "-q", "-Q", ".", "OpdExact", f"{name}.v"], _LIMIT_S, folder)
        require_success(ran, f"the library file {name}.v does not compile with Coq {toolchain.version}")
        if not (folder / f"{name}.vo").is_file():
            raise CoqFailed(f"{toolchain.coqc}: says nothing, and leaves no compiled {name}.vo behind")
    hashes = {name: _hash(folder / f"{name}.vo") for name in sources}
    (folder / _MANIFEST).write_text(json.dumps(hashes, indent=1, sort_keys=True), encoding="utf-8")


def _moved(building: Path, target: Path, sources: Mapping[str, str]) -> Path:
    """Move the folder to its place; whoever was there first keeps it, unless what is there is broken."""
    if target.exists() and not _is_whole(target, sources):
        with contextlib.suppress(OSError):
            aside = Path(tempfile.mkdtemp(prefix="old-", dir=target.parent))
            os.rename(target, aside / "library")
            shutil.rmtree(aside, ignore_errors=True)
    try:
        os.rename(building, target)
    except OSError:
        if not _is_whole(target, sources):
            raise
        shutil.rmtree(building, ignore_errors=True)
    return target


def _is_whole(folder: Path, sources: Mapping[str, str]) -> bool:
    try:
        hashes = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return (
            isinstance(hashes, dict)
            and set(hashes) == set(sources)
            and all(_hash(folder / f"{name}.vo") == hashes[name] for name in sources)
            and all((folder / f"{name}.v").read_text(encoding="utf-8") == text for name, text in sources.items())
        )
    except (OSError, ValueError):
        return False


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
