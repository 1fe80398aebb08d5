"""How keys and values are written in TOML."""

import json
import re
from collections.abc import Mapping

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def toml_key(key: str) -> str:
    """A key as TOML writes it, in quotes if it needs them."""
    return key if _BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def toml(value: object) -> str:
    """Return a value in one line of TOML, its keys in quotes if they need them.

    >>> toml({"at": "state", "means": {"In Review": "placed"}})
    '{ at = "state", means = { "In Review" = "placed" } }'
    >>> print(toml({"total": 'td[data-is="sum"]'}))
    { total = 'td[data-is="sum"]' }
    """
    if isinstance(value, Mapping):
        pairs = (f"{toml_key(str(key))} = {toml(each)}" for key, each in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str) and value.isprintable() and re.search(r'["\\]', value):
        quotes = "'''" if "'" in value else "'"
        if quotes not in value and not value.endswith("'"):
            return f"{quotes}{value}{quotes}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
