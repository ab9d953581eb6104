"""Bayesian networks in BIF and XMLBIF: numbers as spelled, both orders of tables, refusals with line and amount."""

from fractions import Fraction
from pathlib import Path

import pytest

from opd_exact.models.importers import load, named_network, read_bif, read_xmlbif
from opd_exact.models.importers.source import MOST_BYTES
from opd_exact.models.text import read_model, write_model
from opd_exact.numbers.errors import InputError

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples" / "models"

HEAD = """network n { }
variable X { type discrete [ 2 ] { a, b }; }
variable Y { type discrete [ 3 ] { c, d, e }; }
"""
X = "probability ( X ) { table 0.25 0.75; }\n"
ROWS = "probability ( Y | X ) { (a) 0.5 0.25 0.25; (b) 0 0.3 0.7; }\n"
TABLE = "probability ( Y | X ) { table 0.5 0  0.25 0.3  0.25 0.7; }\n"

XML = """<?xml version="1.0"?>
<!DOCTYPE BIF [ <!ELEMENT BIF ( NETWORK )*> <!ATTLIST BIF VERSION CDATA #REQUIRED> ]>
<BIF VERSION="0.3"><NETWORK><NAME>n</NAME>
<VARIABLE TYPE="nature"><NAME>X</NAME><OUTCOME>a</OUTCOME><OUTCOME>b</OUTCOME></VARIABLE>
<VARIABLE TYPE="nature"><NAME>Y</NAME><OUTCOME>c</OUTCOME><OUTCOME>d</OUTCOME><OUTCOME>e</OUTCOME>
<PROPERTY>position = (1, 2)</PROPERTY></VARIABLE>
<DEFINITION><FOR>X</FOR><TABLE>0.25 <!-- a --> 0.75</TABLE></DEFINITION>
<DEFINITION><FOR>Y</FOR><GIVEN>X</GIVEN><TABLE>0.5 0.25 0.25
0 0.3 0.7</TABLE></DEFINITION>
</NETWORK></BIF>
"""


def test_rows_a_table_and_xml_say_the_same():
    """BIF has the child slowest in a table, XMLBIF fastest."""
    rows, table, xml = read_bif(HEAD + X + ROWS), read_bif(HEAD + X + TABLE), read_xmlbif(XML)
    assert rows == table == xml
    assert rows.node("Y").table.column((1,)) == (0, Fraction(3, 10), Fraction(7, 10))


def test_two_parents_in_a_table_the_last_fastest():
    """The dog problem as JavaBayes ships it: p(out | trouble, nobody home) = 0.99, 0.97, 0.9, 0.3."""
    text = """variable bp { type discrete[2] { t f }; } variable fo { type discrete[2] { t f }; }
    variable "do" { type discrete[2] { t f }; }
    probability ( bp ) { table 0.01 0.99; } probability ( fo ) { table 0.15 0.85; }
    probability ( do bp fo ) { table 0.99 0.97 0.9 0.3 0.01 0.03 0.1 0.7; }"""
    net = read_bif(text)
    assert net.posterior("do", {"bp": "t", "fo": "f"})[0] == Fraction(97, 100)
    assert net.posterior("do", {"bp": "f", "fo": "t"})[0] == Fraction(9, 10)


@pytest.mark.parametrize(
    ("name", "published"),
    [
        ("tub", "0.088"),
        ("smoke", "0.626"),
        ("lung", "0.100"),
        ("bronc", "0.811"),
        ("either", "0.182"),
        ("xray", "0.220"),
    ],
)
def test_the_chest_clinic_has_its_published_posteriors(name, published):
    """A visitor to Asia with dyspnoea; the exact values that the BUGS examples (volume 2, Asia) compare with."""
    net = read_bif((EXAMPLES / "asia.bif").read_text(encoding="utf-8"))
    exact = net.posterior(name, {"asia": "yes", "dysp": "yes"})[0]
    assert abs(exact - Fraction(published)) <= Fraction(1, 2000)


