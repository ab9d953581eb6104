"""The basis is pairwise coprime, complete and minimal in effort: sieves are capped and trees find what divides what."""

import random
from itertools import combinations
from math import gcd, prod

import numpy as np
import pytest
import sympy
from flint import fmpz
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import LogForm, basis, entropy_of_weights, factoring, log
from opd_exact.numbers.basis import over_basis
from opd_exact.numbers.coprime import ProductTree, SmallPrimes, coprime_base, valuations
from opd_exact.numbers.factoring import SIEVE_LIMIT, factor_guarded, prime_sums


@given(st.lists(st.integers(2, 2**64 - 1), max_size=4))
def test_small_atoms_are_written_over_primes(atoms: list[int]) -> None:
    logs = {atom: position + 1 for position, atom in enumerate(atoms)}
    expected: dict[int, int] = {}
    for atom, coefficient in logs.items():
        for prime, exponent in sympy.factorint(atom).items():
            expected[int(prime)] = expected.get(int(prime), 0) + coefficient * exponent
    assert over_basis(logs) == (expected, True)


@given(st.lists(st.integers(1, 10**30), max_size=12))
def test_coprime_bases_are_coprime_and_generate(integers: list[int]) -> None:
    base = coprime_base(map(fmpz, integers))
    assert all(gcd(int(a), int(b)) == 1 for a, b in combinations(base, 2))
    assert all(element > 1 for element in base)
    tree = ProductTree(base)
    for n in integers:
        factors = valuations(fmpz(n), base, tree)
        assert prod(element**exponent for element, exponent in factors) == n
    # nothing superfluous: every element divides something that was given
    assert all(any(n % int(element) == 0 for n in integers) for element in base)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(0, 2**32))
def test_coprime_bases_of_products_with_shared_factors(exponents: list[int], seed: int) -> None:
    generator = random.Random(seed)
    primes = [2**61 - 1, 2**89 - 1, 2**107 - 1, 2**127 - 1]
    integers = [prod(p ** generator.randint(0, 3) for p in primes) for _ in exponents]
    base = coprime_base(map(fmpz, integers))
    tree = ProductTree(base)
    for n in integers:
        assert prod(element**exponent for element, exponent in valuations(fmpz(n), base, tree)) == n
    assert all(gcd(int(a), int(b)) == 1 for a, b in combinations(base, 2))


@given(st.lists(st.integers(1, 10**18), min_size=1, max_size=9), st.integers(1, 10**18))
def test_a_tree_finds_the_leaves_with_a_common_factor(leaves: list[int], n: int) -> None:
    found = ProductTree(list(map(fmpz, leaves))).sharing(fmpz(n))
    assert found == [position for position, leaf in enumerate(leaves) if gcd(leaf, n) > 1]


@given(
    st.lists(
        st.dictionaries(st.sampled_from([2, 3, 5, 251, 257, 65519, 65521]), st.integers(1, 9)), min_size=1, max_size=5
    )
)
def test_small_primes_are_divided_out(factored: list[dict[int, int]]) -> None:
    rest = 2**127 - 1
    integers = [fmpz(prod(p**e for p, e in factors.items()) * rest) for factors in factored]
    stripped = SmallPrimes(integers)
    for n, factors in zip(integers, factored, strict=True):
        assert stripped.divide_out(n) == (sorted(factors.items()), rest)


def test_many_small_primes_at_once() -> None:
    primorial = fmpz.primorial_ui(5000)
    factors, rest = SmallPrimes([primorial]).divide_out(primorial**2)
    assert rest == 1
    assert factors == [(int(p), 2) for p in sympy.primerange(5001)]


def test_primes_just_beyond_the_small_ones_are_left() -> None:
    beyond = 65537
    large = fmpz(beyond) ** 6
    factors, rest = SmallPrimes([large * 4]).divide_out(large * 4)
    assert (factors, rest) == ([(2, 2)], large)
    assert over_basis({beyond**6 * 4: 1, beyond: -6, 2: -2}) == ({}, True)


@pytest.mark.parametrize("size", [1, 399, 400, 2000])
def test_sieve_and_factorizer_agree(size: int) -> None:
    generator = np.random.default_rng(size)
    logs = dict.fromkeys(generator.integers(2, 20_000, size).tolist(), 1)
    logs = {atom: int(generator.integers(-9, 9)) or 1 for atom in logs}
    one_by_one: dict[int, int] = {}
    for atom, coefficient in logs.items():
        for prime, exponent in factor_guarded(atom):
            one_by_one[prime] = one_by_one.get(prime, 0) + exponent * coefficient
    expected = {prime: value for prime, value in one_by_one.items() if value}
    assert over_basis(logs) == (expected, True)
    atoms, values = np.array(list(logs)), np.array(list(logs.values()))
    assert prime_sums(atoms, values) == expected


def test_the_sieve_is_capped_whatever_the_marginals() -> None:
    """A large marginal (here 3e8 and more) must not size the table."""
    generator = np.random.default_rng(0)
    joint = generator.integers(1, 1000, (30, 40)) * 10**6
    form = entropy_of_weights(joint.sum(axis=1)) + entropy_of_weights(joint.ravel()) + log(3 * 10**8 + 7)
    assert form.terms
    assert len(factoring._smallest_prime) <= SIEVE_LIMIT <= 2**22
    with pytest.raises(factoring.BudgetExhausted, match="beyond the sieve"):
        prime_sums(np.array([SIEVE_LIMIT]), np.array([1]))


def test_sums_that_could_overflow_are_not_sieved() -> None:
    logs = {n: (1 << 61) + n for n in range(2, 900)}
    expected: dict[int, int] = {}
    for n, coefficient in logs.items():
        for prime, exponent in sympy.factorint(n).items():
            expected[int(prime)] = expected.get(int(prime), 0) + coefficient * int(exponent)
    assert over_basis(logs) == (expected, True)


def test_related_large_integers_shrink_before_anything_is_factored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights over a common 2000-bit sum leave nothing large but that sum."""
    generator = random.Random(8)
    common = prod(sympy.primerange(3, 1300)) * (2**521 - 1)
    atoms = {common // generator.choice([3, 5, 7, 11, 13]) * generator.randint(1, 1000): 1 for _ in range(200)}
    left: list[int] = []
    original = basis._without_small_primes

    def spy(large: dict[int, int], primes: dict[int, int]) -> dict[int, int]:
        left.append(len(large))
        return original(large, primes)

    monkeypatch.setattr(basis, "_without_small_primes", spy)
    refined, _ = over_basis(atoms)
    assert left == [1]
    whole = LogForm.total([log(atom) for atom in atoms])
    assert LogForm(0, refined) == whole
    assert refined[2**521 - 1] == len(atoms)
