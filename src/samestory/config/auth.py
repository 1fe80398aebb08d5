"""How to log in to a system, with the secrets taken from the environment."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar, Literal, get_args

from samestory.config.config_errors import listed
from samestory.config.entries import Auth, LoginPage, Tokens
from samestory.config.header_values import check_header
from samestory.config.value_types import OneOf, PathFromRoot, Url, Variable
from samestory.config.words import Surroundings, Words, shown, word
from samestory.errors import did_you_mean

_PASSWORD = "The environment variable that holds the password."  # noqa: S105 - a description
_TOKEN = "The environment variable that holds the token."  # noqa: S105 - a description


class NoAuth(Words):
    """No credentials."""

    kind: Literal["none"] = word("Nothing is shown to the system.")

    def auth(self, around: Surroundings) -> Auth:  # noqa: ARG002 - others take secrets from there
        """Return the credentials, with their secrets."""
        return Auth()


class TokenAuth(Words):
    """A token in the header Authorization."""

    kind: Literal["bearer"] = word("A token in the header Authorization.")
    token_env: Variable = word(_TOKEN, "CRM_TOKEN")

    def auth(self, around: Surroundings) -> Auth:
        """Return the credentials, with their secrets."""
        token = _token(self.token_env, around)
        return Auth(self.kind, secret=token, variables=(self.token_env,))


class HeaderAuth(Words):
    """A token in a header of the system's own."""

    kind: Literal["header"] = word("A token in a header of the system's own.")
    header: str = word("The name of the header.", "X-Api-Key")
    prefix: str = word("What stands before the token.", "Api-Key ", default="")
    token_env: Variable = word(_TOKEN, "CRM_TOKEN")

    def auth(self, around: Surroundings) -> Auth:
        """Return the credentials, with their secrets."""
        if self.prefix:
            check_header(around, "'prefix'", self.prefix.rstrip())
        token = self.prefix + _token(self.token_env, around)
        return Auth(self.kind, secret=token, header=self.header, variables=(self.token_env,))


class _User(Words):
    """A user that stands in the landscape or, as a secret, in the environment."""

    user: str = word("The name of the user.", "samestory", default="")
    user_env: Variable = word("The environment variable that holds it.", "CRM_USER", default="")

    password_env: Variable = word(_PASSWORD, "CRM_PASSWORD")

    def check(self, around: Surroundings) -> None:
        """Note a user that is missing."""
        _need_one(self, around, "user", "samestory")

    def auth(self, around: Surroundings) -> Auth:
        """Return the credentials, with their secrets."""
        variables = tuple(filter(None, (self.user_env, self.password_env)))
        user = _secret(self.user_env, around) or self.user
        kind, password = getattr(self, "kind", ""), _secret(self.password_env, around)
        return Auth(kind, user, password, variables=variables)


class PasswordAuth(_User):
    """A user and a password."""

    kind: Literal["basic", "password", "in the question"] = word(
        "A user and a password: in a header, for a server that asks for them, or in the question."
    )
    password_env: Variable = word(_PASSWORD, "CRM_PASSWORD", default="")

    def check(self, around: Surroundings) -> None:
        """Note what is missing; a user from the environment may be a key by itself."""
        super().check(around)
        if "password_env" not in self.model_fields_set and not self.user_env:
            _missing(around, "password_env", "CRM_PASSWORD")


class LoginFormAuth(_User):
    """A login form of the system."""

    kind: Literal["login form"] = word("A page of the system on which the user logs in.")
    page: PathFromRoot = word("The path of that page.", "/login/")
    user_field: str = word("The name of the field for the user.", default="username")
    password_field: str = word("The name of the field for the password.", default="password")
    csrf_field: str = word("The name of a field that the page fills in by itself.", default="")

    def auth(self, around: Surroundings) -> Auth:
        """Return the credentials, with their secrets."""
        page = LoginPage(
            path=self.page,
            user_field=self.user_field,
            password_field=self.password_field,
            csrf_field=self.csrf_field,
        )
        return replace(super().auth(around), login=page)


_CLIENT_SECRET = "The environment variable that holds the client's secret."  # noqa: S105 - a description
_REFRESH = "The environment variable that holds the refresh token."


