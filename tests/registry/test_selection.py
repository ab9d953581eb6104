"""Selection by name and by expression picks exactly the checks that carry the words."""

import pytest

from opd_exact.numbers.errors import InputError
from opd_exact.registry import Check, Claim, Fact, Mutant, Verdict, all_of
from opd_exact.registry.selection import select
from opd_exact.registry.suites import CheckUnit, Folder


def unit(identifier: str, group: str, *tags: str) -> CheckUnit:
    check = Check(
        identifier,
        Claim("s", "s", "all", "here"),
        Verdict.DECIDED,
        lambda inputs: None,
        lambda subject: all_of([Fact(Verdict.DECIDED, "yes")]),
        (Mutant("m", "changes", lambda subject: subject),),
        tags=tags,
    )
    return CheckUnit(check, "suite", Folder("/nowhere", "nowhere"), "f.py", group, "")


UNITS = [unit("ising_zero", "ising", "theorem"), unit("ising_limit", "ising"), unit("maze_goal", "tmaze", "pymdp")]


def chosen(names: list[str], expression: str | None = None) -> list[str]:
    return [entry.check.id for entry in select(UNITS, names, expression)]


def test_no_names_select_everything() -> None:
    assert chosen([]) == ["ising_zero", "ising_limit", "maze_goal"]


def test_ids_groups_and_suites_are_names() -> None:
    assert chosen(["maze_goal", "ising_zero"]) == ["ising_zero", "maze_goal"]
    assert chosen(["ising"]) == ["ising_zero", "ising_limit"]
    assert chosen(["suite"]) == chosen([])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("ising", ["ising_zero", "ising_limit"]),
        ("ising and not zero", ["ising_limit"]),
        ("(zero or goal) and not pymdp", ["ising_zero"]),
        ("THEOREM", ["ising_zero"]),
        ("nothing_like_it", []),
    ],
)
def test_expression_is_boolean_over_ids_groups_and_tags(expression: str, expected: list[str]) -> None:
    assert chosen([], expression) == expected


def test_unknown_name_is_told_with_the_nearest_one() -> None:
    with pytest.raises(InputError, match=r"'ising_zer'; did you mean 'ising_zero'"):
        chosen(["ising_zer"])


@pytest.mark.parametrize("expression", ["", "a b", "a and", "(a", "__import__('os')", "9**9"])
def test_malformed_expression_is_named(expression: str) -> None:
    with pytest.raises(InputError, match="-k"):
        chosen([], expression)
