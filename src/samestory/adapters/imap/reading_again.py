"""Reads mails again: those that were found then, by the words of another landscape."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from samestory.adapters.imap.mail import open_mail
from samestory.adapters.imap.search import search_for
from samestory.adapters.imap.system import mail_document, mails_document
from samestory.adapters.reading_again import CannotReadAgain, Values, json_of
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Subject
from samestory.extraction.records import read_answer
from samestory.network.guard import Guard

MAIL = "message/rfc822"
_WITHHELD = b"Withheld"


def read_mails_again(
    entry: SystemEntry, guard: Guard, subject: Subject, pieces: Sequence[Evidence]
) -> Values:
    """See `ReadAgain`. Mails that were not found then cannot be found now."""
    del guard
    about = entry.subjects[subject.kind]
    listed, followed = _listed(pieces), _followed(pieces)
    raws = {each.name: each.content for each in pieces if each.media_type == MAIL}
    seen = [each for each in listed if _is_seen(each, entry)]
    if any(each["evidence"] not in raws for each in seen):
        raise CannotReadAgain("had a mail that is not in the record")
    day = datetime.now(entry.zone).date()  # only what a server would be asked depends on it
    search = search_for(about.question.find, subject, day)
    mails: list[Mapping[str, Any]] = []
    for place, each in enumerate(seen):
        raw = raws[each["evidence"]]
        if raw.startswith(_WITHHELD):
            raise CannotReadAgain("had a mail that is withheld in the record")
        mail = open_mail(raw, entry.zone)
        if search.concerns(mail.document):
            links = followed[place] if place < len(followed) else None
            arrived = each["arrived"] and datetime.fromisoformat(each["arrived"]).isoformat()
            mails.append(mail_document(mail, arrived, search, links))
    if "follow_links" in about.question.find and len(followed) < len(seen):
        raise CannotReadAgain("had links that nobody followed then")
    return read_answer(mails_document(mails), about, entry.zone, key=subject.key)


def _listed(pieces: Sequence[Evidence]) -> Sequence[Mapping[str, Any]]:
    for each in pieces:
        if each.media_type == "application/json":
            told: Sequence[Mapping[str, Any]] = json_of(each).get("found", [])
            return told
    raise CannotReadAgain("left nothing that could be read again")


def _followed(pieces: Sequence[Evidence]) -> Sequence[Any]:
    for each in pieces[1:2]:
        if each.media_type == "application/json":
            told: Sequence[Any] = json_of(each).get("followed", [])
            return told
    return ()


def _is_seen(listed: Mapping[str, Any], entry: SystemEntry) -> bool:
    """A mail in another folder than her own lay in the junk folder."""
    return not listed["deleted"] and listed["folder"] == entry.settings["folder"]
