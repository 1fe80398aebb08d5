"""What goes wrong with visits only after several actions in one order; no feature plays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault_of_order
from samestory_demo.defects.histories import goes_to, told_of_it
from samestory_demo.messages import Appointment, Message, Topic, news_of
from samestory_demo.seams import Delivery


@fault_of_order(
    "move-after-acceptance-not-planned",
    "I accepted your terms and then moved my visit, and your technician came on the first day.",
    (34, 32),
    Corrupts("field_service", ("slot",)),
    Delivery,
)
def _move_after_acceptance_not_planned(delivery: Delivery) -> Iterator[Delivery]:
    """Field service plans a visit whose terms are accepted for good."""
    moved = goes_to(delivery, "field_service", Topic.APPOINTMENT_MOVED)
    if not (moved and told_of_it(delivery, Topic.TERMS_ACCEPTED)):
        yield delivery


@fault_of_order(
    "acceptance-noted-for-the-last-caller",
    "I accepted your terms, and your agent has noted it for somebody who booked after me.",
    (31, 54),
    Corrupts("crm", ("terms",)),
    Delivery,
)
def _acceptance_noted_for_the_last_caller(delivery: Delivery) -> Iterator[Delivery]:
    """The CRM's screen still shows the visit that was booked last."""
    accepted = goes_to(delivery, "crm", Topic.TERMS_ACCEPTED)
    last = _booked_last(delivery.earlier) if accepted else None
    if last is None or last.number == delivery.message.key:
        yield delivery
    else:
        ticked = replace(last, accepted=True)
        yield replace(delivery, message=news_of(Topic.TERMS_ACCEPTED, ticked, "crm"))


def _booked_last(earlier: tuple[Message, ...]) -> Appointment | None:
    booked = [each for each in earlier if each.topic is Topic.APPOINTMENT_BOOKED]
    return booked[-1].appointment if booked else None
