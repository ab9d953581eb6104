"""What a statement says about terms: comparisons, bounds, hypotheses, quantified parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from opd_exact.coq.terms import Items, Node, Number, Term, TermLike, parameters_of, term_of
from opd_exact.coq.words import require_name
from opd_exact.numbers import RationalLike, exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "And",
    "Compare",
    "Derives",
    "ForAll",
    "Formula",
    "Holds",
    "Iff",
    "Implies",
    "Or",
    "Raw",
    "Within",
    "compared",
    "for_all",
    "positive",
]

RELATIONS = ("=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True)
class Compare:
    """left relation right."""

    left: Term
    relation: str
    right: Term

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise InputError(f"relation {self.relation!r}: expected one of {' '.join(RELATIONS)}")

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return self.left, self.right


@dataclass(frozen=True)
class Within:
    """lower <= term <= upper, or with < where strict."""

    term: Term
    lower: Number
    upper: Number
    strict: bool = False

    @classmethod
    def of(cls, term: TermLike, lower: RationalLike, upper: RationalLike, *, strict: bool = False) -> "Within":
        """The bounds as exact rationals, in any form that `exact_rational` reads."""
        return cls(term_of(term), Number(exact_rational(lower)), Number(exact_rational(upper)), strict)

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return (self.term,)


@dataclass(frozen=True)
class Holds:
    """A predicate of the library of its arguments: is_distribution [..]."""

    predicate: str
    arguments: tuple[Term | Items, ...]

    def __post_init__(self) -> None:
        require_name(self.predicate, "predicate", reserved_too=True)

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return self.arguments


@dataclass(frozen=True)
class And:
    """All of the parts, of which there is at least one."""

    parts: tuple["Formula", ...]

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return tuple(root for part in self.parts for root in part.roots())


@dataclass(frozen=True)
class Or:
    """One of the parts, of which there is at least one."""

    parts: tuple["Formula", ...]

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return tuple(root for part in self.parts for root in part.roots())


@dataclass(frozen=True)
class Implies:
    """The conclusion, under all the hypotheses."""

    hypotheses: tuple["Formula", ...]
    conclusion: "Formula"

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return tuple(root for part in (*self.hypotheses, self.conclusion) for root in part.roots())


@dataclass(frozen=True)
class Iff:
    """left if and only if right."""

    left: "Formula"
    right: "Formula"

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return (*self.left.roots(), *self.right.roots())


@dataclass(frozen=True)
class Derives:
    """At every value of the variable, the function has this derivative."""

    variable: str
    function: Term
    derivative: Term

    def __post_init__(self) -> None:
        require_name(self.variable, "variable")

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return self.function, self.derivative


@dataclass(frozen=True)
class ForAll:
    """The body for every value of the bound names; a binder is a name and its type, such as ("lambda", "R")."""

    binders: tuple[tuple[str, str], ...]
    body: "Formula"

    def __post_init__(self) -> None:
        for name, kind in self.binders:
            require_name(name, "parameter")
            _require_plain(kind, f"the type of {name}")

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of."""
        return self.body.roots()


@dataclass(frozen=True)
class Raw:
    """A formula in Coq's own words, for what the other kinds cannot say (limits, derivatives, functions).

    It is put into statement and pin as it stands; it must be one formula and cannot end the sentence that it is in.
    """

    text: str

    def __post_init__(self) -> None:
        _require_plain(self.text, "the statement")

    def roots(self) -> tuple[Node, ...]:
        """The terms that it speaks of: none that are known."""
        return ()


Formula = Compare | Derives | Within | Holds | And | Or | Implies | Iff | ForAll | Raw


def compared(left: TermLike, relation: str, right: TermLike) -> Compare:
    """A comparison of terms or of what is read as terms.

    >>> print(compared("1/2", "<", 1).relation)
    <
    """
    return Compare(term_of(left), relation, term_of(right))


def positive(*terms: TermLike) -> tuple[Compare, ...]:
    """The hypotheses 0 < term."""
    return tuple(compared(0, "<", term) for term in terms)


def for_all(
    conclusion: Formula, hypotheses: tuple[Formula, ...] = (), *, types: Mapping[str, str] | None = None
) -> Formula:
    """The conclusion for all values of the parameters that occur in it, under the hypotheses; reals unless typed."""
    roots = [root for formula in (*hypotheses, conclusion) for root in formula.roots()]
    given = dict(types or {})
    names = list(dict.fromkeys([*given, *parameters_of(*roots)]))
    body = Implies(tuple(hypotheses), conclusion) if hypotheses else conclusion
    return ForAll(tuple((name, given.get(name, "R")) for name in names), body) if names else body


_UNSAFE = re.compile(r"\.(\s|$)|\(\*|\*\)|[\"']\s|\"|\.\.\.")


def _require_plain(text: str, what: str) -> None:
    depth = 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if depth < 0:
            break
    if not text.strip() or depth or _UNSAFE.search(text):
        raise InputError(
            f"{what}: {text!r:.80} is no single Coq formula: brackets must close, and a full stop, a comment or a"
            " string has no place in it"
        )
