"""Theorems and refutations in notebooks: the statement typeset, what it holds for, and how it is known."""

import re
from typing import TYPE_CHECKING

import sympy

from opd_exact.displays import code, details, display_math, element, joined, latex_text, listed, paragraph, shown

if TYPE_CHECKING:
    from opd_exact.symbolic.claim import Claim
    from opd_exact.symbolic.theorem import Refutation, Theorem

__all__ = [
    "claim_latex",
    "refutation_html",
    "refutation_latex",
    "theorem_html",
    "theorem_latex",
]

# Longer formulas take SymPy long to typeset, and fill the page.
_LONG = 400
_RELATION = re.compile(r"(<=|>=|!=|=|<|>)\s*(.*)", re.DOTALL)
_RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "=": "=", "<": "<", ">": ">"}
_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NUMBER = re.compile(r"-?[0-9]+")


def claim_latex(claim: "Claim") -> str | None:
    """The claim in LaTeX, without dollar signs; None where an expression is too long to be typeset."""
    parts = []
    for part in claim.parts:
        if isinstance(part, sympy.Basic):
            if sum(1 for _, _ in zip(sympy.preorder_traversal(part), range(_LONG), strict=False)) == _LONG:
                return None
            parts.append(_expression(part))
        else:
            parts.append(_words(str(part)))
    return " ".join(parts)


def theorem_latex(theorem: "Theorem") -> str | None:
    """The statement and what it holds for."""
    statement = claim_latex(theorem.claim)
    if statement is None:
        return None
    scope = rf" \qquad {latex_text('; '.join(theorem.assumptions))}" if theorem.assumptions else ""
    return f"$$ {statement}{scope} $$"


def refutation_latex(refutation: "Refutation") -> str | None:
    """The statement, struck out by the point at which it fails."""
    statement = claim_latex(refutation.claim)
    if statement is None:
        return None
    return rf"$$ {statement} \quad {latex_text(f'is false: {_where(refutation)}')} $$"


def theorem_html(theorem: "Theorem") -> str:
    """The statement, then its assumptions, method, lemmas, cases and normal forms."""
    parts = [element("strong", "Proved"), _statement(theorem.claim)]
    if theorem.assumptions:
        parts += [paragraph("for"), listed([code(sentence) for sentence in theorem.assumptions])]
    parts.append(paragraph("by ", theorem.method))
    if theorem.lemmas:
        parts.append(details(f"lemmas ({len(theorem.lemmas)})", listed(theorem.lemmas)))
    if theorem.cases:
        parts.append(
            details(f"cases or steps ({len(theorem.cases)})", listed([case.statement for case in theorem.cases]))
        )
    if theorem.forms:
        parts.append(details("normal forms", listed([f"{role}: {form}" for role, form in theorem.forms])))
    parts.append(
        paragraph(
            element(
                "small",
                "A certificate of a step of a proof, for checking without the prover, is written by ",
                code("opd-exact prove --certificates"),
                " and checked by ",
                code("opd-exact verify"),
                ".",
            ),
        )
    )
    return shown(*parts)


def refutation_html(refutation: "Refutation") -> str:
    """The statement, the point at which it fails and by how much."""
    return shown(
        element("strong", "Refuted"),
        _statement(refutation.claim),
        paragraph("fails at ", code(_point(refutation)), ": the difference there is ", code(refutation.value_text)),
    )


def _statement(claim: "Claim") -> object:
    """Typeset, with the text behind it for those who copy it or see no typeset formulas."""
    latex, text = claim_latex(claim), code(claim)
    return text if latex is None else joined([display_math(latex), details("as text", text)])


def _point(refutation: "Refutation") -> str:
    return ", ".join(f"{symbol} = {value}" for symbol, value in refutation.point.items()) or "the only point"


def _where(refutation: "Refutation") -> str:
    return f"at {_point(refutation)} the difference is {refutation.value_text}"


def _expression(expression: sympy.Basic) -> str:
    """In LaTeX, with every name that is no plain word made text, so that no name is a command."""
    odd = {s: latex_text(s.name) for s in expression.atoms(sympy.Symbol) if not _PLAIN_NAME.fullmatch(s.name)}
    return str(sympy.latex(expression, symbol_names=odd))


def _words(text: str) -> str:
    """Relations and numbers as mathematics, everything else as text."""
    relation = _RELATION.fullmatch(text.strip())
    if relation is None:
        return text.strip() if _NUMBER.fullmatch(text.strip()) else latex_text(f" {text.strip()} ")
    sign, rest = _RELATIONS[relation[1]], relation[2].strip()
    return sign if not rest else f"{sign} {_words(rest)}"
