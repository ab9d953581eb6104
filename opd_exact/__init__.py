"""opd_exact decides, proves and audits claims about finite variational models.

Every value says how it is known: proved, decided, enclosed, or only observed.

>>> from fractions import Fraction
>>> from opd_exact import entropy, log
>>> entropy([Fraction(1, 4), Fraction(3, 4)]) == 2 * log(2) - log(3) * Fraction(3, 4)
True
"""

from importlib import import_module as _import_module
from importlib import metadata as _metadata
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from opd_exact import _mount

if _TYPE_CHECKING:
    from opd_exact.information import (
        accuracy,
        alpha_divergence,
        ambiguity,
        complexity,
        conditional_entropy,
        conditional_mutual_information,
        cross_entropy,
        entropy,
        entropy_from_weights,
        evidence,
        expected_free_energy,
        expected_free_energy_by_information,
        expected_information_gain,
        generalized_jensen_shannon_divergence,
        interaction_information,
        jensen_shannon_divergence,
        joint_distribution,
        log_evidence,
        mutual_information,
        mutual_information_from_weights,
        posterior,
        pragmatic_value,
        predicted_observations,
        relative_entropy,
        relative_entropy_from_weights,
        renyi_divergence,
        renyi_entropy,
        risk,
        skew_divergence,
        total_correlation,
        tsallis_entropy,
        variational_free_energy,
        variational_free_energy_by_complexity,
        variational_free_energy_by_divergence,
    )
    from opd_exact.numbers import (
        NEGATIVE_INFINITY,
        POSITIVE_INFINITY,
        Ball,
        BudgetExhausted,
        ComputedReal,
        InputError,
        InputTypeError,
        LogForm,
        OpdExactError,
        OutsideClass,
        OutsideDomain,
        UnknownTruth,
        absolute_error,
        binary_reading,
        decimal_reading,
        enclose,
        exact_rational,
        log,
        nearest_float,
        relative_error,
        ulp_error,
    )

__all__ = [
    "NEGATIVE_INFINITY",
    "POSITIVE_INFINITY",
    "Ball",
    "BudgetExhausted",
    "ComputedReal",
    "InputError",
    "InputTypeError",
    "LogForm",
    "OpdExactError",
    "OutsideClass",
    "OutsideDomain",
    "UnknownTruth",
    "__version__",
    "absolute_error",
    "accuracy",
    "alpha_divergence",
    "ambiguity",
    "binary_reading",
    "complexity",
    "conditional_entropy",
    "conditional_mutual_information",
    "cross_entropy",
    "decimal_reading",
    "enclose",
    "entropy",
    "entropy_from_weights",
    "evidence",
    "exact_rational",
    "expected_free_energy",
    "expected_free_energy_by_information",
    "expected_information_gain",
    "generalized_jensen_shannon_divergence",
    "interaction_information",
    "jensen_shannon_divergence",
    "joint_distribution",
    "log",
    "log_evidence",
    "mutual_information",
    "mutual_information_from_weights",
    "nearest_float",
    "posterior",
    "pragmatic_value",
    "predicted_observations",
    "relative_entropy",
    "relative_entropy_from_weights",
    "relative_error",
    "renyi_divergence",
    "renyi_entropy",
    "risk",
    "skew_divergence",
    "total_correlation",
    "tsallis_entropy",
    "ulp_error",
    "variational_free_energy",
    "variational_free_energy_by_complexity",
    "variational_free_energy_by_divergence",
]

try:
    __version__ = _metadata.version("opd_exact")
except _metadata.PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"

for _kind in ("checks", "proofs"):
    _mount.mount_builtin(_kind)


def __getattr__(name: str) -> _Any:
    # Looked up when asked for: the pytest plugin loads this package in every test run, and most never use a number.
    if name in __all__:
        for home in ("opd_exact.numbers", "opd_exact.information"):
            module = _import_module(home)
            if name in module.__all__:
                found = globals()[name] = getattr(module, name)
                return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
