"""The sequential-shift witness: a student that leaves its teacher's path, before and after a correction.

Source: Friedman (2026), witness 4.
"""

from dataclasses import dataclass

from opd_exact.models.policy_chain import Policy, PolicyChain

__all__ = [
    "HORIZON",
    "ShiftWitness",
    "sequential_shift",
]


HORIZON = 8


@dataclass(frozen=True)
class ShiftWitness:
    """The process that all share, the teacher, and the student before and after correction."""

    process: PolicyChain
    teacher: Policy
    before: Policy
    after: Policy


def sequential_shift() -> ShiftWitness:
    """Four states, two actions, start at the prompt.

    >>> witness = sequential_shift()
    >>> [str(share) for share in witness.process.induced(witness.teacher).visitation(2)]
    ['1/2', '379/800', '21/800', '0']
    """
    return ShiftWitness(
        process=PolicyChain.of(
            ("prompt", "teacher_path", "student_drift", "repair"),
            ("stay_on_task", "shortcut"),
            ("1", "0", "0", "0"),
            (
                (
                    ("0", "1", "0", "0"),
                    ("0", "0.86", "0", "0.14"),
                    ("0", "0.20", "0.05", "0.75"),
                    ("0", "0.82", "0", "0.18"),
                ),
                (
                    ("0", "0.65", "0.35", "0"),
                    ("0", "0.30", "0.60", "0.10"),
                    ("0", "0", "0.82", "0.18"),
                    ("0", "0.45", "0.35", "0.20"),
                ),
            ),
        ),
        teacher=Policy.of((("0.85", "0.15"), ("0.90", "0.10"), ("0.82", "0.18"), ("0.78", "0.22"))),
        before=Policy.of((("0.80", "0.20"), ("0.55", "0.45"), ("0.25", "0.75"), ("0.62", "0.38"))),
        after=Policy.of((("0.82", "0.18"), ("0.70", "0.30"), ("0.70", "0.30"), ("0.72", "0.28"))),
    )
