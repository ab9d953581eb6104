"""A figure as a piece of an HTML page: an SVG that takes its colors and its font from the page.

Every color becomes a CSS variable (`--figure-ink`, `--figure-series-1`, …) with the light color as its fallback;
`STYLESHEET` sets them for light and dark. Text stays text, and ids carry the figure's, so that several fit on a page.
"""

import html
import io
import re

from opd_exact.figures import style
from opd_exact.figures.binding import Report
from opd_exact.figures.composing import composed
from opd_exact.figures.drawing import Figure
from opd_exact.figures.seal import seal_of

__all__ = [
    "STYLESHEET",
    "inline_svg",
]


def _variables(place: int) -> str:
    return " ".join(f"--figure-{role}: {colors[place]};" for role, colors in style.COLORS.items())


STYLESHEET = f"""\
.figure {{ {_variables(0)} }}
@media (prefers-color-scheme: dark) {{ .figure {{ {_variables(1)} }} }}
@media print {{ .figure {{ {_variables(0)} }} }}
.figure svg {{ max-width: 100%; height: auto; }}
"""


def inline_svg(report: Report, figure: Figure, theme: str = "css") -> str:
    """The figure as an `<svg>` element without title and footer, which the page sets around it.

    theme: "css" for colors that the page decides, "light" for fixed ones. The hashes stand in `data-report` and
    `data-drawn`.

    Raises:
        InputError: a declared row or field is missing or not drawn.
    """
    seal = seal_of(report, figure)
    stream = io.StringIO()
    with style.settings(**{"svg.fonttype": "none", "figure.facecolor": "none", "savefig.facecolor": "none"}):
        composed(report, figure).savefig(stream, format="svg", metadata={"Date": None})
    body = stream.getvalue()
    body = body[body.index("<svg") :]
    opening, _, rest = body.partition(">")
    # matplotlib's style element would speak to the whole page; what it says stands on the root in its place.
    rest = re.sub(r"\s*<metadata>.*?</metadata>|\s*<defs>\s*<style.*?</style>\s*</defs>", "", rest, flags=re.DOTALL)
    rest = _prefixed(rest, figure.id)
    box = re.search(r'viewBox="([^"]*)"', opening)
    width = re.search(r'width="([^"]*)"', opening)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img"'
        f' viewBox="{box[1] if box else ""}" width="{width[1] if width else ""}"'
        f' aria-labelledby="{figure.id}-title {figure.id}-desc"'
        ' style="stroke-linejoin: round; stroke-linecap: butt"'
        f' data-figure="{figure.id}" data-report="{seal.report}" data-drawn="{seal.drawn}">\n'
        f' <title id="{figure.id}-title">{html.escape(figure.title)}</title>\n'
        f' <desc id="{figure.id}-desc">{html.escape(figure.caption)}</desc>'
    )
    return head + (_themed(rest) if theme == "css" else rest)


def _prefixed(body: str, prefix: str) -> str:
    body = re.sub(r'(?<=\sid=")(?=[^"]*")', f"{prefix}-", body)
    body = re.sub(r"(?<=url\(#)", f"{prefix}-", body)
    return re.sub(r'(?<=href="#)', f"{prefix}-", body)


def _themed(body: str) -> str:
    for role, (light, _) in style.COLORS.items():
        body = body.replace(light, f"var(--figure-{role}, {light})")
    return re.sub(r"'DejaVu Sans'(?:, sans-serif)?", "var(--figure-font, system-ui, sans-serif)", body)
