"""H(belief right after the cue) = H_b(19/20): what a cue of validity 19/20 leaves open, in closed form.

The bridge from the closed form to the rollout: the posterior over the two sides after one cue is (19/20, 1/20), so its
entropy is the residual uncertainty of the cue, and what was gained is log 2 - H_b(19/20). The joint belief of the maze
is filtered exactly through the published course; nothing is rounded, so both sides are one form in logarithms.

Source: Friedman (2026), belief bridge, part 2; printed 0.199, reported 0.19851523676453842, which misses by 6.6e-9.

If this fails, the belief after the cue is not the posterior of an even prior and one cue of validity 19/20. Validity
1/20 leaves the same entropy: the closed form cannot tell a cue from its opposite.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.coq.statements import Identity, Statement, enclosure_of
from opd_exact.coq.terms import Term, ln
from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, EvidenceError, Fact, Finding, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _course_terms, _ideal

ARMS = (1, 2)


def establish(course: _ideal.ObservedCourse) -> Finding:
    """Find the first cue, decide the entropy right after it, and that it comes before any arm."""
    finding = all_of(facts(course))
    if not finding.verdict.may_pass:
        return finding
    residual = course.entropies[first_cue(course)]
    return replace(
        finding,
        exact=f"H_b(19/20) = {residual}",
        value=residual,
        published=published("0.199", residual, reported="0.19851523676453842"),
    )


def kernel(course: _ideal.ObservedCourse) -> Iterator[Statement]:
    """The entropies of the beliefs before and after the cue, and after a blind one; the residual to 30 digits."""
    time = first_cue(course)
    before, after = entropies_up_to(course, time)[-2:]
    blind = entropies_up_to(replace(course, model=tmaze("1/2")), time)[-1]
    residual = _course_terms.binary_entropy("19/20")
    yield Identity("before_the_cue", "Before the cue the belief has the entropy of ignorance.", before, ln(2))
    yield Identity("after_the_cue", "Right after the cue the belief has the residual entropy.", after, residual)
    yield Identity("blind_cue", "A cue of validity 1/2 would reopen what was gained.", blind - after, ln(2) - residual)
    yield enclosure_of("digits", "The residual entropy to 30 digits.", residual, course.entropies[time])


def entropies_up_to(course: _ideal.ObservedCourse, time: int) -> list[Term]:
    """The entropies of the beliefs up to a step, for Coq."""
    return _course_terms.belief_entropies(course.model, course.observations[: time + 1], course.actions[:time])


def facts(course: _ideal.ObservedCourse) -> Iterator[Fact]:
    """The order of events, the entropies around the cue, and what a blind cue would leave."""
    time = first_cue(course)
    arms = [t for t, seen in enumerate(course.observations) if seen[0] in ARMS]
    yield Fact.decided_by(
        time == 1 and arms[:1] == [4],
        "the cue is seen at step 1, before the first arm at step 4",
        otherwise=f"the cue is seen at step {time} and arms at steps {arms}; expected 1 and from 4 on",
    )
    residual, before, after = _ideal.binary_entropy("19/20"), course.entropies[time - 1], course.entropies[time]
    yield Fact.decided_by(
        before == log(2), "before the cue H = log(2)", otherwise=f"before the cue H = {before}, expected log(2)"
    )
    yield Fact.decided_by(
        after == residual,
        f"after the cue H = H_b(19/20) = {after}",
        otherwise=f"after the cue H = {after}, expected H_b(19/20) = {residual}",
    )
    blind = replace(course, model=tmaze("1/2")).entropies[time]
    yield Fact.decided_by(
        blind - after == log(2) - residual,
        "a cue of validity 1/2 would reopen the residual by log(2) - H_b(19/20)",
        otherwise=f"a cue of validity 1/2 would leave H = {blind}, expected log(2)",
    )


def first_cue(course: _ideal.ObservedCourse) -> int:
    """The step at which a cue is first seen.

    Raises:
        EvidenceError: there is none.
    """
    for time, seen in enumerate(course.observations):
        if seen[2]:
            return time
    raise EvidenceError(f"no cue is seen in any of the {len(course.observations)} observations of the course")


def starting_at_the_cue(model: POMDP) -> POMDP:
    """The model whose agent begins at the cue location."""
    place, side = model.D
    return replace(model, D=(place.replacing((0,), Fraction(0)).replacing((3,), Fraction(1)), side))


CHECK = Check(
    id="tmaze_bridge_post_cue_entropy",
    claim=Claim(
        "The belief entropy right after the cue is H_b(19/20)",
        r"H(b_1) = H_b(\tfrac{19}{20}) = -\tfrac{19}{20}\ln\tfrac{19}{20} - \tfrac1{20}\ln\tfrac1{20}",
        "exact Bayes on the T-maze with cue validity 19/20; the published course, seed 0",
        "Friedman (2026), On-Policy Distillation as Active Inference, belief bridge, part 2",
    ),
    tier=Verdict.DECIDED,
    subject=_ideal.published_course,
    establish=establish,
    kernel=kernel,
    tags=("tmaze", "ideal", "bridge"),
    mutants=(
        Mutant("blind-cue", "the cue has validity 1/2", lambda course: replace(course, model=tmaze("1/2"))),
        Mutant("certain-cue", "the cue has validity 1", lambda course: replace(course, model=tmaze(1))),
        Mutant("other-validity", "the cue has validity 49/50", lambda course: replace(course, model=tmaze("0.98"))),
        Mutant(
            "two-cues",
            "the agent stays at the cue and reads it a second time before its belief is measured",
            lambda course: replace(
                course,
                observations=((3, 0, 1), *course.observations[1:]),
                model=starting_at_the_cue(course.model),
                actions=(3, *course.actions[1:]),
            ),
        ),
        Mutant(
            "reward-first",
            "the agent finds the reward before it reads the cue, so that nothing is left to learn",
            lambda course: replace(
                course,
                observations=((0, 0, 0), (4, 0, 0), (1, 1, 0), (4, 0, 0), (0, 0, 0), (3, 0, 1), (3, 0, 1)),
                actions=(4, 1, 4, 0, 3, 3),
            ),
        ),
        Mutant(
            "no-cue",
            "the agent never goes to the cue",
            lambda course: replace(
                course, observations=((0, 0, 0), (4, 0, 0), *[(1, 1, 0)] * 5), actions=(4, 1, 0, 0, 0, 0)
            ),
        ),
    ),
)
