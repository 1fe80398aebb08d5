"""Faults of orders, their confirmations, and whom they belong to."""

from tests.oracle.expected.expectation import Expectation

ORDERING = "Ada orders as a registered customer"
SEVERAL = "Ada orders several of a kind and one dear thing"
ONCE = "Ada hears of her order exactly once"
AMENDING = "Ada picks the right thread seconds after ordering"
STANDS = "Ada's correction stands"
HALVES = "Nobody ever tells Ada's order half changed"
OTHER = "Ada changes the second of her two orders"
RESENDING = "Ada asks for the confirmation of an amended order"
KNOWN = "Ada logs in with the address that marketing mailed this morning"
ONE_ADA = "Logging in makes no second Ada"

EXPECTED = (
    Expectation("erp-ignores-amendment", AMENDING, "contradicted", ("erp",), "lines"),
    Expectation("crm-never-hears", ORDERING, "absent", ("crm",), "total"),
    Expectation("crm-lags", ORDERING, "absent", ("crm",), "total"),
    Expectation("erp-rounds-price", ORDERING, "contradicted", ("erp",), "total"),
    Expectation("mail-shows-old-total", AMENDING, "contradicted", ("inbox",), "total"),
    Expectation("no-confirmation", ONCE, "absent", ("inbox",), "count"),
    Expectation("two-confirmations", ONCE, "contradicted", ("inbox",), "count"),
    Expectation(
        "late-second-confirmation",
        ONCE,
        "contradicted",
        ("inbox",),
        "count",
        after_a_good_moment=True,
    ),
    Expectation("resend-sends-first-version", RESENDING, "contradicted", ("inbox",), "lines"),
    Expectation("resend-never-comes", RESENDING, "absent", ("inbox",), "count"),
    Expectation("website-unknown-address", KNOWN, "absent", ("website",), "email"),
    Expectation("second-crm-record", ONE_ADA, "contradicted", ("crm",), "count"),
    Expectation("quantity-lost", SEVERAL, "contradicted", ("erp",), "lines"),
    Expectation(
        "amendment-reverts",
        STANDS,
        "contradicted",
        ("erp",),
        "lines",
        after_a_good_moment=True,
    ),
    Expectation("erp-books-an-amendment-by-halves", HALVES, "contradicted", ("erp",), "lines"),
    Expectation("wrong-order-amended", OTHER, "contradicted", ("erp",), "lines"),
    Expectation("erp-down", ORDERING, "unreachable", ("erp",), "total", exit_code=6),
)
