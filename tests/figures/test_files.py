"""Files of figures: what they carry, that their bytes repeat, and that no label can harm them."""

import hashlib
import os
import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from opd_exact.figures import FORMATS, Drawn, Figure, figure, inline_svg, read_seal, rendered, style
from opd_exact.figures.seal import seal_of
from opd_exact.numbers.errors import InputError
from tests.figures.reports import coin_report, drawn_report, row_of
from tests.figures.toy import COIN, ROW

HOSTILE = "<script>alert(1)</script> $\\frac{1}$ ]]> --> \x1b[31m \u202e \ud800 %s {x} $$"


@pytest.mark.parametrize("kind", FORMATS)
def test_the_seal_is_read_back(kind):
    report = coin_report()
    assert read_seal(rendered(report, COIN, kind), f"coin.{kind}") == seal_of(report, COIN)
    assert read_seal(rendered(report, COIN, kind), f"COIN.{kind.upper()}").figure == "coin_curve"


@pytest.mark.parametrize("kind", FORMATS)
def test_parentheses_and_quotes_in_the_seal_survive(kind):
    """A title cannot break the metadata of any format."""
    odd = replace(COIN, title="a (b\\) \"c\" 'd' <e> &amp; λ", caption="(((( \\ λ.")
    assert read_seal(rendered(coin_report(), odd, kind), f"x.{kind}") == seal_of(coin_report(), odd)


@pytest.mark.parametrize("kind", FORMATS)
def test_two_runs_give_the_same_bytes(kind, monkeypatch):
    """Whatever the user's matplotlib settings, and whatever was drawn before."""
    import matplotlib

    once = rendered(coin_report(), COIN, kind)
    monkeypatch.setitem(matplotlib.rcParams, "font.size", 20.0)
    monkeypatch.setitem(matplotlib.rcParams, "svg.hashsalt", "other")
    rendered(coin_report(), replace(COIN, id="other_curve"), kind)
    assert rendered(coin_report(), COIN, kind) == once
    assert matplotlib.rcParams["font.size"] == 20.0, "settings of the user stay"


