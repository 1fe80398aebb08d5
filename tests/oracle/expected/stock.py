"""Faults of what is in stock, and of what may be sold."""

from tests.oracle.expected.expectation import Expectation

STOCK = "Shop and CRM quote the ERP's stock"
PROMOTED = "Ada can buy what marketing has mailed her"

EXPECTED = (
    Expectation("crm-blind-to-stock", STOCK, "contradicted", ("crm",), "pieces"),
    Expectation("stock-news-lost", STOCK, "contradicted", ("crm", "website"), "pieces"),
    Expectation(
        "promoted-item-is-blocked", PROMOTED, "contradicted", ("list", "website"), "status"
    ),
)
