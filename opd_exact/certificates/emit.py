"""Certificates from theorems: each step's statement as trees, and a derivation that the checker accepts."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import Any

from opd_exact.certificates.checker import (
    STATEMENTS,
    Domain,
    Rejected,
    check_step,
    goals,
    holds_some,
    minus,
    parse,
    slope,
)
from opd_exact.certificates.files import FORMAT, digest, said
from opd_exact.certificates.forms import FormSearch
from opd_exact.certificates.recorder import FinerExponentialNeeded
from opd_exact.certificates.statements import Stated, stated
from opd_exact.certificates.trees import assumptions_of
from opd_exact.command import EXIT_INPUT, CommandError, write_whole
from opd_exact.numbers.errors import OutsideClass
from opd_exact.registry.proving import ProofOutcome
from opd_exact.symbolic import Theorem

__all__ = [
    "Coverage",
    "certificate_of",
    "certify_step",
    "make_folder",
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
    'log(x**2) = 2*log(x)'
    """
    claim = stated(theorem)
    assumptions = assumptions_of(claim.domain)
    for text in claim.texts:
        try:
            step = {
                "title": title,
                "statement": text,
                "assumptions": assumptions,
                "proof": _search(_Goal.of(text, claim), Domain(assumptions), cuts=2),
            }
            check_step(step)
        except (Rejected, RecursionError) as reason:
            refusal = reason
        else:
            return step
    raise OutsideClass(f"no derivation for a certificate was found: {refusal}") from refusal


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
    theorems = [asked.answer for asked in outcome.steps if isinstance(asked.answer, Theorem)]
    lemmas = sorted({lemma for theorem in theorems for lemma in theorem.lemmas})
    certificate: dict[str, Any] = {
        "format": FORMAT,
        "theorem": {
            "id": outcome.unit.proof.id,
            "claim": claim.statement,
            "latex": claim.latex,
            "scope": claim.scope,
            "source": claim.source,
            "lemmas": lemmas,
            "steps": [said(step) for step in steps],
        },
        "versions": _versions(),
        "steps": steps,
        "not_covered": [{"title": title, "reason": reason} for title, reason in missing],
    }
    certificate["sha256"] = digest(certificate)
    return certificate, Coverage(len(steps), len(outcome.steps), tuple(missing))


def make_folder(folder: Path) -> None:
    """Make the folder for certificates, unless it is there.

    Raises:
        CommandError: it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{folder}: cannot be made: {error.strerror}", EXIT_INPUT) from error


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


@dataclass(frozen=True)
class _Goal:
    """A statement as the checker reads it, with the prover's cuts and hints."""

    kind: str
    parts: tuple[Any, ...]
    claim: Stated

    @classmethod
    def of(cls, text: str, claim: Stated) -> "_Goal":
        matches = ((kind, pattern.fullmatch(text)) for kind, pattern in STATEMENTS)
        kind, found = next((kind, found) for kind, found in matches if found)
        return cls(kind, found.groups(), claim)

    @property
    def varies(self) -> str | None:
        """The symbol along which the statement says that something is monotone."""
        return self.parts[2] if self.kind == "monotone" else None


def _search(goal: _Goal, domain: Domain, cuts: int) -> dict[str, Any]:
    """Lines that reach the goals on the whole domain, or on the parts below, at and above a point of a range."""
    try:
        return _lines(goal, domain)
    except Rejected as reason:
        for name, point in _cuts(goal, domain) if cuts and goal.kind in ("equal", "sign", "monotone") else ():
            try:
                parts = [
                    None if piece is None else _search(goal, domain.restricted(name, piece), cuts - 1)
                    for piece in _pieces(domain, name, point)
                ]
            except Rejected:
                continue
            return {"cut": [name, str(point)], "parts": parts}
        raise reason


def _pieces(domain: Domain, name: str, point: Fraction) -> list[Any]:
    """The ranges of a symbol below, at and above a point; None where nothing is left."""
    low, high, has_low, has_high = domain.ranges[name]
    pieces = (low, point, has_low, False), (point, point, True, True), (point, high, False, has_high)
    return [piece if holds_some(*piece) else None for piece in pieces]


