"""Faults that only an order of actions shows, each with the shortest scenario that does."""

from __future__ import annotations

from tests.oracle.expected.expectation import Expectation

CONTRADICTED = "contradicted"

EXPECTED = (
    Expectation(
        "amendment-after-resend-lost",
        "Ada changes her order after its confirmation was sent again",
        CONTRADICTED,
        ("erp",),
        "lines",
    ),
    Expectation(
        "amendment-after-upgrade-discounted-twice",
        "Ada changes her order after she became a preferred customer",
        CONTRADICTED,
        ("erp",),
        "total",
    ),
    Expectation(
        "amendment-after-agents-lost",
        "Ada changes her order after an agent has changed it",
        CONTRADICTED,
        ("crm",),
        "lines",
    ),
    Expectation(
        "cancelled-amendment-stays-reserved",
        "Ada cancels the order that she has changed",
        CONTRADICTED,
        ("payments",),
        "kept",
    ),
    Expectation(
        "cancelling-leaves-the-resubmitted-one",
        "Ada cancels the order that was sent twice",
        CONTRADICTED,
        ("warehouse",),
        "status",
    ),
    Expectation(
        "resend-after-moving-names-new-address",
        "Ada asks for the confirmation again after she has moved",
        CONTRADICTED,
        ("inbox",),
        "address",
    ),
    Expectation(
        "resend-after-cancelling-confirms-again",
        "Ada asks for the confirmation again after she has cancelled",
        CONTRADICTED,
        ("inbox",),
        "status",
    ),
    Expectation(
        "order-after-cancellation-called-lost",
        "Ada orders after she has cancelled",
        CONTRADICTED,
        ("crm",),
        "status",
    ),
    Expectation(
        "ordering-undoes-opt-out",
        "Ada orders after she has unsubscribed",
        CONTRADICTED,
        ("list",),
        "status",
    ),
    Expectation(
        "registering-loses-guest-orders",
        "Ada opens an account after she has ordered as a guest",
        CONTRADICTED,
        ("crm",),
        "numbers",
    ),
    Expectation(
        "move-after-acceptance-not-planned",
        "Ada moves the visit of which she has accepted the terms",
        CONTRADICTED,
        ("field_service",),
        "slot",
    ),
    Expectation(
        "acceptance-noted-for-the-last-caller",
        "Ada accepts the terms after Ben has booked",
        CONTRADICTED,
        ("crm",),
        "terms",
    ),
)
