"""Smaller inputs that do the same: hypothesis draws from a regime and shrinks what satisfies a condition."""

import random
from collections.abc import Callable

from opd_exact.audit.functions.probes import Probe
from opd_exact.audit.functions.quantities import Quantity
from opd_exact.audit.functions.regimes import REGIMES, draw_probe

__all__ = [
    "shrunk",
]

_MOST_EXAMPLES = 200


def shrunk(
    worst: Probe, quantity: Quantity, holds: Callable[[Probe], bool], *, seed: int, most_calls: int = 400
) -> tuple[Probe, str]:
    """A simpler input of the same regime for which the condition holds, and how it was found; else the input itself.

    The same seed gives the same answer.
    """
    if worst.regime not in REGIMES:
        return worst, "as given" if worst.regime == "given" else "a corner"
    try:
        from hypothesis import HealthCheck, Phase, find, settings
        from hypothesis import strategies as st
        from hypothesis.errors import HypothesisException
    except ImportError:
        return worst, "as drawn (hypothesis, which shrinks it, is not installed)"
    calls = 0

    def counted(probe: Probe) -> bool:
        nonlocal calls
        calls += 1
        return calls <= most_calls and holds(probe)

    @st.composite
    def probes(draw: Callable[..., int]) -> Probe:
        return draw_probe(worst.regime, quantity, worst.dtype, lambda low, high: draw(st.integers(low, high)))

    quiet = settings(
        max_examples=_MOST_EXAMPLES,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    try:
        found = find(probes(), counted, settings=quiet, random=random.Random(seed))  # noqa: S311  # no secrets
    except HypothesisException:  # none found: the input that was drawn stays the simplest that is known
        return worst, "as drawn"
    return found, "shrunk by hypothesis"
