"""Exact Bayesian networks: elimination against enumeration of the joint, textbook posteriors, identities, refusals."""

from fractions import Fraction
from itertools import product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact import information
from opd_exact.models.bayes_net import BayesNet, Node
from opd_exact.models.elimination import Factor, min_fill_order, summed_product
from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import BudgetExhausted, InputError, OutsideDomain

YES_NO = ("yes", "no")


def node(name, parents, nested, values=YES_NO):
    return Node(Variable(name, values), parents, Tensor.from_nested(nested))


def sprinkler():
    """Murphy's lawn: clouds, a sprinkler, rain, wet grass."""
    return BayesNet(
        (
            node("cloudy", (), ["0.5", "0.5"]),
            node("sprinkler", ("cloudy",), [["0.1", "0.5"], ["0.9", "0.5"]]),
            node("rain", ("cloudy",), [["0.8", "0.2"], ["0.2", "0.8"]]),
            node("wet", ("sprinkler", "rain"), [[["0.99", "0.9"], ["0.9", 0]], [["0.01", "0.1"], ["0.1", 1]]]),
        )
    )


@st.composite
def networks(draw):
    """Up to six variables of one to three values, each with up to three parents before it; zeros are frequent."""
    nodes = []
    for index in range(draw(st.integers(1, 6))):
        parents = draw(st.permutations(nodes))[: draw(st.integers(0, min(3, index)))]
        width = draw(st.integers(1, 3))
        columns = []
        for _ in range(prod(len(parent.variable) for parent in parents)):
            counts = draw(st.lists(st.integers(0, 4), min_size=width, max_size=width).filter(any))
            columns.append([Fraction(count, sum(counts)) for count in counts])
        entries = tuple(column[row] for row in range(width) for column in columns)
        shape = (width, *(len(parent.variable) for parent in parents))
        variable = Variable(f"X{index}", tuple("abc"[:width]))
        nodes.append(Node(variable, tuple(parent.variable.name for parent in parents), Tensor(shape, entries)))
    return BayesNet(tuple(draw(st.permutations(nodes))))


def enumerated(net):
    """Every joint outcome with its probability, the product of the tables' entries."""
    names = [n.variable.name for n in net.nodes]
    for values in product(*(range(len(n.variable)) for n in net.nodes)):
        at = dict(zip(names, values, strict=True))
        mass = Fraction(1)
        for n in net.nodes:
            mass *= n.table[(at[n.variable.name], *(at[parent] for parent in n.parents))]
        yield at, mass


@given(networks(), st.data())
@settings(deadline=None, max_examples=150)
def test_elimination_is_enumeration(net, data):
    """p(asked | held) is a ratio of sums over the joint."""
    names = data.draw(st.permutations([n.variable.name for n in net.nodes]))
    asked = names[: data.draw(st.integers(1, len(names)))]
    held = {}
    for name in names[len(asked) :]:
        if data.draw(st.booleans()):
            held[name] = data.draw(st.sampled_from(net.node(name).variable.values))
    index = {name: net.node(name).variable.values.index(value) for name, value in held.items()}
    fitting = [(at, mass) for at, mass in enumerated(net) if all(at[name] == value for name, value in index.items())]
    evidence = sum(mass for _, mass in fitting)
    assert net.probability(held) == evidence
    if not evidence:
        with pytest.raises(OutsideDomain, match="has probability 0"):
            net.joint(asked, held)
        return
    table = net.joint(asked, held)
    for cells, cell in zip(table.indices(), table.cells, strict=True):
        expected = sum(mass for at, mass in fitting if all(at[n] == i for n, i in zip(asked, cells, strict=True)))
        assert cell == expected / evidence


@given(networks())
@settings(deadline=None, max_examples=50)
def test_a_child_tells_no_more_than_all_parents_and_the_chain_rule_holds(net):
    """H(X, Y) = H(X) + H(Y) - I(X; Y)."""
    names = [n.variable.name for n in net.nodes]
    if len(names) < 2:
        return
    first, second = names[:1], names[1:]
    assert net.entropy(names) == net.entropy(first) + net.entropy(second) - net.mutual_information(first, second)


