"""Faults of an order's paper trail, of its owner, and of the right to change it."""

from tests.oracle.expected.expectation import Expectation

TRAIL = "The agent's desk knows every record of Ada's order"
OWNER = "A guest's order names its customer"
UNPICKED = "Ada's unpicked order can be changed"
PICKED = "Ada's picked order can no longer be changed"

EXPECTED = (
    Expectation("desk-names-other-document", TRAIL, "contradicted", ("crm",), "document"),
    Expectation("desk-sees-no-payment", TRAIL, "absent", ("crm",), "payment"),
    Expectation("website-hides-the-parcel", TRAIL, "contradicted", ("website",), "parcel"),
    Expectation("deal-without-customer", OWNER, "absent", ("crm",), "email"),
    Expectation("erp-books-on-collective-account", OWNER, "contradicted", ("erp",), "email"),
    Expectation("desk-refuses-unpicked", UNPICKED, "contradicted", ("crm",), "amendments"),
    Expectation(
        "website-offers-change-of-picked", PICKED, "contradicted", ("website",), "amendments"
    ),
)
