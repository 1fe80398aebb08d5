"""The documentation shows nothing that does not work."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer.main
from click import Command, Group
from gherkin.parser import Parser

from samestory.cli import app
from samestory.config import load
from tests.warm_python import warm_python

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    each for each in (ROOT / "docs").rglob("*.md") if not {"site", "_generated"} & {*each.parts}
)
FENCE = re.compile(
    r"^```(?:\{code-block\} )?(?P<language>[\w-]+)\n(?::caption: (?P<file>\S+)\n)?"
    r"(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
OFFLINE = ("samestory init", "samestory doctor --dry", "samestory steps", "samestory schema")
"""What a page may say to do that asks nobody: it is done."""


@dataclass(frozen=True)
class Block:
    """A block of code on a page: what it is, which file it belongs to, and what stands in it."""

    language: str
    file: str
    code: str


def blocks(page: Path) -> list[Block]:
    found = FENCE.finditer(page.read_text("utf-8"))
    return [Block(each["language"], each["file"] or "", each["code"]) for each in found]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project such as the reader's: the demo company's landscape, features and steps."""
    for name in ("features", "steps", "landscapes"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("file", PAGES, ids=lambda each: each.stem)
def test_every_block_of_code_works(file: Path, project: Path) -> None:
    """Blocks with a caption become files of a project; what is said to be done there is done."""
    found = blocks(file)
    if any(each.file.startswith("landscapes/") and each.language == "toml" for each in found):
        shutil.rmtree(project / "features")  # a company of the page's own, which they do not fit
    for each in found:
        if each.file:
            written = project / each.file
            written.parent.mkdir(exist_ok=True)
            before = written.read_text("utf-8") if written.exists() else ""
            written.write_text(f"{before}\n{each.code}" if before else each.code, "utf-8")
    for each in found:
        CHECKS[each.language](each, project)


def _text(_: Block, _project: Path) -> None:
    """What somebody sees; nothing to be run."""


def _toml(block: Block, project: Path) -> None:
    if block.code.startswith("# pyproject.toml"):
        assert tomllib.loads(block.code)["project"]
        return
    if block.file:
        file = project / block.file
    else:
        file = project / "landscapes" / "block.toml"
        guard = "" if "[guard]" in block.code else '[guard]\nhosts = ["*.staging.example.com"]\n'
        file.write_text(guard + block.code, "utf-8")
    secrets = dict.fromkeys(re.findall(r'_env\s*=\s*"(\w+)"', block.code), "made-up")
    assert load(file, secrets).systems


def _python(block: Block, _project: Path) -> None:
    exec(compile(block.code, block.file or "a block", "exec"), {"__name__": "block"})  # noqa: S102 - our own page


def _gherkin(block: Block, _project: Path) -> None:
    head = "" if "Feature:" in block.code else "Feature: f\nScenario: s\n"
    assert Parser().parse(head + block.code)["feature"]["children"]


def _console(block: Block, _project: Path) -> None:
    for line in block.code.splitlines():
        assert line.startswith("$ "), f"a line of a console that is no call: {line}"
        call = line.removeprefix("$ ")
        if call.startswith("samestory "):
            _play(call)


def _play(call: str) -> None:
    if call.startswith(OFFLINE):
        command_line = [warm_python(), "-m", *shlex.split(call)]
        done = subprocess.run(command_line, capture_output=True, text=True, check=False)  # noqa: S603 - our own page
        assert done.returncode == 0, f"{call}\n{done.stdout}{done.stderr}"
        return
    command: Command = typer.main.get_command(app)
    words = shlex.split(call)[1:]
    missing = [each for each in words if each.startswith("features/") and not Path(each).exists()]
    assert [] == missing, f"{call}: no project has these files"
    while isinstance(command, Group):
        command = command.commands[words.pop(0)]
    command.make_context(call, words)  # raises UsageError for what the command does not know


CHECKS = {
    "text": _text,
    "yaml": _text,
    "toml": _toml,
    "python": _python,
    "gherkin": _gherkin,
    "console": _console,
}
