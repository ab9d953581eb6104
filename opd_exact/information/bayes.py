"""Bayes' rule for a finite state and an observation: joint, prediction, evidence, posterior, and what is learned.

Index legend: s is a hidden state, o an observation. A likelihood is row-stochastic: likelihood[s][o] = p(o | s).
"""

from fractions import Fraction

from opd_exact.information.arithmetic import Amount, Cell
from opd_exact.information.table import Reading, Table, TableLike, common_arithmetic, tabulate, tabulate_rows
from opd_exact.numbers import InputError, InputTypeError, OutsideDomain

__all__ = [
    "evidence",
    "expected_information_gain",
    "joint_distribution",
    "log_evidence",
    "posterior",
    "predicted_observations",
]


def joint_distribution(belief: TableLike, likelihood: TableLike, *, reading: Reading | None = None) -> Table:
    """The table q(s) p(o | s), of shape (states, observations).

    Args:
        belief: q(s), with sum 1.
        likelihood: likelihood[s][o] = p(o | s); rows sum to 1.

    Raises:
        InputError: the number of rows is not the number of states; and as `tabulate`.

    >>> joint_distribution(["1/2", "1/2"], [[1, 0], ["1/4", "3/4"]]).rows()
    ((Fraction(1, 2), Fraction(0, 1)), (Fraction(1, 8), Fraction(3, 8)))
    """
    q, channel = read_model(belief, likelihood, "belief", reading)
    cells = tuple(x * y for x, row in zip(q.cells, channel.rows(), strict=True) for y in row)
    return Table(channel.shape, cells, q.arithmetic)


def predicted_observations(belief: TableLike, likelihood: TableLike, *, reading: Reading | None = None) -> Table:
    """The table q(o) = sum_s q(s) p(o | s), of shape (observations,).

    Args:
        belief: q(s), with sum 1.
        likelihood: likelihood[s][o] = p(o | s); rows sum to 1.

    Raises:
        InputError: as `joint_distribution`.
    """
    return joint_distribution(belief, likelihood, reading=reading).marginal(1)


def evidence(prior: TableLike, likelihood: TableLike, observation: int, *, reading: Reading | None = None) -> Cell:
    """p(o) = sum_s p(s) p(o | s), for one observation o.

    Args:
        prior: p(s), with sum 1.
        likelihood: likelihood[s][o] = p(o | s); rows sum to 1.
        observation: the index of o, from 0 up.

    Raises:
        InputError: the observation does not exist; and as `joint_distribution`.

    >>> evidence(["1/2", "1/2"], [["0.85", "0.15"], ["0.15", "0.85"]], 0)
    Fraction(1, 2)
    """
    p, channel = read_model(prior, likelihood, "prior", reading)
    column = observed_column(channel, observation)
    return p.arithmetic.sum(x * y for x, y in zip(p.cells, column, strict=True))


def log_evidence(
    prior: TableLike, likelihood: TableLike, observation: int, *, reading: Reading | None = None
) -> Amount:
    """log p(o), in nats; -∞ where the observation cannot occur. Arguments as of `evidence`."""
    p, channel = read_model(prior, likelihood, "prior", reading)
    found = evidence(p, channel, observation)
    return p.arithmetic.total([(p.arithmetic.from_exact(Fraction(1)), found)])


def posterior(prior: TableLike, likelihood: TableLike, observation: int, *, reading: Reading | None = None) -> Table:
    """The table p(s | o) = p(s) p(o | s) / p(o), of shape (states,).

    Args:
        prior: p(s), with sum 1.
        likelihood: likelihood[s][o] = p(o | s); rows sum to 1.
        observation: the index of o, from 0 up.

    Raises:
        OutsideDomain: p(o) = 0, so that there is no posterior.
        InputError: the observation does not exist; and as `joint_distribution`.

    >>> posterior(["1/2", "1/2"], [["0.85", "0.15"], ["0.15", "0.85"]], 0).cells
    (Fraction(17, 20), Fraction(3, 20))
    """
    p, channel = read_model(prior, likelihood, "prior", reading)
    column = observed_column(channel, observation)
    found = evidence(p, channel, observation)
    if p.arithmetic.is_zero(found) and p.arithmetic.name != "floats":
        raise OutsideDomain(f"observation {observation} has probability 0 under the model, so it has no posterior")
    cells = tuple(p.arithmetic.quotient(x * y, found) for x, y in zip(p.cells, column, strict=True))
    return Table(p.shape, cells, p.arithmetic)


def expected_information_gain(belief: TableLike, likelihood: TableLike, *, reading: Reading | None = None) -> Amount:
    """sum_o q(o) D(q(s | o) || q(s)), in nats: how much an observation is expected to tell about the state.

    Formed as this mean of divergences from belief to posterior; that it is the mutual information of the joint table
    is a statement about it.

    Args:
        belief: q(s), with sum 1.
        likelihood: likelihood[s][o] = p(o | s); rows sum to 1.

    Raises:
        InputError: as `joint_distribution`.

    Source: Lindley (1956).

    >>> print(expected_information_gain(["1/2", "1/2"], [[1, 0], [0, 1]]))
    log(2)
    """
    q, channel = read_model(belief, likelihood, "belief", reading)
    masses = predicted_observations(q, channel).cells
    terms = []
    for o, q_o in enumerate(masses):
        if q.arithmetic.is_zero(q_o):  # what cannot be observed teaches nothing, and has no posterior
            continue
        for q_s, q_so in zip(q.cells, posterior(q, channel, o).cells, strict=True):
            terms += [(q_o * q_so, q_so), (-q_o * q_so, q_s)]
    return q.arithmetic.total(terms)


def read_model(states: TableLike, likelihood: TableLike, what: str, reading: Reading | None) -> tuple[Table, Table]:
    """A distribution over states and a likelihood with a row for each, in one arithmetic."""
    p, channel = common_arithmetic(tabulate(states, what, reading), tabulate_rows(likelihood, "likelihood", reading))
    if len(p.shape) != 1 or len(channel.shape) != 2 or channel.shape[0] != p.shape[0]:
        raise InputError(
            f"{what} has shape {p.shape} and likelihood has shape {channel.shape}; expected (states,) and"
            " (states, observations)"
        )
    return p, channel


def observed_column(channel: Table, observation: int) -> tuple[Cell, ...]:
    """p(o | s) for each state s."""
    if not isinstance(observation, int) or isinstance(observation, bool):
        raise InputTypeError(f"observation is {observation!r} ({type(observation).__name__}), expected an index")
    if not 0 <= observation < channel.shape[1]:
        raise InputError(f"observation is {observation}, expected an index from 0 to {channel.shape[1] - 1}")
    return channel.cells[observation :: channel.shape[1]]
