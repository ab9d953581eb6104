"""GNN files: models as declared, both layouts of tables and their ambiguity, everything else refused with its place."""

from fractions import Fraction
from pathlib import Path

import pytest

from opd_exact.models.bayes_net import BayesNet
from opd_exact.models.importers import load, read_gnn
from opd_exact.models.pomdp import POMDP
from opd_exact.models.text import read_model, to_pomdp, write_model
from opd_exact.numbers.errors import InputError

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "models" / "ward_round.gnn.md"

PERCEPTION = """# a comment
## ModelName
Look   # and see
## StateSpaceBlock
A[2,2,type=float]
D[2,1,type=float]
s[2,1,type=float]
o[2,1,type=int]
## Connections
D>s
s-A
A-o:seen
## InitialParameterization
A={(0.9, 0.2), (0.1, 0.8)}
D={(0.5,
    0.5)}
"""

AGENT = """## GNNVersionAndFlags
GNN v1
## StateSpaceBlock
A[2,3,type=float]
B[num_states,3,2,type=float]
C[2,type=float]
D[3,type=float]
E[2,type=float]
s[3,1,type=float]
s_prime[3,1,type=float]
o[2,1,type=int]
π[2,type=float]
u[1,type=int]
G[π,type=float]
t[1,type=int]
## Connections
D>s
s-A
A-o
s-B
s>s_prime
C>G
E>π
G>π>u
(B,u)>s_prime
## InitialParameterization
A={(0.5, 1/4, 1), (0.5, 3/4, 0)}
B={
  ( (1, 0.5), (0, 0.25), (0, 0) ),
  ( (0, 0.25), (1, 0.5), (0, 0) ),
  ( (0, 0.25), (0, 0.25), (1, 1) ),
}
C={(0, -1.5)}
D={(0.2, 0.3, 0.5)}
E={(0.33333, 0.33333)}
## Time
Time=t
Dynamic
Discrete
ModelTimeHorizon=Unbounded
## ActInfOntologyAnnotation
A=LikelihoodMatrix
## ModelParameters
num_states: 3
"""


def slices(text):
    """AGENT with its B as one matrix for each action: rows next states, columns previous ones."""
    start, end = text.index("B={"), text.index("C={")
    return text[:start] + "B={ ((1,0,0),(0,1,0),(0,0,1)), ((0.5,0.25,0),(0.25,0.5,0),(0.25,0.25,1)) }\n" + text[end:]


def test_perception_is_a_network():
    """p(s = 0 | o = 0) = 0.9/(0.9 + 0.2) by Bayes."""
    found = read_gnn(PERCEPTION)
    assert isinstance(found.model, BayesNet)
    assert (found.title, found.notes) == ("Look", ())
    assert found.model.posterior("s", {"o": "0"}) == (Fraction(9, 11), Fraction(2, 11))


def test_an_agent_is_a_pomdp_with_numbers_as_spelled():
    model = read_gnn(AGENT).model
    assert isinstance(model, POMDP)
    assert model.A[0].column((1,)) == (Fraction(1, 4), Fraction(3, 4))
    assert model.B[0].column((0, 1)) == (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4))
    assert model.C[0].entries == (0, Fraction(-3, 2))
    assert model.action_names == ("u0", "u1")


def test_habits_that_say_nothing_are_left_out_and_told_of():
    assert any(note.startswith("E: the same habit for all policies") for note in read_gnn(AGENT).notes)


def test_slices_say_the_same_as_declared_sides():
    assert read_gnn(slices(AGENT)).model == read_gnn(AGENT).model
    assert read_gnn(slices(AGENT)).notes == read_gnn(AGENT).notes  # the numbers of sides tell the layout


def test_the_layout_that_alone_gives_distributions_is_taken_and_told_of():
    """Three sticky actions as slices; in the declared order the columns would sum to 27/10 and 3/20."""
    sticky = "((0.9,0.05,0.05),(0.05,0.9,0.05),(0.05,0.05,0.9))"
    found = read_gnn(ring().replace(RING, "B={" + ",".join([sticky] * 3) + "}"))
    assert "B: read with the layout 'slices', the only one whose columns sum to one" in found.notes
    assert found.model.B[0].column((0, 2)) == (Fraction(9, 10), Fraction(1, 20), Fraction(1, 20))


