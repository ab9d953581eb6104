"""Models and queries as text: TOML files that are read exactly, and a small language to ask about them.

>>> model = read_model('''
... [variables]
... S = ["ill", "healthy"]
... T = ["positive", "negative"]
... [distributions]
... prior = { of = "S", p = [0.01, 0.99] }
... [channels.test]
... of = "T"
... given = "S"
... rows = { ill = [0.9, 0.1], healthy = [0.1, 0.9] }
... [joints]
... joint = { factors = ["prior", "test"] }
... ''')
>>> print(model.ask("P(S=ill | T=positive)"))
P(S=ill | T=positive) = 1/12 ≈ 0.0833333333333333  [DECIDED]
>>> float(model.ask("I(S;T)"))
0.01723034279990472
"""

from opd_exact.models.text.answers import Answer, AnyAnswer, Choice, Crossings, Truth
from opd_exact.models.text.formula import read_formula
from opd_exact.models.text.model import (
    Expectation,
    Factor,
    Kernel,
    NamedModel,
    PlanningTables,
    PolicyTable,
    ProductJoint,
)
from opd_exact.models.text.parameters import Parameter, Simplex
from opd_exact.models.text.policies import to_pomdp
from opd_exact.models.text.query_parser import parse_query
from opd_exact.models.text.reading import load_model, read_model
from opd_exact.models.text.tokens import FormulaError
from opd_exact.models.text.writing import model_json, model_latex, write_model

__all__ = [
    "Answer",
    "AnyAnswer",
    "Choice",
    "Crossings",
    "Expectation",
    "Factor",
    "FormulaError",
    "Kernel",
    "NamedModel",
    "Parameter",
    "PlanningTables",
    "PolicyTable",
    "ProductJoint",
    "Simplex",
    "Truth",
    "load_model",
    "model_json",
    "model_latex",
    "parse_query",
    "read_formula",
    "read_model",
    "to_pomdp",
    "write_model",
]
