"""Model files are read exactly or refused: with the place, what was expected, what was found, and in no time."""

import time
from fractions import Fraction
from pathlib import Path

import pytest

from opd_exact.models.text import load_model, read_model
from opd_exact.numbers.errors import InputError

X = 'variables.X = ["a", "b"]\n'
EXAMPLES = sorted((Path(__file__).parents[3] / "docs/examples/models").glob("*.toml"))


def cells(text: str) -> tuple[object, ...]:
    return read_model(X + f'distributions.p = {{ of = "X", p = {text} }}').kernel("p").cells


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("[0.98, 0.02]", Fraction(49, 50)),
        ("[1, 0]", Fraction(1)),
        ("[1e-3, 0.999]", Fraction(1, 1000)),
        ("[0.2_5, 75e-2]", Fraction(1, 4)),
        ('["1/3", "2/3"]', Fraction(1, 3)),
        ('{ b = "3/4", a = 0.25 }', Fraction(1, 4)),
        ('["1 - 2/3", "2/3"]', Fraction(1, 3)),
        (
            "[0.1000000000000000055511151231257827, 0.8999999999999999944488848768742173]",
            Fraction("0.1000000000000000055511151231257827"),
        ),
    ],
)
def test_numbers_are_read_as_they_are_spelled(text: str, first: Fraction) -> None:
    assert cells(text)[0] == first


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[0.5, 0.48]", r"distributions\.p\.p: entries sum to 49/50, expected 1 \(short by 1/50\)"),
        ("[0.5, 0.52]", r"entries sum to 51/50, expected 1 \(over by 1/50\)"),
        ("[0.1, 0.9000000000000001]", "over by 1/10000000000000000"),
        ("[-0.5, 1.5]", "entry 1 is -1/2, which is negative"),
        ("[1]", r"found 1 entries, expected 2, one for each value of X \(a, b\)"),
        ("[[1], [0]]", r"p\[0\]: found a list of 1, expected a number"),
        ("1", "found 1, expected 2 entries"),
        ("{ a = 1 }", "nothing for X=b"),
        ("{ a = 1, c = 0 }", "X has no value 'c'"),
        ("[true, false]", "found True, expected a number"),
        ("[inf, 0]", "'inf' spells no rational"),
        ("[nan, 1]", "'nan' spells no rational"),
        ("[2020-01-01, 1]", "expected a number"),
        ('["e", "1 - e"]', r"p\[0\]: 'e', at character 1: 'e' is no parameter"),
        ('["1 -", "0"]', "at character 4: expected a number"),
        ('["eval(1)", 1]', "'eval' is no function here"),
        ("[1e-999999999, 1]", "beyond the limit"),
        ("[[[[[[1]]]]]]", "found 1 entries, expected 2"),
    ],
)
def test_bad_rows_are_told_with_their_place(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        cells(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "variables: found none"),
        ("x = 1 2", r"no TOML: .*line 1"),
        (X + X, "no TOML: Cannot overwrite"),
        (X + "[distribution]", "unknown key 'distribution' .did you mean 'distributions'"),
        (X + 'distributions.p = { of = "Y", p = [1, 0] }', r"distributions\.p\.of: 'Y' is no variable"),
        (X + 'distributions.p = { of = "X", q = [1, 0] }', "one of the keys 'p' and 'weights'"),
        (X + 'distributions.p = { of = "X", p = [1, 0], s = 1 }', "unknown key 's'"),
        (X + 'distributions.X = { of = "X", p = [1, 0] }', "the name 'X' is already taken by variables.X"),
        (X + 'distributions.p = { of = ["X", "X"], p = [[1, 0], [0, 0]] }', "a variable occurs twice"),
        (X + 'distributions.p = { of = "X", weights = [0, 0] }', "all weights are 0"),
        (X + 'channels.c = { of = "X", given = [], rows = [] }', "found no variable"),
        (X + 'channels.c = { of = "X", given = "X", rows = [[1, 0], [0, 1]] }', "both of and given"),
        (X + "distributions = 1", "distributions: found 1, expected a table"),
        ("variables.X = []", "expected a list of names of values"),
        ('variables.X = ["a", "a"]', "'a' occurs twice"),
        ('variables.X = [""]', "no name of a value"),
        ('variables.H = ["a"]', "word of the query language"),
        ('variables."a b" = ["a"]', "'a b' is no name"),
        (X + 'parameters.lam = "postive"', "did you mean 'positive'"),
        (X + 'parameters.lam = "[1, 0]"', r"parameters\.lam: interval from 1 to 0"),
        (X + 'parameters.lam = "(0, sqrt(2))"', "is no range"),
        (X + 'simplices.w = ["p1"]', "expected at least two"),
        (
            X + 'parameters.e = "(0, 1)"\ndistributions.p = { of = "X", p = ["e", "1 - e^2"] }',
            "at e = 1/2 the sum is off by 1/4",
        ),
        (X + 'parameters.e = "real"\ndistributions.p = { of = "X", p = ["e", "1 - e"] }', "is -1 at e = -1"),
        (
            X + 'parameters.e = "real"\ndistributions.p = { of = "X", weights = ["e^2", "e^2"] }',
            "do not have a positive sum at e = 0",
        ),
        (X + '[[expect]]\nquery = "H(X"\nequals = "1"', r"expect\[0\]\.query: 'H\(X', at character 4"),
        (X + '[[expect]]\nquery = "H(X)"', "expected one of the keys 'equals', 'digits' and 'policies'"),
        (X + '[[expect]]\nquery = "H(X)"\ndigits = "1 or so"', "expected a decimal"),
        (X + '[[expect]]\nquery = "H(X)"\ndigits = 1\ntolerance = 0', "expected a positive number"),
        (X + '[[expect]]\nquery = "H(X)"\npolicies = ["a"]', "goes with argmin"),
        (X + '[[expect]]\nquery = "H(X) < 1"\nequals = "1"', "is expected to hold"),
        (X + '[[expect]]\nquery = "H(X)"\nequals = "1"\nat = { e = 1 }', "'e' is no parameter"),
        (
            X + '[[expect]]\nquery = "I(X;Q)"\ndigits = 1',
            r"expect\[0\]\.query: 'I\(X;Q\)', at character 1: 'Q' is no variable",
        ),
        (X + '[[expect]]\nquery = "1 < lam"', r"expect\[0\]\.query: .* at character 5: 'lam' is no parameter"),
        (X + '[[expect]]\nquery = "P(X=aa)"\nequals = "1"', "X has no value 'aa'"),
        (X + '[[expect]]\nquery = "1"\nequals = "H(Y)"', r"expect\[0\]\.equals: .*'Y' is no variable"),
        (X + '[[expect]]\nquery = "argmin EFE"\npolicies = ["a"]', "the model has no policies"),
        (X + "distributions.p.p = [" + "3" * 5_000 + "]", "^file.toml: line 2: a number is too long"),
        (X + "joints.j = { factors = [] }", "expected a list of distributions and channels"),
        (X + 'joints.j = { factors = ["p"] }', "'p' is no distribution or channel"),
        (X + 'policies.likelihood = "c"', "key 'preferences' is missing"),
        (X + 'pomdp.factors = ["X"]', "key 'modalities' is missing"),
        ("\ufeff" + X, "byte order mark"),
    ],
)
def test_bad_files_are_told_with_their_key(text: str, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint) as caught:
        read_model(text, "file.toml")
    assert str(caught.value).startswith("file.toml: ")


