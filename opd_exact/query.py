"""`python -m opd_exact.query MODEL QUERY...`: ask a model file for closed forms, digits, crossings and choices.

Exit codes: 0 every query was answered, and every statement among them holds; 1 a statement is false; 4 bad usage, model
or query; 6 the engine could not tell.
"""

import json
import sys
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import click

from opd_exact.command import EXIT_INPUT, CommandError, run_command, write_whole
from opd_exact.models.importers import load
from opd_exact.models.text import AnyAnswer, FormulaError, NamedModel, Truth
from opd_exact.models.text.answers import Answer, Crossings
from opd_exact.models.text.writing import model_json, model_latex, write_model
from opd_exact.numbers import Infinity, exact_rational
from opd_exact.numbers.errors import BudgetExhausted, OutsideClass, UnknownTruth

__all__ = [
    "main",
]

EXIT_FALSE = 1
EXIT_UNDECIDED = 6

_WRITERS = {"toml": write_model, "json": model_json, "latex": model_latex}


@click.command(name="query", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("model_file", metavar="MODEL", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("queries", metavar="[QUERY]...", nargs=-1)
@click.option("--at", "assignments", metavar="NAME=VALUE", multiple=True, help="A value for a parameter; repeatable.")
@click.option("--digits", type=click.IntRange(1, 1000), default=15, show_default=True, help="Decimal digits.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "latex")),
    default="text",
    show_default=True,
    help="How answers are written.",
)
@click.option("--normalize", is_flag=True, help="Divide columns that do not sum to one by their sum; BIF and GNN only.")
@click.option(
    "--joint-of", "joint_of", metavar="NAME", multiple=True, help="Variables of a network to ask about; repeatable."
)
@click.option("--export", type=click.Choice(tuple(_WRITERS)), help="Write the model itself, canonically.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="A file; without it, stdout.")
def command(
    model_file: Path,
    queries: tuple[str, ...],
    assignments: tuple[str, ...],
    digits: int,
    form: str,
    normalize: bool,
    joint_of: tuple[str, ...],
    export: str | None,
    output: Path | None,
) -> int:
    """Answer queries such as "I(X;Y)" about the finite model of a file: .toml, .gnn.md, .bif or .xmlbif.

    See docs/model-files.md for the format and the queries, docs/import-a-model.md for the others.
    """
    if bool(queries) == (export is not None):
        raise click.UsageError("give at least one query, such as 'H(X)', or --export")
    whole = load(model_file, normalize=normalize, joint_of=joint_of or None)
    model = whole.with_values(_values(assignments)) if assignments else whole
    if export is not None:
        _write(_WRITERS[export](model), output)
        return 0
    answers = [_asked(model, query) for query in queries]
    _write(_formatted(answers, form, digits, model_file), output)
    return EXIT_FALSE if any(isinstance(answer, Truth) and not answer.holds for answer in answers) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact query", arguments)


def _values(assignments: Sequence[str]) -> dict[str, Fraction]:
    values = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals:
            raise click.UsageError(f"--at {assignment!r}: expected NAME=VALUE, such as lam=1/2")
        values[name.strip()] = exact_rational(value.strip())
    return values


def _asked(model: NamedModel, query: str) -> AnyAnswer:
    try:
        return model.ask(query)
    except FormulaError as error:
        click.echo(error.pointed(), err=True)
        raise CommandError(str(error), EXIT_INPUT) from error
    except (BudgetExhausted, OutsideClass, UnknownTruth) as error:
        raise CommandError(f"{query}: {error}", EXIT_UNDECIDED) from error


def _formatted(answers: Sequence[AnyAnswer], form: str, digits: int, model_file: Path) -> str:
    if form == "json":
        listed = [answer.to_json(digits) for answer in answers]
        document = {"schema": "opd-exact/answers/1", "model": str(model_file), "answers": listed}
        return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if form == "latex":
        return "".join(f"{answer.latex}\n" for answer in answers)
    return "".join(f"{_told(answer, digits)}\n" for answer in answers)


def _told(answer: AnyAnswer, digits: int) -> str:
    """The answer in a line, and numbers to the digits asked for, with a bound on what is left off."""
    lines = [str(answer)]
    if isinstance(answer, Answer) and not answer.depends_on and not isinstance(answer.value, Infinity):
        middle, radius = answer.decimal(digits)
        lines.append(f"    {middle}" + ("" if radius == "0" else f" ± {radius}"))
    if isinstance(answer, Crossings):
        lines += [f"    {answer.parameter} = {middle} ± {radius}" for middle, radius in answer.decimal(digits)]
    return "\n".join(lines)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
    else:
        write_whole(output, text)


if __name__ == "__main__":
    sys.exit(main())
