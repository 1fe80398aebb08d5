"""Keeps what systems literally said, masked, each piece under a name of its own."""

import json
from collections import Counter
from threading import Lock

from samestory.core.model import Evidence
from samestory.redaction import Masker


class EvidenceStore:
    """Masks and numbers evidence: `crm-3.json` is the third thing that the CRM said.

    It is the one gate of evidence: what an `Evidence` holds is masked.
    """

    def __init__(self, masker: Masker) -> None:
        self.masker = masker
        self._numbers: Counter[str] = Counter()
        self._lock = Lock()

    def file(self, system: str, suffix: str, media_type: str, content: bytes) -> Evidence:
        """Return evidence with every secret masked; safe to call from any thread."""
        with self._lock:
            self._numbers[system] += 1
            name = f"{system}-{self._numbers[system]}.{suffix}"
        return Evidence(name, media_type, self.masker.mask(content))

    def file_json(self, system: str, content: object) -> Evidence:
        """Do the same for a document, indented so that a person can read it."""
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        raw = text.encode("utf-8", "backslashreplace")
        return self.file(system, "json", "application/json", raw)
