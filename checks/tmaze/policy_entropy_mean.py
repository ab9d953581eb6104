"""The mean entropy of the seven action posteriors is 0.716502722... by pymdp's own algorithm without rounding.

Posteriors are those of the planner as configured: floors, 5000 nodes, and so depths 4, 3, 4, 4, 4, 4, 4. Three of the
seven decisions are made in the left arm, certain of the reward, where four actions tie.

Source: Friedman (2026), witness 2; printed 0.7165, reported 0.7165027072072506.

If this fails, the search is another one, or the run takes another course.
"""

from dataclasses import replace
from functools import partial

from opd_exact.audit.classroom import mean
from opd_exact.registry import Check, Claim, Finding, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _ideal, _policy_entropy

DIGITS = "0.716502722481"


def establish(subject: _policy_entropy.TwinEntropies) -> Finding:
    """Enclose the mean, step by step against the exact recursion."""
    finding = all_of(_policy_entropy.facts(subject, DIGITS, "the mean policy entropy"))
    if not finding.verdict.may_pass:
        return finding
    value = subject.value
    note = "the planner completes depth 3 or 4 of the configured 5 within its 5000 nodes"
    return replace(finding, value=value, published=published("0.7165", value, note, reported="0.7165027072072506"))


CHECK = Check(
    id="tmaze_policy_entropy_mean",
    claim=Claim(
        "Along the published run the mean entropy of pymdp's action posteriors is 0.716502722 in exact arithmetic",
        r"\tfrac17 \sum_t H\left(q_{\mathrm{twin}}(\cdot \mid h_t)\right) = 0.716502722\ldots",
        "the published run of 7 decisions; cue validity 19/20, gamma 3, pymdp's floors, 5000 nodes, horizon 5",
        f"{_ideal.SOURCE}, policy entropy",
    ),
    tier=Verdict.ENCLOSED,
    subject=partial(_policy_entropy.of_published_run, summary=mean),
    establish=establish,
    series=_policy_entropy.floors,
    tags=("tmaze", "twin", "planning"),
    mutants=(
        *_policy_entropy.MUTANTS,
        Mutant(
            "six-decisions",
            "the last decision is left out of the mean",
            lambda s: replace(s, summary=lambda entropies: mean(entropies[:-1])),
        ),
    ),
)
