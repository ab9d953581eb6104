"""Terms of the search that are mostly too small to see, in models where each decides the leading digits.

Columns that do not sum to one show what is divided by its sum and what is not. A small penalty shows the slots without
a policy in the values. Trees of three levels with a high threshold show that what was pruned stays pruned.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest

from opd_exact.planning.twin import Twin, TwinDecision, TwinModel, TwinSettings
from tests.planning.twin.literal import Literal, leaky_model

DIGITS = 30
PLAIN = TwinSettings(
    gamma=Fraction(2),
    horizon=2,
    num_iter=3,
    max_nodes=200,
    max_branching=6,
    policy_prune_threshold=Fraction(0),
    observation_prune_threshold=Fraction(1501, 10007),
    entropy_stop_threshold=Fraction(0),
)


@pytest.fixture(autouse=True)
def many_digits() -> Iterator[None]:
    """The transcription keeps 60 digits."""
    with mpmath.workdps(60):
        yield


def compared(model: TwinModel, settings: TwinSettings) -> TwinDecision:
    """The twin's decision after the first outcomes, which must be the literal program's to 30 digits."""
    twin, literal = Twin(model, settings), Literal(model, settings)
    decision = twin.search(twin.infer(twin.prior(), (0, 0)))
    posterior, counts = literal.search(literal.infer(literal.prior(), (0, 0)))
    assert decision.tree is not None
    assert list(decision.tree.nodes_by_level) == counts
    for found, expected in zip(decision.posterior, posterior, strict=True):
        middle = found.enclose(DIGITS + 5).middle
        assert abs(mpmath.mpf(middle.numerator) / middle.denominator - expected) <= mpmath.mpf(10) ** -DIGITS
    return decision


def share(decision: TwinDecision, policy: int = 0) -> Fraction:
    """The posterior of a policy, to 30 digits."""
    return decision.posterior[policy].enclose(DIGITS).middle


@pytest.mark.parametrize("seed", [1, 9])
def test_columns_that_do_not_sum_to_one(seed: int) -> None:
    """Branch weights are divided by their sum, utility and information gain are not.

    The same model with every column divided by its sum decides visibly otherwise.
    """
    off = (Fraction(9, 10), Fraction(11, 10), Fraction(23, 20))
    leaky = compared(leaky_model(seed, *off), PLAIN)
    assert abs(share(leaky) - share(compared(leaky_model(seed), PLAIN))) > Fraction(1, 1000)


@pytest.mark.parametrize("penalty", [Fraction(1, 3), Fraction(3)])
def test_slots_without_a_policy(penalty: Fraction) -> None:
    """Unused slots take their share of every softmax, and minus the penalty into every value.

    With as many slots as policies the decision is visibly another.
    """
    model, settings = leaky_model(4), replace(PLAIN, prune_penalty=penalty)
    padded, bare = compared(model, settings), compared(model, replace(settings, max_branching=4))
    assert abs(share(padded) - share(bare)) > Fraction(1, 10**6)


@pytest.mark.parametrize(
    ("seed", "threshold", "penalty"),
    [
        (1, Fraction(1501, 10007), Fraction(512)),
        (2, Fraction(3001, 10007), Fraction(1)),
        (4, Fraction(2003, 10007), Fraction(1, 3)),
        (6, Fraction(3001, 10007), Fraction(1)),
    ],
)
def test_what_was_pruned_stays_pruned(seed: int, threshold: Fraction, penalty: Fraction) -> None:
    """In trees of three levels, a policy that fell below the threshold has the penalty at every later level.

    Taken up again, the policies of the last three cases would get posteriors that differ in the first three digits.
    """
    settings = replace(PLAIN, horizon=3, max_nodes=300, policy_prune_threshold=threshold, prune_penalty=penalty)
    compared(leaky_model(seed), settings)
