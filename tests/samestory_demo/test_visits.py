"""What the systems of a healthy company say about visits, in their own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from samestory.adapters.imap.mail import read_mail
from samestory.adapters.imap.system import mails_document
from samestory_demo.appointments import followed, slot_offered, slots_offered
from samestory_demo.messages import Report, Stage
from samestory_demo.settings import ZONE
from samestory_demo.telephone import ACCEPTED, UNKNOWN
from samestory_demo.website.shop import RefusedError
from tests.samestory_demo.backstage import ADA, Backstage, played

EVIDENCE, NOTHING = Report(photos=3, minutes=90), Report(photos=0, minutes=1)
THURSDAY = "2026-11-26"
"""The first day on which the company of these tests can come."""


def said_of(company: Backstage, number: str):
    """What the CRM, the ERP and field service have under a number."""
    return (
        company.meetings.meetings(number),
        company.service_orders.service_orders(number),
        company.field_service.jobs(number),
    )


def test_every_system_books_a_visit_in_its_own_words():
    """Epoch milliseconds, compact moments, ISO intervals: one Thursday morning, two days after."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        return said_of(company, it.number)

    [meeting], [service_order], [job] = played(scene)
    assert ("scheduled", False) == (meeting["stage"], meeting["terms"])
    assert ["site_survey", "install"] == [each["type"] for each in meeting["steps"]]
    assert 1795676400000 == meeting["steps"][1]["starts_at"]
    assert ("10", "-") == (service_order["Stat"], service_order["Frei"])
    assert "20261124T080000" == service_order["Vorgaenge"][0]["Beginn"]
    assert ("GEPLANT", "N") == (job["zustand"], job["agb"])
    assert "2026-11-26T08:00+01:00/PT4H" == job["einsaetze"][1]["termin"]


def test_the_confirmation_lists_every_visit_and_writes_it_into_her_diary():
    """What she reads and what her diary shows are the same two visits."""

    async def scene(company: Backstage):
        company.book()
        await company.settle()
        return company.posted

    [letter] = played(scene)
    mail = read_mail(letter.as_bytes())
    assert "Your appointment V-1000 is booked" == mail["subject"]
    assert [
        ("Survey at your place", "24 November 2026, 08:00 to 12:00"),
        ("Installation at your place", "26 November 2026, 08:00 to 12:00"),
    ] == [(each["Visit"], each["When"]) for each in mail["tables"][0]]
    [calendar] = mail["calendars"]
    assert ["Survey at your place", "Installation at your place"] == [
        each["summary"] for each in calendar["events"]
    ]


def test_moving_a_visit_moves_it_everywhere_and_leaves_no_second_one():
    """Each system has one record, and her diary two events, after the move as before."""

    async def scene(company: Backstage):
        it = company.book()
        company.bookings.move(it.number, company.bookings.slots()[3].start.isoformat())
        await company.settle()
        return said_of(company, it.number), company.posted

    ([meeting], [service_order], [job]), posted = played(scene)
    assert "20261127T130000" == service_order["Vorgaenge"][1]["Beginn"]
    assert "2026-11-27T13:00+01:00/PT4H" == job["einsaetze"][1]["termin"]
    assert 1795780800000 == meeting["steps"][1]["starts_at"]
    events = mails_document([read_mail(each.as_bytes()) for each in posted])["events"]
    assert ["2026-11-25T12:00:00+00:00", "2026-11-27T12:00:00+00:00"] == [
        each["start"] for each in events
    ]


def test_terms_accepted_by_telephone_are_accepted_everywhere():
    """The menu says thank you, and the website, the ERP, field service and a mail say so too."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        said = company.telephone.press(it.number, "1", ADA.phone)
        await company.settle()
        website = company.bookings.appointment(it.number)
        return said, website.accepted, said_of(company, it.number), company.subjects()[-1]

    said, accepted, ([meeting], [service_order], [job]), subject = played(scene)
    assert ACCEPTED == said
    assert accepted
    assert (True, "X", "J") == (meeting["terms"], service_order["Frei"], job["agb"])
    assert "Your appointment V-1000: terms accepted" == subject


def test_terms_are_accepted_by_telephone_before_it_has_heard_that_the_visit_moved():
    """Her visit is where she moved it, and accepted, in whatever order the news comes."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        moved = company.bookings.move(it.number, company.bookings.slots()[3].start.isoformat())
        company.telephone.press(it.number, "1", ADA.phone)
        await company.settle()
        website = company.bookings.appointment(it.number)
        menu = company.telephone.appointment(it.number)
        return moved, website, menu, said_of(company, it.number)

    moved, website, menu, ([meeting], [service_order], [job]) = played(scene)
    assert moved.visits == website.visits == menu.visits
    assert website.accepted
    assert menu.accepted
    assert (True, "X", "J") == (meeting["terms"], service_order["Frei"], job["agb"])
    starts = {f"{moved.slot.start:%Y%m%dT%H%M%S}", f"{moved.slot.start:%Y-%m-%dT%H:%M}"}
    assert service_order["Vorgaenge"][1]["Beginn"] in starts
    assert job["einsaetze"][1]["termin"][:16] in starts


