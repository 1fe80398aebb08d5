"""Faults of mails to the service, their cases and answers, and the links in mails."""

from tests.oracle.expected.expectation import Expectation

WRITES = "Ada writes about her order"
CALLS = "Ada calls about what she has written"
ASKS = "Ada asks an agent about what she has written"
READS = "Ada reads the answer to her mail"
LINKS = "Ada looks where her confirmation leads"
OFFER = "Ada looks where an offer leads"

EXPECTED = (
    Expectation("mail-opens-no-case", WRITES, "contradicted", ("crm",), "count"),
    Expectation("call-opens-second-case", CALLS, "contradicted", ("crm",), "count"),
    Expectation("case-without-customer", ASKS, "absent", ("crm",), "email"),
    Expectation("blank-reply", READS, "contradicted", ("inbox",), "blank"),
    Expectation("reply-without-order", READS, "contradicted", ("inbox",), "without_order"),
    Expectation("mail-links-to-nowhere", LINKS, "absent", ("website",), "does"),
    Expectation("mail-links-to-other-order", LINKS, "contradicted", ("website",), "order"),
    Expectation("opt-out-without-asking", OFFER, "contradicted", ("website",), "does"),
)
