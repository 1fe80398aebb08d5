"""What a mailbox has to be told, beyond where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.systems.inbox.follow import Follow
from samestory.systems.inbox.texts import Matched, Selected
from tests.landscape.files import GUARD, mistakes, read

INBOX = """
[systems.inbox]
adapter = "inbox"
host    = "127.0.0.1"
tls     = "none"

[systems.inbox.confirmation]
find          = { subject = "order {key}" }
read.total    = "td.total"
read.link     = { css = "a.order", attribute = "href" }
read.in_words = { pattern = 'Total:\\s*([0-9.,]+ €)', in = "plain" }
follow_links  = { except = ["unsubscribe"] }
count         = "length(mails)"
"""
TOKENS = (
    'auth = { kind = "xoauth2", user = "{of}", client_id = "c", client_secret_env = "SECRET", '
    'token_url = "https://login.shop.example/token" }'
)


def test_texts_are_looked_for_by_selector_or_pattern(tmp_path: Path):
    """A text alone is a selector; a pattern may look into one part of the mail."""
    find = read(tmp_path, GUARD + INBOX).systems["inbox"].subjects["confirmation"].question.find

    assert {
        "total": Selected("td.total"),
        "link": Selected("a.order", "href"),
        "in_words": Matched(r"Total:\s*([0-9.,]+ €)", "plain"),
    } == find["read"]
    assert Follow(("unsubscribe",)) == find["follow_links"]


@pytest.mark.parametrize(("word", "expected"), [("true", Follow()), ("false", None)])
def test_links_are_only_followed_where_that_is_asked_for(
    tmp_path: Path, word: str, expected: Follow | None
):
    """Opening one may do something."""
    text = INBOX.replace('{ except = ["unsubscribe"] }', word)
    find = read(tmp_path, GUARD + text).systems["inbox"].subjects["confirmation"].question.find

    assert expected == find.get("follow_links")


def test_a_mailbox_may_want_a_token(tmp_path: Path):
    """In the words of every other kind of OAuth."""
    text = INBOX.replace('tls     = "none"', f'tls = "none"\n{TOKENS}')
    auth = read(tmp_path, GUARD + text, {"SECRET": "s"}).systems["inbox"].auth

    assert ("xoauth2", "{of}") == (auth.kind, auth.user)
    assert auth.tokens is not None
    assert "https://login.shop.example/token" == auth.tokens.url


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"td.total"', '"td..total"', "confirmation.read.total]: 'css' is 'td..total'"),
        ('"td.total"', '""', "'css' is '', which cannot be read"),
        ('"td.total"', "7", "'total' is 7, but must be a table."),
        ('"td.total"', "{ csss = 'a' }", "it takes either 'css' or 'pattern'."),
        ('"td.total"', "{ css = 'a', pattern = 'b' }", "it takes either 'css' or 'pattern'."),
        ('"td.total"', "{ css = 'a', atribute = 'b' }", "Did you mean 'attribute'?"),
        ("Total:", "Total:(", "'pattern' is 'Total:("),
        ("'Total:\\s*([0-9.,]+ €)'", "''", "'pattern' is '', which cannot be read: it is empty."),
        ('in = "plain"', 'in = "plian"', "unknown place 'plian' in 'in'.\n  Did you mean 'plain'?"),
        ('["unsubscribe"]', '"unsubscribe"', "'except' is 'unsubscribe', but must be a list."),
        ('["unsubscribe"]', '[""]', "'except' holds an empty text, which every link holds."),
        ("except", "exept", "Did you mean 'except'?"),
        ('{ except = ["unsubscribe"] }', '"yes"', "'follow_links' is 'yes', but must be true or"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, expected: str):
    """When the landscape is read, long before a mail is."""
    assert expected in "\n".join(mistakes(tmp_path, GUARD + INBOX.replace(old, new)))
