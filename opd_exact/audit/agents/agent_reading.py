"""Reads a pymdp agent, an environment and a policy search: tables as the exact numbers they hold, settings by name.

Everything is reached by attribute, so nothing of pymdp is imported. What an agent can be told and no oracle models is
not refused here but named in the settings; broken tables are refused, each with its place and by how much.
"""

import types
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.audit.agents.record import AgentRecord, AgentSettings, SearchSettings
from opd_exact.audit.stored_model import StoredModel, StoredTensor
from opd_exact.numbers import binary_reading
from opd_exact.numbers.errors import InputError, InputTypeError

__all__ = [
    "OPEN_LOOP_PLANNER",
    "SEARCH_PLANNER",
    "read_agent_tables",
    "read_environment_tables",
    "read_policy_prior",
    "read_search",
    "read_settings",
    "require_columns",
    "require_same_agent",
]

OPEN_LOOP_PLANNER = "pymdp.agent.Agent.infer_policies"
SEARCH_PLANNER = "pymdp.planning.si.si_policy_search"

# pymdp itself accepts a column whose float sum is this close to one, and refuses what is farther.
_SUM_TOLERANCE = Fraction(1, 10**5)

_LEARNED = ("A", "B", "C", "D", "E")


def read_agent_tables(
    agent: Any, *, batch: int = 0, factors: Sequence[str] | None = None, modalities: Sequence[str] | None = None
) -> StoredModel:
    """A, B, C, D and the policies of one element of an agent's batch, every entry the exact value of its float.

    factors, modalities: names for the report; without them "factor 0", "modality 0" and so on.

    Raises:
        InputTypeError: the value is no pymdp agent.
        InputError: the batch has no such element; tables, dependencies and names do not fit together; an entry is not
            finite; the tables are of different float types.
    """
    for attribute in ("A", "B", "C", "D", "A_dependencies", "B_dependencies", "policies", "batch_size"):
        if not hasattr(agent, attribute):
            raise InputTypeError(f"{type(agent).__name__} has no {attribute}; expected a pymdp.agent.Agent")
    if not 0 <= batch < agent.batch_size:
        raise InputError(
            f"batch {batch}: the agent has {agent.batch_size} elements, expected 0 to {agent.batch_size - 1}"
        )
    tensors = _tables(agent, batch, factors, modalities)
    policies = tuple(
        tuple(tuple(int(control) for control in controls) for controls in policy)
        for policy in np.asarray(agent.policies.policy_arr).tolist()
    )
    return StoredModel(tensors, policies)


def read_environment_tables(environment: Any, model: StoredModel) -> StoredModel | None:
    """A, B and D of an environment that is defined by such tables, named as the agent's; None for any other.

    Raises:
        InputError: there are tables, and their number or shapes do not fit their dependencies.
    """
    letters = ("A", "B", "D", "A_dependencies", "B_dependencies")
    if any(getattr(environment, letter, None) is None for letter in letters):
        return None
    names = {letter: [table.name for table in model.tensors[letter]] for letter in "AD"}
    if len(environment.A) != len(names["A"]) or len(environment.D) != len(names["D"]):
        return None
    return StoredModel(_tables(environment, None, names["D"], names["A"]), None)


def read_policy_prior(agent: Any, batch: int = 0) -> tuple[Fraction, ...]:
    """E, the prior over policies, of one element of the batch."""
    return _entries(np.asarray(agent.E)[batch], "E")


