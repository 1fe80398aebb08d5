"""What goes wrong with visits: their lists, slots, terms, dispatch, reports and accounts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samestory_demo.defects.declaring import Corrupts, fault
from samestory_demo.messages import Stage, Topic
from samestory_demo.seams import Delivery
from samestory_demo.visit_seams import Dispatching, Noting, VisitPosting

RETURN = 0.8
"""Seconds after a slot has been moved: long enough for every system to agree for a moment."""


@fault(
    "website-not-provisioned",
    "I have an appointment, and your website lets me open no account before it.",
    (25,),
    Corrupts("website", ("email", "status")),
    Delivery,
)
def _website_not_provisioned(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("website", Topic.APPOINTMENT_BOOKED):
        yield delivery


@fault(
    "phone-acceptance-stays-on-the-phone",
    "I accepted your terms by telephone, and the website still asks me for it.",
    (31,),
    Corrupts("website", ("terms",)),
    Delivery,
)
def _phone_acceptance_stays_on_the_phone(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("website", Topic.TERMS_ACCEPTED):
        yield delivery


@fault(
    "menu-asks-again",
    "I accepted your terms online, and your telephone menu says that I did not.",
    (31,),
    Corrupts("telephone", ("terms",)),
    Delivery,
)
def _menu_asks_again(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("telephone", Topic.TERMS_ACCEPTED):
        yield delivery


@fault(
    "acceptance-not-booked",
    "I accepted your terms, and nobody comes because the ERP says that I did not.",
    (31, 32),
    Corrupts("erp", ("terms", "status")),
    Delivery,
)
def _acceptance_not_booked(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("erp", Topic.TERMS_ACCEPTED):
        yield delivery


@fault(
    "dispatched-without-acceptance",
    "A truck stood at my door for terms that I had not accepted.",
    (32,),
    Corrupts("field_service", ("status",)),
    Dispatching,
)
def _dispatched_without_acceptance(plan: Dispatching) -> Iterator[Dispatching]:
    yield replace(plan, released=True)


@fault(
    "dispatch-never-follows",
    "I accepted everything, and no truck came.",
    (32,),
    Corrupts("field_service", ("status",)),
    Delivery,
)
def _dispatch_never_follows(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("field_service", Topic.SERVICE_RELEASED):
        yield delivery


@fault(
    "survey-not-confirmed",
    "Nobody told me that somebody has to look at my place first.",
    (33,),
    Corrupts("inbox", ("visits",)),
    VisitPosting,
)
def _survey_not_confirmed(posting: VisitPosting) -> Iterator[VisitPosting]:
    it = posting.appointment
    if posting.kind == "booked":
        posting = replace(posting, appointment=replace(it, visits=it.visits[-1:]))
    yield posting


@fault(
    "survey-not-planned",
    "Two visits were promised to me, and your technicians knew one.",
    (33,),
    Corrupts("field_service", ("visits",)),
    Noting,
)
def _survey_not_planned(noting: Noting) -> Iterator[Noting]:
    it = noting.appointment
    if noting.system == "field_service":
        noting = replace(noting, appointment=replace(it, visits=it.visits[-1:]))
    yield noting


@fault(
    "old-slot-stays",
    "I moved my appointment, and they came on both days.",
    (34,),
    Corrupts("field_service", ("slot", "copies")),
    Noting,
)
def _old_slot_stays(noting: Noting) -> Iterator[Noting]:
    moved = noting.topic is Topic.APPOINTMENT_MOVED and noting.system == "field_service"
    yield replace(noting, in_place=not moved)


@fault(
    "old-slot-comes-back",
    "It was moved, I saw it, and now it is on the old day again.",
    (34, 30),
    Corrupts("field_service", ("slot",)),
    Noting,
)
def _old_slot_comes_back(noting: Noting) -> Iterator[Noting]:
    yield noting
    moved = noting.topic is Topic.APPOINTMENT_MOVED and noting.system == "field_service"
    if moved and noting.previous:
        yield replace(noting, appointment=noting.previous, delay=RETURN)


@fault(
    "agent-sees-the-old-slot",
    "The agent told me the day from which I had moved my appointment away.",
    (34,),
    Corrupts("crm", ("slot",)),
    Delivery,
)
def _agent_sees_the_old_slot(delivery: Delivery) -> Iterator[Delivery]:
    if (delivery.target, delivery.message.topic) != ("crm", Topic.APPOINTMENT_MOVED):
        yield delivery


@fault(
    "diary-holds-both",
    "I moved my appointment, and my diary shows it twice.",
    (34,),
    Corrupts("inbox", ("copies",)),
    VisitPosting,
)
def _diary_holds_both(posting: VisitPosting) -> Iterator[VisitPosting]:
    it = posting.appointment
    yield replace(posting, diary=f"{it.number}-{it.version}")


@fault(
    "done-without-evidence",
    "He was here for a minute and looked at nothing, and you call it done.",
    (35,),
    Corrupts("field_service", ("status",)),
    Noting,
)
def _done_without_evidence(noting: Noting) -> Iterator[Noting]:
    yield _called_done(noting) if noting.system == "field_service" else noting


@fault(
    "agent-calls-it-done",
    "The agent says that the work is done, and nobody has done it.",
    (35,),
    Corrupts("crm", ("status",)),
    Noting,
)
def _agent_calls_it_done(noting: Noting) -> Iterator[Noting]:
    yield _called_done(noting) if noting.system == "crm" else noting


def _called_done(noting: Noting) -> Noting:
    if noting.topic is not Topic.VISIT_REPORTED:
        return noting
    return replace(noting, appointment=replace(noting.appointment, stage=Stage.DONE))


@fault(
    "report-without-pictures",
    "The technician took pictures, and the office has none of them.",
    (35,),
    Corrupts("erp", ("evidence",)),
    Noting,
)
def _report_without_pictures(noting: Noting) -> Iterator[Noting]:
    it = noting.appointment
    if noting.system == "erp" and it.report:
        noting = replace(noting, appointment=replace(it, report=replace(it.report, photos=0)))
    yield noting
