"""The free energy of coupled streams is marginal free energies + coupling cost + coupling prior + total correlation.

The published check evaluates both sides at λ = 1.5 with q the target itself, all costs zero and marginals equal to the
prior: the left side is 0 and two of the four terms vanish, so that dropping or rescaling them goes unnoticed. Here q,
the priors, all costs, the coupling, γ and λ are symbols, and the identity is a theorem for streams of sizes 2x2, 2x3,
3x3 and 2x2x2; the argument for any number and sizes of streams is written in the proof's file.

If this fails, the terms that the paper reads as "what coupling costs and gains" do not add up to the free energy.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain

import numpy as np
import sympy
from opd_exact.proofs.ising._line import LAM
from opd_exact.proofs.ising.decomposition import SHAPES, Decomposition, decompose, steps, witness_steps

from opd_exact.audit.ising_floats import free_energy_of_target, free_energy_terms_of_target
from opd_exact.coq.formulas import Raw, compared, positive
from opd_exact.coq.statements import Instance, Statement, Symbolic, enclosure_of
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import call, ln
from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed, proved

from . import _kernel, _subject

WITNESS = Fraction(3, 2)


@dataclass(frozen=True)
class Identities:
    """Both sides of the identity, for each shape."""

    parts: tuple[Decomposition, ...]


def build(inputs: Inputs) -> Identities:
    """Everything symbolic, for the shapes named in the proof; nothing recorded is needed."""
    return Identities(tuple(decompose(shape) for shape in SHAPES))


def kernel(subject: Identities) -> Iterator[Statement]:
    """The identity for any number and sizes of streams, for 2 x 2 as it was decomposed, and the witness's terms."""
    yield Instance(
        "any_streams",
        "The four terms add up to the free energy for any number of streams of any sizes, any costs and couplings.",
        Raw(_ANY_STREAMS),
        "intros. now apply coupled_free_energy_decomposition.",
        ("FreeEnergy",),
        vocabulary=("Models",),
    )
    yield _two_by_two(subject.parts[0])
    agree = call("logistic", _kernel.STRENGTH)
    yield _kernel.theorem(
        "coupling_prior_at_the_witness",
        "At the witness's own joint the coupling prior is minus the mutual information.",
        compared(
            ln(call("cosh", _kernel.STRENGTH / 2)) - _kernel.STRENGTH * (agree - Fraction(1, 2)),
            "=",
            -_kernel.information(),
        ),
        "ising_coupling_prior",
        covers="part",
    )
    truth = _subject.mutual_information_at(WITNESS)
    sentence = "The total correlation at 3/2, to 30 digits."
    yield enclosure_of("information_at_three_halves", sentence, _kernel.information(WITNESS), truth, covers="value")


def _two_by_two(part: Decomposition) -> Statement:
    """The identity that was decomposed for two binary streams, with the last cell of q as 1 minus the others."""
    symbols = {symbol.name: symbol for symbol in part.free_energy.free_symbols}
    cells = [symbols[name] for name in sorted(symbols) if name.startswith("q_")]
    last = {cells[-1]: 1 - sympy.Add(*cells[:-1])}
    free_energy, terms = part.free_energy.subs(last), sympy.Add(*part.terms.values()).subs(last)
    priors = [symbols[name] for name in sorted(symbols) if name.startswith("prior")]
    hypotheses = positive(*(term_of_sympy(symbol) for symbol in (*priors, *cells[:-1], last[cells[-1]])))
    sentence = "For two binary streams, every cell of q positive, the four terms add up to the free energy."
    return Symbolic("two_binary_streams", sentence, term_of_sympy(free_energy), term_of_sympy(terms), hypotheses)


_ANY_STREAMS = """\
forall (outcomes streams : nat) (size : nat -> nat) (part : nat -> nat -> nat)
  (prior cost : nat -> nat -> R) (coupling joint_cost : nat -> R) (gamma lambda : R),
(forall k x, (k < streams)%nat -> (x < outcomes)%nat -> (part k x < size k)%nat) ->
(forall k i, (k < streams)%nat -> (i < size k)%nat -> 0 < prior k i) ->
forall q : nat -> R, bs outcomes q = 1 ->
coupled_free_energy outcomes streams part prior cost coupling joint_cost gamma lambda q
= bs streams (stream_free_energy outcomes size part prior cost gamma q)
  + gamma * lambda * mean_n outcomes q joint_cost
  + (ln (coupled_normalizer outcomes streams part prior coupling lambda) - lambda * mean_n outcomes q coupling)
  + total_correlation_n outcomes streams size part q"""


