"""Reading GNN files (Generalized Notation Notation, version 1) of discrete models with tables A, B, C and D.

A file with B and C is a factored POMDP; one without B is a Bayesian network of states and observations. Letters may
have suffixes, and those with the same suffix belong together: s_loc, B_loc and D_loc are a factor, o_cue, A_cue and
C_cue a modality. Which states a table depends on is read from the connections, in their order.

Numbers are read as they are spelled. Published files write tables of three sides in two ways, with the sides in the
declared order or as slices with the last side outermost. Both are tried; if both give distributions and these differ,
nothing is guessed: the file (`layout: slices` under ModelParameters) or the caller has to say which is meant.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod

from opd_exact.models.bayes_net import BayesNet, Node
from opd_exact.models.importers.gnn_settings import LAYOUTS, Settings, read_settings
from opd_exact.models.importers.gnn_tables import is_transposed, laid_out, sides_text, value_tensor, without_ones
from opd_exact.models.importers.gnn_text import (
    Connection,
    Declared,
    Given,
    connections,
    declared_variables,
    given_values,
    read_sections,
)
from opd_exact.models.importers.source import MOST_CELLS, settled_columns
from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError

__all__ = [
    "GnnModel",
    "read_gnn",
]

_ROLE = re.compile(r"([ABCDEso])(?:_(\w+))?")


@dataclass(frozen=True)
class GnnModel:
    """The exact model of a GNN file; `notes` say what was rescaled, taken for a layout, or left out."""

    title: str
    model: POMDP | BayesNet
    notes: tuple[str, ...]


def read_gnn(
    text: str,
    name: str = "model.gnn.md",
    *,
    normalize: bool = False,
    layout: str | None = None,
    ignore: Sequence[str] = (),
) -> GnnModel:
    """The model of a text in GNN; `name` is what messages call it.

    normalize: divide a column whose entries do not sum to one by its exact sum, instead of refusing it.
    layout: "declared" or "slices"; without it, what the file says, else the one way that gives distributions.
    ignore: variables whose values are left out on purpose, such as "E" (habits) or "gamma", which no exact model holds.

    Raises:
        InputError: the text is no such model, or says something that is not supported; the message names file, line
            and section, what was found and expected, and for a column the exact amount by which it misses one.

    Source: Smekal and Friedman (2023), Generalized Notation Notation for Active Inference Models.

    >>> found = read_gnn('''
    ... ## StateSpaceBlock
    ... A[2,2,type=float]
    ... D[2,type=float]
    ... s[2,1,type=float]
    ... o[2,1,type=int]
    ... ## Connections
    ... D>s
    ... s-A
    ... A-o
    ... ## InitialParameterization
    ... A={(0.9, 0.2), (0.1, 0.8)}
    ... D={(0.5, 0.5)}
    ... ''')
    >>> [str(p) for p in found.model.posterior("s", {"o": "0"})]
    ['9/11', '2/11']
    """
    if layout is not None and layout not in LAYOUTS:
        raise InputError(f"layout {layout!r}: expected one of {', '.join(LAYOUTS)}")
    sections = read_sections(text, name)
    settings = read_settings(sections)
    declared = declared_variables(sections["StateSpaceBlock"], settings.numbers)
    edges = connections(sections["Connections"], declared)
    given = given_values(sections["InitialParameterization"])
    reader = _Reader(name, settings, declared, edges, given, normalize, layout or settings.layout)
    reader.leave_out(ignore)
    model = reader.model()
    return GnnModel(settings.title, model, tuple(reader.notes))


@dataclass
class _Reader:
    """Brings declarations, connections and values together."""

    file: str
    settings: Settings
    declared: dict[str, Declared]
    edges: list[Connection]
    given: dict[str, Given]
    normalize: bool
    layout: str | None
    notes: list[str] = field(default_factory=list)

    def leave_out(self, ignore: Sequence[str]) -> None:
        for name in ignore:
            if name not in self.given:
                raise InputError(f"{self.file}: {name!r} is to be left out and has no value")
            self.notes.append(f"{name}: its value is left out, as asked")
        for name, value in self.given.items():
            role = _ROLE.fullmatch(name)
            if name in ignore or (role and role[1] in "ABCD"):
                continue
            if role and role[1] == "E" and len(set(value_tensor(value).entries)) == 1:
                self.notes.append(f"{name}: the same habit for all policies says nothing and is left out")
                continue
            raise value.place.error(
                f"{name!r} has a value, and an exact model holds A, B, C and D only; leave it out with"
                f" ignore=({name!r},) if it does not matter"
            )
        self.given = {
            name: value for name, value in self.given.items() if name not in ignore and not name.startswith("E")
        }

    def model(self) -> POMDP | BayesNet:
        states = [name for name in self.declared if self._role(name) == "s"]
        outcomes = [name for name in self.declared if self._role(name) == "o"]
        for letter, found in (("s", states), ("o", outcomes)):
            if not found:
                raise InputError(f"{self.file}: StateSpaceBlock declares no variable {letter}, expected at least one")
        factors = {name: Variable(name, self._values(name)) for name in states}
        modalities = {name: Variable(name, self._values(name)) for name in outcomes}
        tables = {letter: [name for name in self.declared if self._role(name) == letter] for letter in "ABCD"}
        undeclared = [name for name in self.given if name not in self.declared]
        if undeclared:
            raise self.given[undeclared[0]].place.error(f"{undeclared[0]!r} is not declared in StateSpaceBlock")
        partners = {
            letter: self._partners(letter, tables[letter], outcomes if letter in "AC" else states)
            for letter in "ABCD"
            if letter in "AD" or tables[letter]
        }
        owners = {table: variable for found in partners.values() for variable, table in found.items()}
        self._require_own(owners)
        first = {s: self._table(partners["D"][s], (), factors, len(factors[s])) for s in states}
        seen_from = {o: self._dependencies(partners["A"][o], o, states) for o in outcomes}
        self._require_told(seen_from)
        seen = {o: self._table(partners["A"][o], seen_from[o], factors, len(modalities[o])) for o in outcomes}
        if "B" not in partners:
            return self._network(factors, modalities, first, seen, seen_from)
        if self.settings.static:
            raise self.declared[tables["B"][0]].place.error("the file says Static under Time and declares transitions")
        moved_by = {s: (s, *self._others(partners["B"][s], s, states)) for s in states}
        moves = {s: self._table(partners["B"][s], moved_by[s], factors, len(factors[s]), control=True) for s in states}
        wanted = self._all_preferences(
            partners.get("C"), modalities, passive=all(t.shape[-1] == 1 for t in moves.values())
        )
        return POMDP(
            factors=tuple(factors.values()),
            modalities=tuple(modalities.values()),
            action_names=_action_names([table.shape[-1] for table in moves.values()]),
            A=tuple(seen.values()),
            B=tuple(moves.values()),
            C=wanted,
            D=tuple(first.values()),
            A_dependencies=tuple(tuple(states.index(s) for s in given) for given in seen_from.values()),
            B_dependencies=tuple(tuple(states.index(s) for s in given) for given in moved_by.values()),
        )

    def _network(
        self,
        factors: dict[str, Variable],
        modalities: dict[str, Variable],
        first: dict[str, Tensor],
        seen: dict[str, Tensor],
        seen_from: dict[str, tuple[str, ...]],
    ) -> BayesNet:
        for name in self.given:
            if self._role(name) == "C":
                raise self.given[name].place.error("preferences C without transitions B: nothing can be chosen")
        nodes = [Node(factor, (), first[s]) for s, factor in factors.items()]
        nodes += [Node(modality, seen_from[o], seen[o]) for o, modality in modalities.items()]
        return BayesNet(tuple(nodes), self.settings.title)

    # --- which table belongs to what ---------------------------------------------------------------------------------

    def _role(self, name: str) -> str | None:
        match = _ROLE.fullmatch(name)
        return match[1] if match and not name.endswith("_prime") else None

    def _values(self, name: str) -> tuple[str, ...]:
        variable = self.declared[name]
        sides = [side for side in variable.sides if side != 1] or [1]
        if len(sides) != 1 or sides[0] is None:
            raise variable.place.error(
                f"{name}: sides {sides_text(variable.sides)}, expected one number of values, as s[3,1]"
            )
        if sides[0] > MOST_CELLS:
            raise variable.place.error(f"{name}: {sides[0]} values, expected at most {MOST_CELLS}")
        return tuple(str(value) for value in range(sides[0]))

    def _partners(self, letter: str, tables: list[str], variables: list[str]) -> dict[str, str]:
        """The table of each variable: that with the same suffix, or the only one of the only one."""
        if len(tables) == len(variables) == 1:
            return {variables[0]: tables[0]}
        found = {}
        for variable in variables:
            name = letter + variable[1:]
            if name not in tables:
                raise self.declared[variable].place.error(f"{variable!r} has no table {name!r} in StateSpaceBlock")
            found[variable] = name
        for table in tables:
            if table not in found.values():
                raise self.declared[table].place.error(
                    f"{table!r} belongs to no variable {variables[0][0]}{table[1:]!r}"
                )
        return found

    def _dependencies(self, table: str, outcome: str, states: list[str]) -> tuple[str, ...]:
        """The states that an observation depends on: those connected to its table, else to it, else the only one."""
        found = self._connected(table, states) or self._connected(outcome, states)
        if not found and len(states) > 1:
            raise self.declared[table].place.error(f"{table}: no state is connected to it; which does it depend on?")
        return found or (states[0],)

    def _others(self, table: str, own: str, states: list[str]) -> tuple[str, ...]:
        for edge in self.edges:
            if edge.directed and edge.first == table and edge.second in states and edge.second != own:
                raise edge.place.error(f"{table} leads to {edge.second}, and it belongs to {own}")
        return tuple(state for state in self._connected(table, states) if state != own)

    def _require_own(self, owners: dict[str, str]) -> None:
        """Refuse a table that is connected to a variable that it does not belong to and cannot depend on."""
        for edge in self.edges:
            for table, other in ((edge.first, edge.second), (edge.second, edge.first)):
                role = self._role(other)
                if table not in owners or role not in ("s", "o") or other == owners[table]:
                    continue
                if role == "o" or self._role(table) in ("C", "D"):
                    told = f"{table} and {other} are connected, and {table} belongs to {owners[table]}"
                    raise edge.place.error(told)

    def _require_told(self, seen_from: dict[str, tuple[str, ...]]) -> None:
        """Refuse a connection between states or observations that no table expresses."""
        for edge in self.edges:
            ends = (edge.first, edge.second)
            roles = tuple(self._role(end) for end in ends)
            if ends[0] == ends[1] or not set(roles) <= {"s", "o"}:
                continue
            outcome, state = ends if roles[0] == "o" else ends[::-1]
            if set(roles) == {"s", "o"} and state in seen_from[outcome]:
                continue
            raise edge.place.error(
                f"{ends[0]} and {ends[1]} are connected, and no table says how: connect a state to the table that"
                " depends on it"
            )

    def _connected(self, name: str, states: list[str]) -> tuple[str, ...]:
        ends = [edge.second if edge.first == name else edge.first for edge in self.edges if edge.touches(name)]
        return tuple(dict.fromkeys(end for end in ends if end in states))

    # --- tables ------------------------------------------------------------------------------------------------------

    def _table(
        self, name: str, given: tuple[str, ...], factors: dict[str, Variable], width: int, *, control: bool = False
    ) -> Tensor:
        """A table of probabilities, its sides the outcome, the states it is given and, for B, the control."""
        variable = self.declared[name]
        expected = (width, *(len(factors[s]) for s in given))
        sides = without_ones(variable.sides, len(expected) + control)
        if control and sides == expected:
            sides = (*expected, 1)  # no control: the factor moves by itself
        if None in sides or (sides[:-1] if control else sides) != expected:
            told = f"{sides_text(expected)}, and the control" if control else sides_text(expected)
            raise variable.place.error(
                f"{name}: sides {sides_text(variable.sides)}, expected {told}, from"
                f" {', '.join(given) or 'its variable'} in the order of the connections"
            )
        shape = tuple(side for side in sides if side is not None)
        if prod(shape) > MOST_CELLS:
            raise variable.place.error(f"{name}: {prod(shape)} entries, expected at most {MOST_CELLS}")

        def column(rest: tuple[int, ...]) -> str:
            told = [f"{state}={value}" for state, value in zip(given, rest, strict=False)]
            told += [f"control={value}" for value in rest[len(given) :]]
            return f"{name}, column ({', '.join(told)})" if told else name

        if name not in self.given:
            return self._default(variable, shape)
        place = self.given[name].place
        value = self._laid_out(name, shape)
        if is_transposed(value):
            raise place.error(f"{name}: its rows sum to one and its columns do not; write outcomes as rows")
        table, notes = settled_columns(value, column, place.error, normalize=self.normalize)
        self.notes += notes
        return table

    def _default(self, variable: Declared, shape: tuple[int, ...]) -> Tensor:
        if variable.default != "uniform":
            told = f"default={variable.default} is not read" if variable.default else "it has no value"
            raise variable.place.error(f"{variable.name}: {told}; write it under InitialParameterization")
        return Tensor(shape, (Fraction(1, shape[0]),) * prod(shape))

    def _all_preferences(
        self, tables: dict[str, str] | None, modalities: dict[str, Variable], *, passive: bool
    ) -> tuple[Tensor, ...]:
        if tables is not None:
            return tuple(self._preferences(tables[o], len(modality)) for o, modality in modalities.items())
        if not passive:
            raise InputError(f"{self.file}: there are controls and no preferences C; write zeros if there are none")
        self.notes.append("C: nothing can be chosen and nothing is preferred; the preferences are zeros")
        return tuple(Tensor.zeros((len(modality),)) for modality in modalities.values())

    def _preferences(self, name: str, width: int) -> Tensor:
        variable = self.declared[name]
        if without_ones(variable.sides, 1) != (width,):
            raise variable.place.error(
                f"{name}: sides {sides_text(variable.sides)}, expected {width}: one for each outcome"
            )
        if name in self.given:
            return self._laid_out(name, (width,))
        if variable.default == "zeros":
            return Tensor.zeros((width,))
        raise variable.place.error(f"{name}: it has no value; write it under InitialParameterization")

    def _laid_out(self, name: str, shape: tuple[int, ...]) -> Tensor:
        table, way = laid_out(self.given[name], shape, self.layout)
        if way:
            self.notes.append(f"{name}: read with the layout {way!r}, the only one whose columns sum to one")
        return table


def _action_names(controls: Sequence[int]) -> tuple[str, ...]:
    """u0, u1 and so on; with several controlled factors u0_1 and so on, the last factor's control fastest."""
    combinations = product(*(range(count) for count in controls if count > 1))
    names = tuple("u" + "_".join(map(str, combination)) for combination in combinations)
    return ("wait",) if names == ("u",) else names
