"""The paths of a landscape: JMESPath, checked before any answer is there."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import jmespath
from jmespath.exceptions import EmptyExpressionError, LexerError, ParseError
from jmespath.functions import Functions

from samestory.config.config_errors import Notes, listed
from samestory.extraction.placeholders import SUBJECT_PLACEHOLDERS, placeholders_in


def check_path(table: Notes, key: str, path: str) -> bool:
    """Whether a text is a JMESPath expression; noted if it is not."""
    for placeholder in (
        each for each in placeholders_in(path) if each.name in SUBJECT_PLACEHOLDERS
    ):
        table.mistake(
            f"'{key}' holds {placeholder}, which is filled in questions only.",
            "Let 'find' ask for it, or say where the record tells it: key = \"...\".",
        )
    problem = jmespath_problem(path)
    if problem:
        table.mistake(f"'{key}' is {json.dumps(path)}, which is no JMESPath: {problem}.", _JMESPATH)
    return not problem


_JMESPATH = "See https://jmespath.org for how to write a path, such as results[0].total."


def jmespath_problem(path: str) -> str | None:
    """What is wrong with an expression, unknown functions included, or None."""
    try:
        tree = jmespath.compile(path).parsed
    except EmptyExpressionError:
        return "it is empty"
    except ParseError as error:
        at = error.lexer_position if isinstance(error, LexerError) else error.lex_position
        return "it ends too early" if at >= len(path) else f"it goes wrong at column {at + 1}"
    return next(
        (
            f"there is no function '{name}' (known: {listed(Functions.FUNCTION_TABLE)})"
            for name in _functions(tree)
            if name not in Functions.FUNCTION_TABLE
        ),
        None,
    )


def _functions(node: Mapping[str, Any]) -> Iterator[str]:
    if node["type"] == "function_expression":
        yield node["value"]
    for child in node.get("children", ()):
        if isinstance(child, Mapping):
            yield from _functions(child)
