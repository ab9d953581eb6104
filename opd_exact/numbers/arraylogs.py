"""Logarithms with integer coefficients held as arrays until somebody asks for them one by one.

An entropy of a hundred thousand weights has as many logarithms. Its float needs a vectorized sum over the arrays, not a
dictionary; the dictionary is made when a decision or a text needs it.
"""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView

import numpy as np
from numpy.typing import NDArray

from opd_exact.numbers.vectorlog import ATOM_LIMIT, COEFFICIENT_LIMIT, vector_sum

__all__ = [
    "ArrayLogs",
]


class ArrayLogs(Mapping[int, int]):
    """A mapping from integer atoms greater than 1 to integer coefficients that are not zero, collected when first read.

    Args:
        atoms: (n,) positive integers below `ATOM_LIMIT`, in any order, repeated or not.
        coefficients: (n,) integers of magnitude below `COEFFICIENT_LIMIT`, one for each atom.

    >>> dict(ArrayLogs(np.array([2, 3, 2, 1]), np.array([1, -4, 6, 9])))
    {2: 7, 3: -4}
    """

    __slots__ = ("_atoms", "_coefficients", "_collected")

    def __init__(self, atoms: NDArray[np.int64], coefficients: NDArray[np.int64]) -> None:
        if len(atoms) and not 0 < atoms.min() <= atoms.max() < ATOM_LIMIT:
            raise ValueError(f"atoms from {atoms.min()} to {atoms.max()} lie outside 1 .. {ATOM_LIMIT - 1}")
        if len(atoms) and not -COEFFICIENT_LIMIT < coefficients.min() <= coefficients.max() < COEFFICIENT_LIMIT:
            raise ValueError("a coefficient is too large for the vectorized sum")
        self._atoms = atoms
        self._coefficients = coefficients
        self._collected: dict[int, int] | None = None

    def fixed_sum(self) -> tuple[int, int]:
        """The sum and a bound on its error; see `vectorlog.vector_sum`."""
        return vector_sum(self._atoms, self._coefficients)

    @property
    def collected(self) -> dict[int, int]:
        """The mapping as a dictionary."""
        if self._collected is None:
            collected: dict[int, int] = {}
            for atom, coefficient in zip(self._atoms.tolist(), self._coefficients.tolist(), strict=True):
                collected[atom] = collected.get(atom, 0) + coefficient
            collected.pop(1, None)
            self._collected = {atom: coefficient for atom, coefficient in collected.items() if coefficient}
        return self._collected

    def __getitem__(self, atom: int) -> int:
        return self.collected[atom]

    def __iter__(self) -> Iterator[int]:
        return iter(self.collected)

    def __len__(self) -> int:
        return len(self.collected)

    def __bool__(self) -> bool:
        # terms that may still cancel: enough to know that there is something to look at
        return bool(self.collected) if self._collected is not None else len(self._atoms) > 0

    def keys(self) -> KeysView[int]:
        """The atoms."""
        return self.collected.keys()

    def values(self) -> ValuesView[int]:
        """The coefficients."""
        return self.collected.values()

    def items(self) -> ItemsView[int, int]:
        """The atoms with their coefficients."""
        return self.collected.items()
