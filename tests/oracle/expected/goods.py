"""Faults of picking, loading, handing over, carrying and delivering."""

from tests.oracle.expected.expectation import Expectation

PICKED = "Ada's parcel holds what she changed her order to"
EARLY = "Ada's order is loaded a day early"
SHIPPED = "Ada can follow the parcel that has been shipped to her"
NOT_YET_SHIPPED = "Ada's order is not called shipped while it waits in the warehouse"
TODAY = "Ada's parcel goes to where she lives today"
MOVED = "Nobody ever sends Ada's order to where she lived before"
DAY = "The courier comes on the day that Ada was promised"
WAITING = "Ada's parcel waits in the warehouse"
SIGNED = "Ada's neighbour signs for her parcel"
UNASKED = "Nobody asks Ada about a parcel that is on its way"

COURIER = ("courier",)
CRM = ("crm",)
ERP = ("erp",)
INBOX = ("inbox",)

EXPECTED = (
    Expectation("shipped-on-paper", SHIPPED, "contradicted", COURIER, "status"),
    Expectation("erp-ships-what-is-picked", NOT_YET_SHIPPED, "contradicted", ERP, "status"),
    Expectation("mail-without-tracking-number", SHIPPED, "contradicted", INBOX, "tracking"),
    Expectation("picked-from-the-first-list", PICKED, "contradicted", ("warehouse",), "lines"),
    Expectation("parcel-to-an-old-address", TODAY, "contradicted", COURIER, "address"),
    Expectation("erp-takes-the-address-of-her-last-order", MOVED, "contradicted", ERP, "address"),
    Expectation("courier-counts-from-sunday", DAY, "contradicted", COURIER, "delivery_day"),
    Expectation("announced-shown-as-collected", WAITING, "contradicted", COURIER, "status"),
    Expectation("agent-says-it-was-picked-up", WAITING, "contradicted", CRM, "status"),
    Expectation("nobody-signed", SIGNED, "contradicted", COURIER, "signatory"),
    Expectation("agent-cannot-see-who-signed", SIGNED, "contradicted", CRM, "signatory"),
    Expectation("agent-not-told-of-early-loading", EARLY, "contradicted", CRM, "delivery_day"),
    Expectation("customer-not-told-of-early-loading", EARLY, "contradicted", INBOX, "delivery_day"),
    Expectation("asked-before-delivery", UNASKED, "contradicted", INBOX, "record"),
    Expectation("asked-on-second-thought", UNASKED, "contradicted", INBOX, "record"),
)
