"""The id of a scenario: the same in every run, wherever its file is moved."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from samestory.errors import WrongCall


def scenario_id(
    feature: str, rule: str | None, scenario: str, values: Mapping[str, object] | None = None
) -> str:
    """Return what a scenario is known by: its names as written, and the values of its row.

    >>> scenario_id("Amending", "Until it is picked", "Ada picks <what>", {"what": "BB-IT"})
    'Amending / Until it is picked / Ada picks <what> (what=BB-IT)'
    """
    row = ", ".join(f"{name}={value}" for name, value in sorted((values or {}).items()))
    names = " / ".join(each for each in (feature, rule, scenario) if each)
    return f"{names} ({row})" if row else names


def shard_of(id_: str, of: int) -> int:
    """Return which of so many shards a scenario is in, from 1 on: by its id alone.

    So the shards of machines that know nothing of each other fit together, and a scenario that is
    new moves no other.
    """
    return int.from_bytes(hashlib.sha256(id_.encode()).digest()[:8]) % of + 1


def shard_named(text: str, option: str) -> tuple[int, int]:
    """Return which shard "2/3" means, and of how many. Raise `WrongCall`, naming the option.

    >>> shard_named("2/3", "--shard")
    (2, 3)
    """
    found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    index, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= index <= of:
        raise WrongCall(f"'{text}' is no shard.\n  Write which one of how many: {option} 1/3")
    return index, of


def distinct(ids: Iterable[str]) -> list[str]:
    """Return the ids, with a number behind the second of two that are the same, in their order.

    >>> distinct(["A", "B", "A"])
    ['A', 'B', 'A #2']
    """
    seen: Counter[str] = Counter()
    found = []
    for each in ids:
        seen[each] += 1
        found.append(each if seen[each] == 1 else f"{each} #{seen[each]}")
    return found
