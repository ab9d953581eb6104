"""Terms and formulas as Coq text that a human can read and compare with the claim.

Rationals are written 1/3 and -1/3, lists [1/3; 2/3], words of the library as calls. Long texts are broken where they
have structure: one argument, one row of a table or one conclusion a line. The text depends on the object alone, so
that it can be written a second time, elsewhere, and be the same statement.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from opd_exact.coq.formulas import And, Compare, Derives, ForAll, Formula, Holds, Iff, Implies, Or, Raw, Within
from opd_exact.coq.graph import shared_nodes
from opd_exact.coq.terms import Call, Function, Items, Negation, Node, Number, Operation, Parameter, postorder
from opd_exact.numbers.errors import OutsideClass

__all__ = [
    "comment",
    "formula_lines",
    "literal",
    "text_of",
]

WIDTH = 116

# Measured with Coq 8.16: twenty shallow ones cost nothing, sixty deep ones seconds, a hundred and sixty do not end.
_MOST_LETS = 20

# Some 3600 digits; beyond 4300 Python refuses to write an integer out.
_MOST_BITS = 12_000

# Precedences as in Coq's real numbers: what binds tighter has the smaller level.
_ATOM, _APPLIED, _MINUS, _TIMES, _PLUS, _LOOSE = 0, 10, 35, 40, 50, 200
_LEVELS = {"+": _PLUS, "-": _PLUS, "*": _TIMES, "/": _TIMES}

_Flat = dict[int, tuple[str, int]]


def literal(value: Fraction) -> str:
    """A rational as Coq reads it: 3, -3, 1/3 or -1/3.

    Raises:
        OutsideClass: it is so long that nobody would read it.

    >>> literal(Fraction(-2, 6))
    '-1/3'
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise OutsideClass(f"a number of more than {_MOST_BITS} bits makes no statement that can be read")
    return str(value)


def text_of(node: Node) -> str:
    """A term on one line.

    >>> from opd_exact.coq.terms import Parameter, ln
    >>> text_of(ln(Parameter("a") / 3) * "-1/2" - ("1/2" * (1 - Parameter("a"))))
    'ln (a / 3) * (-1/2) - 1/2 * (1 - a)'
    """
    return _flat(node, {})[id(node)][0]


def comment(text: str, *, width: int = WIDTH) -> list[str]:
    """A Coq comment, wrapped; what would end the comment or begin a string is written apart."""
    text = "".join(sign if sign.isprintable() or sign.isspace() else "?" for sign in text)
    safe = " ".join(text.replace("(*", "( *").replace("*)", "* )").replace('"', "'").split())
    return _filled(["(*", *safe.split(" "), "*)"], width, hang="   ")


def formula_lines(formula: Formula, *, share: bool = False, width: int = WIDTH) -> list[str]:
    """A formula as lines; with `share`, parts that occur more than once are named in front.

    A few are bound by `let`. Coq's kernel replaces a `let` by its meaning wherever it compares, which takes time that
    grows exponentially with their depth; many are therefore variables, with an equation each as a hypothesis.

    >>> from opd_exact.coq.terms import exp, ln
    >>> y = exp("1/3")
    >>> print("\\n".join(formula_lines(Compare(y, "<", ln(y) + y), share=True)))
    let x1 := exp (1/3) in
    x1 < ln x1 + x1
    """
    names: dict[int, str] = {}
    lines: list[str] = []
    if share:
        shared = list(shared_nodes(*formula.roots()))
        opens, closes = ("let x{0} := ", " in") if len(shared) <= _MOST_LETS else ("forall x{0}, x{0} = ", " ->")
        for number, (node, equals) in enumerate(shared, 1):
            lines += _hung(opens.format(number), _laid_out(node, width - 20, names), closes)
            names.update(dict.fromkeys(equals, f"x{number}"))
    return [*lines, *_formula(formula, width, names)]