def test_the_chest_clinic_by_hand():
    """p(dysp, either | smoke) worked out on paper for a smoker who was not in Asia."""
    net = read_bif((EXAMPLES / "asia.bif").read_text(encoding="utf-8"))
    either = 1 - Fraction(9, 10) * Fraction(99, 100)
    dyspnoea = either * (Fraction(6, 10) * Fraction(9, 10) + Fraction(4, 10) * Fraction(7, 10)) + (1 - either) * (
        Fraction(6, 10) * Fraction(8, 10) + Fraction(4, 10) * Fraction(1, 10)
    )
    held = {"asia": "no", "smoke": "yes"}
    assert net.posterior("either", held)[0] == either
    assert net.posterior("dysp", held)[0] == dyspnoea
    assert net.mutual_information(["asia"], ["smoke"]) == 0
    assert net.mutual_information(["asia"], ["smoke"], {"dysp": "yes"}) > 0


def test_a_model_file_of_a_network_reads_back():
    named = load(EXAMPLES / "asia.bif")
    assert read_model(write_model(named)) == named
    assert named.ask("P(bronc=yes | asia=yes, dysp=yes)").value == Fraction(146097, 180055)


def test_a_large_network_is_asked_about_some_of_its_variables(tmp_path):
    """A chain of 40 copies with error 1/10: its joint has 2^40 cells, that of both ends 4."""
    text = "variable X0 { type discrete[2] { a b }; } probability ( X0 ) { table 1 0; }\n"
    for i in range(1, 40):
        text += f"variable X{i} {{ type discrete[2] {{ a b }}; }}\n"
        text += f"probability ( X{i} | X{i - 1} ) {{ (a) 0.9 0.1; (b) 0.1 0.9; }}\n"
    file = tmp_path / "chain.bif"
    file.write_text(text)
    with pytest.raises(InputError, match=r"the joint of 40 variables has 1099511627776 cells, .* name with joint_of="):
        load(file)
    ends = load(file, joint_of=["X0", "X39"])
    assert ends.ask("P(X39=a | X0=a)").value == (1 + Fraction(4, 5) ** 39) / 2
    assert read_model(write_model(ends)) == ends


def test_names_that_the_grammar_has_no_room_for_are_changed():
    text = 'variable "dog out" { type discrete[2] { t f }; } variable d { type discrete[2] { t f }; }'
    text += 'variable dog-out { type discrete[2] { t f }; } probability ( "dog out" ) { table 0.5 0.5; }'
    text += "probability ( d | dog-out ) { default 1 0; } probability ( dog-out ) { table 0.1 0.9; }"
    named = named_network(read_bif(text))
    assert [variable.name for variable in named.variables] == ["dog_out", "d_", "dog_out_"]
    assert read_model(write_model(named)) == named


def test_rescaling_has_to_be_asked_for():
    text = "variable X { type discrete[3] { a b c }; }\nprobability ( X ) { table 0.333 0.333 0.333; }"
    with pytest.raises(InputError, match=r"line 2, probability: p\(X\): entries sum to 999/1000, .*short by 1/1000"):
        read_bif(text)
    assert read_bif(text, normalize=True).posterior("X") == (Fraction(1, 3),) * 3


