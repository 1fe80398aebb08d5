"""The shape of a raw answer: its keys, at every depth, without its values."""

from __future__ import annotations

import json
from collections.abc import Iterator

from samestory.report.bundle.bundle_reader import RecordedBundle
from samestory.report.bundle.judgement_lines import KeptPiece

Shape = frozenset[str]


def shape_of(bundle: RecordedBundle, piece: KeptPiece) -> Shape:
    """Return the paths of an answer's keys: "body.results[].stage"; none if it is no JSON."""
    if piece.media_type != "application/json":
        return frozenset()
    try:
        document = json.loads(bundle.content(piece) or b"null")
    except ValueError:
        return frozenset()
    body = document.get("body") if isinstance(document, dict) and "status" in document else None
    return frozenset(_paths(body, ""))


def _paths(document: object, path: str) -> Iterator[str]:
    if isinstance(document, dict):
        for name, each in document.items():
            at = f"{path}.{name}" if path else str(name)
            yield at
            yield from _paths(each, at)
    elif isinstance(document, list):
        for each in document:
            yield from _paths(each, f"{path}[]")
