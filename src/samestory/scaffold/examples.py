"""Ready descriptions of well-known software, to be copied into a landscape."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samestory.config.config_errors import listed
from samestory.errors import WrongCall, did_you_mean

PACKED = Path(__file__).parent / "project"
"""Where the wheel carries samestory's own steps and examples."""
CHECKOUT = Path(__file__).parents[3]
KEPT = {"steps": CHECKOUT / "steps", "examples": CHECKOUT / "landscapes" / "examples"}
"""Where a checkout has them: there is one copy of each."""
COPIED = ("systems", "subjects")
"""The tables that are copied; [guard] is for the new landscape to say."""
_ADVICE = re.compile(r": copy the tables \[[^\]]*\] into [^.\n]*(?=\.)")
"""What the opening words advise for a copy by hand."""
_HEADER = re.compile(r"^(?:#.*\n)*\[([^\[\]]+)\]", re.MULTILINE)
"""The first line of a table, with the comments right above it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A description: the text to copy, and what it says.

    `systems` are its tables by name, `hosts` those to allow, `files` the Python files beside it
    that it names, with their texts.
    """

    name: str
    text: str
    systems: Mapping[str, Mapping[str, Any]]
    hosts: tuple[str, ...]
    files: Mapping[str, str]

    @property
    def called(self) -> dict[str, str]:
        """What people call each of its systems, by the name of its table."""
        return {name: each.get("called", name) for name, each in self.systems.items()}

    def knowing(self, kind: str) -> list[str]:
        """Return what people call those of its systems that know such subjects."""
        return [self.called[name] for name, each in self.systems.items() if kind in each]


def folder_of(name: str) -> Path:
    """Return the folder of samestory's own `steps` or `examples`.

    Raise `WrongCall` if this installation lacks it.
    """
    for folder in (PACKED / name, KEPT[name]):
        if folder.is_dir():
            return folder
    raise WrongCall(
        f"This installation of samestory lacks its {name}.\n  Install it again: pip install "
        "--force-reinstall samestory"
    )


def example_called(name: str) -> Example:
    """Return the example of that name; raise `WrongCall` if there is none."""
    known = {each.stem: each for each in folder_of("examples").glob("*.toml")}
    if name not in known:
        raise WrongCall(
            f"There is no example '{name}'.\n"
            f"  {did_you_mean(name, known)}Known examples: {listed(known)}."
        )
    text = known[name].read_text(encoding="utf-8")
    document = tomllib.loads(text)
    systems = document.get("systems", {})
    code = _code(systems, known[name].parent)
    return Example(
        name=name,
        text=copied(text),
        systems=systems,
        hosts=tuple(document.get("guard", {}).get("hosts", ())),
        files={each.name: each.read_text(encoding="utf-8") for each in code},
    )


def copied(text: str) -> str:
    """Return the opening words of an example and the tables to copy, with their comments."""
    headers = [*_HEADER.finditer(text)]
    ends = [*(each.start() for each in headers[1:]), len(text)]
    tables = [
        text[each.start() : end]
        for each, end in zip(headers, ends, strict=True)
        if each[1].split(".")[0].strip() in COPIED
    ]
    opening = _ADVICE.sub("", text[: headers[0].start()].strip(), count=1)
    return "\n".join([opening, "", *tables]).strip() + "\n"


def _code(systems: Mapping[str, Mapping[str, Any]], folder: Path) -> Iterator[Path]:
    """The modules beside a landscape that its systems name: `adapter = "module:Class"`."""
    paths = (each.get(key, "") for each in systems.values() for key in ("adapter", "pages"))
    files = (folder / f"{path.partition(':')[0]}.py" for path in paths if ":" in path)
    yield from dict.fromkeys(each for each in files if each.is_file())
