"""The checker refuses what is false: hand-made certificates that each abuse one rule, beside an honest one."""

import ast
import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opd_exact.certificates import checker
from opd_exact.certificates.checker import Rejected, check_step

CHECKER = Path(checker.__file__)


def step(statement: str, assumptions: list[str], lines: Any, *shows: Any) -> dict[str, Any]:
    numbered = [[number, *line] for number, line in enumerate(lines)]
    proof = {"lines": numbered, "shows": list(shows)}
    return {"title": "t", "statement": statement, "assumptions": assumptions, "proof": proof}


def refused(statement: str, assumptions: list[str], lines: Any, *shows: Any, match: str | None = None) -> None:
    with pytest.raises(Rejected, match=match):
        check_step(step(statement, assumptions, lines, *shows))


LOWER = [">", "bound", "x", "lower"]
UPPER = [">", "bound", "x", "upper"]
ITSELF = ["=", "product", "x", ["1", [[0, 1]]]]
POSITIVE = ["x in (0, oo)"]
UNIT = ["x in (0, 1)"]
REAL = ["x in (-oo, oo)"]
TANGENT = [">=", "tangent", ["1", [[0, 1]]], None]


# -- honest proofs, so that a refusal below means something -----------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "assumptions", "lines", "shows"),
    [
        ("(x + 1)**2 = x**2 + 2*x + 1", REAL, [], ()),
        ("x/x = 1", POSITIVE, [LOWER, ITSELF], ()),
        ("log(x**2) = 2*log(x)", POSITIVE, [LOWER, ITSELF, ["=", "product", "x**2", ["1", [[0, 2]]]]], ()),
        ("x - 1 - log(x) >= 0", POSITIVE, [LOWER, ITSELF, TANGENT], (2,)),
        ("log(6/5) = log(2) + log(3) - log(5)", REAL, [["=", "product", "6/5", ["6/5", []]]], ()),
        ("x**2 >= 0", REAL, [[">=", "square", "x"]], (0,)),
        ("1 - x > 0", UNIT, [UPPER], (0,)),
        ("-x < 0", POSITIVE, [LOWER], (0,)),
        ("exp(x) > 0", REAL, [[">", "exp", "x"], ["=", "product", "exp(x)", ["1", [[0, 1]]]]], (0,)),
        ("exp(2*x) = exp(x)**2", REAL, [[">", "exp", "x"], ["=", "product", "exp(x)", ["1", [[0, 1]]]],
            ["=", "product", "exp(2*x)", ["1", [[0, 2]]]]], ()),
        ("x**2 strictly increases with x", POSITIVE, [LOWER, [">", "sum", "2*x", [["2", [[0, 1]]]]]], (1,)),
        ("x**2 strictly decreases with x", ["x in (-oo, 0)"], [UPPER, [">", "sum", "-2*x", [["2", [[0, 1]]]]]], (1,)),
        ("x**2 strictly decreases with x", ["x in [2, 2]"], [], ()),
        ("exp(1/2*log(x)) > 0", POSITIVE, [LOWER, ITSELF, [">", "exp", "1/2*log(x)"],
            ["=", "product", "exp(1/2*log(x))", ["1", [[2, 1]]]]], (2,)),
        ("p + q = 1", ["p, q > 0 with p + q = 1"], [], ()),
        ("x != 0", ["x in (-oo, 0)"], [UPPER], (0,)),
    ],
)  # fmt: skip
def test_honest_proofs_are_accepted(statement: str, assumptions: list[str], lines: Any, shows: Any) -> None:
    assert check_step(step(statement, assumptions, lines, *shows)) == f"t: {statement}  [{'; '.join(assumptions)}]"


# -- forgeries, rule by rule -------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["x = x + 1", "x**2 = 1", "0 = 1", "x = y", "2*x = x", "exp(x) = x", "x**0 = 0"])
def test_false_equations(statement: str) -> None:
    refused(statement, REAL, [[">", "exp", "x"]])


