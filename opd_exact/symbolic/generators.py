"""The generators of a polynomial ring of functions: parameters, coordinates of simplices, and coupling exponentials.

A coupling exponential is T = exp(m/d) for a monomial m in the parameters (possibly times one log) and an integer d,
so that every exponential in an expression is a product of integer powers of such T, and log T is m/d again.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, TypeVar

import sympy

from opd_exact.numbers.errors import InputError

__all__ = [
    "Coordinates",
    "Exponent",
    "Generator",
    "GeneratorPlan",
    "MonomialKey",
    "PolynomialKey",
    "coupling_name",
    "couplings_of",
    "polynomial_text",
    "sum_text",
]

_Key = TypeVar("_Key")

# How a simplex enters: by weights, p_i = w_i / (w_1 + ... + w_n), or with its last coordinate eliminated.
Coordinates = Literal["homogeneous", "substitution"]

# A monomial by the names of its generators, in sorted order.
MonomialKey = tuple[tuple[str, int], ...]

# A polynomial by its terms, in sorted order.
PolynomialKey = tuple[tuple[MonomialKey, int], ...]


@dataclass(frozen=True, order=True)
class Exponent:
    """What stands in the exponent of a coupling exponential, up to a rational factor: monomial * log|atom|, or
    monomial."""

    monomial: MonomialKey
    log: PolynomialKey | None = None

    def names(self) -> set[str]:
        """The names of the generators that occur."""
        monomials = [self.monomial, *(monomial for monomial, _ in self.log or ())]
        return {name for monomial in monomials for name, _ in monomial}

    def __str__(self) -> str:
        parts = [name if power == 1 else f"{name}**{power}" for name, power in self.monomial]
        if self.log is not None:
            parts.append(f"log({polynomial_text(self.log)})")
        return "*".join(parts) or "1"


@dataclass(frozen=True)
class Generator:
    """One generator of the ring.

    A `parameter` stands for a declared symbol, or for its `root`-th root where fractional powers of it occur. A
    `weight` is a homogeneous coordinate of a simplex. A `spare` is a coordinate that was eliminated; only sign
    arguments use it. A `coupling` is exp(exponent/denominator).
    """

    name: str
    kind: Literal["parameter", "weight", "eliminated", "coupling"]
    symbol: sympy.Symbol | None = None
    root: int = 1
    exponent: Exponent | None = None
    denominator: int = 1


@dataclass(frozen=True)
class GeneratorPlan:
    """Which exponentials and roots an expression needs, learnt while it is read.

    `couplings` maps an exponent to the common denominator of its coefficients, `roots` a symbol's name to the root of
    it that is the generator.
    """

    coordinates: Coordinates = "substitution"
    couplings: Mapping[Exponent, int] = field(default_factory=dict)
    roots: Mapping[str, int] = field(default_factory=dict)

    def extended(self, couplings: Mapping[Exponent, int], roots: Mapping[str, int]) -> "GeneratorPlan":
        """The plan that also meets the needs named."""
        return GeneratorPlan(
            self.coordinates, _least_common(self.couplings, couplings), _least_common(self.roots, roots)
        )


def _least_common(old: Mapping[_Key, int], new: Mapping[_Key, int]) -> dict[_Key, int]:
    return {key: math.lcm(old.get(key, 1), new.get(key, 1)) for key in (*old, *(k for k in new if k not in old))}


def coupling_name(exponent: Exponent, denominator: int) -> str:
    """The text of a coupling exponential, such as exp(J*lam/2)."""
    return f"exp({exponent})" if denominator == 1 else f"exp({exponent}/{denominator})"


def couplings_of(exponents: Iterable[sympy.Expr]) -> dict[Exponent, int]:
    """The monomials of SymPy polynomials with rational coefficients, with the common denominator of each.

    Raises:
        InputError: an exponent is not such a polynomial.
    """
    found: dict[Exponent, int] = {}
    for exponent in exponents:
        for term in sympy.Add.make_args(sympy.expand(exponent)):
            coefficient, monomial = term.as_coeff_Mul()
            powers = monomial.as_powers_dict()
            powers.pop(sympy.S.One, None)
            known = all(
                isinstance(s, sympy.Symbol) and isinstance(e, sympy.Integer) and e > 0 for s, e in powers.items()
            )
            if not isinstance(coefficient, sympy.Rational) or not known:
                raise InputError(f"the exponent {exponent} is not a polynomial with rational coefficients")
            key = Exponent(tuple(sorted((symbol.name, int(power)) for symbol, power in powers.items())))
            found[key] = math.lcm(found.get(key, 1), int(coefficient.q))
    return found


def polynomial_text(key: PolynomialKey) -> str:
    """A polynomial written out, such as x**2 - 3*y + 1."""
    return sum_text([(Fraction(coefficient), monomial) for monomial, coefficient in key])


def sum_text(terms: list[tuple[Fraction, MonomialKey]]) -> str:
    """A sum of monomials written out."""
    text = ""
    for coefficient, monomial in terms:
        factors = [name if power == 1 else f"{name}**{power}" for name, power in monomial]
        size = abs(coefficient)
        if size != 1 or not factors:
            factors.insert(0, str(size) if size.denominator == 1 or not factors else f"({size})")
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} " if text else ("-" if coefficient < 0 else "")
        text += "*".join(factors)
    return text or "0"
