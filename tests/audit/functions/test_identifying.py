"""Losses as people write them are identified in full; near misses are refused with a witness that shows it."""

import json
import math
import re
from fractions import Fraction

import numpy as np
import pytest

from opd_exact.audit.functions.guessing import parameters, simplest
from opd_exact.audit.functions.identifying import identify
from opd_exact.numbers.errors import InputTypeError
from tests.audit.functions import losses

P, LP, LOGITS, W = "probabilities", "log-probabilities", "logits", "weights"

# family, parameter, kinds, unit, outcomes, batch, temperature, times its square
CONVENTIONS = {
    "forward_kl": ("KL of second from first", None, (P, P), "nats", "sum", "per row", 1, False),
    "reverse_kl": ("KL of first from second", None, (P, P), "nats", "sum", "per row", 1, False),
    "forward_kl_bits": ("KL of second from first", None, (P, P), "bits", "sum", "per row", 1, False),
    "torch_style_kl_div_batchmean": ("KL of second from first", None, (LP, P), "nats", "sum", "mean", 1, False),
    "torch_style_kl_div_mean": ("KL of second from first", None, (LP, P), "nats", "mean", "mean", 1, False),
    "torch_style_kl_div_none": ("KL of second from first", None, (LP, P), "nats", "sum", "terms", 1, False),
    "hinton": ("KL of second from first", None, (LOGITS, LOGITS), "nats", "sum", "mean", 4, True),
    "hinton_without_factor": ("KL of second from first", None, (LOGITS, LOGITS), "nats", "sum", "sum", "5/2", False),
    # mixed(teacher, student, 0.1) weighs the teacher, which is the second argument, by 1/10
    "gkd": ("generalized Jensen-Shannon", "9/10", (LOGITS, LOGITS), "nats", "sum", "mean", 1, False),
    "gkd_at_temperature": (
        "generalized Jensen-Shannon",
        "3/10",
        (LOGITS, LOGITS),
        "nats",
        "sum",
        "mean",
        "9/10",
        False,
    ),
    "jensen_shannon": ("generalized Jensen-Shannon", "1/2", (P, P), "nats", "sum", "per row", 1, False),
    "skew_forward": ("skew KL of second from first", "9/10", (P, P), "nats", "sum", "per row", 1, False),
    "skew_reverse": ("skew KL of first from second", "1/10", (P, P), "nats", "sum", "per row", 1, False),
    "alpha": ("α-divergence", "3/10", (P, P), "nats", "sum", "per row", 1, False),
    "amari": ("α-divergence", "1/4", (P, P), "nats", "sum", "per row", 1, False),
    "renyi": ("Rényi divergence of first from second", 2, (P, P), "nats", "sum", "per row", 1, False),
    "tsallis": ("Tsallis divergence of second from first", "3/2", (P, P), "nats", "sum", "per row", 1, False),
    "clipped_terms": ("KL with clipped terms of first from second", "1/2", (P, P), "nats", "sum", "per row", 1, False),
    "clipped_logarithms": (
        "KL with clipped logarithms of second from first",
        2,
        (P, P),
        "nats",
        "sum",
        "per row",
        1,
        False,
    ),
    "kl_clipped_far_out": (
        "KL with clipped logarithms of second from first",
        15,
        (P, P),
        "nats",
        "sum",
        "per row",
        1,
        False,
    ),
    # 0.1 teacher + 0.9 student: the student, which is the first argument, has the weight 9/10
    "skew_cross_entropy": (
        "skew cross entropy of second from first",
        "9/10",
        (LOGITS, LOGITS),
        "nats",
        "sum",
        "mean",
        1,
        False,
    ),
    "balanced_kl": ("weighted sum of both KL", "7/10", (P, P), "nats", "sum", "per row", 1, False),
    "jensen_shannon_distance": ("Jensen-Shannon distance", None, (P, P), "nats", "sum", "per row", 1, False),
    "terms_clipped_above": (
        "KL with terms clipped above of second from first",
        "1/20",
        (P, P),
        "nats",
        "sum",
        "per row",
        1,
        False,
    ),
    "weights_kl": ("KL of second from first", None, (W, W), "nats", "sum", "per row", 1, False),
    "cross_entropy_of_logits": (
        "cross entropy of second from first",
        None,
        (LOGITS, P),
        "nats",
        "sum",
        "mean",
        1,
        False,
    ),
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_conventions_are_identified(name):
    """One match, with every part of it."""
    family, parameter, kinds, unit, outcomes, batch, temperature, squared = CONVENTIONS[name]
    found = identify(getattr(losses, name)).convention
    assert found is not None
    assert found.family.name == family
    assert found.parameter == (None if parameter is None else Fraction(parameter))
    assert found.kinds == kinds
    assert (found.scale.unit, found.scale.sign, found.scale.outcomes) == (unit, 1, outcomes)
    assert found.batch == batch
    assert (found.temperature, found.squared) == (Fraction(temperature), squared)
    assert found.floor is None


@pytest.mark.parametrize(
    ("name", "family", "floor", "added"),
    [
        ("floored_kl", "KL of second from first", "1e-6", True),
        ("kl_of_clamped", "KL of second from first", "1e-8", False),
        ("cross_entropy_with_epsilon", "cross entropy of second from first", "1e-9", True),
    ],
)
def test_constants_inside_the_logarithms(name, family, floor, added):
    """Whether they stand beside the mass or bound it."""
    found = identify(getattr(losses, name)).convention
    assert found is not None
    assert found.family.name == family
    assert (found.floor, found.floor_added) == (Fraction(floor), added)


@pytest.mark.parametrize(
    ("name", "side", "shown"),
    [
        ("epsilon_in_the_denominator", "denominator", "with log a as log(a + 1e-08)"),
        ("epsilon_in_the_numerator", "numerator", "with log b as log(b + 1e-08)"),
    ],
)
def test_a_constant_in_one_of_the_logarithms(name, side, shown):
    """The divergence of the second argument from the first: b is the numerator."""
    found = identify(getattr(losses, name)).convention
    assert found is not None
    assert (found.floor, found.floor_added, found.floor_side) == (Fraction("1e-8"), True, side)
    assert shown in found.formula()


def test_a_constant_that_may_stand_in_either_logarithm_is_told_as_that():
    """In float32 only masses far below it show the constant, and they are small in the numerator."""

    def narrow(student, teacher):
        s, t = np.float32(student), np.float32(teacher)
        return np.sum(t * np.log(t / (s + np.float32(1e-8))), axis=-1)

    found = identify(narrow)
    assert found.convention.floor == Fraction("1e-8")
    written = "with log a as log(a + 1e-08)"
    assert written in found.convention.formula() or any(written in note for note in found.notes)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("amari", "in Amari's convention, 4/(1-α²) (1 - Σ a^((1-α)/2) b^((1+α)/2)), it is α = 1/2"),
        ("gkd", "where β is the weight of the second, it is β = 1/10"),
        ("skew_reverse", "the weight of the distribution itself in the mixture, it is 9/10"),
    ],
)
def test_a_parameter_is_told_in_other_conventions_too(name, told):
    """As the loss was written."""
    assert any(told in note for note in identify(getattr(losses, name)).notes)


