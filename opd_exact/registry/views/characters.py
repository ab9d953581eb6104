"""Characters that XML and HTML cannot hold, made visible."""

import re

__all__ = [
    "printable",
]

# XML 1.0 (production 2, Char) excludes most of C0, the surrogates and U+FFFE, U+FFFF. DEL and C1 are legal there but
# steer a terminal that shows the file, and HTML calls them a parse error.
_UNHOLDABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    r"""The text with every character that XML cannot hold written as its escape; tabs and line ends stay.

    >>> printable("a red \x1b[31mword")
    'a red \\x1b[31mword'
    """
    return _UNHOLDABLE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
