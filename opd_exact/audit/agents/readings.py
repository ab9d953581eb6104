"""The two exact readings of a recorded agent: the binary numbers its floats hold, and the nominal ones they stand for.

The binary reading feeds the twin, whose distance from the run is then rounding alone. The nominal reading feeds the
twin too, and the ideal. Settings have both readings as well: a threshold of 1e-4 is compared in single precision.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.audit.agents.agent_reading import OPEN_LOOP_PLANNER, SEARCH_PLANNER, require_columns
from opd_exact.audit.agents.nominal import ColumnReading, nominal_column, nominal_number
from opd_exact.audit.agents.record import AgentRecord, SearchSettings
from opd_exact.audit.stored_model import StoredModel, StoredTensor
from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers import binary_reading, decimal_reading, nearest_float
from opd_exact.numbers.errors import OutsideClass
from opd_exact.planning.twin import TwinModel, TwinSettings, all_policies

__all__ = [
    "Readings",
    "binary_model",
    "binary_settings",
    "nominal_model",
    "nominal_pomdp",
    "nominal_settings",
    "read_exactly",
    "twin_model",
]

Number = Callable[[Fraction], Fraction]


@dataclass(frozen=True)
class Readings:
    """What the oracles compute with.

    `pomdp` is None where the policies are not all the joint actions, which is what the ideal chooses among; `notes` say
    in words which columns were read otherwise than as the decimals they print as.
    """

    binary: TwinModel
    binary_settings: TwinSettings
    nominal: TwinModel
    nominal_settings: TwinSettings
    pomdp: POMDP | None
    notes: tuple[str, ...]


def read_exactly(record: AgentRecord) -> Readings:
    """Both readings of a recorded agent.

    Raises:
        InputError: a table whose columns are no distributions (see `require_columns`).
        OutsideClass: the agent was told something that no oracle computes; the message names it.
    """
    require_columns(record.agent)
    stored, notes = _nominal_tables(record)
    nominal = twin_model(stored, _nominal_prior(record))
    return Readings(
        binary_model(record),
        binary_settings(record),
        nominal,
        nominal_settings(record),
        nominal_pomdp(nominal),
        notes,
    )


def binary_model(record: AgentRecord) -> TwinModel:
    """The agent's tables as the exact values of their floats; columns need not sum to one."""
    return twin_model(record.agent, record.policy_prior)


def nominal_model(record: AgentRecord) -> TwinModel:
    """The agent's tables as the numbers that were most likely meant; every column sums to one."""
    return twin_model(_nominal_tables(record)[0], _nominal_prior(record))


def nominal_pomdp(model: TwinModel) -> POMDP | None:
    """The exact model of a nominal reading, if its policies are all joint actions, or sequences of them, in order."""
    if model.policies != all_policies(model.controls, model.policy_len):
        return None
    controls = all_policies(model.controls, 1)
    return POMDP(
        factors=model.factors,
        modalities=model.modalities,
        action_names=tuple(_policy_name(policy) for policy in controls),
        A=model.A,
        B=model.B,
        C=model.C,
        D=model.D,
        A_dependencies=model.A_dependencies,
        B_dependencies=model.B_dependencies,
    )


def binary_settings(record: AgentRecord) -> TwinSettings:
    """The settings as the float program holds them: in double precision only where the run was in double precision.

    Raises:
        OutsideClass: a setting that the twin does not compute.
    """
    return _twin_settings(record, lambda value: _rounded(value, record.dtype), lambda value: value)


def nominal_settings(record: AgentRecord) -> TwinSettings:
    """The settings as the decimals they print as.

    Raises:
        OutsideClass: a setting that the twin does not compute.
    """
    return _twin_settings(
        record, lambda value: decimal_reading(float(value)), lambda value: nominal_number(value, record.dtype)
    )


def _rounded(value: Fraction, dtype: str) -> Fraction:
    return binary_reading(nearest_float(value, dtype))


