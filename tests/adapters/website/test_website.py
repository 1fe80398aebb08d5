"""The website as a witness, with a browser made of fakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from samestory.adapters.website.system import WebsiteSystem
from samestory.core.model import Subject
from samestory.errors import CannotAsk, WrongCall
from tests.adapters.entries import GUARD, filing, reading, subject_entry, system_entry

ORDER = Subject("order", "A-1", "ada@customers.example")


@dataclass
class FakePage:
    context: Any
    url: str = "http://crm.example/orders/A-1"
    text: str = "Your order A-1"
    limits: list[float] = field(default_factory=list)
    closed: bool = False
    broken: bool = False
    main_frame: str = "main"
    frames: tuple[()] = ()
    heard: dict[str, Callable[[Any], None]] = field(default_factory=dict)

    def on(self, event: str, hear: Callable[[Any], None]) -> None:
        self.heard[event] = hear

    def answers(self, status: int, kind: str = "document", url: str = "") -> None:
        """Have the browser hear an answer: the page's own, or one to its scripts."""
        navigates = kind == "document"
        request = FakeRequest(url or self.url, navigates, kind, self.main_frame)
        self.heard["response"](FakeResponse(status, request))

    def set_default_timeout(self, milliseconds: float) -> None:
        self.limits.append(milliseconds)

    def locator(self, _: str) -> FakePage:
        return self

    def evaluate(self, script: str) -> str:
        assert "innerText" in script
        self._work()
        return self.text

    def inner_text(self, *, timeout: float) -> str:
        assert timeout <= 1000
        self._work()
        return self.text

    def screenshot(self, **_: Any) -> bytes:
        self._work()
        return b"PNG"

    def is_closed(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True
        self._work()

    def _work(self) -> None:
        if self.broken:
            raise PlaywrightError("Target crashed")


@dataclass(eq=False)
class FakeContext:
    pages: list[FakePage] = field(default_factory=list)
    routes: list[tuple[Any, Callable[..., None]]] = field(default_factory=list)

    def new_page(self) -> FakePage:
        self.pages.append(FakePage(self))
        return self.pages[-1]

    def route(self, pattern: object, handler: Callable[..., None]) -> None:
        self.routes.append((pattern, handler))

    def add_init_script(self, script: str) -> None:
        assert "RTCPeerConnection" in script


@dataclass
class FakeRequest:
    url: str
    navigates: bool = True
    resource_type: str = "document"
    frame: str = "main"

    def is_navigation_request(self) -> bool:
        return self.navigates


@dataclass
class FakeResponse:
    status: int
    request: FakeRequest


class Shop:
    """Page objects that say what a test tells them to say."""

    answer: Callable[[], object] = staticmethod(lambda: {"status": "placed"})
    opened: list[tuple[Any, ...]] = []  # noqa: RUF012 - one list for all is the point

    def __init__(self, *arguments: Any) -> None:
        self.opened.append(arguments)

    def read_order(self, key: str, of: str | None) -> object:
        self.opened.append((key, of))
        return type(self).answer()


@pytest.fixture
def hers(monkeypatch: pytest.MonkeyPatch) -> FakeContext:
    monkeypatch.setattr(Shop, "opened", [])
    return FakeContext()


def website(hers: FakeContext | None, **more: Any) -> WebsiteSystem:
    settings = {"base_url": "http://crm.example"}
    entry = system_entry(**{"name": "website", "pages": Shop, "settings": settings, **more})
    return WebsiteSystem(entry, GUARD, filing("hidden-1"), hers, who="Ada")  # type: ignore[arg-type]


def trouble(system: WebsiteSystem) -> CannotAsk:
    with pytest.raises(CannotAsk) as caught:
        system.observe(ORDER)
    return caught.value


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> object:
        raise error

    monkeypatch.setattr(Shop, "answer", staticmethod(fail))


def test_the_text_of_a_page_that_goes_elsewhere_is_that_of_the_next(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch
):
    """Its own text is gone, and the next page is waited for."""

    def leaves(*_: object) -> None:
        raise PlaywrightError("Execution context was destroyed, because of a navigation")

    monkeypatch.setattr(FakePage, "evaluate", leaves)

    [kept] = website(hers).observe(ORDER).evidence
    assert kept.content.decode().endswith("Your order A-1\n")


@pytest.mark.parametrize("told", [None, 7, {"shown": "nothing"}])
def test_a_page_whose_scripts_change_what_it_tells_is_read_as_any_other(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, told: object
):
    """What is no text is not taken for one; nor is the silence of a page that has no body yet."""
    monkeypatch.setattr(FakePage, "evaluate", lambda *_: told)

    [kept] = website(hers).observe(ORDER).evidence
    assert kept.content.decode().endswith("Your order A-1\n")


def test_its_pages_read_the_order_in_a_tab_of_their_own(hers: FakeContext):
    """The page, the address, and who she is; the time limit is the landscape's."""
    system = website(hers)
    found = system.observe(ORDER)
    system.observe(ORDER)

    [page] = hers.pages
    asked = (ORDER.key, ORDER.of)
    assert [(page, "http://crm.example", "Ada"), asked, asked] == Shop.opened
    assert [3000] == page.limits
    assert {"status": "placed"} == found.values
    assert "http://crm.example/orders/A-1 (read_order)" == found.asked


def test_what_was_read_and_the_text_of_the_page_are_evidence(hers: FakeContext):
    """As plain text, for a page may hold scripts; masked, for it may hold secrets."""
    system = website(hers)
    system.observe(ORDER)
    hers.pages[0].text = "hidden-1 <script>"
    [evidence] = system.observe(ORDER).evidence

    assert ("website-2.txt", "text/plain") == (evidence.name, evidence.media_type)
    assert '"status": "placed"' in evidence.content.decode()
    assert "*** <script>" in evidence.content.decode()


def test_nothing_to_read_is_no_record(hers: FakeContext, monkeypatch: pytest.MonkeyPatch):
    """The page says that there is no such order."""
    monkeypatch.setattr(Shop, "answer", staticmethod(lambda: None))

    assert website(hers).observe(ORDER).absent


NOTHING = (None, {"count": 0}, {"count": 0, "numbers": []}, {"count": None})
COUNTED = {"count": reading("count", "count"), "numbers": reading("numbers", "set")}


def found_nothing(
    hers: FakeContext,
    monkeypatch: pytest.MonkeyPatch,
    page: Callable[[FakePage], None],
    nothing: object = None,
) -> WebsiteSystem:
    """A website of which the page object finds nothing, on a page that is like this."""

    def answer() -> object:
        page(hers.pages[-1])
        return nothing

    monkeypatch.setattr(Shop, "answer", staticmethod(answer))
    return website(hers, subjects={"order": subject_entry(fields=COUNTED)})


@pytest.mark.parametrize("nothing", NOTHING)
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500, 502, 503])
def test_nothing_on_an_error_page_is_not_no_record(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, status: int, nothing: object
):
    """The page object looked for an order, and a gateway was in its way."""
    found = trouble(found_nothing(hers, monkeypatch, lambda page: page.answers(status), nothing))

    assert f"its page answered {status}, so that nothing found there says nothing" == found.why
    assert found.evidence


