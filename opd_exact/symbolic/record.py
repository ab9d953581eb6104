"""Normal forms as plain data, so that whoever does not trust this engine can check its identities again."""

from typing import TYPE_CHECKING, Any

from opd_exact.symbolic.polynomials import Polynomial

if TYPE_CHECKING:
    from opd_exact.symbolic.algebra import Algebra
    from opd_exact.symbolic.inequalities import Argued
    from opd_exact.symbolic.normal_form import NormalForm
    from opd_exact.symbolic.signs import Signs

__all__ = [
    "argued_record",
    "form_record",
    "polynomial_record",
    "sign_record",
]


def polynomial_record(polynomial: Polynomial) -> list[list[Any]]:
    """A polynomial as [coefficient, [[generator, power], ...]] for each term; integers that may be long are text."""
    return [
        [str(coefficient), [[index, int(power)] for index, power in enumerate(vector) if power]]
        for vector, coefficient in polynomial.to_dict().items()
    ]


def form_record(form: "NormalForm") -> dict[str, Any]:
    """Generators with their meaning, atoms, and for each product of logs the fractions that make up its coefficient.

    The coefficient of a product of logs is the sum over its fractions of numerator/(integer * product of atom
    powers). A form is zero if each of these sums is.
    """
    algebra = form.algebra
    used: set[int] = set()
    coefficients = []
    for log, fractions in sorted(form.terms.items()):
        used.update(atom for atom, _ in log)
        listed = []
        for (integer, below), numerator in sorted(fractions.items(), key=lambda item: item[0]):
            used.update(atom for atom, _ in below)
            listed.append(
                {
                    "integer": str(integer),
                    "denominator": [list(pair) for pair in below],
                    "numerator": polynomial_record(numerator),
                }
            )
        coefficients.append({"log": [list(pair) for pair in log], "fractions": listed})
    return {
        "generators": [_generator_record(algebra, index) for index in range(len(algebra.generators))],
        "atoms": {str(atom): polynomial_record(algebra.ring.atom(atom)) for atom in sorted(used)},
        "signs": {str(atom): sign_record(algebra.signs, algebra.ring.atom(atom)) for atom in sorted(used)},
        "coefficients": coefficients,
    }


def _generator_record(algebra: "Algebra", index: int) -> dict[str, Any]:
    generator = algebra.generators[index]
    record: dict[str, Any] = {"name": generator.name, "kind": generator.kind}
    if generator.root > 1:
        record["root"] = generator.root
    exponent = algebra.exponent_of(index)
    if exponent is not None:
        log, (denominator, _), numerator = exponent
        record["exponent"] = {
            "log": [list(pair) for pair in log],
            "integer": str(denominator),
            "numerator": polynomial_record(numerator),
        }
    simplex = None if generator.symbol is None else algebra.domain.simplex_of(generator.symbol)
    if simplex is not None:
        record["simplex"] = [symbol.name for symbol in simplex]
    return record


def argued_record(argued: "Argued") -> dict[str, Any]:
    """The signs of a form and the arguments that narrowed them down; for a form without logs, the signs of its
    factors."""
    record: dict[str, Any] = {
        "role": argued.role,
        "domain": list(argued.domain.describe()),
        "signs": sorted(argued.signs),
        "form": form_record(argued.form),
        "arguments": [
            {
                "argument": argument.name,
                "signs": sorted(argument.found),
                "parts": [argued_record(part) for part in argument.parts],
            }
            for argument in argued.arguments
        ],
    }
    if argued.form.is_rational() and not argued.form.is_zero():
        algebra = argued.form.algebra
        signs = algebra.signs.within(argued.domain)
        factors = argued.form.resolved()
        record["scalar"] = str(factors.scalar)
        record["factors"] = [
            {"power": power, **sign_record(signs, algebra.ring.atom(atom))} for atom, power in factors.atoms.items()
        ]
    return record


def sign_record(signs: "Signs", polynomial: Polynomial) -> dict[str, Any]:
    """The signs that a polynomial may take, and the arguments from which that follows.

    An argument by coefficients names the polynomial looked at and the signs of its coordinates; the others name the
    records of the polynomials that they combine.
    """
    found = signs.of(polynomial)
    arguments = []
    left = frozenset({-1, 0, 1})
    for argument in signs.arguments(polynomial):
        if left <= argument.found:
            continue
        left = left & argument.found
        entry: dict[str, Any] = {"argument": argument.name, "signs": sorted(argument.found)}
        if argument.image is not None:
            occurring = {index for vector in argument.image.to_dict() for index, power in enumerate(vector) if power}
            entry["polynomial"] = polynomial_record(argument.image)
            entry["coordinates"] = {str(i): sorted(argument.kinds[i]) for i in sorted(occurring)}
        if argument.parts:
            entry["parts"] = [
                {"domain": list(part.domain.describe()), **sign_record(part, piece)} for part, piece in argument.parts
            ]
        arguments.append(entry)
        if left == found:
            break
    return {"polynomial": polynomial_record(polynomial), "signs": sorted(found), "arguments": arguments}
