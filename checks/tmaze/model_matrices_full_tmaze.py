"""Every stored entry of A, B, C, D, of agent and environment, is its nominal rational or that rational rounded once.

The T-maze is built anew from its description in exact rationals and compared entry by entry: names, shapes and
dependencies, then each float with its nominal value. It says of each how it came about: exact, correctly rounded, or
computed in floats as 1 - v. Column sums are added exactly. What makes it a T-maze (who is next to whom, which arm pays,
where the cue is and how far to trust it) is also read off the stored entries, without the rebuilt model.

Source: Friedman (2026), witness 2, simulation invariant 16, and the description of the T-maze.

A failure means that the run was of another model: a changed parameter, exchanged columns, another order of indices.
"""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from opd_exact.audit.model_audit import EntryKind, audit_entries, layout_mismatch, stored_columns
from opd_exact.audit.rollout_files import RolloutFiles, float32_text
from opd_exact.audit.rollout_oracle import rollout_oracle
from opd_exact.audit.rollout_record import StoredModel, read_rollout
from opd_exact.audit.stored_number import StoredNumber
from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.numbers import ulp
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Verdict, all_of

from ._maze import maze
from ._record import RECORDING_ID, SCOPE, SOURCE, measured, missing, recorded_files

CUE_VALIDITY = Fraction(19, 20)
REASON = "half a unit in the last place: one correct rounding of the nominal value"


