"""What can be taken back at the demo company: an account, a subscription, a case."""

from __future__ import annotations

from tests.samestory_demo.backstage import ADA, Backstage, played


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