@pytest.mark.parametrize("status", [200, 304, 404, 410])
def test_nothing_on_a_page_that_says_so_is_no_record(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, status: int
):
    """Many shops say so with a page of its own, and state 404."""
    assert found_nothing(hers, monkeypatch, lambda page: page.answers(status)).observe(ORDER).absent


def test_what_is_told_is_told_whatever_the_state(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch
):
    """Some hosts serve an application with state 404, or 403."""
    told = {"count": 2, "numbers": ["A-1", "A-2"]}
    system = found_nothing(hers, monkeypatch, lambda page: page.answers(403), told)

    assert 2 == (system.observe(ORDER).values or {})["count"]


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_nothing_on_a_blank_page_is_not_no_record(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, text: str
):
    """Its scripts may not have drawn it yet."""
    system = found_nothing(hers, monkeypatch, lambda page: setattr(page, "text", text))

    assert "its page is blank" == trouble(system).why


@pytest.mark.parametrize("url", ["about:blank", "chrome-error://chromewebdata/"])
def test_nothing_without_a_page_is_not_no_record(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, url: str
):
    """Nothing is absent without having looked."""
    system = found_nothing(hers, monkeypatch, lambda page: setattr(page, "url", url))

    assert "its page object found nothing, and has opened no page" == trouble(system).why


