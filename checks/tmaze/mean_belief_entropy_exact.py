"""mean of H_t = (log 2 + 3 H_b(19/20)) / 7 for the T-maze's published observations, by exact Bayes alone.

H_t is the entropy of the belief about the maze after observation t: log 2 in ignorance, H_b(19/20) from the cue on, 0
once the reward is found. The joint belief over all ten states is filtered on rationals through the published course of
seven observations; no run of any program is read, so the number holds for whoever saw and did what the paper reports.

Source: Friedman (2026), witness 2; printed 0.1841.

If this fails, the course is another one, or what is filtered is not the T-maze of validity 19/20. A cue that lies with
the same validity (1/20) gives the same entropies and is not told apart here; the trajectory check compares beliefs.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.coq.statements import Identity, Statement, enclosure_of
from opd_exact.coq.terms import ln
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import LogForm, log
from opd_exact.planning.bayes_filter import BayesFilter, Belief, Observation
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _course_terms, _ideal


def establish(course: _ideal.ObservedCourse) -> Finding:
    """Filter the course exactly and decide each entropy and their mean."""
    finding = all_of(facts(course))
    if not finding.verdict.may_pass:
        return finding
    mean = mean_entropy(course)
    return replace(
        finding,
        exact=f"(log(2) + 3*H_b(19/20))/7 = {mean}",
        value=mean,
        published=published("0.1841", mean, reported="0.18409898440765157"),
    )


def kernel(course: _ideal.ObservedCourse) -> Iterator[Statement]:
    """Each belief as Bayes' rule makes it of the joint probabilities, with its entropy; then the mean."""
    entropies = _course_terms.belief_entropies(course.model, course.observations, course.actions)
    noise = _course_terms.binary_entropy("19/20")
    closed = (ln(2) + 3 * noise) / 7
    yield _course_terms.equations(
        "entropies",
        "The belief after each observation, over the ten states of the maze, has this entropy.",
        zip(entropies, [ln(2), noise, noise, noise, 0, 0, 0], strict=True),
    )
    yield Identity("mean_entropy", "Their mean is in closed form.", _course_terms.mean(entropies), closed)
    yield enclosure_of("digits", "The closed form to 30 digits.", closed, mean_entropy(course))


def facts(course: _ideal.ObservedCourse) -> Iterator[Fact]:
    """Each entropy, then the mean."""
    noise = _ideal.binary_entropy("19/20")
    expected = [log(2), noise, noise, noise, LogForm(), LogForm(), LogForm()]
    entropies = course.entropies
    yield Fact.decided_by(
        len(entropies) == len(expected),
        f"the course has {len(entropies)} observations",
        otherwise=f"the course has {len(entropies)} observations, expected {len(expected)}",
    )
    for time, (found, value) in enumerate(zip(entropies, expected, strict=True)):
        yield Fact.decided_by(
            found == value, f"step {time}: H = {found}", otherwise=f"step {time}: H = {found}, expected {value}"
        )
    mean, closed = mean_entropy(course), (log(2) + 3 * noise) / 7
    yield Fact.decided_by(
        mean == closed,
        "the mean of the seven entropies is (log(2) + 3*H_b(19/20))/7",
        otherwise=f"the mean is {mean}, expected (log(2) + 3*H_b(19/20))/7",
    )


def mean_entropy(course: _ideal.ObservedCourse) -> LogForm:
    """The exact mean of the entropies."""
    entropies = course.entropies
    mean: LogForm = LogForm.total(entropies) / len(entropies)
    return mean


def without_memory(
    bayes: BayesFilter, observations: tuple[Observation, ...], actions: tuple[int, ...]
) -> tuple[Belief, ...]:
    """Beliefs that forget the side between any two steps: each observation meets an even chance again."""
    beliefs = bayes.filtered(observations, actions)
    ignorant = []
    for belief, observation in zip(beliefs, observations, strict=True):
        place = next(state[0] for state, mass in zip(bayes.states, belief, strict=True) if mass)
        even = tuple(Fraction(int(state[0] == place), 2) for state in bayes.states)
        ignorant.append(bayes.update(even, observation))
    return tuple(ignorant)


CHECK = Check(
    id="tmaze_mean_belief_entropy",
    claim=Claim(
        "Over the published course the mean belief entropy is (log 2 + 3 H_b(19/20))/7",
        r"\tfrac17 \sum_{t=0}^{6} H_t = \tfrac17\left(\ln 2 + 3 H_b(\tfrac{19}{20})\right)",
        "exact Bayes on the T-maze with cue validity 19/20; observations and actions of the published run, seed 0",
        _ideal.SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=_ideal.published_course,
    establish=establish,
    kernel=kernel,
    tags=("tmaze", "ideal"),
    mutants=(
        Mutant("other-validity", "the cue has validity 9/10", lambda course: replace(course, model=tmaze("0.9"))),
        Mutant("blind-cue", "the cue tells nothing: validity 1/2", lambda course: replace(course, model=tmaze("1/2"))),
        Mutant(
            "six-steps",
            "the last observation is left out, so that six entropies are averaged",
            lambda course: replace(course, observations=course.observations[:-1], actions=course.actions[:-1]),
        ),
        Mutant(
            "no-memory",
            "each observation is combined with an even prior: what the cue said is forgotten at the next step",
            lambda course: replace(course, filtered=without_memory),
        ),
        Mutant(
            "prior-of-the-environment",
            "the agent knows from the start that the reward is on the left",
            lambda course: replace(course, model=tmaze(reward_side="left")),
        ),
        Mutant(
            "straight-to-the-arm",
            "the agent goes to the left arm without the cue and stays there",
            lambda course: replace(
                course, observations=((0, 0, 0), (4, 0, 0), *[(1, 1, 0)] * 5), actions=(4, 1, 0, 0, 0, 0)
            ),
        ),
    ),
)