@pytest.mark.parametrize("statement", ["0 < 0", "0 > 0", "x > 0", "x >= 0", "x != 0", "-1 > 0"])
def test_false_signs(statement: str) -> None:
    refused(statement, REAL, [[">=", "square", "x"]], 0)
    refused(statement, REAL, [[">=", "sum", "0", []]], 0)


def test_division_by_what_may_vanish() -> None:
    refused("x/x = 1", REAL, [], match="does not vanish")
    refused("x/x = 1", ["x in [0, oo)"], [[">=", "bound", "x", "lower"]], match="does not vanish")
    refused("x/x = 1", REAL, [["=", "product", "x", ["1", []]]], match="multiply")
    nonnegative = ["x in [0, oo)"]
    bound = [">=", "bound", "x", "lower"]
    refused("x/x = 1", nonnegative, [bound, ["=", "product", "x", ["1", [[0, 1]]]]], match="may vanish")
    refused("1/x >= 0", nonnegative, [bound, [">=", "sum", "1/x", [["1", [[0, -1]]]]]], 1)
    refused("x**-2*x**2 = 1", REAL, [[">=", "square", "x"], ["=", "product", "x**2", ["1", [[0, 1]]]]])
    refused("0/0 = 1", REAL, [])
    refused("1/(x - x) = 0", REAL, [["=", "product", "x - x", ["0", []]]], match="may vanish")


def test_logs_of_what_is_not_positive() -> None:
    refused("log(x) - log(x) = 0", REAL, [], match="log or below")
    refused("log(-1) = log(-1)", REAL, [["=", "product", "-1", ["-1", []]]], match="not positive")
    refused("log(0) = log(0)", REAL, [])
    minus = ["=", "product", "-x", ["-1", [[0, 1]]]]
    refused("log(-x) = log(-x)", POSITIVE, [LOWER, minus], match="not positive")
    refused("log(x**2) = 2*log(x)", REAL, [[">=", "square", "x"], ["=", "product", "x**2", ["1", [[0, 1]]]]])


def test_exponentials() -> None:
    named = [[">", "exp", "x"], ["=", "product", "exp(x)", ["1", [[0, 1]]]]]
    check_step(step("exp(x) = exp(x)", REAL, named))
    refused("exp(2*x) = exp(x)", REAL, [*named, ["=", "product", "exp(2*x)", ["1", [[0, 1]]]]])
    refused("exp(x) = -exp(x)", REAL, [[">", "exp", "x"], ["=", "product", "exp(x)", ["-1", [[0, 1]]]]])
    refused("exp(x) = x", REAL, named, match="differ")
    refused("0 = 0", POSITIVE, [[">", "exp", "log(x)"]], match="log or below")  # no line says that x is positive


def test_tangents() -> None:
    refused("x - 1 - log(x) > 0", POSITIVE, [LOWER, ITSELF, TANGENT], 2, match="less")
    refused("x - 1 - log(x) > 0", POSITIVE, [LOWER, ITSELF, [">", *TANGENT[1:]]], 2, match="else than")
    for gap in (["1", []], ["1", [[0, 1]]], ["-1", [[0, 1]]], ["0", []]):
        refused("0 = 0", POSITIVE, [LOWER, [">", "tangent", ["1", [[0, 1]]], gap]])
    refused("0 < 0", REAL, [[">", "tangent", ["1", []], ["0", []]]], 0)
    refused("0 = 0", REAL, [[">=", "tangent", ["-1", []], None]], match="not positive")
    refused("0 = 0", REAL, [[">=", "square", "x"], [">=", "tangent", ["1", [[0, 1]]], None]], match="may vanish")