@pytest.mark.parametrize("kind", ["xhr", "fetch"])
def test_nothing_on_a_page_whose_part_failed_is_not_no_record(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, kind: str
):
    """The page is there, and the list of orders is not."""
    api = "http://crm.example/api/orders"
    system = found_nothing(hers, monkeypatch, lambda page: page.answers(502, kind, api))

    assert f"a part of its page failed (502 {api})" == trouble(system).why


@pytest.mark.parametrize(
    ("status", "kind", "url"),
    [
        (502, "image", "http://crm.example/logo.png"),
        (502, "fetch", "http://ads.example/count"),
        (404, "fetch", "http://crm.example/api/orders/A-1"),
    ],
)
def test_what_else_fails_on_a_page_says_nothing_about_the_order(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, status: int, kind: str, url: str
):
    """A picture, somebody else's counter, and that there is no such order."""
    system = found_nothing(hers, monkeypatch, lambda page: page.answers(status, kind, url))

    assert system.observe(ORDER).absent


def test_the_state_of_a_page_holds_until_it_is_left(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch
):
    """A frame within it changes nothing, and a page that came round is one."""
    states = iter([502, None, 200])

    def page(shown: FakePage) -> None:
        state = next(states)
        if state is None:
            within = FakeRequest(shown.url, navigates=True, frame="within")
            shown.heard["response"](FakeResponse(200, within))
        else:
            shown.answers(state)

    system = found_nothing(hers, monkeypatch, page)

    assert trouble(system).why.startswith("its page answered 502")
    assert trouble(system).why.startswith("its page answered 502")
    assert system.observe(ORDER).absent


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (PlaywrightTimeout("Timeout 3000ms exceeded.\nCall log: ..."), "Timeout 3000ms exceeded."),
        (PlaywrightError("net::ERR_CONNECTION_REFUSED at http://x"), "net::ERR_CONNECTION_REFUSED"),
        (PlaywrightError(""), "Error"),
    ],
)
def test_a_page_that_cannot_be_read_is_no_news_about_the_order(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
):
    """Nobody can know what it would have said; its text is kept."""
    failing(monkeypatch, error)
    found = trouble(website(hers))

    assert found.why.startswith(f"its page could not be read: {why}")
    assert "http://crm.example: read_order(A-1)" == found.asked
    assert 1 == len(found.evidence)


def test_a_crashed_page_still_leaves_a_trace(hers: FakeContext, monkeypatch: pytest.MonkeyPatch):
    """At least where it was."""
    system = website(hers)
    system.observe(ORDER)
    hers.pages[0].broken = True
    failing(monkeypatch, PlaywrightError("Target crashed"))

    assert "could not be read: Target crashed" in trouble(system).evidence[0].content.decode()
    assert None is system.screenshot()
    system.close()


def test_a_tab_that_was_closed_is_opened_again(hers: FakeContext):
    """Whoever closed it."""
    system = website(hers)
    system.observe(ORDER)
    system.close()
    system.close()

    assert hers.pages[0].closed
    assert {"status": "placed"} == system.observe(ORDER).values
    assert 2 == len(hers.pages)


def test_a_tab_that_closes_meanwhile_leaves_no_evidence(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch
):
    """There is no page to be read any more."""

    def close() -> object:
        hers.pages[0].closed = True
        raise PlaywrightError("Target page, context or browser has been closed")

    monkeypatch.setattr(Shop, "answer", staticmethod(close))

    assert () == trouble(website(hers)).evidence


def test_a_page_that_is_too_busy_is_closed_and_opened_anew(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch
):
    """What was read before counts; the next look gets a page that answers."""
    system = website(hers)
    system.observe(ORDER)
    monkeypatch.setattr(hers.pages[0], "broken", True)
    busy = system.observe(ORDER)

    assert {"status": "placed"} == busy.values
    assert hers.pages[0].closed
    assert {"status": "placed"} == system.observe(ORDER).values
    assert 2 == len(hers.pages)


