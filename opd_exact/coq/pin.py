"""The pin: a second file that says what a certificate should have proved, and takes the proof from it.

A certificate could prove something else under the right name, or make its own ln. The pin is written from the
statements alone, reads them with nothing loaded but Coq's reals and the library's definitions, and only then loads the
certificate; `exact` then succeeds where the certificate has proved that very statement.
"""

from collections.abc import Sequence

__all__ = [
    "pin_name",
    "pin_text",
]


def pin_name(module: str) -> str:
    """The name of the pin of a certificate."""
    return f"pin_{module}"


def pin_text(module: str, statements: Sequence[tuple[str, str]], vocabulary: Sequence[str] = ()) -> str:
    """The pin of a certificate with statements (name, formula); vocabulary: library files whose words they use.

    >>> print(pin_text("fair_coin", [("twice", "ln 4 = 2 * ln 2")]))
    From Coq Require Import Reals List.
    Import ListNotations.
    From OpdExact Require Import Definitions.
    Local Open Scope R_scope.
    Definition statement_1 : Prop :=
      ln 4 = 2 * ln 2.
    Require Claims.fair_coin.
    Theorem pin_1 : statement_1.
    Proof. exact Claims.fair_coin.twice. Qed.
    <BLANKLINE>
    """
    lines = [
        "From Coq Require Import Reals List.",
        "Import ListNotations.",
        f"From OpdExact Require Import {' '.join(['Definitions', *vocabulary])}.",
        "Local Open Scope R_scope.",
    ]
    for number, (_, formula) in enumerate(statements, 1):
        lines += [f"Definition statement_{number} : Prop :=", *(f"  {line}" for line in formula.splitlines())]
        lines[-1] += "."
    lines.append(f"Require Claims.{module}.")
    for number, (name, _) in enumerate(statements, 1):
        lines += [f"Theorem pin_{number} : statement_{number}.", f"Proof. exact Claims.{module}.{name}. Qed."]
    return "\n".join(lines) + "\n"
