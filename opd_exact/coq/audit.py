"""The audit: what Coq's separate checker says of compiled files, and on which axioms they rest.

`coqchk` reads the compiled files again without the compiler's tactics and checks every definition and proof in them
and in all that they use, Coq's own library included. Its summary names what nobody proved. Accepted are the axioms on
which Coq's real numbers stand, and nothing else: an admitted theorem is an axiom there, and so is a switched-off check.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "ALLOWED_AXIOMS",
    "Summary",
    "blamed",
    "forbidden",
    "read_summary",
]

ALLOWED_AXIOMS = frozenset(
    {
        "Reals.ClassicalDedekindReals.sig_forall_dec",
        "Reals.ClassicalDedekindReals.sig_not_dec",
        "Logic.FunctionalExtensionality.functional_extensionality_dep",
        "Logic.Classical_Prop.classic",
    }
)
"""Two decidability axioms, functional extensionality and excluded middle, named without the library's own prefix."""

SEALED = re.compile(
    r"^(?:Coq|Stdlib|Corelib)\.(?:Reals\.Rdefinitions\.(?:RbaseSymbolsImpl|RinvImpl)|ssr\.ssrunder\.Under_rel)\."
)
"""Definitions that Coq's library hides behind a signature. An audit that does not open that library sees no bodies."""

_PREFIX = re.compile(r"^(?:Coq|Stdlib|Corelib)\.")
# Sections that every version prints, if only to say <none>; without one of them the output is cut off.
_ALWAYS_SAID = ("type-in-type", "fixpoints", "positivity")
_SECTION = re.compile(r"^\* (.+?):\s*(.*)$")


@dataclass(frozen=True)
class Summary:
    """The checker's summary: the axioms, and what else it names, by the title of the section."""

    axioms: tuple[str, ...]
    others: Mapping[str, tuple[str, ...]]


def read_summary(output: str) -> Summary | None:
    """The summary in the checker's output; None where there is none, or it is not whole.

    >>> read_summary("CONTEXT SUMMARY: cut off") is None
    True
    """
    _, found, text = output.partition("CONTEXT SUMMARY")
    if not found:
        return None
    sections: dict[str, list[str]] = {}
    title: str | None = None
    for line in text.splitlines():
        section = _SECTION.match(line)
        if section:
            title, first = section[1], section[2].strip()
            sections[title] = [first] if first else []
        elif title is not None and line.startswith(" ") and line.strip():
            sections[title].append(line.strip())
    # Says how Set is understood, and names nothing.
    theory = sections.pop("Theory", None)
    if theory is None or "Axioms" not in sections:
        return None
    if not all(any(word in title for title in sections) for word in _ALWAYS_SAID):
        return None
    listed = {name: tuple(entry for entry in entries if entry != "<none>") for name, entries in sections.items()}
    if any("predicative" not in entry or "impredicative" in entry for entry in theory):
        listed["Theory"] = tuple(theory)
    return Summary(listed.pop("Axioms"), listed)


def forbidden(summary: Summary, *, whole: bool = True) -> dict[str, str]:
    """What must not be there, by its name, with the section that names it; empty where all is well.

    whole: the audit has read Coq's own library too; otherwise what that library seals is let pass.

    >>> forbidden(Summary(("Coq.Logic.Classical_Prop.classic", "Claims.forged.lie"), {}))
    {'Claims.forged.lie': 'Axioms'}
    """
    found = {
        name: "Axioms"
        for name in summary.axioms
        if _PREFIX.sub("", name) not in ALLOWED_AXIOMS and (whole or not SEALED.match(name))
    }
    for section, names in summary.others.items():
        found.update(dict.fromkeys(names, section))
    return found


def blamed(found: Mapping[str, str], modules: Sequence[str]) -> dict[str, list[str]]:
    """Complaints by module: what was found lies in it, or in the library of all, or there is no other module.

    What lies elsewhere, as an axiom of Coq's own library that one certificate has loaded, is nobody's until only one is
    left.
    """
    complaints: dict[str, list[str]] = {module: [] for module in modules}
    for name, section in found.items():
        said = f"{name} ({section})"
        owners = [
            module for module in modules if re.match(rf"(?:Claims\.|Pins\.pin_){re.escape(module)}(?:\.|$)", name)
        ]
        for module in owners or (modules if name.startswith("OpdExact.") or len(modules) == 1 else ()):
            complaints[module].append(said)
    return complaints
