"""Statements for Coq: what is said, in a sentence and in a formula, and the proof that should do.

A statement is tried here before Coq sees it: exactly where both sides are linear forms in logarithms, in balls
elsewhere, at a few points where parameters are free. One that is false is refused then. Whether one that passes is
true is for Coq to say.

>>> from opd_exact.coq.terms import Call, items
>>> from opd_exact.numbers import log
>>> entropy = Call("entropy", (items(["1/2", "1/2"]),))
>>> print(statement_text(Identity("entropy_of_a_fair_coin", "A fair coin has entropy ln 2.", entropy, log(2))))
entropy [1/2; 1/2] = ln 2
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, get_args

import sympy

from opd_exact.coq.definitions import WORDS
from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.evaluation import exact_value, narrow_ball
from opd_exact.coq.formulas import And, Compare, Derives, Formula, Within, compared, for_all
from opd_exact.coq.hints import bits_needed, factor_table, positive_base, table_text
from opd_exact.coq.rendering import formula_lines, text_of
from opd_exact.coq.sympy_terms import sympy_of, term_of_sympy
from opd_exact.coq.terms import Items, Term, TermLike, parameters_of, term_of
from opd_exact.coq.words import require_name
from opd_exact.numbers import Enclosable, exact_rational
from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain

__all__ = [
    "Covers",
    "Derivative",
    "Enclosure",
    "Identity",
    "Instance",
    "Order",
    "Statement",
    "Symbolic",
    "enclosure_of",
    "require_statement",
    "statement_text",
]

Covers = Literal["claim", "part", "value"]

_NARROWEST = Fraction(1, 10**1200)
_FIRST_RADIUS = Fraction(1, 2**40)
_SAMPLES = 4
_TRIES = 400


@dataclass(frozen=True, kw_only=True)
class _Named:
    """What every statement has besides what it says."""

    covers: Covers = "claim"
    """How much of its check's claim it is: "claim" (all, alone or with its neighbors), "part", or "value", where it
    only bounds the number that the report prints."""


@dataclass(frozen=True)
class Identity(_Named):
    """left = right, both closed: decided by a normal form over a factor table of the integers under logarithms."""

    name: str
    sentence: str
    left: TermLike
    right: TermLike

    modules = ("LogLinear",)

    def formula(self) -> Formula:
        """What is said."""
        return compared(self.left, "=", self.right)

    def proof(self) -> str:
        """The tactic with its hint."""
        return f"exact_logs {table_text(factor_table(term_of(self.left), term_of(self.right)))}."

    def refuse_untrue(self) -> None:
        """Compare both sides, exactly where their form allows it."""
        _require_true(compared(self.left, "=", self.right), self.name)


@dataclass(frozen=True)
class Enclosure(_Named):
    """Closed terms within rational bounds, one or several; what they share is computed once."""

    name: str
    sentence: str
    bounds: Sequence[Within]

    modules = ("Enclosure",)
    share = True

    def formula(self) -> Formula:
        """What is said."""
        return self.bounds[0] if len(self.bounds) == 1 else And(tuple(self.bounds))

    def proof(self) -> str:
        """The tactic at the precision that should do, and at two higher ones."""
        room = min(_room(bound, self.name) for bound in self.bounds)
        attempts = bits_needed(room, [bound.term for bound in self.bounds])
        return f"first [{' | '.join(f'enclosed_at {bits}' for bits in attempts)}]."

    def refuse_untrue(self) -> None:
        """Enclose each term in balls until it lies inside its bounds or beyond them."""
        for bound in self.bounds:
            _room(bound, self.name)


@dataclass(frozen=True)
class Order(_Named):
    """left < right, both closed (or left <= right, proved by the strict order)."""

    name: str
    sentence: str
    left: TermLike
    right: TermLike
    strict: bool = True

    modules = ("Enclosure",)
    share = True

    def formula(self) -> Formula:
        """What is said."""
        return compared(self.left, "<" if self.strict else "<=", self.right)

    def proof(self) -> str:
        """The tactic at the precision that should do, and at two higher ones."""
        difference = term_of(self.right) - term_of(self.left)
        room = _distance_from_zero(difference)
        attempts = bits_needed(Fraction(1) if room is None else abs(room), [difference])
        return f"first [{' | '.join(f'ordered_at {bits}' for bits in attempts)}]."

    def refuse_untrue(self) -> None:
        """Decide the sign of the difference."""
        _require_true(compared(self.left, "<" if self.strict else "<=", self.right), self.name)


@dataclass(frozen=True)
class Symbolic(_Named):
    """left = right for all values of the parameters that satisfy the hypotheses, such as `positive(p, 1 - p)`.

    base: positive factors of the arguments of the logarithms; by default their irreducible factors. Coq looks for more
    where these do not do.
    """

    name: str
    sentence: str
    left: TermLike
    right: TermLike
    hypotheses: Sequence[Compare] = ()
    base: Sequence[TermLike] | None = None

    modules = ("Symbolic",)

    def formula(self) -> Formula:
        """What is said."""
        return for_all(compared(self.left, "=", self.right), tuple(self.hypotheses))

    def proof(self) -> str:
        """The tactic with the positive factors; it can also look for them itself."""
        told = _base_text(self.base, (self.left, self.right), self._names(), self.hypotheses)
        return f"intros. first [symbolic_logs {told} | symbolic_logs []]."

    def refuse_untrue(self) -> None:
        """Compare both sides at a few points."""
        _try_at_points(compared(self.left, "=", self.right), self._names(), self.hypotheses, self.name)

    def _names(self) -> tuple[str, ...]:
        return _parameters([*self.hypotheses, compared(self.left, "=", self.right)])


@dataclass(frozen=True)
class Derivative(_Named):
    """The function of one variable has this derivative, wherever the hypotheses hold."""

    name: str
    sentence: str
    variable: str
    function: TermLike
    derivative: TermLike
    hypotheses: Sequence[Compare] = ()
    base: Sequence[TermLike] | None = None

    modules = ("Derivative",)

    def formula(self) -> Formula:
        """What is said."""
        says = Derives(self.variable, term_of(self.function), term_of(self.derivative))
        return for_all(says, tuple(self.hypotheses), types={self.variable: "R"})

    def proof(self) -> str:
        """The tactic, which looks for positive factors itself or is told them."""
        told = _base_text(self.base, (self.function, self.derivative), self._names(), self.hypotheses)
        return f"intros. first [derivative_is | derivative_is over {told}]."

    def refuse_untrue(self) -> None:
        """Compare with SymPy's derivative at a few points."""
        slope = term_of_sympy(sympy.diff(sympy_of(term_of(self.function)), sympy.Symbol(self.variable)))
        _try_at_points(compared(slope, "=", self.derivative), self._names(), self.hypotheses, self.name)

    def _names(self) -> tuple[str, ...]:
        terms = compared(self.function, "=", self.derivative)
        return tuple(dict.fromkeys([self.variable, *_parameters([*self.hypotheses, terms])]))


