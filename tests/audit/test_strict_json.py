"""Nothing is taken on trust: each malformed value raises with file, place, what was found and what was expected."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from opd_exact.audit.strict_json import Field, read_json
from opd_exact.registry import EvidenceError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.json: not a JSON text"),
        ("{", "f.json: not a JSON text"),
        ("[" * 100_000, "f.json: not a JSON text"),
        ('{"a": NaN}', "f.json: found NaN, expected finite numbers only"),
        ('{"a": [-Infinity]}', "f.json: found -Infinity, expected finite numbers only"),
        ('{"a": 1, "b": {"c": 1, "c": 2}}', "f.json: key 'c' is given twice"),
        ("9" * 5000, "f.json: not a JSON text"),
    ],
)
def test_texts_that_are_not_evidence(text: str, message: str) -> None:
    """Broken, bottomless, not finite or ambiguous."""
    with pytest.raises(EvidenceError, match=message):
        read_json("f.json", text)


@pytest.mark.parametrize(
    ("text", "ask", "message"),
    [
        ("[1]", lambda f: f.object("a"), "f.json: a list of 1, expected an object"),
        ('{"a": 1}', lambda f: f.object("a", "b"), "f.json: key 'b' is missing, expected the keys a, b"),
        ('{"a": 1, "z": 2}', lambda f: f.object("a"), "f.json: unknown key 'z', expected the keys a"),
        ("[]", lambda f: f.items(), "f.json: an empty list, expected at least one entry"),
        ("[1, 2]", lambda f: f.items(length=3), "f.json: 2 entries, expected 3"),
        ('{"a": [1]}', lambda f: f.object("a")["a"].items(2), "f.json: a: 1 entry, expected 2"),
        ('"x"', lambda f: f.items(), 'f.json: "x", expected a list'),
        ("[0, true]", lambda f: f.items()[1].integer(), r"f.json: \[1\]: true, expected an integer of at least 0"),
        ("-1", lambda f: f.integer(), "f.json: -1, expected an integer of at least 0"),
        ("1.0", lambda f: f.integer(), "f.json: 1.0, expected an integer"),
        ("1", lambda f: f.boolean(), "f.json: 1, expected true or false"),
        ("null", lambda f: f.boolean(), "f.json: null, expected true or false"),
        ('""', lambda f: f.text(), 'f.json: "", expected a text that is not empty'),
        ('"half"', lambda f: f.rational(), 'f.json: "half", expected the text of an exact rational'),
        ("0.5", lambda f: f.floating("float32"), "f.json: 0.5, expected a text"),
        ('"nan"', lambda f: f.floating("float64"), "f.json: 'nan', expected the repr of a finite float"),
        ('"inf"', lambda f: f.floating("float64"), "f.json: 'inf', expected the repr of a finite float"),
        ('"1e999"', lambda f: f.floating("float64"), "expected the repr of a finite float"),
        ('"0.1"', lambda f: f.floating("float32"), "f.json: '0.1', expected the repr of a float32 number"),
        ('"1e300"', lambda f: f.floating("float32"), "expected the repr of a float32 number"),
        ('"0.50"', lambda f: f.floating("float32"), "f.json: '0.50', expected the repr of a float32 number"),
        ('" 0.5"', lambda f: f.floating("float32"), "expected the repr of a finite float"),
        ('"0x1p-1"', lambda f: f.floating("float32"), "expected the repr of a finite float"),
    ],
)
def test_values_that_are_not_as_asked(text: str, ask: Callable[[Field], object], message: str) -> None:
    """Kind, length, keys and spelling are all part of the request."""
    with pytest.raises(EvidenceError, match=message):
        ask(read_json("f.json", text))


@pytest.mark.parametrize("number", [0.0, -6.0, 0.5, 5e-324, 1.7976931348623157e308, 0.1, 1e-05, 1e16, -2.5e-7])
def test_floats_come_back_exactly(number: float) -> None:
    """A repr is read as the rational that the float holds."""
    assert read_json("f.json", f'"{number!r}"').floating("float64") == Fraction(number)


def test_single_precision_comes_back_exactly() -> None:
    """0.95 in single precision is 15938355 / 2^24."""
    assert read_json("f.json", '"0.949999988079071"').floating("float32") == Fraction(15938355, 2**24)
