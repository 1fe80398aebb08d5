"""What differs between companies stands in their landscapes and page objects, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = sorted([*(ROOT / "src" / "samestory").rglob("*.py"), *(ROOT / "steps").glob("*.py")])

WORDS = {"business", "central", "commerce", "own", "adapter", "demo", "opensource"}
"""What the names of landscapes have in common with other words."""


def companies() -> set[str]:
    """The companies and vendors that there are landscapes for, by the words of their files."""
    files = [*(ROOT / "landscapes").rglob("*.toml"), *(ROOT / "landscapes").glob("*_pages.py")]
    words = {word for each in files for word in re.split(r"[-_]", each.stem)}
    return (words | {"creme", "localstripe", "postfix", "dovecot", "speedwell"}) - WORDS - {"pages"}


def told_to_the_machine(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every name and text in the code, but for what is only there to be read by people."""
    prose = {id(text) for node in ast.walk(tree) for text in _prose_of(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
        if isinstance(node, (ast.Name, ast.arg, ast.Attribute)):
            yield node.lineno, getattr(node, "id", getattr(node, "arg", getattr(node, "attr", "")))


def _prose_of(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Expr):  # docstrings, also those of attributes
        yield node.value
    if isinstance(node, ast.keyword) and node.arg == "help":
        yield node.value


@pytest.mark.parametrize("file", CODE, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_company_and_no_vendor_is_known_to_the_tester(file: Path):
    """An `if` on one of their names would need the name."""
    name = re.compile(rf"(?<![a-z])({'|'.join(sorted(companies()))})(?![a-z])", re.IGNORECASE)
    tree = ast.parse(file.read_text("utf-8"))

    assert [] == [(line, text) for line, text in told_to_the_machine(tree) if name.search(text)]


def test_the_names_are_looked_for():
    """The check knows whom it looks for, and would find them."""
    assert {"oscar", "tryton", "creme", "stripe", "shopify"} <= companies()
    told = ast.parse('def f(shop):\n    """Oscar."""\n    if shop == "oscar":\n        g(shop)')

    assert (3, "oscar") in set(told_to_the_machine(told))
    assert "Oscar." not in {text for _, text in told_to_the_machine(told)}
