"""Each fault of visits shows its own face, and none shows where it is not meant to."""

from __future__ import annotations

from datetime import date

import pytest

from samestory.adapters.imap.mail import read_mail
from samestory.adapters.imap.system import mails_document
from samestory_demo.messages import Report
from tests.samestory_demo.backstage import ADA, Backstage, played

NOTHING = Report(photos=0, minutes=1)


def job_of(company: Backstage, number: str):
    """What field service says of its only job under this number."""
    [job] = company.field_service.jobs(number)
    return job


async def moved(company: Backstage) -> str:
    """Ada moves a visit by a day, and everybody hears of it."""
    it = company.book()
    await company.settle()
    company.bookings.move(it.number, company.bookings.slots()[2].start.isoformat())
    await company.clock.turn(0.45)
    return it.number


def test_website_not_provisioned():
    """Who booked by telephone is unknown to the website alone."""

    async def scene(company: Backstage):
        company.telephone.book(ADA, company.telephone.slots()[0])
        await company.settle()
        return company.shop.store.customer(ADA.email), len(company.meetings.accounts(ADA.email))

    assert (None, 1) == played(scene, "website-not-provisioned")


@pytest.mark.parametrize(
    ("fault", "terms"),
    [
        ("phone-acceptance-stays-on-the-phone", (False, "X", "J")),
        ("acceptance-not-booked", (True, "-", "J")),
    ],
)
def test_acceptance_is_lost(fault, terms):
    """One system never hears of it."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        company.telephone.press(it.number, "1", "")
        await company.settle()
        [service_order] = company.service_orders.service_orders(it.number)
        website = company.bookings.appointment(it.number)
        return website.accepted, service_order["Frei"], job_of(company, it.number)["agb"]

    assert terms == played(scene, fault)


@pytest.mark.parametrize(
    ("fault", "before", "after"),
    [
        ("dispatched-without-acceptance", "UNTERWEGS", "UNTERWEGS"),
        ("dispatch-never-follows", "GEPLANT", "GEPLANT"),
    ],
)
def test_dispatch_goes_its_own_way(fault, before, after):
    """He sets out too early, or never."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        company.field_service.dispatch(it.number)
        early = job_of(company, it.number)["zustand"]
        company.bookings.accept(it.number)
        await company.settle()
        return early, job_of(company, it.number)["zustand"]

    assert (before, after) == played(scene, fault)


def test_the_survey_is_sprung_late():
    """The first mail lists one visit; or the technicians plan only one."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        [letter] = company.posted
        listed = len(read_mail(letter.as_bytes())["calendars"][0]["events"])
        return listed, len(job_of(company, it.number)["einsaetze"])

    assert (1, 2) == played(scene, "survey-not-confirmed")
    assert (2, 1) == played(scene, "survey-not-planned")


def test_old_slot_stays():
    """Field service has both days, the old one first."""

    async def scene(company: Backstage):
        return [
            each["einsaetze"][1]["termin"][:10]
            for each in company.field_service.jobs(await moved(company))
        ]

    assert ["2026-11-26", "2026-11-27"] == played(scene, "old-slot-stays")


def test_old_slot_comes_back():
    """It is moved, and most of a second later it is not."""

    async def scene(company: Backstage):
        number = await moved(company)
        good = job_of(company, number)["einsaetze"][1]["termin"][:10]
        await company.clock.turn(1)
        return good, job_of(company, number)["einsaetze"][1]["termin"][:10]

    assert ("2026-11-27", "2026-11-26") == played(scene, "old-slot-comes-back")


def test_agent_sees_the_old_slot():
    """The CRM alone stays where it was."""

    async def scene(company: Backstage):
        [meeting] = company.meetings.meetings(await moved(company))
        return meeting["steps"][1]["starts_at"]

    assert 1795676400000 == played(scene, "agent-sees-the-old-slot")


def test_diary_holds_both():
    """The second mail writes new entries into her diary, beside the old ones."""

    async def scene(company: Backstage):
        await moved(company)
        mails = [read_mail(each.as_bytes()) for each in company.posted]
        return len(mails_document(mails)["events"])

    assert 4 == played(scene, "diary-holds-both")
    assert 2 == played(scene)


@pytest.mark.parametrize(
    ("fault", "states"),
    [
        ("done-without-evidence", ("ERLEDIGT", "scheduled", "10")),
        ("agent-calls-it-done", ("GEPLANT", "completed", "10")),
        ("report-without-pictures", ("GEPLANT", "scheduled", "10")),
    ],
)
def test_a_visit_is_called_done(fault, states):
    """Without evidence, one system does so by itself; the others keep to the truth."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        company.field_service.close(it.number, NOTHING)
        await company.settle()
        [meeting] = company.meetings.meetings(it.number)
        [service_order] = company.service_orders.service_orders(it.number)
        return job_of(company, it.number)["zustand"], meeting["stage"], service_order["Stat"]

    assert states == played(scene, fault)


def test_report_without_pictures():
    """The ERP calls it done, and has none of the pictures."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        company.field_service.close(it.number, Report(photos=3, minutes=90))
        await company.settle()
        [service_order] = company.service_orders.service_orders(it.number)
        return service_order["Stat"], service_order["Fotos"]

    assert ("50", "0.000") == played(scene, "report-without-pictures")
    assert ("50", "3.000") == played(scene)


@pytest.mark.parametrize(
    ("fault", "windows"),
    [
        ("evening-call-names-old-window", (["26"], ["27"])),
        ("no-evening-call", ([], ["27"])),
        ("evening-mail-names-old-window", (["27"], ["26"])),
        ("no-evening-mail", (["27"], [])),
    ],
)
def test_the_evening_before(fault, windows):
    """The call or the mail is of the old day, or does not come; the other one is right."""

    async def scene(company: Backstage):
        number = await moved(company)
        company.posted.clear()
        company.field_service.evening_before(date(2026, 11, 27))
        await company.settle()
        calls = [each["window"].split()[1] for each in company.telephone.calls(number, "out")]
        rows = [read_mail(each.as_bytes())["tables"][0][1] for each in company.posted]
        return calls, [each["When"].split()[0] for each in rows]

    assert windows == played(scene, fault)