def test_sums() -> None:
    refused("-x > 0", POSITIVE, [LOWER, [">", "sum", "-x", [["-1", [[0, 1]]]]]], 1, match="negative")
    refused("x > 0", REAL, [[">", "sum", "x", []]], 0)
    refused("0 > 0", REAL, [[">", "sum", "0", []]], 0)
    refused("x**2 > 0", REAL, [[">=", "square", "x"], [">", "sum", "x**2", [["1", [[0, 1]]]]]], 1)
    refused("x > 0", POSITIVE, [LOWER, [">", "sum", "x", [["1", [[0, 1]]], ["1", [[0, 1]]]]]], 1)
    refused("2*x > 0", POSITIVE, [LOWER, [">", "sum", "2*x", [["1", [[0, 1]]], ["1", [[0, 1]]]]]], 1, match="order")


def test_lines_that_stand_on_themselves_or_on_later_ones() -> None:
    circle = [">", "sum", "x", [["1", [[0, 1]]]]]
    refused("x > 0", REAL, [circle], 0, match="no sign")
    refused("x/x = 1", REAL, [ITSELF, LOWER], match="no sign")
    refused("x > 0", REAL, [[">", "sum", "x", [["1", [[1, 1]]]]], circle], 0, match="no sign")
    refused("0 = 0", REAL, [[">=", "tangent", ["1", [[0, 1]]], None]], match="no sign")
    refused("x > 0", POSITIVE, [LOWER], 1, match="no sign")
    for line in (-1, True, 0.0, "0", None):
        refused("x > 0", POSITIVE, [[*LOWER]], line)


def test_an_end_line_says_nothing_about_its_symbol() -> None:
    """A rule that needs the end of a range must not leave the symbol's name with the factors of another function."""
    lines = [
        [">=", "square", "x"],
        [">=", "sum", "1", [["1", []]]],
    ]
    refused("x = 1", POSITIVE, lines)
    end = [[">", "sum", "1", [["1", []]]], [">=", "sum", "0", []], [">", "end", "1", "x", "lower", 1, 0]]
    check_step(step("1 > 0", POSITIVE, end, 2))
    refused("log(x) = 0", POSITIVE, [*end, ["=", "product", "1", ["1", [[2, 1]]]]], match="log or below")
    refused("1/x = 1", POSITIVE, end, match="log or below")


def test_ends_of_ranges() -> None:
    rising = [[">", "sum", "1", [["1", []]]], [">=", "sum", "0", []]]
    check_step(step("x > 0", POSITIVE, [*rising, [">", "end", "x", "x", "lower", 0, 1]], 2))
    closed = ["x in [0, oo)"]
    refused("x > 0", closed, [*rising, [">", "end", "x", "x", "lower", 0, 1]], 2)
    refused("-x > 0", POSITIVE, [*rising, [">", "end", "-x", "x", "lower", 0, 1]], 2, match="slope")
    refused("x - 1 > 0", POSITIVE, [*rising, [">", "end", "x - 1", "x", "lower", 0, 1]], 2, match="start")
    refused("x > 0", ["x in (-oo, 1)"], [*rising, [">", "end", "x", "x", "lower", 0, 1]], 2, match="does not end")
    refused("x > 0", UNIT, [*rising, [">", "end", "x", "x", "upper", 0, 1]], 2)
    # -1/x rises wherever it is defined, and starts nowhere: 0 is a pole.
    poles = [LOWER, ITSELF, [">", "sum", "x**-2", [["1", [[0, -2]]]]], [">=", "sum", "0", []]]
    refused("-1/x > 0", POSITIVE, [*poles, [">", "end", "-1/x", "x", "lower", 2, 3]], 4, match="log or below")
    tied = ["p, q > 0 with p + q = 1"]
    refused("p - q > 0", tied, [*rising, [">", "end", "p - q", "p", "lower", 0, 1]], 2, match="vary alone")
    assumed = ["x in (0, oo)", "1 - x > 0"]
    refused("x > 0", assumed, [*rising, [">", "end", "x", "x", "lower", 0, 1]], 2, match="vary alone")


