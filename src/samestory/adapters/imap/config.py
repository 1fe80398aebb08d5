"""Mailboxes, asked over IMAP."""

import math
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo

from samestory.adapters.imap.link_rules import LinkRules
from samestory.adapters.imap.texts import PLACES, Matched, Selected, Wanted
from samestory.config.adapter import Adapter, QuestionWords
from samestory.config.config_errors import Placed
from samestory.config.durations import read_duration
from samestory.config.value_types import FileBeside, Host, Number, OneOf, Template
from samestory.config.words import Surroundings, Words, Wrong, word
from samestory.extraction.entries import Question
from samestory.extraction.patterns import pattern_problem
from samestory.extraction.selectors import css_problem
from samestory.extras import missing


class SoughtText(Words):
    """A text of a mail: by a selector (CSS) or by a pattern."""

    css: str | None = word("The selector of the element that holds it.", "td.total", default=None)
    attribute: str | None = word(
        "The attribute of that element, instead of its text.", "href", default=None
    )
    pattern: str | None = word(
        "A regular expression that finds it.", "Total: ([0-9.]+)", default=None
    )
    in_: Annotated[str, OneOf(PLACES)] = word(
        "Where the pattern is looked for.", "subject", default="text"
    )

    def check(self, around: Surroundings) -> None:
        """Note a text that is described twice, not at all, or in a way that cannot be read."""
        if (self.css is None) == (self.pattern is None):
            around.mistake(
                "it takes either 'css' or 'pattern'.",
                'Say where the text is: css = "td.total", or pattern = "Total: (.*)".',
            )
            return
        other = "in" if self.css is not None else "attribute"
        if f"{other}_" in self.model_fields_set or other in self.model_fields_set:
            known = {"css", "attribute"} if self.css is not None else {"pattern", "in"}
            around.mistakes.unknown(around.place, "key", other, known)
        _check(around, "css", self.css, css_problem, "a selector: td.total, or #sum > b")
        example = "a regular expression: Total: ([0-9.]+)"
        _check(around, "pattern", self.pattern, pattern_problem, example)

    def wanted(self) -> Wanted:
        """Return what looks for it."""
        if self.css is not None:
            return Selected(self.css, self.attribute or None)
        return Matched(self.pattern or "", self.in_)


def _check(
    around: Surroundings,
    key: str,
    said: str | None,
    problem: Callable[[str], str | None],
    example: str,
) -> None:
    found = None if said is None else problem(said)
    if found is not None:
        around.mistake(f"'{key}' is '{said}', which cannot be read: {found}.", f"Write {example}.")


def _opened(value: object, info: ValidationInfo) -> object:
    """A plain text is short for `{ css = ... }`."""
    if info.context is None or not isinstance(value, Mapping):
        return value
    place = (*info.context.place, "read")
    return {
        name: Placed({"css": each}, (*place, name)) if isinstance(each, str) else each
        for name, each in value.items()
    }


SoughtTexts = Annotated[
    dict[str, SoughtText],
    BeforeValidator(_opened, json_schema_input_type=dict[str, str | SoughtText]),
]
"""By name, each text that is looked for; a plain text is a selector."""


class InboxSettings(Words):
    """Where the mailboxes are, and how the way there is encrypted."""

    host: Host = word("The mail server.", "imap.example.com")
    port: Number | None = word("Its port; 993 with TLS from the start, else 143.", default=None)
    tls: Annotated[str, OneOf(("tls", "starttls", "none"))] = word(
        "How the way there is encrypted.", "starttls", default="tls"
    )
    folder: str = word("The folder that is read.", "Orders", default="INBOX")
    ca: FileBeside | None = word(
        "The certificates to trust, a file beside the landscape.", "ca.pem", default=None
    )

    def check(self, around: Surroundings) -> None:
        """Note a missing library, and a mailbox that would be read without encryption."""
        if found := missing("imapclient"):
            around.mistake(*found)
        if self.host and self.tls == "none" and not around.guard.may_be_plain(self.host):
            around.mistake(
                f"the mailbox on {self.host} would be read without TLS.",
                f'Write tls = "tls", or allow it in [guard]: plaintext = ["{self.host}"].',
            )

    def values(self, around: Surroundings) -> dict[str, Any]:
        """Return the words, with the port that follows from the encryption."""
        usual = 993 if self.tls == "tls" else 143
        return {**super().values(around), "port": usual if self.port is None else self.port}


