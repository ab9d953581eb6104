"""Identities between quantities that are computed from independent definitions, each decided, on random distributions.

Every example of every test is at least one decision; at 60 examples a test the run makes several thousand.
"""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.information import (
    alpha_divergence,
    complexity,
    conditional_entropy,
    conditional_mutual_information,
    cross_entropy,
    entropy,
    evidence,
    expected_free_energy,
    expected_free_energy_by_information,
    expected_information_gain,
    generalized_jensen_shannon_divergence,
    interaction_information,
    jensen_shannon_divergence,
    joint_distribution,
    log_evidence,
    mutual_information,
    order_sum,
    posterior,
    relative_entropy,
    renyi_divergence,
    renyi_entropy,
    skew_divergence,
    total_correlation,
    tsallis_entropy,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.numbers import POSITIVE_INFINITY, log
from tests.information.distributions import channels, columns_of, distributions, joints, outer, rows_of

SETTINGS = settings(max_examples=60, deadline=None)
SIZES = st.integers(1, 5)
SQUARE = joints((3, 3))
CUBE = joints((2, 3, 2))
PAIR = st.tuples(distributions(4), distributions(4))
MODEL = st.tuples(distributions(3), channels(3, 3))


# --- entropies ------------------------------------------------------------------------------------------------------


@SETTINGS
@given(SIZES.flatmap(distributions))
def test_entropy_lies_between_zero_and_log_n(p):
    """0 <= H <= log n, and H = 0 exactly at a certain outcome."""
    value = entropy(p)
    assert 0 <= value <= log(len(p))
    assert (value == 0) == (max(p) == 1)
    assert (value == log(len(p))) == (len(set(p)) == 1)


@SETTINGS
@given(SQUARE)
def test_the_chain_rule_both_ways(joint):
    """H(X, Y) = H(X) + H(Y | X) = H(Y) + H(X | Y)."""
    assert entropy(joint) == entropy(rows_of(joint)) + conditional_entropy(joint, given=0)
    assert entropy(joint) == entropy(columns_of(joint)) + conditional_entropy(joint, given=1)


@SETTINGS
@given(CUBE)
def test_the_chain_rule_for_three_variables(joint):
    """H(X, Y, Z) = H(X) + H(Y | X) + H(Z | X, Y), the middle term from the summed table."""
    pair = [[sum(cell) for cell in row] for row in joint]
    x = rows_of(pair)
    assert entropy(joint) == entropy(x) + conditional_entropy(pair, given=0) + conditional_entropy(joint, given=(0, 1))


@SETTINGS
@given(SQUARE)
def test_conditioning_does_not_increase_entropy(joint):
    """H(Y | X) <= H(Y), with equality exactly at independence."""
    conditional, marginal = conditional_entropy(joint, given=0), entropy(columns_of(joint))
    assert conditional <= marginal
    assert (conditional == marginal) == (joint == outer(rows_of(joint), columns_of(joint)))


@SETTINGS
@given(distributions(6), st.integers(1, 5))
def test_grouping(p, cut):
    """H(p) = H(a, b) + a H(p / a) + b H(p / b) for the masses a, b of two groups."""
    masses = [sum(p[:cut]), sum(p[cut:])]
    parts = [
        [x / mass for x in group] if mass else None for mass, group in zip(masses, (p[:cut], p[cut:]), strict=True)
    ]
    inner = sum((mass * entropy(part) for mass, part in zip(masses, parts, strict=True) if part), log(1))
    assert entropy(p) == entropy(masses) + inner


@SETTINGS
@given(distributions(3), distributions(4))
def test_entropy_of_a_product_is_a_sum(p, q):
    """H(p x q) = H(p) + H(q)."""
    assert entropy(outer(p, q)) == entropy(p) + entropy(q)


# --- relative entropy -----------------------------------------------------------------------------------------------


@SETTINGS
@given(PAIR)
def test_gibbs_inequality(pair):
    """D(p || q) >= 0, zero exactly at p = q, infinite exactly where the support of p is not within that of q."""
    p, q = pair
    value = relative_entropy(p, q)
    assert value >= 0
    assert (value == 0) == (p == q)
    assert (value is POSITIVE_INFINITY) == any(x and not y for x, y in zip(p, q, strict=True))


@SETTINGS
@given(PAIR)
def test_cross_entropy_is_entropy_plus_divergence(pair):
    """H(p, q) = H(p) + D(p || q), also where both are infinite."""
    p, q = pair
    assert cross_entropy(p, q) == relative_entropy(p, q) + entropy(p)


@SETTINGS
@given(distributions(5))
def test_divergence_from_uniform(p):
    """D(p || uniform) = log n - H(p)."""
    assert relative_entropy(p, [Fraction(1, 5)] * 5) == log(5) - entropy(p)


@SETTINGS
@given(joints((3, 3), positive=True), joints((3, 3), positive=True))
def test_the_chain_rule_of_relative_entropy(p, q):
    """D(p(x, y) || q(x, y)) = D(p(x) || q(x)) + sum_x p(x) D(p(y | x) || q(y | x))."""
    px, qx = rows_of(p), rows_of(q)
    conditional = sum(
        (
            mass * relative_entropy([cell / mass for cell in row], [cell / other for cell in reference])
            for mass, other, row, reference in zip(px, qx, p, q, strict=True)
        ),
        log(1),
    )
    assert relative_entropy(p, q) == relative_entropy(px, qx) + conditional


@SETTINGS
@given(distributions(3), distributions(3), channels(3, 4))
def test_data_processing_for_divergence(p, q, channel):
    """D(pW || qW) <= D(p || q) for every channel W."""
    after = [columns_of([[x * cell for cell in row] for x, row in zip(r, channel, strict=True)]) for r in (p, q)]
    assert relative_entropy(*after) <= relative_entropy(p, q)


@SETTINGS
@given(PAIR)
def test_pinsker(pair):
    """D(p || q) >= 2 V^2 for the total variation V = sum |p - q| / 2: a form in logarithms against a rational."""
    p, q = pair
    variation = sum(abs(x - y) for x, y in zip(p, q, strict=True)) / 2
    assert relative_entropy(p, q) >= 2 * variation**2


@SETTINGS
@given(PAIR)
def test_divergence_is_at_most_the_chi_squared_bound(pair):
    """D(p || q) <= log(1 + chi^2) <= chi^2, where the supports match."""
    p, q = pair
    if any(x and not y for x, y in zip(p, q, strict=True)):
        return
    chi_squared = sum(x * x / y for x, y in zip(p, q, strict=True) if y) - 1
    assert relative_entropy(p, q) <= log(1 + chi_squared) <= chi_squared


# --- dependence -----------------------------------------------------------------------------------------------------


@SETTINGS
@given(SQUARE)
def test_mutual_information_three_ways(joint):
    """I = D(joint || product) = H(X) - H(X | Y) = H(X) + H(Y) - H(X, Y) >= 0."""
    x, y = rows_of(joint), columns_of(joint)
    value = mutual_information(joint)
    assert value == relative_entropy(joint, outer(x, y))
    assert value == entropy(x) - conditional_entropy(joint, given=1)
    assert value == entropy(x) + entropy(y) - entropy(joint)
    assert value >= 0


@SETTINGS
@given(distributions(3), distributions(3))
def test_mutual_information_of_a_product_is_exactly_zero(p, q):
    """Independence gives the number 0, not a small one."""
    assert mutual_information(outer(p, q)) == 0


@SETTINGS
@given(CUBE)
def test_the_chain_rule_of_mutual_information(joint):
    """I(X; (Y, Z)) = I(X; Y) + I(X; Z | Y)."""
    pair = [[sum(cell) for cell in row] for row in joint]
    both = mutual_information(joint, first=0)
    assert both == mutual_information(pair) + conditional_mutual_information(joint, given=1)


@SETTINGS
@given(CUBE)
def test_conditional_mutual_information_from_entropies(joint):
    """I(X; Y | Z) = H(X, Z) + H(Y, Z) - H(X, Y, Z) - H(Z) >= 0."""
    xz = [[sum(joint[x][y][z] for y in range(3)) for z in range(2)] for x in range(2)]
    yz = [[sum(joint[x][y][z] for x in range(2)) for z in range(2)] for y in range(3)]
    value = conditional_mutual_information(joint, given=2)
    assert value == entropy(xz) + entropy(yz) - entropy(joint) - entropy(columns_of(xz))
    assert value >= 0


@SETTINGS
@given(CUBE)
def test_total_correlation_from_entropies_and_by_steps(joint):
    """TC = H(X) + H(Y) + H(Z) - H(X, Y, Z) = I(X; Y) + I((X, Y); Z)."""
    pair = [[sum(cell) for cell in row] for row in joint]
    z = [sum(joint[x][y][k] for x in range(2) for y in range(3)) for k in range(2)]
    value = total_correlation(joint)
    assert value == entropy(rows_of(pair)) + entropy(columns_of(pair)) + entropy(z) - entropy(joint)
    assert value == mutual_information(pair) + mutual_information(joint, first=(0, 1))


@SETTINGS
@given(CUBE)
def test_interaction_information_is_symmetric(joint):
    """I(X; Y | Z) - I(X; Y) is the same whichever variable is the condition."""
    xy = [[sum(cell) for cell in row] for row in joint]
    yz = [[sum(joint[x][y][z] for x in range(2)) for z in range(2)] for y in range(3)]
    value = interaction_information(joint)
    assert value == conditional_mutual_information(joint, given=2) - mutual_information(xy)
    assert value == conditional_mutual_information(joint, given=0) - mutual_information(yz)


@SETTINGS
@given(distributions(3), channels(3, 3), channels(3, 2))
def test_data_processing_for_mutual_information(p, first, second):
    """X -> Y -> Z gives I(X; Z) <= I(X; Y), and the difference is I(X; Y | Z)."""
    chain = [[[x * a * b for b in second[y]] for y, a in enumerate(row)] for x, row in zip(p, first, strict=True)]
    xy = [[sum(cell) for cell in row] for row in chain]
    xz = [columns_of(row) for row in chain]
    lost = mutual_information(xy) - mutual_information(xz)
    assert lost >= 0
    assert lost == conditional_mutual_information(chain, given=2)
    assert conditional_mutual_information(chain, given=1) == 0


# --- mixtures and orders --------------------------------------------------------------------------------------------


@SETTINGS
@given(PAIR, distributions(2))
def test_jensen_shannon_is_entropy_of_the_mean_minus_the_mean_of_entropies(pair, weights):
    """JS = H(m) - w_1 H(p) - w_2 H(q), between 0 and the entropy of the weights."""
    p, q = pair
    a, b = weights
    value = jensen_shannon_divergence(p, q, weights=weights)
    mixture = [a * x + b * y for x, y in zip(p, q, strict=True)]
    assert value == entropy(mixture) - a * entropy(p) - b * entropy(q)
    assert 0 <= value <= entropy(weights)
    assert jensen_shannon_divergence(p, q) == jensen_shannon_divergence(q, p)


@SETTINGS
@given(st.lists(distributions(3), min_size=3, max_size=3), distributions(3))
def test_generalized_jensen_shannon_is_a_mutual_information(family, weights):
    """sum w_i D(p_i || m) = I(label; outcome)."""
    joint = [[w * x for x in p] for w, p in zip(weights, family, strict=True)]
    assert generalized_jensen_shannon_divergence(family, weights) == mutual_information(joint)


@SETTINGS
@given(PAIR, st.fractions(0, 1, max_denominator=20))
def test_skew_divergence_is_a_divergence_to_the_mixture(pair, alpha):
    """At most -log(1 - alpha), zero at alpha = 0, and D(p || q) at alpha = 1."""
    p, q = pair
    value = skew_divergence(p, q, alpha)
    assert value == relative_entropy(p, [(1 - alpha) * x + alpha * y for x, y in zip(p, q, strict=True)])
    assert skew_divergence(p, q, 0) == 0
    assert skew_divergence(p, q, 1) == relative_entropy(p, q)
    assert alpha == 1 or value <= -log(1 - alpha)


ORDERS = st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(3, 2), Fraction(2), Fraction(3)])


