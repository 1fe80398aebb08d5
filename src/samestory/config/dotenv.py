"""The file `.env` of a project: variables that the real environment does not set.

It is read as a POSIX shell would read it, line by line, but nothing in it is expanded or run.
"""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

NAME = ".env"
_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)")


def dotenv_of(landscape: Path) -> Path | None:
    """Return the `.env` beside a landscape, or else in the folder above: the project's."""
    folder = landscape.absolute().parent
    places = (folder / NAME, folder.parent / NAME)
    return next((each for each in places if each.is_file()), None)


def read_dotenv(file: Path) -> tuple[dict[str, str], list[str]]:
    """Return the variables of a file, and its mistakes; no value is ever quoted in one."""
    found: dict[str, str] = {}
    mistakes: list[str] = []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return {}, [f"{file.name}: this file cannot be read: {why}.\n  Fix it, or remove it."]
    for number, line in enumerate(map(str.strip, lines), 1):
        if line and not line.startswith("#"):
            match = _LINE.fullmatch(line)
            value = None if match is None else _value(match[2])
            if match is None or value is None:
                mistakes.append(
                    f"{file.name}, line {number}: this is no NAME=value.\n"
                    "  Write NAME='value' in one line, in single quotes if it holds spaces."
                )
            else:
                found[match[1]] = value
    return found, mistakes


def _value(written: str) -> str | None:
    """Take off quotes and a comment; None for what a shell would not take as one word."""
    try:
        words = shlex.split(written)
    except ValueError:  # a quote is not closed
        return None
    comment = next((at for at, word in enumerate(words) if word.startswith("#")), len(words))
    if written.startswith(("'#", '"#')):
        comment = len(words)
    kept = words[:comment]
    return None if len(kept) > 1 else "".join(kept)


def with_dotenv(landscape: Path, environ: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the environment with the gaps filled from `.env`, and the mistakes of that file."""
    file = dotenv_of(landscape)
    filed, mistakes = read_dotenv(file) if file else ({}, [])
    return {**filed, **{name: value for name, value in environ.items() if value}}, mistakes
