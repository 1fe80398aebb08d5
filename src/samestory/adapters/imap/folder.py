"""One folder of a mailbox: searched anew in each look, while every mail is fetched only once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from imaplib import IMAP4
from typing import TYPE_CHECKING

from samestory.adapters.imap.mail import read_head
from samestory.adapters.imap.search import ALL, Search
from samestory.errors import CannotAsk

if TYPE_CHECKING:
    from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

MOST_MAILS = 2000
"""The newest mails of a folder that are looked through here."""
MOST_JUNK = 200
"""Those of a junk folder, which decide nothing."""
FEW = 20
"""New mails that are fetched whole at once; of more, those whose headers fit."""
AT_ONCE = 100
"""Mails of one answer."""
_WHOLE = ("INTERNALDATE", "BODY.PEEK[]")
_HEAD = ("BODY.PEEK[HEADER.FIELDS (SUBJECT FROM TO)]",)
_WITHOUT_TEXT = "it hands over a mail (UID {}) without its text"

Parts = Mapping[bytes, object]
"""What a server says about one mail, by what was asked for."""


class Incomplete(Exception):
    """The answers of a server do not fit together: it lost something, or something was moved."""


@dataclass(frozen=True, slots=True)
class FoundMail:
    """A mail about the subject as it came, when it arrived (INTERNALDATE), and where it lies."""

    uid: int
    raw: bytes
    arrived: datetime | None
    folder: str
    junk: bool = False
    deleted: bool = False
    """It is flagged to be deleted, and mail programs do not show it."""

    @property
    def seen(self) -> bool:
        """Whether it lies where a person looks."""
        return not (self.junk or self.deleted)


@dataclass(slots=True)
class Folder:
    """A folder and what is known of its mails by UID, for as long as its UIDs mean the same."""

    name: str
    junk: bool = False
    _epoch: object = None
    _heads: dict[int, Mapping[str, str | None]] = field(default_factory=dict)
    _whole: dict[int, tuple[bytes, datetime | None]] = field(default_factory=dict)

    def look(self, client: IMAPClient, search: Search) -> list[FoundMail]:
        """Return the mails about the subject, by UID; the folder stays selected.

        Raise `Incomplete` if that is not all of them, and `CannotAsk` if there are too many mails
        to know.
        """
        exists = self._select(client)
        listed = self._listed(client, search, exists)
        uids = sorted({*listed[-self._most :], *_by_words(client, search.words)})
        meant = [uid for uid in self._fetched(client, uids, search) if self._fits(uid, search)]
        flags = dict(self._each(client, meant, ("FLAGS",)))
        held = exists if search.days == ALL else len(listed)
        if not meant and held > self._most and not self.junk:
            raise CannotAsk(_too_many(held, self.name, search))
        found = [
            FoundMail(uid, *self._whole[uid], self.name, self.junk, _is_deleted(flags[uid]))
            for uid in meant
        ]
        return [each for each in found if not (each.junk and each.deleted)]

    @property
    def _most(self) -> int:
        return MOST_JUNK if self.junk else MOST_MAILS

    def _select(self, client: IMAPClient) -> int:
        """Return how many mails there are; forget those of another UIDVALIDITY (RFC 3501)."""
        state = client.select_folder(self.name, readonly=True)
        epoch = state.get(b"UIDVALIDITY")
        if epoch is None or epoch != self._epoch:
            self._heads.clear()
            self._whole.clear()
            self._epoch = epoch
        return int(state.get(b"EXISTS", 0))

    def _listed(self, client: IMAPClient, search: Search, exists: int) -> list[int]:
        """List the mails of the days; if none are given the newest, of which all must be there."""
        if search.days != ALL:
            return sorted(client.search(search.days))
        before = max(0, exists - self._most)
        found = sorted(client.search(f"{before + 1}:*" if before else ALL))
        if len(found) < exists - before:
            raise Incomplete(f"{self.name} holds {exists} mails and lists {len(found)} of them")
        return found

    def _fetched(self, client: IMAPClient, uids: Sequence[int], search: Search) -> list[int]:
        """Fetch what has to be read, and return the mails that have been fetched whole."""
        new = [uid for uid in uids if uid not in self._whole]
        if len(new) > FEW:
            unknown = [uid for uid in new if uid not in self._heads]
            for uid, parts in self._each(client, unknown, _HEAD):
                self._heads[uid] = read_head(_body(parts, uid))
            new = [uid for uid in new if self._fits(uid, search)]
        for uid, parts in self._each(client, new, _WHOLE):
            raw = _body(parts, uid)
            if not raw:
                raise Incomplete(_WITHOUT_TEXT.format(uid))
            self._whole[uid] = raw, _moment(parts.get(b"INTERNALDATE"))
            self._heads[uid] = read_head(raw)
        return [uid for uid in uids if uid in self._whole]

    def _fits(self, uid: int, search: Search) -> bool:
        return search.concerns(self._heads[uid])

    def _each(
        self, client: IMAPClient, uids: Sequence[int], items: Sequence[str]
    ) -> Iterator[tuple[int, Parts]]:
        """Fetch some at a time, so that what is kept of them outlasts a broken connection."""
        for at in range(0, len(uids), AT_ONCE):
            found = _fetch(client, uids[at : at + AT_ONCE], items)
            for uid in uids[at : at + AT_ONCE]:
                if uid not in found:
                    why = f"{self.name} lists a mail (UID {uid}) and does not hand it over"
                    raise Incomplete(why)
                yield uid, found[uid]


def _fetch(client: IMAPClient, uids: Sequence[int], items: Sequence[str]) -> Mapping[int, Parts]:
    """Fetch mails; a server may refuse one that was removed meanwhile (RFC 5530)."""
    try:
        found: Mapping[int, Parts] = client.fetch(uids, items)
    except IMAP4.abort:  # the connection broke
        raise
    except IMAP4.error as error:
        raise Incomplete(f"it does not hand over what it lists ({error})") from error
    return found


def _by_words(client: IMAPClient, words: str) -> Sequence[int]:
    """Return what the server itself finds; it may refuse, as all days are looked through."""
    try:
        found: Sequence[int] = client.search(words) if words else ()
    except IMAP4.abort:  # the connection broke, or the answer was incomplete
        raise
    except IMAP4.error:
        return ()
    return found


def _body(parts: Parts, uid: int) -> bytes:
    """Return the text of a mail or of its headers, however the server spells what was asked for.

    `BODY[]<0>` would be a piece of it.
    """
    for name, text in parts.items():
        if name.startswith(b"BODY[") and name.endswith(b"]"):
            if isinstance(text, bytes):
                return text
            break
    raise Incomplete(_WITHOUT_TEXT.format(uid))


def _moment(said: object) -> datetime | None:
    return said if isinstance(said, datetime) and said.tzinfo else None


def _is_deleted(parts: Parts) -> bool:
    flags = parts.get(b"FLAGS")
    return isinstance(flags, tuple) and b"\\deleted" in {each.lower() for each in flags}


def _too_many(mails: int, folder: str, search: Search) -> str:
    fewer = 'say how many days back: find = { ..., since = "2 days" }'
    if search.days != ALL:
        fewer = "look fewer days back in 'since'"
    return (
        f"its own search finds nothing, and {folder} holds {mails} mails, of which the newest "
        f"{MOST_MAILS} were looked through; {fewer}"
    )
