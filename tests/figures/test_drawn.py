"""What stands on the canvas equals what mathematics says, by closed forms in mpmath and by counting."""

import warnings
from itertools import product

import mpmath
import numpy as np
import pytest

from opd_exact.figures import figure, figures, style
from opd_exact.figures.composing import composed
from tests.figures.reports import drawn_report, not_run, row_of
from tests.registry.views.reports import check, report_of

mp = mpmath.mp.clone()
mp.dps = 50


def canvas_of(name, report=None):
    with style.settings():
        return composed(drawn_report() if report is None else report, figure(name))


def lines(axes):
    """The data of every line with at least two points."""
    found = [np.array(line.get_data(), dtype=float).T for line in axes.lines]
    return [points for points in found if len(points) > 1]


def near(points, function, tolerance=1e-14):
    """Whether a line is the graph of a function."""
    return all(abs(function(mp.mpf(x)) - y) <= tolerance for x, y in points)


def within(seen, truth, distance):
    """Whether numbers lie one by one within a distance of others."""
    return all(abs(x - y) <= distance for x, y in zip(seen, truth, strict=True))


def has(axes, function, least=5):
    """Whether one of the lines, of at least so many points, is the graph of a function."""
    return any(len(points) >= least and near(points, function) for points in lines(axes))


def binary_entropy(p):
    return -sum(x * mp.log(x) for x in (p, 1 - p) if x > 0)


def information(strength):
    return mp.log(2) - binary_entropy(1 / (1 + mp.exp(-strength)))


def test_mutual_information_and_its_bound():
    curve, errors = canvas_of("mutual_information").axes
    assert has(curve, information, 60)
    assert has(curve, information, 21)
    assert has(curve, lambda x: mp.log(2) - (1 + x) * mp.exp(-x), 60)
    assert curve.get_xlim() == (0, 8)
    assert errors.get_yscale() == "log"


def test_float_errors_are_those_of_the_two_routes():
    """The routes, written again, against mpmath: bounds are above the error, and not by more than a part in 10^6."""

    def closed(x):
        s = 1 / (1 + np.exp(-x))
        return np.log(2.0) + (s * np.log(s) + (1 - s) * np.log(1 - s))

    axes = canvas_of("mutual_information").axes[1]
    seen = {line.get_label(): np.array(line.get_data(), dtype=float).T for line in axes.lines}
    grid = np.linspace(0.0, 4.0, 21)
    for place, (x, bound) in enumerate(seen["closed form"]):
        if place == 0:
            assert np.isnan(bound), "0 has no place on a logarithmic axis; the title tells"
            continue
        error = abs(information(mp.mpf(place) / 5) - mp.mpf(float(closed(grid[place]))))
        assert x == place / 5
        assert error <= bound * (1 + 1e-15)
        assert bound <= error * (1 + 1e-6) + 1e-24
    assert all(half == np.spacing(float(information(mp.mpf(x)))) / 2 for x, half in seen["half an ulp of I(λ)"][1:])
    assert "0 at λ = 0" in axes.get_title(loc="left")


def test_mean_field_gaps():
    gaps, means = canvas_of("mean_field_gaps").axes
    assert has(gaps, information, 50)
    assert has(gaps, lambda x: mp.log(mp.cosh(x / 2)), 50)
    branch = next(points for points in lines(gaps) if points[0][0] == 2.0)
    spins = next(points for points in lines(means) if points[0][0] == 2.0 and points[-1][1] > 0.5)
    assert np.array_equal(branch[:, 0], spins[:, 0])
    for (strength, gap), (_, m) in zip(branch[1:], spins[1:], strict=True):
        root = mp.findroot(lambda y, at=strength: y - mp.tanh(mp.mpf(at) * y / 2), m)
        assert abs(root - m) < 1e-12
        up = (1 + root) / 2
        joint = [mp.exp(s * mp.mpf(strength) / 2) / (4 * mp.cosh(mp.mpf(strength) / 2)) for s in (1, -1, -1, 1)]
        students = [p * q for p, q in product((up, 1 - up), repeat=2)]
        divergence = sum(q * mp.log(q / p) for q, p in zip(students, joint, strict=True))
        assert abs(divergence - gap) < 1e-12
    mirrored = next(points for points in lines(means) if points[-1][1] < -0.5)
    assert np.array_equal(mirrored[:, 1], -spins[:, 1])


