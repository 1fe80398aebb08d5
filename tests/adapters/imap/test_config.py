"""What a mailbox has to be told, beyond where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from samestory.adapters.imap.link_rules import LinkRules
from samestory.adapters.imap.texts import Matched, Selected
from tests.config.files import GUARD, mistakes, read

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
follow_links  = { only = ["/orders/"], except = ["cancel"] }
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
    assert LinkRules(("/orders/",), ("cancel",)) == find["follow_links"]


LINKS = '{ only = ["/orders/"], except = ["cancel"] }'


def test_links_are_only_followed_where_that_is_asked_for(tmp_path: Path):
    """Opening one may do something."""
    text = INBOX.replace(LINKS, "false")
    find = read(tmp_path, GUARD + text).systems["inbox"].subjects["confirmation"].question.find

    assert "follow_links" not in find


@pytest.mark.parametrize("word", ["true", '{ except = ["cancel"] }', "{ only = [] }"])
def test_following_every_link_is_a_mistake(tmp_path: Path, word: str):
    """Among them is the one that confirms, cancels, unsubscribes or signs in."""
    told = "\n".join(mistakes(tmp_path, GUARD + INBOX.replace(LINKS, word)))

    assert "and opening any link may do something: confirm, cancel, unsubscribe or sign" in told
    assert 'follow_links = { only = ["/orders/"] }' in told


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
        ('in = "plain"', 'in = "plian"', "unknown 'in' 'plian'.\n  Did you mean 'plain'?"),
        ('["cancel"]', '"cancel"', "'except' is 'cancel', but must be a list."),
        ('["cancel"]', '[""]', "'except' holds an empty text, which every link holds."),
        ('["/orders/"]', '[" "]', "'only' holds an empty text, which every link holds."),
        ("except", "exept", "Did you mean 'except'?"),
        ("only =", "onyl =", "Did you mean 'only'?"),
        (LINKS, '"yes"', "'follow_links' is 'yes', but must be a table."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, expected: str):
    """When the landscape is read, long before a mail is."""
    assert expected in "\n".join(mistakes(tmp_path, GUARD + INBOX.replace(old, new)))