@dataclass(frozen=True)
class Instance(_Named):
    """A use of the library's theorems: any formula, and the proof as Coq reads it.

    modules: the library's files that the proof needs. vocabulary: those, besides the definitions, whose words the
    statement itself uses; a reader has to read them too.

    >>> from opd_exact.coq.formulas import compared
    >>> from opd_exact.coq.terms import Call
    >>> at_zero = compared(Call("ising_information", (term_of(0),)), "=", 0)
    >>> claim = Instance("zero", "No coupling, no information.", at_zero, "exact ising_information_0.", ("Ising",))
    >>> print(statement_text(claim))
    ising_information 0 = 0
    """

    name: str
    sentence: str
    says: Formula
    script: str
    modules: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        for module in (*self.modules, *self.vocabulary):
            require_name(module, "library file", reserved_too=True)

    @classmethod
    def of(
        cls,
        name: str,
        sentence: str,
        says: Formula,
        theorem: str,
        *arguments: TermLike | Items,
        module: str,
        covers: Covers = "claim",
    ) -> "Instance":
        """The use of one theorem whose hypotheses are its arguments or none."""
        given = "".join(f" {_argument(argument)}" for argument in arguments)
        return cls(name, sentence, says, f"exact ({theorem}{given}).", (module,), covers=covers)

    def formula(self) -> Formula:
        """What is said."""
        return self.says

    def proof(self) -> str:
        """The proof as it was given."""
        return self.script

    def refuse_untrue(self) -> None:
        """A comparison is tried at its value, or at a few points; other formulas are left to Coq."""
        _try(self.says, self.name)