def test_simplices_and_assumptions() -> None:
    refused("p + q = 2", ["p, q > 0 with p + q = 1"], [])
    refused("p = 1", ["p > 0 with p = 1"], [], match="simplex")
    refused("p = q", ["p, p > 0 with p + p = 1"], [], match="twice")
    refused("p + q = 1", ["p, q > 0 with p + r = 1"], [], match="simplex")
    refused("p + q = 1", ["p, q > 0 with p + q = 2"], [], match="simplex")
    refused("p + q = 1", ["p in (0, 1)", "q in (0, 1)"], [])
    refused("p > 0", ["p in (0, 1)", "p, q > 0 with p + q = 1"], [[">", "bound", "p", "lower"]], 0, match="twice")
    refused("x > 0", ["x in (0, 1)", "x in (2, 3)"], [LOWER], 0, match="twice")
    refused("x - 1 > 0", POSITIVE, [[">", "assumed", "x - 1"]], 0, match="no such")
    for range_ in ("x in (1, 0)", "x in (0, 0)", "x in (0, 0]", "x in [-oo, 0)", "x in (0, oo]", "x in (0, 2/2)"):
        refused("0 = 0", [range_], [])
    refused("x >= 0", ["x in [0, 1]"], [LOWER], 0)  # the line is not strict, though it says so
    refused("1 - x > 0", ["x in (0, 1]"], [[">=", "bound", "x", "upper"]], 0, match="less")
    refused("y = y", REAL, [], match="assumed of")


def test_monotone_across_a_pole() -> None:
    rate = [">", "sum", "x**-2", [["1", [[0, -2]]]]]
    check_step(step("-1/x strictly increases with x", POSITIVE, [LOWER, ITSELF, rate], 2))
    refused("-1/x strictly increases with x", REAL, [LOWER, ITSELF, rate], 2)
    proof: Any = {
        "cut": ["x", "0"],
        "parts": [
            {"lines": [[0, *UPPER], [1, "=", "product", "x", ["-1", [[0, 1]]]], [2, *rate]], "shows": [2]},
            {"lines": [], "shows": []},
            {"lines": [[0, *LOWER], [1, *ITSELF], [2, *rate]], "shows": [2]},
        ],
    }
    forged = {"title": "t", "statement": "-1/x strictly increases with x", "assumptions": REAL, "proof": proof}
    with pytest.raises(Rejected, match=r"(log or below|0 of|the power)"):
        check_step(forged)


def cut(statement: str, below: Any, at: Any, above: Any, point: str = "0") -> dict[str, Any]:
    made = step(statement, REAL, [])
    made["proof"] = {"cut": ["x", point], "parts": [below, at, above]}
    return made


def test_cuts() -> None:
    lower = {"lines": [[0, *LOWER], [1, ">", "sum", "x**2", [["1", [[0, 2]]]]]], "shows": [1]}
    upper = {"lines": [[0, *UPPER], [1, ">", "sum", "x**2", [["1", [[0, 2]]]]]], "shows": [1]}
    point = {"lines": [[0, ">=", "sum", "0", []]], "shows": [0]}
    check_step(cut("x**2 >= 0", upper, point, lower))
    for forged in (
        cut("x**2 > 0", upper, point, lower),
        cut("x**2 >= 0", None, point, lower),
        cut("x**2 >= 0", upper, None, lower),
        cut("x**2 >= 0", upper, point, None),
        cut("x**2 >= 0", lower, point, upper),
        cut("x**2 >= 0", upper, point, lower, "1"),
        cut("x >= 0", upper, point, lower),
    ):
        with pytest.raises(Rejected):
            check_step(forged)
    tied = {**cut("0 = 0", point, point, point), "assumptions": ["x, y > 0 with x + y = 1"]}
    with pytest.raises(Rejected, match="vary alone"):
        check_step(tied)


