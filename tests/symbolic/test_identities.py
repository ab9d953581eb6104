"""Identities between independent definitions are theorems, in every coordinate system and however they are built."""

import json

import pytest
import sympy

from opd_exact.symbolic import Algebra, Theorem, prove_equal, prove_zero

from .identities import LARGE, SMALL, Identity, complement, decomposition, free_energy


@pytest.mark.parametrize("identity", SMALL + LARGE, ids=lambda i: i.name)
def test_identity_is_proved(identity: Identity) -> None:
    """Both sides, written in SymPy, have a difference with zero normal form."""
    assert isinstance(prove_equal(*identity.in_sympy(), identity.domain), Theorem)


@pytest.mark.parametrize("identity", SMALL, ids=lambda i: i.name)
def test_homogeneous_coordinates_agree(identity: Identity) -> None:
    """Weights in place of an eliminated coordinate: atoms and signs differ, the answer does not."""
    assert prove_equal(*identity.in_sympy(), identity.domain, coordinates="homogeneous").passed


@pytest.mark.parametrize("identity", SMALL + LARGE, ids=lambda i: i.name)
def test_built_without_sympy(identity: Identity) -> None:
    """The same definitions over normal forms."""
    algebra = Algebra(identity.domain, exponents=identity.exponents)
    assert prove_zero(identity.difference_in(algebra), identity.domain).passed


@pytest.mark.parametrize("identity", SMALL, ids=lambda i: i.name)
def test_scaled_side_is_refuted(identity: Identity) -> None:
    """One side times 1 + 10**-12 is refuted by a point of the domain."""
    left, right = identity.in_sympy()
    answer = prove_equal(left * (10**12 + 1) / 10**12, right, identity.domain)
    assert not answer.passed
    assert all(identity.domain.interval(symbol).contains(value) for symbol, value in answer.point.items())


def test_scaled_form_is_refuted() -> None:
    """A form built without SymPy is refuted by its own value at a point."""
    identity = free_energy(3)
    algebra = Algebra(identity.domain)
    wrong = identity.difference_in(algebra) + algebra.symbol(identity.domain.symbols[0])
    answer = prove_zero(wrong, identity.domain)
    assert not answer.passed
    assert answer.difference == answer.point[identity.domain.symbols[0]]


def test_theorem_is_plain_data() -> None:
    """A theorem's record names generators, atoms and numerators, and survives JSON."""
    identity = decomposition(2, 2)
    record = json.loads(json.dumps(prove_equal(*identity.in_sympy(), identity.domain).to_json()))
    generators = {generator["kind"] for generator in record["forms"][0]["generators"]}
    assert generators == {"parameter", "eliminated", "coupling"}
    assert record["method"] == "equal normal forms"


def test_record_of_both_sides_agrees() -> None:
    """From the record alone, with the last coordinate eliminated, both sides have the same coefficient at each log."""
    identity = complement(2, 3)
    left, right = prove_equal(*identity.in_sympy(), identity.domain).to_json()["forms"]
    symbols = [sympy.Symbol(generator["name"]) for generator in left["generators"]]
    atoms = {**left["atoms"], **right["atoms"]}

    def read(terms: list) -> sympy.Expr:
        return sum(int(c) * sympy.Mul(*(symbols[i] ** e for i, e in powers)) for c, powers in terms)

    totals: dict[str, sympy.Expr] = {}
    for sign, form in ((1, left), (-1, right)):
        for coefficient in form["coefficients"]:
            for fraction in coefficient["fractions"]:
                below = sympy.Mul(*(read(atoms[str(a)]) ** e for a, e in fraction["denominator"]))
                value = sign * read(fraction["numerator"]) / (int(fraction["integer"]) * below)
                key = str(coefficient["log"])
                totals[key] = totals.get(key, 0) + value
    assert len(totals) > 6
    last = {symbols[-1]: 1 - sum(symbols[:-1])}
    assert all(sympy.cancel(total.subs(last)) == 0 for total in totals.values())
