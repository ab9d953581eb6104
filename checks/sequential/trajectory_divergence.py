"""Eight times the test loss is the reverse KL between the student's and the teacher's trajectories.

A trajectory is the sequence of states and actions; student and teacher share start and transitions, so these cancel in
the ratio of probabilities, and only how often each action was taken in each state is left. The divergence is computed
twice without the visits: from all trajectories of horizon 4, one by one, and at horizon 8 from all numbers of choices
that a trajectory can have, with their exact probabilities.

Source: Friedman (2026), witness 4; that the product is a divergence of trajectories is ours.

A failure means that the test loss does not measure what tells the two walks apart: the visits are not the student's
own, or the divergence by state is taken the other way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.formulas import Raw
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Identity, Instance, Statement, enclosure_of
from opd_exact.coq.terms import items, table
from opd_exact.information import relative_entropy
from opd_exact.models.policy_chain import Policy, PolicyChain
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from ._closed_forms import TEST_LOSS_BEFORE
from ._kernel import subject_loss, visits_stated
from ._witness import SOURCE, LossSubject, actions_exchanged, equal_to_claim, loss_subject, teacher_changed

SHORT = 4

# How often each action was taken in each state, in one flat tuple.
Choices = tuple[int, ...]
Path = tuple[int, ...]


@dataclass(frozen=True)
class TrajectorySubject:
    """The loss that is claimed to be a divergence of trajectories, and the factor claimed between them."""

    loss: LossSubject
    factor: int = 8


def build(inputs: Inputs) -> TrajectorySubject:
    """The student before correction on its own visits."""
    return TrajectorySubject(loss_subject("before", "before", TEST_LOSS_BEFORE)(inputs))


def kernel(subject: TrajectorySubject) -> Iterator[Statement]:
    """The chain rule at these tables; the visits; under them the factor times the loss in closed form; its digits.

    That the sums of the chain rule are these visits times the horizon is left to the reader of `state_at`.
    """
    loss, claimed = subject.loss, 8 * subject.loss.claimed
    yield _chain_rule(loss)
    yield replace(visits_stated(loss), covers="part")
    sentence = "Under these visits, the number of steps times the loss."
    weighted = subject.factor * subject_loss(loss, loss.visitation())
    yield Identity("closed_form", sentence, weighted, claimed, covers="part")
    sentence = "The divergence of the trajectories to 30 digits, from the tables alone."
    yield enclosure_of("digits", sentence, subject.factor * subject_loss(loss), claimed, covers="part")


def _chain_rule(loss: LossSubject) -> Instance:
    """The divergence of trajectories is the sum over times and states of d_t(s) D(student || teacher in s)."""
    process = loss.witness.process
    states, actions = len(process.states), len(process.actions)
    start, moves = text_of(items(process.start)), [text_of(table(matrix)) for matrix in process.transitions]
    student, teacher = (text_of(table(policy.rows)) for policy in (loss.policy(loss.student), loss.witness.teacher))
    listed = ";\n  ".join(moves)
    text = (
        f"let start := item {start} in\n"
        f"let move a := cell (nth a [{listed}] []) in\n"
        f"let student := cell {student} in\n"
        f"let teacher := cell {teacher} in\n"
        f"trajectory_KL {states} {actions} {loss.horizon} start move student teacher\n"
        f"= bs {loss.horizon} (fun t => bs {states} (fun s =>\n"
        f"    state_at {states} {actions} start move student t s * KL_n {actions} (student s) (teacher s)))"
    )
    script = (
        f"exact (trajectory_chain_rule_of_tables {states} {actions} {loss.horizon} {start} [{'; '.join(moves)}]"
        f" {student} {teacher} ltac:(reflexivity) ltac:(reflexivity) ltac:(is_distribution_check)"
        " ltac:(stochastics_check) ltac:(stochastic_check) ltac:(stochastic_check) ltac:(supported_rows_check))."
    )
    sentence = "The chain rule at the witness's tables, for trajectories of the horizon's length."
    return Instance("chain_rule", sentence, Raw(text), script, ("Sums", "Trajectory"), covers="part")


def establish(subject: TrajectorySubject) -> Finding:
    """Compare both routes to the divergence of trajectories with the loss."""
    finding = all_of(_facts(subject))
    value = subject.loss.claimed * 8
    return replace(finding, exact=str(value), value=value)


def _facts(subject: TrajectorySubject) -> Iterator[Fact]:
    loss = subject.loss
    witness = loss.witness
    student, teacher = loss.policy(loss.student), witness.teacher
    paths = [_trajectories(witness.process, policy, SHORT) for policy in (student, teacher)]
    enumerated = relative_entropy(list(paths[0].values()), [paths[1][path] for path in paths[0]])
    short = replace(loss, horizon=SHORT)
    yield equal_to_claim(
        f"divergence of {len(paths[0])} trajectories of horizon {SHORT}", enumerated, SHORT * short.loss()
    )
    choices = _choices(witness.process, student, loss.horizon)
    yield Fact.decided_by(
        sum(choices.values()) == 1,
        f"{len(choices)} numbers of choices are possible at horizon {loss.horizon}; their probabilities sum to 1",
        otherwise=f"the probabilities of the choices sum to {sum(choices.values())}",
    )
    by_choices = _divergence_of_choices(choices, student, teacher)
    yield equal_to_claim("divergence of trajectories", by_choices, subject.factor * loss.loss())
    yield equal_to_claim("test loss", loss.loss(), loss.claimed)


def _trajectories(process: PolicyChain, policy: Policy, horizon: int) -> dict[Path, Fraction]:
    """The probability of each trajectory (s_0, a_0, s_1, …, a_{T-1}) that can happen."""
    paths: dict[Path, Fraction] = {(s,): mass for s, mass in enumerate(process.start) if mass}
    for time in range(horizon):
        acted: dict[Path, Fraction] = {
            (*path, a): p * q for path, p in paths.items() for a, q in enumerate(policy.rows[path[-1]]) if q
        }
        if time == horizon - 1:
            return acted
        paths = {
            (*path, after): p * q
            for path, p in acted.items()
            for after, q in enumerate(process.transitions[path[-1]][path[-2]])
            if q
        }
    return {}


def _choices(process: PolicyChain, policy: Policy, horizon: int) -> dict[Choices, Fraction]:
    """The probability under a policy of each count of actions by state, by recursion over states and counts."""
    actions = len(process.actions)
    none = (0,) * (actions * len(process.states))
    now = {(s, none): mass for s, mass in enumerate(process.start) if mass}
    for _ in range(horizon):
        later: dict[tuple[int, Choices], Fraction] = {}
        for (s, counts), p in now.items():
            for a, q in enumerate(policy.rows[s]):
                place = s * actions + a
                more = (*counts[:place], counts[place] + 1, *counts[place + 1 :])
                for after, move in enumerate(process.transitions[a][s]):
                    if q * move:
                        later[after, more] = later.get((after, more), Fraction(0)) + p * q * move
        now = later
    total: dict[Choices, Fraction] = {}
    for (_, counts), p in now.items():
        total[counts] = total.get(counts, Fraction(0)) + p
    return total


def _divergence_of_choices(choices: dict[Choices, Fraction], student: Policy, teacher: Policy) -> LogForm:
    """E[Σ n(s, a) log(π_S(a|s)/π_T(a|s))] over the counts n."""
    ratios = [x / y for p, q in zip(student.rows, teacher.rows, strict=True) for x, y in zip(p, q, strict=True)]
    means = [sum((p * counts[i] for counts, p in choices.items()), Fraction(0)) for i in range(len(ratios))]
    return LogForm.from_weighted_logs(zip(ratios, means, strict=True))


CHECK = Check(
    id="sequential_trajectory_divergence",
    claim=Claim(
        "The reverse KL between the trajectories of student and teacher is the horizon times the test loss, 3.26937.",
        r"D(p_S(s_0 a_0 \dots s_7 a_7)\,\|\,p_T) = 8\,L_{\mathrm{test}}(\pi_S) = 3.269371660034724\ldots",
        "for the witness's tables, student before correction, horizons 8 and 4; for all chains by the cited proof",
        f"{SOURCE}; the reading as trajectories is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "train loss",
            "the visits are the teacher's",
            lambda subject: replace(subject, loss=replace(subject.loss, visitor="teacher")),
        ),
        Mutant(
            "forward KL",
            "the divergences by state are turned around",
            lambda subject: replace(subject, loss=replace(subject.loss, direction="forward")),
        ),
        Mutant("factor 7", "the factor is the number of moves", lambda subject: replace(subject, factor=7)),
        Mutant(
            "start left out",
            "visits are counted at times 1 to 8",
            lambda subject: replace(subject, loss=replace(subject.loss, first=1)),
        ),
        Mutant(
            "claim off by 1e-12",
            "1e-12 is added to the closed form of the loss",
            lambda subject: replace(
                subject, loss=replace(subject.loss, claimed=subject.loss.claimed + Fraction(1, 10**12))
            ),
        ),
        Mutant(
            "teacher off by 1e-12",
            "one of the teacher's probabilities is moved by 1e-12",
            lambda subject: replace(subject, loss=replace(subject.loss, witness=teacher_changed(subject.loss.witness))),
        ),
        Mutant(
            "actions exchanged",
            "each action has the transitions of the other",
            lambda subject: replace(
                subject, loss=replace(subject.loss, witness=actions_exchanged(subject.loss.witness))
            ),
        ),
    ),
    proofs=("trajectory_chain_rule",),
    tags=("sequential",),
    kernel=kernel,
)
