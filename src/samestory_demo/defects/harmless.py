"""What makes a healthy company hard to watch: nothing here changes what any system says."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parsedate_to_datetime

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import APPOINTMENT_NEWS, GOODS_NEWS, ORDER_NEWS
from samestory_demo.seams import Answer, Delivery, Outgoing

HARMLESS = Corrupts("", ())
STRETCHED = 11.0
"""How many times as long a delivery takes: 0.4 s become 4.4 s, of the 5 s that are allowed."""
SKEW = timedelta(minutes=2)
ASKED_BY_PROGRAMS = frozenset(
    {"crm", "erp", "payments", "list", "warehouse", "field_service", "telephone"}
)


@fault("slow-deliveries", "News takes long to get about.", (), HARMLESS, Delivery)
def _slow_deliveries(delivery: Delivery) -> Iterator[Delivery]:
    slow = delivery.message.topic in ORDER_NEWS | GOODS_NEWS | APPOINTMENT_NEWS
    yield replace(delivery, delay=delivery.delay * STRETCHED) if slow else delivery


@fault("busy-systems", "Systems refuse once in a while.", (), HARMLESS, Answer)
def _busy_systems(answer: Answer) -> Iterator[Answer]:
    refusal = {2: 503, 13: 429}.get(answer.number % 23, 0)
    program = answer.system in ASKED_BY_PROGRAMS and not answer.in_browser
    busy = refusal and answer.method == "GET" and program
    yield replace(answer, refusal=refusal) if busy else answer


@fault("other-spellings", "Programs write my address with capitals.", (), HARMLESS, Answer)
def _other_spellings(answer: Answer) -> Iterator[Answer]:
    yield replace(answer, capitals=answer.system in ASKED_BY_PROGRAMS)


@fault("skewed-clock", "The mail server's clock is two minutes slow.", (), HARMLESS, Outgoing)
def _skewed_clock(outgoing: Outgoing) -> Iterator[Outgoing]:
    letter = deepcopy(outgoing.letter)
    early = parsedate_to_datetime(letter["Date"]) - SKEW
    letter.replace_header("Date", format_datetime(early))
    yield Outgoing(letter)


@fault("noise-mail", "My inbox is full of other things.", (), HARMLESS, Outgoing)
def _noise_mail(outgoing: Outgoing) -> Iterator[Outgoing]:
    yield Outgoing(_noise(outgoing.letter))
    yield outgoing


def _noise(letter: EmailMessage) -> EmailMessage:
    noise = EmailMessage()
    noise["From"] = "Chess club <news@chess.example>"
    noise["To"] = letter["To"]
    noise["Subject"] = "We meet on Friday, bring your own board"
    noise["Date"] = letter["Date"]
    noise["Message-ID"] = make_msgid(domain="chess.example")
    noise.set_content("To all members: we have ordered 2 boards for 34.45 EUR. See you!")
    return noise
