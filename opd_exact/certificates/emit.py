"""Certificates from theorems: each step's statement as trees, and a derivation that the checker accepts."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import Any

from opd_exact.certificates.forms import FormSearch
from opd_exact.certificates.recorder import FinerExponentialNeeded
from opd_exact.certificates.statements import Stated, stated
from opd_exact.certificates.trees import domain_record, plain
from opd_exact.certificates.verify import (
    FORMAT,
    STATEMENTS,
    Domain,
    Rejected,
    check_step,
    digest,
    entries,
    goals,
    said,
    slope,
)
from opd_exact.command import write_whole
from opd_exact.numbers.errors import OutsideClass
from opd_exact.registry.proving import ProofOutcome
from opd_exact.symbolic import Theorem

__all__ = [
    "Coverage",
    "certificate_of",
    "certify_step",
    "write_certificate",
]

_MOST_ROUNDS = 8
_ZERO = Fraction(0)


@dataclass(frozen=True)
class Coverage:
    """How much of a theorem its certificate covers, and why not the rest."""

    certified: int
    steps: int
    missing: tuple[tuple[str, str], ...]


def certify_step(title: str, theorem: Theorem) -> dict[str, Any]:
    """The step of a certificate for one theorem; the checker has accepted it.

    Raises:
        OutsideClass: the statement is of a kind that certificates do not have, or no derivation was found.

    >>> import sympy
    >>> x = sympy.Symbol("x")
    >>> from opd_exact.symbolic import Domain, prove_equal
    >>> theorem = prove_equal(sympy.log(x**2), 2 * sympy.log(x), Domain(positive={x}))
    >>> certify_step("a power in a log", theorem)["statement"]
    'log(x^2) = 2*log(x)'
    """
    claim = stated(theorem)
    record = domain_record(claim.domain)
    domain = Domain(record)
    try:
        data = entries(claim.data, *STATEMENTS[claim.kind][0])
        step = {
            "title": title,
            "statement": said(claim.kind, data),
            "assumptions": domain.assumptions(),
            "kind": claim.kind,
            "data": claim.data,
            "domain": record,
            "proof": _proof(claim, data, domain),
        }
        check_step(step)
    except (Rejected, RecursionError) as reason:
        raise OutsideClass(f"no derivation for a certificate was found: {reason}") from reason
    return step


def certificate_of(outcome: ProofOutcome) -> tuple[dict[str, Any], Coverage]:
    """The certificate of a proof, with what it does not cover named in it."""
    steps, missing = [], []
    for asked in outcome.steps:
        if not isinstance(asked.answer, Theorem):
            missing.append((asked.statement, f"not proved: {asked.note}"))
            continue
        try:
            steps.append(certify_step(asked.statement, asked.answer))
        except OutsideClass as reason:
            missing.append((asked.statement, str(reason)))
    claim = outcome.unit.proof.claim
    certificate = {
        "format": FORMAT,
        "theorem": {
            "id": outcome.unit.proof.id,
            "claim": claim.statement,
            "latex": claim.latex,
            "scope": claim.scope,
            "source": claim.source,
        },
        "versions": _versions(),
        "steps": steps,
        "not_covered": [{"title": title, "reason": reason} for title, reason in missing],
    }
    certificate["sha256"] = digest(certificate)
    return certificate, Coverage(len(steps), len(outcome.steps), tuple(missing))


def write_certificate(outcome: ProofOutcome, folder: Path) -> Coverage:
    """Write the certificate of a proof to FOLDER/<id>.json, whole or not at all.

    Raises:
        CommandError: the file cannot be written.
    """
    certificate, coverage = certificate_of(outcome)
    write_whole(folder / f"{outcome.unit.proof.id}.json", json.dumps(certificate, indent=1) + "\n")
    return coverage


def _versions() -> dict[str, str]:
    names = ("opd-exact", "sympy", "python-flint")
    return {"python": sys.version.split()[0], **{name: metadata.version(name) for name in names}}


# -- derivations ------------------------------------------------------------------------------------------------------


def _proof(claim: Stated, data: list[Any], domain: Domain) -> dict[str, Any]:
    if claim.kind != "monotone":
        return _search(claim, data, domain, cuts=2 if claim.kind in ("equal", "sign") else 0)
    defined = Stated("equal", [claim.data[0], claim.data[0]], claim.domain)
    low, high, *_ = domain.ranges[data[1]]
    inside = domain.restricted(data[1], (low, high, False, False))
    return {
        "defined": _search(defined, [data[0], data[0]], domain, cuts=0),
        "slope": _search(claim, data, inside, cuts=1),
    }


def _search(claim: Stated, data: list[Any], domain: Domain, cuts: int) -> dict[str, Any]:
    """Lines that reach the goals on the whole domain, or on the parts between and at points of a symbol's range."""
    try:
        return _lines(claim, data, domain)
    except Rejected as reason:
        for name, points in _cuts(claim, data, domain) if cuts else ():
            try:
                parts = [_part(claim, data, domain, name, piece, cuts - 1) for piece in domain.pieces(name, points)]
            except Rejected:
                continue
            return {"cut": name, "at": [str(point) for point in points], "parts": parts}
        raise reason


