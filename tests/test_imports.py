"""What may be imported: nothing that a library keeps to itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src"
OURS = ("samestory", "samestory_demo", "samestory_lab", "__future__")
KNOWN: set[tuple[str, str]] = {
    ("attempts", "_pytest.runner"),  # a test is played again; pytest-rerunfailures does it this way
    ("exits", "typer._click.exceptions"),  # typer brings a copy of click, and exports no errors
}
"""Private modules that are imported for want of a public one, by the module that does."""


def private_imports(tree: ast.AST) -> Iterator[str]:
    """Every module of a library that is imported although its name begins with "_"."""
    for node in ast.walk(tree):
        named = [each.name for each in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level and node.module:
            named = [node.module]
        for module in named:
            parts = module.split(".")
            if parts[0] not in OURS and any(each.startswith("_") for each in parts):
                yield module


@pytest.mark.parametrize("package", ["samestory", "samestory_demo", "samestory_lab"])
def test_no_private_module_of_a_library_is_imported(package: str):
    """It may be gone in the next release, without a word in the changelog."""
    found = {
        (file.stem, module)
        for file in (SRC / package).rglob("*.py")
        for module in private_imports(ast.parse(file.read_text("utf-8")))
    }

    assert set() == found - KNOWN


def test_a_private_module_would_be_found():
    tree = ast.parse("import _pytest.mark\nfrom typer._click import x\nfrom samestory._a import b")

    assert ["_pytest.mark", "typer._click"] == list(private_imports(tree))