def _twin_settings(record: AgentRecord, of_search: Number, of_agent: Number) -> TwinSettings:
    """The twin's settings; `of_search` reads a Python float, `of_agent` a float that the agent's arrays hold."""
    told = record.settings
    if told.custom:
        raise OutsideClass(f"{told.custom[0]}: the agent has its own, and the oracles do not compute it")
    if record.planner not in (OPEN_LOOP_PLANNER, SEARCH_PLANNER) or (
        record.planner == SEARCH_PLANNER and record.search is None
    ):
        raise OutsideClass(
            f"policy search {record.planner}: the oracles compute {SEARCH_PLANNER} and {OPEN_LOOP_PLANNER} only"
        )
    common = TwinSettings(
        inference=told.inference_algo,
        num_iter=told.num_iter,
        planner="policies",
        gamma=of_agent(told.gamma),
        use_utility=told.use_utility,
        use_states_info_gain=told.use_states_info_gain,
        sampling_mode=told.sampling_mode,
        action_selection=told.action_selection,
        categorical_obs=told.categorical_obs,
        learning=bool(told.learned),
        use_inductive=told.use_inductive,
        use_param_info_gain=told.use_param_info_gain,
    )
    return common if record.search is None else _with_search(common, record.search, of_search)


def _with_search(common: TwinSettings, search: SearchSettings, read: Number) -> TwinSettings:
    values: dict[str, object] = {}
    for name, value in vars(search).items():
        values[name] = read(value) if isinstance(value, Fraction) else value
    return TwinSettings(**{**vars(common), "planner": "sophisticated", **values})


def twin_model(stored: StoredModel, prior: tuple[Fraction, ...]) -> TwinModel:
    """Stored tables with their policies, and a prior over these, as what the twin computes with."""
    policies = stored.policies or ()
    return TwinModel(
        factors=_variables(stored.tensors["D"]),
        modalities=_variables(stored.tensors["A"]),
        A=_tensors(stored, "A"),
        B=_tensors(stored, "B"),
        C=_tensors(stored, "C"),
        D=_tensors(stored, "D"),
        E=Tensor((len(prior),), prior),
        A_dependencies=tuple(table.dependencies or () for table in stored.tensors["A"]),
        B_dependencies=tuple(table.dependencies or () for table in stored.tensors["B"]),
        policies=policies,
        policy_names=tuple(_policy_name(policy) for policy in policies),
    )


def _policy_name(policy: tuple[tuple[int, ...], ...]) -> str:
    return " then ".join(f"({', '.join(map(str, controls))})" for controls in policy)


def _variables(tables: tuple[StoredTensor, ...]) -> tuple[Variable, ...]:
    return tuple(Variable(table.name, tuple(str(value) for value in range(table.shape[0]))) for table in tables)


def _tensors(stored: StoredModel, letter: str) -> tuple[Tensor, ...]:
    return tuple(table.tensor for table in stored.tensors[letter])


def _nominal_prior(record: AgentRecord) -> tuple[Fraction, ...]:
    return nominal_column(record.policy_prior, record.dtype).entries


def _nominal_tables(record: AgentRecord) -> tuple[StoredModel, tuple[str, ...]]:
    """The tables with every column nominal, and what is to be said about the ways in which columns were read."""
    tensors: dict[str, tuple[StoredTensor, ...]] = {}
    notes: list[str] = []
    for letter, tables in record.agent.tensors.items():
        found = []
        for table in tables:
            if letter == "C":
                entries = tuple(nominal_number(value, record.dtype) for value in table.entries)
            else:
                entries, ways = _nominal_columns(table.tensor, record.dtype)
                notes += [
                    f"{letter}[{table.name}]: {count} of {sum(ways.values())} columns read as {way}"
                    for way, count in ways.items()
                    if way is not ColumnReading.DECIMAL
                ]
            found.append(StoredTensor(table.name, table.shape, table.dependencies, entries))
        tensors[letter] = tuple(found)
    return StoredModel(tensors, record.agent.policies), tuple(notes)


def _nominal_columns(table: Tensor, dtype: str) -> tuple[tuple[Fraction, ...], Counter[ColumnReading]]:
    columns = [nominal_column(column, dtype) for _, column in table.columns()]
    ways = Counter(column.reading for column in columns)
    # Columns run along the first side, so an entry's place in row-major order is its row times the number of columns.
    entries = tuple(column.entries[row] for row in range(table.shape[0]) for column in columns)
    return entries, ways
