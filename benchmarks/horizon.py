"""K11: the loss of a sequential policy at long horizons, exact, against plain Python fractions."""

from collections.abc import Iterator
from fractions import Fraction

from flint import fmpz

from benchmarks.rows import Options, Row, ratio, single
from benchmarks.timing import Comparison, seconds
from opd_exact.information import relative_entropy
from opd_exact.numbers import LogForm

TARGETS = ("K11",)

# Friedman (2026), sequential shift: P(action) rows, teacher and student-before policies, in hundredths.
_STAY = ((0, 100, 0, 0), (0, 86, 0, 14), (0, 20, 5, 75), (0, 82, 0, 18))
_SHORTCUT = ((0, 65, 35, 0), (0, 30, 60, 10), (0, 0, 82, 18), (0, 45, 35, 20))
_TEACHER = ((85, 15), (90, 10), (82, 18), (78, 22))
_BEFORE = ((80, 20), (55, 45), (25, 75), (62, 38))
_SCALE = 10**4
_CHAIN = tuple(
    tuple(a * x + b * y for x, y in zip(stay, short, strict=True))
    for (a, b), stay, short in zip(_BEFORE, _STAY, _SHORTCUT, strict=True)
)
"""The induced chain times `_SCALE`."""


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    yield _published_loss()
    horizon = 128 if options.quick else 512
    ours, theirs = seconds(exact_loss, horizon), seconds(_visitation_by_fractions, horizon)
    spread = Comparison((min(ours, seconds(exact_loss, horizon)),), (theirs,)).theirs_over_ours
    bound = "" if options.quick else ">= 100"
    yield ratio("K11", f"T = {horizon}", "visitation in Python fractions / exact loss with its float", spread, bound)
    if not options.quick:
        spent = min(seconds(lambda t: float(exact_loss(t)), 4096) for _ in range(3))
        yield single("K11", "T = 4096", "exact loss and its nearest float", spent, "s", "<= 0.3")


def exact_loss(horizon: int) -> LogForm:
    """sum_s d(s) D(student(s) || teacher(s)) for the mean visitation d over the horizon."""
    counts = visitation(horizon)
    denominator = int(sum(counts))
    terms = []
    for s, count in enumerate(counts):
        student = [Fraction(x, 100) for x in _BEFORE[s]]
        teacher = [Fraction(x, 100) for x in _TEACHER[s]]
        terms.append(relative_entropy(student, teacher) * int(count))
    return LogForm.total(terms) / denominator


def visitation(horizon: int) -> list[fmpz]:
    """Integers proportional to the mean of the state distributions at times 0 to horizon - 1.

    With P = A / m the sum over t < T of row P^t is S_T / m^(T-1), and sums of 2T steps come from sums of T:
    S_2T = m^T S_T + S_T A^T, so that the powers are formed by squaring.
    """
    from flint import fmpz_mat

    chain = fmpz_mat([list(row) for row in _CHAIN])
    identity = fmpz_mat([[int(i == j) for j in range(4)] for i in range(4)])
    steps, power, geometric = 1, chain, identity  # geometric = sum over t < steps of m^(steps-1-t) A^t
    for bit in bin(horizon)[3:]:
        geometric = geometric * fmpz(_SCALE) ** steps + geometric * power
        power, steps = power * power, 2 * steps
        if bit == "1":
            geometric = geometric * fmpz(_SCALE) + power
            power, steps = power * chain, steps + 1
    return [geometric[0, j] for j in range(4)]


def _visitation_by_fractions(horizon: int) -> list[Fraction]:
    """The same by the recursion as it is usually written, in `fractions.Fraction`."""
    chain = [[Fraction(x, _SCALE) for x in row] for row in _CHAIN]
    now = [Fraction(int(s == 0)) for s in range(4)]
    total = list(now)
    for _ in range(horizon - 1):
        now = [sum((now[i] * chain[i][j] for i in range(4)), Fraction(0)) for j in range(4)]
        total = [a + b for a, b in zip(total, now, strict=True)]
    return [x / horizon for x in total]


def _published_loss() -> Row:
    """Agreement with the published exact value at T = 8, and of the two routes to the visitation."""
    counts = visitation(8)
    shares = [Fraction(int(c), int(sum(counts))) for c in counts]
    same = shares == _visitation_by_fractions(8)
    near = exact_loss(8).enclose(30).decimal(18)[0] == "0.408671457504340549"
    note = "published: 0.408671457504340549009"
    return single(
        "K11", "T = 8", "published digits and fraction route reproduced", float(same and near), "count", ">= 1", note
    )
