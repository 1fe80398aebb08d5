"""Faults of offers, prices by tier, and who wants offers."""

from tests.oracle.expected.expectation import Expectation

TAKES = "Ada takes the offer that was mailed to her"
LINKS = "Ada looks where an offer leads"
PREFERRED = "Ada becomes a preferred customer"
PAYS = "Ada pays her preferred price"

EXPECTED = (
    Expectation(
        "crm-sync-undoes-opt-out",
        "Ada unsubscribes",
        "contradicted",
        ("list",),
        "status",
        after_a_good_moment=True,
    ),
    Expectation(
        "import-undoes-opt-out",
        "Ada stays unsubscribed when marketing imports its list again",
        "contradicted",
        ("list",),
        "status",
    ),
    Expectation(
        "offers-despite-opt-out",
        "Ada has unsubscribed and is mailed nothing more",
        "contradicted",
        ("inbox",),
        "count",
    ),
    Expectation("preferred-status-lost-online", PREFERRED, "contradicted", ("website",), "tier"),
    Expectation("erp-books-list-price", PAYS, "contradicted", ("erp",), "total"),
    Expectation("payments-charge-list-price", TAKES, "contradicted", ("payments",), "total"),
    Expectation("offer-price-not-online", LINKS, "contradicted", ("website",), "price"),
    Expectation("offer-ends-early-online", LINKS, "contradicted", ("website",), "does"),
)
