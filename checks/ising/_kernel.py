"""What is put to Coq about the Bernoulli-Ising witness: its model and closed forms as they stand in a check's subject.

Theorems of Coq's library speak of `ising_joint` and `ising_information`. A statement that ties these words to the
model or to the closed form of the check stands beside each use of a theorem, so that it is about this check's subject.
"""

from fractions import Fraction

import sympy

from opd_exact.coq.formulas import Formula, for_all
from opd_exact.coq.statements import Covers, Instance, Statement, Symbolic
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import Call, Items, Parameter, Term, TermLike, call, exp, table, term_of
from opd_exact.models.coupled_streams import CoupledStreams

__all__ = [
    "STRENGTH",
    "cells",
    "closed_form_of",
    "cosh",
    "enumerated",
    "information",
    "information_of",
    "ising_cells",
    "spins",
    "tanh",
    "theorem",
]

STRENGTH = Parameter("lambda")


def information(strength: TermLike = STRENGTH) -> Call:
    """I(λ) in the library's words."""
    return call("ising_information", strength)


def enumerated(model: CoupledStreams) -> Items:
    """The joint of two streams, enumerated from priors and coupling, as a table of terms in λ."""
    return table([term_of_sympy(cell) for cell in row] for row in model.joint())


def cells(model: CoupledStreams) -> list[Term]:
    """The same cells in row-major order."""
    return [term_of_sympy(cell) for cell in model.joint().ravel()]


def information_of(name: str, model: CoupledStreams, closed_form: sympy.Expr) -> Statement:
    """That the mutual information of the enumerated joint is the closed form, for all λ."""
    sentence = "For all couplings, the mutual information of the enumerated joint is the closed form of the claim."
    return Symbolic(name, sentence, Call("mutual_information", (enumerated(model),)), term_of_sympy(closed_form))


def closed_form_of(closed_form: sympy.Expr, covers: Covers = "claim") -> Statement:
    """That the library's I(λ) is the closed form which the check examines, for all λ."""
    sentence = "For all couplings, the mutual information of the Ising pair is the closed form that was examined."
    return Symbolic("closed_form", sentence, information(), term_of_sympy(closed_form), covers=covers)


def theorem(
    name: str, sentence: str, says: Formula, proof: str, module: str = "Ising", *, covers: Covers = "claim"
) -> Statement:
    """A theorem of the library for all λ, unless the formula quantifies otherwise."""
    return Instance(name, sentence, for_all(says), f"intros. apply {proof}; lra.", (module,), covers=covers)


def ising_cells(strength: TermLike) -> list[Term]:
    """The four cells of the library's joint, in row-major order."""
    agree = call("logistic", strength)
    return [agree / 2, (1 - agree) / 2, (1 - agree) / 2, agree / 2]


def spins(first: Fraction, second: Fraction) -> list[Fraction]:
    """The four cells of two independent spins ±1 with these means."""
    return [(1 + s * first) * (1 + t * second) / 4 for s in (1, -1) for t in (1, -1)]


def cosh(x: TermLike) -> Term:
    """cosh by exponentials."""
    return (exp(x) + exp(-term_of(x))) / 2


def tanh(x: TermLike) -> Term:
    """tanh by exponentials."""
    return (exp(x) - exp(-term_of(x))) / (exp(x) + exp(-term_of(x)))
