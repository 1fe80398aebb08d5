"""Keeps evidence by the hash of what counts in it, masked, and never as a page that can act."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from samestory.core.model import Evidence
from samestory.report.bundle.bundle_files import EVIDENCE
from samestory.report.evidence import PICTURES, Mask, attachments, without_encoded_secrets
from samestory.report.mails import MAIL
from samestory.report.results_folder import BUNDLE
from samestory.whole_files import replace_file

MOST = 8 * 1024 * 1024
"""Bytes of one piece that are kept, so that it can be read again."""
TO_READ = " (to read)"
"""Ends the name of the page of a mail."""
_JSON = "application/json"
_HEADERS = re.compile(rb'\n  "headers": \{[^}]*\},')
"""The headers of a reply, as the adapters write them: a date in them makes no other answer."""


@dataclass(slots=True)
class EvidenceFiles:
    """The evidence of one report folder; repeated answers cost one hash.

    `mask` hides what is secret. Names of files are relative to the report folder.
    """

    report: Path
    mask: Mask
    known: dict[bytes, str] = field(default_factory=dict)
    """Where each content is, by its digest."""

    def keep(self, piece: Evidence) -> str:
        """Keep a piece of evidence; return its file."""
        digest = hashlib.sha256(what_counts(piece)).digest()
        if digest not in self.known:
            extension, content = self._safe(piece)
            self.known[digest] = self._written(digest.hex(), extension, content)
        return self.known[digest]

    def keep_readable(self, piece: Evidence) -> str | None:
        """Keep a mail also as a page that is safe to open; return its file, None for others."""
        if piece.media_type != MAIL:
            return None
        file = Path(self.keep(piece)).with_suffix(".html")
        if not (self.report / file).exists():
            replace_file(self.report / file, next(attachments(piece, self.mask)).content)
        return file.as_posix()

    def _safe(self, piece: Evidence) -> tuple[str, bytes]:
        """Return the extension and the content of a file that shows it and never renders it."""
        if piece.media_type in PICTURES:
            return piece.media_type.rpartition("/")[2], piece.content
        if piece.media_type == MAIL:
            return "eml", without_encoded_secrets(piece.content, self.mask)
        hidden = self.mask(piece.content)
        if len(hidden) > MOST:
            return "txt", hidden[:MOST] + b"\n\n[cut here]\n"
        return ("json" if piece.media_type == _JSON else "txt"), hidden

    def _written(self, digest: str, extension: str, content: bytes) -> str:
        file = Path(BUNDLE, EVIDENCE, digest[:2], f"{digest}.{extension}")
        if not (self.report / file).exists():
            replace_file(self.report / file, content)
        return file.as_posix()


def what_counts(piece: Evidence) -> bytes:
    """Return what makes one answer another one: all of it, but for the headers of a reply."""
    if piece.media_type != _JSON:
        return piece.content
    return _HEADERS.sub(b"", piece.content, count=1)


def reference(piece: Evidence, file: str) -> dict[str, Any]:
    """Return how a line of the bundle names a piece of evidence."""
    return {"$": "file", "name": piece.name, "media_type": piece.media_type, "file": file}