def test_the_wet_lawn_has_its_published_posteriors():
    """Murphy (1998): p(S | W) = 0.2781/0.6471 = 0.430, p(R | W) = 0.4581/0.6471 = 0.708."""
    net = sprinkler()
    assert net.probability({"wet": "yes"}) == Fraction("0.6471")
    assert net.posterior("sprinkler", {"wet": "yes"})[0] == Fraction(2781, 6471)
    assert net.posterior("rain", {"wet": "yes"})[0] == Fraction(4581, 6471)


def test_rain_explains_the_sprinkler_away():
    net = sprinkler()
    alone = net.posterior("sprinkler", {"wet": "yes"})[0]
    assert net.posterior("sprinkler", {"wet": "yes", "rain": "yes"})[0] < alone


def test_separated_variables_have_exactly_no_information():
    """Sprinkler and rain have a common cause only: given the clouds I = 0, without them it is positive."""
    net = sprinkler()
    assert net.mutual_information(["sprinkler"], ["rain"], {"cloudy": "yes"}) == 0
    assert net.mutual_information(["sprinkler"], ["rain"]) > 0
    joint = net.joint(["sprinkler", "rain", "cloudy"])
    assert information.conditional_mutual_information(joint, given=2) == 0


def test_a_long_chain_needs_no_joint():
    """60 noisy copies: p(X60 = X0) = (1 + (1 - 2e)^60)/2, where a joint would have 2^61 cells."""
    nodes = [node("X0", (), [1, 0])]
    nodes += [node(f"X{i}", (f"X{i - 1}",), [["0.9", "0.1"], ["0.1", "0.9"]]) for i in range(1, 61)]
    assert BayesNet(tuple(nodes)).posterior("X60")[0] == (1 + Fraction(4, 5) ** 60) / 2


def test_least_fill_begins_with_the_leaves():
    """In a star the leaves link nothing when they go, and the center would link them all."""
    order = min_fill_order([("c",), ("c", "x"), ("c", "y"), ("c", "z")], ["z"])
    assert order.index("x") < order.index("c")
    assert order.index("y") < order.index("c")


def test_a_large_table_is_refused_before_it_is_made():
    leaves = [Factor.of((f"x{i}",), (2,), (Fraction(1, 2),) * 2) for i in range(30)]
    with pytest.raises(BudgetExhausted, match="has 1073741824 cells, more than the limit of 1000000"):
        summed_product(leaves, [f"x{i}" for i in range(30)])


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ((), "found no variable"),
        ((node("X", (), [1, 0]), node("X", (), [1, 0])), "'X' occurs 2 times"),
        ((node("X", ("Y",), [[1, 0], [0, 1]]),), r"p\(X\): parent 'Y' is no variable"),
        ((node("X", ("X",), [[1, 0], [0, 1]]),), "expected different ones, and not itself"),
        (
            (node("X", ("Y",), [[1, 0], [0, 1]]), node("Y", ("X",), [[1, 0], [0, 1]])),
            "X, Y have parents in a circle",
        ),
        ((node("X", (), [1, 0, 0]),), r"p\(X\): shape \(3,\), expected \(2,\)"),
        ((node("X", (), ["0.98", "0.01"]),), r"p\(X\): entries sum to 99/100, expected 1 \(short by 1/100\)"),
        (
            (node("Y", (), [1, 0]), node("X", ("Y",), [["0.5", "0.7"], ["0.5", "0.4"]])),
            r"p\(X \| Y=no\): entries sum to 11/10, expected 1 \(over by 1/10\)",
        ),
        ((node("X", (), ["3/2", "-1/2"]),), r"p\(X\): the entry of no is -1/2, which is negative"),
    ],
)
def test_what_is_no_network_is_refused(nodes, message):
    with pytest.raises(InputError, match=message):
        BayesNet(nodes)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda net: net.posterior("Rain"), "'Rain' is no variable of the network; did you mean 'rain'?"),
        (lambda net: net.posterior("rain", {"wet": "si"}), "wet has no value 'si'; it has yes, no"),
        (lambda net: net.posterior("wet", {"wet": "yes"}), "'wet' is asked for and observed at once"),
        (lambda net: net.joint(["wet", "wet"]), "expected different ones"),
        (lambda net: net.mutual_information([], ["wet"]), "at least one variable on each side"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask, message):
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        ask(sprinkler())
