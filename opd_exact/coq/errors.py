"""What can go wrong between us and Coq, told apart by what the caller can do about it."""

from opd_exact.numbers.errors import OpdExactError

__all__ = [
    "CoqFailed",
    "CoqMissing",
    "UntrueStatement",
]


class CoqMissing(OpdExactError):
    """Coq is not installed, or not whole; the message says how to get it."""


class CoqFailed(OpdExactError):
    """Coq was run and did not accept; the message is its first complaint in one sentence."""


class UntrueStatement(OpdExactError):
    """A statement is false, as a computation in balls or exact numbers shows before Coq is asked."""
