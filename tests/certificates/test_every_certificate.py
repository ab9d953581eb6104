"""Every theorem has a certificate that is accepted, says what the theorem says, and bears no change."""

import json
import random
import re
from typing import Any

import mpmath
import pytest
import sympy

from opd_exact.certificates.checker import Rejected, check_step
from opd_exact.certificates.files import verify
from opd_exact.registry.proving import ProofOutcome
from opd_exact.symbolic import Theorem
from tests.certificates.corruption import corrupted, rehashed

pytestmark = pytest.mark.slow

Certified = list[tuple[ProofOutcome, dict[str, Any]]]
CORRUPTIONS = 200


def test_every_theorem_is_certified_whole(certified: Certified) -> None:
    for outcome, certificate in certified:
        assert certificate["not_covered"] == [], outcome.unit.proof.id
        assert len(verify(certificate)) == len(outcome.steps), outcome.unit.proof.id


def test_a_changed_file_is_rejected_for_its_hash(certified: Certified) -> None:
    """Whatever changes, metadata included, the stale hash tells."""
    rng = random.Random(11)
    for _, certificate in certified:
        for _ in range(CORRUPTIONS):
            field = rng.choice(("theorem", "versions", "steps", "not_covered", "sha256"))
            at = rng.randrange(len(certificate["steps"]))
            # The part that changes is copied, not the whole: the longest certificate has two megabytes.
            part = certificate["steps"][at] if field == "steps" else certificate[field]
            changed, what = corrupted(part, rng)
            if field == "steps":
                changed = [*certificate["steps"][:at], changed, *certificate["steps"][at + 1 :]]
            told = _refusal({**certificate, field: changed})
            assert "hash" in told, f"{field}: {what}"


def _refusal(certificate: dict[str, Any]) -> str:
    try:
        verify(certificate)
    except Rejected as reason:
        return str(reason)
    return "accepted"


def test_a_change_that_brings_its_own_hash_is_rejected(certified: Certified) -> None:
    """The mathematics tells: 200 changes of each certificate's steps and of the statements that it lists.

    `verify` runs `check_step` on each step and compares the statements with the list; done here for the changed step
    alone. Short steps are drawn more often than long ones, for time.
    """
    for outcome, certificate in certified:
        rng = random.Random(outcome.unit.proof.id)
        steps, listed = certificate["steps"], certificate["theorem"]["steps"]
        weights = [1 / (100 + len(json.dumps(step))) for step in steps]
        for number in range(CORRUPTIONS):
            at = rng.choices(range(len(steps)), weights)[0]
            changed, what = corrupted(steps[at], rng)
            try:
                said = check_step(changed)
            except Rejected:
                continue
            assert said != listed[at], f"{outcome.unit.proof.id}: step {at}: {what} ({number})"


def test_steps_that_are_missing_or_moved_are_rejected(certified: Certified) -> None:
    _, certificate = min(certified, key=lambda pair: len(json.dumps(pair[1])))
    steps = certificate["steps"]
    for changed in (steps[1:], steps[:-1], steps[::-1], [*steps, steps[0]], []):
        with pytest.raises(Rejected):
            verify(rehashed({**certificate, "steps": changed}))
    listed = certificate["theorem"]["steps"]
    for other in (listed[1:], listed[::-1], [*listed[:-1], listed[-1].replace("0", "1", 1) + " "]):
        with pytest.raises(Rejected):
            verify(rehashed({**certificate, "theorem": {**certificate["theorem"], "steps": other}}))


# -- the statements, by another route: SymPy's own text, and numbers ---------------------------------------------------


def _name(symbol_name: str) -> str:
    return re.sub(r"\W+", "_", symbol_name.replace("*", "_star"))


def _read(text: str) -> sympy.Expr:
    # The text is our own certificate's; "lambda" is a word of Python.
    text = re.sub(r"\blambda\b", "lambda_", text)
    names = {name: sympy.Symbol(name) for name in re.findall(r"[A-Za-z]\w*", text) if name not in ("exp", "log")}
    return sympy.sympify(text, locals=names)


def _renamed(expression: sympy.Expr) -> sympy.Expr:
    names = {symbol: _name(symbol.name) for symbol in expression.free_symbols}
    return expression.subs({s: sympy.Symbol("lambda_" if n == "lambda" else n) for s, n in names.items()})


def _assumption(text: str) -> Any:
    if found := re.fullmatch(r"(\w+) > 0 with \1 = 1", text):
        return f"{found[1]} in [1, 1]"
    if " with " in text or " in " in text:
        return " ".join(_name(word) if re.fullmatch(r"\w+\*", word) else word for word in text.split(" "))
    return sympy.expand(_read(text.removesuffix(" > 0")))


def _expressions(statement: str) -> list[str]:
    """The expressions of a statement, in order."""
    statement = re.sub(r" \+ O\(.*", "", statement)
    statement = re.sub(r" <= \d+/abs\(\w+\), which tends.*| strictly .*", "", statement)
    return [re.sub(r"^abs\((.*)\)$", r"\1", part) for part in re.split(r" <= | >= | > | < | != | = ", statement)]


def test_a_certificate_says_what_its_theorem_says(certified: Certified) -> None:
    """Same assumptions as the prover's text has them, same relation, and both sides equal in numbers."""
    rng = random.Random(5)
    for outcome, certificate in certified:
        for asked, step in zip(outcome.steps, certificate["steps"], strict=True):
            theorem = asked.answer
            assert isinstance(theorem, Theorem)
            place = f"{outcome.unit.proof.id}: {asked.statement}"
            own = {_assumption(text) for text in step["assumptions"]}
            assert own == {_assumption(text) for text in theorem.assumptions}, place
            if len(step["statement"]) > 3000:  # the largest models: their smaller siblings are compared
                continue
            parts = [part for part in theorem.claim.parts if isinstance(part, sympy.Expr)]
            words = " ".join(str(part) for part in theorem.claim.parts if not isinstance(part, sympy.Expr))
            for relation in (">= 0", "> 0", "< 0", "!= 0", "strictly increases", "strictly decreases", "+ O("):
                assert (relation in words) == (relation in step["statement"]), place
            pairs = zip(_expressions(step["statement"]), map(_renamed, parts), strict=False)
            for text, expression in pairs:
                if text != "0":
                    _compare(_read(text), expression, rng, place)


def _compare(ours: sympy.Expr, theirs: sympy.Expr, rng: random.Random, place: str) -> None:
    symbols = sorted(ours.free_symbols | theirs.free_symbols, key=str)
    point = [mpmath.mpf(rng.randint(1, 10**6)) / (2 * 10**6) for _ in symbols]
    with mpmath.workdps(40):
        a, b = (sympy.lambdify(symbols, side, "mpmath")(*point) for side in (ours, theirs))
        assert abs(a - b) <= mpmath.mpf(10) ** -30 * (1 + abs(a)), place
