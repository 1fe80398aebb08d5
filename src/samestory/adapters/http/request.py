"""One request, ready to be sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent: as JSON (`body`), as a form (`form`) or as bytes (`content`), if anything.

    `shown` is what stands for it where people read it, instead of the body.
    """

    method: str
    url: str
    body: object = None
    form: Mapping[str, str] | None = field(default=None, repr=False)
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shown: str | None = None

    def __str__(self) -> str:
        """The request in one line; what stands in a form is nobody's business."""
        shown = self.shown
        if shown is None and self.body is not None:
            shown = json.dumps(self.body, ensure_ascii=False)
        return f"{self.method} {self.url}{f' {shown}' if shown else ''}"
