"""Whatever figures there are: each draws every row that it declares, and none without one of them."""

import copy
import re

import pytest

from opd_exact.figures import Data, drawn_hash, figures, read_seal, rendered, style
from opd_exact.figures.binding import drawn_content
from opd_exact.figures.composing import composed
from opd_exact.figures.drawing import EVERY_ROW
from opd_exact.numbers.errors import InputError
from opd_exact.registry.suites import builtin_suite, load_checks
from tests.figures.reports import drawn_report, not_run, row_of, without

FIGURES = {figure.id: figure for figure in figures()}
NAMED = [(name, drawn.row) for name, figure in FIGURES.items() for drawn in figure.draws if drawn.row != EVERY_ROW]
FIELDS = [
    (name, row, path)
    for name, figure in FIGURES.items()
    for row, fields in drawn_content(drawn_report(), figure).items()
    for path in fields
]


def test_the_figures_that_are_promised():
    assert set(FIGURES) >= {
        "action_posteriors",
        "belief_entropy",
        "cue_cost_windows",
        "first_action_map",
        "floor_census",
        "mean_field_gaps",
        "mutual_information",
        "precision_ledger",
        "sequential_losses",
        "step_divergences",
    }


@pytest.mark.parametrize("name", FIGURES)
def test_it_is_drawn_from_what_it_declares(name):
    """All of it: `composed` refuses a figure that leaves out a declared field, and `Data` gives no other."""
    with style.settings():
        canvas = composed(drawn_report(), FIGURES[name])
    assert canvas.axes
    texts = [axes.get_xlabel() + axes.get_ylabel() for axes in canvas.axes]
    assert any(texts), "no axis has a name"


@pytest.mark.parametrize(("name", "row"), NAMED)
def test_without_a_row_it_is_refused(name, row):
    for report in (without(drawn_report(), row), not_run(drawn_report(), row)):
        with pytest.raises(InputError, match=f"figure '{name}', row '{row}'"):
            rendered(report, FIGURES[name], "svg")


@pytest.mark.parametrize(("name", "row"), NAMED)
def test_without_its_series_it_is_refused(name, row):
    report = drawn_report()
    row_of(report, row)["series"] = []
    paths = [path for drawn in FIGURES[name].draws if drawn.row == row for path in drawn.fields]
    if any(path.startswith("series.") for path in paths):
        with pytest.raises(InputError, match=f"figure '{name}', row '{row}': the row has no series"):
            Data(report, FIGURES[name])


def changed(entry, path):
    """The row with something else in a field."""
    entry = copy.deepcopy(entry)
    field, _, name = path.partition(".")
    if field == "series":
        table = next((table for table in entry["series"] if table["name"] == name), None)
        if table is None:
            entry["series"].append({"name": name, "columns": ["a"], "rows": [["1"]]})
        else:
            table["rows"][-1][-1] = "0.125"
    elif field == "value":
        entry["value"] = {"mid": "0.125", "rad": "0"}
    elif field == "budget":
        parts = ("input", "regularization", "approximation", "arithmetic")
        entry["budget"] = dict.fromkeys(parts, "≤ 0.125")
    elif field == "observations":
        entry["observations"] = entry["observations"][1:] or ["another"]
    else:
        entry[field] = "another"
    return entry


@pytest.mark.parametrize(("name", "row", "path"), FIELDS)
def test_each_declared_field_is_in_the_drawn_hash(name, row, path):
    report = drawn_report()
    report["checks"] = [changed(entry, path) if entry["id"] == row else entry for entry in report["checks"]]
    assert drawn_hash(report, FIGURES[name]) != drawn_hash(drawn_report(), FIGURES[name])


@pytest.mark.parametrize("name", [name for name, figure in FIGURES.items() if figure.draws[0].row == EVERY_ROW])
def test_a_figure_of_every_row_changes_with_each_row(name):
    report = drawn_report()
    whole = drawn_hash(report, FIGURES[name])
    assert all(drawn_hash(without(report, row["id"]), FIGURES[name]) != whole for row in report["checks"])


@pytest.mark.parametrize(("name", "row"), NAMED)
def test_the_rows_are_those_of_checks_that_make_their_series(name, row):
    """Another check's id, or a series that no check gives, would refuse the figure on every report."""
    units = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0]}
    fields = next(drawn.fields for drawn in FIGURES[name].draws if drawn.row == row)
    assert row in units
    assert units[row].series is not None or not any(path.startswith("series.") for path in fields)


@pytest.mark.parametrize("name", FIGURES)
def test_only_the_colors_of_the_style_are_used(name):
    """Others could not follow a page's scheme."""
    svg = rendered(drawn_report(), FIGURES[name], "svg")
    assert read_seal(svg, "x.svg").figure == name
    allowed = {light for light, _ in style.COLORS.values()}
    assert set(re.findall(r"#[0-9a-f]{6}\b", svg.decode())) <= allowed
