"""The grammar of queries: formulas in which the quantities of a model stand like numbers.

::

    H(X)  H(X,Y)  H(X|Y)  H(X|Y=y)  H(q)      entropies; also H[joint](X), where several joints hold X
    I(X;Y)  I(X;Y|Z)  TC(X,Y,Z)               mutual information, total correlation
    KL(p||q)  JS(p,q)                         of distributions by name, or as P(X), P(X|Y=y)
    P(X=x)  P(X=x|Y=y)  evidence(Y=y)         probabilities
    VFE(q; Y=y)                               variational free energy of a belief q
    EFE(policy)  risk(…)  ambiguity(…)  epistemic(…)  pragmatic(…)
    d/dlam Q                                  derivative by a parameter
    argmin EFE  argmax epistemic              over the policies, with all ties
    solve(Q1 = Q2, lam in (a, b))             every crossing in the open interval
    Q1 = Q2  Q1 <= Q2  …                      a statement, decided or proved
"""

from opd_exact.models.text.parser import FUNCTIONS, FormulaParser
from opd_exact.models.text.tokens import Token
from opd_exact.models.text.tree import (
    Crossing,
    Derivative,
    Distribution,
    Divergence,
    EntropyOf,
    Event,
    Extremum,
    Marginal,
    Measure,
    NamedDistribution,
    Node,
    PolicyValue,
    Probability,
    Query,
    Relation,
    VariationalEnergy,
)

__all__ = [
    "POLICY_VALUES",
    "RESERVED",
    "parse_query",
]

POLICY_VALUES = ("EFE", "ambiguity", "epistemic", "pragmatic", "risk")
_QUANTITIES = ("H", "I", "JS", "KL", "P", "TC", "VFE", "evidence")
RESERVED = frozenset({*FUNCTIONS, *POLICY_VALUES, *_QUANTITIES, "argmax", "argmin", "d", "in", "oo", "solve"})
"""Words that no parameter, variable or distribution may be called."""

_RELATIONS = ("=", "<", "<=", ">", ">=")


def parse_query(text: str) -> Query:
    """The tree of a query.

    Raises:
        FormulaError: with the place.

    >>> parse_query("I(X;Y|Z)").groups
    (('X',), ('Y',))
    """
    parser = _QueryParser(text)
    query = parser.query()
    parser.require_end()
    return query


