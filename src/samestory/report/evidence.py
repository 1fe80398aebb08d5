"""Chooses what of a verdict is kept in the report, and in which form it may be opened there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samestory.core.model import Outcome
from samestory.extraction.mime_parts import every_part, take_apart
from samestory.report import mails
from samestory.report.run_writer import system_outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from samestory.core.model import Evidence, Observation, Verdict

    Mask = Callable[[bytes], bytes]

MOST = 512 * 1024
"""Bytes of one attachment that are kept; the rest is cut off, and the cut is noted."""

_MAIL = "message/rfc822"
_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
"""SVG is none of them: it can hold scripts."""
_OPENED_AS = {"application/json": "application/json"}
"""Everything else that is text opens as plain text: foreign HTML is shown, never rendered."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One attachment: already masked and bounded."""

    name: str
    media_type: str
    extension: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What one system said in one round, and the sheets that prove it."""

    title: str
    standing: Outcome
    """How it stood in the end; on the way there nobody is blamed yet."""
    sheets: tuple[Sheet, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """Answers that came together, under one heading."""

    title: str
    answers: tuple[Answer, ...]


def rounds(verdict: Verdict, called: Mapping[str, str], mask: Mask) -> Iterator[Round]:
    """What to keep: of an agreement the last words, of anything else every new answer.

    An answer that repeats the one before it, byte for byte, is left out: the timeline has it.
    """
    if not verdict.agreed:
        yield from _new_answers(verdict, called, mask)
    answers = tuple(
        _answer(each, called, mask, system_outcome(verdict, each.system))
        for each in verdict.observations
    )
    yield Round("What they said last", answers)


def _new_answers(verdict: Verdict, called: Mapping[str, str], mask: Mask) -> Iterator[Round]:
    last_said: dict[str, object] = {}
    for look in verdict.timeline[:-1]:
        new = [each for each in look.observations if _said(each) != last_said.get(each.system)]
        last_said.update({each.system: _said(each) for each in look.observations})
        if new:
            answers = tuple(_answer(each, called, mask) for each in new)
            yield Round(f"Look {look.number}, after {look.elapsed.total_seconds():.1f} s", answers)


def _said(observation: Observation) -> object:
    """What must differ for an answer to be new."""
    return observation.unreachable, tuple(each.content for each in observation.evidence)


def _answer(
    observation: Observation,
    called: Mapping[str, str],
    mask: Mask,
    standing: Outcome = Outcome.AGREED,
) -> Answer:
    name = called.get(observation.system, observation.system)
    why = f" – {observation.unreachable}" if observation.unreachable else ""
    asked = f": {observation.asked}" if observation.asked else ""
    found = (sheet for each in observation.evidence for sheet in sheets(each, mask))
    return Answer(f"{name}{asked}{why}", standing, tuple(found))


def sheets(evidence: Evidence, mask: Mask) -> Iterator[Sheet]:
    """One piece of evidence as attachments: itself, and a mail also as a page that can be read."""
    stem, _, extension = evidence.name.rpartition(".")
    if evidence.media_type in _PICTURES:
        yield Sheet(evidence.name, evidence.media_type, extension, evidence.content)
    elif evidence.media_type == _MAIL:
        yield _page(f"{stem or evidence.name} (to read)", mails.page(evidence.content), mask)
        raw = bounded(_without_hidden_secrets(evidence.content, mask))
        yield Sheet(evidence.name, _MAIL, "eml", raw)
    else:
        content = bounded(mask(evidence.content))
        whole = len(content) == len(mask(evidence.content))
        opened_as = _OPENED_AS.get(evidence.media_type, "text/plain") if whole else "text/plain"
        yield Sheet(evidence.name, opened_as, extension or "txt", content)


def _page(name: str, html: str, mask: Mask) -> Sheet:
    return Sheet(name, "text/html", "html", mask(html.encode()))


def bounded(content: bytes, most: int = MOST) -> bytes:
    """At most `most` bytes and, where something is missing, a last line that says how much."""
    if len(content) <= most:
        return content
    return content[:most] + f"\n\n[cut here: {len(content) - most:,} more bytes]\n".encode()


def _without_hidden_secrets(raw: bytes, mask: Mask) -> bytes:
    """A raw mail, masked; withheld where a transfer encoding hides a secret from the mask."""
    masked, notes = mask(raw), list[str]()
    hidden = [part for part in _decoded(masked, notes) if mask(part) != part]
    if notes:
        return f"Withheld, for it cannot be searched for secrets: {notes[0]}.\n".encode()
    return b"Withheld: an encoded part of this mail holds a secret.\n" if hidden else masked


def _decoded(raw: bytes, notes: list[str]) -> Iterator[bytes]:
    for part in every_part(take_apart(raw, notes)):
        payload = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield payload
