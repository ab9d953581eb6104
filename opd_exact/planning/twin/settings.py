"""What pymdp's agent and planner are told: every setting that changes what the twin computes, as exact numbers."""

from dataclasses import dataclass, fields, replace
from fractions import Fraction

from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideClass

__all__ = [
    "PYMDP_FLOOR",
    "VANISHING_FLOOR",
    "TwinSettings",
]

PYMDP_FLOOR = Fraction(1, 2**52)
"""What pymdp clips to before every logarithm: the machine epsilon of double precision, whatever the arrays hold."""

VANISHING_FLOOR = Fraction(1, 2**512)
"""A floor whose effect is far below any digit that is reported."""

# Every algorithm here makes one step of filtering by the same fixed-point iteration as long as nothing is learned.
_INFERENCES = ("fpi", "ovf", "exact")
_PLANNERS = ("sophisticated", "policies")
_SAMPLING_MODES = ("full", "marginal")

# The tree looks for an earlier node of the same belief, by a divergence that clipping at 10**-10 may push a little
# below zero. No divergence of beliefs with fewer than a million states gets below this number.
_NO_REUSE = Fraction(-1, 1000)

# What must have this very value, because the twin does not compute what another value asks for.
_FIXED = {
    "action_selection": "deterministic",
    "categorical_obs": False,
    "learning": False,
    "use_inductive": False,
    "use_param_info_gain": False,
}


@dataclass(frozen=True)
class TwinSettings:
    """The settings of pymdp's inference, planner and choice of action, exact; defaults are pymdp's own.

    Numbers are read exactly as they are given: where the float program holds the single-precision neighbor of a
    decimal, that neighbor is to be passed to follow it to the last comparison.

    A true share of a softmax is never 0, so a threshold of 0 prunes nothing here. A float program prunes a policy whose
    share underflows to 0.

    Inference:
        inference: "fpi", or "ovf" or "exact", which are the same iteration while nothing is learned.
        num_iter: sweeps of the iteration; a model of a single factor needs and makes one.
        floor: what probabilities are clipped to before a logarithm is taken.

    Planning:
        planner: "sophisticated" (tree search) or "policies" (every listed policy evaluated open loop).
        gamma: precision of the softmax over policies.
        horizon, max_nodes, max_branching: levels, node budget and children of a node ("sophisticated").
        policy_prune_threshold, observation_prune_threshold: what a probability must exceed for its branch to grow.
        entropy_stop_threshold, neg_efe_stop_threshold: the search goes on while the entropy at the root is above the
            one and the value at the root below the other, both in nats.
        kl_threshold: below this divergence a node would be reused; covered are values that no divergence reaches.
        prune_penalty: value in nats, negated, of an unused or pruned slot among the `max_branching` children, and of a
            policy after which no observation is kept. None: such slots are absent, and such a policy keeps its
            immediate value. pymdp has no such setting; see `without_regularization`.
        topk_obsspace: how many of the likeliest outcomes of each modality may branch.
        use_utility, use_states_info_gain: which terms count. pymdp's tree search ignores them and takes both.

    Choice of action:
        sampling_mode: "full" takes the first policy of greatest probability, "marginal" the first control of greatest
            marginal probability in each factor.
        alpha: precision of random choices; it has no part in deterministic ones.

    Raises:
        OutsideClass: a setting asks for what the twin does not compute: another inference algorithm or planner,
            learning, parameter information gain, inductive inference, observations given as distributions, random
            choices, or reuse of nodes. The message names setting and value.
        InputError: a number is out of its range.
        InputTypeError: a number is a float, or a count is no int.

    >>> TwinSettings(gamma="3", max_nodes=5000).floor == Fraction(1, 2**52)
    True
    >>> TwinSettings(inference="mmp")
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.OutsideClass: inference: 'mmp'; the twin computes 'fpi', 'ovf', 'exact' only
    """

    inference: str = "fpi"
    num_iter: int = 16
    floor: Fraction = PYMDP_FLOOR
    planner: str = "sophisticated"
    gamma: Fraction = Fraction(1)
    horizon: int = 5
    max_nodes: int = 5000
    max_branching: int = 10
    policy_prune_threshold: Fraction = Fraction(1, 16)
    observation_prune_threshold: Fraction = Fraction(1, 16)
    entropy_stop_threshold: Fraction = Fraction(1, 2)
    neg_efe_stop_threshold: Fraction = Fraction(10**10)
    kl_threshold: Fraction = Fraction(-1)
    prune_penalty: Fraction | None = Fraction(512)
    topk_obsspace: int = 10000
    use_utility: bool = True
    use_states_info_gain: bool = True
    sampling_mode: str = "full"
    alpha: Fraction = Fraction(1)
    action_selection: str = "deterministic"
    categorical_obs: bool = False
    learning: bool = False
    use_inductive: bool = False
    use_param_info_gain: bool = False

    def __post_init__(self) -> None:
        for name, options in (
            ("inference", _INFERENCES),
            ("planner", _PLANNERS),
            ("sampling_mode", _SAMPLING_MODES),
        ):
            if getattr(self, name) not in options:
                listed = ", ".join(repr(option) for option in options)
                raise OutsideClass(f"{name}: {getattr(self, name)!r}; the twin computes {listed} only")
        for name, value in _FIXED.items():
            if getattr(self, name) != value:
                raise OutsideClass(f"{name}: {getattr(self, name)!r}; the twin computes {value!r} only")
        self._read_numbers()
        if self.kl_threshold > _NO_REUSE:
            raise OutsideClass(
                f"kl_threshold: {self.kl_threshold}; the twin reuses no node and covers values up to {_NO_REUSE}"
            )

    def _read_numbers(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type is int:
                if not isinstance(value, int) or isinstance(value, bool):
                    raise InputTypeError(f"{field.name}: {value!r} ({type(value).__name__}), expected an int")
                if value < 1:
                    raise InputError(f"{field.name}: {value}, expected at least 1")
            elif isinstance(field.default, Fraction) and value is not None:
                object.__setattr__(self, field.name, exact_rational(value))
            elif value is None and field.name != "prune_penalty":
                raise InputTypeError(f"{field.name}: None, expected a number")
        if not 0 < self.floor < 1:
            raise InputError(f"floor: {self.floor}, expected a number between 0 and 1")
        if self.gamma <= 0:
            raise InputError(f"gamma: {self.gamma}, expected a positive precision")
        for name in ("policy_prune_threshold", "observation_prune_threshold"):
            if getattr(self, name) < 0:
                raise InputError(f"{name}: {getattr(self, name)}, expected a number that is not negative")

    def without_regularization(self) -> "TwinSettings":
        """The same settings with the floor moved to 2**-512 and no penalty, hence no padding of softmaxes.

        What is left of the algorithm is its approximation: parallel sweeps from uniform beliefs, products of marginals,
        pruned branches and the node budget. Fixed-point iteration with no floor at all has no value in general: two
        states that an observation excludes through different modalities meet as 0/0. The value here is the one at a
        floor of 2**-512. Where the value has a limit as the floor vanishes, it is off by that floor times its
        logarithm and a moderate factor; where an excluded state comes to matter, it is what that floor makes of it.

        >>> TwinSettings().without_regularization().prune_penalty is None
        True
        """
        return replace(self, floor=VANISHING_FLOOR, prune_penalty=None)
