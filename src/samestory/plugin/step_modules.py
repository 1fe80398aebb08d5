"""The step definitions of a project: found in folders, loaded as modules."""

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from pytest_bdd.parsers import StepParser
from pytest_bdd.steps import step_function_context_registry

from samestory.errors import WrongCall
from samestory.report.results_folder import shown_path


def step_modules(folders: Iterable[Path], root: Path) -> Iterator[ModuleType]:
    """Import every Python file in the folders, under its dotted path below `root`.

    Raise `WrongCall` for a folder that does not exist or does not lie below `root`, and for a file
    that is not Python. Any other error in a file is raised as it is.
    """
    packages = {folder: _dotted(folder.resolve(), root.resolve()) for folder in folders}
    if packages and str(root) not in sys.path:
        sys.path.insert(0, str(root))
    for folder, package in packages.items():
        for file in sorted(folder.glob("*.py")):
            if not file.stem.startswith("_"):
                yield _imported(f"{package}.{file.stem}", root)


def loaded_phrases() -> list[StepParser]:
    """Return the phrases of all steps that are loaded."""
    return [context.parser for context in step_function_context_registry.values()]


def _imported(name: str, root: Path) -> ModuleType:
    try:
        return import_module(name)
    except SyntaxError as error:
        shown = shown_path(Path(error.filename or name), root)
        raise WrongCall(
            f"{shown}, line {error.lineno}: {error.msg}.\n  Fix the file; no step was loaded."
        ) from error


def _dotted(folder: Path, root: Path) -> str:
    if not folder.is_dir():
        raise WrongCall(
            f"The steps are said to be in {folder}, and there is no such folder.\n"
            "  Correct samestory_steps in the project's settings."
        )
    if not folder.is_relative_to(root) or folder == root:
        raise WrongCall(
            f"The steps in {folder} do not lie in a folder of the project, {root}.\n"
            "  Move them there, or start pytest with --rootdir."
        )
    return ".".join(folder.relative_to(root).parts)
