"""Variational and expected free energy, each of their forms computed from its own definition, in nats.

That the forms agree is a theorem, and it is worth testing only because none is computed from another.

Index legend: s is a hidden state, o an observation. A likelihood is row-stochastic: likelihood[s][o] = p(o | s).

=========================================  ==========================================================================
function                                   form
=========================================  ==========================================================================
`variational_free_energy`                  E_q[-log p(s) - log p(o | s)] - H(q): energy minus entropy
`variational_free_energy_by_complexity`    D(q || p(s)) - E_q[log p(o | s)]: complexity minus accuracy
`variational_free_energy_by_divergence`    D(q || p(s | o)) - log p(o): divergence minus log evidence
`expected_free_energy`                     D(q(o) || p(o)) + E_q[H(p(o | s))]: risk plus ambiguity
`expected_free_energy_by_information`      -(I(o; s) + E_q(o)[log p(o)]): minus epistemic minus pragmatic value
=========================================  ==========================================================================
"""

from opd_exact.information.arithmetic import Amount
from opd_exact.information.bayes import (
    expected_information_gain,
    log_evidence,
    observed_column,
    posterior,
    predicted_observations,
    read_model,
)
from opd_exact.information.relative import relative_entropy
from opd_exact.information.table import Reading, Table, TableLike, common_arithmetic, tabulate
from opd_exact.numbers import InputError

__all__ = [
    "accuracy",
    "ambiguity",
    "complexity",
    "expected_free_energy",
    "expected_free_energy_by_information",
    "pragmatic_value",
    "risk",
    "variational_free_energy",
    "variational_free_energy_by_complexity",
    "variational_free_energy_by_divergence",
]


def variational_free_energy(
    q: TableLike, prior: TableLike, likelihood: TableLike, observation: int, *, reading: Reading | None = None
) -> Amount:
    """F(q) = E_q[-log p(s) - log p(o | s)] - H(q), in nats.

    Infinite where q has mass on a state that the model excludes, or that cannot give the observation. At least
    -log p(o), and equal to it exactly where q is the posterior.

    Args:
        q: the belief q(s), with sum 1.
        prior: p(s), with sum 1.
        likelihood: likelihood[s][o] = p(o | s); rows sum to 1.
        observation: the index of o, from 0 up.

    Raises:
        InputError: the shapes do not fit, or the observation does not exist; and as `tabulate`.

    Source: Parr, Pezzulo and Friston (2022), eq. 2.5.

    >>> likelihood = [["0.85", "0.15"], ["0.15", "0.85"]]
    >>> print(variational_free_energy(["0.85", "0.15"], ["1/2", "1/2"], likelihood, 0))
    log(2)
    """
    belief, p, channel = _read_variational(q, prior, likelihood, reading)
    column = observed_column(channel, observation)
    return belief.arithmetic.total(
        term
        for q_s, p_s, p_o in zip(belief.cells, p.cells, column, strict=True)
        for term in ((-q_s, p_s), (-q_s, p_o), (q_s, q_s))
    )


def complexity(q: TableLike, prior: TableLike, *, reading: Reading | None = None) -> Amount:
    """D(q || p(s)), in nats: how far the belief moved from the prior."""
    return relative_entropy(q, prior, reading=reading)


def accuracy(q: TableLike, likelihood: TableLike, observation: int, *, reading: Reading | None = None) -> Amount:
    """E_q[log p(o | s)], in nats; -∞ where q has mass on a state that cannot give the observation."""
    belief, channel = read_model(q, likelihood, "q", reading)
    column = observed_column(channel, observation)
    return belief.arithmetic.total(zip(belief.cells, column, strict=True))


def variational_free_energy_by_complexity(
    q: TableLike, prior: TableLike, likelihood: TableLike, observation: int, *, reading: Reading | None = None
) -> Amount:
    """F(q) = D(q || p(s)) - E_q[log p(o | s)], in nats: complexity minus accuracy.

    Arguments and errors as of `variational_free_energy`.

    Source: Parr, Pezzulo and Friston (2022), eq. 2.5.
    """
    belief, p, channel = _read_variational(q, prior, likelihood, reading)
    return belief.arithmetic.add([complexity(belief, p), -accuracy(belief, channel, observation)])


