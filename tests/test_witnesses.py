"""The opened landscape."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from samestory.adapters.http.system import HttpSystem
from samestory.adapters.imap.system import InboxSystem
from samestory.config import Landscape
from samestory.core.claims import Keeping
from samestory.core.model import Outcome, Promise, Revision, Subject
from samestory.core.verdict import Verdict
from samestory.errors import NothingToCompare, WrongCall
from samestory.over_time import judge_kept
from samestory.polling.recording import Recording
from samestory.redaction import Masker
from samestory.testing import FakeClock
from samestory.witnesses import Witnesses
from tests.config.files import GUARD, read

ADA = "ada@customers.example"
ORDER = Subject("order", "A-1", ADA)

SYSTEMS = """
from samestory.core.system import said
from samestory.extraction.values import read_values

class Fake:
    main_thread = False
    records = {}
    events = []

    def __init__(self, entry, guard, filing):
        self.name, self.entry = entry.name, entry

    def observe(self, subject):
        import threading
        self.events.append((self.name, "asked", threading.current_thread()))
        entry = self.entry.subjects[subject.kind]
        values = read_values(self.records[self.name], entry, self.entry.zone)
        return said(self.name, subject, values)

    def close(self):
        self.events.append((self.name, "closed", None))
"""

TEXT = (
    GUARD
    + """
[defaults]
currency = "EUR"
patience = "1 s"
settle   = "0 s"

[systems.website]
adapter  = "website"
pages    = "shop_pages:Shop"
base_url = "http://127.0.0.1:7100"

[systems.website.order]
total  = "total"
status = { at = "status", means = { "Confirmed" = "placed" } }
lines  = { at = "lines", sku = "sku", quantity = "quantity" }

[systems.crm]
adapter = "fake_systems:Fake"
called  = "CRM"

[systems.crm.order]
find   = "{key}"
status = "status"

[systems.erp]
adapter = "fake_systems:Fake"
called  = "ERP"
due     = "02:00"

[systems.erp.order]
find   = "{of}"
status = "status"
"""
)

REMOTE = """
[systems.payments]
adapter  = "http"
base_url = "http://127.0.0.1:7106"
auth     = { kind = "bearer", token_env = "TOKEN" }

[systems.inbox]
adapter = "inbox"
host    = "127.0.0.1"
tls     = "none"
auth    = { kind = "password", user = "{of}", password_env = "TOKEN" }

