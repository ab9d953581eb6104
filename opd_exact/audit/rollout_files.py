"""The texts of a rollout record as one value, and ways to tamper with them, from which mutants of checks are made."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.numbers import nearest_float

__all__ = [
    "Course",
    "RolloutFiles",
    "float32_text",
]


def float32_text(value: Fraction | str) -> str:
    """The `repr` of the Python float that equals the single-precision number nearest to a rational.

    >>> float32_text("0.95")
    '0.949999988079071'
    """
    return repr(float(nearest_float(value, "float32")))


@dataclass(frozen=True)
class Course:
    """An invented course of events, one entry for each step: (location, reward side), observation, action."""

    states: tuple[tuple[int, int], ...]
    observations: tuple[tuple[int, int, int], ...]
    actions: tuple[int, ...]


@dataclass(frozen=True)
class RolloutFiles:
    """The texts of a record by file name. Each method returns a changed copy.

    >>> files = RolloutFiles({"summary.json": '{"policies": 5}'})
    >>> files.edited("summary.json", ["policies"], 4).texts["summary.json"]
    '{"policies": 4}'
    """

    texts: Mapping[str, str]

    def without(self, name: str) -> "RolloutFiles":
        """Without one of the files."""
        return RolloutFiles({other: text for other, text in self.texts.items() if other != name})

    def edited(self, name: str, place: Sequence[str | int], value: object) -> "RolloutFiles":
        """With the value at a place of one file replaced."""
        return self.changed(name, place, lambda _: value)

    def changed(self, name: str, place: Sequence[str | int], change: Callable[[Any], object]) -> "RolloutFiles":
        """With the value at a place of one file put through a function."""
        content = json.loads(self.texts[name])
        parent = content
        for key in place[:-1]:
            parent = parent[key]
        parent[place[-1]] = change(parent[place[-1]])
        return RolloutFiles({**self.texts, name: json.dumps(content)})

    def fabricated(self, course: Course) -> "RolloutFiles":
        """With summary and trace invented to show a course, free of inner contradictions; the model is left as it is.

        Lengths, flags and copies agree, the goal and a complete search tree are claimed, rows are exactly normalized:
        each row puts everything on the action taken, and each belief is certain of the true state, or, at the
        start, undecided about the reward side.
        """
        count = len(course.actions)
        steps = [_fabricated_step(time, course) for time in range(count)]
        summary = json.loads(self.texts["summary.json"])
        entropies = ["0.6931471805599453"] + ["0.0"] * (count - 1)
        modalities = ("location", "outcome", "cue")
        summary |= {
            "recorded_steps": count,
            "goal_reached": True,
            "tree_available": True,
            "actions": list(course.actions),
            "observations": {name: [seen[m] for seen in course.observations] for m, name in enumerate(modalities)},
            "belief_entropies": entropies,
            "mean_belief_entropy": repr(float(entropies[0]) / count),
        }
        trace = json.loads(self.texts["trace.json"]) | {"steps": steps}
        return RolloutFiles({**self.texts, "summary.json": json.dumps(summary), "trace.json": json.dumps(trace)})


def _fabricated_step(time: int, course: Course) -> dict[str, Any]:
    location, side = course.states[time]
    seen = course.observations[time]
    side_belief = ["0.5", "0.5"] if time == 0 else ["1.0" if side == other else "0.0" for other in range(2)]
    return {
        "time": time,
        "observations": {"location": seen[0], "outcome": seen[1], "cue": seen[2]},
        "beliefs": {
            "location": ["1.0" if place == location else "0.0" for place in range(5)],
            "reward_location": side_belief,
        },
        "action_posterior": ["1.0" if action == course.actions[time] else "0.0" for action in range(5)],
        "action": course.actions[time],
        "state": {"location": location, "reward_location": side},
        "tree": {"available": True, "completed_depth": 5, "nodes_by_level": [1, 10, 50, 250, 1250, 3400]},
    }