def variational_free_energy_by_divergence(
    q: TableLike, prior: TableLike, likelihood: TableLike, observation: int, *, reading: Reading | None = None
) -> Amount:
    """F(q) = D(q || p(s | o)) - log p(o), in nats: divergence from the posterior minus log evidence.

    Arguments as of `variational_free_energy`.

    Raises:
        OutsideDomain: p(o) = 0, so that there is no posterior (the other two forms are +∞ there).
        InputError: as `variational_free_energy`.

    Source: Parr, Pezzulo and Friston (2022), eq. 2.5.
    """
    belief, p, channel = _read_variational(q, prior, likelihood, reading)
    divergence = relative_entropy(belief, posterior(p, channel, observation))
    return belief.arithmetic.add([divergence, -log_evidence(p, channel, observation)])


def risk(belief: TableLike, likelihood: TableLike, preferences: TableLike, *, reading: Reading | None = None) -> Amount:
    """D(q(o) || p(o)), in nats: predicted against preferred observations; +∞ where a zero preference is predicted."""
    q, channel, wanted = _read_expected(belief, likelihood, preferences, reading)
    return relative_entropy(predicted_observations(q, channel), wanted)


def ambiguity(belief: TableLike, likelihood: TableLike, *, reading: Reading | None = None) -> Amount:
    """E_q[H(p(o | s))], in nats: how noisy the observations are expected to be where the state is known."""
    q, channel = read_model(belief, likelihood, "belief", reading)
    return q.arithmetic.total(
        (-q_s * p_o, p_o) for q_s, row in zip(q.cells, channel.rows(), strict=True) for p_o in row
    )


def pragmatic_value(
    belief: TableLike, likelihood: TableLike, preferences: TableLike, *, reading: Reading | None = None
) -> Amount:
    """E_q(o)[log p(o)], in nats: how preferred the prediction is; -∞ where a zero preference is predicted."""
    q, channel, wanted = _read_expected(belief, likelihood, preferences, reading)
    return q.arithmetic.total(zip(predicted_observations(q, channel).cells, wanted.cells, strict=True))


def expected_free_energy(
    belief: TableLike, likelihood: TableLike, preferences: TableLike, *, reading: Reading | None = None
) -> Amount:
    """G = D(q(o) || p(o)) + E_q[H(p(o | s))], in nats: risk plus ambiguity; +∞ where a zero preference is predicted.

    Args:
        belief: q(s), with sum 1: the belief about the state that will be observed.
        likelihood: likelihood[s][o] = p(o | s); rows sum to 1.
        preferences: p(o), with sum 1.

    Raises:
        InputError: the shapes do not fit; and as `tabulate`.

    Source: Parr, Pezzulo and Friston (2022), eq. 2.6.

    >>> noisy = [["0.85", "0.15"], ["0.15", "0.85"]]
    >>> round(float(expected_free_energy(["1/2", "1/2"], noisy, ["0.9", "0.1"])), 6)
    0.933535
    """
    q, channel, wanted = _read_expected(belief, likelihood, preferences, reading)
    return q.arithmetic.add([risk(q, channel, wanted), ambiguity(q, channel)])


def expected_free_energy_by_information(
    belief: TableLike, likelihood: TableLike, preferences: TableLike, *, reading: Reading | None = None
) -> Amount:
    """G = -(I(o; s) + E_q(o)[log p(o)]), in nats: minus the epistemic and minus the pragmatic value.

    Arguments and errors as of `expected_free_energy`.

    Source: Parr, Pezzulo and Friston (2022), eq. 2.6.
    """
    q, channel, wanted = _read_expected(belief, likelihood, preferences, reading)
    gain = expected_information_gain(q, channel)
    return q.arithmetic.add([-gain, -pragmatic_value(q, channel, wanted)])


def _read_variational(
    q: TableLike, prior: TableLike, likelihood: TableLike, reading: Reading | None
) -> tuple[Table, Table, Table]:
    p, channel = read_model(prior, likelihood, "prior", reading)
    belief, p, channel = common_arithmetic(tabulate(q, "q", reading), p, channel)
    if belief.shape != p.shape:
        raise InputError(f"q has shape {belief.shape} and prior has shape {p.shape}, expected one entry for each state")
    return belief, p, channel


def _read_expected(
    belief: TableLike, likelihood: TableLike, preferences: TableLike, reading: Reading | None
) -> tuple[Table, Table, Table]:
    q, channel = read_model(belief, likelihood, "belief", reading)
    q, channel, wanted = common_arithmetic(q, channel, tabulate(preferences, "preferences", reading))
    if wanted.shape != channel.shape[1:]:
        raise InputError(
            f"preferences has shape {wanted.shape}, expected {channel.shape[1:]}, one entry for each observation"
        )
    return q, channel, wanted