[systems.inbox.confirmation]
count = "length(mails)"
"""


class Tab:
    url = "http://127.0.0.1:7100/orders/A-1"
    frames: tuple[()] = ()

    def __init__(self, context: Browser) -> None:
        self.context = context

    def on(self, *_: object) -> None: ...

    def set_default_timeout(self, _: float) -> None: ...
    def locator(self, _: str) -> Tab:
        return self

    def evaluate(self, _: str) -> str:
        return "text"

    def is_closed(self) -> bool:
        return False

    def screenshot(self, **_: Any) -> bytes:
        return b"PNG"

    def close(self) -> None: ...


class Browser:
    """A browser context without a browser."""

    def new_page(self) -> Tab:
        return Tab(self)

    def route(self, *_: object) -> None: ...

    def add_init_script(self, _: str) -> None: ...


@pytest.fixture
def landscape(tmp_path: Path) -> Landscape:
    (tmp_path / "fake_systems.py").write_text(SYSTEMS)
    return read(tmp_path, TEXT)


@pytest.fixture
def fake(landscape: Landscape) -> Any:
    """The class of the CRM and the ERP: what they say, and what was done to them."""
    own = landscape.systems["crm"].own
    assert own is not None
    own.records = {"crm": {"status": "placed"}, "erp": {"status": "placed"}}  # type: ignore[attr-defined]
    return own


@pytest.fixture
def witnesses(landscape: Landscape, fake: Any) -> Iterator[Witnesses]:
    del fake
    with Witnesses(landscape, clock=FakeClock()) as opened:
        yield opened


class TestAsking:
    def test_they_converge(self, landscape: Landscape, fake: Any):
        """Every verdict and every look is heard."""
        del fake
        verdicts: list[Verdict] = []
        looks: list[int] = []
        with Witnesses(
            landscape,
            clock=FakeClock(),
            on_verdict=verdicts.append,
            on_look=lambda look: looks.append(look.number),
        ) as witnesses:
            verdict = witnesses.converge(ORDER, ["crm", "erp"])

        assert verdict.agreed
        assert [verdict] == verdicts
        assert looks[0] == 1

    def test_a_contradiction_is_a_verdict(self, witnesses: Witnesses, fake: Any):
        """Nothing is raised; only a step fails a test."""
        fake.records["erp"] = {"status": "cancelled"}

        assert Outcome.CONTRADICTED is witnesses.converge(ORDER, ["crm", "erp"]).outcome

    @pytest.mark.parametrize(("since", "looks"), [(0, 4), (1, 1)])
    def test_that_there_is_no_record_lasts_until_none_can_come(
        self, witnesses: Witnesses, fake: Any, since: int, looks: int
    ):
        """One that has had its time needs no more than a look."""
        fake.records["crm"] = None
        at = witnesses.clock.now() - timedelta(seconds=since)
        nothing = Promise(ORDER, (Revision("order", at, {}, withdrawn=True),))
        verdict = witnesses.converge(ORDER, ["crm"], nothing)

        assert verdict.agreed
        assert looks == len(verdict.timeline)

    def test_what_is_kept_is_looked_at_more_than_once(self, witnesses: Witnesses):
        """Without a settle time, one look is enough to agree."""
        told = Revision("order", datetime(2026, 11, 24, 14, 0, tzinfo=UTC), {"status": "placed"})
        verdict = judge_kept(witnesses, Promise(ORDER, (told,)), ["crm"], Recording())

        assert verdict.agreed
        assert verdict.watched
        assert {"crm": 3} == verdict.watched.looks

    def test_only_what_has_changed_is_asked_of_a_change(self, witnesses: Witnesses):
        """The lines of both versions are the same."""
        told = Revision("order", datetime(2026, 11, 24, 14, 0, tzinfo=UTC), {"status": "placed"})
        promise = Promise(ORDER, (replace(told, values={"status": "cancelled"}), told))
        verdict = judge_kept(witnesses, promise, ["crm"], Recording(), Keeping.NEVER_HALF)

        assert verdict.agreed
        assert ["status"] == [each.field.name for each in verdict]
        with pytest.raises(NothingToCompare, match="has not changed"):
            judge_kept(witnesses, Promise(ORDER, (told,)), ["crm"], Recording(), Keeping.NEVER_HALF)

    def test_one_look_has_no_patience(self, witnesses: Witnesses, fake: Any):
        """For a support person who wants to know how it is now."""
        fake.records["erp"] = {"status": "cancelled"}
        verdict = witnesses.look(ORDER, ["crm", "erp"])

        assert Outcome.CONTRADICTED is verdict.outcome
        assert 2 == len(fake.events)

    def test_what_a_nightly_batch_has_not_carried_yet_is_pending(
        self, witnesses: Witnesses, fake: Any
    ):
        """The ERP learns of it at two o'clock."""
        fake.records["erp"] = {"status": None}
        told = Revision("order", datetime(2026, 11, 24, 14, 0, tzinfo=UTC), {"status": "placed"})
        promise = Promise(ORDER, (told,))

        assert Outcome.PENDING is witnesses.look(ORDER, ["crm", "erp"], promise).outcome
        assert timedelta(seconds=1) == witnesses.patience.of(["erp"], promise)["erp"].patience

    def test_who_is_asked_can_be_seen_uncompared(self, witnesses: Witnesses):
        """For a doctor."""
        found = witnesses.observe(ORDER, ["erp", "crm"])

        assert ["erp", "crm"] == [each.system for each in found]

    def test_the_website_says_that_it_needs_a_browser(self, witnesses: Witnesses):
        """The others' observations are still there."""
        website, crm = witnesses.observe(ORDER, ["website", "crm"])

        assert "it can only be asked with a browser, and none is open" == website.unreachable
        assert {"status": "placed"} == crm.values

    def test_who_can_tell_depends_on_what_is_known(self, witnesses: Witnesses):
        """The ERP is asked by the customer's address."""
        assert ["website", "crm", "erp"] == witnesses.who_can_tell(ORDER)
        assert ["website", "crm"] == witnesses.who_can_tell(Subject("order", "A-1"))
        assert [] == witnesses.who_can_tell(Subject("records", ADA))


