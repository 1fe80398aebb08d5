"""What `--only` means: a feature, a tag, or words of a scenario's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FEATURE = re.compile(r"^\s*Feature:\s*(.+?)\s*$", re.MULTILINE)
_AN_EXPRESSION = re.compile(r"\b(?:or|not)\b|[()]")


class Choice(TypedDict, total=False):
    """What pytest is given to choose by; nothing chooses everything below `paths`."""

    paths: list[str]
    keyword: str
    tag: str


def chosen(only: str | None, features: Path) -> Choice:
    """Read what the user wrote; what is neither a tag nor a feature is looked for in names."""
    if only is None:
        return {"paths": [str(features)]}
    if only.startswith("@"):
        return {"paths": [str(features)], "tag": only.removeprefix("@")}
    if found := set(_meant(only, features)):
        return {"paths": sorted(str(each) for each in found if found.isdisjoint(each.parents))}
    return {"paths": [str(features)], "keyword": _keyword(only)}


def _meant(only: str, features: Path) -> Iterator[Path]:
    """The files and folders that this could be the path or the name of."""
    yield from (path for path in (features / only, features.parent / only) if path.exists())
    for path in [*features.glob("**/*.feature"), *features.glob("*/")]:
        if _plain(only) in {_plain(path.stem), _plain(_feature_name(path))}:
            yield path


def _feature_name(path: Path) -> str:
    found = _FEATURE.search(path.read_text("utf-8")) if path.is_file() else None
    return found[1] if found else path.stem


def _plain(name: str) -> str:
    return "_".join(re.findall(r"\w+", name.lower()))


def _keyword(words: str) -> str:
    """Words as pytest wants them for -k: its own expressions stay, other words must all occur."""
    if _AN_EXPRESSION.search(words):
        return words
    return " and ".join(word for word in re.findall(r"\w+", words) if word != "and")