@pytest.mark.parametrize("normalize", [False, True])
def test_a_transposed_matrix_is_not_rescaled(normalize):
    text = PERCEPTION.replace("(0.9, 0.2), (0.1, 0.8)", "(0.9, 0.1), (0.2, 0.8)")
    with pytest.raises(InputError, match=r"line 14, .*A: its rows sum to one and its columns do not"):
        read_gnn(text, normalize=normalize)


def test_a_layout_that_is_named_is_taken():
    with pytest.raises(InputError, match=r"B: the value has sides \[3,3,2\], expected \[2,3,3\]"):
        read_gnn(AGENT, layout="slices")
    assert read_gnn(AGENT, layout="declared").model == read_gnn(AGENT).model


# Walking around a ring of three: next = previous + action. As slices it says next = action - previous instead.
RING = "B={((1,0,0),(0,0,1),(0,1,0)), ((0,1,0),(1,0,0),(0,0,1)), ((0,0,1),(0,1,0),(1,0,0))}"


def ring(extra=""):
    start, end = AGENT.index("B={"), AGENT.index("C={")
    text = AGENT[:start] + RING + "\n" + AGENT[end:] + extra
    return text.replace("B[num_states,3,2,", "B[3,3,3,")


def test_two_layouts_that_both_fit_are_not_guessed_between():
    with pytest.raises(InputError, match=r"both give distributions, and entry \[0, 1, 1\] is 0 or 1"):
        read_gnn(ring())


def test_the_file_or_the_caller_settles_the_layout():
    declared = read_gnn(ring(), layout="declared").model
    sliced = read_gnn(ring("layout: slices\n")).model
    for previous in range(3):
        for action in range(3):
            # the declared index order is next, previous, action
            assert declared.B[0][((previous + action) % 3, previous, action)] == 1
            assert sliced.B[0][((action - previous) % 3, previous, action)] == 1


def test_without_a_fitting_layout_both_reasons_are_told():
    text = ring().replace("((1,0,0),(0,0,1),(0,1,0))", "((0.9,0,0),(0,0,1),(0,1,0))")
    with pytest.raises(InputError, match=r"as 'declared', entries sum to 9/10.*; as 'slices', entries sum to 9/10"):
        read_gnn(text)


def test_rescaling_has_to_be_asked_for():
    text = AGENT.replace("D={(0.2, 0.3, 0.5)}", "D={(0.33333, 0.33333, 0.33333)}")
    with pytest.raises(InputError, match=r"D: entries sum to 99999/100000, expected 1 \(short by 1/100000\)"):
        read_gnn(text)
    found = read_gnn(text, normalize=True)
    assert found.model.D[0].entries == (Fraction(1, 3),) * 3
    assert any("divided by the sum" in note for note in found.notes)


def test_a_uniform_default_is_read():
    text = AGENT.replace("D[3,type=float]", "D[3,type=float,default=uniform]").replace("D={(0.2, 0.3, 0.5)}\n", "")
    assert read_gnn(text).model.D[0].entries == (Fraction(1, 3),) * 3


def test_what_does_not_matter_is_left_out_when_asked():
    text = AGENT.replace("E={(0.33333, 0.33333)}", "E={(0.9, 0.1)}\nG={(1.0)}")
    with pytest.raises(InputError, match=r"'E' has a value, and an exact model holds A, B, C and D only"):
        read_gnn(text)
    assert read_gnn(text, ignore=("E", "G")).model == read_gnn(AGENT).model


def test_the_example_is_read_by_its_suffixes_and_connections():
    model = read_gnn(EXAMPLE.read_text(encoding="utf-8")).model
    assert [factor.name for factor in model.factors] == ["s_health", "s_place"]
    assert model.A_dependencies == ((0, 1), (1,), (0, 1))
    assert model.controls == (1, 3)
    # a fever at the thermometer: cool 1/10, hot 9/10
    assert model.A[0].column((1, 1)) == (0, Fraction(1, 10), Fraction(9, 10))


def test_the_example_has_these_exact_answers():
    """Worked out on paper from p(fever) = 1/5 and the rows of the file."""
    named = load(EXAMPLE)
    cool, hot = Fraction(4, 5) * Fraction(95, 100) + Fraction(1, 5) * Fraction(1, 10), Fraction(11, 50)
    assert cool + hot == 1
    noise = "4/5*(19/20*log(19/20) + 1/20*log(1/20)) + 1/5*(1/10*log(1/10) + 9/10*log(9/10))"
    assert named.ask(f"epistemic(u1) = -{cool}*log({cool}) - {hot}*log({hot}) + {noise}").holds
    assert named.ask("pragmatic(u1)").value == Fraction(-1, 20)
    # the doctor thanks with probability 4/5*1/4 + 1/5*3/4 = 7/20
    assert named.ask("pragmatic(u2)").value == Fraction(7, 20) - 2 * Fraction(13, 20)
    assert named.ask("argmin EFE").policies == (("u1",),)


