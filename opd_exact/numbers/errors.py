"""The errors of the project, one base class, told apart by what the caller can do about them.

===================  ==========================================================
error                means
===================  ==========================================================
`InputError`         what was handed in is malformed: mend the input
`OutsideDomain`      a well-formed request has no value there (log 0, ∞ - ∞)
`OutsideClass`       the expression is not of a kind that this engine decides
`BudgetExhausted`    a declared limit (time, size, precision) was reached
`UnknownTruth`       neither truth nor falsity could be established
`EvidenceError`      what a claim rests on is missing or malformed
===================  ==========================================================
"""

__all__ = [
    "BudgetExhausted",
    "EvidenceError",
    "InputError",
    "InputTypeError",
    "OpdExactError",
    "OutsideClass",
    "OutsideDomain",
    "UnknownTruth",
]


class OpdExactError(Exception):
    """Base class of every error that the project raises on purpose."""


class InputError(OpdExactError, ValueError):
    """What was handed in is malformed; the message names the place, what was found and what was expected."""


class InputTypeError(OpdExactError, TypeError):
    """What was handed in is of a type whose exact meaning is not clear (a float without a declared reading, a bool)."""


class OutsideDomain(OpdExactError, ArithmeticError):
    """The request is well formed but has no value there, such as the log of zero or ∞ - ∞."""


class OutsideClass(OpdExactError):
    """The expression is not of a kind for which this engine has a decision procedure."""


class BudgetExhausted(OpdExactError):
    """A declared limit (time, size or precision) was reached before an answer."""


class UnknownTruth(OpdExactError):
    """Neither truth nor falsity could be established; never to be read as either."""


class EvidenceError(OpdExactError):
    """Evidence that a claim rests on is missing or malformed; the message names the file, row or field."""
