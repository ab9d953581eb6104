"""Policies, their mixtures, and the chain a policy makes: against sums written out, and the published visits."""

from fractions import Fraction

import pytest

from opd_exact.models.policy_chain import Policy, PolicyChain
from opd_exact.models.sequential_shift import sequential_shift
from opd_exact.numbers.errors import InputError

# Friedman (2026), witness 4: the visitations as finite decimals.
PUBLISHED = {
    "teacher": ("0.125", "0.68159362152413473257343302", "0.05999572017051882760233978", "0.1334106583053464398242272"),
    "before": (
        "0.125",
        "0.4521971625665549977110634875",
        "0.27729460691451535694248428125",
        "0.14550823051892964534645223125",
    ),
    "after": ("0.125", "0.57198836919132738565879224", "0.1444683230912406005839258", "0.15854330771743201375728196"),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_visitations(name: str) -> None:
    witness = sequential_shift()
    assert witness.process.induced(getattr(witness, name)).visitation(8) == tuple(map(Fraction, PUBLISHED[name]))


def test_induced_chain_is_the_mean_of_the_actions() -> None:
    """P(drift | drift) of the student before correction: 1/4 · 0.05 + 3/4 · 0.82, by hand."""
    witness = sequential_shift()
    assert witness.process.induced(witness.before).transition[2][2] == Fraction("0.6275")


def test_correction_mixes_and_stays_within_its_dose() -> None:
    witness = sequential_shift()
    assert witness.before.corrected(witness.after, 0) == witness.before
    assert witness.before.corrected(witness.after, 1) == witness.after
    for dose in ("-0.1", "1.1"):
        with pytest.raises(InputError, match="dose is"):
            witness.before.corrected(witness.after, dose)
    with pytest.raises(InputError, match="do not mix"):
        witness.before.corrected(Policy.of([["1", "0"]]), 0)


def test_shapes_are_checked() -> None:
    process = sequential_shift().process
    with pytest.raises(InputError, match=r"a policy of shape \(2,\)"):
        process.induced(Policy.of([["1", "0"]]))
    with pytest.raises(InputError, match="transition matrices for actions"):
        PolicyChain.of("ab", ["go"], ["1", "0"], [])
    with pytest.raises(InputError, match="rows for states"):
        PolicyChain.of("ab", ["go"], ["1", "0"], [[["1", "0"]]])


def test_another_start() -> None:
    process = sequential_shift().process.starting_from(["0", "0", "0", "1"])
    assert process.start[3] == 1
