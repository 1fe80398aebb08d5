"""How visits to a customer's place are booked, moved, accepted, dispatched and reported."""

from __future__ import annotations

from pytest_bdd import given, parsers, when

from samestory import GAP_TYPES, Mention, People, gap_type


@gap_type(r"an? (?:Mon|Tues|Wednes|Thurs|Fri)day (?:morning|afternoon)", example="a Friday morning")
def half_day(text: str) -> str:
    """Half a day on which somebody can come: "a Friday morning" is the first one on offer."""
    return text.partition(" ")[2]


@given(parsers.parse("{who:who} {:has} booked a visit for {slot:half_day}", GAP_TYPES))
@when(parsers.parse("{who:who} book{:s} a visit for {slot:half_day}", GAP_TYPES))
def book_a_visit(who: Mention, slot: str, people: People) -> None:
    people[who].act(people[who].via("visits").book_visit, slot, makes="appointment")


@given(
    parsers.parse(
        "{who:newcomer} {:has} booked a visit for {slot:half_day} by telephone", GAP_TYPES
    )
)
@when(parsers.parse("{who:newcomer} book{:s} a visit for {slot:half_day} by telephone", GAP_TYPES))
def book_a_visit_by_telephone(who: Mention, slot: str, people: People) -> None:
    people[who].act(people[who].via("telephone").book_visit, slot, makes="appointment")


@given(parsers.parse("{who:who} {:has} moved it to {slot:half_day}", GAP_TYPES))
@when(parsers.parse("{who:who} move{:s} it to {slot:half_day}", GAP_TYPES))
def move_it(who: Mention, slot: str, people: People) -> None:
    people[who].act(
        people[who].via("visits").move_visit, slot, revises="appointment", called="move"
    )


@when(parsers.parse("{who:who} accept{:s} the terms", GAP_TYPES))
def accept_the_terms(who: Mention, people: People) -> None:
    accept = people[who].via("visits").accept_terms
    people[who].act(
        accept, revises="appointment", wished={"terms": "accepted"}, called="acceptance"
    )


@when(parsers.parse("{who:who} accept{:s} the terms by telephone", GAP_TYPES))
def accept_the_terms_by_telephone(who: Mention, people: People) -> None:
    accept = people[who].via("telephone").accept_terms
    people[who].act(
        accept, revises="appointment", wished={"terms": "accepted"}, called="acceptance"
    )


@when(parsers.parse("{who:who} open{:s} an account for it", GAP_TYPES))
def open_an_account(who: Mention, people: People) -> None:
    customer, opened = people[who], {"status": "open"}
    number = customer.newest("appointment").subject.key
    customer.act(customer.via("visits").open_account, number, makes="account", wished=opened)


@given(parsers.parse("the dispatcher has sent a technician to {whom:whom}", GAP_TYPES))
@when(parsers.parse("the dispatcher sends a technician to {whom:whom}", GAP_TYPES))
def send_a_technician(whom: Mention, people: People) -> None:
    people[whom].act(people[whom].via("technician").send, revises="appointment")


@when(
    parsers.parse(
        "the technician reports {whose:whose} visit with {photos:whole_number} photos", GAP_TYPES
    )
)
def report_the_visit(whose: Mention, photos: int, people: People) -> None:
    done = {"status": "done", "evidence": photos}
    report = people[whose].via("technician").report
    people[whose].act(report, photos, revises="appointment", wished=done, called="report")


@when(parsers.parse("the technician leaves {whom:whom} without a report", GAP_TYPES))
def leave_without_a_report(whom: Mention, people: People) -> None:
    people[whom].act(people[whom].via("technician").leave, revises="appointment")


@when(parsers.parse("{who:who} {:be} promised a call and a mail on the evening before", GAP_TYPES))
def be_promised_a_reminder(who: Mention, people: People) -> None:
    number = people[who].newest("appointment").subject.key
    read = people[who].via("visits").read_confirmation
    people[who].act(read, number, makes="reminder", wished={"count": 1})
