"""What the checks share that examine the T-maze by exact inference alone: sources, courses, and facts on numbers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.audit.printed import agrees_with_printed, printed_interval
from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import Enclosable, LogForm, enclose, log
from opd_exact.planning.bayes_filter import BayesFilter, Belief, Observation, entropy_of
from opd_exact.registry import Fact, Inputs, Verdict
from opd_exact.registry.row import upper_decimal

__all__ = [
    "PUBLISHED_COURSE",
    "SOURCE",
    "ObservedCourse",
    "binary_entropy",
    "free_cue",
    "published_course",
    "stated",
]

SOURCE = "Friedman (2026), On-Policy Distillation as Active Inference, witness 2"


@dataclass(frozen=True)
class ObservedCourse:
    """What an agent with a model saw and did. `filtered` gives its belief after each observation."""

    model: POMDP
    observations: tuple[Observation, ...]
    actions: tuple[int, ...]
    filtered: Callable[[BayesFilter, tuple[Observation, ...], tuple[int, ...]], tuple[Belief, ...]] = (
        BayesFilter.filtered
    )

    @property
    def beliefs(self) -> tuple[Belief, ...]:
        """The joint belief after each observation."""
        return self.filtered(BayesFilter(self.model), self.observations, self.actions)

    @property
    def entropies(self) -> tuple[LogForm, ...]:
        """The exact entropy of each belief, in nats."""
        return tuple(map(entropy_of, self.beliefs))


# The published run, seed 0: to the cue, which is true, back, through the middle into the left arm, and stays there.
PUBLISHED_COURSE = ObservedCourse(
    tmaze(),
    ((0, 0, 0), (3, 0, 1), (0, 0, 0), (4, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 0)),
    (3, 0, 4, 1, 0, 0),
)


def published_course(inputs: Inputs) -> ObservedCourse:
    """The subject of the checks on the published run: nothing recorded is needed."""
    return PUBLISHED_COURSE


def binary_entropy(p: str) -> LogForm:
    """H_b(p) = -p log p - (1-p) log(1-p), written out."""
    q = Fraction(p)
    entropy: LogForm = -(q * log(q) + (1 - q) * log(1 - q))
    return entropy


def free_cue(model: POMDP) -> POMDP:
    """The model in which reading the cue costs nothing: its log-preferences -1/2 become 0."""
    *others, cue = model.C
    return replace(model, C=(*others, Tensor.from_nested([0] * cue.shape[0])))


def stated(value: Enclosable, printed: str, what: str) -> Fact:
    """The fact that a number rounds to a decimal, as a ball strictly inside the interval of rounding shows."""
    if agrees_with_printed(value, printed):
        return Fact(Verdict.ENCLOSED, f"{what} is {printed} to {_digits(printed)} digits")
    lower, upper = printed_interval(printed)
    # Enough digits to show the difference, which may lie in the last of those that are printed.
    digits = _digits(printed) + 5
    found = enclose(value, digits)
    margin = upper_decimal(abs(found.middle - (lower + upper) / 2), 3)
    return Fact(Verdict.REFUTED, f"{what} is {found.decimal(digits)[0]}, expected {printed}; off by {margin}", margin)


def _digits(printed: str) -> int:
    return len(printed.lower().split("e")[0].lstrip("-").replace(".", "").lstrip("0"))