def test_sequential_losses():
    """The published digits at the five doses, and a root that lies between two doses of opposite sign."""
    losses, difference = canvas_of("sequential_losses").axes
    published = (
        "0.332955756465423911 0.265469827605885255 0.205654617529416647 0.153403331851774007 0.109024644482754197",
        "0.408671457504340549 0.291127704959244475 0.205080234903637215 0.141826898214679090 0.096020301980630366",
        "0.229396458957579735 0.195953383433249403 0.165154271702951070 0.136506989846851389 0.109605252332807347",
    )
    marked = [points for points in lines(losses) if len(points) == 5]
    assert len(marked) == 3
    for points, truth in zip(marked, published, strict=True):
        assert points[:, 0].tolist() == [0, 0.25, 0.5, 0.75, 1]
        assert within(points[:, 1], [float(digits) for digits in truth.split()], 1e-15)
    curve = next(points for points in lines(difference) if len(points) > 5)
    root = next(line.get_xdata()[0] for line in difference.lines if line.get_marker() == "o")
    assert abs(root - 0.491901899209477032) < 1e-15
    assert all((y > 0) == (x < root) for x, y in curve)


def test_cue_cost_windows():
    windows, gaps, costs = canvas_of("cue_cost_windows").axes
    known, delta = binary_entropy(mp.mpf("0.95")), mp.log(10) - mp.log(19) / 2
    flat = known + delta
    bars = [points[:, 0] for points in lines(windows)]
    for bar, truth in zip(bars, ((mp.log(2), mp.log(2) + delta), (flat, 2 * flat - known)), strict=True):
        assert all(abs(x - y) < 1e-14 for x, y in zip(bar, truth, strict=True))
    assert any(all(abs(known + h * delta - c) < 1e-14 for c, h in points) for points in lines(costs))
    assert has(gaps, lambda h: h * delta - (mp.mpf("1.3") - known), 6)
    learned = (-0.271119, -0.254060, -0.175117, -0.172686, -0.161434, -0.161049)
    assert any(within(points[:, 1], learned, 5e-7) for points in lines(gaps) if len(points) == 6)
    assert "break-even H = 1.3265" in {text.get_text() for text in gaps.texts}


def test_precision_ledger():
    """A line for a row with floats, a mark for each; a row without is counted; one that fails is named."""
    late = check(id="coin_late")
    late["observations"][0] |= {"abs_error": "≤ 1e-3", "within": False}
    late |= {"passed": False, "message": "beyond its tolerance"}
    exact = check(id="coin_exact", observations=[], budget=None)
    report = not_run(report_of(check(), late, exact, check(id="coin_unrun"), exit_code=1), "coin_unrun")
    (axes,) = canvas_of("precision_ledger", report).axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["coin_entropy", "coin_late"]
    marks = {
        (marker, x, y)
        for line in axes.lines
        for marker in [line.get_marker()]
        for x, y in zip(*line.get_data(), strict=True)
    }
    assert {("o", 2.32e-17, 0.0), ("o", 1.91e-8, 0.0), ("|", 1e-15, 0.0), ("X", 1e-3, 1.0)} <= marks
    (budget,) = (x for marker, x, y in marks if marker == "s" and y == 0)
    assert budget == 1.232e-16
    said = " ".join(text.get_text() for text in axes.texts).replace("\n", " ")
    assert "2 of 4 rows saw floats. 1 more hold and saw none" in said
    assert "NOT ESTABLISHED: coin_late (DECIDED) NOT RUN: coin_unrun" in said