@pytest.mark.parametrize(
    ("name", "times", "of"),
    [
        ("inflated_kl", "1.01", "KL of second from first"),
        ("sum_without_the_half", "2", "generalized Jensen-Shannon"),
        ("temperature_instead_of_its_square", "2", "KL of second from first: D(b ‖ a), at temperature T = 2"),
    ],
)
def test_a_multiple_of_a_known_loss_is_told_as_that(name, times, of):
    """It is refused all the same."""
    (note,) = identify(getattr(losses, name)).notes
    assert note.startswith(f"at every input that was tried it is {times} times {of}")


@pytest.mark.parametrize(
    "name",
    [
        "inflated_kl",
        "sum_of_squares",
        "swapped_halves",
        "mis_weighted",
        "missing_term",
        "chi_with_wrong_factor",
        "nearly_kl",
        "temperature_instead_of_its_square",
        "one_temperature_too_few",
        "sum_without_the_half",
        "best_two",
    ],
)
def test_impostors_are_refused(name):
    """And the witness is an input at which the function gives what is said."""
    f = getattr(losses, name)
    found = identify(f)
    assert found.matches == ()
    first, second, given = re.match(
        r"at first = \[(.*)\] \(\w+\), second = \[(.*)\] \(\w+\) it gives ([^;]*);", found.witness
    ).groups()
    a, b = (np.array([float(v) for v in part.split(",")]) for part in (first, second))
    assert float(f(a, b)) == pytest.approx(float(given), rel=1e-12)