@pytest.mark.parametrize(
    "text",
    [
        X + "a = " + "[" * 200_000,
        ".".join(["a"] * 400_000) + " = 1",
        "[" + ".".join(['"b"'] * 200_000) + "]",
        X + "distributions.p = { of = 'X', p = [" + "1" * 900_000 + "] }",
        X + "distributions.p = { of = 'X', p = [0." + "1" * 900_000 + ", 1] }",
        X + "distributions.p = { of = 'X', p = ['" + "(" * 900_000 + "', 1] }",
        "#" * 2_000_000,
        '"' * 900_000,
        "'''" + "a.b" * 300_000,
        X + "\n".join(f"k{i} = 1" for i in range(40_000)),
    ],
    ids=range(10),
)
def test_hostile_files_are_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(InputError):
        read_model(text)
    assert time.perf_counter() - started < 5


def test_a_file_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    big = tmp_path / "big.toml"
    with big.open("wb") as stream:
        stream.truncate(100_000_000)
    started = time.perf_counter()
    with pytest.raises(InputError, match="100000000 bytes, expected at most 1000000"):
        load_model(big)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize("content", [X.encode("utf-16"), X.encode() + b"# \xff", b"\x00"])
def test_other_encodings_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.toml").write_bytes(content)
    with pytest.raises(InputError, match=r"UTF-8|no TOML"):
        load_model(tmp_path / "model.toml")


@pytest.mark.parametrize("path", ["missing.toml", "."])
def test_what_is_no_file_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError, match="no such file"):
        load_model(tmp_path / path)


def test_dots_inside_strings_and_comments_are_no_keys() -> None:
    read_model(f"[model]\ntitle = \"{'a.' * 50}\"\nsource = '''{'b.' * 50}'''\n[variables]\nX = ['a'] # {'c.' * 50}\n")


@pytest.mark.parametrize("file", EXAMPLES, ids=[file.stem for file in EXAMPLES])
def test_examples_are_read(file: Path) -> None:
    assert load_model(file).variables
