"""mean D(student || teacher) = 6.281983191257600..., paired by index, by pymdp's own algorithm without rounding.

Decision t of the teacher's own published history is paired with decision t of the student's own, as the paper pairs
them. Posteriors are those of pymdp's search with its floors and 5000 nodes, at cue validities 49/50 and 1/2, evaluated
in balls. Beside it stands what pymdp returned in single precision, with the four causes of its distance from the ideal.

Source: Friedman (2026), witness 3; printed 6.28, reported 6.281983145044255.

If this fails, other decisions are paired, the search is another one, or the recording is not of these agents.
"""

from functools import partial

from opd_exact.audit.classroom import divergence, paired_divergences
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict

from . import _agents, _twin

NOTE = (
    "not a divergence along one history: decision t of the teacher's own run is paired with decision t of the"
    " student's, and from t = 1 on the two stand in different places; along the student's history it is 0.318250545"
)


def build(inputs: Inputs) -> _twin.TwinClassroom:
    """The published runs with their recording; floors and penalties may move the mean by 1e-14."""
    return _twin.paired(inputs, divergence, paired_divergences, "1e-14", "6.281983191258")


def establish(subject: _twin.TwinClassroom) -> Finding:
    """Enclose the twin's mean, hold it against exact recursion, node counts and recording, and give the budget."""
    return _twin.establish(subject, "6.28", NOTE, "6.281983145044255", _twin.float_relative_entropy)


CHECK = Check(
    id="classroom_reverse_kl_paired_twin",
    claim=Claim(
        "Paired by index along the two published histories, the mean reverse divergence of pymdp's action posteriors is"
        " 6.281983191258 in exact arithmetic, and the recorded float is within 1e-6 of it",
        r"\tfrac14 \sum_t D\left(q^{S}(h^{S}_t) \,\middle\|\, q^{T}(h^{T}_t)\right) = 6.281983191258\ldots",
        "validities 49/50 and 1/2, 4 decisions, seed 0; pymdp's floors, 5000 nodes, horizon 5, gamma 3",
        _agents.SOURCE,
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    inputs=(_twin.RECORDING_ID,),
    tags=("classroom", "pymdp", "twin", "divergence"),
    series=partial(_twin.divergences, by_floats=_twin.float_relative_entropy),
    mutants=(
        *_twin.mutants("6.281983145044255", recorded=True),
        Mutant("on-policy", "the teacher is scored at the student's history instead of its own", _twin.on_policy),
    ),
)
