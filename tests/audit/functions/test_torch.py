"""Functions of PyTorch: tensors in, tensors out, of any format and with gradients."""

import math

import numpy as np
import pytest

from opd_exact.audit.functions.auditing import audit_function
from opd_exact.audit.functions.identifying import identify
from opd_exact.audit.functions.record import FindingKind


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


PAIRS = [([0.5, 0.25, 0.25], [0.25, 0.25, 0.5]), ([0.75, 0.25], [0.5, 0.5])]


def test_a_divergence_passes(torch):
    def relative_entropy(p, q):
        return torch.nn.functional.kl_div(q.log(), p, reduction="sum")

    audit = audit_function(relative_entropy, "relative_entropy", PAIRS, convert=torch.from_numpy)
    assert audit.is_clean


def test_a_mean_over_outcomes_is_told(torch):
    def mean(p, q):
        return torch.nn.functional.kl_div(q.log(), p, reduction="mean")

    audit = audit_function(mean, "relative_entropy", convert=torch.from_numpy, examples=3)
    assert FindingKind.BEYOND in audit.kinds()
    assert any("the truth over the number of entries: a mean" in note for note in audit.notes)


def test_bfloat16_and_gradients_are_read(torch):
    """Eight bits of log 2 are 0.69140625."""

    def f(p):
        parameter = torch.nn.Parameter(p)
        return -(parameter * parameter.log()).sum().to(torch.bfloat16)

    audit = audit_function(f, "entropy", [np.float32([0.5, 0.5])], convert=torch.from_numpy)
    (worst,) = audit.worst
    assert worst.measurement.observed == 0.69140625
    assert worst.measurement.bits is not None
    assert float(worst.measurement.error) == pytest.approx(math.log(2) - 0.69140625)


def test_a_change_through_shared_memory_is_seen(torch):
    def in_place(p):
        return -(p.mul_(1.0) * p.clamp_(min=0.3).log()).sum()

    audit = audit_function(in_place, "entropy", [[0.75, 0.25]], convert=torch.from_numpy)
    assert FindingKind.MUTATES in audit.kinds()


@pytest.mark.parametrize(
    ("reduction", "batch", "outcomes"), [("batchmean", "mean", "sum"), ("mean", "mean", "mean"), ("sum", "sum", "sum")]
)
@pytest.mark.parametrize("log_target", [False, True])
def test_reductions_of_kl_div(torch, reduction, batch, outcomes, log_target):
    def loss(student, teacher):
        return torch.nn.functional.kl_div(student, teacher, reduction=reduction, log_target=log_target)

    found = identify(loss, convert=torch.from_numpy).convention
    assert found is not None
    assert (found.family.name, found.batch, found.scale.outcomes) == ("KL of second from first", batch, outcomes)
    assert found.kinds == ("log-probabilities", "log-probabilities" if log_target else "probabilities")


def test_cross_entropy_takes_logits_and_probabilities(torch):
    found = identify(torch.nn.functional.cross_entropy, convert=torch.from_numpy).convention
    assert found is not None
    assert (found.family.name, found.kinds, found.batch) == (
        "cross entropy of second from first",
        ("logits", "probabilities"),
        "mean",
    )
