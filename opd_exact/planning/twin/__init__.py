"""The twin of pymdp: its own inference and planning, floors and budgets included, on exact tables and in balls."""

from opd_exact.planning.twin.belief import Moved, Observed, TwinBelief
from opd_exact.planning.twin.decision import SearchTree, TwinDecision, TwinStep
from opd_exact.planning.twin.model import Policy, TwinModel, all_policies
from opd_exact.planning.twin.settings import PYMDP_FLOOR, VANISHING_FLOOR, TwinSettings
from opd_exact.planning.twin.twin import Twin

__all__ = [
    "PYMDP_FLOOR",
    "VANISHING_FLOOR",
    "Moved",
    "Observed",
    "Policy",
    "SearchTree",
    "Twin",
    "TwinBelief",
    "TwinDecision",
    "TwinModel",
    "TwinSettings",
    "TwinStep",
    "all_policies",
]
