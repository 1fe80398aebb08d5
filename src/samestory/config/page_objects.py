"""The page objects of a company, imported from beside its landscape."""

import importlib
import importlib.util
import sys
from hashlib import blake2s
from pathlib import Path
from types import ModuleType
from typing import Any

from samestory.config.config_errors import Notes, listed
from samestory.errors import did_you_mean

PAGES = "The class of its page objects, by its import path from the landscape's folder."


def reading_method(kind: str) -> str:
    """The method that reads a kind of subject: `read_order`, `read_resent_confirmation`."""
    return f"read_{kind.replace(' ', '_').replace('-', '_')}"


def read_class(table: Notes, key: str, path: str, folder: Path) -> type[Any] | None:
    """A class by its import path, looked for in the landscape's folder first."""
    module_name, _, name = path.partition(":")
    if not module_name or not name:
        table.mistake(f"'{key}' is '{path}', which is no import path.", "Write module:Class.")
        return None
    try:
        module = _module(module_name, folder)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong in a company's own file is its mistake
        why = f"{type(error).__name__}: {error}"
        nearest = did_you_mean(module_name, [each.stem for each in folder.glob("*.py")]).rstrip()
        misspelt = nearest and _is_not_there(module_name, error)
        fix = nearest if misspelt else f"Fix {module_name} in {folder}."
        table.mistake(f"'{key}' cannot be imported: {why}.", fix)
        return None
    found = getattr(module, name, None)
    if isinstance(found, type):
        return found
    classes = [
        each
        for each, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    ]
    table.mistake(
        f"'{key}': {module_name} has no class '{name}'.",
        f"{did_you_mean(name, classes)}Known classes: {listed(classes)}.",
    )
    return None


def _is_not_there(module: str, error: Exception) -> bool:
    """Whether it is this module that was not found, and none that it imports."""
    return isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}.")


def check_reads(table: Notes, pages: type[Any] | None, kind: str) -> None:
    """Note page objects without a method that reads this kind of subject."""
    method = reading_method(kind)
    if pages is not None and not callable(getattr(pages, method, None)):
        table.mistake(
            f"the class {pages.__name__} cannot read '{kind}': it has no method {method}.",
            f"Add {method}(self, key, of) to it, or leave out the table of '{kind}'.",
        )


def _module(name: str, folder: Path) -> ModuleType:
    """A file of the folder under a name of its own: two landscapes may both have a `pages.py`."""
    file = folder / f"{name}.py"
    if not file.is_file():
        return importlib.import_module(name)
    own_name = (
        f"samestory_landscape_{blake2s(str(file.resolve()).encode()).hexdigest()[:12]}_{name}"
    )
    if own_name not in sys.modules:
        _execute(own_name, file)
    return sys.modules[own_name]


def _execute(name: str, file: Path) -> None:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None, f"{file} is a Python file"
    assert spec.loader is not None, f"{file} is a Python file"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up while it is being executed
    sys.path.insert(0, str(file.parent))  # it may import its neighbours
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    finally:
        sys.path.remove(str(file.parent))
