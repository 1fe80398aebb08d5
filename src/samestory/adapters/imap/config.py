"""Mailboxes, asked over IMAP."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from samestory.adapters.imap.link_rules import LinkRules
from samestory.adapters.imap.texts_config import read_texts
from samestory.config.adapter import Adapter
from samestory.config.addresses import check_host, read_file
from samestory.config.config_errors import did_you_mean, listed
from samestory.config.durations import read_duration
from samestory.config.placeholders import check_blanks
from samestory.config.tables import Table
from samestory.config.words import Surroundings
from samestory.extraction.entries import Question

CRITERIA = ("subject", "text", "to", "from", "since")
"""What a mailbox can be searched by."""


def inbox_settings(table: Table, around: Surroundings) -> dict[str, Any]:
    """Where the mailboxes are, and how the way there is encrypted."""
    host = table.needed_text("host", '"imap.example.com"')
    if isinstance(auth := table.content.get("auth"), Mapping):
        check_blanks(table.table("auth"), auth.get("user", ""))
    tls = _tls(table)
    if host:
        check_host(table, host, around.guard)
    if host and tls == "none" and not around.guard.may_be_plain(host):
        table.mistake(
            f"the mailbox on {host} would be read without TLS.",
            f'Write tls = "tls", or allow it in [guard]: plaintext = ["{host}"].',
        )
    return {
        "host": host,
        "port": table.number("port", 993 if tls == "tls" else 143),
        "tls": tls,
        "folder": table.text("folder", "INBOX"),
        "ca": read_file(table, "ca", around.folder),
    }


def _tls(table: Table) -> str:
    tls, known = table.text("tls", "tls"), ("tls", "starttls", "none")
    if tls in known:
        return tls
    table.mistake(f"unknown 'tls' '{tls}'.", f"{did_you_mean(tls, known)}Known: {listed(known)}.")
    return "tls"


def inbox_question(table: Table, _: Mapping[str, Any]) -> Question:
    """`find = { subject = "order {key}", since = "2 days" }`; without it, every mail.

    Mailboxes know no hours, so `since` becomes a whole number of days. `read` are texts to look
    for in each mail, `follow_links` has its links opened: only the words that are there are told.
    """
    inner = table.table("find")
    find = {key: inner.text(key) for key in CRITERIA if key in inner.content}
    inner.asked.update(CRITERIA)
    inner.unknown_keys()
    for template in find.values():
        check_blanks(inner, template)
    if "since" in find:
        span = inner.parsed("since", read_duration, timedelta(), '"2 days"')
        find["since"] = str(math.ceil(span / timedelta(days=1)))
    wanted = read_texts(table)
    follow = _follow(table)
    more = ({"read": wanted} if wanted else {}) | ({"follow_links": follow} if follow else {})
    return Question(find={**find, **more})


def _follow(table: Table) -> LinkRules | None:
    """`{ only = ["/orders/"], except = ["cancel"] }`: words of links to be opened, or left alone.

    Without `only` no link is opened.
    """
    if not isinstance(table.content.get("follow_links"), Mapping):
        if table.flag("follow_links"):
            table.mistake(f"'follow_links' is true, {_MAY_ACT}", _SAY_WHICH)
        return None
    inner = table.table("follow_links")
    only, spared = inner.texts("only"), inner.texts("except")
    inner.unknown_keys()
    if not only:
        inner.mistake(f"'only' says of no link that it may be opened, {_MAY_ACT}", _SAY_WHICH)
    for word, texts in {"only": only, "except": spared}.items():
        if not all(each.strip() for each in texts):
            inner.mistake(f"'{word}' holds an empty text, which every link holds.", "Leave it out.")
    return LinkRules(only, spared)


_MAY_ACT = "and opening any link may do something: confirm, cancel, unsubscribe or sign in."
_SAY_WHICH = (
    "Say which do no harm, by words of their addresses or texts: "
    'follow_links = { only = ["/orders/"] }'
)


INBOX = Adapter(
    name="inbox",
    settings=inbox_settings,
    question=inbox_question,
    auth=("password", "xoauth2"),
    user_is_filled=True,
    opens="samestory.adapters.imap.system:InboxSystem",
)