def test_the_nearest_is_named_with_both_numbers():
    """KL with a factor of 1.01 is nearest to KL, which is 1.01 times less."""
    found = identify(losses.inflated_kl)
    assert found.nearest.family.name == "KL of second from first"
    given, nearest = (
        float(re.search(pattern, found.witness)[1]) for pattern in (r"gives ([\d.]+);", r"gives ([\d.]+)$")
    )
    assert given / nearest == pytest.approx(1.01, rel=1e-6)


def test_the_two_directions_differ_by_the_order_of_the_arguments_alone():
    """Exchanging the arguments exchanges the names."""

    def exchanged(a, b):
        return losses.skew_forward(b, a)

    assert identify(exchanged).convention.family.name == "skew KL of first from second"


def test_the_sign_is_part_of_the_convention():
    """A score to be maximized."""
    found = identify(lambda a, b: -losses.forward_kl(a, b)).convention
    assert (found.family.name, found.scale.sign) == ("KL of second from first", -1)


def test_what_two_outcomes_cannot_tell_apart_is_left_open():
    """With two outcomes, the mean over outcomes of both KL is half their sum; three outcomes would tell."""

    def binary(a, b):
        if a.shape[-1] != 2:
            raise ValueError("two outcomes")
        return (losses.kl(a, b) + losses.kl(b, a)) / 2

    found = identify(binary)
    assert {(match.family.name, match.scale.outcomes) for match in found.matches} == {
        ("sum of both KL", "mean"),
        ("mean of both KL", "sum"),
    }
    assert len(found.separating.split("second")[0].split(",")) > 3


def test_plain_functions_of_vectors():
    """No arrays, no batches."""

    def loop(a, b):
        return sum(float(y) * math.log(float(y) / float(x)) for x, y in zip(a, b, strict=True))

    found = identify(loop).convention
    assert (found.family.name, found.batch) == ("KL of second from first", None)


def test_a_function_that_fails_is_told_with_its_reason():
    """No match, no witness: nothing was seen."""
    found = identify(lambda a, b: 1 / 0)
    assert (found.matches, found.witness) == ((), None)
    assert "ZeroDivisionError" in found.notes[0]


def test_a_function_that_does_not_return():
    """It is called three times at most."""

    def stuck(a, b):
        while True:
            pass

    found = identify(stuck, time_limit=0.05)
    assert found.calls == 3
    assert "no answer" in found.notes[0]


def test_json_holds_no_float():
    """Rationals and numbers are text."""

    def refuse(text):
        raise AssertionError(text)

    data = json.loads(identify(losses.gkd).to_json(), parse_float=refuse)
    assert data["matches"][0]["parameter"] == {"name": "β", "value": "9/10"}


def test_what_is_no_function_is_an_error():
    with pytest.raises(InputTypeError, match="f is 3"):
        identify(3)


def test_simple_rationals_come_first():
    """The simplest one within the accuracy, then the float itself."""
    assert next(simplest(0.1 + 1e-13, 1e-12)) == Fraction(1, 10)
    assert next(simplest(2 / 3, 1e-12)) == Fraction(2, 3)
    assert next(simplest(math.pi, 1e-12)) == Fraction(math.pi).limit_denominator(10**12)


def test_every_crossing_is_proposed():
    """t² = 1/4 has two roots between -1 and 1."""
    found = set(parameters(lambda t: t[:, 0] ** 2, np.linspace(-1, 1, 21), 0.25, 1e-12))
    assert found == {Fraction(-1, 2), Fraction(1, 2)}
