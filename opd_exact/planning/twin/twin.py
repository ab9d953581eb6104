"""The twin: pymdp's inference and planning on exact tables, in balls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from flint import arb, ctx

from opd_exact.numbers import ComputedReal, exact_rational, working_precision
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideClass
from opd_exact.planning.twin.belief import Moved, Observed, TwinBelief
from opd_exact.planning.twin.deciding import FIRST_BITS, with_enough_bits
from opd_exact.planning.twin.decision import TwinDecision, TwinStep
from opd_exact.planning.twin.engine import Engine, Outcome
from opd_exact.planning.twin.model import TwinModel
from opd_exact.planning.twin.settings import TwinSettings
from opd_exact.planning.twin.symmetry import tie_classes

__all__ = [
    "Twin",
]


# Bits that the rounding of a search may cost beyond the accuracy that is asked for.
_GUARD_BITS = 64


@dataclass(frozen=True, eq=False)
class Twin:
    """The algorithm of one pymdp agent, evaluated without rounding.

    Comparisons that the algorithm makes (a probability above a threshold, an entropy below one) are decided for the
    true numbers, at more and more bits up to `limit_bits`; a tie with a threshold that no precision decides is
    reported, not guessed. What is found once is kept, so that further decisions of one twin are cheaper.

    Raises:
        InputError: more policies than children a node may have.
        OutsideClass: policies of more than one step in a tree search, which pymdp itself cannot run.

    >>> from opd_exact.models.tmaze import tmaze
    >>> settings = TwinSettings(
    ...     gamma=Fraction(3), max_branching=45, policy_prune_threshold=Fraction(0),
    ...     observation_prune_threshold=Fraction(1, 10000), entropy_stop_threshold=Fraction(0),
    ... )
    >>> twin = Twin(TwinModel.from_pomdp(tmaze()), settings)
    >>> decision = twin.search(twin.infer(twin.prior(), (0, 0, 0)))
    >>> decision.tree.nodes_by_level, decision.tree.attempted_nodes, decision.tree.messages
    ((1, 11, 73, 540, 4157), 37635, 2)
    >>> decision.posterior[3].enclose(30).decimal(15)[0]
    '0.544550114626214'
    """

    model: TwinModel
    settings: TwinSettings
    limit_bits: int = 8192
    _engines: dict[int, Engine] = field(default_factory=dict, init=False, repr=False)
    _marginals: dict[tuple[TwinBelief, int], tuple[tuple[arb, ...], ...]] = field(
        default_factory=dict, init=False, repr=False
    )

    def __post_init__(self) -> None:
        if self.settings.planner == "sophisticated":
            if self.model.policy_len != 1:
                raise OutsideClass(
                    f"policies of {self.model.policy_len} steps; the tree search takes policies of one step"
                )
            if len(self.model.policies) > self.settings.max_branching:
                raise InputError(
                    f"max_branching: {self.settings.max_branching}, expected at least {len(self.model.policies)},"
                    " one child for each policy"
                )

    def prior(self) -> TwinBelief:
        """The agent's prior D as a belief."""
        return self.belief(self.model.prior)

    def belief(self, marginals: Sequence[Sequence[Fraction]]) -> TwinBelief:
        """Exact marginals, one for each factor, as a belief; they need not sum to one.

        Raises:
            InputError: the shape is not the factors', or an entry is negative.
            InputTypeError: an entry is a float.
        """
        if len(marginals) != len(self.model.factors):
            raise InputError(f"marginals: {len(marginals)}, expected {len(self.model.factors)}, one for each factor")
        exact = tuple(tuple(exact_rational(entry) for entry in marginal) for marginal in marginals)
        for factor, marginal in zip(self.model.factors, exact, strict=True):
            if len(marginal) != len(factor):
                raise InputError(f"marginal of {factor.name}: {len(marginal)} entries, expected {len(factor)}")
            if min(marginal) < 0:
                raise InputError(f"marginal of {factor.name}: entry {min(marginal)} is negative")
        return self._made(exact, ())

    def infer(self, prior: TwinBelief, observation: Sequence[int]) -> TwinBelief:
        """The belief after an observation, one outcome index for each modality.

        Raises:
            InputError: the observation has a wrong length or an index that its modality does not have.
            InputTypeError: an index is no int.
        """
        sizes = [(modality.name, len(modality)) for modality in self.model.modalities]
        return self._made(prior.prior, (*prior.events, Observed(_indices("observation", observation, sizes))))

    def predict(self, belief: TwinBelief, controls: Sequence[int]) -> TwinBelief:
        """The belief one step ahead, under one control for each factor.

        Raises:
            InputError: the controls have a wrong length or an index that their factor does not have.
            InputTypeError: a control is no int.
        """
        names = (factor.name for factor in self.model.factors)
        sizes = list(zip(names, self.model.controls, strict=True))
        return self._made(belief.prior, (*belief.events, Moved(_indices("controls", controls, sizes))))

    def search(self, belief: TwinBelief) -> TwinDecision:
        """The decision at a belief, by the planner that the settings name.

        Raises:
            UnknownTruth: a comparison of the algorithm is not decided at the limit of precision; the message names it.
        """
        outcome, bits = with_enough_bits(lambda bits: self._outcome(belief, bits), self.limit_bits)
        names = self.model.policy_names

        def real(kind: str, i: int, pick: Callable[[Outcome], tuple[arb, ...]]) -> ComputedReal:
            return ComputedReal(partial(self._entry, belief, bits, i, pick), f"{kind} of {names[i]}")

        policies = range(len(names))
        grown = outcome.values is not None
        return TwinDecision(
            model=self.model,
            sampling_mode=self.settings.sampling_mode,
            posterior=tuple(real("posterior", i, _posterior) for i in policies),
            values=tuple(real("value", i, _values) for i in policies) if grown else None,
            tree=outcome.tree,
            classes_of_ties=partial(self._tie_classes, belief),
        )

    def replay(self, observations: Sequence[Sequence[int]], controls: Sequence[Sequence[int]]) -> tuple[TwinStep, ...]:
        """Every decision along a record: observations of times 0..n, and the controls taken at 0..n - 1 or 0..n.

        Raises:
            InputError: the numbers of observations and controls do not fit, or an index is out of range.
            UnknownTruth: as for `search`.
        """
        if not len(observations) - 1 <= len(controls) <= len(observations) or not observations:
            raise InputError(
                f"replay: {len(observations)} observations and {len(controls)} controls, expected at least one"
                " observation and as many controls or one less"
            )
        steps: list[TwinStep] = []
        belief = self.prior()
        for time, observation in enumerate(observations):
            if time:
                belief = self.predict(belief, controls[time - 1])
            belief = self.infer(belief, observation)
            taken = tuple(controls[time]) if time < len(controls) else None
            steps.append(TwinStep(time, tuple(observation), taken, belief, self.search(belief)))
        return tuple(steps)

    # --- evaluation at a precision --------------------------------------------------------------------------------

    def _made(self, prior: tuple[tuple[Fraction, ...], ...], events: tuple[Moved | Observed, ...]) -> TwinBelief:
        marginals = tuple(
            tuple(
                ComputedReal(partial(self._belief_entry, prior, events, f, s), f"belief in {factor.name}={value}")
                for s, value in enumerate(factor.values)
            )
            for f, factor in enumerate(self.model.factors)
        )
        return TwinBelief(prior, events, marginals)

    def _belief_entry(
        self, prior: tuple[tuple[Fraction, ...], ...], events: tuple[Moved | Observed, ...], f: int, s: int
    ) -> arb:
        return self._engine(_rounded_up(ctx.prec)).belief(prior, events)[f][s]

    def _entry(self, belief: TwinBelief, least: int, i: int, pick: Callable[[Outcome], tuple[arb, ...]]) -> arb:
        bits = max(least, _rounded_up(ctx.prec))
        with working_precision(bits):
            outcome = self._outcome(belief, bits)
        return pick(outcome)[i]

    def _outcome(self, belief: TwinBelief, bits: int) -> Outcome:
        return self._engine(bits).outcome(belief.prior, belief.events)

    def _engine(self, bits: int) -> Engine:
        if bits not in self._engines:
            with working_precision(bits):
                self._engines[bits] = Engine(self.model, self.settings, bits)
        return self._engines[bits]

    def _tie_classes(self, belief: TwinBelief) -> tuple[tuple[int, ...], ...]:
        # Which of several equally likely outcomes are dropped for want of room depends on their order.
        if any(engine.discards for engine in self._engines.values()):
            return tuple((i,) for i in range(len(self.model.policies)))
        return tie_classes(self.model, belief)


def _posterior(outcome: Outcome) -> tuple[arb, ...]:
    return outcome.posterior


def _values(outcome: Outcome) -> tuple[arb, ...]:
    assert outcome.values is not None
    return outcome.values


def _rounded_up(bits: int) -> int:
    """A precision above the one asked for, one of few: a whole search is made anew at each of them."""
    precision = FIRST_BITS
    while precision < bits + _GUARD_BITS:
        precision *= 2
    return precision


def _indices(kind: str, found: Sequence[int], sizes: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    if len(found) != len(sizes):
        names = ", ".join(name for name, _ in sizes)
        raise InputError(f"{kind} {tuple(found)}: {len(found)} indices, expected {len(sizes)} ({names})")
    for index, (name, size) in zip(found, sizes, strict=True):
        if not isinstance(index, int) or isinstance(index, bool):
            raise InputTypeError(
                f"{kind} {tuple(found)}: {name} is {index!r} ({type(index).__name__}), expected an int"
            )
        if not 0 <= index < size:
            raise InputError(f"{kind} {tuple(found)}: {name} is {index}, expected an index from 0 to {size - 1}")
    return tuple(found)