def establish(subject: Identities) -> Finding:
    """Prove the identity for each shape; audit the float terms at the paper's witness, λ = 1.5."""
    finding = all_of(map(proved, chain(steps(subject.parts), witness_steps(bernoulli_ising(LAM)))))
    information = _subject.mutual_information_at(WITNESS)
    floats = free_energy_terms_of_target(np.float64(1.5))
    tolerance, reason = Fraction(1, 10**10), "absolute tolerance of the published check"
    return replace(
        finding,
        exact="F = Σ F_k + γλ E[K] + (log Z - λ E[J]) + TC; at q = q_λ: F = 0, TC = I(λ), the value for λ = 3/2",
        value=information,
        observations=(
            observed(
                "numpy.float64 F(q_λ) at λ = 1.5",
                free_energy_of_target(np.float64(1.5)),
                Fraction(0),
                tolerance,
                reason,
            ),
            observed(
                "numpy.float64 total correlation at λ = 1.5", floats.total_correlation, information, tolerance, reason
            ),
            observed(
                "numpy.float64 minus coupling prior at λ = 1.5", -floats.coupling_prior, information, tolerance, reason
            ),
        ),
    )


def _term(name: str, change: Callable[[sympy.Expr], sympy.Expr]) -> Callable[[Identities], Identities]:
    """One term of the first shape is changed."""

    def changed(subject: Identities) -> Identities:
        first, *others = subject.parts
        return Identities((replace(first, terms={**first.terms, name: change(first.terms[name])}), *others))

    return changed


_SCALE = 1 + sympy.Rational(1, 10**12)

CHECK = Check(
    id="decomposition_identity",
    claim=Claim(
        "The free energy of coupled streams is the sum of the marginal free energies, the coupling cost, the coupling"
        " prior and the total correlation.",
        r"F(q) = \sum_k F_k + \gamma\lambda\,E_q[K] + \bigl(\log Z_\lambda - \lambda E_q[J]\bigr) + \mathrm{TC}(q)",
        "for all q, priors with full support, costs G_k and K, couplings J and real γ, λ; by normal form for streams of"
        f" sizes {', '.join('x'.join(map(str, shape)) for shape in SHAPES)}, and by the written argument for any",
        "Friedman (2026), witness 1, invariant 5",
    ),
    tier=Verdict.PROVED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("marginal free energies dropped", "Σ F_k is left out", _term("marginal free energies", lambda t: 0 * t)),
        Mutant(
            "coupling cost dropped",
            "γλ E[K] is left out; the published check passes",
            _term("coupling cost", lambda t: 0 * t),
        ),
        Mutant("coupling prior dropped", "log Z - λ E[J] is left out", _term("coupling prior", lambda t: 0 * t)),
        Mutant("total correlation dropped", "TC is left out", _term("total correlation", lambda t: 0 * t)),
        Mutant(
            "marginal free energies rescaled",
            "Σ F_k times 1 + 1e-12",
            _term("marginal free energies", lambda t: t * _SCALE),
        ),
        Mutant("coupling cost rescaled", "γλ E[K] times 1 + 1e-12", _term("coupling cost", lambda t: t * _SCALE)),
        Mutant(
            "coupling prior rescaled", "log Z - λ E[J] times 1 + 1e-12", _term("coupling prior", lambda t: t * _SCALE)
        ),
        Mutant("total correlation rescaled", "TC times 1 + 1e-12", _term("total correlation", lambda t: t * _SCALE)),
        Mutant("total correlation doubled", "2 TC in place of TC", _term("total correlation", lambda t: 2 * t)),
    ),
    proofs=("entanglement_decomposition",),
    tags=("theorem", "numpy"),
    kernel=kernel,
)
