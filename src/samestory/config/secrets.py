"""The environment variables that a landscape takes its secrets from."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samestory.config.dotenv import with_dotenv
from samestory.config.environment import made_up_secrets, names_variable

STAND_IN = "not-set"
"""What stands for a secret that is not set, while no system is asked."""
STAND_INS: Mapping[str, str] = {"url_env": "sqlite:///not-set.db"}
"""The same for what has to be of some form, by the key that names the variable."""


def unset(path: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """The variables of a landscape that are not set, with something to stand in for each.

    No system can be asked with that, but the file can be checked. What is not a name of a variable
    has no stand-in, so that it is reported as a mistake. Whatever is wrong with the file is
    reported when it is loaded, so that here it has no variables.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}
    given, _ = with_dotenv(path, environ)
    made_up = made_up_secrets(document)
    return {
        name: STAND_INS.get(key, STAND_IN)
        for key, name in variables(document)
        if names_variable(name) and not given.get(name) and name not in made_up
    }


def variables(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every key that names an environment variable (`token_env`), however deep, and its name."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from variables(value)
        elif key.endswith("_env") and isinstance(value, str) and value:
            yield key, value
