"""How the documentation is built: `make docs` writes docs/site, without a request to anywhere."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType

from sphinx.application import Sphinx

import samestory
import samestory.testing
from samestory.exit_codes import MEANING

project = "samestory"
release = metadata.version("samestory")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["site", "_generated"]

html_theme = "furo"
html_title = "samestory"
html_favicon = "favicon.svg"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_static_path: list[str] = []

myst_heading_anchors = 3
default_role = "code"  # a word in backticks is code, in docstrings as in Markdown
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
autodoc_preserve_defaults = True

HERE = Path(__file__).parent
GENERATED = HERE / "_generated"
COMMANDS = {
    "landscape.md": ["-m", "samestory", "schema", "--format", "markdown"],
    "steps.md": ["-m", "samestory", "steps", "--format", "markdown"],
    "stories.md": ["-m", "tests.oracle.story_page"],
    "command-line.md": ["-m", "typer", "samestory.cli", "utils", "docs", "--name", "samestory"],
}
"""The pages that commands print."""
DATA = {"GAP_TYPES": "samestory.plugin.phrases"}
"""Where public names that are no function or class are defined and described."""


def setup(app: Sphinx) -> None:
    """Write the generated pages before anything is read; Sphinx calls this."""
    app.connect("autodoc-process-docstring", _with_literal_blocks)
    app.connect("autodoc-process-signature", _with_short_names)
    GENERATED.mkdir(exist_ok=True)
    for name, command in COMMANDS.items():
        printed = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, *command], cwd=HERE.parent, capture_output=True, text=True, check=True
        ).stdout
        (GENERATED / name).write_text(re.sub(r"\A\s*# .*\n", "", printed), "utf-8")
    (GENERATED / "exit-codes.md").write_text(_exit_codes(), "utf-8")
    (GENERATED / "python.md").write_text(_python(), "utf-8")


def _exit_codes() -> str:
    rows = "".join(f"| {int(code)} | {meaning} |\n" for code, meaning in MEANING.items())
    return f"| exit code | meaning |\n|---|---|\n{rows}"


def _python() -> str:
    pages = {module: sorted(module.__all__) for module in (samestory, samestory.testing)}
    return "\n".join(_documented(module, names) for module, names in pages.items())


def _documented(module: ModuleType, names: list[str]) -> str:
    entries = "\n".join(_entry(module, name) for name in names if not name.startswith("__"))
    return f"## {module.__name__}\n\n```{{eval-rst}}\n{entries}```\n"


def _entry(module: ModuleType, name: str) -> str:
    found = getattr(module, name)
    if inspect.isclass(found):
        kind = "exception" if issubclass(found, BaseException) else "class"
        return f".. auto{kind}:: {module.__name__}.{name}\n   :members:\n"
    if callable(found):
        return f".. autofunction:: {module.__name__}.{name}\n"
    return f".. autodata:: {DATA[name]}.{name}\n"


def _with_short_names(*event: object) -> tuple[str, str] | None:
    """Show types by their own names, without the modules that they come from."""
    if not event[-2]:
        return None
    signature, returned = (re.sub(r"~[\w.]+\.", "", str(each or "")) for each in event[-2:])
    return signature, returned


def _with_literal_blocks(*event: object) -> None:
    """Mark what is indented in a docstring as code, as Markdown would take it."""
    lines = event[-1]
    assert isinstance(lines, list)
    for number in range(len(lines) - 1, 0, -1):
        before, line = lines[number - 1], lines[number]
        if line.startswith("    ") and not before.strip():
            lines[number:number] = ["::", ""]