def _part(claim: Stated, data: list[Any], domain: Domain, name: str, piece: Any, cuts: int) -> Any:
    if claim.kind == "monotone" and data[1] == name and piece[0] == piece[1]:
        return {}
    return _search(claim, data, domain.restricted(name, piece), cuts)


def _cuts(claim: Stated, data: list[Any], domain: Domain) -> list[tuple[str, list[Fraction]]]:
    """The points at which the prover cut the domain, else 0."""
    found = [(name, list(points)) for name, points in claim.cuts]
    for name in domain.ranges:
        try:
            domain.require_free(name)
        except Rejected:
            continue
        low, high, *_ = domain.ranges[name]
        if low != high and domain.includes(name, _ZERO):
            found.append((name, [_ZERO]))
    usable = []
    for name, points in found:
        low, high, *_ = domain.ranges[name]
        inside = [point for point in points if domain.includes(name, point)]
        if inside and low != high:
            usable.append((name, inside))
    return usable


def _lines(claim: Stated, data: list[Any], domain: Domain) -> dict[str, Any]:
    plan: dict[Any, Fraction] = {}
    for _ in range(_MOST_ROUNDS):
        search = FormSearch(domain, plan)
        search.hints = [hint for hint in claim.hints]
        try:
            reached = []
            slopes = _slopes(search, data) if claim.kind == "series" else []
            search.used = set()
            wanted = goals(claim.kind, data, search, slopes)
            search.evaluated = set(search.used)
            for function, signs in wanted:
                reached.append(_goal(search, function, signs, data))
            lines, numbers = _needed(search, reached)
            return {"lines": lines, **({"slopes": slopes} if claim.kind == "series" else {"goals": numbers})}
        except FinerExponentialNeeded as needed:
            plan = needed.plan
    raise Rejected("the exponentials need ever finer roots")


def _slopes(search: FormSearch, data: list[Any]) -> list[Any]:
    """The derivatives of an expression by a symbol, each written shortly before the next is taken."""
    tree, name, coefficients = data
    found = []
    for _ in coefficients[1:]:
        tree = search.tree(search.cancelled(search.value(slope(tree, name))))
        found.append(plain(tree))
    return found


def _goal(search: FormSearch, function: Any, signs: frozenset[int], data: list[Any]) -> int:
    strict = 0 not in signs
    for sign in (1, -1):
        if sign in signs:
            line = search.shown({key: sign * c for key, c in function.items()}, strict=strict)
            if line is not None:
                return line
    raise Rejected("no argument for a sign was found")


def _needed(search: FormSearch, goal_lines: Sequence[int]) -> tuple[list[Any], list[int]]:
    """The lines on which the goals and the values of the statement rest, numbered anew."""
    keep = set(goal_lines) | search.evaluated
    for number in range(len(search.lines) - 1, -1, -1):
        if number in keep:
            keep |= search.rests_on[number]
    order = sorted(keep)
    place = {old: new for new, old in enumerate(order)}
    return [_renumbered(search.lines[old], place) for old in order], [place[line] for line in goal_lines]


def _renumbered(line: list[Any], place: dict[int, int]) -> list[Any]:
    def powers(pairs: Any) -> Any:
        return [[place[i], n] for i, n in pairs]

    kind = line[0]
    if kind == "sum":
        terms = [[c, powers(pairs)] for c, pairs in line[2]]
        return [kind, line[1], sorted(terms, key=lambda term: term[1])]
    if kind == "factors":
        return [kind, line[1], line[2], powers(line[3])]
    if kind == "tangent":
        return [*line[:3], None if line[3] is None else place[line[3]]]
    if kind == "end":
        return [*line[:4], place[line[4]], place[line[5]]]
    return line
