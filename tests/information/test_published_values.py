"""Numbers of Friedman (2026), recomputed there at 45 digits: the exact amount must round to each printed one."""

from fractions import Fraction

import pytest
from mpmath import mp, mpf

from opd_exact.information import (
    accuracy,
    alpha_divergence,
    ambiguity,
    complexity,
    conditional_entropy,
    entropy,
    evidence,
    expected_free_energy,
    expected_free_energy_by_information,
    expected_information_gain,
    jensen_shannon_divergence,
    joint_distribution,
    log_evidence,
    posterior,
    pragmatic_value,
    predicted_observations,
    relative_entropy,
    risk,
    skew_divergence,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.numbers import POSITIVE_INFINITY, OutsideDomain, log
from tests.information.oracles import agrees, printed

HALF = ["1/2", "1/2"]
SENSOR = [["0.85", "0.15"], ["0.15", "0.85"]]
FREE_ENERGIES = (
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)


@pytest.mark.parametrize("form", FREE_ENERGIES)
def test_variational_free_energy_of_the_binary_sensor(form):
    """F = 1.0298... at the prior and log 2 at the posterior, in each of the three forms."""
    assert printed(form(HALF, HALF, SENSOR, 0), "1.029819457191828108")
    assert form(["0.85", "0.15"], HALF, SENSOR, 0) == log(2)


def test_the_parts_of_variational_free_energy():
    """Complexity, accuracy, divergence and log evidence."""
    exact = posterior(HALF, SENSOR, 0)
    assert complexity(HALF, HALF) == 0
    assert printed(complexity(exact, HALF), "0.270438092753954438")
    assert printed(accuracy(HALF, SENSOR, 0), "-1.029819457191828108")
    assert printed(accuracy(exact, SENSOR, 0), "-0.422709087805990872")
    assert printed(relative_entropy(HALF, exact), "0.336672276631882798")
    assert log_evidence(HALF, SENSOR, 0) == -log(2)
    assert evidence(HALF, SENSOR, 0) * 2 == 1


def test_an_impossible_observation_has_no_posterior():
    """p(o) = 0: the posterior is refused, two forms are +∞ and the third is refused with it."""
    certain = [[1, 0], [1, 0]]
    with pytest.raises(OutsideDomain, match="observation 1 has probability 0"):
        posterior(HALF, certain, 1)
    assert variational_free_energy(HALF, HALF, certain, 1) is POSITIVE_INFINITY
    assert variational_free_energy_by_complexity(HALF, HALF, certain, 1) is POSITIVE_INFINITY
    with pytest.raises(OutsideDomain):
        variational_free_energy_by_divergence(HALF, HALF, certain, 1)


@pytest.mark.parametrize("form", FREE_ENERGIES)
def test_all_three_forms_are_infinite_together(form):
    """Mass on a state that the prior excludes, and mass on one that cannot give the observation."""
    assert form(HALF, [1, 0], SENSOR, 0) is POSITIVE_INFINITY
    assert form(HALF, HALF, [[1, 0], ["1/2", "1/2"]], 1) is POSITIVE_INFINITY


def test_expected_free_energy_of_the_binary_sensor():
    """Risk, ambiguity, epistemic and pragmatic value, and G by both routes."""
    wanted = ["0.9", "0.1"]
    assert printed(risk(HALF, SENSOR, wanted), "0.510825623765990683")
    assert printed(ambiguity(HALF, SENSOR), "0.422709087805990872")
    assert printed(expected_information_gain(HALF, SENSOR), "0.270438092753954438")
    assert printed(pragmatic_value(HALF, SENSOR, wanted), "-1.203972804325935993")
    assert printed(expected_free_energy(HALF, SENSOR, wanted), "0.933534711571981555")
    assert printed(expected_free_energy_by_information(HALF, SENSOR, wanted), "0.933534711571981555")


def test_a_predicted_zero_preference_is_infinitely_bad_on_both_sides():
    """+∞ and +∞, where a floor of 1e-300 would give 345.1."""
    assert expected_free_energy(HALF, SENSOR, [1, 0]) is POSITIVE_INFINITY
    assert expected_free_energy_by_information(HALF, SENSOR, [1, 0]) is POSITIVE_INFINITY


MENU = [
    ("cue", [[1, 0], [0, 1]], HALF, "0", "0.693147180559945", "-0.693147180559945", "0"),
    ("commit_left", [["0.8", "0.2"]] * 2, ["0.8", "0.2"], "0.500402423538188", "0", "-0.500402423538188", "ln2"),
    ("commit_right", [["0.2", "0.8"]] * 2, ["0.2", "0.8"], "0.500402423538188", "0", "-0.500402423538188", "ln2"),
    ("stay", [HALF] * 2, HALF, "0.693147180559945", "0", "-0.693147180559945", "ln2"),
]


@pytest.mark.parametrize(("name", "rows", "wanted", "total", "epistemic", "pragmatic", "residual"), MENU)
def test_the_binary_menu(name, rows, wanted, total, epistemic, pragmatic, residual):
    """G, epistemic, pragmatic and residual of the four policies; epistemic = log 2 - residual is decided."""
    left_over = conditional_entropy(joint_distribution(HALF, rows), given=1)
    gain = expected_information_gain(HALF, rows)
    assert printed(expected_free_energy(HALF, rows, wanted), total)
    assert printed(gain, epistemic)
    assert printed(pragmatic_value(HALF, rows, wanted), pragmatic)
    assert left_over == (log(2) if residual == "ln2" else 0)
    assert gain == log(2) - left_over


@pytest.mark.parametrize(
    ("validity", "epistemic"),
    [
        ("0.5", "0"),
        ("0.6", "0.020135513550688873"),
        ("0.7", "0.082282878505051846"),
        ("0.8", "0.192744757021757430"),
        ("0.9", "0.368064207168497070"),
        ("1", "0.693147180559945309"),
    ],
)
def test_the_validity_sweep(validity, epistemic):
    """Epistemic value log 2 - Hb(v), Hb computed by mpmath."""
    with mp.workdps(60):
        v = mpf(validity)
        hb = -v * mp.log(v) - (1 - v) * mp.log(1 - v) if validity != "1" else mpf(0)
        reference = mp.log(2) - hb
    other = str(1 - Fraction(validity))
    gain = expected_information_gain(HALF, [[validity, other], [other, validity]])
    assert printed(gain, epistemic)
    assert agrees(gain, reference)


NOISY = [["0.8", "0.15", "0.05"], ["0.2", "0.7", "0.1"], ["0.1", "0.3", "0.6"]]


def identity(n, k):
    return [[int(i == j) for j in range(k)] for i in range(n)]


@pytest.mark.parametrize(
    ("rows", "prior_entropy", "epistemic", "residual"),
    [
        (identity(3, 3), log(3), "1.098612288668109691", "0"),
        (NOISY, log(3), "0.311132419654969429", "0.787479869013140262"),
        ([["1/3"] * 3] * 3, log(3), "0", "1.098612288668109691"),
        (identity(3, 4), log(3), "1.098612288668109691", "0"),
        (identity(4, 4), log(4), "1.386294361119890619", "0"),
        ([*identity(3, 3), [0, 0, 1]], log(4), "1.039720770839917964", "0.346573590279972655"),
    ],
)
def test_multi_state_channels(rows, prior_entropy, epistemic, residual):
    """Epistemic value and residual; H(r) - residual = epistemic is decided, not measured."""
    n = len(rows)
    prior = [f"1/{n}"] * n
    gain = expected_information_gain(prior, rows)
    left_over = conditional_entropy(joint_distribution(prior, rows), given=1)
    assert entropy(prior) == prior_entropy
    assert printed(gain, epistemic)
    assert printed(left_over, residual)
    assert gain == prior_entropy - left_over


def test_the_wrong_measure_on_the_noisy_channel():
    """Weighting H(r|o) uniformly instead of by q(o) shifts the residual by 0.0189..."""
    prior = ["1/3"] * 3
    assert predicted_observations(prior, NOISY).cells == tuple(map(Fraction, ("11/30", "23/60", "1/4")))
    uniform = sum((entropy(posterior(prior, NOISY, o)) for o in range(3)), log(1)) / 3
    left_over = conditional_entropy(joint_distribution(prior, NOISY), given=1)
    assert printed(abs(uniform - left_over), "0.018929411189365150221")


TEACHER, STUDENT = ["0.80", "0.15", "0.04", "0.01"], ["0.55", "0.25", "0.15", "0.05"]


def test_the_divergence_menu():
    """Reverse and forward KL, Jensen-Shannon, skew and alpha-divergence, and the two entropies."""
    assert printed(relative_entropy(STUDENT, TEACHER), "0.200360280367774725")
    assert printed(relative_entropy(TEACHER, STUDENT), "0.154166303264596171")
    assert printed(jensen_shannon_divergence(TEACHER, STUDENT), "0.042192450309153750")
    assert printed(skew_divergence(TEACHER, STUDENT, "0.1"), "0.002635610970400857")
    assert printed(alpha_divergence(TEACHER, STUDENT, "1/2"), "0.172822111677611805")
    assert printed(entropy(STUDENT), "1.109738552106146")
    assert printed(entropy(TEACHER), "0.637889573638859")


def test_alpha_divergence_at_its_limits_and_beyond():
    """Order 1 is forward KL, order 0 reverse KL; outside (0, 1) a support mismatch gives +∞."""
    assert alpha_divergence(TEACHER, STUDENT, 1) == relative_entropy(TEACHER, STUDENT)
    assert alpha_divergence(TEACHER, STUDENT, 0) == relative_entropy(STUDENT, TEACHER)
    assert alpha_divergence(HALF, [1, 0], 2) is POSITIVE_INFINITY
    assert alpha_divergence([1, 0], HALF, -1) is POSITIVE_INFINITY
    assert alpha_divergence([1, 0], HALF, 2) == alpha_divergence(HALF, [1, 0], -1)
