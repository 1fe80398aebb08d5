"""Discrepancies that one repair would fix are one cause, and the gravest stands first."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from samestory.core.model import Field, Line, Money, Outcome, Subject
from samestory.report.causes import causes_of
from samestory.report.run_writer import ScenarioInfo
from samestory.report.summary import Summary
from samestory.report.summing_up import summary_of
from samestory.report.verdict_row import verdict_row
from tests.report import made_up
from tests.report.made_up import CALLED, NOW, verdict_of

if TYPE_CHECKING:
    from samestory.core.verdict import Verdict

ALL = dict.fromkeys(CALLED, NOW)
OWNERS = {"erp": "team-books", "crm": "team-desk"}


def ran(*told: tuple[str, Verdict], tags: tuple[str, ...] = (), result: str = "failed") -> Summary:
    """A run in which each scenario came to a verdict; `tags` are those of the last one."""
    rows = [
        verdict_row(
            made_up.told(verdict),
            ScenarioInfo(f"f::{name}", "Ordering", f"Rule of {name}", name, ()),
        )
        for name, verdict in told
    ]
    if rows:
        rows[-1]["tags"] = list(tags)
    names = dict.fromkeys(name for name, _ in told)
    scenarios = [{"nodeid": f"f::{n}", "scenario": n, "result": result} for n in names]
    run = {"called": CALLED, "owners": OWNERS, "scenarios": scenarios}
    return summary_of(map(json.dumps, rows), run)


def erp(at: float = 0.0, **values: object) -> tuple[float, dict[str, Any]]:
    return at, {**ALL, "erp": {**NOW, **values}}


def priced(price: str) -> tuple[Line, ...]:
    return (Line("BB-IT", 1, Money(Decimal(price), "EUR")),)


OTHER_TOTAL = verdict_of([erp(total=Money(Decimal("90.00"), "EUR"))])
OTHER_STATUS = verdict_of([erp(status="shipped")])
WITHOUT_PROMISE = verdict_of(
    [(0.0, {"crm": NOW, "erp": {**NOW, "status": "shipped"}})], promise=None
)
SAME = verdict_of([erp()])
HIDDEN_PROMISE = replace(
    SAME,
    fields=tuple(
        replace(each, outcome=Outcome.UNREACHABLE) if each.field.name == "status" else each
        for each in SAME
    ),
)
EARLIER = made_up.BEFORE


def test_the_same_field_of_the_same_system_is_one_cause() -> None:
    """However many scenarios it shows in."""
    [cause] = causes_of(ran(("one", OTHER_STATUS), ("two", OTHER_STATUS)))

    assert "erp/status/contradicted" == cause.key
    assert "The ERP tells another status" == cause.title
    assert ["one", "two"] == [each.name for each in cause.scenarios]
    assert ("Rule of one", "Rule of two") == cause.promises
    assert "team-books" == cause.owner


def test_what_follows_from_the_first_field_is_no_cause_of_its_own() -> None:
    """The total is another because the lines are."""
    both = verdict_of([erp(lines=EARLIER["lines"], total=Money(Decimal("9.00"), "EUR"))])
    [cause] = causes_of(ran(("one", both)))

    assert "erp/lines/contradicted" == cause.key
    assert cause.money


def test_lines_that_differ_only_in_a_price_are_named_by_it() -> None:
    """The pieces are right, and the price of one is not."""
    right, wrong = ({"lines": priced(each)} for each in ("89.00", "89.04"))
    told = verdict_of(
        [(0.0, {"website": right, "inbox": right, "erp": wrong})],
        promise=None,
        fields=(Field("lines", "lines"),),
    )
    [cause] = causes_of(ran(("one", told)))

    assert "The ERP tells another unit price" == cause.title
    assert cause.money


@pytest.mark.parametrize(
    ("verdict", "key", "title"),
    [
        (made_up.absent(), "inbox/order record/absent", "The inbox has no record of the order"),
        (made_up.unreachable(), "erp/unreachable", "The ERP could not be asked"),
        (
            made_up.unmapped(),
            "crm/status/unmapped",
            "The CRM tells a status that the landscape does not explain",
        ),
        (
            made_up.changed_its_mind(),
            "erp/lines/contradicted",
            "The ERP tells other lines",
        ),
        (
            WITHOUT_PROMISE,
            "crm+erp/status/contradicted",
            "The CRM and the ERP differ about the status",
        ),
        (
            verdict_of([(0.0, {each: {**NOW, "status": "shipped"} for each in CALLED})]),
            "promise/status/contradicted",
            "Systems agree on another status than was promised",
        ),
        (
            verdict_of([(0.0, {**ALL, "erp": {**NOW, "status": None}})]),
            "erp/status/absent",
            "The ERP tells no status",
        ),
        (
            HIDDEN_PROMISE,
            "status/unreachable",
            "What was promised for the status is hidden",
        ),
    ],
)
def test_each_outcome_has_its_words(verdict: Verdict, key: str, title: str) -> None:
    """What differs, what is missing, and what could not be asked are not mixed up."""
    [cause] = causes_of(ran(("one", verdict)))

    assert (key, title) == (cause.key, cause.title)


def test_a_system_that_follows_too_late_has_one_cause() -> None:
    """It is slow with every field alike."""
    rows = [
        json.loads(json.dumps(verdict_row(made_up.told(each), ScenarioInfo(n, "J", None, n, ()))))
        for n, each in (("one", OTHER_STATUS), ("two", made_up.contradicted()))
    ]
    for each in rows:
        each["late"] = {"erp": 7.0}
    [cause] = causes_of(summary_of(map(json.dumps, rows), {"called": CALLED}))

    assert ("erp/late", "The ERP follows too late", True) == (cause.key, cause.title, cause.differs)


def test_two_systems_that_say_otherwise_are_two_causes() -> None:
    """Each has an owner, and a repair of its own."""
    told = verdict_of([(0.0, {**ALL, "crm": EARLIER, "erp": EARLIER, "x": NOW, "y": NOW})])

    assert ["team-desk", "team-books"] == [each.owner for each in causes_of(ran(("one", told)))]


def test_records_of_two_kinds_are_missed_for_two_reasons() -> None:
    """Orders and parcels come to a system in different ways."""
    parcel = verdict_of([(0.0, {**ALL, "inbox": None})], subject=Subject("parcel", "P-1"))

    assert ["inbox/order record/absent", "inbox/parcel record/absent"] == [
        each.key for each in causes_of(ran(("one", made_up.absent()), ("two", parcel)))
    ]


def test_two_that_differ_because_one_stands_out_already_are_no_cause() -> None:
    """The ERP's lines are wrong; that its total is another than the CRM's follows from that."""
    said = {**NOW, "total": Money(Decimal("90.00"), "EUR")}
    told = verdict_of(
        [
            (
                0.0,
                {
                    "website": {"lines": NOW["lines"]},
                    "crm": NOW,
                    "erp": {**said, "lines": EARLIER["lines"]},
                },
            )
        ],
        promise=None,
    )

    assert ["erp/lines/contradicted"] == [each.key for each in causes_of(ran(("one", told)))]


def test_the_gravest_comes_first() -> None:
    """Critical, then money, then what shows more often; and last what cannot be known."""
    day = verdict_of([erp(delivery_day=EARLIER["delivery_day"].replace(day=25))])  # type: ignore[attr-defined]  # a date
    told = [
        ("a", made_up.unreachable()),
        ("b", OTHER_STATUS),
        ("c", made_up.absent()),
        ("d", made_up.absent()),
        ("e", OTHER_TOTAL),
        ("f", day),
    ]

    assert [
        "erp/delivery_day/contradicted",
        "erp/total/contradicted",
        "erp/status/contradicted",
        "inbox/order record/absent",
        "erp/unreachable",
    ] == [each.key for each in causes_of(ran(*told, tags=("critical",)))]


def test_what_is_not_due_and_what_agrees_has_no_cause() -> None:
    """There is nothing to fix."""
    assert () == causes_of(ran(("one", made_up.agreed()), result="passed"))


def test_what_broke_in_the_same_way_is_one_cause() -> None:
    """Whatever the numbers, keys and addresses in the message."""
    broken = {"journey": "Ordering", "result": "broken"}
    scenarios = [
        {**broken, "nodeid": "f::1", "scenario": "1", "message": "No page for A-1042 after 30 s"},
        {**broken, "nodeid": "f::2", "scenario": "2", "message": "No page for A-1043 after 31 s"},
        {**broken, "nodeid": "f::3", "scenario": "3", "broke": "KeyError: 'x', steps/mine.py:4"},
    ]
    several, one = causes_of(summary_of([], {"scenarios": scenarios}))

    assert (["1", "2"], ["3"]) == tuple(
        [each.name for each in cause.scenarios] for cause in (several, one)
    )
    assert "broken/no-page-for-after-s" == several.key
    assert "A step broke in steps/mine.py: KeyError" == one.title
    assert not several.differs


def test_half_of_a_character_is_made_visible() -> None:
    """A page may hold one; no history could be read again, and no chat be told, with it."""
    told = {"nodeid": "f::1", "scenario": "1", "result": "unmet", "message": "Bell \ud83d is gone"}
    [cause] = causes_of(summary_of([], {"scenarios": [told]}))

    assert "A step's own check failed: Bell ⟨U+D83D⟩ is gone" == cause.title


def test_a_record_of_an_older_version_still_has_its_causes() -> None:
    """It names the systems, and not the fields."""
    row = verdict_row(made_up.told(OTHER_STATUS), ScenarioInfo("f::1", "J", None, "1", ()))
    old = {k: v for k, v in row.items() if k not in {"fields", "kind", "late"}}
    [cause] = causes_of(summary_of([json.dumps(old)], {"called": CALLED}))

    assert "erp/order record/contradicted" == cause.key