def read_settings(agent: Any, batch: int = 0) -> AgentSettings:
    """What the agent was told, by pymdp's own names."""
    custom = [
        name
        for name, is_set in (
            ("preprocess_fn", getattr(agent, "preprocess_fn", None) is not None),
            ("B_action_dependencies", getattr(agent, "action_maps", None) is not None),
        )
        if is_set
    ]
    (gamma,) = _entries(np.asarray(agent.gamma)[batch : batch + 1], "gamma")
    return AgentSettings(
        inference_algo=str(agent.inference_algo),
        num_iter=int(agent.num_iter),
        policy_len=int(agent.policy_len),
        gamma=gamma,
        action_selection=str(agent.action_selection),
        sampling_mode=str(agent.sampling_mode),
        use_utility=bool(agent.use_utility),
        use_states_info_gain=bool(agent.use_states_info_gain),
        use_param_info_gain=bool(agent.use_param_info_gain),
        use_inductive=bool(agent.use_inductive),
        categorical_obs=bool(agent.categorical_obs),
        learned=tuple(letter for letter in _LEARNED if getattr(agent, f"learn_{letter}", False)),
        custom=tuple(custom),
    )


def read_search(policy_search: Callable[..., Any] | None) -> tuple[str, SearchSettings | None]:
    """The qualified name of what searches, and its parameters where it is pymdp's sophisticated inference.

    pymdp returns the search as a function; its parameters are the variables that the function closes over. A search
    with other prediction or inference functions than pymdp's own is named with them and has no parameters here.
    """
    if policy_search is None:
        return OPEN_LOOP_PLANNER, None
    function = getattr(policy_search, "__wrapped__", policy_search)
    name = f"{getattr(function, '__module__', '?')}.{getattr(function, '__qualname__', repr(function))}"
    if name != f"{SEARCH_PLANNER}.<locals>.search_fn" or not isinstance(function, types.FunctionType):
        return name, None
    cells = function.__closure__ or ()
    given = {variable: cell.cell_contents for variable, cell in zip(function.__code__.co_freevars, cells, strict=True)}
    for own in ("infer_fn", "predict_fn"):
        found = given.pop(own)
        if (found.__module__, found.__qualname__) != ("pymdp.planning.si", own):
            return f"{SEARCH_PLANNER} with {own}={found.__module__}.{found.__qualname__}", None
    whole = ("horizon", "max_nodes", "max_branching", "topk_obsspace")
    values: dict[str, Any] = {
        key: int(value) if key in whole else Fraction(float(value)) for key, value in given.items()
    }
    return SEARCH_PLANNER, SearchSettings(**values)


def require_columns(model: StoredModel, letters: str = "ABD") -> None:
    """Refuse tables whose columns are no distributions.

    Raises:
        InputError: an entry is negative, or a column misses one by more than 1e-5, which pymdp itself refuses. The
            message names the table, the column and the exact amount.
    """
    for letter in letters:
        for table in model.tensors[letter]:
            for rest, column in table.tensor.columns():
                place = f"{letter}[{table.name}], column {list(rest)}"
                for index, value in enumerate(column):
                    if value < 0:
                        raise InputError(f"{place}: entry {index} is {float(value)!r}, expected none below 0")
                deficit = 1 - sum(column, Fraction(0))
                if abs(deficit) > _SUM_TOLERANCE:
                    amount = f"short by {deficit}" if deficit > 0 else f"over by {-deficit}"
                    raise InputError(
                        f"{place}: entries sum to {1 - deficit}, expected 1 ({amount}); divide the column by its sum"
                    )


def require_same_agent(agent: Any, record: AgentRecord) -> None:
    """Refuse a record of another agent.

    Raises:
        InputError: a table, the policies or a setting differ; the message names the first that does.
    """
    factors = [table.name for table in record.agent.tensors["D"]]
    modalities = [table.name for table in record.agent.tensors["A"]]
    model = read_agent_tables(agent, batch=record.batch, factors=factors, modalities=modalities)
    for letter, tables in model.tensors.items():
        for table, recorded in zip(tables, record.agent.tensors[letter], strict=True):
            if table != recorded:
                raise InputError(f"{letter}[{table.name}]: the record has other entries; record it anew")
    told = read_settings(agent, record.batch)
    for name, value in vars(told).items():
        if value != getattr(record.settings, name):
            raise InputError(f"{name}: {value!r}, the record has {getattr(record.settings, name)!r}; record it anew")
    if model.policies != record.agent.policies or read_policy_prior(agent, record.batch) != record.policy_prior:
        raise InputError("policies: the record is of an agent with other policies; record it anew")


