"""A web of a few addresses, for systems that are asked without a network."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import httpx
import pytest

from samestory.adapters.http.system import HttpSystem
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk
from samestory.extraction.entries import Hop, Paging, SubjectEntry
from tests.adapters.entries import GUARD, filing, subject_entry, system_entry

ORDER = Subject("order", "A-1", "ada@customers.example")
HOME = "http://crm.example"

Page = object
"""A response, or a document to be answered as JSON."""


def unknown() -> httpx.Response:
    """What a system says that has no such record."""
    return httpx.Response(404, json={"message": "not found"})


class Web:
    """Answers by address ("/orders?page=2", as it was sent) and keeps what it was asked."""

    def __init__(self, pages: Mapping[str, Page] | Callable[[httpx.Request], Page]) -> None:
        self._pages = pages
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        page = self._page(request)
        return page if isinstance(page, httpx.Response) else httpx.Response(200, json=page)

    def _page(self, request: httpx.Request) -> Page:
        if callable(self._pages):
            return self._pages(request)
        address = request.url.raw_path.decode()
        return self._pages[address] if address in self._pages else unknown()

    @property
    def addresses(self) -> list[str]:
        """What it was asked, each without its host."""
        return [each.url.raw_path.decode() for each in self.asked]

    @property
    def bodies(self) -> list[Any]:
        """The JSON that it was sent."""
        return [json.loads(each.content) for each in self.asked]


def observed(
    web: Web,
    entry: SubjectEntry,
    subject: Subject = ORDER,
    *,
    speaks: str = "json",
    secrets: Sequence[str] = ("s3cret-1",),
    **more: Any,
) -> Observation:
    """What a system says that is asked on this web."""
    settings = {"base_url": HOME, "speaks": speaks}
    asked = system_entry(entry, settings=settings, **more)
    transport = httpx.MockTransport(web)
    with closing(HttpSystem(asked, GUARD, filing(*secrets), transport=transport)) as system:
        return system.observe(subject)


def trouble(web: Web, entry: SubjectEntry, subject: Subject = ORDER, **more: Any) -> CannotAsk:
    """Why the system cannot be asked."""
    with pytest.raises(CannotAsk) as caught:
        observed(web, entry, subject, **more)
    return caught.value


def hop(name: str, path: str, take: Mapping[str, str] | None = None) -> Hop:
    """A question on the way, to be got by its path."""
    question = subject_entry({"method": "GET", "path": path}).question
    return Hop(name=name, question=question, take=take or {}, where=f"x.toml, [via.{name}] take")


def paged(kind: str, **more: Any) -> Paging:
    """Paging through a list called "orders"."""
    return Paging(**{"kind": kind, "items": "orders", **more})
