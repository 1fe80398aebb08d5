"""What goes wrong when a checkout breaks or is sent twice, and when the ERP is down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.checkout_seams import Attempt, Cleanup, Moment, SentAgain, StatusShown
from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.seams import Delivery


@fault(
    "no-word-after-error-page",
    "I saw an error when I ordered, and nobody told me that I have no order.",
    (37,),
    Corrupts("inbox", ("count",)),
    Cleanup,
)
def _no_word_after_error_page(cleanup: Cleanup) -> Iterator[Cleanup]:
    yield replace(cleanup, writes=False)


@fault(
    "confirmation-lost-after-error-page",
    "I saw an error when I ordered. My account shows an open order, and no mail ever came.",
    (37, 39),
    Corrupts("inbox", ("numbers", "count")),
    Delivery,
)
def _confirmation_lost_after_error_page(delivery: Delivery) -> Iterator[Delivery]:
    broke = delivery.message.details.get("after") == "a breakdown"
    if not (broke and delivery.target == "mailer"):
        yield delivery


@fault(
    "failed-order-shown-as-open",
    "My order failed, and my account shows it as if it was on its way.",
    (40,),
    Corrupts("website", ("numbers", "count")),
    Cleanup,
)
def _failed_order_shown_as_open(cleanup: Cleanup) -> Iterator[Cleanup]:
    yield replace(cleanup, takes_back=cleanup.moment is not Moment.WHILE)


@fault(
    "second-order-on-resubmission",
    "I sent my order once more because no answer came, and now I have two.",
    (38,),
    Corrupts("website", ("numbers", "count")),
    Attempt,
)
def _second_order_on_resubmission(attempt: Attempt) -> Iterator[Attempt]:
    yield replace(attempt, known=None)


@fault(
    "second-order-by-back-button",
    "I pressed the back button and then the button of the page before, and now I have two orders.",
    (38,),
    Corrupts("website", ("numbers", "count")),
    SentAgain,
)
def _second_order_by_back_button(again: SentAgain) -> Iterator[SentAgain]:
    yield replace(again, sells=True)


@fault(
    "retry-booked-twice",
    "I tried again because no answer came, and the warehouse has two orders of mine.",
    (38,),
    Corrupts("erp", ("numbers", "count")),
    Delivery,
)
def _retry_booked_twice(delivery: Delivery) -> Iterator[Delivery]:
    yield _as_another_order(delivery) if delivery.target == "erp" else delivery


@fault(
    "retry-charged-twice",
    "I tried again because no answer came, and my card was charged twice.",
    (38,),
    Corrupts("payments", ("numbers", "count")),
    Delivery,
)
def _retry_charged_twice(delivery: Delivery) -> Iterator[Delivery]:
    yield _as_another_order(delivery) if delivery.target == "payments" else delivery


def _as_another_order(delivery: Delivery) -> Delivery:
    """Take news that comes again for the news of another order."""
    message = delivery.message
    if message.order is None or "repeated" not in message.details:
        return delivery
    number = f"{message.order.number}-2"
    other = replace(message, key=number, order=replace(message.order, number=number))
    return replace(delivery, message=other)


@fault(
    "crm-invents-a-status",
    "The ERP is down, the agent says, and my order is being processed.",
    (52, 1),
    Corrupts("crm", ("status",)),
    StatusShown,
)
def _crm_invents_a_status(shown: StatusShown) -> Iterator[StatusShown]:
    yield replace(shown, source_down=shown.source_down and shown.system != "crm")


@fault(
    "website-invents-a-status",
    "The ERP is down, and the website says that my order is being picked.",
    (52,),
    Corrupts("website", ("status",)),
    StatusShown,
)
def _website_invents_a_status(shown: StatusShown) -> Iterator[StatusShown]:
    yield replace(shown, source_down=shown.source_down and shown.system != "website")
