"""The cue has the least G exactly when its validity exceeds 0.8, the arms' own reliability: a tie at 4/5, no less.

Every policy carries its own preferences and has no risk, so G ranks noise. The threshold 0.8 is a property of the
arms, not of how useful information is. At v = 4/5 the cue ties with the arms exactly; a trillionth to either side the
sign is decided. That H_b falls strictly on (1/2, 1), which makes it a threshold, is the cited theorem.

If this fails, the paper's "the cue wins" has another range than v > 0.8.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.statements import Identity, Order, Statement
from opd_exact.numbers import LogForm, enclose
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

from . import _kernel
from ._menu import MENU, Menu, cue_rows, with_policy

TINY = Fraction(1, 10**12)


@dataclass(frozen=True)
class Threshold:
    """The menu, whose cue is set to validities around the one claimed."""

    menu: Menu
    validity: Fraction


def build(inputs: Inputs) -> Threshold:
    """The published menu with the threshold 4/5; nothing recorded is needed."""
    return Threshold(MENU, Fraction(4, 5))


def kernel(subject: Threshold) -> Iterator[Statement]:
    """The ties at both thresholds, and who is better beside them and at the ends; other validities are not said."""
    v, others = subject.validity, [policy.name for policy in subject.menu.policies if policy.name != "cue"]
    for name, validity in (("threshold", v), ("mirrored", 1 - v)):
        menu = _at(subject.menu, validity)
        pair = (_kernel.menu_free_energy(menu, name) for name in ("cue", "commit_left"))
        yield Identity(name, f"At validity {validity} the cue ties with an arm.", *pair, covers="part")
    for name, validity in (("above", v + TINY), ("perfect", Fraction(1))):
        menu = _at(subject.menu, validity)
        for other in others:
            cue, rival = (_kernel.menu_free_energy(menu, policy) for policy in ("cue", other))
            sentence = f"At validity {validity} the cue has a lower G than {other}."
            yield Order(f"{name}_{other}", sentence, cue, rival, covers="part")
    for name, validity in (("below", v - TINY), ("blind", Fraction(1, 2))):
        menu = _at(subject.menu, validity)
        arm, cue = (_kernel.menu_free_energy(menu, policy) for policy in ("commit_left", "cue"))
        yield Order(name, f"At validity {validity} an arm has a lower G than the cue.", arm, cue, covers="part")


def _at(menu: Menu, validity: Fraction) -> Menu:
    return with_policy(menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(validity)))


def establish(subject: Threshold) -> Finding:
    """Decide the tie at the threshold and the sign beside it, at the mirrored validity, and at the ends."""
    return replace(all_of(_facts(subject)), exact="v* = 4/5", value=LogForm(Fraction(4, 5)))


def _facts(subject: Threshold) -> Iterator[Fact]:
    v = subject.validity
    yield decided_equal(f"G(best other) - G(cue) at v = {v}", _advantage(subject.menu, v), LogForm())
    yield decided_equal(f"the same at v = {1 - v}", _advantage(subject.menu, 1 - v), LogForm())
    yield _signed(subject.menu, v + TINY, 1, "the threshold plus 1e-12")
    yield _signed(subject.menu, v - TINY, -1, "the threshold minus 1e-12")
    yield _signed(subject.menu, Fraction(1), 1, "v = 1")
    yield _signed(subject.menu, Fraction(1, 2), -1, "v = 1/2")


def _advantage(menu: Menu, validity: Fraction) -> LogForm:
    """The least G of the other policies minus G(cue)."""
    changed = with_policy(menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(validity)))
    others = [policy.name for policy in changed.policies if policy.name != "cue"]
    return min(changed.expected_free_energy(name) for name in others) - changed.expected_free_energy("cue")


def _signed(menu: Menu, validity: Fraction, sign: int, where: str) -> Fact:
    advantage = _advantage(menu, validity)
    shown = enclose(advantage, 20).decimal(6)[0]
    verb = "better" if sign > 0 else "worse"
    return Fact.decided_by(
        advantage.sign() == sign,
        f"the cue is {verb} than every other policy's best at {where}: by {shown}",
        otherwise=f"the cue's advantage at {where} is {shown}, claimed {'positive' if sign > 0 else 'negative'}",
        margin=shown,
    )


def _arms(first: Fraction) -> Mutant:
    rows = ((first, 1 - first),) * 2
    return Mutant(
        f"arms of {float(first):g}",
        f"commit_left has {float(first):g} in rows and preferences",
        lambda s: replace(
            s,
            menu=with_policy(
                s.menu, "commit_left", lambda policy: replace(policy, likelihood=rows, preferences=rows[0])
            ),
        ),
    )


CHECK = Check(
    id="selection_cue_threshold",
    claim=Claim(
        "The cue is the policy of least expected free energy exactly for validities above 0.8 (or below 0.2).",
        r"G(\text{cue}) < \min_{\text{others}} G \iff v > \tfrac45 \ \text{or}\ v < \tfrac15",
        "the published menu with a symmetric cue; here at 4/5 and 1e-12 beside it, for all validities by the cited"
        " theorem",
        "Friedman (2026), active-selection identity",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("threshold at 0.75", "v* = 3/4", lambda s: replace(s, validity=Fraction(3, 4))),
        Mutant("any informative cue", "v* = 1/2", lambda s: replace(s, validity=Fraction(1, 2))),
        Mutant("threshold moved", "v* = 4/5 + 1e-15", lambda s: replace(s, validity=s.validity + Fraction(1, 10**15))),
        _arms(Fraction(9, 10)),
    ),
    proofs=("active_selection_cue_threshold",),
    tags=("menu", "threshold"),
    kernel=kernel,
)