def test_the_menu_knows_no_visit_that_nobody_booked():
    """A wrong number accepts nothing."""

    async def scene(company: Backstage):
        return company.telephone.press("V-1", "1", ADA.phone)

    assert UNKNOWN == played(scene)


def test_nobody_sets_out_before_the_terms_are_accepted():
    """Sent out in vain, he waits for the ERP's release, and goes when it comes."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        told = company.field_service.dispatch(it.number)
        before = company.field_service.jobs(it.number)[0]["zustand"]
        company.bookings.accept(it.number)
        await company.settle()
        return told, before, said_of(company, it.number), company.subjects()[-1]

    told, before, ([meeting], [service_order], [job]), subject = played(scene)
    assert (False, "GEPLANT") == (told, before)
    assert ("UNTERWEGS", "en_route", "20") == (
        job["zustand"],
        meeting["stage"],
        service_order["Stat"],
    )
    assert "Your appointment V-1000: we are on our way" == subject


@pytest.mark.parametrize(
    ("report", "states"),
    [
        (EVIDENCE, (True, "ERLEDIGT", "completed", "50", Stage.DONE)),
        (NOTHING, (False, "GEPLANT", "scheduled", "10", Stage.BOOKED)),
    ],
)
def test_only_evidence_makes_a_visit_done(report, states):
    """Sixty seconds and no picture are no visit."""

    async def scene(company: Backstage):
        it = company.book()
        await company.settle()
        done = company.field_service.close(it.number, report)
        await company.settle()
        [meeting], [service_order], [job] = said_of(company, it.number)
        stage = company.bookings.appointment(it.number).stage
        return done, job["zustand"], meeting["stage"], service_order["Stat"], stage

    assert states == played(scene)


def test_who_booked_by_telephone_may_open_an_account():
    """She is known to the website at once, and her account is open wherever it is kept."""

    async def scene(company: Backstage):
        it = company.telephone.book(ADA, company.telephone.slots()[0])
        await company.settle()
        known = company.shop.store.customer(ADA.email), company.meetings.accounts(ADA.email)
        company.shop.register(ADA, "correct horse")
        await company.settle()
        return (
            it.number,
            known,
            company.meetings.accounts(ADA.email),
            (company.service_orders.accounts(ADA.email)),
        )

    number, (customer, [invited]), [active], [account] = played(scene)
    assert ("V-5000", ADA) == (number, customer)
    assert ("invited", "active", "O") == (invited["state"], active["state"], account["Zugang"])


def test_the_evening_before_a_call_and_a_mail_confirm_the_window():
    """Only of what is due that day, and with the window as it stands."""

    async def scene(company: Backstage):
        it, _later = company.book(), company.book(4)
        await company.settle()
        company.field_service.evening_before(date.fromisoformat(THURSDAY) - timedelta(days=1))
        company.field_service.evening_before(date.fromisoformat(THURSDAY))
        await company.settle()
        return company.telephone.calls(it.number, "out"), company.posted[2:]

    [call], [letter] = played(scene)
    assert "Thursday 26 November 2026, 8am-12pm" == call["window"]
    assert "Tomorrow we come to you (V-1000)" == letter["Subject"]
    assert "26 November 2026, 08:00 to 12:00" in letter.get_body(("plain",)).get_content()


def test_a_time_offered_before_midnight_is_kept_for_a_while():
    """The page was drawn on Monday, and she chose on Tuesday."""
    before = datetime(2026, 11, 23, 23, 59, tzinfo=ZONE)
    first = slots_offered(before)[0]
    start = first.start.isoformat()

    assert first not in slots_offered(before + timedelta(minutes=2))
    assert first == slot_offered(before + timedelta(minutes=2), start)
    assert slot_offered(before + timedelta(hours=2), start) is None


def test_a_time_that_is_not_on_offer_is_refused():
    """Nobody comes yesterday."""

    async def scene(company: Backstage):
        with pytest.raises(RefusedError, match="choose another"):
            company.bookings.book(ADA, "2026-11-20T08:00:00+01:00", "")

    played(scene)


def test_a_call_to_an_agent_is_news_for_whoever_keeps_cases():
    """The log has it, under what it was about."""

    async def scene(company: Backstage):
        company.telephone.take_call(ADA, "A-1000", "Where is it?")
        return company.telephone.calls("A-1000", "in")

    assert ["Where is it?"] == [each["said"] for each in played(scene)]


def test_news_of_field_service_takes_nothing_back_that_she_has_done():
    """Dispatched and accepted at the same moment, it is both, in whichever order it is heard."""

    async def scene(company: Backstage):
        return company.book()

    booked = played(scene)
    accepted = replace(booked, version=2, accepted=True)
    dispatched = replace(booked, progress=1, stage=Stage.DISPATCHED)
    both = replace(accepted, progress=1, stage=Stage.DISPATCHED)

    assert both == followed(accepted, dispatched) == followed(dispatched, accepted)
    assert followed(both, accepted) is None
    assert booked == followed(None, booked)
