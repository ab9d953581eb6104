"""Models in notebooks: what there is, by name, and every table with its exact entries, folded away."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any

from opd_exact.displays import Markup, details, paragraph, shown, table

if TYPE_CHECKING:
    from opd_exact.models.bayes_net import BayesNet
    from opd_exact.models.finite_model import FiniteModel
    from opd_exact.models.markov_chain import MarkovChain
    from opd_exact.models.policy_chain import Policy, PolicyChain
    from opd_exact.models.pomdp import POMDP, Variable
    from opd_exact.models.tensor import Tensor

__all__ = [
    "bayes_net_html",
    "finite_model_html",
    "markov_chain_html",
    "matrix",
    "policy_chain_html",
    "policy_html",
    "pomdp_html",
    "tensor_html",
    "variables_table",
]


def tensor_html(tensor: "Tensor") -> str:
    """The entries with the last side across."""
    *outer, side = tensor.shape
    names = [", ".join(map(str, index)) for index in product(*map(range, outer))]
    rows = [tensor.entries[start : start + side] for start in range(0, len(tensor.entries), side)]
    shape = " × ".join(map(str, tensor.shape))
    return shown(matrix("index" if outer else "", names, list(range(side)), rows, f"{shape} tensor"))


def pomdp_html(model: "POMDP") -> str:
    """Factors, modalities and actions; then A, B, C and D, a row for each condition."""
    parts: list[object] = [
        paragraph(
            f"POMDP: {len(model.states())} states, {len(model.actions)} actions,"
            f" {_product(len(m) for m in model.modalities)} observations"
        ),
        variables_table(model.factors, "hidden-state factors"),
        variables_table(model.modalities, "observation modalities"),
        table(
            ("action", "name", "controls"),
            (
                (n, name, controls)
                for n, (name, controls) in enumerate(zip(model.action_names, model.actions, strict=True))
            ),
            caption="actions",
        ),
    ]
    for modality, tensor, parents in zip(model.modalities, model.A, model.A_dependencies, strict=True):
        parts.append(_columns(f"A[{modality.name}]", tensor, modality, [model.factors[f] for f in parents]))
    for place, (factor, tensor) in enumerate(zip(model.factors, model.B, strict=True)):
        before = [model.factors[f] for f in model.B_dependencies[place]]
        controls = [f"control {n}" for n in range(tensor.shape[-1])]
        parts.append(_columns(f"B[{factor.name}]", tensor, factor, before, controls))
    for modality, tensor in zip(model.modalities, model.C, strict=True):
        parts.append(_columns(f"C[{modality.name}]", tensor, modality, []))
    for factor, tensor in zip(model.factors, model.D, strict=True):
        parts.append(_columns(f"D[{factor.name}]", tensor, factor, []))
    return shown(*parts)


def bayes_net_html(net: "BayesNet") -> str:
    """The variables with their parents, then each conditional table."""
    variables = {node.variable.name: node.variable for node in net.nodes}
    overview = table(
        ("variable", "values", "parents"),
        ((node.variable.name, ", ".join(node.variable.values), ", ".join(node.parents)) for node in net.nodes),
        caption=f"Bayesian network{f' {net.name}' if net.name else ''}: {len(net.nodes)} variables",
    )
    tables = (
        _columns(f"p({node.variable.name})", node.table, node.variable, [variables[name] for name in node.parents])
        for node in net.nodes
    )
    return shown(overview, *tables)


def finite_model_html(model: "FiniteModel") -> str:
    """The prior beside the likelihood, a row for each state."""
    observations = [f"p(o={o} | s)" for o in model.observations]
    rows = [(prior, *row) for prior, row in zip(model.prior, model.likelihood, strict=True)]
    caption = f"finite model: {len(model.prior)} states, {len(model.observations)} observations"
    return shown(matrix("state", [f"s={s}" for s in range(len(rows))], ["p(s)", *observations], rows, caption))


def markov_chain_html(chain: "MarkovChain") -> str:
    """The start beside the transitions, a row for each state."""
    rows = [(start, *row) for start, row in zip(chain.start, chain.transition, strict=True)]
    states = range(len(rows))
    caption = f"Markov chain: {len(rows)} states"
    return shown(matrix("state", list(states), ["start", *(f"to {s}" for s in states)], rows, caption))


def policy_html(policy: "Policy") -> str:
    """A row for each state."""
    widest = max(policy.shape, default=0)
    rows = [(*row, *[""] * (widest - len(row))) for row in policy.rows]
    return shown(
        matrix(
            "state", list(range(len(rows))), [f"action {a}" for a in range(widest)], rows, "policy π(action | state)"
        )
    )


def policy_chain_html(process: "PolicyChain") -> str:
    """States and actions, then the transitions under each action."""
    start = zip(process.states, process.start, strict=True)
    parts = [table(("state", "start"), start, caption=f"process: {len(process.states)} states")]
    for action, transition in zip(process.actions, process.transitions, strict=True):
        rows = matrix("from", process.states, [f"to {s}" for s in process.states], transition, f"under {action}")
        parts.append(details(f"transitions under {action}", rows))
    return shown(*parts)


def variables_table(variables: Iterable["Variable"], caption: str) -> Markup:
    """Names and values of variables."""
    rows = ((variable.name, len(variable), ", ".join(variable.values)) for variable in variables)
    return table(("name", "values", "names of the values"), rows, caption=caption)


def matrix(
    corner: str, names: Sequence[object], columns: Sequence[object], rows: Iterable[Sequence[Any]], caption: str
) -> Markup:
    """Rows of entries under the names of rows and columns."""
    named = ((name, *entries) for name, entries in zip(names, rows, strict=True))
    return table((corner, *columns), named, caption=caption)


def _columns(
    name: str, tensor: "Tensor", variable: "Variable", parents: Sequence["Variable"], controls: Sequence[str] = ()
) -> Markup:
    """A tensor whose first side is the variable: each of its columns as a row, named by the values that it is given."""
    sides = [*(parent.values for parent in parents), *([controls] if controls else [])]
    given = [", ".join(combination) for combination in product(*sides)] if sides else [name]
    entries = [column for _, column in tensor.columns()]
    shape = " × ".join(map(str, tensor.shape))
    corner = ", ".join([*(parent.name for parent in parents), *(["control"] if controls else [])])
    return details(f"{name}, {shape}", matrix(corner, given, variable.values, entries, name))


def _product(sizes: Iterable[int]) -> int:
    found = 1
    for size in sizes:
        found *= size
    return found
