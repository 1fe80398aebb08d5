"""`import samestory` is the one public door: what it offers, and that our own projects use it."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import samestory

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "src" / "samestory" / "scaffold" / "templates"
OF_PROJECTS = sorted(
    [
        *(ROOT / "steps").glob("*.py"),
        *(ROOT / "landscapes").rglob("*.py"),
        *TEMPLATES.rglob("*.py.j2"),
    ]
)
DOORS = {"samestory", "samestory.testing"}


def test_the_menu():
    """A name is added or taken away on purpose."""
    assert samestory.__all__ == [
        *("GAP_TYPES", "Action", "Adapter", "BaseUrl", "Bound", "CannotAct", "CannotAsk"),
        *("CannotKnow", "Channel", "ChannelAccess", "Clock", "CompanyLacks", "Counts"),
        *("Customer", "Evidence", "EvidenceStore", "Field", "FieldVerdict", "Footprint"),
        *("ForbiddenHost", "Guard", "Host", "Identity", "Landscape", "LandscapeMistakes", "Line"),
        *("Listens", "Look", "Mention", "Money", "NotDueYet", "NothingToCompare", "Number"),
        *("Observation", "Outcome", "OutcomeUnknown", "Panel", "Patience", "People", "Promise"),
        *("PromiseRules", "QuestionWords", "Revision", "SamestoryError", "Story", "Subject"),
        *("SubjectEntry", "System", "SystemClock", "SystemEntry", "Template", "Unmapped"),
        *("Verdict", "Window", "Wish", "Witnesses", "Words", "WrongCall", "__version__"),
        *("compare", "converge", "explanation", "filled", "format_value", "gap_type", "load"),
        *("masked", "open_landscape", "read_answer", "said"),
    ]


@pytest.mark.parametrize("name", [each for each in samestory.__all__ if each != "__version__"])
def test_every_name_is_explained(name: str):
    """In a sentence of its own, and not in one that it inherits from a built-in class."""
    thing = getattr(samestory, name)
    if typing.get_origin(thing) or isinstance(thing, dict):  # the sentence stands below it
        files = Path(samestory.__file__).parent.rglob("*.py")
        below = re.compile(rf'(?ms)^{name}\b[^\n]* = [^\n]*\n(?:[ }})\]][^\n]*\n)*"""[A-Z]')
        assert any(below.search(each.read_text("utf-8")) for each in files)
        return

    assert inspect.getdoc(thing)
    assert not thing.__doc__.startswith(f"{name}(")  # what a dataclass writes if nobody did


def test_type_checkers_read_the_same_menu():
    """What is imported for them is what is imported when a name is used."""
    tree = ast.parse(Path(samestory.__file__).read_text("utf-8"))
    [block] = [each for each in tree.body if isinstance(each, ast.If)]
    read = {
        alias.name: each.module
        for each in block.body
        if isinstance(each, ast.ImportFrom)
        for alias in each.names
    }

    assert {*samestory.__all__} - {"__version__"} == read.keys()
    assert read == {name: f"samestory.{at}" for name, at in samestory._MODULE_OF.items()}


def test_an_import_is_quick():
    """Nothing is loaded before it is used."""
    program = "import sys; import samestory; print([m for m in sys.modules if 'samestory.' in m])"
    loaded = subprocess.check_output([sys.executable, "-c", program], text=True)  # noqa: S603 - our own

    assert "[]\n" == loaded


def test_what_is_not_on_the_menu_is_no_attribute():
    with pytest.raises(AttributeError, match="module 'samestory' has no attribute 'compere'"):
        samestory.compere  # noqa: B018
    assert {*samestory.__all__} <= {*dir(samestory)}


def test_no_name_is_hidden_by_a_module():
    """`samestory.explain` is a package: a function of that name would be lost on its import."""
    modules = {each.stem for each in Path(samestory.__file__).parent.iterdir()}

    assert set() == modules & {*samestory.__all__}


@pytest.mark.parametrize("file", OF_PROJECTS, ids=lambda file: file.name)
def test_projects_import_from_the_menu_only(file: Path):
    """Whatever else is moved, they go on working."""
    imported = re.findall(r"(?m)^\s*(?:from|import) (samestory[\w.]*)", file.read_text("utf-8"))

    assert set(imported) <= DOORS


def test_every_name_can_be_imported_first():
    """In a process that has imported nothing else: no circle of imports gets in the way."""
    program = """
import importlib, os, sys
import samestory
for module in sorted(set(samestory._MODULE_OF.values())):
    child = os.fork()
    if not child:
        importlib.import_module(f"samestory.{module}")
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        print(module)
"""
    broken = subprocess.check_output([sys.executable, "-c", program], text=True)  # noqa: S603 - our own

    assert "" == broken
