"""Policy entropy falls by 0.709070703... from the first decision to the least after the cue, without rounding.

The drop is the first entropy less the smallest from the cue on, which is the one at the cue itself: there going back is
nearly certain. Before and after lie different places, so it is no measure of what the cue alone does to the policy.

Source: Friedman (2026), witness 2; printed 0.7091, reported 0.7090706885437131.

If this fails, the search is another one, or the run takes another course.
"""

from dataclasses import replace
from functools import partial

from opd_exact.registry import Check, Claim, Finding, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _ideal, _policy_entropy

DIGITS = "0.709070703087"


def establish(subject: _policy_entropy.TwinEntropies) -> Finding:
    """Enclose the drop, step by step against the exact recursion."""
    finding = all_of(_policy_entropy.facts(subject, DIGITS, "the drop of the policy entropy after the cue"))
    if not finding.verdict.may_pass:
        return finding
    value = subject.value
    note = "the two posteriors are of different places; the planner completes depths 4 and 3 there"
    return replace(finding, value=value, published=published("0.7091", value, note, reported="0.7090706885437131"))


CHECK = Check(
    id="tmaze_policy_entropy_drop",
    claim=Claim(
        "Along the published run the policy entropy falls by 0.7090707 from the first decision to the least after it",
        r"H(q_0) - \min_{t \ge 1} H(q_t) = 0.7090707\ldots",
        "the published run of 7 decisions; cue validity 19/20, gamma 3, pymdp's floors, 5000 nodes, horizon 5",
        f"{_ideal.SOURCE}, policy-entropy drop after the cue",
    ),
    tier=Verdict.ENCLOSED,
    subject=partial(_policy_entropy.of_published_run, summary=_policy_entropy.after_the_cue),
    establish=establish,
    series=_policy_entropy.floors,
    tags=("tmaze", "twin", "planning"),
    mutants=(
        *_policy_entropy.MUTANTS,
        Mutant(
            "to-the-last",
            "the last entropy is taken instead of the least",
            lambda s: replace(s, summary=lambda entropies: entropies[0] - entropies[-1]),
        ),
    ),
)