def _formula(formula: Formula, width: int, names: Mapping[int, str]) -> list[str]:
    match formula:
        case Compare(left, relation, right):
            return _joined([_laid_out(left, width, names), _laid_out(right, width, names)], f" {relation} ", width)
        case Within(term, lower, upper, strict):
            sign = " < " if strict else " <= "
            low, high = _decimal_fractions(lower.value, upper.value)
            return _joined([[low], _laid_out(term, width, names), [high]], sign, width)
        case Holds(predicate, arguments):
            return _laid_out(Call(predicate, arguments), width, names)
        case Derives(variable, function, derivative):
            lines = [
                *_hung(
                    f"derivable_pt_lim (fun {variable} : R => ", _laid_out(function, width - 30, names), f") {variable}"
                ),
                *_hung("  (", _laid_out(derivative, width - 4, names), ")"),
            ]
            return [" ".join(line.strip() for line in lines)] if sum(map(len, lines)) < width else lines
        case And(parts):
            return _listed(parts, " /\\", width, names)
        case Or(parts):
            return _listed(parts, " \\/", width, names)
        case Implies(hypotheses, conclusion):
            lines = [line for part in hypotheses for line in _suffixed(_nested(part, width, names), " ->")]
            return [*lines, *_formula(conclusion, width, names)]
        case Iff(left, right):
            return _joined([_nested(left, width, names), _nested(right, width, names)], " <-> ", width)
        case ForAll(binders, body):
            return [f"forall {_bound(binders)},", *(f"  {line}" for line in _formula(body, width - 2, names))]
        case Raw(text):
            return text.splitlines()
    raise AssertionError(formula)


def _decimal_fractions(*values: Fraction) -> list[str]:
    """Decimals over one power of ten, so that their digits can be read; other rationals in lowest terms."""
    places = 0
    for value in values:
        rest, twos, fives = value.denominator, 0, 0
        while rest % 2 == 0:
            rest, twos = rest // 2, twos + 1
        while rest % 5 == 0:
            rest, fives = rest // 5, fives + 1
        if rest != 1:
            return [literal(value) for value in values]
        places = max(places, twos, fives)
    if not places:
        return [literal(value) for value in values]
    return [f"{value.numerator * 10**places // value.denominator}/{10**places}" for value in values]


def _bound(binders: Iterable[tuple[str, str]]) -> str:
    groups: dict[str, list[str]] = {}
    for name, kind in binders:
        groups.setdefault(kind, []).append(name)
    if len(groups) == 1:
        return " ".join(f"{' '.join(names)} : {kind}" for kind, names in groups.items())
    return " ".join(f"({' '.join(names)} : {kind})" for kind, names in groups.items())


def _listed(parts: Iterable[Formula], connective: str, width: int, names: Mapping[int, str]) -> list[str]:
    blocks = [_nested(part, width, names) for part in parts]
    return [line for block in blocks[:-1] for line in _suffixed(block, connective)] + blocks[-1]


def _nested(formula: Formula, width: int, names: Mapping[int, str]) -> list[str]:
    """A formula as part of another: in parentheses unless it is a comparison."""
    lines = _formula(formula, width - 2, names)
    if isinstance(formula, Compare | Derives | Within | Holds):
        return lines
    return _hung("(", lines, ")")


def _suffixed(lines: list[str], suffix: str) -> list[str]:
    return [*lines[:-1], lines[-1] + suffix]


def _hung(prefix: str, lines: list[str], suffix: str = "") -> list[str]:
    """The lines after a prefix, the later ones as far to the right."""
    padded = [prefix + lines[0], *(" " * len(prefix) + line for line in lines[1:])]
    return _suffixed(padded, suffix)


def _joined(blocks: list[list[str]], separator: str, width: int) -> list[str]:
    if all(len(block) == 1 for block in blocks):
        line = separator.join(block[0] for block in blocks)
        if len(line) <= width:
            return [line]
    sign = separator.strip()
    return blocks[0] + [line for block in blocks[1:] for line in _hung(f"{sign} ", block)]


# --- terms --------------------------------------------------------------------------------------------------------