def _cuts(goal: _Goal, domain: Domain) -> list[tuple[str, Fraction]]:
    """Where the prover cut the domain, the ends of a range on which something is monotone, then 0 for each symbol."""
    found = [(name, point) for name, points in goal.claim.cuts for point in points]
    if goal.varies is not None:
        low, high, *_ = domain.ranges[goal.varies]
        found += [(goal.varies, end) for end in (low, high) if end is not None]
    usable = []
    for name, point in (*found, *((name, _ZERO) for name in domain.ranges)):
        low, high, has_low, has_high = domain.ranges[name]
        inside = (low is None or low < point or (low == point and has_low)) and (
            high is None or point < high or (high == point and has_high)
        )
        try:
            domain.require_free(name)
        except Rejected:
            continue
        if inside and (low is None or low != high) and (name, point) not in usable:
            usable.append((name, point))
    return usable


def _lines(goal: _Goal, domain: Domain) -> dict[str, Any]:
    plan: dict[Any, Fraction] = {}
    for _ in range(_MOST_ROUNDS):
        search = FormSearch(domain, plan)
        search.hints = list(goal.claim.hints)
        try:
            return _reached(search, goal)
        except FinerExponentialNeeded as needed:
            plan = needed.plan
    raise Rejected("the exponentials need ever finer roots")


def _reached(search: FormSearch, goal: _Goal) -> dict[str, Any]:
    slopes = _slopes(search, goal) if goal.kind == "series" else []
    search.used = set()
    wanted = [(relation, search.value(tree)) for relation, tree in goals(goal.kind, goal.parts, search.domain, slopes)]
    search.evaluated = set(search.used)
    if not all(search.same(function, {}) for relation, function in wanted if relation == "="):
        raise Rejected("the two sides differ")
    wanted = [(relation, function) for relation, function in wanted if relation != "="]
    far = [wanted.pop()] if goal.kind == "limit" else []
    found = [_goal(search, function, relation) for relation, function in wanted]
    found += [_by_numerator(search, function) for _, function in far]
    lines, numbers = _needed(search, found)
    return {"lines": lines, "shows": numbers, **({"slopes": slopes} if slopes else {})}


def _by_numerator(search: FormSearch, function: Any) -> int:
    """A line that states function >= 0, from one about its numerator: multiplied out, a bound is a sum of powers."""
    ((_, numerator, below),) = search.fractions(function)
    line = search.shown(numerator)
    if line is None:
        raise Rejected("no argument for a sign was found")
    return search.sum_line(function, [(Fraction(1), {line: 1, **{at: -n for at, n in below.items()}})])


def _slopes(search: FormSearch, goal: _Goal) -> list[str]:
    """The derivatives of the difference of the two sides, each written shortly before the next is taken."""
    left, right, name, order = goal.parts
    tree = minus(parse(left), parse(right))
    found = []
    for _ in range(int(order) - 1):
        found.append(search.text(search.cancelled(search.value(slope(tree, name)))))
        tree = parse(found[-1])
    return found


def _goal(search: FormSearch, function: Any, relation: str) -> int:
    for sign in (1, -1) if relation == "!=" else (1,):
        signed = {key: sign * c for key, c in function.items()}
        line = search.shown(signed, strict=relation != ">=")
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
    def product(data: Any) -> Any:
        return None if data is None else [data[0], [[place[i], n] for i, n in data[1]]]

    number, relation, rule, *rest = line
    if rule == "sum":
        rest = [rest[0], sorted((product(term) for term in rest[1]), key=lambda term: term[1])]
    elif rule == "product":
        rest = [rest[0], product(rest[1])]
    elif rule == "tangent":
        rest = [product(part) for part in rest]
    elif rule == "end":
        rest = [*rest[:3], place[rest[3]], place[rest[4]]]
    return [place[number], relation, rule, *rest]
