"""A written model reads back as an equal one; the schema for editors agrees with the reader."""

import json
import tomllib
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.schema import model_schema
from opd_exact.models.text import load_model, model_json, model_latex, read_model, write_model
from opd_exact.numbers.errors import InputError

EXAMPLES = sorted((Path(__file__).parents[3] / "docs/examples/models").glob("*.toml"))
EVERYTHING = """
model = { title = "Quotes \\" and \\\\ and \\u007f", source = "λ" }
parameters = { lam = "positive", e = "[0, 1/2)", g = "(-oo, 0)" }
simplices.w = ["p1", "p2", "p3"]
variables = { S = ["a", "no cue", 3], O = [0, 1] }
distributions.start = { of = "S", p = ["p1", "p2", "p3"] }
distributions.u = { of = "S", weights = [1, "exp(1)", "2*lam^(1/3)/exp(g)"] }
distributions.wanted = { of = "O", p = [0.9, 0.1] }
channels.c = { of = "O", given = "S", rows = { 3 = [1, 0], a = ["1 - e", "e"], "no cue" = [0.25, 0.75] } }
joints.j = { factors = ["start", "c"] }
joints.t = { of = ["O"], p = [1, 0] }
policies = { likelihood = "c", preferences = "wanted", beliefs = { "go on" = [1, 0, 0], stay = ["1/3", "1/3", "1/3"] } }
expect = [ { query = "H(S|O)", digits = 1, tolerance = 10, at = { e = 0.1, p1 = "1/3", p2 = "1/3", p3 = "1/3" } } ]
"""


def texts() -> list[str]:
    return [EVERYTHING, *(file.read_text(encoding="utf-8") for file in EXAMPLES)]


@pytest.mark.parametrize("text", texts(), ids=["everything", *(file.stem for file in EXAMPLES)])
def test_writing_and_reading_again_changes_nothing(text: str) -> None:
    model = read_model(text)
    written = write_model(model)
    assert read_model(written) == model
    assert write_model(read_model(written)) == written


@pytest.mark.parametrize("text", texts(), ids=["everything", *(file.stem for file in EXAMPLES)])
def test_files_and_exports_are_valid_under_the_schema(text: str) -> None:
    validator = jsonschema.Draft202012Validator(model_schema())
    model = read_model(text)
    for document in (tomllib.loads(text), tomllib.loads(write_model(model)), json.loads(model_json(model))):
        validator.validate(document)


def test_the_schema_is_a_schema_and_refuses_what_the_reader_refuses() -> None:
    jsonschema.Draft202012Validator.check_schema(model_schema())
    validator = jsonschema.Draft202012Validator(model_schema())
    for text in (
        "",
        'variables.X = ["a"]\nx = 1',
        "variables.X = []",
        'variables.X = ["a"]\ndistributions.p = { of = "X" }',
        'variables.X = ["a"]\nexpect = [ { query = "H(X)", tolerance = 1 } ]',
        'variables.X = ["a"]\nparameters.lam = 1',
    ):
        assert not validator.is_valid(tomllib.loads(text)), text
        with pytest.raises(InputError):
            read_model(text)


def test_no_float_is_written() -> None:
    for file in EXAMPLES:
        assert not any(isinstance(leaf, float) for leaf in leaves(json.loads(model_json(load_model(file)))))


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list) else [value]


def test_latex_has_every_table() -> None:
    for file in EXAMPLES:
        model = load_model(file)
        text = model_latex(model)
        assert text.count(r"\begin{pmatrix}") == text.count(r"\end{pmatrix}") == len(model.all_kernels())
        assert text.count("{") == text.count("}")


weights = st.lists(st.fractions(0, 10**6, max_denominator=10**6), min_size=2, max_size=5).filter(any)


@given(weights)
@settings(max_examples=50)
def test_any_exact_distribution_survives(values: list[Fraction]) -> None:
    whole = sum(values)
    rows = ", ".join(f'"{value / whole}"' for value in values)
    labels = ", ".join(f'"v{i}"' for i in range(len(values)))
    model = read_model(f'variables.X = [{labels}]\ndistributions.p = {{ of = "X", p = [{rows}] }}')
    assert model.kernel("p").cells == tuple(value / whole for value in values)
    assert read_model(write_model(model)) == model