Statement = Identity | Enclosure | Order | Symbolic | Derivative | Instance

_ARGUMENT = re.compile(r"[A-Za-z0-9_]+|\[.*\]")


def _argument(argument: TermLike | Items) -> str:
    text = text_of(argument if isinstance(argument, Items) else term_of(argument))
    return text if _ARGUMENT.fullmatch(text) else f"({text})"


def enclosure_of(
    name: str, sentence: str, term: TermLike, value: Enclosable, digits: int = 30, *, covers: Covers = "claim"
) -> Enclosure:
    """The enclosure of a term within the digits that the report prints of its value.

    >>> from opd_exact.numbers import log
    >>> print(statement_text(enclosure_of("ln2", "To four digits.", log(2), log(2), 4)))
    693052/1000000 <= ln 2 <= 693148/1000000
    """
    middle, radius = (exact_rational(text) for text in value.enclose(digits).decimal(digits))
    return Enclosure(name, sentence, (Within.of(term, middle - radius, middle + radius),), covers=covers)


def statement_text(statement: Statement) -> str:
    """The formula as Coq reads it, in lines."""
    return "\n".join(formula_lines(statement.formula(), share=getattr(statement, "share", False)))


def require_statement(statement: object) -> None:
    """Refuse what is no statement or has no plain name or sentence.

    Raises:
        InputError: it is one of these.
    """
    if not isinstance(statement, Identity | Enclosure | Order | Symbolic | Derivative | Instance):
        raise InputError(f"{statement!r:.80} ({type(statement).__name__}): expected a statement for Coq")
    require_name(statement.name, "statement")
    if statement.name in WORDS:
        raise InputError(f"statement name {statement.name!r}: it is a word of the library; take another")
    if not statement.sentence.strip():
        raise InputError(f"statement {statement.name!r} has no sentence; say in words what it says")
    if isinstance(statement, Enclosure) and not statement.bounds:
        raise InputError(f"statement {statement.name!r} has no bounds")
    if statement.covers not in get_args(Covers):
        raise InputError(f"statement {statement.name!r}: covers={statement.covers!r}, expected claim, part or value")


def _base_text(
    base: Sequence[TermLike] | None, terms: Sequence[TermLike], names: Sequence[str], hypotheses: Sequence[Compare]
) -> str:
    """The positive factors as Coq reads them; none where they are beyond this side, for Coq may find them."""
    factors: Sequence[TermLike]
    if base is not None:
        factors = base
    else:
        try:
            factors = positive_base(map(term_of, terms), next(_sample_points(names, hypotheses)))
        except (OutsideClass, sympy.PolynomialError):
            factors = ()
    return f"[{'; '.join(text_of(term_of(factor)) for factor in factors)}]"


# --- trying a statement before Coq does ----------------------------------------------------------------------------


