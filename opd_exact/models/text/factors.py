"""The factors of a joint: "prior", "sensor", or with other variables of the same values, "move(S2 | S1)"."""

from collections.abc import Mapping, Sequence

from opd_exact.models.pomdp import Variable
from opd_exact.models.text.formula import closest
from opd_exact.models.text.model import Factor, Kernel
from opd_exact.models.text.parser import FormulaParser
from opd_exact.numbers.errors import InputError

__all__ = [
    "factor_text",
    "read_factor",
]


def read_factor(
    text: str, kernels: Mapping[str, Kernel], variables: Mapping[str, Variable], place: str, bound: Sequence[str]
) -> Factor:
    """A factor; `bound` are the variables of the factors before it.

    Raises:
        InputError: it is no factor, takes variables with other values, is given a variable that does not come before
            it, or brings one that does.
    """
    parser = FormulaParser(text)
    name = parser.name("a distribution or channel").text
    if name not in kernels:
        raise InputError(f"{place}: {name!r} is no distribution or channel{closest(name, kernels)}")
    kernel = kernels[name]
    of, given = kernel.of, kernel.given
    if parser.passes("("):
        of = _names(parser)
        given = _names(parser) if parser.passes("|") else ()
        parser.expect(")", "to close the variables")
    parser.require_end()
    for own, taken in ((kernel.of, of), (kernel.given, given)):
        if len(own) != len(taken):
            raise InputError(f"{place}: {text!r} names {len(taken)} variables, expected {len(own)} as {name} has")
        for ours, theirs in zip(own, taken, strict=True):
            if theirs not in variables:
                raise InputError(f"{place}: {theirs!r} is no variable{closest(theirs, variables)}")
            if variables[ours].values != variables[theirs].values:
                raise InputError(f"{place}: {theirs} does not have the values of {ours}, so {name} cannot take it")
    for variable in given:
        if variable not in bound:
            raise InputError(f"{place}: {name} is given {variable}, which no factor before it brings")
    for variable in of:
        if variable in bound or of.count(variable) > 1:
            raise InputError(f"{place}: {variable} is already in the joint; write {name}(…) with another variable")
    return Factor(name, of, given)


def factor_text(factor: Factor, kernel: Kernel) -> str:
    """The factor as a file has it."""
    if (factor.of, factor.given) == (kernel.of, kernel.given):
        return factor.kernel
    given = f" | {', '.join(factor.given)}" if factor.given else ""
    return f"{factor.kernel}({', '.join(factor.of)}{given})"


def _names(parser: FormulaParser) -> tuple[str, ...]:
    names = [parser.name("a variable").text]
    while parser.passes(","):
        names.append(parser.name("a variable").text)
    return tuple(names)
