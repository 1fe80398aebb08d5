"""A link of a mail, opened in the customer's own browser: read, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from samestory.adapters.website.system import WebsiteSystem
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk
from tests.adapters.entries import GUARD, filing, subject_entry, system_entry
from tests.adapters.website.test_website import FakeContext, FakePage

HREF = "http://crm.example/offers/1"


@dataclass
class OpenedPage(FakePage):
    """A tab that goes where it is told, and answers with a state."""

    status: int = 200
    went: list[str] = field(default_factory=list)
    handlers: list[Callable[[Any], None]] = field(default_factory=list)

    def goto(self, url: str, **_: Any) -> SimpleNamespace:
        self.went.append(url)
        self.url = url
        self.answers(self.status)
        return SimpleNamespace(status=self.status)

    def route(self, _pattern: str, handler: Callable[[Any], None]) -> None:
        self.handlers.append(handler)

    def unroute(self, _pattern: str, handler: Callable[[Any], None]) -> None:
        self.handlers.remove(handler)


@dataclass(eq=False)
class HerContext(FakeContext):
    status: int = 200

    def new_page(self) -> FakePage:
        self.pages.append(OpenedPage(self, status=self.status))
        return self.pages[-1]


class LinkPages:
    """Page objects that say on which page they read, and what could be sent meanwhile."""

    def __init__(self, page: OpenedPage, *_: Any) -> None:
        self.page = page

    def read_order(self, _key: str, _of: str | None) -> object:
        [handler] = self.page.handlers
        return {"status": f"{self.page.url} {' '.join(passed_on(handler))}"}


def passed_on(handler: Callable[[Any], None]) -> list[str]:
    """The methods of requests that are let through."""
    passed: list[str] = []
    for method in ("GET", "POST", "DELETE", "HEAD"):
        request = SimpleNamespace(method=method)
        handler(
            SimpleNamespace(
                request=request,
                fallback=lambda method=method: passed.append(method),
                fulfill=lambda **_: None,
            )
        )
    return passed


def followed(href: str, context: HerContext) -> Observation:
    entry = system_entry(
        subject_entry({"opens": "{key}"}),
        name="website",
        pages=LinkPages,
        settings={"base_url": "http://crm.example"},
    )
    system = WebsiteSystem(entry, GUARD, filing(), context)  # type: ignore[arg-type]
    return system.observe(Subject("order", href, "ada@customers.example"))


def test_its_page_is_read_while_nothing_but_questions_can_be_sent():
    """No form and no script of the page can do anything; afterwards the tab is as before."""
    context = HerContext()

    assert {"status": f"{HREF} GET HEAD"} == followed(HREF, context).values
    assert [] == context.pages[0].handlers  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_page_is_no_record(status: int):
    """Whatever is written on it."""
    assert followed(HREF, HerContext(status=status)).absent


@pytest.mark.parametrize(
    "href",
    ["http://evil.example/offers/1", "javascript:alert(1)", "http://crm.example@evil.example"],
)
def test_a_hostile_link_is_not_opened(href: str):
    """It leads elsewhere, or nowhere; the mail that holds it is the company's doing."""
    context = HerContext()
    with pytest.raises(CannotAsk, match=r"evil\.example|no plain web address"):
        followed(href, context)

    assert all(page.went == [] for page in context.pages)  # type: ignore[attr-defined]