def test_another_process_gives_the_same_bytes(tmp_path):
    """With another hash seed and a matplotlibrc of the user's."""
    (tmp_path / "matplotlibrc").write_text("font.family: monospace\nsavefig.dpi: 30\naxes.grid: False\n")
    program = (
        "import hashlib; from opd_exact.figures import rendered; from tests.figures.reports import coin_report;"
        " from tests.figures.toy import COIN;"
        " print(*[hashlib.sha256(rendered(coin_report(), COIN, k)).hexdigest() for k in ('svg', 'png', 'pdf')])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "MATPLOTLIBRC": str(tmp_path), "TZ": "Asia/Tokyo"}
    root = Path(__file__).parent.parent.parent
    told = subprocess.run([sys.executable, "-c", program], env=environment, cwd=root, capture_output=True, text=True)
    assert told.stdout.split() == [
        hashlib.sha256(rendered(coin_report(), COIN, kind)).hexdigest() for kind in ("svg", "png", "pdf")
    ], told.stderr


@pytest.mark.parametrize("kind", FORMATS)
def test_an_edited_picture_is_refused(kind):
    """A byte of the drawing, wherever it stands, is under the hash that the seal holds; the seal is compared."""
    content = rendered(coin_report(), COIN, kind)
    assert read_seal(content, f"coin.{kind}").picture in content.decode("latin-1")
    for share in (0.25, 0.5, 0.75):
        place = int(len(content) * share)
        edited = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(InputError, match="was changed after it was drawn"):
            read_seal(edited, f"coin.{kind}")


def test_a_point_of_a_curve_cannot_be_moved():
    """The edit that somebody would make in an SVG by hand."""
    svg = rendered(coin_report(), COIN, "svg").decode()
    found = re.search(r'<path d="M (\d+\.\d+)', svg)
    assert found is not None
    with pytest.raises(InputError, match="was changed after it was drawn"):
        read_seal(svg.replace(found[1], "7.0", 1).encode(), "coin.svg")


def test_converted_line_ends_are_no_change():
    svg = rendered(coin_report(), COIN, "svg")
    assert b" \n" not in svg
    assert read_seal(svg.replace(b"\n", b"\r\n"), "coin.svg") == seal_of(coin_report(), COIN)


def test_the_checksums_of_a_png_hold():
    """Every chunk's, as any reader of the format asks; the one with the seal is completed by us."""
    content, place, kinds = rendered(coin_report(), COIN, "png"), 8, []
    while place < len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        data = content[place + 4 : place + 8 + length]
        assert struct.unpack(">I", content[place + 8 + length : place + 12 + length])[0] == zlib.crc32(data), kind
        kinds.append(kind)
        place += 12 + length
    assert kinds[0] == b"IHDR"
    assert kinds[-1] == b"IEND"


def visible(svg: bytes) -> str:
    """The texts of an SVG whose letters are drawn as paths: matplotlib notes each in a comment."""
    return "\n".join(re.findall(r"<!-- (.*?) -->", svg.decode(), re.DOTALL))


def test_the_footer_shows_hashes_rows_and_fields():
    report = coin_report()
    shown = visible(rendered(report, COIN, "svg"))
    seal = seal_of(report, COIN)
    assert f"report {seal.report[:12]} · drawn {seal.drawn[:12]}" in shown
    assert "coin_entropy: value, series.entropy_by_mass" in shown
    assert "DOES NOT HOLD" not in shown


def test_a_row_that_does_not_hold_is_marked():
    report = coin_report()
    row_of(report, ROW)["passed"] = False
    assert "DOES NOT HOLD: coin_entropy" in visible(rendered(report, COIN, "svg"))


def test_svg_is_well_formed_and_png_and_pdf_begin_as_they_must():
    ElementTree.fromstring(rendered(coin_report(), COIN, "svg"))
    assert rendered(coin_report(), COIN, "png").startswith(b"\x89PNG\r\n\x1a\n")
    assert rendered(coin_report(), COIN, "pdf").startswith(b"%PDF-")


def hostile_figure():
    """Its labels are what a report says."""

    def draw(data):
        canvas, (axes,) = style.sheet(height=2.0)
        axes.set_title(data.observations(ROW)[0].subject)
        axes.set_xlabel(data.table(ROW, "labels").labels("label")[0])
        return canvas

    report = coin_report()
    row_of(report, ROW)["observations"][0]["subject"] = HOSTILE
    row_of(report, ROW)["series"] = [{"name": "labels", "columns": ["label"], "rows": [[HOSTILE]]}]
    return report, Figure("hostile_labels", "Labels", "Labels.", (Drawn(ROW, ("observations", "series.labels")),), draw)


@pytest.mark.parametrize("kind", FORMATS)
def test_hostile_labels_are_letters(kind):
    report, hostile = hostile_figure()
    content = rendered(report, hostile, kind)
    assert read_seal(content, f"x.{kind}") == seal_of(report, hostile)
    if kind == "svg":
        tree = ElementTree.fromstring(content)
        assert not [element for element in tree.iter() if element.tag.endswith("script")]


@pytest.mark.parametrize("name", ["coin.svg", "coin.png", "coin.pdf"])
@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n", b"<svg></svg>", b"%PDF-1.4 /Keywords (", b"\x89PNG\r\n\x1a\n\0\0"]
)
def test_files_without_a_seal_are_refused(name, content):
    with pytest.raises(InputError, match="does not say which report it draws"):
        read_seal(content, name)


def test_a_png_whose_text_chunk_was_cut_is_refused():
    content = rendered(coin_report(), COIN, "png")
    place = content.index(b"opd-exact-figure")
    with pytest.raises(InputError):
        read_seal(content[: place + 60], "coin.png")


def test_other_endings_and_formats_are_refused():
    with pytest.raises(InputError, match="expected a file ending in svg, png, pdf"):
        read_seal(b"", "coin.gif")
    with pytest.raises(InputError, match="expected svg, png, pdf"):
        rendered(coin_report(), COIN, "gif")


def test_a_field_that_is_declared_and_not_drawn_is_refused():
    idle = replace(COIN, draws=(Drawn(ROW, ("value", "series.entropy_by_mass", "budget")),))
    with pytest.raises(InputError, match="declares budget of row 'coin_entropy' and does not draw it"):
        rendered(coin_report(), idle, "svg")


def test_a_value_of_the_report_reaches_the_picture():
    """Another number in a drawn series gives another drawing, hashes and footer aside."""
    report, gaps = drawn_report(), figure("mean_field_gaps")
    _, _, before = inline_svg(report, gaps).partition(">")
    row_of(report, "ising_mean_field_forward_gap")["series"][0]["rows"][30][1] = "0.9"
    _, _, after = inline_svg(report, gaps).partition(">")
    differing = [pair for pair in zip(before.splitlines(), after.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1, "the one point that was moved"
