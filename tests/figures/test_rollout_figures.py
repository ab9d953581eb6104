"""The figures of T-maze and classroom draw the numbers that other routes give, and refuse what was not run.

Rows are established on the kept recordings, without their mutants; what is looked at is what stands on the canvas.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mpmath
import pytest

from opd_exact.figures import figure, inline_svg, rendered, style
from opd_exact.figures.composing import composed
from opd_exact.figures.drawn._wording import scientific
from opd_exact.numbers.errors import InputError
from opd_exact.registry import Verdict
from opd_exact.registry.row import row_of_failure, row_of_finding
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_unit
from tests.planning.literal_maze import CENTER, Maze

FILES = {
    "belief_entropy_finite": "tmaze/belief_entropy_finite.py",
    "q_pi_rows_normalized": "tmaze/q_pi_rows_normalized.py",
    "tmaze_first_action_map": "tmaze/first_action_map.py",
    "classroom_reverse_kl_paired_twin": "classroom/reverse_kl_paired_twin.py",
    "classroom_reverse_kl_paired_ideal": "classroom/reverse_kl_paired_ideal.py",
    "classroom_reverse_kl_on_policy_twin": "classroom/reverse_kl_on_policy_twin.py",
    "classroom_reverse_kl_on_policy_ideal": "classroom/reverse_kl_on_policy_ideal.py",
}
RECORDED = {
    "tmaze_rollout": Path(__file__).parent.parent / "checks" / "tmaze" / "recorded",
    "classroom_rollouts": Path(__file__).parent.parent / "checks" / "classroom" / "recorded",
}
FIGURES = {
    "belief_entropy": ("belief_entropy_finite",),
    "action_posteriors": ("q_pi_rows_normalized",),
    "first_action_map": ("tmaze_first_action_map",),
    "step_divergences": (
        "classroom_reverse_kl_paired_twin",
        "classroom_reverse_kl_paired_ideal",
        "classroom_reverse_kl_on_policy_twin",
        "classroom_reverse_kl_on_policy_ideal",
    ),
}


def checked(identifier: str) -> CheckUnit:
    """The check of that id."""
    suite = builtin_suite()
    assert suite.checks is not None
    found = load_unit(suite.name, suite.checks, FILES[identifier])
    assert isinstance(found, CheckUnit)
    assert found.check.id == identifier
    return found


def established(identifier: str) -> dict[str, Any]:
    """The row of a check on the kept recordings."""
    unit = checked(identifier)
    inputs = {
        name: {path.name: path.read_text(encoding="utf-8") for path in sorted(RECORDED[name].glob("*.json"))}
        for name in unit.check.inputs
    }
    subject = unit.check.subject(inputs)
    finding = unit.check.establish(subject)
    assert unit.check.series is not None
    return row_of_finding(unit.check, unit.group, finding, (), 25, 0.0, unit.check.series(subject)).entry()


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return {"checks": [established(row) for rows in FIGURES.values() for row in rows]}


@pytest.fixture(autouse=True)
def styled() -> Iterator[None]:
    with style.settings():
        yield


def near(seen: Any, truth: Any, by: float = 1e-12) -> bool:
    """Two sequences of numbers agree."""
    return len(seen) == len(truth) and all(abs(float(a) - float(b)) <= by for a, b in zip(seen, truth, strict=True))


def test_belief_entropy(report: dict[str, Any]) -> None:
    """log 2, three times the binary entropy of 19/20, three times 0; each float's error stands below the tolerance."""
    entropies, errors = composed(report, figure("belief_entropy")).axes
    noise = -(mpmath.mpf("0.95") * mpmath.log("0.95") + mpmath.mpf("0.05") * mpmath.log("0.05"))
    exact = [mpmath.log(2), noise, noise, noise, 0, 0, 0]
    lines = {line.get_label(): line.get_ydata() for line in entropies.get_lines()}
    assert near(lines["exact"], exact)
    assert near(lines["recorded float"], exact, 1e-7)
    marks = next(line.get_ydata() for line in errors.get_lines() if len(line.get_ydata()) == 7)
    assert all(0 < mark < 1e-7 for mark in marks)
    assert entropies.get_ylabel().endswith("(nats)")
    assert errors.get_ylabel().endswith("(nats)")


# Place, cues read, and the depth that 5000 nodes complete there.
STEPS: list[tuple[int, int | str, int]] = [(0, 0, 4), (3, 1, 3), (0, 1, 4), (4, 1, 4), *[(1, "L", 4)] * 3]


