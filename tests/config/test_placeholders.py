"""Whatever looks like a placeholder is one and is filled, or the landscape is mistaken."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.errors import LandscapeMistakes
from tests.config.files import CRM, GUARD, mistake, read

ERP = """
[systems.erp]
adapter = "sql"
url     = "sqlite:///orders.db"

[systems.erp.order]
find   = "{select}"
record = "rows[0]"
total  = {{ at = "total", as = "decimal", currency = "EUR" }}
"""
INBOX = """
[systems.inbox]
adapter = "inbox"
host    = "127.0.0.1"
auth    = {{ kind = "password", user = "{user}", password_env = "P" }}

[systems.inbox.confirmation]
find  = {{ subject = "{subject}" }}
count = {{ at = "length(mails)" }}
"""


def crm(find: str, more: str = "") -> str:
    """A CRM that is asked by this `find`; `more` stands in its own table."""
    asked = CRM.replace('find   = "/deals?order_number={key}"', f"find = {find}")
    return GUARD + asked.replace('called   = "CRM"', f'called = "CRM"\n{more}')


def inbox(subject: str = "order {key}", user: str = "{of}") -> str:
    return GUARD + INBOX.format(subject=subject, user=user)


def erp(select: str) -> str:
    return GUARD + ERP.format(select=select)


UNBALANCED = "its braces do not match"
OPEN = {
    "'/o?n={key'": UNBALANCED,
    "'/o?n=key}'": UNBALANCED,
    "'/o?n={key|lower'": UNBALANCED,
    "'/o?n={key}&o={of'": UNBALANCED,
    "'/o?n={{key}}'": "its braces are doubled",
    "'/o?n={ key }'": "'{ key }' is not a placeholder",
    "'/o?n={key:d}'": "'{key:d}' is not a placeholder",
    "'/o?n={key | lower}'": "'{key | lower}' is not a placeholder",
    "'/o?n={}'": "'{}' is not a placeholder",
    "'/orders/:key'": "':key' is not a placeholder",
    "'/orders/<key>'": "'<key>' is not a placeholder",
    "'/orders/%(key)s'": "'%(key)s' is not a placeholder",
    "{ path = '/o', query = { n = '{key', o = '{of}' } }": UNBALANCED,
    "{ path = '/o?n={key}', headers = { X-Order = '{key' } }": UNBALANCED,
    "{ path = '/o', body = { n = ['{key}', { o = '{ of }' }] } }": "'{ of }' is not a placeholder",
    "{ path = '/o', body = { q = '{\"n\": \"{key}\"' } }": UNBALANCED,
}


@pytest.mark.parametrize("find", OPEN)
def test_what_is_no_blank_is_not_asked_as_it_stands(tmp_path: Path, find: str) -> None:
    """In every part of a question."""
    told = mistake(tmp_path, crm(find))

    assert (
        f"would be asked as it stands: {OPEN[find]}.\n  Write a placeholder as one of these" in told
    )


def test_the_message_says_how_a_blank_is_written(tmp_path: Path) -> None:
    assert (
        "staging.toml, [systems.crm.order]: '/o?n={key' would be asked as it stands: its braces "
        "do not match.\n  Write a placeholder as one of these, without spaces: {key}, {of}."
    ) == mistake(tmp_path, crm('"/o?n={key"'))


@pytest.mark.parametrize(
    "find",
    [
        """'/o?q={"op":"AND","val":[["number","{key}"]]}'""",
        """'/o?fields=order{id,total}&n={key}'""".replace("{id,", "{ id,"),
        """{ path = '/o', body = { q = '{"a": {}, "n": "{key|json}"}' } }""",
        """{ path = '/o', body = { search = "name:{key} AND at:12:30" } }""",
        """'/o/{key}:{of}?t=:x'""",
    ],
)
def test_braces_and_colons_of_the_systems_own_are_left_alone(tmp_path: Path, find: str) -> None:
    """JSON in a parameter, lists of fields, and whatever else is balanced."""
    assert read(tmp_path, crm(find))


@pytest.mark.parametrize("name", ["{key}", "{key", "{ key }"])
def test_a_name_is_never_filled_in(tmp_path: Path, name: str) -> None:
    told = mistake(tmp_path, crm(f"{{ path = '/o?n={{key}}', query = {{ '{name}' = 'x' }} }}"))

    assert f"the name '{name}' is never filled in.\n  Put placeholders into values only." in told


def test_a_hop_leaves_nothing_open_either(tmp_path: Path) -> None:
    via = 'via = [{ name = "c", find = "/c?m={key", take = { id = "[0].id" } }]'
    text = crm('"/o?c={id}"').replace('record = "results[0]"', f'record = "answer"\n{via}')

    assert UNBALANCED in mistake(tmp_path, text.replace('"amount_minor"', '"answer.n"'))


def test_a_question_that_is_the_same_for_all_is_none(tmp_path: Path) -> None:
    """Two systems that each tell their latest order may well agree."""
    assert (
        "staging.toml, [systems.crm.order]: the question does not name the subject: it is the same "
        "for every subject.\n  Say whom you mean by {key} or {of}."
    ) == mistake(tmp_path, crm('"/orders/latest"'))


@pytest.mark.parametrize(
    "more",
    [
        "headers = { X-Order = '{key}' }",
        "auth = { kind = 'basic', user = '{key}', password_env = 'P' }",
        "paging = { kind = 'page', items = 'results', parameter = '{key}' }",
    ],
)
def test_what_holds_for_every_question_is_not_filled(tmp_path: Path, more: str) -> None:
    """The system would be asked with braces in it."""
    told = mistake(tmp_path, crm('"/o?n={key}"', more), {"P": "x"})

    assert (
        f"'{more.split(maxsplit=1)[0]}' holds {{key}}, which is filled in questions only.\n" in told
    )


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("headers = { X-Order = 'secret-{key' }", "{key"),
        ("headers = { X-Order = 'key} secret' }", "key}"),
        ("headers = { X-Order = '{ key } secret' }", "{ key }"),
        ("headers = { 'X-{key}' = 'secret' }", "{key}"),
    ],
)
def test_half_a_blank_is_not_filled_either(tmp_path: Path, more: str, shown: str) -> None:
    """Nothing beside it is told: a secret may stand there."""
    told = mistake(tmp_path, crm('"/o?n={key}"', more))

    assert f"'headers' holds {shown}, which is filled in questions only.\n" in told
    assert "secret" not in told


def test_an_address_holds_no_half_of_a_blank(tmp_path: Path) -> None:
    text = crm('"/o?n={key}"').replace('base_url = "', 'base_url = "http://127.0.0.1/{key" #')

    assert "'base_url' holds {key, which is filled in questions only." in mistake(tmp_path, text)


def test_braces_of_a_header_are_its_own(tmp_path: Path) -> None:
    """JSON is sent as it stands, and so is a token with a brace in it."""
    more = "headers = { X-Filter = '{\"key\": 1}', X-Token = '${TOKEN}' }"

    assert read(tmp_path, crm('"/o?n={key}"', more), {"TOKEN": "a{b}}c"})


def test_a_path_is_not_filled(tmp_path: Path) -> None:
    text = crm('"/o?n={key}"').replace('"results[0]"', """"results[?n=='{key}'] | [0]\"""")

    assert "'record' holds {key}, which is filled in questions only." in mistake(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        (inbox(subject="order {key"), UNBALANCED),
        (inbox(subject="order {ky}"), "unknown placeholder {ky} in 'order {ky}'."),
        (inbox(user="{off}"), "unknown placeholder {off} in '{off}'."),
        (inbox(user="{of"), UNBALANCED),
    ],
)
def test_a_mailbox_is_searched_for_nothing_open(tmp_path: Path, text: str, fact: str) -> None:
    assert fact in mistake(tmp_path, text.replace("127.0.0.1", "imap.shop.example"), {"P": "x"})


@pytest.mark.parametrize(
    ("select", "told"),
    [
        (
            "SELECT total FROM orders WHERE number = '{key}'",
            "the SELECT holds {key}, which nothing fills there.\n  Write :key.",
        ),
        (
            "SELECT total FROM orders WHERE number = ':key'",
            "':key' stands in quotes, and is a text there.\n  Write :key alone.",
        ),
        (
            "SELECT total FROM orders WHERE number = :kee",
            "the SELECT does not name the subject.",
        ),
        ("SELECT total FROM orders WHERE number = ?", "the SELECT does not name the subject."),
        (
            "SELECT total FROM orders WHERE number = %(key)s",
            "the SELECT does not name the subject.",
        ),
        (
            "SELECT total FROM orders WHERE number = :key AND mail = :off",
            "unknown parameter :off in the SELECT.\n  Did you mean 'of'? Known: :key, :of.",
        ),
    ],
)
def test_a_select_is_filled_by_colons_alone(tmp_path: Path, select: str, told: str) -> None:
    with pytest.raises(LandscapeMistakes) as caught:
        read(tmp_path, erp(select))

    assert told in caught.value.mistakes[0] + caught.value.mistakes[-1]