def _tables(
    owner: Any, batch: int | None, factors: Sequence[str] | None, modalities: Sequence[str] | None
) -> dict[str, tuple[StoredTensor, ...]]:
    names = {
        "A": _names("modality", modalities, len(owner.A)),
        "B": _names("factor", factors, len(owner.B)),
    }
    names |= {"C": names["A"], "D": names["B"]}
    found: dict[str, tuple[StoredTensor, ...]] = {}
    for letter in "ABCD":
        tables = getattr(owner, letter, None)
        if tables is None:
            continue
        if len(tables) != len(names[letter]):
            raise InputError(f"{letter}: {len(tables)} tables, expected {len(names[letter])}")
        dependencies = _dependencies(owner, letter, len(tables))
        found[letter] = tuple(
            _table(f"{letter}[{name}]", name, array if batch is None else np.asarray(array)[batch], depends)
            for name, array, depends in zip(names[letter], tables, dependencies, strict=True)
        )
    _require_shapes(found)
    return found


def _names(kind: str, given: Sequence[str] | None, count: int) -> list[str]:
    names = [f"{kind} {index}" for index in range(count)] if given is None else list(given)
    if len(names) != count or len(set(names)) != count:
        raise InputError(f"names of {kind}s: {names!r}, expected {count} different ones")
    return names


def _dependencies(owner: Any, letter: str, count: int) -> list[tuple[int, ...] | None]:
    if letter not in "AB":
        return [None] * count
    listed = getattr(owner, f"{letter}_dependencies")
    if len(listed) != count:
        raise InputError(f"{letter}_dependencies: {len(listed)} lists, expected {count}")
    return [tuple(int(factor) for factor in factors) for factors in listed]


def _table(place: str, name: str, array: Any, dependencies: tuple[int, ...] | None) -> StoredTensor:
    values = np.asarray(array)
    return StoredTensor(name, tuple(values.shape), dependencies, _entries(values, place))


def _entries(values: "np.ndarray[Any, np.dtype[Any]]", place: str) -> tuple[Fraction, ...]:
    if not np.issubdtype(values.dtype, np.integer) and values.dtype not in (np.float32, np.float64):
        raise InputError(f"{place}: entries are {values.dtype}, expected float32, float64 or integers")
    for index, value in np.ndenumerate(values):
        if not np.isfinite(value):
            raise InputError(f"{place}: entry {list(index)} is {float(value)!r}, expected a finite number")
    if np.issubdtype(values.dtype, np.integer):
        return tuple(Fraction(int(value)) for value in values.ravel())
    return tuple(binary_reading(value) for value in values.ravel())


def _require_shapes(tensors: dict[str, tuple[StoredTensor, ...]]) -> None:
    """Every table must have the shape that its dependencies and the other tables give it."""
    sizes = [table.shape[0] for table in tensors["D"]]
    for letter in "AB":
        for index, table in enumerate(tensors[letter]):
            depends = table.dependencies or ()
            place = f"{letter}[{table.name}]"
            if len(set(depends)) != len(depends) or not all(0 <= factor < len(sizes) for factor in depends):
                raise InputError(
                    f"{place}: dependencies {list(depends)}, expected different factors from 0 to {len(sizes) - 1}"
                )
            first = table.shape[0] if letter == "A" else sizes[index]
            expected = (first, *(sizes[factor] for factor in depends), *(table.shape[-1:] if letter == "B" else ()))
            if table.shape != expected:
                by = f"from its dependencies {list(depends)}"
                raise InputError(f"{place}: shape {table.shape}, expected {expected} {by}")
    for letter, other in (("C", "A"), ("D", "B")):
        for table, beside in zip(tensors.get(letter, ()), tensors[other], strict=False):
            if table.shape != beside.shape[:1]:
                raise InputError(f"{letter}[{table.name}]: shape {table.shape}, expected {beside.shape[:1]}")
