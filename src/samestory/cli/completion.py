"""What the shell completes: landscapes, kinds and keys of subjects, scenarios and tags.

Only small files are read, with what Python itself brings; a file that cannot be read offers
nothing, because a shell has no place for an error.
"""

import re
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import typer

from samestory.cli.places import FEATURES, FOLDER, REPORT, usual_landscape

_SUBJECT = re.compile(r'"subject": "(\w[^" ]*(?: [a-z]+)*?) ([^" ]+)"')
_NAME = re.compile(r"^\s*(?:Feature|Scenario|Scenario Outline):\s*(.+?)\s*$", re.MULTILINE)
_TAG = re.compile(r"(?<!\S)@[^\s@#]+")
VERDICTS = "verdicts.jsonl"
MASK = "***"
MOST_KEYS = 30


def landscapes(incomplete: str) -> list[str]:
    """Return the files in the folder of landscapes; other paths are completed by the shell."""
    return _beginning(incomplete, (each.as_posix() for each in sorted(FOLDER.glob("*.toml"))))


def kinds(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the kinds of subjects that a system of the landscape can be asked about."""
    from samestory.config.subjects import KNOWN

    with suppress(OSError, ValueError, AttributeError):
        path = ctx.params.get("landscape") or usual_landscape()
        described = tomllib.loads(Path(path).read_text("utf-8-sig"))
        known = {*KNOWN, *described.get("subjects", {})}
        tables = {each for system in described["systems"].values() for each in system}
        return _beginning(incomplete, sorted(known & tables))
    return []


def standing_rules(incomplete: str) -> list[str]:
    """Return the names of the standing rules."""
    from samestory.core.rules import STANDING_RULES

    return _beginning(incomplete, STANDING_RULES)


def keys(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the keys of that kind that the last run has seen, the latest first."""
    kind = ctx.params.get("kind")
    return _keys(ctx, incomplete, kind) if isinstance(kind, str) else []


def orders(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the orders that the last run has seen, the latest first."""
    return _keys(ctx, incomplete, "order")


def customers(ctx: typer.Context, incomplete: str) -> list[str]:
    """Return the customers that the last run has seen, the latest first."""
    return _keys(ctx, incomplete, "customer")


def choices(incomplete: str) -> list[str]:
    """Return what `--only` can mean: tags, and the names of features and scenarios."""
    found: list[str] = []
    with suppress(OSError):
        texts = [
            each.read_text("utf-8", "replace") for each in sorted(FEATURES.glob("**/*.feature"))
        ]
        lines = [line.strip() for text in texts for line in text.splitlines()]
        found += sorted({tag for line in lines if line[:1] == "@" for tag in _TAG.findall(line)})
        found += [name for text in texts for name in _NAME.findall(text)]
    return _beginning(incomplete, found)


def _keys(ctx: typer.Context, incomplete: str, kind: str) -> list[str]:
    with suppress(OSError):
        folder = Path(ctx.params.get("report") or REPORT)
        recorded = (folder / VERDICTS).read_text("utf-8", "replace")
        seen = [key for of, key in _SUBJECT.findall(recorded) if of == kind and MASK not in key]
        return _beginning(incomplete, reversed(seen))[:MOST_KEYS]
    return []


def _beginning(incomplete: str, words: Iterable[str]) -> list[str]:
    found = (each for each in words if each.lower().startswith(incomplete.lower()))
    return list(dict.fromkeys(found))
