"""How the documentation is built: `make docs` writes docs/site, without a request to anywhere."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import samestory
import samestory.testing
from samestory.exit_codes import MEANING

project = "samestory"
release = version("samestory")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["site", "_generated"]

html_theme = "furo"
html_title = "samestory"
html_favicon = "favicon.svg"
html_copy_source = False
html_show_sphinx = False
html_static_path: list[str] = []

myst_heading_anchors = 3
default_role = "code"  # a word in backticks is code, in docstrings as in Markdown
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"

HERE = Path(__file__).parent
GENERATED = HERE / "_generated"
COMMANDS = {
    "landscape.md": ["-m", "samestory", "schema", "--format", "markdown"],
    "steps.md": ["-m", "samestory", "steps", "--format", "markdown"],
    "command-line.md": ["-m", "typer", "samestory.cli", "utils", "docs", "--name", "samestory"],
}
"""The pages that the command itself prints."""


def setup(app: object) -> None:
    """Write the generated pages before anything is read; Sphinx calls this."""
    del app
    GENERATED.mkdir(exist_ok=True)
    for name, command in COMMANDS.items():
        printed = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, *command], cwd=HERE.parent, capture_output=True, text=True, check=True
        ).stdout
        (GENERATED / name).write_text(printed, "utf-8")
    (GENERATED / "exit-codes.md").write_text(_exit_codes(), "utf-8")
    (GENERATED / "python.md").write_text(_python(), "utf-8")


def _exit_codes() -> str:
    rows = "".join(f"| {int(code)} | {meaning} |\n" for code, meaning in MEANING.items())
    return f"| exit code | meaning |\n|---|---|\n{rows}"


def _python() -> str:
    pages = {"samestory": samestory.__all__, "samestory.testing": samestory.testing.__all__}
    return "\n".join(f"## {name}\n\n{_documented(name, listed)}" for name, listed in pages.items())


def _documented(module: str, names: list[str]) -> str:
    entries = "".join(f".. autoobject:: {module}.{name}\n\n" for name in names)
    return f"```{{eval-rst}}\n{entries}```\n"