def test_floor_census():
    report = drawn_report()
    row_of(report, "belief_entropy_finite")["budget"] |= {"regularization": "≤ 1e-9", "arithmetic": "≤ 2e-9"}
    (axes,) = canvas_of("floor_census", report).axes
    rows = [text.get_text() for text in axes.get_yticklabels()]
    assert rows[0] == "efe_zero_preference"
    assert rows[1] == "belief_entropy_finite"
    assert rows[-1] == "divergence_clipped_reverse_kl"
    marks = {
        (line.get_marker(), *map(float, line.get_xydata()[0])) for line in axes.lines if len(line.get_xdata()) == 1
    }
    assert {("o", 1e-9, 1.0), ("s", 2e-9, 1.0)} <= marks
    assert any(marker == ">" and place == 0 for marker, _, place in marks), "an infinite effect points beyond"
    # Without effect: at the left end, below every effect that is not 0.
    (least,) = (x for marker, x, place in marks if marker == "o" and place == len(rows) - 1)
    assert least < min(x for marker, x, place in marks if marker == "o" and place != len(rows) - 1)


def off_the_sheet(canvas):
    """The axes whose drawing with all its texts is not within the sheet, by a point or more."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    renderer = FigureCanvasAgg(canvas).get_renderer()
    canvas.draw_without_rendering()
    sheet, point = canvas.bbox, canvas.dpi / 72
    boxes = [(axes.get_title(loc="left"), axes.get_tightbbox(renderer)) for axes in canvas.axes]
    return [
        (title, box)
        for title, box in boxes
        if min(box.x0 - sheet.x0, box.y0 - sheet.y0, sheet.x1 - box.x1, sheet.y1 - box.y1) < -point
    ]


@pytest.mark.parametrize("name", [one.id for one in figures()])
def test_nothing_runs_off_the_sheet(name):
    with style.settings():
        assert off_the_sheet(composed(drawn_report(), figure(name))) == []


@pytest.mark.parametrize("name", ["precision_ledger", "floor_census"])
def test_long_names_and_foreign_letters_leave_room_for_the_drawing(name):
    report = drawn_report()
    for place, row in enumerate(report["checks"]):
        row["group"] = f"\u7d44\x1b{'g' * 60}_{place}"
    report["checks"].append({**row_of(report, "belief_entropy_finite"), "id": "x" * 64})
    report["checks"].append({**row_of(report, "efe_zero_preference"), "id": "y" * 64})
    with style.settings(), warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas = composed(report, figure(name))
        assert off_the_sheet(canvas) == []
    (axes,) = canvas.axes
    assert axes.get_position().width > 0.5
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert any(label.startswith("xxx") and "…" in label for label in labels)


def test_a_budget_whose_regularization_is_exactly_zero_is_no_floor():
    report = report_of(check(), check(id="coin_floored"))
    for row, part in zip(report["checks"], ("≤ 0", "≤ 1e-17"), strict=True):
        row["budget"] |= {"regularization": part}
    (axes,) = canvas_of("floor_census", report).axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["coin_floored"]
    said = " ".join(text.get_text() for text in axes.texts).replace("\n", " ")
    assert "1 of 2 rows account for floors. Of the others 1 saw floats and have no floor, and 0 rest on" in said


def test_every_switch_of_the_first_action_is_written_once():
    """The regions' ends but for the last, at most one a depth, here counted from the row itself."""
    report = drawn_report()
    (regions,) = (table for table in row_of(report, "tmaze_first_action_map")["series"] if table["name"] == "regions")
    ends = [f"{float(high):.6f}" for _, _, high, _ in regions["rows"] if float(high) < 0.999]
    canvas = canvas_of("first_action_map", report)
    written = [text.get_text() for axes in canvas.axes for text in axes.texts]
    assert len(ends) == 7
    assert [text for text in sorted(written) if text in ends] == sorted(ends)


def place_of_zero(axes):
    labels = [label.get_text() for label in axes.get_xticklabels()]
    return axes.get_xticks()[labels.index("0")]


