"""What systems literally said is filed under names that no two pieces of a run share."""

from __future__ import annotations

import json
from collections import Counter
from threading import Lock

from samestory.core.model import Evidence
from samestory.redaction import Masker


class EvidenceStore:
    """Numbers and masks evidence: `crm-3.json` is the third thing that the CRM said."""

    def __init__(self, masker: Masker) -> None:
        self.masker = masker
        self._numbers: Counter[str] = Counter()
        self._lock = Lock()

    def file(self, system: str, suffix: str, media_type: str, content: bytes) -> Evidence:
        """Evidence with every secret struck out; safe to call from any thread."""
        with self._lock:
            self._numbers[system] += 1
            name = f"{system}-{self._numbers[system]}.{suffix}"
        return Evidence(name, media_type, self.masker.mask(content))

    def file_json(self, system: str, content: object) -> Evidence:
        """The same for a document, indented so that a person can read it."""
        text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
        raw = text.encode("utf-8", "backslashreplace")
        return self.file(system, "json", "application/json", raw)
