"""Figures are found by their place."""

import sys

import pytest

from opd_exact.figures import catalog, figure, figures
from opd_exact.numbers.errors import InputError


def test_ids_are_sorted_and_unique():
    ids = [one.id for one in figures()]
    assert ids == sorted(set(ids))


def test_captions_are_sentences_and_titles_are_not():
    for one in figures():
        assert one.caption.endswith("."), one.id
        assert not one.title.endswith("."), one.id


def test_an_unknown_figure_is_told_with_the_nearest():
    with pytest.raises(InputError, match="no figure is called 'mean_field_gap'; did you mean 'mean_field_gaps'"):
        figure("mean_field_gap")
    with pytest.raises(InputError, match="there are "):
        figure("zzz")


@pytest.mark.parametrize("content", ["", "FIGURE = 7\n", "from tests.figures.toy import COIN as FIGURE\n"])
def test_a_file_that_declares_no_figure_of_its_name_is_refused(content, tmp_path, monkeypatch):
    (tmp_path / "odd_figure.py").write_text(content, encoding="utf-8")
    monkeypatch.setattr(catalog.drawn, "__path__", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "opd_exact.figures.drawn.odd_figure", raising=False)
    with pytest.raises(InputError, match=r"odd_figure: expected FIGURE = Figure\('odd_figure', …\)"):
        figures()
    sys.modules.pop("opd_exact.figures.drawn.odd_figure", None)


def test_listing_figures_imports_no_matplotlib():
    import subprocess

    program = "import sys; from opd_exact.figures import figures; figures(); print('matplotlib' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"
