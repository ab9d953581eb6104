"""The demonstration's quantities in the words of Coq's library, from the model of a check's subject."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from opd_exact.coq.formulas import Raw
from opd_exact.coq.statements import Identity, Instance, Statement, enclosure_of
from opd_exact.coq.terms import Term, call, ln, total
from opd_exact.numbers import LogForm
from opd_exact.registry.amounts import Amounts

from ._demonstration import Demonstration

__all__ = [
    "accuracy",
    "ambiguity",
    "column",
    "complexity",
    "epistemic",
    "for_all_lists",
    "free_energy",
    "identities",
    "information_gain",
    "joint",
    "posterior",
    "pragmatic",
    "risk",
]

Belief = Term | Sequence[Fraction]


def column(model: Demonstration, observation: int | None = None) -> list[Fraction]:
    """p(s, o) over the states, for the observation made or another."""
    seen = model.observation if observation is None else observation
    return [p * row[seen] for p, row in zip(model.prior, model.likelihood, strict=True)]


def joint(model: Demonstration) -> list[list[Fraction]]:
    """p(s, o), states down the rows."""
    return [[p * x for x in row] for p, row in zip(model.prior, model.likelihood, strict=True)]


def posterior(model: Demonstration) -> Term:
    """p(s | o), as the library forms it from p(s, o)."""
    return call("posterior", column(model))


def free_energy(belief: Belief, model: Demonstration) -> Term:
    """F(q)."""
    return call("VFE", belief, column(model))


def complexity(belief: Belief, model: Demonstration) -> Term:
    """D(q || p(s))."""
    return call("KL", belief, model.prior)


def accuracy(belief: Belief, model: Demonstration) -> Term:
    """E_q[ln p(o | s)]."""
    return call("expected_value", belief, _logs(row[model.observation] for row in model.likelihood))


def ambiguity(model: Demonstration) -> Term:
    """E_q[H(p(o | s))], which is H(o | s)."""
    return call("conditional_entropy", joint(model))


def epistemic(model: Demonstration) -> Term:
    """I(o; s)."""
    return call("mutual_information", joint(model))


def information_gain(model: Demonstration) -> Term:
    """E_q(o)[D(p(s | o) || p(s))]."""
    columns = (column(model, observation) for observation in range(len(model.likelihood[0])))
    return total(call("evidence", each) * call("KL", call("posterior", each), model.prior) for each in columns)


def risk(model: Demonstration) -> Term:
    """D(q(o) || p(o))."""
    return call("KL", call("column_sums", joint(model)), model.preferences)


def pragmatic(model: Demonstration, preferences: Sequence[Fraction] | None = None) -> Term:
    """E_q(o)[ln p(o)]."""
    logs = _logs(model.preferences if preferences is None else preferences)
    return call("expected_value", call("column_sums", joint(model)), logs)


def _logs(values: Iterable[Fraction]) -> list[Term]:
    return [ln(value) for value in values]


def identities(subject: Amounts, terms: dict[str, Term]) -> Iterator[Statement]:
    """Each amount of the subject in the library's words, equal to what is claimed for it; the first also in digits."""
    for place, (row, term) in enumerate(terms.items()):
        claimed = subject.row(row).claimed
        name = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in row).strip("_")
        yield Identity(f"amount_{name}", f"{row[0].upper()}{row[1:]}, in closed form.", term, claimed)
        if place == 0 and isinstance(claimed, LogForm) and not claimed.is_rational():
            yield enclosure_of(
                f"digits_of_{name}", f"{row[0].upper()}{row[1:]}, to 30 digits.", term, claimed, covers="value"
            )


def for_all_lists(name: str, sentence: str, formula: str, theorem: str, module: str = "FreeEnergy") -> Statement:
    """A theorem of the library about distributions of any length, as it stands there."""
    return Instance(name, sentence, Raw(formula), f"exact {theorem}.", (module,))
