"""How to log in to a system."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.config.entries import Auth, LoginPage, Tokens
from tests.config.files import CRM, GUARD, mistake, read

ENVIRON = {"TOKEN": "t-secret", "USER_KEY": "u-secret", "PASSWORD": "p-secret"}


def with_auth(auth: str) -> str:
    return GUARD + CRM.replace("[systems.crm.order]", f"auth = {auth}\n[systems.crm.order]")


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ('{ kind = "none" }', Auth()),
        (
            '{ kind = "bearer", token_env = "TOKEN" }',
            Auth("bearer", secret="t-secret", variables=("TOKEN",)),
        ),
        (
            '{ kind = "header", header = "X-Key", token_env = "TOKEN" }',
            Auth("header", secret="t-secret", header="X-Key", variables=("TOKEN",)),
        ),
        (
            '{ kind = "header", header = "Authorization", prefix = "Key ", token_env = "TOKEN" }',
            Auth("header", secret="Key t-secret", header="Authorization", variables=("TOKEN",)),
        ),
        (
            '{ kind = "basic", user = "ann", password_env = "PASSWORD" }',
            Auth("basic", "ann", "p-secret", variables=("PASSWORD",)),
        ),
        (
            '{ kind = "basic", user_env = "USER_KEY" }',
            Auth("basic", "u-secret", variables=("USER_KEY",)),
        ),
        (
            '{ kind = "basic", user_env = "USER_KEY", password_env = "PASSWORD" }',
            Auth("basic", "u-secret", "p-secret", variables=("USER_KEY", "PASSWORD")),
        ),
        (
            (
                '{ kind = "oauth2 client credentials", client_id = "qa", '
                'token_url = "https://id.shop.example/token", client_secret_env = "PASSWORD", '
                'scope = "read", audience = "crm", secret_in = "body" }'
            ),
            Auth(
                "oauth2 client credentials",
                variables=("PASSWORD",),
                tokens=Tokens(
                    url="https://id.shop.example/token",
                    client_id="qa",
                    client_secret="p-secret",
                    scope="read",
                    audience="crm",
                    secret_in="body",
                ),
            ),
        ),
        (
            (
                '{ kind = "oauth2 refresh token", token_url = "http://127.0.0.1:7102/token", '
                'client_id_env = "USER_KEY", refresh_token_env = "TOKEN", header = "X-Token" }'
            ),
            Auth(
                "oauth2 refresh token",
                header="X-Token",
                variables=("USER_KEY", "TOKEN"),
                tokens=Tokens(
                    url="http://127.0.0.1:7102/token",
                    client_id="u-secret",
                    refresh_token="t-secret",
                ),
            ),
        ),
        (
            (
                '{ kind = "login form", page = "/login/", user_env = "USER_KEY", '
                'password_env = "PASSWORD", csrf_field = "csrfmiddlewaretoken" }'
            ),
            Auth(
                "login form",
                "u-secret",
                "p-secret",
                variables=("USER_KEY", "PASSWORD"),
                login=LoginPage(path="/login/", csrf_field="csrfmiddlewaretoken"),
            ),
        ),
    ],
)
def test_every_kind_takes_its_secrets_from_the_environment(
    tmp_path: Path, auth: str, expected: Auth
):
    """No secret ever stands in a landscape."""
    assert expected == read(tmp_path, with_auth(auth), ENVIRON).systems["crm"].auth


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ('{ kind = "barer" }', "unknown kind of auth 'barer'.\n  Did you mean 'bearer'?"),
        ('{ kind = "password" }', "unknown kind of auth 'password'.\n  Known here: basic,"),
        ("{ }", "'kind' is missing."),
        ('{ kind = "bearer" }', "'token_env' is missing."),
        ('{ kind = "bearer", token_env = "OTHER" }', "variable OTHER is not set (token_env of"),
        ('{ kind = "bearer", token_env = "TOKEN", user = "x" }', "unknown key 'user'"),
        ('{ kind = "header", token_env = "TOKEN" }', "'header' is missing."),
        ('{ kind = "basic", password_env = "PASSWORD" }', "'user' is missing."),
        ('{ kind = "basic", user = "ann" }', "'password_env' is missing."),
        ('"bearer"', "'auth' is 'bearer', but must be a table."),
        (
            (
                '{ kind = "oauth2 client credentials", token_url = "https://login.example/t", '
                'client_id = "qa", client_secret_env = "PASSWORD" }'
            ),
            "[guard] does not allow the host 'login.example'.",
        ),
        (
            (
                '{ kind = "oauth2 client credentials", token_url = "http://id.shop.example/t", '
                'client_id = "qa", client_secret_env = "PASSWORD" }'
            ),
            "'token_url' is 'http://id.shop.example/t', so anyone on the network could read",
        ),
        (
            (
                '{ kind = "oauth2 client credentials", client_id = "qa", '
                'client_secret_env = "PASSWORD" }'
            ),
            "'token_url' is missing.",
        ),
        (
            (
                '{ kind = "oauth2 client credentials", token_url = "https://id.shop.example/t", '
                'client_id = "qa" }'
            ),
            "'client_secret_env' is missing.",
        ),
        (
            (
                '{ kind = "oauth2 refresh token", token_url = "https://id.shop.example/t", '
                'client_id = "qa" }'
            ),
            "'refresh_token_env' is missing.",
        ),
        (
            (
                '{ kind = "oauth2 client credentials", token_url = "https://id.shop.example/t", '
                'client_id = "qa", client_secret_env = "PASSWORD", secret_in = "boddy" }'
            ),
            "unknown 'secret_in' 'boddy'.\n  Did you mean 'body'? Known: body, header.",
        ),
        (
            '{ kind = "login form", page = "login", user = "qa", password_env = "PASSWORD" }',
            "the path 'login' does not begin with '/'.",
        ),
        ('{ kind = "login form", user = "qa", password_env = "PASSWORD" }', "'page' is missing."),
    ],
)
def test_what_is_wrong_with_it_is_named(tmp_path: Path, auth: str, expected: str):
    """Each mistake with its fix."""
    assert expected in mistake(tmp_path, with_auth(auth), ENVIRON).replace(
        "  Add it, for instance: kind", ""
    )


def test_a_mailbox_may_be_the_customers_own(tmp_path: Path):
    """`{of}` stands for her address until somebody is asked about."""
    text = (
        GUARD
        + '[systems.inbox]\nadapter = "inbox"\nhost = "127.0.0.1"\ntls = "none"\n'
        + 'auth = { kind = "password", user = "{of}", password_env = "PASSWORD" }\n'
    )

    assert "{of}" == read(tmp_path, text, ENVIRON).systems["inbox"].auth.user


@pytest.mark.parametrize(
    ("token", "wrong"),
    [
        ("geheim-ü", "has a character at place 8 of 8 that no header can carry."),
        ("two\nlines", "has a character at place 4 of 9 that no header can carry."),
        ("secret ", "begins or ends with a space."),
    ],
)
@pytest.mark.parametrize("kind", ['"bearer"', '"header", header = "X-Key"'])
def test_a_token_that_no_header_can_carry_is_a_mistake(
    tmp_path: Path, token: str, wrong: str, kind: str
) -> None:
    """Known before anybody is asked; the token itself is not shown."""
    text = with_auth(f'{{ kind = {kind}, token_env = "TOKEN" }}')
    told = mistake(tmp_path, text, {"TOKEN": token})

    assert f"[systems.crm.auth]: the token in TOKEN {wrong}\n  " in told
    assert token not in told


def test_a_header_of_every_request_is_checked_as_well(tmp_path: Path) -> None:
    header = 'headers = { "X-Shop" = "${SHOP}" }\n[systems.crm.order]'
    text = GUARD + CRM.replace("[systems.crm.order]", header)
    told = mistake(tmp_path, text, {"SHOP": "Zürich"})

    assert "the header 'X-Shop' has a character at place 2 of 6" in told
