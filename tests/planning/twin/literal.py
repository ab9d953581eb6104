"""A literal transcription of the program in mpmath: every node in its place of a list, nothing shared, no balls.

Slow on purpose. Sums are written out over joint states, levels are grown and worked out again one place after the
other, and a node is removed by looking through the whole list for who points at it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import mpmath
from hypothesis import strategies as st

from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.planning.twin import TwinModel, TwinSettings, all_policies

Real = Any
Beliefs = list[list[Real]]


def real(value: Fraction) -> Real:
    """The mpf of a rational."""
    return mpmath.mpf(value.numerator) / value.denominator


def softmax(logits: Sequence[Real]) -> list[Real]:
    weights = [mpmath.exp(logit) for logit in logits]
    return [weight / mpmath.fsum(weights) for weight in weights]


@dataclass
class Node:
    """A place: an observation node has a belief, a policy node the predicted one."""

    used: bool = False
    level: int = 0
    is_policy: bool = False
    belief: Beliefs = field(default_factory=list)
    value: Real = 0
    children: list[int] = field(default_factory=list)
    weights: list[Real] = field(default_factory=list)


class Literal:
    """The program at one model and settings; `messages` counts its complaints about places."""

    def __init__(self, model: TwinModel, settings: TwinSettings) -> None:
        self.model, self.settings, self.messages = model, settings, 0
        self.floor = real(settings.floor)
        assert settings.prune_penalty is not None
        self.penalty = -real(settings.prune_penalty)

    def prior(self) -> Beliefs:
        return [[real(p) for p in table.entries] for table in self.model.D]

    def log(self, x: Real) -> Real:
        return mpmath.log(max(x, self.floor))

    def expected(self, table: Tensor, dependencies: Sequence[int], beliefs: Beliefs, *first: int, u: int = -1) -> Real:
        """The entries behind fixed first indices, averaged over the joint states of the factors they depend on."""
        total = mpmath.mpf(0)
        for states in product(*(range(len(beliefs[f])) for f in dependencies)):
            index = (*first, *states) if u < 0 else (*first, *states, u)
            total += real(table[index]) * prod(
                (beliefs[f][s] for f, s in zip(dependencies, states, strict=True)), start=mpmath.mpf(1)
            )
        return total

    def infer(self, prior: Beliefs, observation: Sequence[int]) -> Beliefs:
        model = self.model
        beliefs = [[mpmath.mpf(1) / len(q)] * len(q) for q in prior]
        for _ in range(self.settings.num_iter):
            logits = [[self.log(p) for p in q] for q in prior]
            for m, dependencies in enumerate(model.A_dependencies):
                for states in product(*(range(len(prior[f])) for f in dependencies)):
                    log_likelihood = self.log(real(model.A[m][(observation[m], *states)]))
                    for f, s in zip(dependencies, states, strict=True):
                        others = (beliefs[g][t] for g, t in zip(dependencies, states, strict=True) if g != f)
                        logits[f][s] += log_likelihood * prod(others, start=mpmath.mpf(1))
            beliefs = [softmax(row) for row in logits]
        return beliefs

    def predict(self, beliefs: Beliefs, controls: Sequence[int]) -> Beliefs:
        model = self.model
        return [
            [self.expected(model.B[f], model.B_dependencies[f], beliefs, s, u=u) for s in range(len(model.factors[f]))]
            for f, u in enumerate(controls)
        ]

    def outcomes(self, beliefs: Beliefs) -> Beliefs:
        model = self.model
        return [
            [self.expected(model.A[m], model.A_dependencies[m], beliefs, o) for o in range(len(model.modalities[m]))]
            for m in range(len(model.modalities))
        ]

    def immediate(self, beliefs: Beliefs, *, utility: bool = True, information_gain: bool = True) -> Real:
        model = self.model
        total = mpmath.mpf(0)
        for m, q in enumerate(self.outcomes(beliefs)):
            if utility:
                total += mpmath.fsum(p * real(c) for p, c in zip(q, model.C[m].entries, strict=True))
            if information_gain:
                total -= mpmath.fsum(p * self.log(p) for p in q)
                for rest, column in model.A[m].columns():
                    weight = prod(
                        (beliefs[f][s] for f, s in zip(model.A_dependencies[m], rest, strict=True)), start=mpmath.mpf(1)
                    )
                    total += weight * mpmath.fsum(real(p) * self.log(real(p)) for p in column)
        return total

    def open_loop(self, beliefs: Beliefs) -> tuple[list[Real], list[Real]]:
        """Values and posterior of the enumerated policies."""
        values = []
        for policy in self.model.policies:
            q, total = beliefs, mpmath.mpf(0)
            for controls in policy:
                q = self.predict(q, controls)
                total += self.immediate(
                    q, utility=self.settings.use_utility, information_gain=self.settings.use_states_info_gain
                )
            values.append(total)
        gamma = real(self.settings.gamma)
        logits = [gamma * g + self.log(real(e)) for g, e in zip(values, self.model.E.entries, strict=True)]
        return values, softmax(logits)

    # --- the tree -------------------------------------------------------------------------------------------------

    def search(self, beliefs: Beliefs) -> tuple[list[Real], list[int]]:
        """The posterior, and how many nodes each level holds in the end."""
        settings = self.settings
        places = [Node() for _ in range(settings.max_nodes)]
        places[0] = Node(used=True, belief=beliefs, weights=[mpmath.mpf(0)] * settings.max_branching)
        for level in range(settings.horizon):
            before = [Node(**vars(node)) for node in places]
            for place in range(len(places)):
                node = places[place]
                free = sum(n.used for n in places) < len(places) - 1
                if free and node.used and node.level == level and not node.is_policy:
                    self.expand(places, place)
            if sum(node.used for node in places) >= len(places) - 1:
                places = before
                break
            for h in range(level, -1, -1):
                for place in range(len(places) - 1, -1, -1):
                    if places[place].used and places[place].level == h and not places[place].is_policy:
                        self.backward(places, place)
                self.remove_orphans(places)
            shares = places[0].weights
            entropy = -mpmath.fsum(p * self.log(p) for p in shares)
            if entropy <= real(settings.entropy_stop_threshold):
                break
            if places[0].value >= real(settings.neg_efe_stop_threshold):
                break
        counts = [0] * (settings.horizon + 1)
        for node in places:
            counts[node.level] += node.used
        while not counts[-1]:
            counts.pop()
        return places[0].weights[: len(self.model.policies)], counts

    def place(self, places: list[Node], node: Node) -> int:
        """The lowest free place, taken if it is not the last."""
        index = next(i for i, other in enumerate(places) if not other.used)
        if index < len(places) - 1:
            places[index] = node
        else:
            self.messages += 1
        return index

    def expand(self, places: list[Node], place: int) -> None:
        settings, node = self.settings, places[place]
        predictions = [self.predict(node.belief, policy[0]) for policy in self.model.policies]
        values = [self.immediate(q) for q in predictions]
        shares = softmax([real(settings.gamma) * value for value in values])
        chosen = []
        for q, value, share in zip(predictions, values, shares, strict=True):
            if share > real(settings.policy_prune_threshold):
                made = Node(used=True, level=node.level + 1, is_policy=True, belief=q, value=value)
                chosen.append(self.place(places, made))
            else:
                chosen.append(-1)
        node.children = chosen
        for policy, q in zip(chosen, predictions, strict=True):
            if policy >= 0:
                self.observe(places, policy, q, node.level + 1)

    def observe(self, places: list[Node], policy: int, predicted: Beliefs, level: int) -> None:
        ranked = []
        for q in self.outcomes(predicted):
            best = sorted(range(len(q)), key=lambda o: (-q[o], o))[: self.settings.topk_obsspace]
            total = mpmath.fsum(q[o] for o in best)
            ranked.append([(o, q[o] / total) for o in best])
        children, weights = [], []
        for combination in product(*ranked):
            weight = prod((p for _, p in combination), start=mpmath.mpf(1))
            if weight > real(self.settings.observation_prune_threshold):
                posterior = self.infer(predicted, [o for o, _ in combination])
                children.append(self.place(places, Node(used=True, level=level, belief=posterior)))
                weights.append(weight)
        if policy < len(places) - 1:
            places[policy].children = children[: self.settings.max_branching]
            places[policy].weights = weights[: self.settings.max_branching]
        else:
            self.messages += 1

    def backward(self, places: list[Node], place: int) -> None:
        node, settings = places[place], self.settings
        slots = []
        for child in node.children + [-1] * (settings.max_branching - len(node.children)):
            if child >= 0 and places[child].children:
                policy = places[child]
                future = zip(policy.weights, policy.children, strict=True)
                slots.append(policy.value + mpmath.fsum(p * places[o].value for p, o in future))
            else:
                slots.append(self.penalty)
        node.weights = softmax([real(settings.gamma) * slot for slot in slots])
        node.value = mpmath.fsum(p * slot for p, slot in zip(node.weights, slots, strict=True))
        threshold = real(settings.policy_prune_threshold)
        node.children = [
            -1 if share < threshold else child for share, child in zip(node.weights, node.children, strict=False)
        ]

    def remove_orphans(self, places: list[Node]) -> None:
        while True:
            wanted = {child for node in places if node.used for child in node.children}
            orphans = [i for i, node in enumerate(places) if i and node.used and i not in wanted]
            if not orphans:
                return
            for i in orphans:
                places[i] = Node()


@st.composite
def twin_models(draw: st.DrawFn) -> TwinModel:
    """Small models of two factors, a modality of both, a transition that depends on both, and some zeros."""
    states, outcomes, controls = (
        tuple(draw(st.lists(st.integers(2, 3), min_size=2, max_size=2))),
        tuple(draw(st.lists(st.integers(2, 3), min_size=2, max_size=2))),
        (draw(st.integers(2, 3)), 1),
    )

    def columns(shape: tuple[int, ...]) -> Tensor:
        size = prod(shape[1:])
        rows = [[draw(st.integers(0, 9)) for _ in range(size)] for _ in range(shape[0])]
        totals = [sum(row[j] for row in rows) for j in range(size)]
        rows[0] = [value if total else 1 for value, total in zip(rows[0], totals, strict=True)]
        return Tensor(
            shape, tuple(Fraction(value, total or 1) for row in rows for value, total in zip(row, totals, strict=True))
        )

    def preferences(size: int) -> Tensor:
        return Tensor((size,), tuple(Fraction(draw(st.integers(-20, 20)), 10) for _ in range(size)))

    policies = all_policies(controls, 1)
    return TwinModel(
        factors=tuple(Variable(f"factor{f}", tuple(str(s) for s in range(n))) for f, n in enumerate(states)),
        modalities=tuple(Variable(f"modality{m}", tuple(str(o) for o in range(n))) for m, n in enumerate(outcomes)),
        A=(columns((outcomes[0], *states)), columns((outcomes[1], states[1]))),
        B=(columns((states[0], states[0], controls[0])), columns((states[1], *states, controls[1]))),
        C=tuple(preferences(n) for n in outcomes),
        D=tuple(columns((n,)) for n in states),
        E=Tensor((len(policies),), (Fraction(1, len(policies)),) * len(policies)),
        A_dependencies=((0, 1), (1,)),
        B_dependencies=((0,), (0, 1)),
        policies=policies,
        policy_names=tuple(str(policy) for policy in policies),
    )


def leaky_model(seed: int, *sums: Fraction) -> TwinModel:
    """Two factors, one with three controls, and two modalities; the columns of A and B sum to one number after another.

    Without sums every column sums to one.
    """

    def table(shape: tuple[int, ...], salt: int) -> Tensor:
        side = prod(shape[1:])
        entries = [Fraction(1 + (seed * (i + 3) * (i + salt) + salt) % 13) for i in range(prod(shape))]
        wanted = [sums[column % len(sums)] if sums else Fraction(1) for column in range(side)]
        return Tensor(
            shape, tuple(wanted[i % side] * x / sum(entries[i % side :: side]) for i, x in enumerate(entries))
        )

    policies = all_policies((3, 1), 1)
    return TwinModel(
        factors=(Variable("moved", ("a", "b")), Variable("hidden", ("c", "d"))),
        modalities=(Variable("both", ("x", "y")), Variable("one", ("u", "v"))),
        A=(table((2, 2, 2), 5), table((2, 2), 2)),
        B=(table((2, 2, 3), 7), table((2, 2, 2, 1), 3)),
        C=(Tensor.from_nested([1, "-1"]), Tensor.from_nested([0, "1/2"])),
        D=(Tensor.from_nested(["1/3", "2/3"]), Tensor.from_nested(["3/5", "2/5"])),
        E=Tensor((3,), (Fraction(1, 3),) * 3),
        A_dependencies=((0, 1), (1,)),
        B_dependencies=((0,), (0, 1)),
        policies=policies,
        policy_names=("first", "second", "third"),
    )
