"""A SELECT as a landscape writes it: one statement that only reads, with `:key` and `:of` in it."""

import re
from collections.abc import Mapping

PARAMETERS = ("key", "of")
MOST_ROWS = 1000
"""Rows of one SELECT that are read; a record of one customer never has as many."""
LARGEST = 5_000_000
"""Characters of all values of one SELECT that are read."""
Row = Mapping[str, object]

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
    """Escape PostgreSQL's `::text`: of `:key::text`, SQLAlchemy takes `:ke`."""
    return statement.replace("::", r"\:\:")


def parameters(statement: str) -> list[str]:
    """Return the names after colons, each once, in their order."""
    return list(dict.fromkeys(_BINDS.findall(without_casts(statement))))


def problem(statement: str) -> tuple[str, str] | None:
    """Return what is wrong with a statement and how to fix it, or None.

    This only finds honest mistakes early: that nothing is ever written, the database ensures (see
    `database`).
    """
    bare = _LITERALS.sub(" ", statement).strip().removesuffix(";")
    if ";" in bare:
        return "there is more than one statement.", "Write one SELECT and no ';'."
    if not _READS.match(bare):
        first = next(iter(bare.split()), "")
        return f"the statement begins with '{first[:20]}'.", "Write one SELECT or WITH."
    if name := next((each for each in _BRACES.findall(statement) if each in PARAMETERS), None):
        return f"the SELECT holds {{{name}}}, which nothing fills there.", f"Write :{name}."
    if not set(parameters(statement)) & set(PARAMETERS):
        return (
            "the SELECT does not name the subject.",
            "Use :key or :of, for instance: WHERE number = :key",
        )
    texts = (each[0] for each in _LITERALS.finditer(statement) if each[0].startswith("'"))
    quoted = next((each for text in texts for each in parameters(text)), None)
    if quoted in PARAMETERS:
        return f"':{quoted}' stands in quotes, and is a text there.", f"Write :{quoted} alone."
    return None
