"""A template gets exactly what the report has; everything else is an error with file and line."""

import pytest

from opd_exact.documents.hydration import hydrated
from opd_exact.documents.report_file import ReportFile
from opd_exact.numbers.errors import InputError
from tests.registry.views.reports import check, report_of, without_finding

REPORT = ReportFile(
    "report.json",
    report_of(
        check(),
        check(id="no_number", value=None, exact=None, published=None),
        without_finding("not_run_here", "NOT_RUN", "pymdp is missing"),
        exit_code=6,
    ),
)


def filled(template: str, *, latex: bool = False, mark: bool = False) -> str:
    return hydrated(template, "paper.md", REPORT, latex=latex, mark=mark)


def test_names_in_markdown() -> None:
    template = (
        '{{ number("coin_entropy", decimals=4) }} {{ number("coin_entropy", significant=2) }}'
        ' {{ exact("coin_entropy") }} {{ verdict("coin_entropy") }} {{ published("coin_entropy") }}'
        ' {{ number("coin_entropy:numpy.float32", decimals=7) }} {{ error("coin_entropy", "numpy.float64") }}'
        ' {{ row("coin_entropy").scope }} {{ summary.passed }}/{{ summary.total }}\n'
    )
    assert filled(template) == "0.6931 0.69 log(2) DECIDED 0.693 0.6931472 2.32e-17 p = 1/2 2/3\n"


def test_latex_keeps_its_braces_percent_signs_and_hashes() -> None:
    template = r"\newcommand{\x}[1]{#1} 5\% {{a}} $\VAR{number('coin_entropy', decimals=3)}$ % 0.5 {% no %}" + "\n"
    expected = r"\newcommand{\x}[1]{#1} 5\% {{a}} $0.693$ % 0.5 {% no %}" + "\n"
    assert filled(template, latex=True) == expected


def test_marks_name_the_row() -> None:
    assert filled('{{ number("coin_entropy", decimals=3) }}', mark=True) == "0.693<!-- opd: coin_entropy -->"
    latex = r"\VAR{number('coin_entropy', decimals=3)}"
    assert filled(latex, latex=True, mark=True) == r"\opd{coin_entropy}{0.693}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('{{ number("coin_entropi", decimals=3) }}', r"no row 'coin_entropi'; did you mean 'coin_entropy'\?"),
        ('{{ number("coin_entropy:torch", decimals=3) }}', "names 0 observations of report.json, expected one"),
        ('{{ number("coin_entropy:numpy", decimals=3) }}', "names 2 observations of report.json, expected one"),
        ('{{ number("no_number", decimals=3) }}', "row 'no_number' of report.json has no value"),
        ('{{ exact("no_number") }}', "has no closed form"),
        ('{{ published("no_number") }}', "has no published figure"),
        ('{{ number("not_run_here", decimals=3) }}', "is NOT_RUN, so it has nothing to print"),
        ('{{ number("coin_entropy", decimals=40) }}', "does not settle 40 decimals"),
        ('{{ number("coin_entropy") }}', "say either decimals=n or significant=n"),
        ("{{ nonsense }}", "unknown name: 'nonsense' is undefined"),
        ("{{ summary.nonsense }}", "unknown name: .* has no attribute 'nonsense'"),
        ('{{ row("no_number").value }}', "an expression gave nothing"),
        ("{{ 1 +", "unexpected"),
        ("{% include 'other' %}", "no loader"),
        ("{{ ().__class__.__bases__ }}", "unsafe"),
        ("{{ nonsense | default('0.5') }}", "No filter named 'default'"),
        ("{{ nonsense | d('0.5') }}", "No filter named 'd'"),
        ("{% if nonsense is defined %}{% endif %}", "No test named 'defined'"),
        ("{{ verdict }}", "an expression gave a function, not a text or number"),
        ('{{ row("coin_entropy") }}', "an expression gave a dict, not a text or number"),
        ("{{ number(5, decimals=3) }}", r"number\(5\): a name is a text; put it in quotes"),
        ("{{ number(coin_entropy, decimals=3) }}", "unknown name: 'coin_entropy' is undefined"),
        ("{{ number('coin_entropy', 3) }}", r"number\(\) takes 1 positional argument but 2 were given"),
        ("{{ verdict() }}", r"verdict\(\) missing 1 required positional argument"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "calls itself without end"),
        ("{{ 'a' * 10000000000 }}", r"\* is for two numbers only"),
        ("{{ 10 ** 10000000000 }}", r"\*\* is not available"),
    ],
)
def test_what_cannot_be_filled_is_named_with_its_line(template: str, message: str) -> None:
    with pytest.raises(InputError, match=rf"(?s)^paper\.md:3: .*{message}"):
        filled(f"# Title\n\n{template}\n")


def test_templates_of_absurd_size_are_refused() -> None:
    with pytest.raises(InputError, match=r"paper\.md: 10000001 characters"):
        filled("a" * 10_000_001)


def test_what_a_loop_writes_is_bounded() -> None:
    loops = "".join(f"{{% for a{i} in '0123456789' %}}" for i in range(4)) + "x" * 2000 + "{% endfor %}" * 4
    with pytest.raises(InputError, match=r"paper\.md:1: what the template gives is longer than 10000000 characters"):
        filled(loops)


def test_braces_within_latex() -> None:
    assert filled(r"$\frac{\VAR{number('coin_entropy', decimals=3)}}{2}$", latex=True) == r"$\frac{0.693}{2}$"
    assert filled(r"{\VAR{ {'a': {'b': verdict('coin_entropy')}}['a']['b'] }}", latex=True) == "{DECIDED}"
    assert filled("a\\COMMENT{no braces}b", latex=True) == "ab"
    with pytest.raises(InputError, match=r"^paper\.md:2: a \\COMMENT\{\.\.\.\} ends at its first brace"):
        filled("a\n\\COMMENT{see \\ref{x}} b", latex=True)