def test_a_page_that_takes_too_long_to_give_its_text_is_left_with_a_reason(hers: FakeContext):
    """What was read before counts, and the evidence says why there is no more."""

    @contextmanager
    def cut(_: FakePage, seconds: float) -> Iterator[None]:
        yield
        if seconds == 1.0:
            raise TimeoutError

    entry = system_entry(name="website", pages=Shop)
    system = WebsiteSystem(entry, GUARD, filing(), hers, limited=cut)  # type: ignore[arg-type]

    [kept] = system.observe(ORDER).evidence
    assert "(could not be read: it took more than 1 s)" in kept.content.decode()


def test_reading_takes_no_longer_in_all_than_the_landscape_allows(hers: FakeContext):
    """Many steps that are each in time would else take for ever."""

    @contextmanager
    def cut(page: FakePage, seconds: float) -> Iterator[None]:
        page.close()
        assert 3.0 <= seconds <= 4.0
        yield
        raise TimeoutError

    entry = system_entry(name="website", pages=Shop)
    system = WebsiteSystem(entry, GUARD, filing(), hers, limited=cut)  # type: ignore[arg-type]

    assert "its pages could not be read within 3 s" == trouble(system).why
    assert () == trouble(system).evidence


def test_a_picture_is_taken_on_demand_only(hers: FakeContext):
    """It is the dearest of all evidence."""
    system = website(hers)
    assert None is system.screenshot()
    system.observe(ORDER)
    picture = system.screenshot()

    assert picture is not None
    assert ("website-2.png", "image/png", b"PNG") == (
        picture.name,
        picture.media_type,
        picture.content,
    )


def test_without_a_browser_it_cannot_be_asked():
    """A support person's question goes on without it."""
    system = website(None)

    assert "it can only be asked with a browser, and none is open" == trouble(system).why
    system.close()


def test_a_line_break_is_refused_before_a_page_is_opened(hers: FakeContext):
    """Page objects put keys into addresses and forms."""
    with pytest.raises(WrongCall, match="control character"):
        website(hers).observe(Subject("order", "A-1\n"))
    assert [] == hers.pages


def test_every_page_of_her_context_is_fenced(hers: FakeContext):
    """By routes, whoever has opened her browser."""
    website(hers)
    [(pattern, _)] = hers.routes

    assert pattern.search("http://evil.example/")
    assert not pattern.search("http://crm.example/orders/A-1")


def test_a_page_that_leads_astray_is_named(hers: FakeContext, monkeypatch: pytest.MonkeyPatch):
    """The reason is told once."""
    system = website(hers)
    system.observe(ORDER)
    hers.pages[0].heard["requestfailed"](FakeRequest("http://evil.example/"))
    failing(monkeypatch, PlaywrightError("net::ERR_EMPTY_RESPONSE"))

    assert "it leads to http://evil.example/, which x.toml does not allow" == trouble(system).why
    assert trouble(system).why.startswith("its page could not be read: net::ERR_EMPTY_RESPONSE")


def test_a_page_that_was_redirected_astray_tells_nothing(
    hers: FakeContext, monkeypatch: pytest.MonkeyPatch
):
    """What stands on a foreign host is not the shop's word."""
    system = website(hers)

    def stray() -> object:
        hers.pages[0].url = "http://evil.example/orders/A-1"
        return {"status": "placed"}

    monkeypatch.setattr(Shop, "answer", staticmethod(stray))

    assert "x.toml does not allow the host 'evil.example'" in trouble(system).why


def test_a_foreign_picture_is_only_left_out(hers: FakeContext, monkeypatch: pytest.MonkeyPatch):
    """Counters and fonts are no reason for trouble."""
    system = website(hers)
    system.observe(ORDER)
    hers.pages[0].heard["requestfailed"](FakeRequest("http://evil.example/a.png", navigates=False))
    failing(monkeypatch, PlaywrightError("Timeout"))

    assert "its page could not be read: Timeout" == trouble(system).why


def test_a_subject_is_read_by_the_method_of_its_kind(hers: FakeContext):
    """Blanks and hyphens become underscores."""
    entry = system_entry(pages=Shop, subjects={"re-sent order": subject_entry()})
    system = WebsiteSystem(entry, GUARD, filing(), hers)  # type: ignore[arg-type]

    with pytest.raises(AttributeError, match="read_re_sent_order"):
        system.observe(Subject("re-sent order", "A-1"))