class _Tokens(Words):
    """An access token that is fetched (RFC 6749)."""

    token_url: Url = word(
        "The address that gives out tokens.", "https://login.example.com/oauth2/token"
    )
    client_id: str = word("The name of the client.", "samestory", default="")
    client_id_env: Variable = word("The environment variable that holds it.", default="")
    client_secret_env: Variable = word(_CLIENT_SECRET, "CRM_SECRET", default="")
    refresh_token_env: Variable = word(_REFRESH, "CRM_REFRESH", default="")
    scope: str = word("What the token is for.", "read", default="")
    audience: str = word("Whom the token is for.", "crm", default="")
    secret_in: Annotated[str, OneOf(("header", "body"))] = word(
        "Where the client's secret is sent: in the header or in the body.", "body", default="header"
    )

    def check(self, around: Surroundings) -> None:
        """Note a client that is missing."""
        _need_one(self, around, "client_id", "samestory")

    def auth(self, around: Surroundings) -> Auth:
        """Return the credentials, with their secrets."""
        tokens = Tokens(
            url=self.token_url,
            client_id=_secret(self.client_id_env, around) or self.client_id,
            client_secret=_secret(self.client_secret_env, around),
            refresh_token=_secret(self.refresh_token_env, around),
            scope=self.scope,
            audience=self.audience,
            secret_in=self.secret_in,
        )
        variables = (self.client_id_env, self.client_secret_env, self.refresh_token_env)
        return Auth(
            getattr(self, "kind", ""),
            getattr(self, "user", ""),
            header=getattr(self, "header", ""),
            variables=tuple(filter(None, variables)),
            tokens=tokens,
        )


class _TokensInHeaders(_Tokens):
    header: str = word(
        "The header for the token, if it is not Authorization.", "X-Access-Token", default=""
    )


class ClientCredentials(_TokensInHeaders):
    """An access token for the client itself."""

    kind: Literal["oauth2 client credentials"] = word("An access token for the client itself.")
    client_secret_env: Variable = word(_CLIENT_SECRET, "CRM_SECRET")
    refresh_token_env: ClassVar[str] = ""  # type: ignore[misc]  # not a word of this kind


class RefreshToken(_TokensInHeaders):
    """An access token for a refresh token."""

    kind: Literal["oauth2 refresh token"] = word("An access token for a refresh token.")
    refresh_token_env: Variable = word(_REFRESH, "CRM_REFRESH")


class MailboxToken(_Tokens):
    """An access token for a mailbox (XOAUTH2)."""

    kind: Literal["xoauth2"] = word("An access token for a mailbox.")
    user: str = word("Whose mailbox it is.", "orders@example.com")

    def check(self, around: Surroundings) -> None:
        """Note a client that is missing, or has neither a secret nor a refresh token."""
        super().check(around)
        if not self.model_fields_set & {"client_secret_env", "refresh_token_env"}:
            _missing(around, "client_secret_env", "SOME_VARIABLE")


CREDENTIALS: tuple[Any, ...] = (
    *(NoAuth, TokenAuth, HeaderAuth, PasswordAuth, LoginFormAuth),
    *(ClientCredentials, RefreshToken, MailboxToken),
)
"""What may stand in `auth`, told apart by its `kind`."""


def kinds_of(model: type[Words]) -> tuple[str, ...]:
    """Return the kinds that a table may have which is told apart by its `kind`."""
    return get_args(model.model_fields["kind"].annotation)


_MODELS = {kind: model for model in CREDENTIALS for kind in kinds_of(model)}
KINDS = tuple(_MODELS)
"""All kinds of credentials."""


def read_auth(given: object, around: Surroundings, kinds: tuple[str, ...]) -> Auth:
    """Return what `auth = { kind = "bearer", ... }` says; kind none for None."""
    if not isinstance(given, Mapping):
        if given is not None:
            fact = f"'auth' is {shown(given)}, but must be a table."
            around.mistake(fact, "Change it, or leave it out.")
        return Auth()
    place = (*around.place, "auth")
    with around.within(place):
        kind = given.get("kind")
        if kind is None:
            _missing(around, "kind", "bearer")
        elif kind not in kinds:
            hint = f"{did_you_mean(str(kind), kinds)}Known here: {listed(kinds)}."
            around.mistake(f"unknown kind of auth '{kind}'.", hint)
        else:
            auth: Auth = _MODELS[kind].read(given, place, around).auth(around)
            return auth
    return Auth()


def _missing(around: Surroundings, key: str, example: str) -> None:
    fix = f'Add it, for instance: {key} = "{example}"'
    around.mistake(f"'{key}' is missing.", fix)


def _need_one(table: Words, around: Surroundings, key: str, example: str) -> None:
    if not table.model_fields_set & {key, f"{key}_env"}:
        _missing(around, key, example)


def _secret(variable: str, around: Surroundings) -> str:
    return (around.environment.secret(variable) or "") if variable else ""


def _token(variable: str, around: Surroundings) -> str:
    token = _secret(variable, around)
    check_header(around, f"the token in {variable}", token)
    return token
