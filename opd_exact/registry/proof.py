"""Proofs as a suite's files declare them: steps that the prover must confirm, and false neighbors it must refute."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opd_exact.numbers.errors import InputError
from opd_exact.registry.declaration import Claim, require_claim, require_id

if TYPE_CHECKING:  # SymPy comes with the prover; who only lists what there is should not wait for it
    from opd_exact.symbolic import Refutation, Theorem

__all__ = [
    "Neighbor",
    "Proof",
    "Step",
]


@dataclass(frozen=True)
class Step:
    """One step of a derivation: what it states, how to ask the prover for it, and for which values it is meant.

    `scope`, where it is given, is the theorem's list of assumptions as the prover writes it, such as
    "lambda in (0, oo)". It is compared with the theorem: a proof on a smaller domain does not establish the step.
    """

    statement: str
    ask: "Callable[[], Theorem | Refutation]"
    scope: str | None = None

    def fits(self, theorem: "Theorem") -> bool:
        """Whether a theorem was proved for the values that the step is meant for."""
        return self.scope is None or self.scope == "; ".join(theorem.assumptions)


@dataclass(frozen=True)
class Neighbor:
    """A statement near the theorem that is false: the prover must refute it at a point, or the proof shows little."""

    name: str
    what_changes: str
    ask: "Callable[[], Theorem | Refutation]"


@dataclass(frozen=True)
class Proof:
    """A theorem: its claim, its steps in the order in which they are read, and its false neighbors.

    `steps` is a function so that importing the file computes nothing.
    """

    id: str
    claim: Claim
    steps: Callable[[], Iterable[Step]]
    neighbors: tuple[Neighbor, ...]

    def __post_init__(self) -> None:
        require_id(self.id, "proof")
        require_claim(self.claim, f"proof {self.id!r}")
        if not self.neighbors:
            raise InputError(f"proof {self.id!r} has no false neighbor; a prover that refutes nothing shows little")
        names = [neighbor.name for neighbor in self.neighbors]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"proof {self.id!r}: two neighbors are named {name!r}")
