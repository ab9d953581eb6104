"""mean D(student || teacher) = 0.318250545088743..., at the student's history, by pymdp's algorithm without rounding.

The teacher's posterior is taken at what the student has seen and done, so the divergence is one along a single history:
what a loss on the student's path would be. Posteriors are those of pymdp's search with its floors and 5000 nodes, at
cue validities 49/50 and 1/2, evaluated in balls. Nothing recorded is needed: pymdp's rollout never asks this question.

Source: Friedman (2026), witness 3, whose mean of 6.28 pairs decisions by index along two histories instead.

If this fails, the teacher is scored elsewhere, or the search is another one.
"""

from opd_exact.audit.classroom import divergence, on_policy_divergences
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict

from . import _agents, _twin

NOTE = (
    "the printed number pairs decision t of the teacher's own run with decision t of the student's; from t = 1 on the"
    " two stand in different places, so it is no divergence along the student's history, as its name has it"
)


def build(inputs: Inputs) -> _twin.TwinClassroom:
    """Both agents along the student's published history; floors and penalties may move the mean by 1e-14."""
    return _twin.on_policy(_twin.paired(inputs, divergence, on_policy_divergences, "1e-14", "0.318250545089"))


def establish(subject: _twin.TwinClassroom) -> Finding:
    """Enclose the twin's mean and hold it against exact recursion and node counts."""
    return _twin.establish(subject, "6.28", NOTE, None, None)


CHECK = Check(
    id="classroom_reverse_kl_on_policy_twin",
    claim=Claim(
        "Along the student's history, the mean reverse divergence of pymdp's action posteriors is 0.318250545089 in"
        " exact arithmetic",
        r"\tfrac14 \sum_t D\left(q^{S}(h^{S}_t) \,\middle\|\, q^{T}(h^{S}_t)\right) = 0.318250545088\ldots",
        "validities 49/50 and 1/2, 4 decisions; pymdp's floors, 5000 nodes, horizon 5, gamma 3",
        _agents.SOURCE,
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    tags=("classroom", "pymdp", "twin", "divergence"),
    series=lambda subject: (*_twin.divergences(subject), *_twin.floors(subject)),
    mutants=(
        *_twin.mutants("0.296880242231757207", recorded=False),
        Mutant("paired", "the teacher is scored at its own history", _twin.teacher_at_its_own),
    ),
)
