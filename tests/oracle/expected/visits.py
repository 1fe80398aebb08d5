"""Faults of visits: their lists, slots, terms, dispatch, reports and accounts."""

from tests.oracle.expected.expectation import Expectation

LISTED = "Ada is told of the survey when she books the installation"
MOVED = "Ada moves her visit to another day"
KNOWN = "Ada is known before anybody has come to her"
BY_TELEPHONE = "Ada accepts the terms by telephone"
ONLINE = "Ada accepts the terms online and is not asked again by telephone"
UNSIGNED = "Nobody sets out without Ada's signature"
WAITING = "The technician waits for Ada's signature"
NOTHING = "The technician leaves Ada without a picture"
REPORTED = "The technician reports what was done at Ada's place"
EVENING = "Ada is called and written to on the evening before"

EXPECTED = (
    Expectation("website-not-provisioned", KNOWN, "absent", ("website",), "status"),
    Expectation(
        "phone-acceptance-stays-on-the-phone", BY_TELEPHONE, "contradicted", ("website",), "terms"
    ),
    Expectation("menu-asks-again", ONLINE, "contradicted", ("telephone",), "terms"),
    Expectation("acceptance-not-booked", WAITING, "contradicted", ("erp",), "terms"),
    Expectation(
        "dispatched-without-acceptance", UNSIGNED, "contradicted", ("field_service",), "status"
    ),
    Expectation("dispatch-never-follows", WAITING, "contradicted", ("field_service",), "status"),
    Expectation("survey-not-confirmed", LISTED, "contradicted", ("inbox",), "visits"),
    Expectation("survey-not-planned", LISTED, "contradicted", ("field_service",), "visits"),
    Expectation("old-slot-stays", MOVED, "contradicted", ("field_service",), "copies"),
    Expectation(
        "old-slot-comes-back",
        MOVED,
        "contradicted",
        ("field_service",),
        "slot",
        after_a_good_moment=True,
    ),
    Expectation("agent-sees-the-old-slot", MOVED, "contradicted", ("crm",), "slot"),
    Expectation("diary-holds-both", MOVED, "contradicted", ("inbox",), "copies"),
    Expectation("done-without-evidence", NOTHING, "contradicted", ("field_service",), "status"),
    Expectation("agent-calls-it-done", NOTHING, "contradicted", ("crm",), "status"),
    Expectation("report-without-pictures", REPORTED, "contradicted", ("erp",), "evidence"),
    Expectation("evening-call-names-old-window", EVENING, "contradicted", ("telephone",), "slot"),
    Expectation("no-evening-call", EVENING, "absent", ("telephone",), "slot"),
    Expectation("evening-mail-names-old-window", EVENING, "contradicted", ("inbox",), "slot"),
    Expectation("no-evening-mail", EVENING, "absent", ("inbox",), "slot"),
)
