"""Functions of JAX: float32 whatever comes in, called in the process that already runs JAX."""

import numpy as np
import pytest

pytestmark = pytest.mark.pymdp


@pytest.fixture(scope="module")
def jax():
    return pytest.importorskip("jax")


def test_a_jax_entropy_is_narrowed_and_floored(jax):
    """float64 in, float32 out; jnp.log of a clipped mass."""
    from opd_exact.audit.functions.auditing import audit_function
    from opd_exact.audit.functions.record import FindingKind

    @jax.jit
    def cross_entropy(p, q):
        return -jax.numpy.sum(p * jax.numpy.log(jax.numpy.clip(q, 1e-10)))

    audit = audit_function(cross_entropy, "cross_entropy", examples=2)
    assert "in the calling process" in audit.manner
    assert {FindingKind.NARROWED, FindingKind.FINITE, FindingKind.FLOOR} <= audit.kinds()
    (floor,) = audit.floors
    assert floor.likely == "1e-10"


def test_a_jax_loss_is_identified(jax):
    """To the accuracy of float32."""
    from opd_exact.audit.functions.identifying import identify

    @jax.jit
    def hinton(student, teacher):
        p, q = (jax.nn.log_softmax(x / 2, axis=-1) for x in (teacher, student))
        return 4 * jax.numpy.mean(jax.numpy.sum(jax.numpy.exp(p) * (p - q), axis=-1))

    found = identify(hinton)
    assert found.convention is not None, str(found)
    assert (found.convention.temperature, found.convention.squared) == (2, True)
    assert found.convention.family.name == "KL of second from first"


def test_a_jax_divergence_passes_in_its_own_format(jax):
    """float32 in and out."""
    from opd_exact.audit.functions.auditing import audit_function

    def relative_entropy(p, q):
        return jax.numpy.sum(jax.scipy.special.rel_entr(p, q))

    inputs = [(np.float32([0.5, 0.25, 0.25]), np.float32([0.25, 0.25, 0.5])), (np.float32([1, 0]), np.float32([0, 1]))]
    assert audit_function(relative_entropy, "relative_entropy", inputs).is_clean
