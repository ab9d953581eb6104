r"""LaTeX in HTML, which notebooks typeset; text inside of it is escaped for both."""

from opd_exact.displays.markup import Markup, element

__all__ = [
    "display_math",
    "latex_text",
]

_SPECIAL = {
    "\\": r"\backslash ",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "#": r"\#",
    "%": r"\%",
    "&": r"\&",
    "_": r"\_",
    "^": r"\hat{}",
    "~": r"\sim ",
}


def latex_text(text: str) -> str:
    r"""Words within a formula: nothing in them is a command.

    >>> print(latex_text("at x_1 = 50%"))
    \text{at x\_1 = 50\%}
    """
    pieces, plain = [], ""
    for character in text:
        if character in "\\^~":
            # These have no form inside \text that every typesetter of notebooks knows.
            pieces += [rf"\text{{{plain}}}" if plain else "", _SPECIAL[character]]
            plain = ""
        else:
            plain += _SPECIAL.get(character, character)
    return "".join([*pieces, rf"\text{{{plain}}}" if plain else ""])


def display_math(latex: str) -> Markup:
    """A formula on a line of its own, in the form that notebooks typeset."""
    return element("div", f"$${latex}$$", class_="tex2jax_process mathjax_process", style="overflow-x:auto")
