"""Model files in notebooks: parameters with their ranges, variables, and every table by name."""

from itertools import product
from typing import TYPE_CHECKING

from opd_exact.displays import Markup, code, details, paragraph, shown, table
from opd_exact.models.display import matrix, variables_table
from opd_exact.models.text.amounts import expression_text
from opd_exact.models.text.factors import factor_text

if TYPE_CHECKING:
    from opd_exact.models.text.model import Kernel, NamedModel

__all__ = [
    "named_model_html",
]


def named_model_html(model: "NamedModel") -> str:
    """Title and source, parameters, variables; the tables of probabilities folded away."""
    parts: list[object] = [paragraph(model.title or "model", f" ({model.source})" if model.source else "")]
    if model.parameters:
        rows = ((code(p.name), code(p.range_text)) for p in model.parameters)
        parts.append(table(("parameter", "range"), rows, caption="parameters"))
    for group in model.simplices:
        parts.append(paragraph(code(" + ".join(group.coordinates)), " = 1, all positive"))
    parts.append(variables_table(model.variables, "variables"))
    parts += [details(_heading(kernel), _kernel(model, kernel)) for kernel in model.all_kernels()]
    for joint in model.joints:
        factors = " · ".join(factor_text(factor, model.kernel(factor.kernel)) for factor in joint.factors)
        parts.append(paragraph(code(f"{joint.name} = {factors}")))
    if model.planning:
        parts.append(paragraph(f"actions: {', '.join(model.planning.actions)}; horizon {model.planning.horizon}"))
    if model.expectations:
        parts.append(paragraph(f"{len(model.expectations)} expectations"))
    return shown(*parts)


def _heading(kernel: "Kernel") -> str:
    given = f" | {', '.join(kernel.given)}" if kernel.given else ""
    return f"{kernel.place}: {kernel.name}({', '.join(kernel.of)}{given})"


def _kernel(model: "NamedModel", kernel: "Kernel") -> Markup:
    columns = [", ".join(values) for values in product(*(model.variable(name).values for name in kernel.of))]
    sides = [*([kernel.controls] if kernel.controls else []), *(model.variable(name).values for name in kernel.given)]
    names = [", ".join(values) for values in product(*sides)] if sides else [kernel.name]
    rows = [[expression_text(cell) for cell in row] for row in kernel.rows(len(columns))]
    corner = ", ".join([*(["action"] if kernel.controls else []), *kernel.given])
    what = "weights" if kernel.weights else "probabilities"
    return matrix(corner, names, columns, rows, f"{kernel.name}, {what}")