def test_action_posteriors(report: dict[str, Any]) -> None:
    """The literal recursion at the completed depths for twin and recording, at depth 5 for the ideal."""
    panels = composed(report, figure("action_posteriors")).axes
    maze = Maze(mpmath.mpf(19) / 20)
    for (place, knowledge, depth), axes in zip(STEPS, panels, strict=False):
        seen = {str(line.get_label()).split()[0].strip(":"): line.get_xdata() for line in axes.get_lines()}
        assert near(seen["twin"], maze.posterior(place, knowledge, depth))
        assert near(seen["recorded"], maze.posterior(place, knowledge, depth), 1e-6)
        assert near(seen["ideal"], maze.posterior(place, knowledge, 5))
    told = [text.get_text() for axes in panels for text in axes.texts]
    assert told == ["greatest: cue,\nideally: middle"], "only the first decision differs"


def test_first_action_map(report: dict[str, Any]) -> None:
    """Where one bar ends and the next begins the literal recursion changes its mind; the stars are the paper's."""
    whole, near_paper = composed(report, figure("first_action_map")).axes
    ends = {}
    for bar in whole.patches:
        depth, end = round(bar.get_y() + bar.get_height() / 2), bar.get_x() + bar.get_width()
        if end < 0.99:
            ends[depth] = end
    assert sorted(ends) == [1, 2, 4, 5, 6, 7, 8]
    for depth, end in ends.items():
        below, above = (Maze(mpmath.mpf(end + step)).values(CENTER, 0, depth) for step in (-1e-9, 1e-9))
        assert below.index(max(below)) != above.index(max(above)), depth
    stars = [line for line in near_paper.get_lines() if line.get_marker() == "*"]
    assert sorted((float(star.get_xdata()[0]), float(star.get_ydata()[0])) for star in stars) == [(0.95, 4), (0.95, 5)]
    told = " ".join(text.get_text().replace("\n", " ") for text in near_paper.texts)
    assert "configured: middle" in told
    assert "completed within 5000 nodes: cue" in told


# From an independent computation to 45 digits, at the depths that 5000 nodes complete.
PAIRED = (1.273002138707142, 7.045402768893939, 6.469626545884184, 10.339901311545134)
ON_POLICY = (1.273002138707142, 4.164784e-8, 0, 0)


def test_step_divergences(report: dict[str, Any]) -> None:
    """Eight bars with their numbers; the recorded floats on those that are paired."""
    (axes,) = composed(report, figure("step_divergences")).axes
    heights = [bar.get_height() for bar in axes.patches]
    assert near(heights[:4], PAIRED, 1e-9)
    assert near(heights[4:], ON_POLICY, 1e-9)
    recorded = next(line for line in axes.get_lines() if str(line.get_label()).endswith("recorded float"))
    assert near(recorded.get_ydata(), PAIRED, 2e-6)
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels[0].startswith("paired by index, twin: mean 6.281983")
    assert labels[1].startswith("along the student's history, twin: mean 0.318251")
    assert [text.get_text() for text in axes.texts][4:] == ["1.2730", "4.2·10⁻⁸", "0", "0"]


@pytest.mark.parametrize("identifier", FIGURES)
def test_every_format_and_no_text_over_the_edge(identifier: str, report: dict[str, Any]) -> None:
    """Each is drawn as PNG and inline; its colors are the page's, and no axis label leaves the canvas."""
    assert rendered(report, figure(identifier), "png").startswith(b"\x89PNG")
    svg = inline_svg(report, figure(identifier))
    assert "nats" in svg or "probability" in svg or "validity" in svg
    canvas = composed(report, figure(identifier))
    canvas.draw_without_rendering()
    width, height = canvas.get_size_inches() * canvas.dpi
    for axes in canvas.axes:
        for label in (axes.xaxis.label, axes.yaxis.label, axes.title, *axes.texts):
            box = label.get_window_extent()
            assert not label.get_text() or (box.x0 >= -1 and box.x1 <= width + 1 and box.y1 <= height + 1), label


@pytest.mark.parametrize("identifier", ["belief_entropy", "action_posteriors", "step_divergences"])
def test_a_rollout_that_was_not_run_is_not_drawn(identifier: str, report: dict[str, Any]) -> None:
    """The message names figure, row and why it was not run."""
    row = FIGURES[identifier][0]
    unit = checked(row)
    missing = row_of_failure(unit.check, unit.group, Verdict.NOT_RUN, "module pymdp is not installed").entry()
    without = {"checks": [missing if entry["id"] == row else entry for entry in report["checks"]]}
    with pytest.raises(InputError, match="pymdp is not installed") as raised:
        composed(without, figure(identifier))
    assert identifier in str(raised.value)
    assert row in str(raised.value)


def test_scientific() -> None:
    assert [scientific(value) for value in (2.34e-17, 1e-7, 9.96e-9)] == ["2.3·10⁻¹⁷", "10⁻⁷", "10⁻⁸"]
    assert [scientific(value, up=True) for value in (2.31e-17, 1e-7, 9.91e-9)] == ["2.4·10⁻¹⁷", "10⁻⁷", "10⁻⁸"]
