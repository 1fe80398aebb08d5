"""How to log in to a system, with the secrets taken from the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from samestory.config.addresses import check_address
from samestory.config.config_errors import did_you_mean, listed
from samestory.config.entries import IN_THE_QUESTION, Auth, LoginPage, Tokens
from samestory.config.environment import Environment, missing_secret
from samestory.config.header_values import check_header
from samestory.config.tables import Table
from samestory.config.words import Surroundings

_SECRET_IN = ("header", "body")


def read_auth(table: Table, around: Surroundings, kinds: tuple[str, ...]) -> Auth:
    """The table `auth = { kind = "bearer", token_env = "CRM_TOKEN" }`; kind none without one."""
    inner = table.table("auth")
    if not isinstance(table.content.get("auth"), Mapping):
        return Auth()
    kind = inner.needed_text("kind", '"bearer"')
    if kind and kind not in kinds:
        hint = f"{did_you_mean(kind, kinds)}Known here: {listed(kinds)}."
        inner.mistake(f"unknown kind of auth '{kind}'.", hint)
        return Auth()
    auth = _READERS.get(kind, _none)(inner, kind, around)
    inner.unknown_keys()
    return auth


def _none(_table: Table, _kind: str, _around: Surroundings) -> Auth:
    return Auth()


def _with_token(table: Table, kind: str, around: Surroundings) -> Auth:
    """A token as it is, or behind a word of the system's own (`prefix = "Api-Key "`)."""
    of_its_own = kind == "header"
    header = table.needed_text("header", '"X-Api-Key"') if of_its_own else ""
    prefix = table.text("prefix") if of_its_own else ""
    token, variable = _secret(table, "token_env", around.environment)
    check_header(table, f"the token in {variable}", token)
    if prefix:
        check_header(table, "'prefix'", prefix.rstrip())
    return Auth(kind, secret=prefix + token, header=header, variables=(variable,))


def _with_password(table: Table, kind: str, around: Surroundings) -> Auth:
    """A user without a password is a key by itself, as payment processors give them out."""
    user, named = _named(table, "user", '"samestory"', around.environment)
    if named and "password_env" not in table.content:
        table.asked.add("password_env")
        return Auth(kind, user, variables=(named,))
    password, variable = _secret(table, "password_env", around.environment)
    return Auth(kind, user, password, variables=tuple(filter(None, (named, variable))))


def _with_tokens(table: Table, kind: str, around: Surroundings) -> Auth:
    """A token for whoever shows a refresh token, or for a client by itself.

    A mailbox (XOAUTH2) is also told whose it is, and takes either. Some systems want to see the
    token in a header of their own (`header = "X-Access-Token"`).
    """
    mailbox = kind == "xoauth2"
    user = table.needed_text("user", '"orders@example.com"') if mailbox else ""
    header = "" if mailbox else table.text("header")
    refreshes = kind == "oauth2 refresh token" or (mailbox and "refresh_token_env" in table.content)
    environment = around.environment
    client_id, id_named = _named(table, "client_id", '"samestory"', environment)
    secret, secret_named = "", ""
    if not refreshes or "client_secret_env" in table.content:
        secret, secret_named = _secret(table, "client_secret_env", environment)
    refresh, refresh_named = (
        _secret(table, "refresh_token_env", environment) if refreshes else ("", "")
    )
    table.asked.update({"client_secret_env", *(["refresh_token_env"] if mailbox else [])})
    tokens = Tokens(
        url=_token_url(table, around),
        client_id=client_id,
        client_secret=secret,
        refresh_token=refresh,
        scope=table.text("scope"),
        audience=table.text("audience"),
        secret_in=_secret_in(table),
    )
    named = tuple(filter(None, (id_named, secret_named, refresh_named)))
    return Auth(kind, user, header=header, variables=named, tokens=tokens)


def _token_url(table: Table, around: Surroundings) -> str:
    url = table.needed_text("token_url", '"https://login.example.com/oauth2/token"')
    if url:
        check_address(table, "token_url", url, around.guard)
    return url


def _secret_in(table: Table) -> str:
    where = table.text("secret_in", "header")
    if where in _SECRET_IN:
        return where
    hint = f"{did_you_mean(where, _SECRET_IN)}Known: {listed(_SECRET_IN)}."
    table.mistake(f"unknown 'secret_in' '{where}'.", hint)
    return "header"


def _by_form(table: Table, kind: str, around: Surroundings) -> Auth:
    """A login form: its page is a path of the system, its fields are those of the page."""
    path = table.needed_text("page", '"/login/"')
    if path and not path.startswith("/"):
        table.mistake(f"the path '{path}' does not begin with '/'.", f"Write '/{path}'.")
    user, named = _named(table, "user", '"samestory"', around.environment)
    password, variable = _secret(table, "password_env", around.environment)
    page = LoginPage(
        path=path,
        user_field=table.text("user_field", "username"),
        password_field=table.text("password_field", "password"),
        csrf_field=table.text("csrf_field"),
    )
    return Auth(kind, user, password, variables=tuple(filter(None, (named, variable))), login=page)


_READERS: Mapping[str, Callable[[Table, str, Surroundings], Auth]] = MappingProxyType(
    {
        "basic": _with_password,
        "password": _with_password,
        IN_THE_QUESTION: _with_password,
        "bearer": _with_token,
        "header": _with_token,
        "oauth2 client credentials": _with_tokens,
        "oauth2 refresh token": _with_tokens,
        "xoauth2": _with_tokens,
        "login form": _by_form,
    }
)
"""What reads the words of each kind; "none" has no other words."""


KINDS = ("none", *_READERS)
"""All kinds of credentials."""


def _named(table: Table, key: str, example: str, environment: Environment) -> tuple[str, str]:
    """A text that stands there or, as a secret, in the environment: itself and its variable."""
    if f"{key}_env" in table.content:
        table.asked.add(key)
        return _secret(table, f"{key}_env", environment)
    table.asked.add(f"{key}_env")
    return table.needed_text(key, example), ""


def _secret(table: Table, key: str, environment: Environment) -> tuple[str, str]:
    name = table.needed_text(key, '"SOME_VARIABLE"')
    value = environment.secret(name) if name else ""
    if value is None:
        missing_secret(name, key, table.place[:-1], table.mistakes, f" ({key} of auth)")
    return value or "", name
