"""How to log in to a system, with the secrets taken from the environment."""

from __future__ import annotations

from collections.abc import Mapping

from samestory.landscape.environment import Environment, missing_variable
from samestory.landscape.mistakes import did_you_mean, listed
from samestory.landscape.tables import Table
from samestory.systems.entries import Auth


def read_auth(table: Table, environment: Environment, kinds: tuple[str, ...]) -> Auth:
    """The table `auth = { kind = "bearer", token_env = "CRM_TOKEN" }`; kind none without one."""
    inner = table.table("auth")
    if not isinstance(table.content.get("auth"), Mapping):
        return Auth()
    kind = inner.needed_text("kind", '"bearer"')
    if kind and kind not in kinds:
        hint = f"{did_you_mean(kind, kinds)}Known here: {listed(kinds)}."
        inner.mistake(f"unknown kind of auth '{kind}'.", hint)
        return Auth()
    auth = _read(inner, kind, environment)
    inner.unknown_keys()
    return auth


def _read(table: Table, kind: str, environment: Environment) -> Auth:
    if kind in {"basic", "password"}:
        return _with_password(table, kind, environment)
    if kind in {"bearer", "header"}:
        header = table.needed_text("header", '"X-Api-Key"') if kind == "header" else ""
        token, variable = _secret(table, "token_env", environment)
        return Auth(kind, secret=token, header=header, variables=(variable,))
    return Auth()


def _with_password(table: Table, kind: str, environment: Environment) -> Auth:
    """A user without a password is a key by itself, as payment processors give them out."""
    if "user_env" in table.content:
        table.asked.add("user")
        user, named = _secret(table, "user_env", environment)
        if "password_env" not in table.content:
            table.asked.add("password_env")
            return Auth(kind, user, variables=(named,))
    else:
        table.asked.add("user_env")
        user, named = table.needed_text("user", '"samestory"'), ""
    password, variable = _secret(table, "password_env", environment)
    return Auth(kind, user, password, variables=tuple(filter(None, (named, variable))))


def _secret(table: Table, key: str, environment: Environment) -> tuple[str, str]:
    name = table.needed_text(key, '"SOME_VARIABLE"')
    value = environment.secret(name) if name else ""
    if value is None:
        missing_variable(name, table.place[:-1], table.mistakes, f" ({key} of auth)")
    return value or "", name
