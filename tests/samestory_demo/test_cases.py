"""What a customer writes or says becomes one case per order, and the CRM and the mail name it."""

from __future__ import annotations

import pytest

from samestory.adapters.imap.mail import read_mail
from samestory.adapters.imap.system import mails_document
from samestory.adapters.imap.texts import texts_in
from samestory_demo.messages import Message, Topic
from tests.samestory_demo.backstage import ADA, Backstage, played
from tests.samestory_demo.test_landscape import DEMO, read

ABOUT_IT = (
    f"From: Ada Berg <{ADA.email}>\r\nTo: service@speedwell.example\r\n"
    "Subject: About my order A-1000\r\n\r\nWhere is it?\r\n"
).encode()
ABOUT_ANOTHER = ABOUT_IT.replace(b"A-1000", b"A-1001")
ABOUT_NOTHING = ABOUT_IT.replace(b"order A-1000", b"bicycle")


def told(system, kind, document):
    """What the landscape reads of a system's answer."""
    return read(system, kind, document)


def answers(found):
    return {"total": len(found), "results": found}


def mailbox(company, kind):
    """Every letter that was posted, with the texts that the landscape looks for in this kind."""
    wanted = DEMO.systems["inbox"].subjects[kind].question.find["read"]
    mails = [read_mail(each.as_bytes()) for each in company.posted]
    return mails_document([{**each, "read": texts_in(each, None, wanted)} for each in mails])


async def written_and_called(company: Backstage):
    """She has written about her order, and then she calls about it."""
    company.cases.receive(ABOUT_IT)
    number = company.cases.take_call(ADA.email, "A-1000", "Still nothing.")
    await company.settle()
    return company, number


def test_a_mail_and_a_call_about_one_order_share_one_case():
    """The number that is read out to her on the telephone is that of her mail's case."""
    company, number = played(written_and_called)
    case = told("crm", "case", answers(company.cases.by_number(number)))

    assert {"email": ADA.email, "order": "A-1000", "status": "open"} == {
        name: case[name] for name in ("email", "order", "status")
    }
    assert frozenset({"mail", "telephone"}) == case["channels"]
    assert {"numbers": frozenset({number}), "count": 1} == told(
        "crm", "cases", answers(company.cases.by_email(ADA.email))
    )


def test_a_call_that_somebody_else_took_joins_its_case_as_well():
    """The bus says who called, and about which order."""

    async def scene(company: Backstage):
        company.cases.receive(ABOUT_IT)
        called = {"about": "A-1000", "said": "Still nothing."}
        company.bus.publish(
            Message(topic=Topic.CALL_TAKEN, key="1", source="telephone", person=ADA, details=called)
        )
        await company.settle()
        return [len(each["activities"]) for each in company.cases.by_email(ADA.email)]

    assert [2] == played(scene)


@pytest.mark.parametrize("other", [ABOUT_ANOTHER, ABOUT_NOTHING])
def test_what_is_about_something_else_has_a_case_of_its_own(other):
    """One case holds one order, or none."""

    async def scene(company: Backstage):
        company.cases.receive(ABOUT_IT)
        company.cases.receive(other)
        return len(company.cases.by_email(ADA.email))

    assert 2 == played(scene)


def test_a_mail_is_answered_with_its_case_and_its_order():
    """She reads both, and nothing that was mailed to her is blank."""
    company, number = played(written_and_called)

    assert {"order": "A-1000"} == told("inbox", "case", mailbox(company, "case"))
    assert {"numbers": frozenset({number})} == told("inbox", "cases", mailbox(company, "cases"))
    assert {"blank": 0, "without_order": 0} == told("inbox", "mails", mailbox(company, "mails"))


@pytest.mark.parametrize(
    ("fault", "blank", "without_order"),
    [("blank-reply", 1, 1), ("reply-without-order", 0, 1)],
)
def test_a_blank_answer_and_one_without_its_order_are_counted(fault, blank, without_order):
    """A blank mail names no order either."""
    company, _ = played(written_and_called, fault)
    mails = told("inbox", "mails", mailbox(company, "mails"))

    assert {"blank": blank, "without_order": without_order} == mails


def test_a_mail_that_nobody_files_is_not_answered():
    """Neither a case nor a letter comes of it."""

    async def scene(company: Backstage):
        company.cases.receive(ABOUT_IT)
        await company.settle()
        return company.cases.by_email(ADA.email), company.posted

    assert ([], []) == played(scene, "mail-opens-no-case")


def test_a_call_that_opens_a_second_case_is_found_by_its_number():
    """The case that she was told holds no mail."""
    company, number = played(written_and_called, "call-opens-second-case")
    case = told("crm", "case", answers(company.cases.by_number(number)))

    assert frozenset({"telephone"}) == case["channels"]
    assert 2 == len(company.cases.by_email(ADA.email))


def test_a_case_without_its_customer_says_nothing_of_her():
    """The agent knows only a number."""
    company, number = played(written_and_called, "case-without-customer")

    assert told("crm", "case", answers(company.cases.by_number(number)))["email"] is None
    assert [] == company.cases.by_email(ADA.email)
