"""The binary menu of the active-selection demonstration, exact: four policies that observe one fair latent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.information import (
    conditional_entropy,
    expected_free_energy,
    expected_information_gain,
    joint_distribution,
    pragmatic_value,
)
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Mutant
from opd_exact.registry.amounts import changed_model

__all__ = [
    "COMMIT_ENTROPY",
    "MENU",
    "Menu",
    "Policy",
    "binary_entropy",
    "blinded",
    "cue_rows",
    "shared_preferences",
    "tie_sets",
    "with_policy",
]


@dataclass(frozen=True)
class Policy:
    """A way to observe: rows p(o | r), and the preferences p(o) that it is judged by."""

    name: str
    likelihood: tuple[tuple[Fraction, ...], ...]
    preferences: tuple[Fraction, ...]


@dataclass(frozen=True)
class Menu:
    """A prior over the latent and the policies to choose from."""

    prior: tuple[Fraction, ...]
    policies: tuple[Policy, ...]

    def policy(self, name: str) -> Policy:
        """The policy of that name."""
        return next(policy for policy in self.policies if policy.name == name)

    def expected_free_energy(self, name: str) -> LogForm:
        """G, risk plus ambiguity."""
        policy = self.policy(name)
        value: LogForm = expected_free_energy(self.prior, policy.likelihood, policy.preferences)
        return value

    def epistemic(self, name: str) -> LogForm:
        """I(o; r), as the expected divergence from prior to posterior."""
        value: LogForm = expected_information_gain(self.prior, self.policy(name).likelihood)
        return value

    def pragmatic(self, name: str) -> LogForm:
        """E_q(o)[log p(o)]."""
        policy = self.policy(name)
        value: LogForm = pragmatic_value(self.prior, policy.likelihood, policy.preferences)
        return value

    def residual(self, name: str) -> LogForm:
        """E_o[H(r | o)]: what stays open about the latent."""
        value: LogForm = conditional_entropy(joint_distribution(self.prior, self.policy(name).likelihood), given=1)
        return value


_HALF, _COMMIT = Fraction(1, 2), Fraction(4, 5)
_FLAT, _LEFT, _RIGHT = (_HALF, _HALF), (_COMMIT, 1 - _COMMIT), (1 - _COMMIT, _COMMIT)


def cue_rows(validity: Fraction) -> tuple[tuple[Fraction, ...], ...]:
    """A symmetric cue that is right with probability `validity`."""
    return ((validity, 1 - validity), (1 - validity, validity))


MENU = Menu(
    _FLAT,
    (
        Policy("cue", cue_rows(Fraction(1)), _FLAT),
        Policy("commit_left", (_LEFT, _LEFT), _LEFT),
        Policy("commit_right", (_RIGHT, _RIGHT), _RIGHT),
        Policy("stay", (_FLAT, _FLAT), _FLAT),
    ),
)


def binary_entropy(p: Fraction) -> LogForm:
    """H_b(p), for 0 < p < 1, in nats."""
    form: LogForm = -(log(p) * p + log(1 - p) * (1 - p))
    return form


COMMIT_ENTROPY = binary_entropy(_COMMIT)
"""H_b(0.8): the ambiguity of an arm."""


def with_policy(menu: Menu, name: str, change: Callable[[Policy], Policy]) -> Menu:
    """The menu with one policy changed."""
    return replace(menu, policies=tuple(change(policy) if policy.name == name else policy for policy in menu.policies))


def blinded(validity: Fraction = _HALF) -> Mutant:
    """The cue at a lower validity; at one half it tells nothing."""
    return changed_model(
        f"cue at validity {float(validity):g}",
        f"the cue is right with probability {float(validity):g} in place of 1",
        lambda menu: with_policy(menu, "cue", lambda policy: replace(policy, likelihood=cue_rows(validity))),
    )


def shared_preferences(first: Fraction) -> Mutant:
    """One preference vector for all policies in place of one for each."""
    return changed_model(
        "shared preferences",
        f"all four policies are judged by the preferences ({float(first):g}, {float(1 - first):g})",
        lambda menu: replace(
            menu, policies=tuple(replace(policy, preferences=(first, 1 - first)) for policy in menu.policies)
        ),
    )


def tie_sets(names: Sequence[str], key: Callable[[str], LogForm]) -> tuple[frozenset[str], ...]:
    """The names from least to largest key, those with equal keys together: comparisons of exact forms are decided."""
    groups: list[tuple[LogForm, set[str]]] = []
    for name in names:
        value = key(name)
        for known, members in groups:
            if known == value:
                members.add(name)
                break
        else:
            groups.append((value, {name}))
    ordered = sorted(groups, key=lambda group: group[0])
    return tuple(frozenset(members) for _, members in ordered)
