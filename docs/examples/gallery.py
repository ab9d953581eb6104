"""Audits functions of current libraries and writes what the run shows to docs/gallery.md.

Run it with the libraries installed: python docs/examples/gallery.py docs/gallery.md

A section states the versions that it was made with. Where its library is not installed the section that the page has is
kept as it is, so that nobody needs all libraries at once, and nothing on the page was not run.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from opd_exact.audit.functions.auditing import audit_function
from opd_exact.audit.functions.identifying import identify
from opd_exact.audit.functions.record import FunctionAudit

EXAMPLES = 6
FINDINGS = 4
LONGEST = 300


@dataclass(frozen=True)
class Piece:
    """One function, how it is called, and the quantity that its documentation says it computes."""

    title: str
    distribution: str
    quantity: str
    call: Callable[[Any], Callable[..., Any]]
    how: str
    dtypes: tuple[str, ...] = ("float32", "float64")
    options: dict[str, Any] = field(default_factory=dict)
    tables: tuple[Any, ...] | None = None
    identified: bool = False


# scikit-learn takes counts: it multiplies marginals as integers, so that a table of probabilities is none for it.
COUNTS = (
    [[3, 1], [1, 3]],
    [[5, 0], [0, 5]],
    [[2, 2], [2, 2]],
    [[7, 2, 1], [1, 8, 3]],
    [[10**6, 1], [1, 10**6]],
    [[2**20 + 1, 2**20 - 1], [2**20 - 1, 2**20 + 1]],
    [[2**26 + 1, 2**26], [2**26, 2**26 + 1]],
)


def _sum(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arrays: function(*arrays).sum()


PIECES = (
    Piece("scipy.stats.entropy(p)", "scipy", "entropy", lambda of: of("scipy.stats").entropy, "as it is"),
    Piece("scipy.stats.entropy(p, q)", "scipy", "relative_entropy", lambda of: of("scipy.stats").entropy, "as it is"),
    Piece(
        "scipy.special.rel_entr",
        "scipy",
        "relative_entropy",
        lambda of: _sum(of("scipy.special").rel_entr),
        "summed with numpy",
    ),
    Piece(
        "scipy.special.kl_div",
        "scipy",
        "relative_entropy",
        lambda of: _sum(of("scipy.special").kl_div),
        "summed with numpy",
    ),
    Piece(
        "scipy.spatial.distance.jensenshannon",
        "scipy",
        "jensen_shannon",
        lambda of: lambda p, q: of("scipy.spatial.distance").jensenshannon(p, q) ** 2,
        "squared, since it returns the square root",
    ),
    Piece(
        "sklearn.metrics.mutual_info_score",
        "scikit-learn",
        "mutual_information",
        lambda of: lambda joint: of("sklearn.metrics").mutual_info_score(None, None, contingency=joint),
        "with contingency=, tables of counts as float64",
        tables=COUNTS,
    ),
    Piece(
        "jax.scipy.special.rel_entr",
        "jax",
        "relative_entropy",
        lambda of: _sum(of("jax.scipy.special").rel_entr),
        "summed with jax.numpy, 64 bits off",
        dtypes=("float32",),
    ),
    Piece(
        "jax.scipy.special.kl_div",
        "jax",
        "relative_entropy",
        lambda of: _sum(of("jax.scipy.special").kl_div),
        "summed with jax.numpy, 64 bits off",
        dtypes=("float32",),
    ),
    Piece(
        "optax.losses.kl_divergence",
        "optax",
        "relative_entropy",
        lambda of: lambda p, q: of("optax").losses.kl_divergence(of("jax.numpy").log(q), p),
        "its log-predictions made with jax.numpy.log, 64 bits off",
        dtypes=("float32",),
    ),
    Piece(
        "optax.losses.softmax_cross_entropy",
        "optax",
        "cross_entropy",
        lambda of: lambda p, q: of("optax").losses.softmax_cross_entropy(of("jax.numpy").log(q), p),
        "the logs of q as its logits, 64 bits off",
        dtypes=("float32",),
    ),
    Piece(
        "pymdp.maths.stable_cross_entropy",
        "inferactively-pymdp",
        "cross_entropy",
        lambda of: of("pymdp.maths").stable_cross_entropy,
        "as it is, 64 bits off",
        dtypes=("float32",),
    ),
    Piece(
        "pymdp.maths.stable_entropy",
        "inferactively-pymdp",
        "entropy",
        lambda of: of("pymdp.maths").stable_entropy,
        "as it is, 64 bits off",
        dtypes=("float32",),
    ),
    Piece(
        "dit.shannon.entropy_pmf",
        "dit",
        "entropy",
        lambda of: of("dit.shannon").entropy_pmf,
        "as it is; it returns bits",
        options={"unit": "bits"},
    ),
    Piece(
        'torch.nn.functional.kl_div, reduction="sum"',
        "torch",
        "relative_entropy",
        lambda of: lambda p, q: of("torch.nn.functional").kl_div(q.log(), p, reduction="sum"),
        "with q.log() as its input and p as its target",
        identified=True,
    ),
    Piece(
        "torch.nn.functional.kl_div, log_target=True",
        "torch",
        "relative_entropy",
        lambda of: lambda p, q: of("torch.nn.functional").kl_div(q.log(), p.log(), reduction="sum", log_target=True),
        'with q.log() as its input, p.log() as its target, reduction="sum"',
        identified=True,
    ),
    Piece(
        'torch.nn.functional.kl_div, reduction="batchmean"',
        "torch",
        "relative_entropy",
        lambda of: lambda p, q: of("torch.nn.functional").kl_div(q.log(), p, reduction="batchmean"),
        "with vectors, of which it takes each outcome for a row of a batch",
        identified=True,
    ),
    Piece(
        'torch.nn.functional.kl_div, reduction="mean"',
        "torch",
        "relative_entropy",
        lambda of: lambda p, q: of("torch.nn.functional").kl_div(q.log(), p, reduction="mean"),
        "with q.log() as its input and p as its target",
        identified=True,
    ),
    Piece(
        "torch.nn.functional.cross_entropy",
        "torch",
        "cross_entropy",
        lambda of: lambda p, q: of("torch.nn.functional").cross_entropy(q.log(), p),
        "with q.log() as its logits and p as its target",
        identified=True,
    ),
)


def is_installed(piece: Piece) -> bool:
    """Whether the library of a piece can be run here."""
    try:
        version(piece.distribution)
    except PackageNotFoundError:
        return False
    return True


def section(piece: Piece) -> Iterator[str]:
    """The lines of a section, below its title, as a run here gives them."""
    function = piece.call(import_module)
    convert = import_module("torch").from_numpy if piece.distribution == "torch" else None
    yield f"{versions(piece)}, called {piece.how}; against {piece.quantity}."
    yield ""
    settings = {"dtypes": piece.dtypes, "examples": EXAMPLES, "name": piece.title, "convert": convert, **piece.options}
    yield from _shown(audit_function(function, piece.quantity, _arrays(piece.tables), **settings))
    if piece.identified:
        found = str(identify(function, name=piece.title, convert=convert)).splitlines()
        yield f"`identify` says: {_inert(found[0])}."
        yield ""


def versions(piece: Piece) -> str:
    """The versions that a section depends on."""
    used = " and ".join(
        f"{name} {version(name)}" for name in dict.fromkeys(("numpy", *BELOW.get(piece.distribution, ())))
    )
    return f"{piece.distribution} {version(piece.distribution)}, with {used}"


BELOW = {"optax": ("jax",), "inferactively-pymdp": ("jax",), "scikit-learn": ("scipy",)}
"""What does the arithmetic of a library besides numpy."""


def sections_of(page: str) -> dict[str, list[str]]:
    """The lines of each section of a page, below its title."""
    parts = (part.rstrip().split("\n") for part in page.split("\n## ")[1:])
    return {lines[0]: [*lines[2:], ""] for lines in parts}


def _arrays(tables: tuple[Any, ...] | None) -> list[Any] | None:
    import numpy as np

    return None if tables is None else [np.array(table, dtype=np.float64) for table in tables]


def page(before: str) -> Iterator[str]:
    """The lines of the page; `before` is the page that there is."""
    kept = sections_of(before)
    yield "# Gallery: functions of current libraries, audited"
    yield ""
    yield "Generated by `python docs/examples/gallery.py docs/gallery.md`; do not edit. Every line below is what one"
    yield "run showed, with the versions stated. No finding means that none was seen at the inputs tried, and no more."
    yield "Last digits of errors may differ on another processor."
    yield ""
    yield "A function is held against the quantity that it is named after, at the exact floats that it is called with,"
    yield "divided by their exact sum. Zeros, ties and subnormal masses are among the inputs; a finding there can be"
    yield "behavior that the library documents."
    yield ""
    for piece in PIECES:
        if not is_installed(piece) and piece.title not in kept:
            continue
        yield f"## {piece.title}"
        yield ""
        yield from section(piece) if is_installed(piece) else kept[piece.title]


def _shown(found: FunctionAudit) -> Iterator[str]:
    yield "| inputs | format | worst ulps | typical ulps | causes |"
    yield "| --- | --- | ---: | ---: | --- |"
    for row in found.behaviors:
        causes = ", ".join(f"{cause} {count}" for cause, count in row.causes.items()) or "none measured"
        yield f"| {row.regime} | {row.dtype} | {row.worst or ''} | {row.typical or ''} | {causes} |"
    yield ""
    if found.is_clean:
        yield f"No findings at {found.inputs} inputs."
    for finding in found.findings[:FINDINGS]:
        text = " ".join(finding.message.split())
        text = text if len(text) <= LONGEST else text[:LONGEST] + "…"
        yield f"- **{finding.kind}** ({finding.count} of {found.inputs} inputs): {_inert(text)}"
    if len(found.findings) > FINDINGS:
        yield f"- and {len(found.findings) - FINDINGS} more kinds of finding."
    yield from (f"- {_inert(note)}" for note in found.notes if note.startswith("The answers are"))
    yield ""


def _inert(text: str) -> str:
    for character in "&<>|`*_[]":
        text = text.replace(character, f"&#{ord(character)};")
    return text


if __name__ == "__main__":
    target = Path(sys.argv[1])
    previous = target.read_text(encoding="utf-8") if target.exists() else ""
    target.write_text("\n".join(page(previous)).rstrip() + "\n", encoding="utf-8")