class TestWrongCalls:
    @pytest.mark.parametrize(
        ("subject", "among", "message"),
        [
            (Subject("order", "A-1\r\n"), ["crm"], "control character"),
            (Subject("ordr", "A-1"), ["crm"], "no kind of subject 'ordr'"),
            (ORDER, ["crm", "wms"], r"no system 'wms'\.\n  Known systems: crm, erp, website\."),
            (
                Subject("records", ADA),
                ["crm"],
                r"how to ask the CRM about 'records'\.\n  Add a table \[systems\.crm\.records\]\.",
            ),
        ],
    )
    def test_nobody_is_asked_what_cannot_be(
        self, witnesses: Witnesses, fake: Any, subject: Subject, among: list[str], message: str
    ):
        """Before anything is sent."""
        with pytest.raises(WrongCall, match=message):
            witnesses.converge(subject, among)
        assert [] == fake.events

    def test_nobody_left_is_nothing_to_compare(self, witnesses: Witnesses):
        """When a company lacks every system that a step names."""
        with pytest.raises(NothingToCompare, match="No system is left to be asked about order A-1"):
            witnesses.look(ORDER, [])


class TestSession:
    def test_remote_systems_are_kept_for_the_session(self, witnesses: Witnesses, fake: Any):
        """Scenarios come and go, connections and threads stay."""
        for _ in range(2):
            with witnesses.in_browser(Browser(), who="Ada") as hers:  # type: ignore[arg-type]
                hers.observe(ORDER, ["crm"])

        assert [("crm", "asked")] * 2 == [each[:2] for each in fake.events]
        assert 1 == len({each[2] for each in fake.events})
        witnesses.close()
        assert ("crm", "closed") in [each[:2] for each in fake.events]

    def test_each_scenario_has_its_own_website(self, witnesses: Witnesses):
        """In the customer's own browser, and with what hears of its verdicts."""
        heard: list[Verdict] = []
        tab = Browser()
        with witnesses.in_browser(tab, on_verdict=heard.append) as hers:  # type: ignore[arg-type]
            assert None is hers.screenshot()
            [found] = hers.observe(ORDER, ["website"])
            picture = hers.screenshot()
            hers.converge(ORDER, ["crm", "erp"])

        assert found.absent
        assert picture is not None
        assert b"PNG" == picture.content
        assert 1 == len(heard)
        assert None is witnesses.screenshot()

    def test_masks_and_names_are_those_of_the_landscape(self, witnesses: Witnesses):
        """A child learns what the session learns."""
        child = witnesses.in_browser(Browser())  # type: ignore[arg-type]
        witnesses.masker.learn("pa$$word")

        assert "***" == child.masker.mask("pa$$word")
        assert {"website": "website", "crm": "CRM", "erp": "ERP"} == child.called

    def test_whoever_writes_a_report_masks_what_they_have_learnt(self, tmp_path: Path):
        """Tokens and sessions that were fetched on the way are struck out there as well."""
        (tmp_path / "fake_systems.py").write_text(SYSTEMS)
        landscape = read(tmp_path, TEXT + REMOTE, {"TOKEN": "t-secret"})
        masker = Masker(["her-password"])
        with Witnesses(landscape, masker=masker) as witnesses:
            witnesses.masker.learn("token-1")

        assert "*** *** ***" == masker.mask("her-password t-secret token-1")

    def test_a_system_whose_pages_need_their_scripts_is_asked_in_the_browser(self, tmp_path: Path):
        """As the website is; without one it says that it cannot be asked."""
        desk = (
            '[systems.desk]\nadapter = "html"\nbase_url = "http://127.0.0.1:7108"\n'
            'with_scripts = true\n[systems.desk.order]\nfind = "/{key}"\nstatus = "status"\n'
            'page = { status = "dd" }\n'
        )
        with Witnesses(read(tmp_path, GUARD + desk)) as witnesses:
            [found] = witnesses.observe(ORDER, ["desk"])

        assert "it can only be asked with a browser, and none is open" == found.unreachable

    def test_a_landscape_that_nobody_asked_leaves_nothing_behind(self, tmp_path: Path):
        """Nothing is connected to before it is asked."""
        before = threading.active_count()
        (tmp_path / "fake_systems.py").write_text(SYSTEMS)
        landscape = read(tmp_path, TEXT + REMOTE, {"TOKEN": "t-secret"})
        with Witnesses(landscape) as witnesses:
            kinds = {name: type(seat.system) for name, seat in witnesses._remote.items()}
            assert "***" == witnesses.masker.mask("t-secret")

        assert (HttpSystem, InboxSystem) == (kinds["payments"], kinds["inbox"])
        assert before == threading.active_count()
