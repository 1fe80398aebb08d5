"""Where something stands in an answer: the steps to it, and the path (JMESPath) there."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Step = str | int
Steps = tuple[Step, ...]
"""The keys and the indexes that lead to a place: ("orders", 0, "total")."""

MOST_PLACES = 50_000
"""Places of one answer that are looked at."""
DEEPEST = 40
"""Steps into an answer that are taken; what is made to nest deeper is no record."""
DISCRIMINATORS = frozenset(
    {"type", "kind", "code", "key", "role", "label", "name", "property", "category"}
)
"""Last words of keys that tell the members of a list apart: `[?type=='shipping']`."""

_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_CODE = re.compile(r"[A-Za-z_][\w .-]{0,39}")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in an answer, and the steps to it."""

    steps: Steps
    said: Any


def spots(document: object) -> list[Spot]:
    """Return every text, number, list of texts and typed value; what says nothing is left out."""
    found: list[Spot] = []
    for steps, said in _walk(document, ()):
        if len(found) >= MOST_PLACES:
            break
        if _is_value(said):
            found.append(Spot(steps, said))
    return found


def objects(document: object) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    """Yield every object, outer ones first."""
    for steps, said in _walk(document, ()):
        if isinstance(said, Mapping) and "__class__" not in said:
            yield steps, said


def lists(document: object) -> Iterator[tuple[Steps, Sequence[Any]]]:
    """Yield every list that has members, and only objects or texts in it."""
    for steps, said in _walk(document, ()):
        if isinstance(said, list) and said:
            yield steps, said


def _walk(said: object, steps: Steps) -> Iterator[tuple[Steps, object]]:
    yield steps, said
    if len(steps) >= DEEPEST:
        return
    if isinstance(said, Mapping) and "__class__" not in said:
        for key, each in said.items():
            yield from _walk(each, (*steps, str(key)))
    elif isinstance(said, list):
        for at, each in enumerate(said):
            yield from _walk(each, (*steps, at))


def _is_value(said: object) -> bool:
    if isinstance(said, Mapping):
        return "__class__" in said
    if isinstance(said, list):
        return bool(said) and all(isinstance(each, str) for each in said)
    return said is not None and said != "" and not isinstance(said, bool)


def at_steps(document: Any, steps: Steps) -> Any:
    """Return what stands at the end of the steps; None if nothing does."""
    for step in steps:
        try:
            document = document[step]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def key_words(key: Step) -> tuple[str, ...]:
    """Return the words of a key in small letters.

    >>> key_words("totalAmountInclTax"), key_words("hs_sku"), key_words(0)
    (('total', 'amount', 'incl', 'tax'), ('hs', 'sku'), ())
    """
    return () if isinstance(key, int) else tuple(each.lower() for each in _WORDS.findall(key))


def key_in_path(key: str) -> str:
    """Return a key as JMESPath writes it; one with other signs than letters in quotes."""
    return key if _PLAIN.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def path_to(
    document: Any, steps: Steps, known: Collection[str] = (), *, filters: bool = True
) -> str:
    """Return the path to a place, "@" for all of it.

    A member of a list is named by a word that tells it from the others, if there is one, for its
    position may change. A word that is one of the `known` values is that of this order alone.
    """
    path = ""
    for number, step in enumerate(steps):
        if isinstance(step, str):
            path += f".{key_in_path(step)}" if path else key_in_path(step)
            continue
        members = at_steps(document, steps[:number])
        told = _told_apart(members, step, known) if filters else None
        path += (
            f"[{step}]" if told is None else f"[?{key_in_path(told[0])}=={literal(told[1])}] | [0]"
        )
    return path or "@"


def named_steps(document: object, steps: Steps) -> Steps:
    """Return the steps with the word that tells a member of a list apart in place of its index."""
    found: list[Step] = []
    for number, step in enumerate(steps):
        members = at_steps(document, steps[:number]) if isinstance(step, int) else None
        told = _told_apart(members, step, ()) if isinstance(step, int) else None
        found.append(step if told is None else told[1])
    return tuple(found)


def _told_apart(members: Any, at: int, known: Collection[str]) -> tuple[str, str] | None:
    """Return the key and the word by which one member of a list differs from all others.

    JSON-LD names its objects by "@type", even if there is only one.
    """
    if len(members) == 1 and isinstance(members[0], Mapping):
        named = members[0].get("@type")
        return ("@type", named) if isinstance(named, str) else None
    if len(members) < 2 or not all(isinstance(each, Mapping) for each in members):
        return None
    for key, said in members[at].items():
        others = [each.get(key) for each in members]
        if (
            key_words(key)[-1:]
            and key_words(key)[-1] in DISCRIMINATORS
            and all(isinstance(each, str) for each in others)
            and others.count(said) == 1
            and _CODE.fullmatch(said)
            and said.casefold() not in known
        ):
            return key, said
    return None


def literal(text: str) -> str:
    """Return a text as JMESPath writes it in a condition: 'shipping'."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
