"""`python -m opd_exact.figures`: draws, compares, and says in one line what is wrong."""

import json
import os
from pathlib import Path

import pytest

from opd_exact.figures import figures
from opd_exact.figures.__main__ import main
from tests.figures.reports import drawn_report, not_run, row_of, without

GAPS, ROW = "mean_field_gaps", "ising_mean_field_forward_gap"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    save(drawn_report())
    return tmp_path


def save(report):
    Path("report.json").write_text(json.dumps(report), encoding="utf-8")


def draw(*more):
    return main(["--report", "report.json", "-o", "out", "--only", GAPS, "--format", "svg", *more])


def compare(*more):
    return main(["--report", "report.json", "--check", "out", *more])


def test_draws_what_is_asked_for(folder, capsys):
    assert main(["--report", "report.json", "-o", "a/b", "--only", GAPS, "--format", "png, pdf"]) == 0
    assert sorted(os.listdir("a/b")) == [f"{GAPS}.pdf", f"{GAPS}.png"]
    assert capsys.readouterr().out.split() == [f"a/b/{GAPS}.png", f"a/b/{GAPS}.pdf"]
    assert main(["--report", "report.json", "--check", "a/b"]) == 0
    assert "2 files held against the report: 0 differences" in capsys.readouterr().out


def test_lists_every_figure_with_rows_and_fields(capsys):
    assert main(["--list"]) == 0
    told = capsys.readouterr().out
    for one in figures():
        assert f"{one.id}: {one.title}\n" in told
        for drawn in one.draws:
            assert f"  {drawn.row}: {', '.join(drawn.fields)}\n" in told


def test_two_runs_write_the_same_bytes(folder):
    assert draw() == 0
    once = Path(f"out/{GAPS}.svg").read_bytes()
    report = drawn_report()
    report["summary"]["wall_s"] = 77.0
    save(report)
    assert draw() == 0
    assert Path(f"out/{GAPS}.svg").read_bytes() == once


def test_a_changed_value_fails_the_comparison(folder, capsys):
    assert draw() == 0
    report = drawn_report()
    cells = row_of(report, ROW)["series"][0]["rows"][7]
    said = f"{GAPS}.svg: figure '{GAPS}': row '{ROW}' has changed in series.forward_gap"
    cells[1] += "1"
    save(report)
    assert compare() == 1
    assert said in capsys.readouterr().err
    # A digit that no machine need have in common with another.
    assert compare("--drawn-only") == 0
    cells[1] = f"{float(cells[1]) * (1 + 1e-9):.17f}"
    save(report)
    capsys.readouterr()
    assert compare("--drawn-only") == 1
    assert said in capsys.readouterr().err


def test_a_stale_hash_fails_the_comparison(folder, capsys):
    assert draw() == 0
    report = drawn_report()
    row_of(report, "sequential_sign_change")["value"]["mid"] = "0.5"
    save(report)
    assert compare() == 1
    assert f"figure '{GAPS}' was drawn from report " in capsys.readouterr().err
    assert compare("--drawn-only") == 0


@pytest.mark.parametrize("missing", [without, not_run])
def test_a_missing_row_fails_the_comparison_and_refuses_the_figure(folder, missing, capsys):
    assert draw() == 0
    before = Path(f"out/{GAPS}.svg").read_bytes()
    save(missing(drawn_report(), ROW))
    assert compare() == 1
    assert draw() == 6
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    for line in told:
        assert f"figure '{GAPS}', row '{ROW}'" in line
        assert f"python -m opd_exact.check {ROW}" in line
    assert Path(f"out/{GAPS}.svg").read_bytes() == before
    assert os.listdir("out") == [f"{GAPS}.svg"]


def test_other_figures_are_drawn_when_one_is_refused(folder):
    save(without(drawn_report(), ROW))
    assert draw("--only", "sequential_losses") == 6
    assert os.listdir("out") == ["sequential_losses.svg"]