def _require_true(comparison: Compare, name: str, point: dict[str, Fraction] | None = None) -> None:
    """Refuse a comparison that is false; where neither truth nor falsity shows, leave it to Coq."""
    room = _distance_from_zero(comparison.right - comparison.left, point)
    if room is None:
        return
    holds = {"=": room == 0, "<>": room != 0, "<": room > 0, "<=": room >= 0, ">": room < 0, ">=": room <= 0}
    if not holds[comparison.relation]:
        where = "".join(f", {parameter} = {value}" for parameter, value in (point or {}).items())
        said = f"{text_of(comparison.left):.200} {comparison.relation} {text_of(comparison.right):.200}"
        raise UntrueStatement(f"statement {name!r} is false{where}: {said}, where right - left is {float(room):.6g}")


def _distance_from_zero(term: Term, point: dict[str, Fraction] | None = None) -> Fraction | None:
    """A rational of the sign of the value and of its order of magnitude; None where no sign shows."""
    try:
        exact = exact_value(term, point)
        if exact == 0:
            return Fraction(0)
    except OutsideClass:
        pass
    radius = _FIRST_RADIUS
    while radius >= _NARROWEST:
        ball = narrow_ball(term, radius, point)
        if ball.sign():
            return ball.lower if ball.lower > 0 else ball.upper
        radius = radius**2
    return None


def _room(bound: Within, name: str) -> Fraction:
    """How far inside its bounds the value lies.

    Raises:
        UntrueStatement: it lies beyond one of them, or exactly on one.
    """
    lower, upper = bound.lower.value, bound.upper.value
    radius = min(_FIRST_RADIUS, (upper - lower) / 8) if upper > lower else _FIRST_RADIUS
    while radius >= _NARROWEST:
        ball = narrow_ball(bound.term, radius)
        if ball.lower > lower and ball.upper < upper:
            return min(ball.lower - lower, upper - ball.upper)
        if ball.upper < lower or ball.lower > upper or (ball.radius == 0 and not bound.strict):
            if lower <= ball.lower <= ball.upper <= upper:
                return max(upper - lower, Fraction(1, 2**20))
            break
        radius = radius**2
    said = f"{lower} <= {text_of(bound.term):.200} <= {upper}"
    raise UntrueStatement(f"statement {name!r} is false, or true without any room: {said:.400}")


def _parameters(formulas: Iterable[Formula]) -> tuple[str, ...]:
    return parameters_of(*(root for formula in formulas for root in formula.roots()))


def _sample_points(names: Sequence[str], hypotheses: Sequence[Compare]) -> Iterator[dict[str, Fraction]]:
    """Points at which the hypotheses hold: simple rationals in a fixed order, the same in every run.

    Raises:
        OutsideClass: none of the points tried satisfies them.
    """
    found = False
    for attempt in range(1, _TRIES):
        # Multiples of different irrational-looking steps, so that few parameters coincide.
        point = {
            name: Fraction((attempt * (37 + 24 * place) + 11 * place) % 97 + 1, 97 if attempt % 2 else 190)
            for place, name in enumerate(names)
        }
        if all(_holds_at(hypothesis, point) for hypothesis in hypotheses):
            found = True
            yield point
    if not found:
        raise OutsideClass("no point was found at which the hypotheses hold; pass base=... to say what is positive")


def _holds_at(hypothesis: Compare, point: dict[str, Fraction]) -> bool:
    try:
        _require_true(hypothesis, "", point)
    except (UntrueStatement, OutsideDomain):
        return False
    return True


def _try_at_points(conclusion: Formula, names: Sequence[str], hypotheses: Sequence[Compare], statement: str) -> None:
    if not isinstance(conclusion, Compare):
        return
    for count, point in enumerate(_sample_points(names, hypotheses)):
        _require_true(conclusion, statement, point)
        if count + 1 >= (_SAMPLES if names else 1):
            return


def _try(formula: Formula, name: str) -> None:
    if isinstance(formula, Within) and not parameters_of(formula.term):
        _room(formula, name)
    elif isinstance(formula, Compare) and not parameters_of(formula.left, formula.right):
        try:
            _require_true(formula, name)
        except OutsideClass:
            return  # words whose value only Coq knows
    elif isinstance(formula, And):
        for part in formula.parts:
            _try(part, name)
