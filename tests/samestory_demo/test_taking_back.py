"""What can be taken back at the demo company: an account, a subscription, a case, a visit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette

from samestory.adapters.imap.mail import read_mail
from samestory_demo.field_service_app import field_service_app
from samestory_demo.messages import Report, Stage
from samestory_demo.telephone import UNKNOWN
from samestory_demo.website.shop import RefusedError
from tests.samestory_demo.backstage import ADA, Backstage, played
from tests.samestory_demo.test_visit_pages import visiting


def test_a_closed_account_is_closed_everywhere_and_can_be_opened_again() -> None:
    """Nobody signs in with it; the CRM and the ERP follow."""

    async def scene(company: Backstage) -> list[tuple[bool, str, str]]:
        found = []

        async def look() -> None:
            await company.settle()
            found.append(
                (
                    company.shop.store.has_password(ADA.email),
                    company.meetings.accounts(ADA.email)[0]["state"],
                    company.service_orders.accounts(ADA.email)[0]["Zugang"],
                )
            )

        company.shop.register(ADA, "a password")
        await look()
        company.shop.close_account(ADA)
        await look()
        company.shop.register(ADA, "a password")
        await look()
        return found

    opened, closed = (True, "active", "O"), (False, "closed", "G")
    assert [opened, closed, opened] == played(scene)


def test_who_is_taken_out_of_the_list_is_unsubscribed_everywhere() -> None:
    """The list keeps whom it must not write to."""

    async def scene(company: Backstage) -> tuple[bool, str, str]:
        company.list.take_in(ADA.email, "Ada Berg")
        await company.settle()
        company.list.take_out(ADA.email)
        await company.settle()
        [contact] = company.crm.contacts(ADA.email)
        [member] = company.list.members(ADA.email)
        wants = company.shop.store.wants_offers(ADA.email)
        return wants, contact["marketing_opt"], member["status"]

    assert (False, "opt_out", "unsubscribed") == played(scene)


def test_a_closed_case_is_kept_and_the_next_call_opens_another() -> None:
    async def scene(company: Backstage) -> tuple[str, str]:
        number = company.cases.take_call(ADA.email, "A-1000", "Where is it?")
        company.cases.close(number)
        company.cases.take_call(ADA.email, "A-1000", "And now?")
        return tuple(each["state"] for each in company.cases.by_email(ADA.email))

    assert ("closed", "open") == played(scene)


def test_a_cancelled_visit_is_cancelled_everywhere_and_in_her_diary() -> None:
    """Every system calls it so in its own word, and her diary strikes out the same two events."""

    async def scene(company: Backstage) -> tuple[Any, ...]:
        number = company.book().number
        await company.settle()
        company.field_service.cancel(number)
        await company.settle()
        return (
            company.bookings.appointment(number).stage,
            company.meetings.meetings(number)[0]["stage"],
            company.service_orders.service_orders(number)[0]["Stat"],
            company.field_service.jobs(number)[0]["zustand"],
            company.telephone.press(number, "1", ADA.phone),
            [read_mail(each.as_bytes()) for each in company.posted],
        )

    *said, mails = played(scene)
    assert [Stage.CANCELLED, "canceled", "90", "STORNIERT", UNKNOWN] == said
    before, after = (mail["calendars"][0]["events"] for mail in mails)
    assert "Your appointment V-1000 has been cancelled" == mails[-1]["subject"]
    assert ["CANCELLED"] * 2 == [each["status"] for each in after]
    assert [each["uid"] for each in before] == [each["uid"] for each in after]


def test_nobody_goes_to_a_cancelled_visit() -> None:
    """She is not told of it the evening before, and can neither move it nor accept its terms."""

    async def scene(company: Backstage) -> tuple[Any, ...]:
        it = company.book()
        await company.settle()
        company.field_service.dispatch(it.number)
        company.field_service.cancel(it.number)
        company.bookings.accept(it.number)  # before the website has heard of it
        await company.settle()
        company.field_service.evening_before(it.slot.start.date())
        await company.settle()
        for act in (lambda: company.bookings.accept(it.number), lambda: move(company, it.number)):
            with pytest.raises(RefusedError, match="has been cancelled"):
                act()
        return company.field_service.jobs(it.number)[0]["zustand"], company.subjects()[1:]

    def move(company: Backstage, number: str) -> None:
        company.bookings.move(number, company.bookings.slots()[3].start.isoformat())

    state, later = played(scene)
    assert "STORNIERT" == state
    assert not [each for each in later if "Tomorrow" in each or "on our way" in each]


@pytest.mark.parametrize(("photos", "code", "state"), [(0, 200, "canceled"), (3, 409, "completed")])
def test_a_visit_that_was_made_cannot_be_cancelled(photos: int, code: int, state: str) -> None:
    async def scene(company: Backstage) -> tuple[int, str]:
        number = company.book().number
        await company.settle()
        company.field_service.close(number, Report(photos, 30))
        programs = visiting(field_service_app(company.field_service, "k"))
        path = f"/auftraege/{number}/storno"
        answer = await programs.post(path, headers={"X-Schluessel": "k"})
        await company.settle()
        return answer.status_code, company.meetings.meetings(number)[0]["stage"]

    assert (code, state) == played(scene)


def test_her_visits_are_found_by_her_mail_address_alone() -> None:
    """So those are found of which she was told no number, and nobody else's."""

    async def scene(company: Backstage) -> tuple[set[str], set[str]]:
        company.book()
        company.telephone.book(ADA, company.telephone.slots()[0])
        company.telephone.book(
            replace(ADA, email="ben@customers.example"), company.telephone.slots()[0]
        )
        await company.settle()
        programs = visiting(field_service_app(company.field_service, "k"))
        path = f"/auftraege?kunde={ADA.email.upper()}"
        found = (await programs.get(path, headers={"X-Schluessel": "k"})).json()["treffer"]
        crm = visiting(Starlette(routes=company.meetings.routes()))
        met = (await crm.get(f"/meetings?email={ADA.email.upper()}")).json()["results"]
        return {each["nr"] for each in found}, {each["meeting_no"] for each in met}

    assert ({"V-1000", "V-5000"}, {"V-1000", "V-5000"}) == played(scene)
