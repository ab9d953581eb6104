"""What the parser makes of a formula or query: frozen records, without meaning yet.

`at` is the position in the text, for messages; two trees that differ only in positions are equal.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

__all__ = [
    "Crossing",
    "Derivative",
    "Divergence",
    "EntropyOf",
    "Event",
    "Extremum",
    "Function",
    "Marginal",
    "Measure",
    "Name",
    "NamedDistribution",
    "Node",
    "Number",
    "PolicyValue",
    "Power",
    "Probability",
    "Product",
    "Query",
    "Relation",
    "Sum",
    "VariationalEnergy",
]


@dataclass(frozen=True)
class Number:
    """A rational number."""

    value: Fraction
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Name:
    """A parameter."""

    text: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Sum:
    """Terms with their signs (1 or -1); kept flat, so that a long sum is no deep tree."""

    terms: "tuple[tuple[int, Node], ...]"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Product:
    """Factors with their exponents (1 or -1); kept flat like a sum."""

    factors: "tuple[tuple[int, Node], ...]"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Power:
    """base ^ exponent."""

    base: "Node"
    exponent: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Function:
    """exp, log, sqrt, … of one argument."""

    name: str
    argument: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Event:
    """variable = value."""

    variable: str
    value: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class NamedDistribution:
    """A distribution or joint of the model, by its name."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Marginal:
    """P(X, Y | Z=z): the distribution of some variables, after some events."""

    scope: str | None
    variables: tuple[str, ...]
    events: tuple[Event, ...]
    at: int = field(default=0, compare=False)


Distribution: TypeAlias = NamedDistribution | Marginal


@dataclass(frozen=True)
class Measure:
    """H, I or TC of groups of variables, given others and after events: I(X; Y | Z, W=w)."""

    name: str
    scope: str | None
    groups: tuple[tuple[str, ...], ...]
    given: tuple[str, ...]
    events: tuple[Event, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class EntropyOf:
    """H of a distribution."""

    of: Distribution
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Divergence:
    """KL(p || q) or JS(p, q)."""

    name: str
    first: Distribution
    second: Distribution
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Probability:
    """P(events | events)."""

    scope: str | None
    events: tuple[Event, ...]
    given: tuple[Event, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class VariationalEnergy:
    """VFE(q; O=o)."""

    scope: str | None
    belief: Distribution
    events: tuple[Event, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class PolicyValue:
    """EFE, risk, ambiguity, epistemic or pragmatic of a policy; None stands for the one that argmin runs over."""

    name: str
    policy: tuple[str, ...] | None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Derivative:
    """d/dname of a quantity."""

    parameter: str
    body: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Extremum:
    """argmin or argmax of a value over the policies."""

    name: str
    body: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Crossing:
    """solve(left = right, parameter in (lower, upper))."""

    left: "Node"
    right: "Node"
    parameter: str
    lower: "Node"
    upper: "Node"
    at: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Relation:
    """left < right, and the like: a statement that is true or false."""

    symbol: str
    left: "Node"
    right: "Node"
    at: int = field(default=0, compare=False)


Node: TypeAlias = (
    Number
    | Name
    | Sum
    | Product
    | Power
    | Function
    | Measure
    | EntropyOf
    | Divergence
    | Probability
    | VariationalEnergy
    | PolicyValue
    | Derivative
)
Query: TypeAlias = Node | Extremum | Crossing | Relation