def test_monotone() -> None:
    refused("x**2 strictly increases with x", REAL, [[">", "exp", "x"]], 0)
    refused("x**2 strictly increases with x", REAL, [])
    refused("x**2 strictly decreases with x", POSITIVE, [LOWER, [">", "sum", "2*x", [["2", [[0, 1]]]]]], 1)
    closed = [[">=", "bound", "x", "lower"], [">=", "sum", "2*x", [["2", [[0, 1]]]]]]
    refused("x**2 strictly increases with x", ["x in [0, oo)"], closed, 1, match="less")
    refused("p strictly increases with p", ["p, q > 0 with p + q = 1"], [[">", "sum", "1", [["1", []]]]], 0)
    refused("x strictly increases with y", REAL, [[">", "sum", "1", [["1", []]]]], 0)


def series(statement: str, assumptions: list[str], lines: Any, *slopes: str) -> dict[str, Any]:
    made = step(statement, assumptions, lines)
    return {**made, "proof": {**made["proof"], "slopes": list(slopes)}}


def test_series() -> None:
    honest = "x**2 + x**3 = x**2 + O(x**3)"
    check_step(series(honest, REAL, [], "3*x**2", "6*x"))
    for forged, match in (
        (series("x**2 + x**3 = x**2 + O(x**4)", REAL, [], "3*x**2", "6*x", "6"), "differ"),
        (series(honest, REAL, [], "3*x**2"), "derivatives"),
        (series(honest, REAL, []), "derivatives"),
        (series(honest, REAL, [], "2*x", "6*x"), "differ"),
        (series(honest, ["x in (1, 2)"], [], "3*x**2", "6*x"), "no series"),
        (series(honest, ["x in [0, 0]"], [], "3*x**2", "6*x"), "no series"),
        (series("1/x - 1/x = 0 + O(x**1)", POSITIVE, [LOWER, ITSELF]), "power -1 of 0"),
        (series("x*log(x) = 0 + O(x**1)", POSITIVE, [LOWER, ITSELF]), "not positive"),
        (series("p = 0 + O(p**1)", ["p, q > 0 with p + q = 1"], []), "vary alone"),
    ):
        with pytest.raises(Rejected, match=match):
            check_step(forged)


def test_limits() -> None:
    far = "1/abs(x), which tends to 0 as x tends to oo"
    range_ = ["x in (1, oo)"]
    zero = [">=", "sum", "0", []]
    one = [">", "bound", "x", "lower"]
    positive = [">", "sum", "x", [["1", []], ["1", [[1, 1]]]]]
    itself = ["=", "product", "x", ["1", [[2, 1]]]]
    inverse = [">", "sum", "1/x", [["1", [[2, -1]]]]]
    lines = [zero, one, positive, itself, inverse]
    check_step(step(f"abs(0) <= 1/x <= {far}", range_, lines, 4, 4, 0))
    refused(f"abs(0) <= 1/x <= 2{far[1:]}", range_, lines, 4, 4, 0, match="something else")
    refused(f"abs(0) <= 1/x <= x{far[1:]}", range_, lines, 4, 4, 0, match="malformed")
    refused(f"abs(0) <= 1/x <= 0{far[1:]}", range_, lines, 4, 4, 0, match="malformed")
    refused(f"abs(1) <= 1/x <= {far}", range_, lines, 4, 4, 0, match="something else")
    refused(f"abs(0) <= x <= {far}", range_, lines, 2, 2, 0, match="something else")
    refused(f"abs(0) <= 1/x <= {far}", ["x in (1, 2)"], lines, 4, 4, 0, match="ends")
    refused(f"abs(0) <= 1/x <= {far.replace('to oo', 'to -oo')}", range_, lines, 4, 4, 0, match="ends")
    refused(f"abs(0) <= 1/x <= {far}", range_, lines, 4, 4, match="malformed")
    refused(f"abs(0) <= 1/x <= {far}", range_, lines, 4, 4, 0, 0, match="show nothing")
    refused(f"abs(0) <= 1/x <= {far.replace('x tends', 'y tends')}", range_, lines, 4, 4, 0)


