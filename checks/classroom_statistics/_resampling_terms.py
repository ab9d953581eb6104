"""Counts of resamples said to Coq: every resample is gone through, with L and h in place of ln 2 and H_b(0.98).

The observations are integer combinations of L and h. So are the sums of their resamples, of which only a few differ:
the proof is told which of these count.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.formulas import Raw
from opd_exact.coq.statements import Covers, Instance
from opd_exact.coq.terms import Number, Parameter, Term
from opd_exact.numbers import LogForm, log

from ._pairs import RESIDUAL

__all__ = [
    "RESIDUAL_TERM",
    "about_entropies",
    "counted_by_keys",
    "keys",
    "listed",
    "written",
]

RESIDUAL_TERM = "binary_entropy (49/50)"

_BOUNDED = (
    "intros L h is_L is_h. "
    "assert (693/1000 < L < 694/1000) as L_bounds by (rewrite is_L; enclosed_at 64). "
    "assert (98/1000 < h < 99/1000) as h_bounds by (rewrite is_h; enclosed_at 64). "
    "clear is_L is_h. "
)


def coordinates(form: LogForm) -> tuple[Fraction, Fraction]:
    """The a and b of the form a log 2 + b H_b(0.98).

    Raises:
        UntrueStatement: it is no such form.
    """
    of_form, of_residual = dict(form.terms), dict(RESIDUAL.terms)
    b = of_form.get(7, Fraction(0)) / of_residual[7]
    rest: LogForm = form - RESIDUAL * b
    a = dict(rest.terms).get(2, Fraction(0))
    if rest != log(2) * a:
        raise UntrueStatement(f"{form} is no rational combination of log 2 and H_b(49/50), as the claim has it")
    return a, b


def written(form: LogForm) -> str:
    """The form in L and h."""
    result: Term | None = None
    for coefficient, name in zip(coordinates(form), "Lh", strict=True):
        if coefficient:
            size = Parameter(name) if abs(coefficient) == 1 else abs(coefficient) * Parameter(name)
            if result is None:
                result = size if coefficient > 0 else -size
            else:
                result = result + size if coefficient > 0 else result - size
    return str(Number(Fraction(0)) if result is None else result)


def listed(forms: Iterable[LogForm]) -> str:
    """A list of forms in L and h."""
    return f"[{'; '.join(map(written, forms))}]"


def keys(forms: Iterable[LogForm]) -> str:
    """The same list as the integers in front of L and h, as the library's file on counting reads them.

    Raises:
        UntrueStatement: some form has no integer coordinates.
    """
    found = [coordinates(form) for form in forms]
    if any(part.denominator != 1 for pair in found for part in pair):
        raise UntrueStatement("the values are no integer combinations of log 2 and H_b(49/50)")
    return f"[{'; '.join(f'({a}, {b}, 0)%Z' for a, b in found)}]"


def about_entropies(
    name: str, sentence: str, says: str, script: str, modules: Sequence[str] = (), *, covers: Covers = "claim"
) -> Instance:
    """A formula about L = ln 2 and h = H_b(0.98), proved from decimal bounds on both."""
    text = f"forall L h : R, L = ln 2 -> h = {RESIDUAL_TERM} ->\n  {says}"
    return Instance(
        name, sentence, Raw(text), _BOUNDED + script, (*modules, "Enclosure"), vocabulary=("Resampling",), covers=covers
    )


def counted_by_keys(theorem: str, values: Sequence[LogForm], sums: Iterable[tuple[LogForm, bool]]) -> str:
    """The proof that one of the library's two counts holds; `sums`: those that occur, and whether they count."""
    told = dict(sums)
    counting, other = (keys(total for total, counts in told.items() if counts == which) for which in (True, False))
    return (
        f"apply ({theorem} L h 0 _ {len(values)} _ {counting} {other} _ {keys(values)});"
        " [keys_hold | sums_compare | sums_compare | vm_compute; reflexivity]."
    )
