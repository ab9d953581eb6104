"""What a proof needs to be told: factors of integers, bits of precision, positive factors of symbolic arguments.

A hint is never trusted: Coq multiplies the factors out, computes at the precision, and proves the factors positive. A
bad hint costs the proof, not the truth.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, log2
from typing import Any

import sympy
from flint import fmpz

from opd_exact.coq.definitions import expanded
from opd_exact.coq.evaluation import log_arguments
from opd_exact.coq.sympy_terms import sympy_of, term_of_sympy
from opd_exact.coq.terms import Function, Term, children, postorder
from opd_exact.numbers.coprime import coprime_base
from opd_exact.numbers.factoring import GUARD_BITS, factor_guarded

__all__ = [
    "bits_needed",
    "factor_table",
    "positive_base",
    "table_text",
]

FactorTable = list[tuple[int, list[tuple[int, int]]]]


def factor_table(*terms: Term) -> FactorTable:
    """Each composite integer under a logarithm of the terms, with its factors and their exponents, in order.

    The factors are primes where the integers are small. Beyond 64 bits they are pairwise coprime integers, which is
    all that the decision needs: an integer that shares no factor with the others is not split.

    >>> from opd_exact.coq.terms import ln
    >>> factor_table(ln("12/5") - ln(30))
    [(12, [(2, 2), (3, 1)]), (30, [(2, 1), (3, 1), (5, 1)])]
    """
    integers = sorted({part for q in log_arguments(*terms) for part in (q.numerator, q.denominator) if part > 1})
    # Pieces of the large ones first: what they share with others, small primes included, has to be split off.
    if any(integer.bit_length() > GUARD_BITS for integer in integers):
        pieces = {int(piece) for piece in coprime_base([fmpz(integer) for integer in integers])}
        base = sorted({factor for piece in pieces for factor in _split(piece)})
    else:
        base = sorted({prime for integer in integers for prime, _ in factor_guarded(integer)})
    found = [(integer, _exponents(integer, base)) for integer in integers]
    return [(integer, factors) for integer, factors in found if factors != [(integer, 1)]]


def _split(piece: int) -> list[int]:
    return [piece] if piece.bit_length() > GUARD_BITS else [prime for prime, _ in factor_guarded(piece)]


def _exponents(integer: int, base: Iterable[int]) -> list[tuple[int, int]]:
    factors = []
    for factor in base:
        exponent = 0
        while integer % factor == 0:
            integer //= factor
            exponent += 1
        if exponent:
            factors.append((factor, exponent))
    return factors


def table_text(table: FactorTable) -> str:
    """The table as Coq reads it.

    >>> table_text([(12, [(2, 2), (3, 1)])])
    '[(12%positive, [(2%positive, 2%Z); (3%positive, 1%Z)])]'
    """
    rows = (
        f"({integer}%positive, [{'; '.join(f'({factor}%positive, {exponent}%Z)' for factor, exponent in factors)}])"
        for integer, factors in table
    )
    return f"[{'; '.join(rows)}]"


def bits_needed(gap: Fraction, terms: Iterable[Term]) -> tuple[int, int, int]:
    """Bits of the fixed point at which an enclosure with this much room should succeed, and two larger attempts.

    A sum of logarithms loses a few bits; each exponential within an exponential some nine, and large values their size.
    """
    roots = [expanded(term) for term in terms]
    wanted = max(0, ceil(-log2_of(gap)))
    functions = sum(isinstance(node, Function) for root in roots for node in postorder(root))
    deep = max((_depth_of_exponentials(root) for root in roots), default=0)
    first = wanted + 16 + functions.bit_length() + 24 * min(deep, 1) + 10 * deep
    return first, first + 48, 2 * first + 128


def log2_of(value: Fraction) -> float:
    """The binary logarithm of a positive rational of any size, as a float."""
    shift = value.numerator.bit_length() - value.denominator.bit_length()
    return shift + log2(value / Fraction(2) ** shift)


def _depth_of_exponentials(root: Term) -> int:
    depths: dict[int, int] = {}
    for node in postorder(root):
        below = max((depths[id(part)] for part in children(node)), default=0)
        depths[id(node)] = below + (isinstance(node, Function) and node.name == "exp")
    return depths[id(root)]


def positive_base(terms: Iterable[Term], sample: dict[str, Fraction]) -> list[Term]:
    """The irreducible factors of every logarithm's argument, with the sign that they have at the sample point.

    Raises:
        OutsideClass: an argument is no quotient of polynomials in the parameters.

    >>> from opd_exact.coq.terms import Parameter, ln
    >>> a = Parameter("a")
    >>> [str(factor) for factor in positive_base([ln((1 - a * a) / 4)], {"a": Fraction(1, 3)})]
    ['1 - a', '1 + a']
    """
    point = {sympy.Symbol(name): sympy.Rational(value.numerator, value.denominator) for name, value in sample.items()}
    found: dict[Any, None] = {}
    for term in terms:
        for node in postorder(expanded(term)):
            if isinstance(node, Function) and node.name == "ln":
                for factor in _factors(sympy_of(node.argument)):
                    signed = -factor if factor.subs(point) < 0 else factor
                    found.setdefault(signed, None)
    return [term_of_sympy(factor) for factor in found]


def _factors(argument: Any) -> list[Any]:
    top, bottom = sympy.fraction(sympy.cancel(sympy.together(argument)))
    return [factor for part in (top, bottom) for factor, _ in sympy.factor_list(part)[1]]
