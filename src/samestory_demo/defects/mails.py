"""What goes wrong with mails to the service, their cases and answers, and the links in mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.customer_seams import Filing, MailedLink, OptOutOpened, Reply
from samestory_demo.defects.declaring import Corrupts, fault


@fault(
    "mail-opens-no-case",
    "I wrote to you a week ago, and nobody has answered.",
    (51,),
    Corrupts("crm", ("numbers", "count")),
    Filing,
)
def _mail_opens_no_case(filing: Filing) -> Iterator[Filing]:
    if filing.channel != "mail":
        yield filing


@fault(
    "call-opens-second-case",
    "I had to tell the agent everything that I had written already.",
    (42,),
    Corrupts("crm", ("channels", "count")),
    Filing,
)
def _call_opens_second_case(filing: Filing) -> Iterator[Filing]:
    yield replace(filing, case=None) if filing.channel == "telephone" else filing


@fault(
    "case-without-customer",
    "The agent knew a number, and not that it was me.",
    (54,),
    Corrupts("crm", ("email",)),
    Filing,
)
def _case_without_customer(filing: Filing) -> Iterator[Filing]:
    yield replace(filing, named=False)


@fault(
    "blank-reply",
    "Your answer was a blank mail.",
    (50,),
    Corrupts("inbox", ("blank", "without_order")),
    Reply,
)
def _blank_reply(reply: Reply) -> Iterator[Reply]:
    yield replace(reply, text="")


@fault(
    "reply-without-order",
    "You answered me, and I could not tell which of my orders you meant.",
    (50,),
    Corrupts("inbox", ("order", "without_order")),
    Reply,
)
def _reply_without_order(reply: Reply) -> Iterator[Reply]:
    yield replace(reply, order="", text=reply.text.replace(f" {reply.order}", ""))


@fault(
    "mail-links-to-nowhere",
    "The link in your mail leads to a page that does not exist.",
    (24,),
    Corrupts("website", ("does",)),
    MailedLink,
)
def _mail_links_to_nowhere(link: MailedLink) -> Iterator[MailedLink]:
    yield replace(link, url=link.url.replace("/orders/", "/order/"))


@fault(
    "mail-links-to-other-order",
    "The link in your mail showed me another order than the one that it was about.",
    (24,),
    Corrupts("website", ("order",)),
    MailedLink,
)
def _mail_links_to_other_order(link: MailedLink) -> Iterator[MailedLink]:
    yield replace(link, url=link.others[0]) if link.others else link


@fault(
    "opt-out-without-asking",
    "I only looked where the link leads, and you unsubscribed me.",
    (23, 24),
    Corrupts("website", ("does",)),
    OptOutOpened,
)
def _opt_out_without_asking(opened: OptOutOpened) -> Iterator[OptOutOpened]:
    yield replace(opened, unsubscribes=True)