def test_a_model_file_of_an_agent_reads_back():
    named = load(EXAMPLE, horizon=2)
    again = read_model(write_model(named))
    assert again == named
    assert to_pomdp(again) == read_gnn(EXAMPLE.read_text(encoding="utf-8")).model


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("## Connections", "## Conections", "line 16: unknown section 'Conections'; did you mean 'Connections'?"),
        ("## Time", "## StateSpaceBlock", "a second section 'StateSpaceBlock'; a file with several models is not read"),
        ("## GNNVersionAndFlags\n", "a word\n", "line 1: found 'a word' before the first section"),
        ("GNN v1\n", "GNN v2\n", "line 2, GNNVersionAndFlags: found 'GNN v2', expected one of GNN v1"),
        ("Discrete\n", "Continuous\n", "Time: found 'Continuous', expected Static"),
        ("num_states: 3", "num_states 3", "ModelParameters: found 'num_states 3', expected a parameter"),
        ("num_states: 3", "n: 3", r"line 5, StateSpaceBlock: B: sides \[\?,3,2\], expected \[3,3\], and the control"),
        ("num_states: 3", "layout: upside", "layout 'upside', expected one of declared, slices"),
        ("A[2,3,type=float]", "A(2,3)", r"line 4, StateSpaceBlock: found 'A\(2,3\)', expected a variable such as"),
        ("A[2,3,type=float]", "A[2,3,type=complex]", "A: type 'complex', expected float, int or bool"),
        ("A[2,3,type=float]", "A[2,0,type=float]", "A: found '0', expected a side"),
        ("A[2,3,type=float]", "A[3,2,type=float]", r"A: sides \[3,2\], expected \[2,3\], from s in the order of the"),
        ("A[2,3,type=float]", "A[2,3,type=float]\nA[2]", "'A' is declared a second time"),
        ("s[3,1,type=float]", "s[3,3,type=float]", r"s: sides \[3,3\], expected one number of values"),
        ("s[3,1,type=float]", "s[3,1,type=float]\ns_2[2]", "'s' has no table|'s_2' has no table"),
        ("C[2,type=float]", "C[2,5,type=float]", r"C: sides \[2,5\], expected 2: one for each outcome"),
        ("A-o", "A-x", "line 19, Connections: 'x' is not declared in StateSpaceBlock"),
        ("A-o", "A o", "Connections: found 'A o', expected a connection such as"),
        ("A-o", "A", "expected two variables with > or - between"),
        ("A={(0.5, 1/4, 1)", "A={(0.5, 1/4, one)", "A: found 'one', expected a number such as 0.98 or 1/3"),
        ("A={(0.5, 1/4, 1)", "A={(0.5, 1/4)", "A: tensor: at .* found 3 items, expected 2"),
        ("A={(0.5, 1/4, 1)", "A={(0.5 1/4, 1)", "A: found '1/4', expected ',' or '\\)'"),
        ("(0.5, 3/4, 0)}", "(0.5, 3/4, 0)", "A: found 'B', expected ',' or '}'"),
        ("(0.5, 3/4, 0)}", "(0.5, 0.7, 0)}", r"A, column \(s=1\): entries sum to 19/20, expected 1 \(short by 1/20\)"),
        ("(0.5, 3/4, 0)}", "(0.5, 3/4, 0)}\nA={(1)}", "'A' gets a second value"),
        ("C={(0, -1.5)}", "C={(0, -1.5)}\nF={(1)}", "'F' has a value, and an exact model holds A, B, C and D only"),
        ("C={(0, -1.5)}", "", "line 6, StateSpaceBlock: C: it has no value; write it under InitialParameterization"),
        ("C={(0, -1.5)}", "C={(0, -1.5, 2)}", r"C: the value has sides \[1,3\], expected \[2\]"),
        ("C={(0, -1.5)}", "C=" + "(" * 20 + "1" + ")" * 20, "C: lists in lists deeper than 12"),
        ("C={(0, -1.5)}", "C={(0, 1e999999)}", "C: found '1e999999', expected a number"),
        ("Dynamic\nDiscrete\nModelTimeHorizon=Unbounded", "Static", "both static and dynamic"),
    ],
)
def test_what_is_not_supported_is_refused_with_its_place(old, new, message):
    assert AGENT.count(old)
    with pytest.raises(InputError, match=message):
        read_gnn(AGENT.replace(old, new, 1), "agent.gnn.md")


