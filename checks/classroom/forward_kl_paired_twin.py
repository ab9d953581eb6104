"""mean D(teacher || student) = 6.336508998370980..., paired by index, by pymdp's own algorithm without rounding.

Decision t of the teacher's own published history is paired with decision t of the student's own, as the paper pairs
them. Posteriors are those of pymdp's search with its floors and 5000 nodes, at cue validities 49/50 and 1/2, evaluated
in balls. Beside it stands what pymdp returned in single precision, with the four causes of its distance from the ideal.

Source: Friedman (2026), witness 3; reported 6.3365090234269195, not printed.

If this fails, other decisions are paired, the search is another one, or the recording is not of these agents.
"""

from opd_exact.audit.classroom import forward_divergence, paired_divergences
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict

from . import _agents, _twin


def build(inputs: Inputs) -> _twin.TwinClassroom:
    """The published runs with their recording; floors and penalties may move the mean by 1e-14."""
    return _twin.paired(inputs, forward_divergence, paired_divergences, "1e-14", "6.336508998371")


def establish(subject: _twin.TwinClassroom) -> Finding:
    """Enclose the twin's mean, hold it against exact recursion, node counts and recording, and give the budget."""
    return _twin.establish(subject, None, "", None, forward_in_floats)


def forward_in_floats(student: _twin.Floats, teacher: _twin.Floats) -> float:
    """D(teacher || student) in float64."""
    return _twin.float_relative_entropy(teacher, student)


CHECK = Check(
    id="classroom_forward_kl_paired_twin",
    claim=Claim(
        "Paired by index along the two published histories, the mean forward divergence of pymdp's action posteriors is"
        " 6.336508998371 in exact arithmetic, and the recorded float is within 1e-6 of it",
        r"\tfrac14 \sum_t D\left(q^{T}(h^{T}_t) \,\middle\|\, q^{S}(h^{S}_t)\right) = 6.336508998370\ldots",
        "validities 49/50 and 1/2, 4 decisions, seed 0; pymdp's floors, 5000 nodes, horizon 5, gamma 3",
        _agents.SOURCE,
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    inputs=(_twin.RECORDING_ID,),
    tags=("classroom", "pymdp", "twin", "divergence"),
    mutants=(
        *_twin.mutants("6.3365090234269195", recorded=True),
        Mutant("on-policy", "the teacher is scored at the student's history instead of its own", _twin.on_policy),
    ),
)