def _days(since: object, info: ValidationInfo) -> object:
    """Mailboxes know no hours, so a duration becomes a whole number of days."""
    if not isinstance(since, str) or info.context is None:
        return since
    return str(math.ceil(read_duration(since) / timedelta(days=1)))


class MailSearch(Words):
    """What a mailbox is searched by; every mail counts that fits all of it."""

    subject: Template | None = word("Words of the subject.", "order {key}", default=None)
    text: Template | None = word("Words of the text.", "{key}", default=None)
    to: Template | None = word("The address of a recipient.", "{of}", default=None)
    from_: Template | None = word("The address of the sender.", "shop@example.com", default=None)
    link: Template | None = word("The address of a link in it, whole.", "{key}", default=None)
    since: Annotated[Template | None, BeforeValidator(_days)] = word(
        "How old a mail may be.", "2 days", default=None
    )


_MAY_ACT = "and opening any link may do something: confirm, cancel, unsubscribe or sign in."
_SAY_WHICH = (
    "Say which do no harm, by words of their addresses or texts: "
    'follow_links = { only = ["/orders/"] }'
)


class LinkWords(Words):
    """Which links of a mail are opened: those that hold a word of `only` and none of `except`."""

    only: tuple[str, ...] = word(
        "Words of the addresses or texts of links that are opened.", ["/orders/"], default=()
    )
    except_: tuple[str, ...] = word("Words of those that are left alone.", ["cancel"], default=())

    def check(self, around: Surroundings) -> None:
        """Note rules that open every link, or none."""
        if not self.only:
            fact = f"'only' says of no link that it may be opened, {_MAY_ACT}"
            around.mistake(fact, _SAY_WHICH)
        for key, texts in {"only": self.only, "except": self.except_}.items():
            if not all(each.strip() for each in texts):
                fact = f"'{key}' holds an empty text, which every link holds."
                around.mistake(fact, "Leave it out.")


def _rules(value: object) -> object:
    if value is True:
        raise Wrong(f"'follow_links' is true, {_MAY_ACT}", _SAY_WHICH)
    return None if value is False else value


class InboxQuestion(QuestionWords):
    """Which mails count, and what is looked for in them."""

    find: MailSearch | None = word(
        "What the mailbox is searched by; every mail counts without it.",
        {"subject": "order {key}", "since": "2 days"},
        default=None,
    )
    read_: SoughtTexts = word(
        "Texts to look for in each mail, by the name of the value.",
        {"total": "td.total"},
        default={},
    )
    follow_links: Annotated[LinkWords | None, BeforeValidator(_rules)] = word(
        "Links of the mail whose pages are read as well.", {"only": ["/orders/"]}, default=None
    )

    def asked(self, around: Surroundings) -> Question:  # noqa: ARG002 - others need what is around
        """Return the criteria, the texts and the links: only those that are there."""
        search = self.find.model_dump(by_alias=True, exclude_none=True) if self.find else {}
        read = {name: each.wanted() for name, each in self.read_.items()}
        links = self.follow_links
        follow = LinkRules(links.only, links.except_) if links else None
        more = ({"read": read} if read else {}) | ({"follow_links": follow} if follow else {})
        return Question(find={**search, **more})


INBOX = Adapter(
    name="inbox",
    settings=InboxSettings,
    question=InboxQuestion,
    auth=("password", "xoauth2"),
    user_is_filled=True,
    opens="samestory.adapters.imap.system:InboxSystem",
    reads_again="samestory.adapters.imap.reading_again:read_mails_again",
)