def test_a_missing_section_is_named():
    with pytest.raises(InputError, match=r"agent.gnn.md: section Connections is missing"):
        read_gnn("## StateSpaceBlock\n## InitialParameterization\n", "agent.gnn.md")


def test_tables_that_belong_elsewhere_are_refused():
    text = EXAMPLE.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="A_sign and o_place are connected, and A_sign belongs to o_sign"):
        read_gnn(text.replace("A_sign>o_sign", "A_sign>o_place"))
    with pytest.raises(InputError, match="B_place leads to s_health, and it belongs to s_place"):
        read_gnn(text.replace(">B_place>s_place", ">B_place>s_health"))
    with pytest.raises(InputError, match=r"A_sign: sides \[3,2,3\], expected \[3,3,2\], from s_place, s_health"):
        read_gnn(text.replace("(s_health,s_place)>A_sign", "(s_place,s_health)>A_sign"))


def test_the_first_version_of_the_format_is_read_too():
    """Headings with spaces, the version as a heading, numbers without a leading zero, the next state as s_t+1."""
    text = """## GNN v1
# Weather
## Model annotations
A chain with an unsure witness.
## State space block
s_t[2,1,type=float]
o_t[2,1,type=float]
A[2,2,type=float]
B[2,2,type=float]
D[2,1,type=float]
t[1,type=int]
## Connections
D-s_t
s_t-A
A-o_t
s_t-B
B-s_t+1
## Initial Parameterization
D={0.5,0.5}
A={(.9,.2),(.1,.8)}
B={(.7,.4),(.3,.6)}
## Time
Dynamic
DiscreteTime=s_t
ModelTimeHorizon=10
## Active Inference Ontology
A=RecognitionMatrix
# Weather
"""
    found = read_gnn(text)
    assert found.model.B[0].column((1, 0)) == (Fraction(2, 5), Fraction(3, 5))
    assert found.model.C[0].entries == (0, 0)
    assert found.notes == ("C: nothing can be chosen and nothing is preferred; the preferences are zeros",)
    with pytest.raises(InputError, match="line 1: found 'GNN v3', expected one of GNN v1"):
        read_gnn(text.replace("GNN v1", "GNN v3"))


def test_controls_without_preferences_are_refused():
    text = AGENT.replace("C[2,type=float]\n", "").replace("C>G\n", "").replace("C={(0, -1.5)}\n", "")
    with pytest.raises(InputError, match="there are controls and no preferences C; write zeros"):
        read_gnn(text)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("D_place>s_health", "D_place and s_health are connected, and D_place belongs to s_place"),
        ("C_talk-o_sign", "C_talk and o_sign are connected, and C_talk belongs to o_talk"),
        ("C_talk>s_health", "C_talk and s_health are connected, and C_talk belongs to o_talk"),
        ("B_place-o_place", "B_place and o_place are connected, and B_place belongs to s_place"),
        ("s_health>s_place", "s_health and s_place are connected, and no table says how"),
        ("o_sign-o_talk", "o_sign and o_talk are connected, and no table says how"),
        ("s_health>o_place", "s_health and o_place are connected, and no table says how"),
    ],
)
def test_connections_that_no_table_expresses_are_refused(line, message):
    text = EXAMPLE.read_text(encoding="utf-8")
    with pytest.raises(InputError, match=f"line 45, Connections: {message}"):
        read_gnn(text.replace("G>u\n", f"{line}\n", 1))


def test_a_connection_that_a_table_expresses_may_be_said_directly_too():
    text = EXAMPLE.read_text(encoding="utf-8")
    assert read_gnn(text.replace("G>u\n", "s_health>o_sign\n", 1)).model == read_gnn(text).model


def test_preferences_without_transitions_choose_nothing():
    text = PERCEPTION.replace("D[2,1", "C[2,type=float]\nD[2,1") + "C={(0, 1)}\n"
    with pytest.raises(InputError, match="preferences C without transitions B: nothing can be chosen"):
        read_gnn(text)
