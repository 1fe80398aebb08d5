"""What a landscape says about its company, and about where its systems are."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samestory_demo.supervisor.errors import CompanyMistake

FOLDER = Path("landscapes")
DEMO = "demo"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Description:
    """A company: the arguments for this Python that start it, and the address of its control API.

    `made_up` are the secrets that it uses if the environment has no others. `tables` is the rest of
    the landscape, its variables filled in.
    """

    name: str
    command: tuple[str, ...]
    control: str
    made_up: Mapping[str, str] = field(repr=False)
    tables: Mapping[str, Any] = field(repr=False)


def describe(landscape: Path, environ: Mapping[str, str]) -> Description:
    """Return the company of a landscape; raise `CompanyMistake` if it has none that can be read."""
    document = _read(landscape)
    company = table_in(document, "company")
    made_up = {name: str(each) for name, each in table_in(company, "environment").items()}
    filled = _filled(document, {**made_up, **{k: v for k, v in environ.items() if v}})
    company = table_in(filled, "company")
    command = company.get("command")
    if not isinstance(command, list) or not command or not company.get("control"):
        raise CompanyMistake(
            f"{landscape} has no [company] table with `command` (a list) and `control`, so nothing "
            "can be started.\n  If its systems run already, `samestory run` asks them."
        )
    return Description(
        name=str(company.get("name", landscape.stem)),
        command=tuple(map(str, command)),
        control=str(company["control"]),
        made_up=made_up,
        tables=filled,
    )


def file_of(name: str) -> Path:
    """Return the file of the landscape with that name; a name that ends with .toml is a file."""
    return Path(name) if name.endswith(".toml") else FOLDER / f"{name}.toml"


def landscapes() -> list[Path]:
    """Return the landscapes below the current folder, in alphabetical order."""
    return sorted(FOLDER.glob("*.toml"))


def _read(landscape: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(landscape.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        known = ", ".join(map(str, landscapes()))
        raise CompanyMistake(
            f"There is no '{landscape}' in {Path.cwd()}.\n"
            + (f"  Known landscapes: {known}." if known else "  Go to the folder with landscapes/.")
        ) from None
    except OSError as error:
        raise CompanyMistake(
            f"{landscape} cannot be read: {error.strerror}.\n  Name the file of a landscape."
        ) from None
    except (ValueError, RecursionError) as error:
        raise CompanyMistake(
            f"{landscape} is not TOML: {error}.\n"
            f"  `samestory doctor --dry -l {shlex.quote(str(landscape))}` names every mistake."
        ) from None


def table_in(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return the table of that name; an empty one if there is none."""
    found = document.get(key)
    return found if isinstance(found, Mapping) else {}


def _filled(value: Any, environ: Mapping[str, str]) -> Any:
    """The same value with every `${NAME}` and `${NAME:-default}` in its texts replaced.

    Credentials are left as they are: they are shown, and their values must not be.
    """
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: _variable(found, environ), value)
    if isinstance(value, list):
        return [_filled(each, environ) for each in value]
    if isinstance(value, Mapping):
        return {k: each if k == "auth" else _filled(each, environ) for k, each in value.items()}
    return value


def _variable(found: re.Match[str], environ: Mapping[str, str]) -> str:
    """Its value, else the default; what is not set is for the tester to name."""
    return environ.get(found[1]) or found[2] or ""
