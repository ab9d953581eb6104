"""K14: twin and ideal on the T-maze, against the rollout of pymdp that they explain, all in one run.

pymdp's time is that of a whole rollout as a user meets it: it compiles its search anew for each. Ours begins with an
empty memory each time: models, filters and searches are made anew.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

from benchmarks.rows import Options, Row, not_run, ratio, single
from benchmarks.timing import Comparison, fastest, seconds
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS
from opd_exact.audit.tmaze_twin import twin_settings
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.planning.twin import Twin, TwinModel

TARGETS = ("K14",)

_DIGITS = 30

# The published run: to the cue, which says left, back, to the middle, into the left arm, and there it stays.
_OBSERVATIONS = ((0, 0, 0), (3, 0, 1), (0, 0, 0), (4, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 0))
_ACTIONS = (3, 0, 4, 1, 0, 0)


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    repeats = min(options.repeats, 3)
    whole = f"all {len(_OBSERVATIONS)} decisions"
    measured: dict[str, Callable[[], object]] = {
        f"ideal, first decision, depth {depth}": partial(ideal_decision, depth) for depth in (5, 8, 20)
    }
    measured[f"ideal, {whole}, depth 5"] = ideal_replay
    if not options.quick:
        measured["twin, first decision"] = partial(twin_replay, 1)
        measured[f"twin, {whole}"] = partial(twin_replay, len(_OBSERVATIONS))
    sides = {case: _timed(side, repeats) for case, side in measured.items()}
    for case, spent in sides.items():
        asked = "<= 1" if "depth 20" in case else ""
        yield single("K14", case, f"posterior to {_DIGITS} digits", spent, "s", asked)
    measure = f"pymdp's rollout of {len(_OBSERVATIONS)} decisions / ours"
    if options.quick:
        yield not_run("K14", "T-maze", measure, "left out of a quick run")
    elif importlib.util.find_spec("pymdp") is None:
        yield not_run("K14", "T-maze", measure, "pymdp is not installed: python -m pip install inferactively-pymdp")
    else:
        importlib.import_module("pymdp.envs.rollout")  # not part of what is timed
        theirs = seconds(lambda _: _rollout(), None)
        yield single("K14", "T-maze", "pymdp's rollout, compilation included", theirs, "s", note="one run")
        for case in (case for case in sides if whole in case):
            yield ratio("K14", case, measure, Comparison((sides[case],), (theirs,)).theirs_over_ours)


def ideal_decision(depth: int) -> tuple[str, ...]:
    """The exact posterior at the start, searched to a depth, from nothing."""
    settings = PUBLISHED_SETTINGS
    bayes = BayesFilter(settings.agent_model())
    search = SophisticatedSearch(bayes, settings.gamma, Fraction(0))
    belief = bayes.update(bayes.prior(), _OBSERVATIONS[0])
    return tuple(p.enclose(_DIGITS).decimal(_DIGITS)[0] for p in search.decide(belief, depth).posterior)


def ideal_replay() -> tuple[tuple[str, ...], ...]:
    """The exact posterior at each decision of the published run, at the configured depth, from nothing."""
    settings = PUBLISHED_SETTINGS
    bayes = BayesFilter(settings.agent_model())
    search = SophisticatedSearch(bayes, settings.gamma, Fraction(0))
    return tuple(
        tuple(p.enclose(_DIGITS).decimal(_DIGITS)[0] for p in search.decide(belief, settings.horizon).posterior)
        for belief in bayes.filtered(_OBSERVATIONS, _ACTIONS)
    )


def twin_replay(decisions: int) -> tuple[tuple[str, ...], ...]:
    """The twin's posterior at the first decisions of the published run, from nothing."""
    settings = PUBLISHED_SETTINGS
    model = settings.agent_model()
    twin = Twin(TwinModel.from_pomdp(model), twin_settings(settings))
    controls = [model.actions[action] for action in _ACTIONS[: decisions - 1]]
    steps = twin.replay(_OBSERVATIONS[:decisions], controls)
    return tuple(tuple(p.enclose(_DIGITS).decimal(_DIGITS)[0] for p in step.decision.posterior) for step in steps)


def _rollout() -> object:
    from opd_exact.audit.pymdp_rollout import record_tmaze_rollout

    return record_tmaze_rollout(PUBLISHED_SETTINGS)


def _timed(side: Callable[[], object], repeats: int) -> float:
    return fastest(lambda _: side(), lambda number: number, repeats)
