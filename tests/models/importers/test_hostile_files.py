"""Damaged and hostile files end in an error of the project, never in another one, and in no time."""

from contextlib import suppress
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.importers import read_bif, read_gnn, read_xmlbif
from opd_exact.numbers.errors import InputError

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples" / "models"
XML = """<BIF VERSION="0.3"><NETWORK><NAME>n</NAME>
<VARIABLE TYPE="nature"><NAME>X</NAME><OUTCOME>a</OUTCOME><OUTCOME>b</OUTCOME></VARIABLE>
<VARIABLE TYPE="nature"><NAME>Y</NAME><OUTCOME>c</OUTCOME><OUTCOME>d</OUTCOME></VARIABLE>
<DEFINITION><FOR>X</FOR><TABLE>0.25 0.75</TABLE></DEFINITION>
<DEFINITION><FOR>Y</FOR><GIVEN>X</GIVEN><TABLE>0.5 0.5 0 1</TABLE></DEFINITION></NETWORK></BIF>"""
REST = "## Connections\n## InitialParameterization\n"
SOURCES = {
    "bif": (read_bif, (EXAMPLES / "asia.bif").read_text(encoding="utf-8")),
    "gnn": (read_gnn, (EXAMPLES / "ward_round.gnn.md").read_text(encoding="utf-8")),
    "xmlbif": (read_xmlbif, XML),
}
PIECES = st.sampled_from(
    ["", " ", "\n", "\0", "#", "##", "(", ")", "{", "}", ";", ",", "=", ">", "-", "<", "&", '"', "/*"]
)


@pytest.mark.parametrize("kind", SOURCES)
@given(data=st.data())
@settings(deadline=None, max_examples=150)
def test_damage_ends_in_an_error_of_the_project(kind, data):
    """Pieces cut out, put in or repeated anywhere."""
    read, text = SOURCES[kind]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        put = data.draw(st.one_of(PIECES, st.text(max_size=5), st.just(text[start:end] * 2)))
        text = text[:start] + put + text[end:]
    with suppress(InputError):  # any other exception fails the test
        read(text)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_bif, "/*" * 200_000),
        (read_bif, "variable " + "x" * 1_000_000),
        (read_bif, "variable X { type discrete [ 2 ] { a, b }; } probability ( X ) { table " + "9" * 500_000 + " 0; }"),
        (read_bif, "variable X { type discrete [ 2 ] { a, b }; } probability ( X ) { table 1e-999999999 1; }"),
        (read_bif, "variable X { property " * 50_000),
        (read_gnn, "## StateSpaceBlock\n" + "A[" * 200_000),
        (
            read_gnn,
            "## StateSpaceBlock\nA[999999,999999]\nD[9]\ns[999999]\no[9]\n## Connections\n## InitialParameterization\n",
        ),
        (read_gnn, "## StateSpaceBlock\n## Connections\n## InitialParameterization\nA=" + "(" * 500_000),
        (read_gnn, "## StateSpaceBlock\n## Connections\n" + "a>" * 200_000 + "\n## InitialParameterization\n"),
        (read_xmlbif, "<BIF>" * 200_000),
        (
            read_xmlbif,
            '<!DOCTYPE BIF [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><BIF>&b;</BIF>',
        ),
        (
            read_xmlbif,
            '<!DOCTYPE BIF SYSTEM "file:///etc/passwd" [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><BIF/>',
        ),
    ],
)
def test_hostile_files_are_refused_at_once(read, text):
    begun = perf_counter()
    with pytest.raises(InputError) as refused:
        read(text)
    assert perf_counter() - begun < 10  # a second at most where it was written; quadratic work would take minutes
    assert len(str(refused.value)) < 2000
