"""The grammar of formulas: numbers, names, + - * / ^, parentheses and functions, by operator precedence.

::

    sum     = term (("+" | "-") term)*
    term    = signed (("*" | "/") signed)*
    signed  = ("-" | "+") signed | power
    power   = atom [("^" | "**") signed]          binds to the right: 2^3^2 is 2^9, and -2^2 is -4
    atom    = number | name | function "(" sum ")" | "(" sum ")"

Nothing is evaluated here, and nothing outside these rules is read. `opd_exact.models.text.query_parser` adds the
quantities of a model.
"""

from opd_exact.models.text.tokens import FormulaError, Token, tokens
from opd_exact.models.text.tree import Function, Name, Node, Number, Power, Product, Sum
from opd_exact.numbers import exact_rational

__all__ = [
    "FUNCTIONS",
    "MOST_DEPTH",
    "FormulaParser",
    "parse_formula",
]

FUNCTIONS = ("atanh", "cosh", "exp", "log", "sigmoid", "sinh", "sqrt", "tanh")
"""What the normal form of `opd_exact.symbolic` takes and can differentiate; sigmoid(x) is 1/(1 + exp(-x))."""

MOST_DEPTH = 60
"""How deep parentheses, signs and powers may be nested."""


class FormulaParser:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = tokens(text)
        self._position = 0
        self._depth = 0

    # --- words -------------------------------------------------------------------------------------------------------

    def ahead(self, distance: int = 0) -> Token:
        """The next word, or one further on."""
        return self._tokens[min(self._position + distance, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The next word, which is passed."""
        token = self.ahead()
        self._position += 1
        return token

    def at_symbol(self, *symbols: str) -> bool:
        """Whether the next word is one of these symbols."""
        token = self.ahead()
        return token.kind == "symbol" and token.text in symbols

    def passes(self, *symbols: str) -> bool:
        """Whether the next word is one of these symbols; it is passed if so."""
        if not self.at_symbol(*symbols):
            return False
        self.take()
        return True

    def expect(self, symbol: str, why: str) -> Token:
        """The next word, which must be this symbol."""
        if not self.at_symbol(symbol):
            raise self.error(f"expected {symbol!r} {why}, found {self.ahead().shown}")
        return self.take()

    def name(self, what: str) -> Token:
        """The next word, which must be a name."""
        if self.ahead().kind != "name":
            raise self.error(f"expected {what}, found {self.ahead().shown}")
        return self.take()

    def require_end(self) -> None:
        """Refuse anything that is left over."""
        if self.ahead().kind != "end":
            raise self.error(f"expected an operator or the end, found {self.ahead().shown}")

    def error(self, message: str, token: Token | None = None) -> FormulaError:
        """An error at a word, by default the next one."""
        return FormulaError(self.text, (token or self.ahead()).at, message)

    # --- rules -------------------------------------------------------------------------------------------------------

    def sum(self) -> Node:
        """sum = term (("+" | "-") term)*"""
        start = self.ahead()
        terms = [(1, self._term())]
        while self.at_symbol("+", "-"):
            sign = 1 if self.take().text == "+" else -1
            terms.append((sign, self._term()))
        return terms[0][1] if len(terms) == 1 else Sum(tuple(terms), start.at)

    def _term(self) -> Node:
        start = self.ahead()
        factors = [(1, self.signed())]
        while self.at_symbol("*", "/"):
            power = 1 if self.take().text == "*" else -1
            factors.append((power, self.signed()))
        return factors[0][1] if len(factors) == 1 else Product(tuple(factors), start.at)

    def signed(self) -> Node:
        """signed = ("-" | "+") signed | power"""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise self.error(f"nested deeper than {MOST_DEPTH} levels")
        start = self.ahead()
        if self.passes("-"):
            operand = self.signed()
            node: Node = Number(-operand.value, start.at) if isinstance(operand, Number) else _negative(operand, start)
        elif self.passes("+"):
            node = self.signed()
        else:
            node = self._power()
        self._depth -= 1
        return node

    def _power(self) -> Node:
        start = self.ahead()
        base = self.atom()
        if self.at_symbol("^", "**"):
            self.take()
            return Power(base, self.signed(), start.at)
        return base

    def atom(self) -> Node:
        """atom = number | name | function "(" sum ")" | "(" sum ")" """
        token = self.ahead()
        if token.kind == "number":
            self.take()
            return Number(exact_rational(token.text), token.at)
        if token.kind == "name":
            return self.named()
        if self.passes("("):
            inside = self.sum()
            self.expect(")", f"to close the one at character {token.at + 1}")
            return inside
        raise self.error(f"expected a number, a name or '(', found {token.shown}")

    def named(self) -> Node:
        """What begins with a name."""
        token = self.take()
        if not self.at_symbol("("):
            return Name(token.text, token.at)
        if token.text not in FUNCTIONS:
            raise self.error(f"{token.text!r} is no function here; there are {', '.join(FUNCTIONS)}", token)
        self.take()
        argument = self.sum()
        self.expect(")", f"after the argument of {token.text}")
        return Function(token.text, argument, token.at)


def parse_formula(text: str) -> Node:
    """The tree of a formula.

    Raises:
        FormulaError: with the place.

    >>> parse_formula("2*x")
    Product(factors=((1, Number(value=Fraction(2, 1), at=0)), (1, Name(text='x', at=2))), at=0)
    >>> parse_formula("1 + ")
    Traceback (most recent call last):
        ...
    opd_exact.models.text.tokens.FormulaError: '1 +', at character 5: expected a number, a name or '(', found the end
    """
    parser = FormulaParser(text)
    node = parser.sum()
    parser.require_end()
    return node


def _negative(operand: Node, start: Token) -> Node:
    return Sum(((-1, operand),), start.at)
