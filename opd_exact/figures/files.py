"""Figures as files: SVG, PNG and PDF whose bytes depend on the report and the installed matplotlib alone.

Each carries its seal in the metadata of its format (SVG: dc:source; PNG: a text chunk; PDF: the keywords) and in a
footer that can be seen. The seal holds a hash of the rest of the file, so that an edited picture is found out.
"""

import hashlib
import html
import io
import re
import struct
import zlib
from dataclasses import dataclass
from typing import Any

from opd_exact.figures import style
from opd_exact.figures.binding import Report
from opd_exact.figures.composing import composed, footer
from opd_exact.figures.drawing import Figure
from opd_exact.figures.seal import UNDRAWN, Seal, seal_of
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
    return _completed(_tidy(stream.getvalue(), kind), kind)


def read_seal(content: bytes, name: str) -> Seal:
    """The seal of a figure's file; `name` is the file's name, whose ending says how to read it.

    Raises:
        InputError: the file carries none, or was changed after it was drawn.
    """
    kind = name.rpartition(".")[2].lower()
    if kind not in FORMATS:
        raise InputError(f"{name}: expected a file ending in {', '.join(FORMATS)}")
    content = _tidy(content, kind)
    place = _PLACES[kind](content)
    if place is None:
        raise InputError(f"{name}: does not say which report it draws: it is no figure of this command, or was changed")
    seal = Seal.read(_decoded(content[place.start : place.end], kind), name)
    if seal.picture != place.picture(content):
        raise InputError(f"{name}: was changed after it was drawn")
    return seal


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


@dataclass(frozen=True)
class _Place:
    """Where a seal's text stands in a file, and what is cut with it where the picture is hashed: in a PNG its chunk."""

    start: int
    end: int
    cut_start: int
    cut_end: int

    def picture(self, content: bytes) -> str:
        """The hash of the file without its seal."""
        return hashlib.sha256(content[: self.cut_start] + content[self.cut_end :]).hexdigest()


def _completed(content: bytes, kind: str) -> bytes:
    """The file with the hash of its picture in the seal."""
    place = _PLACES[kind](content)
    assert place is not None
    text = content[place.start : place.end].replace(UNDRAWN.encode(), place.picture(content).encode(), 1)
    whole = content[: place.start] + text + content[place.end :]
    if kind != "png":
        return whole
    # A chunk ends with a checksum of its type, which stands before the key, and its data.
    checked = whole[place.cut_start + 4 : place.end]
    return whole[: place.end] + struct.pack(">I", zlib.crc32(checked)) + whole[place.end + 4 :]


def _tidy(content: bytes, kind: str) -> bytes:
    """An SVG without spaces at the ends of its lines, and with the line ends of Unix, as repositories keep it."""
    return re.sub(rb"[ \t\r]+\n", b"\n", content) if kind == "svg" else content


def _decoded(text: bytes, kind: str) -> str:
    if kind == "svg":
        return html.unescape(text.decode("utf-8", "replace"))
    # In a PDF parentheses and backslashes of a literal string are escaped.
    return (re.sub(rb"\\(.)", rb"\1", text, flags=re.DOTALL) if kind == "pdf" else text).decode("latin-1")


def _in_svg(content: bytes) -> _Place | None:
    return _matched(re.search(rb"<dc:source>([^<]*)</dc:source>", content))


def _in_pdf(content: bytes) -> _Place | None:
    return _matched(re.search(rb"/Keywords \(((?:[^()\\]|\\.)*)\)", content, re.DOTALL))


def _matched(found: re.Match[bytes] | None) -> _Place | None:
    return None if found is None else _Place(*found.span(1), *found.span(1))


def _in_png(content: bytes) -> _Place | None:
    start = len(_PNG_SIGNATURE)
    if content[:start] != _PNG_SIGNATURE:
        return None
    while start + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[start : start + 8])
        data, end = start + 8, start + 8 + length
        if kind == b"tEXt" and content[data:end].startswith(_PNG_KEY.encode() + b"\0"):
            return _Place(data + len(_PNG_KEY) + 1, end, start, end + 4)
        start = end + 4
    return None


_PLACES = {"svg": _in_svg, "png": _in_png, "pdf": _in_pdf}
