"""Certificates as files: reading them with suspicion, the hash, and one verdict a file."""

import hashlib
import json
from pathlib import Path
from typing import Any

from opd_exact.certificates.checker import Rejected, check
from opd_exact.numbers.errors import InputError

__all__ = [
    "FORMAT",
    "digest",
    "read",
    "said",
    "verify",
]

FORMAT = "opd-exact certificate 1"
_FIELDS = {"format", "theorem", "versions", "steps", "not_covered", "sha256"}
_MOST_BYTES = 16 * 2**20


def said(step: dict[str, Any]) -> str:
    """What a step establishes, as the theorem lists it."""
    return f"{step['title']}: {step['statement']}  [{'; '.join(step['assumptions'])}]"


def digest(certificate: dict[str, Any]) -> str:
    """SHA-256 of the certificate without its own hash, as canonical JSON."""
    bare = {key: value for key, value in certificate.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read(file: Path) -> dict[str, Any]:
    """The certificate in a file.

    Raises:
        InputError: the file cannot be read, or is no certificate of this format.
    """
    try:
        with file.open("rb") as stream:
            raw = stream.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise InputError(f"{file}: more than {_MOST_BYTES} bytes, the most that a certificate may have")
        data = json.loads(raw.decode(), object_pairs_hook=_once, parse_float=_refused, parse_constant=_refused)
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except RecursionError as error:
        raise InputError(f"{file}: no certificate: nested too deeply") from error
    except ValueError as error:
        raise InputError(f"{file}: no certificate: {error}") from error
    if type(data) is not dict or data.get("format") != FORMAT:
        raise InputError(f"{file}: no certificate of the format {FORMAT!r}")
    if set(data) != _FIELDS:
        raise InputError(f"{file}: no certificate: expected exactly the fields {', '.join(sorted(_FIELDS))}")
    return data


def verify(certificate: dict[str, Any]) -> list[str]:
    """The statements that a certificate proves.

    Raises:
        Rejected: the file was changed, or does not prove what it states.
    """
    if certificate["sha256"] != digest(certificate):
        raise Rejected("the hash is another: the file was changed after it was written")
    return check(certificate)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key occurs twice in one object")
    return dict(pairs)


def _refused(literal: str) -> Any:
    raise ValueError(f"the number {literal[:40]}: only integers, and rationals as text, occur in a certificate")