def test_only_an_exact_zero_stands_at_zero():
    """A tolerance of 10^-24 and a bound of 10^-26 have places of their own."""
    small = check()
    small["observations"][0] |= {"abs_error": "≤ 1e-26", "tolerance": "1e-24"}
    none = check(id="coin_none")
    none["observations"][0] |= {"abs_error": "≤ 0"}
    none["budget"] |= {"regularization": "≤ 1e-30"}
    report = report_of(small, none)
    (axes,) = canvas_of("precision_ledger", report).axes
    seen = {x for line in axes.lines if line.get_marker() == "o" for x in line.get_xdata()}
    assert 1e-24 in {x for line in axes.lines if line.get_marker() == "|" for x in line.get_xdata()}
    zero = place_of_zero(axes)
    assert {1e-26, zero} <= seen
    assert zero < 1e-26
    (axes,) = canvas_of("floor_census", report).axes
    assert place_of_zero(axes) < 1e-30
    assert 1e-30 in {x for line in axes.lines for x in line.get_xdata()}


@pytest.mark.parametrize("name", ["precision_ledger", "floor_census"])
def test_a_figure_without_anything_to_show_says_so(name):
    (axes,) = canvas_of(name, report_of(check(observations=[], budget=None))).axes
    assert any(text.get_text().startswith("no row of this report") for text in axes.texts)


@pytest.mark.parametrize(("name", "row", "column"), [
    ("sequential_losses", "sequential_dose_sweep", 2),
    ("cue_cost_windows", "sequential_horizon_curve", 4),
    ("step_divergences", "classroom_reverse_kl_paired_twin", 1),
])  # fmt: skip
def test_a_value_far_above_the_published_ones_is_on_the_sheet(name, row, column):
    report = drawn_report()
    row_of(report, row)["series"][0]["rows"][2][column] = "40"
    assert any(axes.get_ylim()[1] > 40 for axes in canvas_of(name, report).axes)


def test_what_the_titles_count_and_name_is_read_from_the_rows():
    report = drawn_report()
    row_of(report, "sequential_cost_windows")["series"][0]["rows"][1][3] = "1.7"
    row_of(report, "sequential_dose_sweep")["series"][0]["rows"][0][4] = "no"
    titles = [axes.get_title(loc="left") for axes in canvas_of("cue_cost_windows", report).axes]
    assert "advantage of the cue at cost 1.7" in titles
    titles = [axes.get_title(loc="left") for axes in canvas_of("sequential_losses", report).axes]
    assert "losses and shift, with the 4 published doses" in titles


def test_an_exact_float_is_told_to_be_without_error():
    report = drawn_report()
    row_of(report, "belief_entropy_finite")["series"][0]["rows"][5][4] = "0"
    errors = canvas_of("belief_entropy", report).axes[1]
    assert sum(text.get_text() == "0" for text in errors.texts) == 1


def test_of_a_commit_that_learns_no_more_is_said_than_its_row_holds():
    report = drawn_report()
    said = {text.get_text() for text in canvas_of("cue_cost_windows", report).axes[1].texts}
    assert "commit learns: cue does not pay, H ≤ 6" in said
    row_of(report, "sequential_learning_commit")["series"][0]["rows"][5][2] = "0.01"
    said = {text.get_text() for text in canvas_of("cue_cost_windows", report).axes[1].texts}
    assert "commit learns" in said


def test_a_floor_whose_effect_is_infinite_may_be_the_only_one():
    infinite = row_of(drawn_report(), "efe_zero_preference")
    (axes,) = canvas_of("floor_census", report_of(infinite)).axes
    assert [text.get_text() for text in axes.get_yticklabels()] == ["efe_zero_preference"]
    assert any(line.get_marker() == ">" for line in axes.lines)


def test_bounds_below_all_floats_leave_the_axis_within_them():
    small = check()
    small["observations"][0] |= {"abs_error": "≤ 1e-400", "tolerance": "1e-305"}
    (axes,) = canvas_of("precision_ledger", report_of(small)).axes
    low, high = axes.get_xlim()
    assert 0 < low < high


def test_of_rows_that_were_not_run_the_census_says_that_nothing_is_known():
    exact = check(id="coin_exact", observations=[], budget=None)
    report = not_run(report_of(exact, check(id="coin_unrun")), "coin_unrun")
    said = " ".join(text.get_text() for text in canvas_of("floor_census", report).axes[0].texts).replace("\n", " ")
    assert "and 1 rest on exact or enclosed numbers alone. Nothing is known of 1 that came to no finding." in said
