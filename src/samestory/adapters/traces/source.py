"""Asks for the spans of a trace: in files that a collector writes, or over HTTP."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from pathlib import Path
from urllib.parse import quote

from samestory.adapters.http.client import Client
from samestory.adapters.http.messages import Request
from samestory.adapters.traces.spans_json import SeenSpan, spans_in, trace_ids_in
from samestory.config.entries import SystemEntry
from samestory.config.telemetry import KEY, TRACE_ID, TelemetryEntry
from samestory.errors import CannotAsk
from samestory.network.guard import Guard
from samestory.redaction import Masker

LARGEST_FILE = 200_000_000
"""Bytes of one file of spans that is read."""
MOST_TRACES = 5
"""Traces that are asked for if a search tells their ids alone."""
SECONDS = 5.0
"""How long all requests together may take."""


class TraceSource:
    """Where a landscape's traces are; nothing is asked before `spans`."""

    def __init__(self, entry: TelemetryEntry, guard: Guard, masker: Masker) -> None:
        self._entry = entry
        self._guard = guard
        self._masker = masker

    def spans(self, trace_id: str, key: str) -> list[SeenSpan]:
        """Return the spans of a trace, and those of other traces that may be about a key.

        Raise `CannotAsk` if they cannot be read.
        """
        if self._entry.file is not None:
            return list(_in_files(self._entry.file, (trace_id, key)))
        return list(self._asked(trace_id, key))

    def _asked(self, trace_id: str, key: str) -> Iterator[SeenSpan]:
        client = Client(_as_system(self._entry), self._guard, masker=self._masker)
        client.begin()
        try:
            if self._entry.url:
                yield from spans_in(_document(client, self._entry.url.replace(TRACE_ID, trace_id)))
            if self._entry.search:
                quoted = quote(key, safe="")
                found = _document(client, self._entry.search.replace(KEY, quoted))
                yield from spans_in(found)
                for each in trace_ids_in(found)[:MOST_TRACES] if self._entry.url else ():
                    address = self._entry.url.replace(TRACE_ID, each)
                    yield from spans_in(_document(client, address))
        finally:
            client.close()


def _document(client: Client, url: str) -> object:
    reply = client.send(Request("GET", url))
    if reply.status == 404:  # no such trace has arrived
        return None
    if reply.status != 200:
        raise CannotAsk(f"it answers {reply.state}")
    return reply.document


def _as_system(entry: TelemetryEntry) -> SystemEntry:
    """Describe it as one system, so that it is asked like one; it hears of no trace itself."""
    return SystemEntry(
        name="telemetry",
        called="telemetry",
        adapter="http",
        where=entry.where,
        zone=UTC,
        settings={"base_url": ""},
        auth=entry.auth,
        timeout=SECONDS,
    )


def _in_files(place: Path, wanted: tuple[str, ...]) -> Iterator[SeenSpan]:
    """Read one document or JSON Lines, as a collector's file exporter writes them."""
    marks = [each.casefold() for each in wanted if each]
    for file in _files(place):
        for text in _texts(file):
            folded = text.casefold()
            if any(each in folded for each in marks):
                yield from spans_in(_parsed(text, file))


def _files(place: Path) -> Iterable[Path]:
    if not place.exists():
        raise CannotAsk(f"there is no {place.name}")
    if place.is_dir():
        return sorted(each for each in place.iterdir() if each.suffix in {".json", ".jsonl"})
    return [place]


def _texts(file: Path) -> Iterable[str]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise CannotAsk(f"{file.name} has more than {LARGEST_FILE // 1_000_000} MB")
        whole = file.read_text("utf-8", "replace")
    except OSError as error:
        raise CannotAsk(f"{file.name} cannot be read ({error.strerror})") from error
    first, _, rest = whole.partition("\n")
    is_lines = rest and first.strip().endswith("}")
    return whole.splitlines() if is_lines else [whole]


def _parsed(text: str, file: Path) -> object:
    try:
        return json.loads(text)
    except ValueError:
        if text.rstrip().endswith("}"):
            raise CannotAsk(f"{file.name} holds something that is no JSON") from None
        return None  # the last line is being written
