"""One definition per quantity, over exact numbers, symbols, balls and floats.

Each function takes nested sequences or arrays of probabilities and answers in nats, in the arithmetic that the entries
call for: see `opd_exact.information.table` for how entries are read and `opd_exact.information.arithmetic` for what
comes out.
"""

from opd_exact.information.bayes import (
    evidence,
    expected_information_gain,
    joint_distribution,
    log_evidence,
    posterior,
    predicted_observations,
)
from opd_exact.information.dependence import (
    conditional_mutual_information,
    interaction_information,
    mutual_information,
    total_correlation,
)
from opd_exact.information.entropies import (
    conditional_entropy,
    entropy,
)
from opd_exact.information.free_energy import (
    accuracy,
    ambiguity,
    complexity,
    expected_free_energy,
    expected_free_energy_by_information,
    pragmatic_value,
    risk,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.information.from_weights import (
    entropy_from_weights,
    mutual_information_from_weights,
    relative_entropy_from_weights,
)
from opd_exact.information.mixtures import (
    generalized_jensen_shannon_divergence,
    jensen_shannon_divergence,
    skew_divergence,
)
from opd_exact.information.orders import (
    alpha_divergence,
    order_sum,
    renyi_divergence,
    renyi_entropy,
    tsallis_entropy,
)
from opd_exact.information.radicals import (
    RadicalForm,
)
from opd_exact.information.relative import (
    cross_entropy,
    relative_entropy,
)
from opd_exact.information.table import (
    Table,
    tabulate,
    tabulate_rows,
)

__all__ = [
    "RadicalForm",
    "Table",
    "accuracy",
    "alpha_divergence",
    "ambiguity",
    "complexity",
    "conditional_entropy",
    "conditional_mutual_information",
    "cross_entropy",
    "entropy",
    "entropy_from_weights",
    "evidence",
    "expected_free_energy",
    "expected_free_energy_by_information",
    "expected_information_gain",
    "generalized_jensen_shannon_divergence",
    "interaction_information",
    "jensen_shannon_divergence",
    "joint_distribution",
    "log_evidence",
    "mutual_information",
    "mutual_information_from_weights",
    "order_sum",
    "posterior",
    "pragmatic_value",
    "predicted_observations",
    "relative_entropy",
    "relative_entropy_from_weights",
    "renyi_divergence",
    "renyi_entropy",
    "risk",
    "skew_divergence",
    "tabulate",
    "tabulate_rows",
    "total_correlation",
    "tsallis_entropy",
    "variational_free_energy",
    "variational_free_energy_by_complexity",
    "variational_free_energy_by_divergence",
]