@settings(max_examples=40, deadline=None)
@given(PAIR, ORDERS)
def test_order_sums_are_skew_symmetric_and_bounded(pair, order):
    """S_a(p, q) = S_{1-a}(q, p); S_a <= 1 for a in (0, 1) and >= 1 for a > 1, with equality exactly at p = q."""
    p, q = pair
    value = order_sum(p, q, order)
    assert value == order_sum(q, p, 1 - order)
    if order < 1:
        assert value <= 1
    else:
        assert value >= 1
    assert (value == 1) == (p == q)


@settings(max_examples=40, deadline=None)
@given(PAIR, ORDERS)
def test_alpha_divergence_is_a_divergence(pair, order):
    """D_a(p, q) = D_{1-a}(q, p) >= 0, zero exactly at p = q."""
    p, q = pair
    value = alpha_divergence(p, q, order)
    assert value == alpha_divergence(q, p, 1 - order)
    assert value >= 0
    assert (value == 0) == (p == q)


@settings(max_examples=40, deadline=None)
@given(distributions(4, positive=True), distributions(4, positive=True))
def test_half_order_lies_below_relative_entropy(p, q):
    """4 (1 - sum sqrt(pq)) <= 2 D(p || q): radicals against logarithms, decided."""
    hellinger = alpha_divergence(p, q, "1/2")
    assert hellinger <= 2 * relative_entropy(p, q)


