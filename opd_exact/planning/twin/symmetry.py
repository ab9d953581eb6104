"""Policies proved equal: by a symmetry of the model that leaves the belief where it is.

A symmetry renames the states of each factor, the outcomes of each modality and the controls of each factor such that
every table stays what it is. All steps of inference and planning treat renamed things alike, so a symmetry that fixes
the exact prior and every observation and control since then fixes the belief, and policies that it maps to each other
have the same posterior: the same real number, not just the same digits.

Candidates are found by refining colors: two names may be exchanged only if they occur with equal entries beside
equally colored names. A candidate counts once it is checked against every entry, so the search may miss ties but not
invent any.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.models.tensor import Tensor
from opd_exact.planning.twin.belief import Observed, TwinBelief
from opd_exact.planning.twin.model import Policy, TwinModel

__all__ = [
    "tie_classes",
]

_Name = tuple[str, int, int]
"""Kind ("state", "outcome", "control"), which factor or modality, and the index there."""

_Colors = dict[_Name, int]

# Branches of the search for one symmetry; beyond it the search gives up, without harm to what is proved.
_MOST_CANDIDATES = 1000


def tie_classes(model: TwinModel, belief: TwinBelief) -> tuple[tuple[int, ...], ...]:
    """The policies by proven equality of their posteriors at a belief, each class in ascending order."""
    search = _SymmetrySearch(model, belief)
    parent = list(range(len(model.policies)))

    def root(i: int) -> int:
        while parent[i] != i:
            i = parent[i]
        return i

    for symmetry in [{}, *search.generators()]:
        for i, j in _images(model, symmetry):
            low, high = sorted((root(i), root(j)))
            parent[high] = low
    classes: dict[int, list[int]] = {}
    for i in range(len(parent)):
        classes.setdefault(root(i), []).append(i)
    return tuple(tuple(members) for members in classes.values())


def _images(model: TwinModel, symmetry: dict[_Name, _Name]) -> list[tuple[int, int]]:
    """Which policy each policy becomes; none if the list of policies is not mapped to itself."""
    marked = list(zip(model.policies, model.E.entries, strict=True))
    renamed = [(_renamed(policy, symmetry), prior) for policy, prior in marked]
    if Counter(renamed) != Counter(marked):
        return []
    first: dict[tuple[Policy, Fraction], int] = {}
    for i, mark in enumerate(marked):
        first.setdefault(mark, i)
    return [(i, first[mark]) for i, mark in enumerate(renamed)]


def _renamed(policy: Policy, symmetry: dict[_Name, _Name]) -> Policy:
    return tuple(
        tuple(symmetry.get(("control", f, u), ("control", f, u))[2] for f, u in enumerate(controls))
        for controls in policy
    )


@dataclass(frozen=True)
class _Table:
    """A table with the kinds of its axes: (kind, factor or modality) for each."""

    axes: tuple[tuple[str, int], ...]
    tensor: Tensor
    entries: tuple[tuple[tuple[_Name, ...], Fraction], ...]

    @classmethod
    def of(cls, axes: tuple[tuple[str, int], ...], tensor: Tensor) -> "_Table":
        entries = tuple(
            (tuple((kind, which, i) for (kind, which), i in zip(axes, index, strict=True)), value)
            for index, value in zip(tensor.indices(), tensor.entries, strict=True)
            if value
        )
        return cls(axes, tensor, entries)

    def is_kept_by(self, symmetry: dict[_Name, _Name]) -> bool:
        # Renaming is one to one, so if every entry other than zero lands on its equal, zeros land on zeros.
        return all(self.tensor[tuple(symmetry[name][2] for name in names)] == value for names, value in self.entries)


class _SymmetrySearch:
    def __init__(self, model: TwinModel, belief: TwinBelief) -> None:
        self._tables = list(_tables(model, belief))
        sizes = [("state", f, len(factor)) for f, factor in enumerate(model.factors)]
        sizes += [("outcome", m, len(modality)) for m, modality in enumerate(model.modalities)]
        sizes += [("control", f, count) for f, count in enumerate(model.controls)]
        colors: dict[_Name, int] = {}
        fixed = _fixed(belief)
        self._start: _Colors = {}
        for kind, which, size in sizes:
            for i in range(size):
                name = (kind, which, i)
                mark = (kind, which, i if name in fixed else -1)
                self._start[name] = colors.setdefault(mark, len(colors))
        self._candidates = 0

    def generators(self) -> Iterator[dict[_Name, _Name]]:
        """Symmetries that move a control, one for each pair of controls that some symmetry found exchanges."""
        colors, _ = self._refined(self._start, self._start)
        cells: dict[int, list[_Name]] = {}
        for name, color in colors.items():
            if name[0] == "control":
                cells.setdefault(color, []).append(name)
        for cell in cells.values():
            for other in cell[1:]:
                self._candidates = 0
                found = self._symmetry(_marked(colors, cell[0]), _marked(colors, other))
                if found is not None:
                    yield found

    def _symmetry(self, left: _Colors, right: _Colors) -> dict[_Name, _Name] | None:
        """A symmetry that takes the left coloring to the right one."""
        left, right = self._refined(left, right)
        if Counter(left.values()) != Counter(right.values()):
            return None
        cells: dict[int, list[_Name]] = {}
        for name, color in right.items():
            cells.setdefault(color, []).append(name)
        open_names = [name for name, color in left.items() if len(cells[color]) > 1]
        if not open_names:
            symmetry = {name: cells[color][0] for name, color in left.items()}
            return symmetry if all(table.is_kept_by(symmetry) for table in self._tables) else None
        name = min(open_names, key=lambda name: len(cells[left[name]]))
        # A name that may stay where it is, is tried there first: the symmetry then moves little.
        for target in sorted(cells[left[name]], key=lambda target: target != name):
            self._candidates += 1
            if self._candidates > _MOST_CANDIDATES:
                return None
            found = self._symmetry(_marked(left, name), _marked(right, target))
            if found is not None:
                return found
        return None

    def _refined(self, left: _Colors, right: _Colors) -> tuple[_Colors, _Colors]:
        """Both colorings, split by what names occur together until nothing splits; equal colors mean equal reasons."""
        while True:
            shared: dict[object, int] = {}
            finer = [
                {name: shared.setdefault(mark, len(shared)) for name, mark in self._marks(colors).items()}
                for colors in (left, right)
            ]
            if len(set(finer[0].values())) == len(set(left.values())):
                return finer[0], finer[1]
            left, right = finer

    def _marks(self, colors: _Colors) -> dict[_Name, object]:
        seen: dict[_Name, list[tuple[int, int, Fraction, tuple[int, ...]]]] = {name: [] for name in colors}
        for number, table in enumerate(self._tables):
            for names, value in table.entries:
                around = tuple(colors[name] for name in names)
                for position, name in enumerate(names):
                    seen[name].append((number, position, value, around))
        return {name: (colors[name], tuple(sorted(marks))) for name, marks in seen.items()}


def _marked(colors: _Colors, name: _Name) -> _Colors:
    return colors | {name: -1 - len(colors)}


def _tables(model: TwinModel, belief: TwinBelief) -> Iterator[_Table]:
    for m, dependencies in enumerate(model.A_dependencies):
        yield _Table.of((("outcome", m), *(("state", f) for f in dependencies)), model.A[m])
        yield _Table.of((("outcome", m),), model.C[m])
    for f, dependencies in enumerate(model.B_dependencies):
        yield _Table.of((("state", f), *(("state", g) for g in dependencies), ("control", f)), model.B[f])
        marginal = belief.prior[f]
        yield _Table.of((("state", f),), Tensor((len(marginal),), marginal))


def _fixed(belief: TwinBelief) -> set[_Name]:
    fixed: set[_Name] = set()
    for event in belief.events:
        if isinstance(event, Observed):
            fixed.update(("outcome", m, o) for m, o in enumerate(event.observation))
        else:
            fixed.update(("control", f, u) for f, u in enumerate(event.controls))
    return fixed
