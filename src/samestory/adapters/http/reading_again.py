"""Reads answers over HTTP again: the same questions, answered by the recorded replies."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pkgutil import resolve_name
from typing import Any
from urllib.parse import urlsplit

import httpx

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.http.system import HttpSystem
from samestory.adapters.reading_again import CannotReadAgain, Values, json_of
from samestory.config.entries import Auth, SystemEntry
from samestory.core.model import Evidence, Subject
from samestory.errors import CannotAsk, SamestoryError
from samestory.network.guard import Guard
from samestory.redaction import MASK, Masker
from samestory.redaction.personal import Personal

_OF_THE_TRANSFER = {"content-length", "content-encoding", "transfer-encoding", "content-type"}


class RecordedReplies(httpx.AsyncBaseTransport):
    """Answers each request by the next reply that was recorded, if it is the request for it."""

    def __init__(self, exchanges: Iterable[Mapping[str, Any]]) -> None:
        self._left = list(exchanges)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx."""
        if not self._left:
            raise CannotReadAgain(f"was never asked for {request.url.path}")
        told = self._left.pop(0)
        if not _is_for(str(told.get("request", "")), request):
            recorded = str(told.get("request", "")).partition(" {")[0]
            raise CannotReadAgain(f"was asked for {recorded}, and not for {request.url.path}")
        headers = {
            name: each
            for name, each in told.get("headers", {}).items()
            if name.lower() not in _OF_THE_TRANSFER and str(each).isascii()
        }
        body, kind = told.get("body"), _media_type(told.get("headers", {}))
        text = body if isinstance(body, str) else json.dumps(body)
        content_type = {"content-type": f"{kind}; charset=utf-8"} if kind else {}
        return httpx.Response(
            int(told["status"]),
            headers={**headers, **content_type},
            content=text.encode("utf-8", "replace"),
        )


def read_replies_again(
    entry: SystemEntry, guard: Guard, subject: Subject, pieces: Sequence[Evidence]
) -> Values:
    """See `ReadAgain`: every word of the question holds, but for the credentials.

    No script of a page runs again, for a browser had run it before.
    """
    exchanges = [json_of(each) for each in pieces if each.media_type == "application/json"]
    if not exchanges:
        raise CannotReadAgain("left nothing that could be read again")
    open_to_all = replace(entry, auth=Auth(), timeout=60.0)
    store = EvidenceStore(Masker(personal=Personal(kinds=())))
    opens: type[HttpSystem] = resolve_name(entry.way.opens)
    system = opens(open_to_all, guard, store, transport=RecordedReplies(exchanges))
    try:
        return system.observe(subject).values
    except CannotAsk as trouble:
        raise CannotReadAgain(f"would not have been understood: {trouble.why}") from trouble
    except SamestoryError as error:
        raise CannotReadAgain(f"cannot be asked so: {str(error).splitlines()[0]}") from error
    finally:
        system.close()


def _is_for(recorded: str, request: httpx.Request) -> bool:
    """Whether it is the same question, wherever the system runs; what is masked may be anything."""
    method, _, rest = recorded.partition(" ")
    url = urlsplit(rest.partition(" ")[0])
    asked = urlsplit(str(request.url))
    if method != request.method:
        return False
    if MASK in rest:
        return True
    return (url.path, url.query) == (asked.path, asked.query) or str(
        httpx.URL(rest.partition(" ")[0]).raw_path
    ) == str(request.url.raw_path)


def _media_type(headers: Mapping[str, Any]) -> str:
    found = {name.lower(): str(each) for name, each in headers.items()}
    return found.get("content-type", "").partition(";")[0].strip()
