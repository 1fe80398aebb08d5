"""The expressions of pytest's -k and -m: words joined by and, or, not, with parentheses."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

_WORD = re.compile(r"[\w:+\-.\[\]\\/]+")
_OPERATORS = ("and", "or", "not")
_ONLY_PYTEST = re.compile(r"[=\"']")
"""In what it compares the arguments of markers with; no feature has any."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression over words; the caller knows which of them hold."""

    root: ast.expr
    words: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> Expression | None:
        """Read an expression; None if pytest alone can judge it. Raise SyntaxError if it is none.

        Each word gets a name that Python knows, which reads the rest as pytest does.
        """
        if _ONLY_PYTEST.search(text):
            return None
        words: list[str] = []

        def named(found: re.Match[str]) -> str:
            if found[0] in _OPERATORS:
                return found[0]
            words.append(found[0])
            return f"_{len(words) - 1}"

        root = ast.parse(" ".join(_WORD.sub(named, text).split()), mode="eval").body
        if not _is_plain(root):
            raise SyntaxError("it is not made of words, and, or, not")
        return cls(root, tuple(words))

    def evaluate(self, holds: Callable[[str], bool]) -> bool:
        """Return whether the expression is true, given which words are."""

        def true(node: ast.AST) -> bool:
            match node:
                case ast.BoolOp(op=ast.And(), values=values):
                    return all(map(true, values))
                case ast.BoolOp(values=values):
                    return any(map(true, values))
                case ast.UnaryOp(operand=operand):
                    return not true(operand)
            assert isinstance(node, ast.Name)
            return holds(self.words[int(node.id[1:])])

        return true(self.root)


def _is_plain(root: ast.expr) -> bool:
    plain = (ast.BoolOp, ast.boolop, ast.UnaryOp, ast.Not, ast.Name, ast.Load)
    return all(isinstance(each, plain) for each in ast.walk(root))