def establish(files: RolloutFiles) -> Finding:
    """Compare layouts, entries and column sums of both models, then read the maze off the agent's entries."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    owners = (
        ("agent", record.agent, oracle.agent.model),
        ("environment", record.environment, oracle.environment.model),
    )
    facts = [layout(owner, stored, model) for owner, stored, model in owners]
    if not all(fact.verdict.may_pass for fact in facts):
        return all_of(facts)
    dtype = record.summary.dtype
    for owner, stored, model in owners:
        facts += [entries(owner, stored, model, dtype), columns(owner, stored, dtype)]
    cue = record.agent.tensors["A"][2]
    validity = StoredNumber(
        "P(cue_left | cue_location, reward_left)", Tensor(cue.shape, cue.entries)[1, 3, 0], CUE_VALIDITY
    )
    half_ulp = ulp(CUE_VALIDITY, dtype) / 2
    return replace(
        all_of([*facts, *maze(record.agent, record.environment)]),
        exact=f"cue validity = {CUE_VALIDITY}, stored as {validity.stored}",
        observations=(measured("pymdp's A", validity, dtype, half_ulp, REASON),),
    )


def layout(owner: str, stored: StoredModel, model: POMDP) -> Fact:
    """Names, shapes and dependencies are those of the T-maze."""
    mismatch = layout_mismatch(stored, model)
    return Fact.decided_by(
        mismatch is None,
        f"{owner}: names, shapes and dependencies of {', '.join(stored.tensors)} are those of the T-maze",
        otherwise=f"model.json: {owner}.{mismatch}",
    )


def entries(owner: str, stored: StoredModel, model: POMDP, dtype: str) -> Fact:
    """No entry is anything but its nominal value, that value rounded, or its complement computed in floats."""
    audited = list(audit_entries(stored, model, dtype))
    wrong = [entry for entry in audited if entry.kind is EntryKind.OTHER]
    found = Counter(entry.kind for entry in audited)
    return Fact.decided_by(
        not wrong,
        f"{owner}: of {len(audited)} entries " + "; ".join(f"{count} are {kind}" for kind, count in found.items()),
        otherwise="; ".join(
            f"model.json: {owner}.{entry.place} is {float(entry.stored)!r}, neither {entry.nominal} nor its rounding"
            for entry in wrong[:3]
        )
        + (f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""),
        margin=f"{float(max((abs(entry.stored - entry.nominal) for entry in wrong), default=0)):.3g}",
    )


def columns(owner: str, stored: StoredModel, dtype: str) -> Fact:
    """Columns sum to one: exactly, or with a sum that rounds to one; the exact deficits are named."""
    found = list(stored_columns(stored, dtype))
    wrong = [column for column in found if not column.rounds_to_one or column.negative]
    missed = [column for column in found if column.deficit]
    deficits = "; ".join(f"{column.place} is short by {column.deficit}" for column in missed)
    return Fact.decided_by(
        not wrong,
        f"{owner}: {len(found) - len(missed)} of {len(found)} columns sum to exactly 1"
        + (f", the others round to 1 ({deficits})" if missed else ""),
        otherwise="; ".join(
            f"model.json: {owner}.{column.place} sums to {1 - column.deficit}"
            + (" and has a negative entry" if column.negative else "")
            for column in wrong[:3]
        ),
    )


def edited(name: str, what_changes: str, *edits: tuple[str, str, int, int, str]) -> Mutant:
    """A mutant in which single entries (owner, letter, table, index, value) of the stored model are others."""

    def change(files: RolloutFiles) -> RolloutFiles:
        for owner, letter, table, index, value in edits:
            files = files.edited("model.json", [owner, letter, table, "entries", index], value)
        return files

    return Mutant(name, what_changes, change)


CHECK = Check(
    id="model_matrices_full_tmaze",
    claim=Claim(
        "Every entry of A, B, C and D of agent and environment is its nominal rational: exactly, correctly rounded, or,"
        " for 1 - v, computed in floats from the rounded v; together they are the T-maze with cue validity 19/20",
        r"A, B, C, D = \operatorname{fl}(A^*, B^*, C^*, D^*) \text{ entrywise}, \quad"
        r" \textstyle\sum_o A^*(o \mid s) = \sum_{s'} B^*(s' \mid s, a) = 1",
        SCOPE,
        f"{SOURCE} 16",
    ),
    tier=Verdict.DECIDED,
    subject=recorded_files,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    # Entries are in row-major order: A[outcome] and A[cue] at (o, place, side) have index 10 o + 2 place + side,
    # B[location] at (next, place, target) has 25 next + 5 place + target.
    mutants=(
        missing("model.json"),
        Mutant(
            "no-entries",
            "a table is listed with its shape and no entries",
            lambda files: files.edited("model.json", ["agent", "A", 2, "entries"], []),
        ),
        Mutant(
            "no-tables",
            "the list of tables is empty",
            lambda files: files.edited("model.json", ["agent", "B"], []),
        ),
        edited(
            "other-validity",
            "the agent's cue validity is 0.96; columns still sum to one",
            *(("agent", "A", 2, index, float32_text("0.96")) for index in (16, 27)),
            *(("agent", "A", 2, index, float32_text("0.04")) for index in (17, 26)),
        ),
        edited(
            "one-unit-in-the-last-place",
            "the cue validity is the next float above the correctly rounded one",
            *(("environment", "A", 2, index, "0.9500000476837158") for index in (16, 27)),
        ),
        edited(
            "arms-exchanged",
            "the left arm pays when the reward is right, and the right arm when it is left",
            *(("agent", "A", 1, index, "0.0") for index in (12, 15, 23, 24)),
            *(("agent", "A", 1, index, "1.0") for index in (13, 14, 22, 25)),
        ),
        edited("milder-punishment", "the log-preference for punishment is -5", ("agent", "C", 1, 2, "-5.0")),
        edited(
            "another-door",
            "the agent can move from the center into the left arm",
            ("agent", "B", 0, 1, "0.0"),
            ("agent", "B", 0, 26, "1.0"),
        ),
        edited(
            "negative-and-normalized",
            "a column has an entry of -1/2 and sums to one",
            ("agent", "B", 1, 0, "1.5"),
            ("agent", "B", 1, 2, "-0.5"),
        ),
        edited(
            "reward-on-the-right",
            "the environment has the reward on the right",
            ("environment", "D", 1, 0, "0.0"),
            ("environment", "D", 1, 1, "1.0"),
        ),
        Mutant(
            "other-dependencies",
            "the cue depends on the location twice and not on the side of the reward",
            lambda files: files.edited("model.json", ["agent", "A", 2, "dependencies"], [0, 0]),
        ),
    ),
)
