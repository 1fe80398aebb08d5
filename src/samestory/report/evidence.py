"""Chooses what is kept of a verdict in the report, and in which form it may be opened there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from samestory.core.model import Evidence, Observation, Outcome
from samestory.core.verdict import Verdict
from samestory.explain import Explained, system_outcome
from samestory.extraction.mime_parts import every_part, take_apart
from samestory.report.mails import MAIL, mail_page

Mask = Callable[[bytes], bytes]

MOST = 512 * 1024
"""Bytes of one attachment that are kept; the rest is cut off, and the cut is noted."""


PICTURES = {"image/png", "image/jpeg", "image/webp", "image/gif"}
"""SVG is none of them: it can contain scripts."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of the report, already masked and truncated."""

    name: str
    media_type: str
    extension: str
    content: bytes


@dataclass(frozen=True, slots=True)
class SystemReply:
    """What one system said in one round, and the attachments that prove it."""

    title: str
    standing: Outcome
    """How it stood in the end; AGREED in earlier rounds, when it is too early to say."""
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Replies that came together, under one heading."""

    title: str
    replies: tuple[SystemReply, ...]


def rounds(explained: Explained, mask: Mask) -> Iterator[Round]:
    """Return what to keep: the last replies, and unless all agreed, every new one before them.

    A reply that repeats the one before it, byte for byte, is left out: the timeline has it.
    """
    verdict = explained.verdict
    called = {each.system: each.title for each in explained.story.columns}
    for title, new in () if verdict.agreed else _new_replies(verdict):
        yield Round(title, tuple(_reply(each, called[each.system], mask) for each in new))
    last = (
        _reply(each, called[each.system], mask, system_outcome(verdict, each.system))
        for each in verdict.observations
    )
    yield Round("Raw responses", tuple(last))


def _new_replies(verdict: Verdict) -> Iterator[tuple[str, list[Observation]]]:
    """Give the looks before the last with the observations that differ from the ones before."""
    known: dict[str, object] = {}
    for look in verdict.timeline[:-1]:
        new = []
        for each in look.observations:
            said = each.unreachable, tuple(piece.content for piece in each.evidence)
            if said != known.get(each.system):
                new.append(each)
            known[each.system] = said
        if new:
            yield f"Look {look.number}, after {look.elapsed.total_seconds():.1f} s", new


def _reply(
    said: Observation, name: str, mask: Mask, standing: Outcome = Outcome.AGREED
) -> SystemReply:
    asked = f": {said.asked}" if said.asked else ""
    why = f" – {said.unreachable}" if said.unreachable else ""
    found = (each for piece in said.evidence for each in attachments(piece, mask))
    return SystemReply(f"{name}{asked}{why}", standing, tuple(found))


def attachments(evidence: Evidence, mask: Mask) -> Iterator[Attachment]:
    """Return one piece of evidence as attachments: itself, and a mail also as a readable page.

    Pages of systems open as plain text: they are shown, never rendered.
    """
    name, content = evidence.name, evidence.content
    stem, _, extension = name.rpartition(".")
    if evidence.media_type in PICTURES:
        yield Attachment(name, evidence.media_type, extension, content)
    elif evidence.media_type == MAIL:
        page = mask(mail_page(content).encode())
        yield Attachment(f"{stem or name} (to read)", "text/html", "html", page)
        yield Attachment(name, MAIL, "eml", truncated(without_encoded_secrets(content, mask)))
    else:
        hidden = mask(content)
        json = evidence.media_type == "application/json" and len(hidden) <= MOST
        media_type = evidence.media_type if json else "text/plain"
        yield Attachment(name, media_type, extension or "txt", truncated(hidden))


def truncated(content: bytes, most: int = MOST) -> bytes:
    """Return at most `most` bytes and, if something is missing, a line that says how much."""
    if len(content) <= most:
        return content
    return content[:most] + f"\n\n[cut here: {len(content) - most:,} more bytes]\n".encode()


def without_encoded_secrets(raw: bytes, mask: Mask) -> bytes:
    """Mask a raw mail; withhold it if a transfer encoding hides a secret from the mask."""
    masked, notes = mask(raw), list[str]()
    parts = every_part(take_apart(masked, notes))
    decoded = [each.get_payload(decode=True) for each in parts if not each.is_multipart()]
    if notes:
        return f"Withheld, for it cannot be searched for secrets: {notes[0]}.\n".encode()
    if any(isinstance(each, bytes) and mask(each) != each for each in decoded):
        return b"Withheld: an encoded part of this mail holds a secret.\n"
    return masked
