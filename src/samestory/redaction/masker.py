"""Masks what is secret or personal in a text, however the text is encoded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TypeVar

from samestory.redaction.codes import everywhere
from samestory.redaction.layers import Span
from samestory.redaction.personal import Personal
from samestory.redaction.secrets import Secrets, secrets_of

MASK = "***"
MOST_REMEMBERED = 4_000_000
"""Bytes of texts that are remembered as they were masked; with more, it begins anew."""

T = TypeVar("T", str, bytes)

_USUAL = Personal()


class Masker:
    """Replaces what is secret or personal by three asterisks, in texts and in raw bytes.

    A text is searched as it is, then without its escapes, then inside its codes. A part of a
    secret is masked as well if it was cut off at the end of a text or before an ellipsis, and is
    long enough to reveal something. What is personal by the name beside it is a secret from then
    on. The same text comes by often, and is searched once for as long as no new secret is known.
    """

    def __init__(self, secrets: Iterable[str] = (), personal: Personal = _USUAL) -> None:
        self._personal = personal
        self._known: dict[str, None] = {}
        self._secrets = Secrets()
        self._spared: frozenset[bytes] = frozenset()
        self._lock = Lock()
        self._remembered = _Remembered()
        self.learn(*secrets)

    def __repr__(self) -> str:
        return f"<Masker of {len(self._known)} secrets>"

    @property
    def knows(self) -> int:
        """How many secrets it knows; what was masked when it knew fewer may hold some."""
        return len(self._known)

    def learnt(self, after: int = 0) -> list[str]:
        """Return what it has learnt since it knew so many secrets."""
        return list(self._known)[after:]

    def learn(self, *secrets: str) -> None:
        """Mask these as well from now on, on every thread; empty ones are ignored."""
        if all(each in self._known for each in secrets if each):
            return
        with self._lock:
            new = [each for each in secrets if each and each not in self._known]
            # found before it is known: who takes a secret for known must find it
            self._secrets = self._secrets | secrets_of(new)
            self._known = self._known | dict.fromkeys(new)
            self._remembered = _Remembered()

    def spare(self, *words: str) -> None:
        """Never take these for personal data: an order number may look like a card number."""
        compact = {_compact(each.encode("utf-8", "replace")) for each in words}
        if compact <= self._spared:
            return
        with self._lock:
            self._spared |= compact
            self._remembered = _Remembered()

    def mask(self, content: T) -> T:
        """Return the content with three asterisks for everything secret or personal."""
        return self._masked(content, quoted=False)

    def mask_error_text(self, words: str) -> str:
        """Do the same for an error text, which may quote the beginning of a secret.

        Elsewhere, a quoted word is no secret just because a secret begins like it.
        """
        return self._masked(words, quoted=True)

    def _masked(self, content: T, *, quoted: bool) -> T:
        remembered = self._remembered  # what is learnt while it is searched makes another one
        if (found := remembered.get(content, quoted=quoted)) is not None:
            return found
        masked = self._searched(content, quoted=quoted)
        remembered.add(content, masked, quoted=quoted)
        return masked

    def _searched(self, content: T, *, quoted: bool) -> T:
        if isinstance(content, bytes):
            return _with_mask(content, self._spans(content, quoted=quoted))
        raw = content.encode("utf-8", "surrogatepass")
        masked = _with_mask(raw, self._spans(raw, quoted=quoted))
        return content if masked is raw else masked.decode("utf-8", "replace")

    def _spans(self, text: bytes, *, quoted: bool) -> list[Span]:
        """Search again if the search itself found new secrets."""
        while True:
            knew = self.knows
            find = partial(self._find, secrets=self._secrets, quoted=quoted)
            spans = list(everywhere(text, find))
            if knew == self.knows:
                return spans

    def _find(self, text: bytes, *, secrets: Secrets, quoted: bool) -> Iterator[Span]:
        self.learn(*self._personal.named(text))
        yield from secrets.find(text, quoted=quoted)
        for start, end in self._personal.find(text):
            if _compact(text[start:end]) not in self._spared:
                yield start, end


@dataclass(slots=True)
class _Remembered:
    """Texts as they are masked, as long as the same secrets are known."""

    masked: dict[tuple[str | bytes, bool], str | bytes] = field(default_factory=dict)
    size: int = 0

    def get(self, content: T, *, quoted: bool) -> T | None:
        return self.masked.get((content, quoted))  # type: ignore[return-value]  # a text for a text

    def add(self, content: T, masked: T, *, quoted: bool) -> None:
        self.size += len(content)
        if self.size > MOST_REMEMBERED:
            self.masked, self.size = {}, len(content)
        self.masked[content, quoted] = masked


def _compact(text: bytes) -> bytes:
    return text.translate(None, b" +-")


def _with_mask(content: bytes, spans: list[Span]) -> bytes:
    """Mask these spans; return the very content if there is none."""
    if not spans:
        return content
    parts: list[bytes] = []
    at = 0
    for start, end in _joined(sorted(spans)):
        parts += (content[at:start], MASK.encode())
        at = end
    return b"".join([*parts, content[at:]])


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    whole: Span | None = None
    for start, end in spans:
        if whole is not None and start < whole[1]:
            whole = whole[0], max(whole[1], end)
            continue
        if whole is not None:
            yield whole
        whole = start, end
    if whole is not None:
        yield whole
