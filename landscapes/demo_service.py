"""The ways to Speedwell's service: a mail, and an agent who notes what a customer says."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime, localtime, make_msgid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from demo_pages import AgentDesk

if TYPE_CHECKING:
    from samestory import ChannelAccess

SERVICE = "service@speedwell.example"
SECONDS = 5
FACTS = {"case_number": "Case number", "deal": "Order number", "state": "State"}
"""What the agent reads out of a case, by its names in the CRM."""


class Mail:
    """Her own mail program: it hands her mails to the server that the channel names."""

    def __init__(self, channel: ChannelAccess) -> None:
        self._who = channel.who
        self._server = urlsplit(channel.base_url)

    def write_about(self, number: str) -> None:
        """Write to the service about an order."""
        mail = EmailMessage()
        mail["From"] = f"{self._who.name} <{self._who.email}>"
        mail["To"] = SERVICE
        mail["Subject"] = f"About my order {number}"
        mail["Date"] = format_datetime(localtime())
        mail["Message-ID"] = make_msgid(domain=self._who.email.partition("@")[2])
        mail.set_content("When will it be with me?")
        host, port = self._server.hostname or "", self._server.port or 0
        with smtplib.SMTP(host, port, self._who.email.partition("@")[2], SECONDS) as server:
            server.send_message(mail)


class ServiceDesk(AgentDesk):
    """An agent who notes what a customer says on the telephone."""

    def note_call(self, number: str) -> dict[str, object]:
        """Find the order, note the call, and read out the number of its case."""
        self._find(number)
        self._page.get_by_label("What the customer says").fill("When will it be with me?")
        self._press("Note the call")
        shown = {name: self._page.get_by_label(label).inner_text() for name, label in FACTS.items()}
        # The agent reads out neither whom the case names nor what was said before.
        case: dict[str, object] = {**shown, "contact": None, "activities": []}
        return {"number": shown["case_number"], "results": [case]}