def test_what_was_rescaled_is_told(tmp_path):
    file = tmp_path / "thirds.bif"
    file.write_text("variable X { type discrete[3] { a b c }; } probability ( X ) { table 0.3 0.3 0.3; }")
    assert "entries sum to 9/10, expected 1 (short by 1/10); divided by the sum" in load(file, normalize=True).source


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "n.bif: found no variable"),
        ("graph g { }", "line 1: found 'graph', expected one of network, variable, probability"),
        (HEAD + X, "line 3, variable: variable 'Y' has no table of probabilities"),
        (HEAD + X + X + ROWS, "line 5, probability: a second table for 'X'"),
        (HEAD + X + "probability ( Y | Z ) { }", "line 5, probability: 'Z' is no variable of the file"),
        (HEAD + X + "probability ( Y | Y ) { }", "'Y' occurs twice in one table"),
        (HEAD + X + "probability ( Y | X ) {\n(a) 1 0 0; }", r"p\(Y\): no row for \(b\) and no default"),
        (HEAD + X + "probability ( Y | X ) {\n(a) 1 0 0;\n(a) 1 0 0; }", "line 7: these values .* a second time"),
        (HEAD + X + "probability ( Y | X ) { (q) 1 0 0; }", "X has no value 'q'; it has a, b"),
        (HEAD + X + "probability ( Y | X ) { (a, b) 1 0 0; }", "more than 1 values, one for each parent"),
        (HEAD + X + "probability ( Y | X ) { () 1 0 0; }", "0 values, expected 1"),
        (HEAD + X + "probability ( Y | X ) { (a) 1 0; }", "found 2 numbers, expected 3"),
        (HEAD + X + "probability ( Y | X ) { table 1 0 0 1 0 0; default 1 0 0; }", "a table together with single rows"),
        (HEAD + X + "probability ( Y | X ) { (a) 1 0 nan; }", "line 5: expected a number: 'nan' spells no rational"),
        (HEAD + X + "probability ( Y | X ) { (a) 1 0 0", "found 'the end of the file', expected a number or ';'"),
        (HEAD + X + "probability ( Y | X ) { utility 3; }", "found 'utility', which has no meaning here"),
        (HEAD + 'variable Z { type "discrete', "line 4: '\"discrete' has no meaning here: an unfinished text"),
        ("variable X { type continuous; }", "is of type 'continuous', expected discrete"),
        ("variable X { type discrete [ 3 ] { a, b }; }", "'X': found 2 values, declared 3"),
        ("variable X { type discrete [ 2 ] { a, a }; }", "a value occurs twice"),
        ("variable X { property no semicolon }", "a property without ';'"),
        (
            HEAD + X + ROWS.replace("0.7", "0.69"),
            r"p\(Y \| X=b\): entries sum to 99/100, expected 1 \(short by 1/100\)",
        ),
        (HEAD + X + ROWS.replace("0.7", "0.8").replace("0.3", "0.4").replace("0 ", "-0.2 "), "entry 0 is -1/5"),
    ],
)
def test_what_is_no_bif_is_refused(text, message):
    with pytest.raises(InputError, match=message):
        read_bif(text, "n.bif")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("</NETWORK>", "", "no XML: mismatched tag"),
        ('VERSION="0.3"', 'VERSION="0.5"', "line 3, BIF: version '0.5', expected 0.3"),
        ('<VARIABLE TYPE="nature">', '<VARIABLE TYPE="decision">', "is of type 'decision', expected nature"),
        ("<FOR>X</FOR>", "<FOR>Z</FOR>", "line 7, DEFINITION: 'Z' is no variable of the file"),
        (
            "<GIVEN>X</GIVEN>",
            "<GIVEN>X</GIVEN><OBSERVED>a</OBSERVED>",
            "'OBSERVED' has no meaning in DEFINITION",
        ),
        ("0.3 0.7", "0.3", "line 8, TABLE: found 5 numbers, expected 6"),
        ("0.3 0.7", "0.3 0.6", r"p\(Y \| X=b\): entries sum to 9/10, expected 1 \(short by 1/10\)"),
        ("0.3 0.7", "0.3 ∞", "expected a number: '∞' spells no rational"),
        ("<!ELEMENT BIF ( NETWORK )*>", "<!ENTITY a 'b'>", "line 2: the file declares the entity 'a'"),
        ("<OUTCOME>b</OUTCOME>", "<OUTCOME>a</OUTCOME>", "expected different names"),
        ("<NETWORK><NAME>n</NAME>", "<NETWORK><NAME>n</NAME></NETWORK><NETWORK>", "2 elements NETWORK, expected one"),
    ],
)
def test_what_is_no_xmlbif_is_refused(old, new, message):
    assert old in XML
    with pytest.raises(InputError, match=message):
        read_xmlbif(XML.replace(old, new, 1), "n.xmlbif")


def test_oversize_files_are_refused_unread(tmp_path):
    file = tmp_path / "large.bif"
    with file.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(InputError, match=f"{MOST_BYTES + 1} bytes, expected at most {MOST_BYTES}"):
        load(file)


@pytest.mark.parametrize(("name", "message"), [("none.bif", "no such file"), ("model.net", "the name ends in none of")])
def test_what_cannot_be_opened_is_refused(tmp_path, name, message):
    with pytest.raises(InputError, match=message):
        load(tmp_path / name)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    file = tmp_path / "latin.bif"
    file.write_bytes("variable é".encode("latin-1"))
    with pytest.raises(InputError, match=r"byte 9 is no UTF-8"):
        load(file)
