"""Certificates as a folder of files that a reader can open and compile without this package."""

from collections.abc import Iterable
from pathlib import Path

from opd_exact.coq.certificate import Certificate
from opd_exact.coq.library import in_order, library_sources
from opd_exact.coq.pin import pin_name
from opd_exact.numbers.errors import InputError

__all__ = [
    "write_certificates",
]

_NOTE = """\
Coq statements of the rows of a report, with their proofs.

  claims/      one file for each row: what is claimed, then the proof
  pins/        the same statements once more, written without the proofs; each takes its proof from claims/
  library/     what the statements are made of (Definitions.v) and the theorems that the proofs use

To check everything without the package that wrote it (Debian or Ubuntu: apt-get install coq):

  sh check.sh

It compiles the three folders in this order and lets coqchk list the axioms; there must be four of them, all of Coq's
own real numbers, and <none> in every other section.
"""


def write_certificates(certificates: Iterable[Certificate], folder: Path) -> None:
    """Write claims, pins and library, and a script that checks them with Coq alone.

    Raises:
        InputError: the folder cannot be made or written.
    """
    listed = list(certificates)
    sources = library_sources()
    files = {f"library/{name}.v": text for name, text in sources.items()}
    for certificate in listed:
        files[f"claims/{certificate.module}.v"] = certificate.text
        files[f"pins/{pin_name(certificate.module)}.v"] = certificate.pin
    files["README.txt"] = _NOTE
    files["check.sh"] = _script(in_order(sources), [certificate.module for certificate in listed])
    try:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}") from error


def _script(library: list[str], modules: list[str]) -> str:
    paths = "-Q library OpdExact -Q claims Claims -Q pins Pins"
    order = [f"library/{name}.v" for name in library]
    for module in modules:
        order += [f"claims/{module}.v", f"pins/{pin_name(module)}.v"]
    targets = " ".join(f"Pins.{pin_name(module)}" for module in modules)
    lines = ["#!/bin/sh", "set -e", 'cd "$(dirname "$0")"']
    lines += [f"coqc -q {paths} {file}" for file in order]
    if modules:
        lines.append(f"coqchk -silent -o -bytecode-compiler yes {paths} {targets}")
    return "\n".join(lines) + "\n"
