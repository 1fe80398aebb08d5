"""Expressions of pytest's `-k` and `-m`: names joined by and, or, not and brackets.

pytest documents that Python can evaluate one once each name in it is true or false, and exports
nothing that does so.
"""

import ast
import re
from collections import Counter
from collections.abc import Callable

from samestory.errors import WrongCall

_IN_NAMES = r"\w:+\-.\[\]\\/"
_NAME = re.compile(f"[{_IN_NAMES}]+")
_WHOLE = re.compile(rf"[{_IN_NAMES}() \t]*")
_OPERATORS = frozenset({"and", "or", "not"})
_COSTLY = re.compile(r"\b(?:and|or|not)\b|\(")
_BRACKET = 3
MOST = 600
"""Operators in one expression, a bracket counting three.

That is how deeply pytest calls itself at each, and Python lets nothing go deeper than 1000.
"""
SHOWN = 40
"""Characters of such an expression that an error shows."""

Holds = Callable[[str], bool]
"""Whether a name is true."""


def read_expression(text: str) -> Callable[[Holds], bool]:
    """Return what judges an expression by its names.

    Raise `ValueError` if it is none, and `WrongCall` if it is too long for pytest.

    >>> read_expression("guest and not (agent or lamp)")(lambda name: name == "guest")
    True
    """
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[0] in _OPERATORS:
            return found[0]
        names.append(found[0])
        return f"_{len(names) - 1}"

    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    found = Counter(_COSTLY.findall(text))
    if found.total() + (_BRACKET - 1) * found["("] > MOST:
        raise WrongCall(
            f"The expression '{text[:SHOWN]}...' has {found.total()} operators and brackets, which "
            "is more than pytest can read.\n  Choose by a tag, or by a part of the names."
        )
    try:
        tree = ast.parse(_NAME.sub(numbered, text).strip(), mode="eval")
    except SyntaxError:
        raise ValueError(text) from None
    return _judge(tree.body, names)


def _judge(node: ast.expr, names: list[str]) -> Callable[[Holds], bool]:
    match node:
        case ast.Name(id=name):
            called = names[int(name.removeprefix("_"))]
            return lambda holds: holds(called)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            denied = _judge(inner, names)
            return lambda holds: not denied(holds)
        case ast.BoolOp(op=joined, values=values):
            parts = [_judge(each, names) for each in values]
            combine = all if isinstance(joined, ast.And) else any
            return lambda holds: combine(each(holds) for each in parts)
    raise ValueError(ast.unparse(node))
