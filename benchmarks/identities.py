"""A suite of statements about finite models as SymPy expressions: 34 that hold and 4 that do not.

Each side comes from its own definition, most of them from `opd_exact.information` over SymPy symbols. `domain` says
where a statement is made; for SymPy, which knows no simplex, the last symbol of each is replaced by 1 minus the others.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy import Rational, exp, log

from opd_exact.information import (
    conditional_entropy,
    conditional_mutual_information,
    cross_entropy,
    entropy,
    expected_free_energy,
    expected_free_energy_by_information,
    expected_information_gain,
    generalized_jensen_shannon_divergence,
    jensen_shannon_divergence,
    joint_distribution,
    log_evidence,
    mutual_information,
    posterior,
    relative_entropy,
    total_correlation,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.symbolic import Domain

Expression = Any


@dataclass(frozen=True)
class Statement:
    """left = right on the domain; `holds` says whether it is true."""

    name: str
    left: Expression
    right: Expression
    domain: Domain
    holds: bool = True

    def in_free_symbols(self) -> Expression:
        """left - right with the last symbol of each simplex eliminated, as SymPy is given it."""
        eliminated = {group[-1]: 1 - sympy.Add(*group[:-1]) for group in self.domain.simplices}
        return (self.left - self.right).subs(eliminated, simultaneous=True)


def symbols(prefix: str, *shape: int, **facts: bool) -> list[Any]:
    """Symbols in nested lists of the shape, positive unless other facts are given."""
    if len(shape) == 1:
        return [sympy.Symbol(f"{prefix}{i}", **(facts or {"positive": True})) for i in range(shape[0])]
    return [symbols(f"{prefix}{i}_", *shape[1:], **facts) for i in range(shape[0])]


def flat(nested: Any) -> list[Any]:
    """The entries of nested lists in order."""
    return [x for part in nested for x in flat(part)] if isinstance(nested, list) else [nested]


def summed(table: Any, axis: int) -> list[Any]:
    """A table of two axes summed over one of them."""
    return [sympy.Add(*row) for row in (table if axis == 1 else zip(*table, strict=True))]


def normalized(weights: Sequence[Any]) -> list[Any]:
    """Weights over their sum."""
    total = sympy.Add(*weights)
    return [w / total for w in weights]


LAM, GAMMA = sympy.symbols("lam gamma", real=True)
HALF = Rational(1, 2)
SIGMA = 1 / (1 + exp(-LAM))
REAL_LINE = Domain(real={LAM})


def statements() -> list[Statement]:
    """All of them, built afresh."""
    return [*_free_energies(), *_dependence(), *_divergences(), *_couplings(), *_exponential_families(), *_false()]


# --- variational and expected free energy ---------------------------------------------------------------------------


def _model(n: int, m: int) -> tuple[Any, Any, Any, Domain]:
    q, prior, channel = symbols("q", n), symbols("p", n), symbols("a", n, m)
    return q, prior, channel, Domain(simplex=[q, prior, *channel])


def _free_energies() -> Iterator[Statement]:
    for n in (2, 3):
        q, prior, channel, domain = _model(n, 2)
        arguments = (q, prior, channel, 0)
        by_divergence = variational_free_energy_by_divergence(*arguments)
        yield Statement(
            f"free energy, divergence form, {n} states", variational_free_energy(*arguments), by_divergence, domain
        )
        if n == 3:
            continue
        by_complexity = variational_free_energy_by_complexity(*arguments)
        yield Statement(f"free energy, complexity form, {n} states", by_complexity, by_divergence, domain)
    for n in (2, 3):
        belief, wanted, channel = symbols("q", n), symbols("c", n), symbols("a", n, n)
        arguments = (belief, channel, wanted)
        left, right = expected_free_energy(*arguments), expected_free_energy_by_information(*arguments)
        domain = Domain(simplex=[belief, wanted, *channel])
        yield Statement(f"expected free energy, both forms, {n} states", left, right, domain)
    belief, _, channel, _ = _model(2, 2)
    domain = Domain(simplex=[belief, *channel])
    joint = [list(row) for row in joint_distribution(belief, channel).rows()]
    gain = expected_information_gain(belief, channel)
    yield Statement("expected information gain is I", gain, mutual_information(joint), domain)
    left_over = conditional_entropy(joint, given=1)
    yield Statement("expected information gain is H(s) - H(s|o)", gain, entropy(belief) - left_over, domain)
    prior, channel = symbols("p", 3), symbols("a", 3, 2)
    exact = posterior(prior, channel, 1)
    at_posterior = variational_free_energy(exact, prior, channel, 1)
    domain = Domain(simplex=[prior, *channel])
    yield Statement("free energy at the posterior", at_posterior, -log_evidence(prior, channel, 1), domain)


# --- dependence -----------------------------------------------------------------------------------------------------


def _dependence() -> Iterator[Statement]:
    for rows, columns in ((2, 2), (2, 3), (3, 3)):
        w = symbols("w", rows, columns)
        domain = Domain(simplex=[flat(w)])
        both = mutual_information(w) + conditional_entropy(w, given=0)
        yield Statement(f"I + H(Y|X) = H(Y), {rows}x{columns}", both, entropy(summed(w, 0)), domain)
    for size in (2, 3):
        w = symbols("w", size, size)
        product = [[x * y for y in summed(w, 0)] for x in summed(w, 1)]
        domain = Domain(simplex=[flat(w)])
        by_entropies = entropy(summed(w, 0)) + entropy(summed(w, 1)) - entropy(w)
        yield Statement(f"I from entropies, {size}x{size}", by_entropies, relative_entropy(w, product), domain)
    w = symbols("w", 2, 2, 2)
    domain = Domain(simplex=[flat(w)])
    xy = [[sympy.Add(*cell) for cell in row] for row in w]
    yz = [[w[0][y][z] + w[1][y][z] for z in (0, 1)] for y in (0, 1)]
    pair_and_z = mutual_information(w, first=(0, 1))
    chain = mutual_information(yz) + conditional_mutual_information(w, given=1)
    yield Statement("I(X,Y;Z) = I(Y;Z) + I(X;Z|Y)", pair_and_z, chain, domain)
    yield Statement("total correlation in steps", total_correlation(w), mutual_information(xy) + pair_and_z, domain)
    first = conditional_mutual_information(w, given=2) - mutual_information(xy)
    second = conditional_mutual_information(w, given=0) - mutual_information(yz)
    yield Statement("co-information is symmetric", first, second, domain)
    p, first_step, second_step = symbols("p", 2), symbols("a", 2, 2), symbols("b", 2, 2)
    path = [[[p[x] * first_step[x][y] * second_step[y][z] for z in (0, 1)] for y in (0, 1)] for x in (0, 1)]
    xy = [[sympy.Add(*cell) for cell in row] for row in path]
    xz = [[path[x][0][z] + path[x][1][z] for z in (0, 1)] for x in (0, 1)]
    lost = mutual_information(xy) - mutual_information(xz)
    domain = Domain(simplex=[p, *first_step, *second_step])
    yield Statement("what a Markov step loses", lost, conditional_mutual_information(path, given=2), domain)
    e = sympy.Symbol("e", positive=True)
    channel = [[(1 - e) / 2, e / 2], [e / 2, (1 - e) / 2]]
    domain = Domain(intervals={e: (0, 1)})
    yield Statement("binary symmetric channel", mutual_information(channel), log(2) - entropy([e, 1 - e]), domain)


# --- divergences ----------------------------------------------------------------------------------------------------


def _divergences() -> Iterator[Statement]:
    p, q, r = symbols("p", 3), symbols("q", 3), symbols("r", 3)
    pair = Domain(simplex=[p, q])
    yield Statement("H(p, q) = H(p) + D(p||q)", cross_entropy(p, q), entropy(p) + relative_entropy(p, q), pair)
    mixture = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    by_entropies = entropy(mixture) - entropy(p) / 2 - entropy(q) / 2
    yield Statement("Jensen-Shannon from entropies", jensen_shannon_divergence(p, q), by_entropies, pair)
    w = symbols("w", 2)
    center = [w[0] * x + w[1] * y for x, y in zip(p, q, strict=True)]
    spread = w[0] * relative_entropy(p, r) + w[1] * relative_entropy(q, r)
    compensation = generalized_jensen_shannon_divergence([p, q], w) + relative_entropy(center, r)
    yield Statement("compensation", spread, compensation, Domain(simplex=[p, q, r, w]))
    joint, a, b = symbols("w", 2, 2), symbols("a", 2), symbols("b", 2)
    rows, columns = summed(joint, 1), summed(joint, 0)
    to_product = relative_entropy(joint, [[x * y for y in b] for x in a])
    own = relative_entropy(joint, [[x * y for y in columns] for x in rows])
    steps = own + relative_entropy(rows, a) + relative_entropy(columns, b)
    yield Statement("Pythagoras for products", to_product, steps, Domain(simplex=[flat(joint), a, b]))
    other = symbols("v", 2, 2)
    conditional = sympy.Add(
        *(
            sympy.Add(*row) * relative_entropy(normalized(row), normalized(reference))
            for row, reference in zip(joint, other, strict=True)
        )
    )
    chained = relative_entropy(rows, summed(other, 1)) + conditional
    domain = Domain(simplex=[flat(joint), flat(other)])
    yield Statement("chain rule of D", relative_entropy(joint, other), chained, domain)
    x, y = symbols("x", 2), symbols("y", 2)
    a, b = x[0] / (x[0] + x[1]), y[0] / (y[0] + y[1])
    ratios = a * log(a / b) + (1 - a) * log((1 - a) / (1 - b))
    positive = Domain(positive=[*x, *y])
    yield Statement("D of normalized weights", relative_entropy(normalized(x), normalized(y)), ratios, positive)
    s, t = sympy.symbols("s t", positive=True)
    expanded = log(sympy.expand((s + t) ** 2 * (s + 2 * t))) - log(s**2 + 3 * s * t + 2 * t**2)
    yield Statement("logs of expanded products", expanded, log(s + t), Domain(positive=[s, t]))


# --- couplings ------------------------------------------------------------------------------------------------------


def _ising() -> list[list[Any]]:
    weights = [[exp(LAM * (HALF if a == b else -HALF)) / 4 for b in (0, 1)] for a in (0, 1)]
    total = sympy.Add(*flat(weights))
    return [[w / total for w in row] for row in weights]


def _couplings() -> Iterator[Statement]:
    information = log(2) - entropy([SIGMA, 1 - SIGMA])
    yield Statement("Ising total correlation", total_correlation(_ising()), information, REAL_LINE)
    yield Statement("Ising slope", sympy.diff(information, LAM), LAM * SIGMA * (1 - SIGMA), REAL_LINE)
    joint = _ising()
    correlation = joint[0][0] + joint[1][1] - joint[0][1] - joint[1][0]
    yield Statement("Ising correlation", correlation, sympy.tanh(LAM / 2), REAL_LINE)
    q, j, k = symbols("q", 2, 2), symbols("J", 2, 2, real=True), symbols("K", 2, 2, real=True)
    priors, costs = [symbols("a", 2), symbols("b", 2)], symbols("G", 2, 2, real=True)
    left, right = _decomposition(q, j, k, priors, costs)
    domain = Domain(real=[*flat(j), *flat(k), *flat(costs), LAM, GAMMA], simplex=[flat(q), *priors])
    yield Statement("decomposition of a coupled free energy", left, right, domain)


def _decomposition(q: Any, j: Any, k: Any, priors: Any, costs: Any) -> tuple[Any, Any]:
    """F(q) of a coupled, costly target, whole and as marginal energies + coupling cost + coupling prior + TC."""
    cells = [(a, b) for a in (0, 1) for b in (0, 1)]
    tilted = {(a, b): priors[0][a] * priors[1][b] * exp(LAM * j[a][b]) for a, b in cells}
    z = sympy.Add(*tilted.values())
    cost = sympy.Add(*(q[a][b] * (costs[0][a] + costs[1][b] + LAM * k[a][b]) for a, b in cells))
    left = GAMMA * cost - sympy.Add(*(q[a][b] * log(tilted[a, b] / z) for a, b in cells)) - entropy(q)
    marginals = [summed(q, 1), summed(q, 0)]
    right = LAM * GAMMA * sympy.Add(*(q[a][b] * k[a][b] for a, b in cells))
    right += log(z) - LAM * sympy.Add(*(q[a][b] * j[a][b] for a, b in cells))
    right += entropy(marginals[0]) + entropy(marginals[1]) - entropy(q)
    for marginal, prior, own in zip(marginals, priors, costs, strict=True):
        right += GAMMA * sympy.Add(*(m * g for m, g in zip(marginal, own, strict=True)))
        right += -sympy.Add(*(m * log(x) for m, x in zip(marginal, prior, strict=True))) - entropy(marginal)
    return left, right


# --- exponential families -------------------------------------------------------------------------------------------


def _exponential_families() -> Iterator[Statement]:
    q, r = symbols("q", 3), symbols("r", 3)
    energy = symbols("E", 3, real=True)
    z = sympy.Add(*(exp(-e) for e in energy))
    mean = sympy.Add(*(x * e for x, e in zip(q, energy, strict=True)))
    gibbs = relative_entropy(q, [exp(-e) / z for e in energy]) - log(z)
    yield Statement("Gibbs variational principle", mean - entropy(q), gibbs, Domain(real=energy, simplex=[q]))
    reward = symbols("R", 3, real=True)
    weights = [p * exp(GAMMA * x) for p, x in zip(r, reward, strict=True)]
    z = sympy.Add(*weights)
    objective = GAMMA * sympy.Add(*(x * y for x, y in zip(q, reward, strict=True))) - relative_entropy(q, r)
    tilted = log(z) - relative_entropy(q, [w / z for w in weights])
    domain = Domain(real=[*reward, GAMMA], simplex=[q, r])
    yield Statement("reward tilting as inference", objective, tilted, domain)
    a, b = sympy.symbols("a b", real=True)
    line = Domain(real=[a, b])
    log_partition: Callable[[Any], Any] = lambda t: log(1 + exp(t))  # noqa: E731
    mean_of: Callable[[Any], Any] = lambda t: exp(t) / (1 + exp(t))  # noqa: E731
    divergence = relative_entropy([mean_of(a), 1 - mean_of(a)], [mean_of(b), 1 - mean_of(b)])
    bregman = log_partition(b) - log_partition(a) - (b - a) * sympy.diff(log_partition(a), a)
    yield Statement("D as a Bregman divergence", divergence, bregman, line)
    variance = mean_of(a) * (1 - mean_of(a))
    yield Statement("curvature of the log partition", sympy.diff(log_partition(a), a, 2), variance, Domain(real=[a]))
    logits, teacher = symbols("u", 3, real=True), symbols("p", 3)
    student = normalized([exp(u) for u in logits])
    loss = relative_entropy(student, teacher)
    gradient = student[0] * (log(student[0] / teacher[0]) - loss)
    domain = Domain(real=logits, simplex=[teacher])
    yield Statement("policy gradient of reverse KL", sympy.diff(loss, logits[0]), gradient, domain)


# --- statements that do not hold ------------------------------------------------------------------------------------


def _false() -> Iterator[Statement]:
    q, prior, channel, domain = _model(2, 2)
    left = variational_free_energy(q, prior, channel, 0)
    wrong = relative_entropy(q, posterior(prior, channel, 0)) + log_evidence(prior, channel, 0)
    yield Statement("free energy, log evidence with the wrong sign", left, wrong, domain, False)
    w = symbols("w", 2, 2)
    domain = Domain(simplex=[flat(w)])
    both = mutual_information(w) + conditional_entropy(w, given=0)
    yield Statement("I + H(Y|X) = H(X)", both, entropy(summed(w, 1)), domain, False)
    tiny = Rational(1, 10**30) * (w[0][0] * w[1][1] - w[0][1] * w[1][0]) ** 2
    yield Statement("I + H(Y|X) = H(Y) + 1e-30 det^2", both, entropy(summed(w, 0)) + tiny, domain, False)
    slope = sympy.diff(log(2) - entropy([SIGMA, 1 - SIGMA]), LAM)
    yield Statement("Ising slope with the sign of lambda lost", slope, abs(LAM) * SIGMA * (1 - SIGMA), REAL_LINE, False)
