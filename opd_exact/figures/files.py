"""Figures as files: SVG, PNG and PDF whose bytes depend on the report and the installed matplotlib alone.

Each carries its seal in the metadata of its format (SVG: dc:source; PNG: a text chunk; PDF: the keywords) and in a
footer that can be seen.
"""

import html
import io
import re
import struct
from typing import Any

from opd_exact.figures import style
from opd_exact.figures.binding import Report
from opd_exact.figures.composing import composed, footer
from opd_exact.figures.drawing import Figure
from opd_exact.figures.seal import Seal, seal_of
from opd_exact.numbers.errors import InputError

__all__ = [
    "FORMATS",
    "read_seal",
    "rendered",
]

FORMATS = ("svg", "png", "pdf")

_PNG_KEY = "opd-exact-figure"
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def rendered(report: Report, figure: Figure, kind: str) -> bytes:
    """The file of a figure.

    Raises:
        InputError: a declared row or field is missing or not drawn, or the kind is not one of FORMATS.
    """
    if kind not in FORMATS:
        raise InputError(f"format {kind!r:.40}: expected {', '.join(FORMATS)}")
    seal = seal_of(report, figure)
    stream = io.BytesIO()
    with style.settings():
        canvas = composed(report, figure)
        canvas.suptitle(figure.title, x=0.012, ha="left")
        style.add_footer(canvas, footer(report, figure, seal))
        canvas.savefig(stream, format=kind, metadata=_metadata(figure, seal, kind))
    return stream.getvalue()


def read_seal(content: bytes, name: str) -> Seal:
    """The seal of a figure's file; `name` is the file's name, whose ending says how to read it.

    Raises:
        InputError: the file carries none.
    """
    readers = {"svg": _from_svg, "png": _from_png, "pdf": _from_pdf}
    kind = name.rpartition(".")[2].lower()
    if kind not in readers:
        raise InputError(f"{name}: expected a file ending in {', '.join(FORMATS)}")
    text = readers[kind](content)
    if text is None:
        raise InputError(f"{name}: does not say which report it draws: it is no figure of this command, or was changed")
    return Seal.read(text, name)


def _metadata(figure: Figure, seal: Seal, kind: str) -> dict[str, Any]:
    maker = f"opd_exact {seal.version}"
    if kind == "svg":
        return {
            "Title": figure.title,
            "Description": figure.caption,
            "Identifier": figure.id,
            "Source": seal.text(),
            "Creator": maker,
            "Date": None,
        }
    if kind == "png":
        return {"Title": figure.title, "Description": figure.caption, "Software": maker, _PNG_KEY: seal.text()}
    return {
        "Title": figure.title,
        "Subject": figure.caption,
        "Keywords": seal.text(),
        "Creator": maker,
        "CreationDate": None,
    }


def _from_svg(content: bytes) -> str | None:
    found = re.search(rb"<dc:source>([^<]*)</dc:source>", content)
    return None if found is None else html.unescape(found[1].decode("utf-8", "replace"))


def _from_png(content: bytes) -> str | None:
    place = len(_PNG_SIGNATURE)
    if content[:place] != _PNG_SIGNATURE:
        return None
    while place + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        key, _, text = content[place + 8 : place + 8 + length].partition(b"\0")
        if kind == b"tEXt" and key == _PNG_KEY.encode():
            return text.decode("latin-1")
        place += 12 + length
    return None


def _from_pdf(content: bytes) -> str | None:
    # A literal string of the document's information: parentheses and backslashes inside are escaped.
    found = re.search(rb"/Keywords \(((?:[^()\\]|\\.)*)\)", content, re.DOTALL)
    return None if found is None else re.sub(rb"\\(.)", rb"\1", found[1], flags=re.DOTALL).decode("latin-1")