def test_a_picture_that_is_no_figure_fails_the_comparison(folder, capsys):
    assert draw() == 0
    Path("out/holiday.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    Path("out/notes.txt").write_text("not a picture")
    os.rename(f"out/{GAPS}.svg", "out/sequential_losses.svg")
    assert compare() == 1
    told = capsys.readouterr().err
    assert "holiday.png: does not say which report it draws" in told
    assert f"sequential_losses.svg: holds the figure '{GAPS}'" in told


def test_an_edited_picture_fails_the_comparison(folder, capsys):
    assert draw() == 0
    file = Path(f"out/{GAPS}.svg")
    file.write_text(file.read_text().replace("L 0 0", "L 0 1", 1))
    assert compare() == 1
    assert f"{GAPS}.svg: was changed after it was drawn" in capsys.readouterr().err


def test_a_figure_that_is_no_longer_made_fails_the_comparison(folder, capsys):
    assert draw() == 0
    file = Path(f"out/{GAPS}.svg")
    file.write_text(
        file.read_text()
        .replace(f"&quot;{GAPS}&quot;", "&quot;old_gaps&quot;")
        .replace(f'"figure": "{GAPS}"', '"figure": "old_gaps"')
    )
    assert compare() == 1
    assert "no figure is called 'old_gaps'" in capsys.readouterr().err


BAD = {
    "no report": (["-o", "out"], "expected --report FILE"),
    "missing report": (["--report", "nothing.json", "-o", "out"], "nothing.json: cannot be read: No such file"),
    "no JSON": (["--report", "broken.json", "-o", "out"], "broken.json: not a report"),
    "wrong schema": (["--report", "old.json", "-o", "out"], 'schema is "opd-exact/report/1"'),
    "not a report": (["--report", "list.json", "-o", "out"], "schema is null"),
    "unknown figure": (
        ["--report", "report.json", "-o", "out", "--only", "mean_gaps"],
        "no figure is called 'mean_gaps'",
    ),
    "unknown format": (
        ["--report", "report.json", "-o", "out", "--format", "svg,gif"],
        "'gif' is none of svg, png, pdf",
    ),
    "no format": (["--report", "report.json", "-o", "out", "--format", ""], "'' is none of svg, png, pdf"),
    "neither": (["--report", "report.json"], "expected one of -o DIR (draw) and --check DIR (compare)"),
    "both": (["--report", "report.json", "-o", "out", "--check", "out"], "expected one of -o DIR"),
    "drawn-only alone": (["--report", "report.json", "-o", "out", "--drawn-only"], "--drawn-only goes with --check"),
    "a file as folder": (["--report", "report.json", "-o", "broken.json", "--only", GAPS], "broken.json"),
    "below a file": (["--report", "report.json", "-o", "broken.json/a", "--only", GAPS], "broken.json/a"),
    "unwritable": (
        ["--report", "report.json", "-o", "/proc/figures", "--only", GAPS],
        "/proc/figures: cannot be written",
    ),
    "nothing there": (["--report", "report.json", "--check", "nowhere"], "nowhere: no such folder"),
    "unknown option": (["--rows"], "No such option"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_line_and_exit_code_4(folder, case, capsys):
    Path("broken.json").write_text("{", encoding="utf-8")
    Path("list.json").write_text("[]", encoding="utf-8")
    Path("old.json").write_text(json.dumps({**drawn_report(), "schema": "opd-exact/report/1"}), encoding="utf-8")
    arguments, said = BAD[case]
    assert main(arguments) == 4
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 1
    assert said in told[0]
    assert not Path("out").exists()


def test_an_empty_folder_has_nothing_to_compare(folder, capsys):
    Path("out").mkdir()
    assert compare() == 5
    assert "out holds no svg, png, pdf" in capsys.readouterr().err


def test_nothing_is_left_half_written(folder, monkeypatch, capsys):
    """Where drawing fails on the way, the folder is as it was."""
    assert draw() == 0
    kept = Path(f"out/{GAPS}.svg").read_bytes()

    def full(report, figure, kind):
        if figure.id == "sequential_losses":
            raise OSError(28, "No space left on device")
        return b"half"

    monkeypatch.setattr("opd_exact.figures.__main__.rendered", full)
    assert draw("--only", "sequential_losses") == 4
    assert "out: cannot be written: No space left on device" in capsys.readouterr().err
    assert os.listdir("out") == [f"{GAPS}.svg"]
    assert Path(f"out/{GAPS}.svg").read_bytes() == kept
