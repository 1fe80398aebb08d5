"""What the landscapes of the demo companies read: mails as she sees them, and every copy."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from samestory.adapters.imap.mail import read_mail
from samestory.adapters.imap.system import mails_document
from samestory.config import load
from samestory.core.agreement import compare
from samestory.core.model import Line, Money, Observation, Outcome, Promise, Revision, Subject
from samestory.extraction.records import find_record
from samestory.extraction.values import read_values
from samestory_demo.letters import letter_about_order
from samestory_demo.messages import Order, State
from samestory_demo.products import items_for, total_of
from tests.samestory_demo.backstage import A_SATURDAY, ADA

LANDSCAPES = Path(__file__).parents[2] / "landscapes"
DEMO = load(LANDSCAPES / "demo.toml", {})
OSCAR = load(LANDSCAPES / "oscar-tryton.toml", {})
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
EUROS = Money(Decimal("1234.50"), "EUR")
OF_ADA = Subject("order", "A-1", ADA.email)
BLANK = read_mail(b"Subject: Your order A-1 has been changed\r\n\r\n")


def mailed(old="", new=""):
    """The shop's own letter, with one thing in it swapped."""
    items = items_for({"CW-50": 1}, {})
    order = Order(
        number="A-1",
        version=1,
        person=ADA,
        items=items,
        total=total_of(items),
        state=State.PLACED,
        delivery_day=date(2026, 11, 25),
        placed_at=A_SATURDAY,
    )
    letter = letter_about_order("confirmed", order, "http://127.0.0.1")
    html = letter.get_body(("html",)).get_content().replace(old, new)
    return read_mail(b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())


def read(system, kind, document, landscape=DEMO):
    entry = landscape.systems[system].subjects[kind]
    record = find_record(document, entry)
    return None if record is None else read_values(record, entry, landscape.systems[system].zone)


def judged(system, kind, document, landscape=DEMO, **promised):
    """The outcome of each promised field, held against what one system says."""
    values = read(system, kind, document, landscape)
    subject = replace(OF_ADA, kind=kind)
    said = Observation(system=system, subject=subject, at=NOON, values=values)
    promise = Promise(subject, (Revision(kind, NOON, promised),))
    verdict = compare(landscape.fields_of(kind), [said], promise)
    return {each.field.name: each.outcome for each in verdict}


ONE_STORY = {"totals": frozenset({"1234.50"}), "shown_totals": frozenset({"1234.50 EUR"})}


def test_a_mail_shows_her_the_total_that_it_tells_programs():
    """Her eyes and her mail program are two readers of one letter."""
    told = read("inbox", "order", mails_document([mailed()]))

    assert (EUROS, EUROS) == (told["total"], told["shown_total"])
    assert (Line("CW-50", 1, EUROS),) == told["lines"]


def test_a_mail_that_shows_her_another_total_is_contradicted():
    """She reads the text, whatever the markup says."""
    mail = mailed("<b>1,234.50 EUR</b>", "<b>2,469.00 EUR</b>")
    found = judged("inbox", "order", mails_document([mail]), total=EUROS, shown_total=EUROS)

    assert {"total": Outcome.AGREED, "shown_total": Outcome.CONTRADICTED} == found


def test_a_mail_that_shows_her_no_total_is_silent():
    """What she cannot read has not been told to her."""
    mail = mailed('<tr><th align="left">Total</th>', "<tr><th></th>")
    found = judged("inbox", "order", mails_document([mail]), total=EUROS, shown_total=EUROS)

    assert {"total": Outcome.AGREED, "shown_total": Outcome.ABSENT} == found


def test_a_blank_mail_tells_nothing_of_her_order():
    """The newest mail is what she goes by, and it does not even say how much."""
    found = judged(
        "inbox", "order", mails_document([mailed(), BLANK]), total=EUROS, shown_total=EUROS
    )

    assert {"total": Outcome.ABSENT, "shown_total": Outcome.ABSENT} == found


def test_without_any_mail_there_is_no_record():
    """Nothing came, which is another thing than something blank."""
    assert read("inbox", "order", mails_document([])) is None


def test_mails_that_all_tell_the_same_agree():
    """One amount, for programs and for people."""
    mails = mails_document([mailed(), mailed()])
    found = judged("inbox", "correspondence", mails, count=2, **ONE_STORY)

    assert {Outcome.AGREED} == set(found.values())


@pytest.mark.parametrize("landscape", [DEMO, OSCAR], ids=["demo", "oscar-tryton"])
def test_a_blank_mail_among_others_is_not_passed_over(landscape):
    """Silence is no consent: a mail without a total tells another story."""
    mails = mails_document([mailed(), BLANK])
    found = judged("inbox", "correspondence", mails, landscape, totals=ONE_STORY["totals"])

    assert Outcome.CONTRADICTED is found["totals"]


@pytest.mark.parametrize("odd", [BLANK, mailed("<b>1,234.50 EUR</b>", "<b>1,234.51 EUR</b>")])
def test_every_mail_is_read_as_she_reads_it(odd):
    """An older mail that shows her another total, or none, is found under a newer one."""
    found = judged("inbox", "correspondence", mails_document([odd, mailed()]), **ONE_STORY)

    assert Outcome.CONTRADICTED is found["shown_totals"]


BOOKED = {
    "crm": (DEMO, lambda *found: {"total": len(found), "results": [*found]}),
    "erp": (DEMO, lambda *found: {"d": [*found]}),
    "payments": (DEMO, lambda *found: {"data": [*found]}),
    "tryton": (OSCAR, lambda *found: [*found]),
}


@pytest.mark.parametrize("who", BOOKED)
@pytest.mark.parametrize(
    ("copies", "outcome"), [(1, Outcome.AGREED), (2, Outcome.CONTRADICTED), (0, Outcome.ABSENT)]
)
def test_an_order_that_is_booked_twice_is_contradicted(who, copies, outcome):
    """However well the first document agrees, the second would be shipped and charged too."""
    landscape, answer = BOOKED[who]
    system = {"tryton": "erp"}.get(who, who)
    found = judged(
        system, "order", answer(*[{"id": 1, "net_amount": 8900}] * copies), landscape, copies=1
    )

    assert outcome is found["copies"]


@pytest.mark.parametrize("who", ["crm", "erp", "tryton"])
def test_a_number_that_is_listed_twice_is_contradicted(who):
    """A set of numbers would not show it; how many there are does."""
    landscape, answer = BOOKED[who]
    deal = {"order_number": "A-1", "ExtRef": "A-1", "reference": "A-1"}
    system = {"tryton": "erp"}.get(who, who)
    promised = {"numbers": frozenset({"A-1"}), "count": 1}
    found = judged(system, "orders", answer(deal, deal), landscape, **promised)

    assert {"numbers": Outcome.AGREED, "count": Outcome.CONTRADICTED} == found


def test_no_secret_begins_with_the_name_of_a_system():
    """The name would be hidden at the end of a line, like a secret that was cut short."""
    text = (LANDSCAPES / "demo.toml").read_text("utf-8")
    secrets = tomllib.loads(text)["company"]["environment"].values()

    assert [] == [each for each in secrets if each.startswith(tuple(DEMO.called.values()))]