class _QueryParser(FormulaParser):
    def query(self) -> Query:
        start = self.ahead()
        if start.kind == "name" and start.text in ("argmin", "argmax"):
            self.take()
            return Extremum(start.text, self.sum(), start.at)
        if start.kind == "name" and start.text == "solve":
            self.take()
            return self._crossing(start)
        left = self.sum()
        if self.at_symbol(*_RELATIONS):
            return Relation(self.take().text, left, self.sum(), start.at)
        return left

    def named(self) -> Node:
        token = self.ahead()
        if token.text in POLICY_VALUES:
            return self._policy_value(self.take())
        if token.text == "d" and self.ahead(1).text == "/" and self.ahead(2).text.startswith("d"):
            return self._derivative()
        if token.text in _QUANTITIES:
            self.take()
            scope = self._scope()
            self.expect("(", f"after {token.text}")
            node = self._quantity(token, scope)
            self.expect(")", f"to close {token.text}")
            return node
        return super().named()

    def _quantity(self, token: Token, scope: str | None) -> Node:
        match token.text:
            case "H" if scope is None and self._begins_distribution():
                return EntropyOf(self._distribution(), token.at)
            case "H":
                return self._measure(token, scope, 1)
            case "I":
                return self._measure(token, scope, 2)
            case "TC":
                return self._total_correlation(token, scope)
            case "P" | "evidence":
                events = self._events()
                given = self._events() if token.text == "P" and self.passes("|") else ()
                return Probability(scope, events, given, token.at)
            case "VFE":
                belief = self._distribution()
                self.expect(";", "between the belief and what is observed")
                return VariationalEnergy(scope, belief, self._events(), token.at)
        if scope is not None:
            raise self.error(f"{token.text} takes distributions by name and no [{scope}]", token)
        first = self._distribution()
        self.expect("||" if token.text == "KL" else ",", f"between the two distributions of {token.text}")
        return Divergence(token.text, first, self._distribution(), token.at)

    def _scope(self) -> str | None:
        if not self.passes("["):
            return None
        name = self.name("the name of a joint or distribution").text
        self.expect("]", "after the name")
        return name

    def _begins_distribution(self) -> bool:
        return self.ahead().text == "P" and self.ahead(1).text in ("(", "[")

    def _distribution(self) -> Distribution:
        if not self._begins_distribution():
            token = self.name("a distribution, or P(…)")
            return NamedDistribution(token.text, token.at)
        start = self.take()
        scope = self._scope()
        self.expect("(", "after P")
        variables = self._variables()
        events = self._events() if self.passes("|") else ()
        self.expect(")", "to close P")
        return Marginal(scope, variables, events, start.at)

    def _measure(self, token: Token, scope: str | None, count: int) -> Measure:
        groups = [self._variables()]
        while len(groups) < count:
            self.expect(";", f"between the {count} sides of {token.text}")
            groups.append(self._variables())
        given, events = self._conditions() if self.passes("|") else ((), ())
        return Measure(token.text, scope, tuple(groups), given, events, token.at)

    def _total_correlation(self, token: Token, scope: str | None) -> Measure:
        variables = self._variables()
        events = self._events() if self.passes("|") else ()
        return Measure(token.text, scope, tuple((v,) for v in variables), (), events, token.at)

    def _variables(self) -> tuple[str, ...]:
        names = [self.name("a variable").text]
        while self.passes(","):
            names.append(self.name("a variable").text)
        return tuple(names)

    def _conditions(self) -> tuple[tuple[str, ...], tuple[Event, ...]]:
        """Variables and events, in any order."""
        variables: list[str] = []
        events: list[Event] = []
        while True:
            token = self.name("a variable, or variable=value")
            if self.passes("="):
                events.append(Event(token.text, self._label(), token.at))
            else:
                variables.append(token.text)
            if not self.passes(","):
                return tuple(variables), tuple(events)

    def _events(self) -> tuple[Event, ...]:
        events = [self._event()]
        while self.passes(","):
            events.append(self._event())
        return tuple(events)

    def _event(self) -> Event:
        token = self.name("variable=value")
        self.expect("=", "and a value after the variable")
        return Event(token.text, self._label(), token.at)

    def _label(self) -> str:
        token = self.ahead()
        if token.kind not in ("name", "number", "string"):
            raise self.error(
                f"expected a value (a name, an integer, or any text in double quotes), found {token.shown}"
            )
        return self.take().text.strip('"')

    def _policy_value(self, token: Token) -> PolicyValue:
        if not self.passes("("):
            return PolicyValue(token.text, None, token.at)
        labels = [self._label()]
        while self.passes(","):
            labels.append(self._label())
        self.expect(")", f"to close {token.text}")
        return PolicyValue(token.text, tuple(labels), token.at)

    def _derivative(self) -> Derivative:
        start = self.take()
        self.take()
        parameter = self.name("a parameter").text[1:]
        if not parameter:
            raise self.error("expected a parameter right after 'd/d'", start)
        return Derivative(parameter, self.signed(), start.at)

    def _crossing(self, start: Token) -> Crossing:
        self.expect("(", "after solve")
        left = self.sum()
        self.expect("=", "between the two sides")
        right = self.sum()
        self.expect(",", "and the parameter with its interval after the equation")
        parameter = self.name("a parameter").text
        if self.name("'in'").text != "in":
            raise self.error(f"expected '{parameter} in (lower, upper)'", start)
        self.expect("(", "before the lower end")
        lower = self.sum()
        self.expect(",", "between the ends")
        upper = self.sum()
        self.expect(")", "after the upper end")
        self.expect(")", "to close solve")
        return Crossing(left, right, parameter, lower, upper, start.at)