def _flat(root: Node, names: Mapping[int, str]) -> _Flat:
    """The text and the level of every node below the root; nodes with a name are their name."""
    texts: _Flat = {}
    for node in postorder(root):
        if id(node) in names:
            texts[id(node)] = (names[id(node)], _ATOM)
        else:
            texts[id(node)] = _one(node, texts)
    return texts


def _one(node: Node, texts: _Flat) -> tuple[str, int]:
    def at(part: Node, level: int) -> str:
        text, own = texts[id(part)]
        return text if own <= level else f"({text})"

    match node:
        case Number(value):
            # A negative literal stands in parentheses wherever it is part of something.
            return literal(value), _LOOSE if value < 0 else _ATOM if value.denominator == 1 else _TIMES
        case Parameter(name):
            return name, _ATOM
        case Negation(argument):
            return f"- {at(argument, _MINUS - 1)}", _MINUS
        case Operation(operator, left, right):
            level = _LEVELS[operator]
            return f"{at(left, level)} {operator} {at(right, level - 1)}", level
        case Function(name, argument):
            return f"{name} {at(argument, _APPLIED - 1)}", _APPLIED
        case Items(entries):
            return f"[{'; '.join(at(entry, _LOOSE) for entry in entries)}]", _ATOM
        case Call(word, arguments):
            return " ".join([word, *(at(argument, _APPLIED - 1) for argument in arguments)]), _APPLIED
    raise AssertionError(node)


def _laid_out(node: Node, width: int, names: Mapping[int, str]) -> list[str]:
    return _lines(node, width, names, _flat(node, names))


def _lines(node: Node, width: int, names: Mapping[int, str], texts: _Flat) -> list[str]:
    text, _ = texts[id(node)]
    if len(text) <= width or id(node) in names:
        return [text]
    match node:
        case Call(word, arguments):
            blocks = [
                _lines(part, width - 6, names, texts) if texts[id(part)][1] < _APPLIED else [f"({texts[id(part)][0]})"]
                for part in arguments
            ]
            first = _hung(f"{word} ", blocks[0]) if blocks else [word]
            indent = " " * (len(word) + 1)
            return first + [indent + line for block in blocks[1:] for line in block]
        case Items(entries) if any(isinstance(entry, Items) for entry in entries):
            blocks = [_lines(entry, width - 2, names, texts) for entry in entries]
            lines = [line for block in blocks[:-1] for line in _hung(" ", _suffixed(block, ";"))]
            lines += _hung(" ", blocks[-1], "]")
            return ["[" + lines[0][1:], *lines[1:]]
        case Items(entries):
            parts = [texts[id(entry)][0] for entry in entries]
            return _hung("[", _filled([f"{part};" for part in parts[:-1]] + parts[-1:], width - 2), "]")
        case Operation("+" | "-", _, _):
            return _sum_lines(node, width, names, texts)
    return _filled(text.split(" "), width, hang="  ")


def _sum_lines(node: Node, width: int, names: Mapping[int, str], texts: _Flat) -> list[str]:
    """A long sum: its summands one after another, a new line where the next one does not fit."""
    summands: list[tuple[str, Node]] = []
    while isinstance(node, Operation) and node.operator in "+-" and id(node) not in names:
        summands.append((node.operator, node.right))
        node = node.left
    lines = _lines(node, width, names, texts)
    for sign, summand in reversed(summands):
        text, level = texts[id(summand)]
        closed = text if level < _PLUS else f"({text})"
        if len(lines[-1]) + len(closed) + 3 <= width:
            lines[-1] += f" {sign} {closed}"
        elif len(closed) + 2 <= width:
            lines.append(f"{sign} {closed}")
        elif level >= _PLUS:
            lines += _hung(f"{sign} (", _lines(summand, width - 4, names, texts), ")")
        else:
            lines += _hung(f"{sign} ", _lines(summand, width - 2, names, texts))
    return lines


def _filled(words: list[str], width: int, hang: str = "") -> list[str]:
    lines: list[str] = []
    line = ""
    for word in words:
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = hang + word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]
