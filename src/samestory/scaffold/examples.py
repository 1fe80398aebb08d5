"""The commented descriptions of well-known software, to be copied into a landscape."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samestory.config.config_errors import did_you_mean, listed
from samestory.errors import WrongCall
from samestory.scaffold.sources import folder_of

COPIED = ("systems", "subjects")
"""The tables that are copied; where anybody may act is for the new landscape to say."""
_ADVICE = re.compile(r": copy the tables \[[^\]]*\] into [^.\n]*(?=\.)")
"""What the opening words say to whoever copies by hand."""
_HEADER = re.compile(r"^\[([^\[\]]+)\]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """One description: its text as it stands, and what it says.

    `systems` are its tables by name. `hosts` are those that it has to be allowed. `files` are the
    Python files beside it that it names, with their texts.
    """

    name: str
    text: str
    systems: Mapping[str, Mapping[str, Any]]
    hosts: tuple[str, ...]
    files: Mapping[str, str]

    def telling(self, kind: str) -> list[str]:
        """What people call those of its systems that can be asked about such subjects."""
        return [self.called[name] for name, each in self.systems.items() if kind in each]

    @property
    def called(self) -> dict[str, str]:
        """What people call each of its systems, by its table."""
        return {name: each.get("called", name) for name, each in self.systems.items()}


def known_examples() -> dict[str, Path]:
    """The file of every example by its name, in alphabetical order."""
    return {each.stem: each for each in sorted(folder_of("examples").glob("*.toml"))}


def example_called(name: str) -> Example:
    """The example of that name. Raises `WrongCall` where there is none."""
    known = known_examples()
    if name not in known:
        raise WrongCall(
            f"There is no example '{name}'.\n"
            f"  {did_you_mean(name, known)}Known examples: {listed(known)}."
        )
    text = known[name].read_text(encoding="utf-8")
    document = tomllib.loads(text)
    systems = document.get("systems", {})
    return Example(
        name=name,
        text=copied(text),
        systems=systems,
        hosts=tuple(document.get("guard", {}).get("hosts", ())),
        files={
            each.name: each.read_text(encoding="utf-8")
            for each in _code(systems, known[name].parent)
        },
    )


def _code(systems: Mapping[str, Mapping[str, Any]], folder: Path) -> Iterator[Path]:
    """The modules beside a landscape that its systems name: `adapter = "module:Class"`."""
    paths = (each.get(key, "") for each in systems.values() for key in ("adapter", "pages"))
    files = (folder / f"{path.partition(':')[0]}.py" for path in paths if ":" in path)
    yield from dict.fromkeys(each for each in files if each.is_file())


def copied(text: str) -> str:
    """The opening words of an example and the tables that are copied, with their comments."""
    opening, *tables = _sections(text)
    chosen = [body for name, body in tables if name.split(".")[0].strip() in COPIED]
    words = _ADVICE.sub("", opening[1].strip(), count=1)
    return "\n".join([words, "", *chosen]).strip() + "\n"


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """What stands before the first table, then each table; comments belong to what follows."""
    starts = [0, *(_with_comments(text, each.start()) for each in _HEADER.finditer(text))]
    names = ["", *(each[1] for each in _HEADER.finditer(text))]
    for name, start, end in zip(names, starts, [*starts[1:], len(text)], strict=True):
        yield name, text[start:end]


def _with_comments(text: str, start: int) -> int:
    """Where the comments right above a table begin."""
    lines = text[:start].splitlines(keepends=True)
    while lines and lines[-1].startswith("#"):
        start -= len(lines.pop())
    return start
