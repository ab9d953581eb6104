"""The T-maze's recursion in mpmath, by place and by cues counted: another route to every number of the exact planner.

Nothing of `opd_exact` is imported. What an agent knows is where it is and how often the cue has pointed left less how
often right, n, so that P(left) = v^n / (v^n + (1-v)^n); or that it is certain, "L" or "R", once an arm has been seen.
"""

from collections.abc import Callable
from typing import Any

import mpmath

__all__ = [
    "CENTER",
    "Maze",
    "expected_divergences",
    "moved",
    "reverse_divergence",
]

CENTER, LEFT_ARM, RIGHT_ARM, CUE, MIDDLE = range(5)
DOORS = {(CENTER, CUE), (CUE, CENTER), (CENTER, MIDDLE), (MIDDLE, CENTER)}
DOORS |= {(MIDDLE, LEFT_ARM), (LEFT_ARM, MIDDLE), (MIDDLE, RIGHT_ARM), (RIGHT_ARM, MIDDLE)}

Knowledge = int | str
Value = Any  # an mpmath.mpf


def binary_entropy(p: Value) -> Value:
    """H_b in nats."""
    return -mpmath.fsum(x * mpmath.log(x) for x in (p, 1 - p) if x > 0)


def reverse_divergence(student: list[Value], teacher: list[Value]) -> Value:
    """sum q log(q/p)."""
    return mpmath.fsum(q * mpmath.log(q / p) for q, p in zip(student, teacher, strict=True))


class Maze:
    """One agent's planner: cue validity, precision, how beliefs are valued."""

    def __init__(self, validity: str | Value, gamma: int | Value = 3) -> None:
        self.v, self.gamma = mpmath.mpf(validity), mpmath.mpf(gamma)
        self.known: dict[tuple[int, Knowledge, int], list[Value]] = {}

    def left(self, knowledge: Knowledge) -> Value:
        """P(reward left)."""
        if knowledge in ("L", "R"):
            return mpmath.mpf(int(knowledge == "L"))
        n = int(knowledge)
        return self.v**n / (self.v**n + (1 - self.v) ** n)

    def immediate(self, place: int, knowledge: Knowledge) -> Value:
        """Utility and information gain at a place."""
        b = self.left(knowledge)
        if place == CUE:
            says_left = b * self.v + (1 - b) * (1 - self.v)
            return binary_entropy(says_left) - binary_entropy(self.v) - mpmath.mpf(1) / 2
        if place in (LEFT_ARM, RIGHT_ARM):
            paid = b if place == LEFT_ARM else 1 - b
            return 2 * paid - 6 * (1 - paid) + binary_entropy(b)
        return mpmath.mpf(0)

    def seen(self, place: int, knowledge: Knowledge) -> list[tuple[Value, Knowledge]]:
        """What may be seen at a place, as probabilities with what is known then."""
        b = self.left(knowledge)
        if place == CUE and isinstance(knowledge, int):
            says_left = b * self.v + (1 - b) * (1 - self.v)
            return [(p, n) for p, n in ((says_left, knowledge + 1), (1 - says_left, knowledge - 1)) if p > 0]
        if place in (LEFT_ARM, RIGHT_ARM):
            return [(p, side) for p, side in ((b, "L"), (1 - b, "R")) if p > 0]
        return [(mpmath.mpf(1), knowledge)]

    def values(self, place: int, knowledge: Knowledge, depth: int) -> list[Value]:
        """Q of the five actions."""
        key = (place, knowledge, depth)
        if key not in self.known:
            found = []
            for target in range(5):
                there = target if (place, target) in DOORS else place
                value = self.immediate(there, knowledge)
                if depth > 1:
                    below = [(p, self.value(there, after, depth - 1)) for p, after in self.seen(there, knowledge)]
                    value += mpmath.fsum(p * v for p, v in below)
                found.append(value)
            self.known[key] = found
        return self.known[key]

    def value(self, place: int, knowledge: Knowledge, depth: int) -> Value:
        """V, the mean of Q."""
        values, shares = self.values(place, knowledge, depth), self.posterior(place, knowledge, depth)
        return mpmath.fsum(p * q for p, q in zip(shares, values, strict=True))

    def posterior(self, place: int, knowledge: Knowledge, depth: int) -> list[Value]:
        """softmax(gamma Q)."""
        values = self.values(place, knowledge, depth)
        weights = [mpmath.exp(self.gamma * (q - max(values))) for q in values]
        return [weight / mpmath.fsum(weights) for weight in weights]


def moved(place: int, action: int) -> int:
    """Where an action leads."""
    return action if (place, action) in DOORS else place


def expected_divergences(
    teacher: Maze, student: Maze, depth: int, decisions: int, rule: Callable[[list[Value]], list[Value]] = list
) -> list[Value]:
    """On-policy, in expectation: every course of actions and cues enumerated; the reward is on the left.

    The student's cue has validity 1/2, so its environment shows either with chance 1/2 and it learns nothing from it.
    """
    totals = [mpmath.mpf(0)] * decisions

    def walk(time: int, place: int, own: Knowledge, theirs: Knowledge, weight: Value) -> None:
        mine = student.posterior(place, own, depth)
        totals[time] += weight * reverse_divergence(mine, teacher.posterior(place, theirs, depth))
        if time + 1 == decisions:
            return
        for action, share in enumerate(rule(mine)):
            there = moved(place, action)
            if there in (LEFT_ARM, RIGHT_ARM):
                walk(time + 1, there, "L", "L", weight * share)
            elif there == CUE and isinstance(theirs, int):
                for step in (1, -1):
                    walk(time + 1, there, own, theirs + step, weight * share / 2)
            else:
                walk(time + 1, there, own, theirs, weight * share)

    walk(0, CENTER, 0, 0, mpmath.mpf(1))
    return totals