def test_names_and_titles_that_would_mislead_a_reader() -> None:
    """What is printed is what is proved: a name is one name, a title one line."""
    for names in ("p + 1, q", "2*p, q", "1, q", "exp, q", "log, q", "-p, q", "p; x in (0, 1), q", ", q"):
        added = names.replace(", ", " + ")
        refused("0 = 0", [f"{names} > 0 with {added} = 1"], [])
    for range_ in ("1 in [2, 3]", "exp in (0, 1)", "_x in (0, 1)"):
        refused("0 = 0", [range_], [])
    honest = step("0 = 0", REAL, [])
    titles: list[Any] = ["0 = 1  []\nt", "t\r", "\u202e1 = 0", None, 1, ["t"]]
    for title in titles:
        with pytest.raises(Rejected):
            check_step({**honest, "title": title})


@pytest.mark.parametrize("text", [
    pytest.param("((x + 1)**90)**500", marks=pytest.mark.exhaustive), "x**1000000", "(9**500)**500*x",
    "__import__('os')", "x.real", "x[0]", "lambda: x", "f(x)",
    "x + ", "x + + x", "(x", "x)", "1.5*x", "2x", "x ** 2", "x  + 1", "exp x", "x**x", "x**(2)", "", "1e5", "x\n",
])  # fmt: skip
def test_texts_that_are_no_expressions_or_absurd(text: str) -> None:
    refused(f"{text} = {text}", REAL, [])


def test_deep_nesting_is_refused_quickly() -> None:
    for text in ("(" * 50_000 + "x" + ")" * 50_000, "exp(" * 5000 + "x" + ")" * 5000):
        refused(f"{text} = x", REAL, [])


def test_unknown_rules_and_shapes() -> None:
    for line in ([">", "positive", "x"], [">", "take", "x"], [">", 1], [">"], [], [">", "exp"], [">", "exp", "x", "y"],
                 [">", "__init__", "x"], [None, None, None]):  # fmt: skip
        refused("0 = 0", REAL, [line])
    honest = step("x/x = 1", POSITIVE, [LOWER, ITSELF])
    junks: list[Any] = [None, 1, "x", [], {}, [[]]]
    for place in ("statement", "assumptions", "proof"):
        for junk in junks:
            with pytest.raises(Rejected):
                check_step({**copy.deepcopy(honest), place: junk})


# -- the file stands alone --------------------------------------------------------------------------------------


def test_the_checker_imports_the_standard_library_alone_and_stays_short() -> None:

    source = CHECKER.read_text(encoding="utf-8")
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= sys.stdlib_module_names
    assert not {"eval", "exec", "compile", "__import__", "open", "pickle"} & {
        node.id for node in ast.walk(ast.parse(source.split("if __name__")[0])) if isinstance(node, ast.Name)
    }


def test_a_copy_of_the_file_checks_a_certificate_in_an_empty_folder(tmp_path: Path) -> None:

    (tmp_path / "checker.py").write_bytes(CHECKER.read_bytes())
    honest = step("x/x = 1", POSITIVE, [LOWER, ITSELF])
    said = "t: x/x = 1  [x in (0, oo)]"
    for name, steps in (("good", [said]), ("bad", ["t: x/x = 2  [x in (0, oo)]"])):
        certificate = {"theorem": {"steps": steps}, "steps": [honest], "not_covered": []}
        (tmp_path / f"{name}.json").write_text(json.dumps(certificate))
    run = [sys.executable, "-I", "-S", "checker.py"]
    good = subprocess.run([*run, "good.json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stdout) == (0, f"ACCEPTED\n{said}\n")
    bad = subprocess.run([*run, "bad.json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert bad.returncode != 0
    assert "ACCEPTED" not in bad.stdout
