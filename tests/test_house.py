"""The house is kept: one name for one idea, and no function that has to be scrolled."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "samestory"
HOOKS = {"pytest_configure"}
"""Names that pytest gives, and that several plugins define."""
OPTIONS = {"pytest_plugin.py.pytest_addoption"}
"""Nothing but options, one after the other."""
MOST_LINES = 30

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_two_public_names_are_the_same() -> None:
    """Who reads a class or a function by its name knows which one is meant."""
    defined = defaultdict(list)
    for module, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
                defined[node.name].append(module)

    assert {} == {
        name: where for name, where in defined.items() if len(where) > 1 and name not in HOOKS
    }


def test_every_function_fits_on_a_screen() -> None:
    """Its statements do; lists of options, for the command or for pytest, may be longer."""
    long = {
        f"{module}.{node.name}": lines
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, Function) and (lines := _lines_of(node)) > MOST_LINES
    }

    assert OPTIONS == long.keys()


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the package: its path, and what is in it."""
    for file in sorted(PACKAGE.rglob("*.py")):
        yield str(file.relative_to(PACKAGE)), ast.parse(file.read_text("utf-8"))


def _lines_of(node: Function) -> int:
    """How many lines its statements take, without the docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
