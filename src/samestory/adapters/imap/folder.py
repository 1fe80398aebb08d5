"""One folder of a mailbox: searched anew in each look, while every mail is fetched once only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from imaplib import IMAP4

from imapclient import IMAPClient  # type: ignore[import-untyped]  # it brings no types

from samestory.adapters.imap.mail import read_head
from samestory.adapters.imap.search import ALL, Search
from samestory.errors import CannotAsk

MOST_MAILS = 2000
"""The newest mails of a folder that are looked through here."""
MOST_JUNK = 200
"""Those of a junk folder, which decide nothing."""
FEW = 20
"""So many new mails are fetched whole at once; of more, those whose headers fit."""
AT_ONCE = 100
"""Mails of one answer."""
_WHOLE = ("INTERNALDATE", "BODY.PEEK[]")
_WITHOUT = "it hands over a mail (UID {}) without its text"
_HEAD = ("BODY.PEEK[HEADER.FIELDS (SUBJECT FROM TO)]",)


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
        """Whether it stands where a person looks."""
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
        """The mails about the subject, by UID; the folder stays selected.

        Raise `Incomplete` if that is not all of them, and `CannotAsk` if there are too many mails
        to know.
        """
        exists = self._select(client)
        listed = self._listed(client, search, exists)
        uids = sorted({*listed[-self._most :], *_by_words(client, search.words)})
        meant = [uid for uid in self._readable(client, uids, search) if self._fits(uid, search)]
        flags = dict(self._each(client, meant, ("FLAGS",)))
        held = exists if search.days == ALL else len(listed)
        if not meant and held > self._most and not self.junk:
            raise CannotAsk(_too_many(held, self.name, search))
        found = [self._found(uid, _is_deleted(flags[uid])) for uid in meant]
        return [each for each in found if not (each.junk and each.deleted)]

    def _found(self, uid: int, deleted: bool) -> FoundMail:
        raw, arrived = self._whole[uid]
        return FoundMail(uid, raw, arrived, self.name, self.junk, deleted)

    @property
    def _most(self) -> int:
        return MOST_JUNK if self.junk else MOST_MAILS

    def _listed(self, client: IMAPClient, search: Search, exists: int) -> list[int]:
        """The mails of the days; without any days the newest, of which all must be there."""
        if search.days != ALL:
            return sorted(client.search(search.days))
        before = max(0, exists - self._most)
        found = sorted(client.search(f"{before + 1}:*" if before else ALL))
        if len(found) < exists - before:
            raise Incomplete(f"{self.name} holds {exists} mails and lists {len(found)} of them")
        return found

    def _select(self, client: IMAPClient) -> int:
        """How many mails there are; forget those of another epoch (RFC 3501, UIDVALIDITY)."""
        state = client.select_folder(self.name, readonly=True)
        epoch = state.get(b"UIDVALIDITY")
        if epoch is None or epoch != self._epoch:
            self._heads.clear()
            self._whole.clear()
            self._epoch = epoch
        return int(state.get(b"EXISTS", 0))

    def _readable(self, client: IMAPClient, uids: Sequence[int], search: Search) -> list[int]:
        """Fetch what has to be read, and give the mails that have been fetched whole."""
        new = [uid for uid in uids if uid not in self._whole]
        if len(new) > FEW:
            unknown = [uid for uid in new if uid not in self._heads]
            for uid, parts in self._each(client, unknown, _HEAD):
                self._heads[uid] = read_head(_body(parts, uid))
            new = [uid for uid in new if self._fits(uid, search)]
        for uid, parts in self._each(client, new, _WHOLE):
            raw = _body(parts, uid)
            if not raw:
                raise Incomplete(_WITHOUT.format(uid))
            self._whole[uid] = raw, _moment(parts.get(b"INTERNALDATE"))
            self._heads[uid] = read_head(raw)
        return [uid for uid in uids if uid in self._whole]

    def _fits(self, uid: int, search: Search) -> bool:
        return search.concerns(self._heads[uid])

    def _each(
        self, client: IMAPClient, uids: Sequence[int], items: Sequence[str]
    ) -> Iterator[tuple[int, Mapping[bytes, object]]]:
        """The answer for each of the mails; raise `Incomplete` if one is not among them.

        They come some at a time, so that what is kept of them outlasts a broken connection.
        """
        for at in range(0, len(uids), AT_ONCE):
            found = _handed_over(client, uids[at : at + AT_ONCE], items)
            for uid in uids[at : at + AT_ONCE]:
                if uid not in found:
                    why = f"{self.name} lists a mail (UID {uid}) and does not hand it over"
                    raise Incomplete(why)
                yield uid, found[uid]


def _handed_over(
    client: IMAPClient, uids: Sequence[int], items: Sequence[str]
) -> Mapping[int, Mapping[bytes, object]]:
    """What the server answers; it may refuse a mail that was removed meanwhile (RFC 5530)."""
    try:
        told: Mapping[int, Mapping[bytes, object]] = client.fetch(uids, items)
    except IMAP4.abort:  # the connection broke
        raise
    except IMAP4.error as error:
        raise Incomplete(f"it does not hand over what it lists ({error})") from error
    return told


def _by_words(client: IMAPClient, words: str) -> Iterable[int]:
    """What the server itself finds; it may refuse to search, as all days are looked through."""
    try:
        return client.search(words) if words else ()
    except IMAP4.abort:  # the connection broke, or the answer was incomplete
        raise
    except IMAP4.error:
        return ()


def _body(parts: Mapping[bytes, object], uid: int) -> bytes:
    """The text of a mail or of its headers, however the server spells what was asked for.

    `BODY[]<0>` would be a piece of it.
    """
    whole = (
        said for name, said in parts.items() if name.startswith(b"BODY[") and name[-1:] == b"]"
    )
    told = next(whole, None)
    if not isinstance(told, bytes):
        raise Incomplete(_WITHOUT.format(uid))
    return told


def _moment(said: object) -> datetime | None:
    return said if isinstance(said, datetime) and said.tzinfo else None


def _is_deleted(parts: Mapping[bytes, object]) -> bool:
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