@settings(max_examples=40, deadline=None)
@given(PAIR)
def test_renyi_divergence_of_integer_order_is_exact_and_grows(pair):
    """D_0 <= D <= D_2 <= D_3, all forms in logarithms or infinite."""
    p, q = pair
    values = [renyi_divergence(p, q, order) for order in (0, 1, 2, 3)]
    assert all(a <= b for a, b in pairwise(values))


@settings(max_examples=40, deadline=None)
@given(distributions(4))
def test_renyi_and_tsallis_entropies_share_their_sum(p):
    """exp((1 - a) H_a) = 1 - (a - 1) T_a at a = 2; and H_0 >= H >= H_2 >= H_3."""
    values = [renyi_entropy(p, order) for order in (0, 1, 2, 3)]
    assert all(a >= b for a, b in pairwise(values))
    assert log((1 - tsallis_entropy(p, 2)).rational_part) == -values[2]
    assert renyi_entropy(p, 2) == -log(sum(x * x for x in p))


# --- free energies --------------------------------------------------------------------------------------------------


@SETTINGS
@given(distributions(3), MODEL, st.integers(0, 2))
def test_the_three_forms_of_variational_free_energy_agree(q, model, observation):
    """Also where they are infinite together; and F - (-log p(o)) = D(q || posterior) >= 0."""
    prior, channel = model
    first = variational_free_energy(q, prior, channel, observation)
    assert first == variational_free_energy_by_complexity(q, prior, channel, observation)
    if evidence(prior, channel, observation):
        assert first == variational_free_energy_by_divergence(q, prior, channel, observation)
        exact = posterior(prior, channel, observation)
        surprise = -log_evidence(prior, channel, observation)
        assert variational_free_energy(exact, prior, channel, observation) == surprise
        assert first >= surprise
        assert (first == surprise) == (tuple(q) == exact.cells)
    else:
        assert first is POSITIVE_INFINITY


@SETTINGS
@given(MODEL, distributions(3))
def test_the_two_forms_of_expected_free_energy_agree(model, preferences):
    """Risk + ambiguity = -(epistemic + pragmatic), also where both are +∞."""
    belief, channel = model
    value = expected_free_energy(belief, channel, preferences)
    assert value == expected_free_energy_by_information(belief, channel, preferences)


@SETTINGS
@given(MODEL)
def test_expected_information_gain_is_the_mutual_information(model):
    """It is also H(s) - H(s | o), and the mean of the divergences from belief to posterior."""
    belief, channel = model
    joint = joint_distribution(belief, channel)
    value = expected_information_gain(belief, channel)
    assert value == mutual_information(joint)
    assert value == entropy(belief) - conditional_entropy(joint, given=1)
    masses = [evidence(belief, channel, o) for o in range(3)]
    mean = [mass * complexity(posterior(belief, channel, o), belief) for o, mass in enumerate(masses) if mass]
    assert value == sum(mean, log(1))
