"""The exact model of a pymdp agent: its tables in each reading, refusals with exact amounts, and a model file of it."""

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from opd_exact.audit.agents.importing import agent_pomdp, environment_pomdp
from opd_exact.models.importers import named_pomdp
from opd_exact.models.text import load_model, read_model, to_pomdp, write_model
from opd_exact.numbers.errors import InputError

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "models" / "two_doors.toml"


def two_doors(dtype="float32", third=None):
    """An agent by its attributes alone: a prize behind one of two doors, and a hint that is right 9 times in 10.

    The reader reaches pymdp agents by attribute; that a real agent has these is tested below.
    """
    hint = np.array([[0.9, 0.1], [0.1, 0.9]], dtype)
    seen = np.zeros((3, 2, 3), dtype)
    seen[0, :, 0] = seen[1, 0, 1] = seen[2, 1, 1] = seen[2, 0, 2] = seen[1, 1, 2] = 1
    moves = np.zeros((3, 3, 3), dtype)
    for place in range(3):
        moves[place, :, place] = 1
    first = np.array([0.5, 0.5], dtype) if third is None else np.array([third, 1 - third], dtype)
    batched = [np.stack([table]) for table in (hint, seen)]
    policies = np.arange(3).reshape(3, 1, 1) * np.array([0, 1])
    return SimpleNamespace(
        A=batched,
        B=[np.eye(2, dtype=dtype)[None, :, :, None], moves[None]],
        C=[np.zeros((1, 2), dtype), np.array([[0, 1.5, -0.1]], dtype)],
        D=[first[None], np.array([[1, 0, 0]], dtype)],
        A_dependencies=[[0], [0, 1]],
        B_dependencies=[[0], [1]],
        policies=SimpleNamespace(policy_arr=policies),
        batch_size=1,
    )


NAMES = {
    "factors": ["prize", "place"],
    "modalities": ["hint", "seen"],
    "action_names": ["stay", "left", "right"],
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nominal_reading_is_what_was_typed(dtype):
    imported = agent_pomdp(two_doors(dtype), **NAMES)
    assert imported.notes == ()
    assert imported.model.A[0][0, 0] == Fraction(9, 10)
    assert imported.model.C[1].entries == (0, Fraction(3, 2), Fraction(-1, 10))
    assert imported.model.actions == ((0, 0), (0, 1), (0, 2))


def test_the_decimal_reading_agrees_where_decimals_sum_to_one():
    assert agent_pomdp(two_doors(), reading="decimal").model == agent_pomdp(two_doors()).model


def test_the_binary_reading_refuses_with_the_exact_deficit():
    sum_of_floats = Fraction(float(np.float32(0.9))) + Fraction(float(np.float32(0.1)))
    assert sum_of_floats != 1
    with pytest.raises(InputError, match=rf"A\[modality 0\], column \[0\]: entries sum to {sum_of_floats}, expected 1"):
        agent_pomdp(two_doors(), reading="binary")
    rescaled = agent_pomdp(two_doors(), reading="binary", normalize=True)
    assert rescaled.model.A[0][0, 0] == Fraction(float(np.float32(0.9))) / sum_of_floats
    assert "divided by the sum" in rescaled.notes[0]


def test_thirds_are_found_nominally_and_told_of():
    imported = agent_pomdp(two_doors(third=np.float32(1) / 3))
    assert imported.model.D[0].entries == (Fraction(1, 3), Fraction(2, 3))
    # 1 - fl(1/3) is not fl(2/3), so the second entry is what the first leaves.
    assert imported.notes == ("D[factor 0]: 1 of 1 columns read as one entry is what the others leave of one",)
    with pytest.raises(InputError, match=r"D\[factor 0\], column \[\]: entries sum to"):
        agent_pomdp(two_doors(third=np.float32(1) / 3), reading="decimal")


def test_policies_of_its_own_are_told_of():
    agent = two_doors()
    agent.policies = SimpleNamespace(policy_arr=np.array([[[0, 2]]]))
    assert agent_pomdp(agent).notes == (
        "the agent chooses among 1 policies of its own; the model has every action at every step",
    )


def test_an_unknown_reading_is_refused():
    with pytest.raises(InputError, match="reading 'nearest': expected nominal, decimal or binary"):
        agent_pomdp(two_doors(), reading="nearest")


def test_the_example_is_what_the_agent_exports():
    named = named_pomdp(
        agent_pomdp(two_doors(), **NAMES).model, title="Two doors", source="imported from a pymdp agent"
    )
    assert EXAMPLE.read_text(encoding="utf-8") == write_model(named)
    assert read_model(write_model(named)) == named


def test_the_example_has_these_exact_answers():
    model = load_model(EXAMPLE)
    # Behind a door the hint and what is seen there agree on the prize: both together tell it, log 2 in all.
    assert model.ask("epistemic(left)").value == model.ask("epistemic(right)").value
    assert str(model.ask("epistemic(left)").value) == "log(2)"
    # Staying leaves the hint: the capacity of a binary symmetric channel at 1/10 with even inputs.
    assert model.ask("epistemic(stay) = log(2) + 9/10*log(9/10) + 1/10*log(1/10)").holds
    # Each door shows the prize (3/2) or nothing (-1/10) with probability 1/2.
    assert model.ask("pragmatic(left)").value == Fraction(7, 10)
    assert to_pomdp(model) == agent_pomdp(two_doors(), **NAMES).model


@pytest.mark.pymdp
def test_a_real_agent_and_its_environment():
    from docs.examples.pymdp_subjects import tmaze
    from opd_exact.models.tmaze import tmaze as written

    subject = tmaze()
    names = {"factors": subject.factors, "modalities": subject.modalities}
    mine = agent_pomdp(subject.agent, **names).model
    world = environment_pomdp(subject.environment, subject.agent, **names).model
    assert mine.A[2][1, 3, 0] == Fraction(19, 20)
    # pymdp's T-maze is the project's: the same cue, told by the same tables.
    assert {entry for table in mine.A for entry in table.entries} <= {
        entry for table in written().A for entry in table.entries
    } | {Fraction(1), Fraction(0)}
    assert (mine.A, mine.B) == (world.A, world.B)
