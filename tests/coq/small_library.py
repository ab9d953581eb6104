"""The page of definitions alone, compiled once a session, and claims about it that need no tactics of the library."""

import shutil
from pathlib import Path

import pytest

from opd_exact.coq import certification, library
from opd_exact.coq.certificate import Certificate, certificate_of
from opd_exact.coq.formulas import compared
from opd_exact.coq.statements import Instance
from opd_exact.coq.terms import call

__all__ = [
    "certificate",
    "needs_coq",
    "use_definitions_alone",
]

needs_coq = pytest.mark.skipif(
    shutil.which("coqc") is None, reason="coqc is not on PATH; install Coq with: apt-get install coq"
)

PROOF = "open_definitions. replace (1 / 1) with 1 by lra. rewrite ln_1. ring."


def use_definitions_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let certificates rest on the definitions only, which compile in a second."""
    sources = {"Definitions": library.library_sources()["Definitions"]}
    monkeypatch.setattr(library, "library_sources", lambda: sources)


def certificate(name: str = "good", *, script: str = PROOF) -> Certificate:
    """The claim that a sure outcome diverges from itself by nothing."""
    claim = Instance("nothing", "A sure outcome.", compared(call("KL", [1], [1]), "=", 0), script)
    return certificate_of(name, "KL of equals is zero.", [claim], try_first=False)


def put(certificates: list[Certificate], cache: Path, **options: object) -> dict[str, certification.Outcome]:
    """What becomes of the certificates; by default the audit leaves out Coq's own library, to be quick."""
    settings = {"recheck_all": False, "timeout_s": 120.0, "cache": cache, **options}
    return dict(certification.certify(certificates, **settings).outcomes)  # type: ignore[arg-type]
