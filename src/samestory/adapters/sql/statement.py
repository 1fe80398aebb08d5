"""A SELECT as a landscape writes it: one statement that only reads, with `:key` and `:of` in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

PARAMETERS = ("key", "of")

_QUOTED = r"""
    '(?:[^']|'')*'              # a text
  | "(?:[^"]|"")*"              # a name
  | `[^`]*`                     # the same
  | --[^\n]*                    # a comment to the end of the line
  | /\*.*?\*/                   # a comment
  | \$(\w*)\$.*?\$\1\$          # PostgreSQL's text between dollars
"""
_LITERALS = re.compile(_QUOTED, re.DOTALL | re.VERBOSE)
_READS = re.compile(r"\s*(?:SELECT|WITH)\b", re.IGNORECASE)
_BRACES = re.compile(r"\{(\w+)[^{}]*\}")
_BINDS = re.compile(r"(?<![:\w\\]):(\w+)")
"""What SQLAlchemy takes for a parameter: not `\\:x`."""


def without_casts(statement: str) -> str:
    """The statement with PostgreSQL's `::text` escaped: of `:key::text`, SQLAlchemy takes `:ke`."""
    return statement.replace("::", r"\:\:")


def parameters(statement: str) -> list[str]:
    """The names after colons, each once, in the order in which they stand."""
    return list(dict.fromkeys(_BINDS.findall(without_casts(statement))))


def problem(statement: str) -> tuple[str, str] | None:
    """What is wrong with a statement and how to mend it, or None.

    This only finds honest mistakes early. That nothing is ever written is the database's own
    doing: see `database`.
    """
    bare = _LITERALS.sub(" ", statement).strip().removesuffix(";")
    if ";" in bare:
        return "there is more than one statement.", "Write one SELECT and no ';'."
    if not _READS.match(bare):
        first = next(iter(bare.split()), "")
        return (
            f"the statement begins with '{first[:20]}'.",
            "Write one SELECT or WITH.",
        )
    if name := next((each for each in _BRACES.findall(statement) if each in PARAMETERS), None):
        return f"the SELECT holds {{{name}}}, which nothing fills there.", f"Write :{name}."
    if not set(parameters(statement)) & set(PARAMETERS):
        return (
            "the SELECT asks about nobody.",
            "Say whom you mean by :key or :of, for instance: WHERE number = :key",
        )
    quoted = next((each for text in _texts(statement) for each in parameters(text)), None)
    if quoted in PARAMETERS:
        return f"':{quoted}' stands in quotes, and is a text there.", f"Write :{quoted} alone."
    return None


def _texts(statement: str) -> Iterable[str]:
    """Its quoted texts, with their quotes; a comment or a name is none."""
    return (found[0] for found in _LITERALS.finditer(statement) if found[0].startswith("'"))


def unknown_parameters(statement: str) -> Iterable[str]:
    """The names after colons that mean nothing."""
    return [name for name in parameters(statement) if name not in PARAMETERS]
