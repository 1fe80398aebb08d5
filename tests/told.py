"""Verdicts of every sort, each come to by looking at scripted systems on a fake clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from samestory.core.agreement import compare
from samestory.core.model import Field, Promise, Subject, Unmapped
from samestory.core.patience import Patience
from samestory.core.verdict import Verdict
from samestory.extraction.entries import FieldReading
from samestory.extraction.records import NO_SUCH_FIELDS, NO_SUCH_HOP, NO_SUCH_RECORD
from samestory.extraction.values import NO_SUCH_PLACE, read_field
from samestory.polling.convergence import converge
from samestory.testing import FakeClock
from tests.fakes import (
    FIELDS,
    OPENED,
    ORDER,
    Down,
    FakePanel,
    Scripted,
    Word,
    always,
    euros,
    line,
    promised,
    said,
    turning,
)

CALLED = MappingProxyType({"crm": "CRM", "erp": "ERP", "payments": "payment processor"})

ENGLISH: Word = {"lines": (line("BB-EN"),), "total": euros("89.00")}
ITALIAN: Word = {"lines": (line("BB-IT"),), "total": euros("89.00")}
CHEAP: Word = {"total": euros("89.00")}
DEAR: Word = {"total": euros("178.00")}
PLACED: Word = {"status": "placed", "total": euros("89.00")}


@dataclass(frozen=True, slots=True)
class At:
    """A schedule of looks at fixed moments (seconds)."""

    moments: Sequence[float]

    def gap(self, waited: float) -> float:
        return next((each - waited for each in self.moments if each > waited + 1e-6), 1.0)


TWELVE = At([0.4, 1.0, 2.0, 3.2, 5.0, 8.0, 12.0, 16.0, 20.0, 25.0, 30.0])


def found(
    systems: Mapping[str, Scripted],
    promise: Promise | None = None,
    *,
    patience: float | Mapping[str, float] = 30.0,
    fields: Sequence[Field] = FIELDS,
    subject: Subject = ORDER,
    due: Mapping[str, datetime] = MappingProxyType({}),
) -> Verdict:
    """What looking at these systems comes to."""
    clock = FakeClock()
    own = patience if isinstance(patience, Mapping) else dict.fromkeys(systems, patience)
    terms = {
        name: Patience(timedelta(seconds=own[name]), timedelta(seconds=1), due=due.get(name))
        for name in systems
    }
    panel = FakePanel(clock, systems)
    return converge(panel, clock, subject, fields, terms, promise, schedule=TWELVE)


def stands_alone() -> Verdict:
    """The failure text of the design, to the letter."""
    return found(
        {
            "website": always(ITALIAN),
            "inbox": always(ITALIAN),
            "crm": turning(ENGLISH, 3.1, ITALIAN),
            "erp": always(ENGLISH),
        },
        promised(ENGLISH, ITALIAN),
    )


def two_did_not_follow() -> Verdict:
    systems = dict.fromkeys(["website", "inbox"], always(ITALIAN))
    return found(
        {**systems, **dict.fromkeys(["crm", "erp"], always(ENGLISH))}, promised(ENGLISH, ITALIAN)
    )


def everybody_contradicts_the_promise() -> Verdict:
    systems = dict.fromkeys(["website", "inbox", "crm", "erp"], always(DEAR))
    return found(systems, promised(CHEAP))


def everybody_tells_something_else() -> Verdict:
    words = {"website": "88.00", "inbox": "88.50", "crm": "90.00"}
    systems = {name: always({"total": euros(total)}) for name, total in words.items()}
    return found(systems, promised(CHEAP))


def two_parties() -> Verdict:
    systems = dict.fromkeys(["website", "inbox"], always(CHEAP))
    return found({**systems, **dict.fromkeys(["crm", "erp"], always(DEAR))})


def one_against_one() -> Verdict:
    return found({"website": always(CHEAP), "erp": always(DEAR)})


def three_versions() -> Verdict:
    words = {"website": "88.00", "inbox": "88.00", "crm": "90.00", "erp": "90.00", "pay": "91.00"}
    return found({name: always({"total": euros(total)}) for name, total in words.items()})


def everybody_differs() -> Verdict:
    words = {"website": "88.00", "crm": "90.00", "erp": "91.00"}
    return found({name: always({"total": euros(total)}) for name, total in words.items()})


def one_system_breaks_the_promise() -> Verdict:
    return found(
        {"inbox": Scripted([(0.0, {"count": 0}), (0.9, {"count": 2})])},
        promised({"count": 1}, subject=Subject("confirmation", "A-1042")),
        patience=5.0,
        fields=[Field("count", "count")],
        subject=Subject("confirmation", "A-1042"),
    )


def never_arrived() -> Verdict:
    systems = dict.fromkeys(["website", "inbox", "crm"], always(PLACED))
    return found({**systems, "erp": always(None)}, promised(PLACED))


def silent_about_a_field() -> Verdict:
    mute: Word = {"status": None, "total": euros("89.00")}
    return found({"website": always(PLACED), "crm": always(mute)}, promised(PLACED))


def cannot_be_asked() -> Verdict:
    systems = dict.fromkeys(["website", "crm"], always(PLACED))
    down = Down("connection refused by 127.0.0.1:8804.")
    return found({**systems, "erp": always(down)}, promised(PLACED))


def went_down() -> Verdict:
    systems = {"website": always(PLACED), "crm": turning(None, 3.0, PLACED)}
    return found(
        {**systems, "erp": turning(PLACED, 2.5, Down("no answer within 3 s"))}, promised(PLACED)
    )


IN_REVIEW = Unmapped("in_review", "landscapes/demo.toml, [systems.crm.order] status")
NEEDS_QUOTES = Unmapped("On hold!", "landscapes/demo.toml, [systems.erp.order] status")


def unexplained_code() -> Verdict:
    return found(
        {
            "website": always(PLACED),
            "inbox": always(PLACED),
            "crm": always({"status": IN_REVIEW, "total": euros("89.00")}),
            "erp": always({"status": NEEDS_QUOTES, "total": euros("89.00")}),
        },
        promised(PLACED),
    )


def unread(said: object, where: str, kind: str, **declared: Any) -> object:
    """What a reading makes of a value that is written in another way than it declares."""
    return read_field({"f": said}, FieldReading(at="f", kind=kind, where=where, **declared), UTC)


def unreadable_format() -> Verdict:
    where = "landscapes/demo.toml, [systems.erp.order]"
    words: Word = {
        "total": unread("49,90", f"{where} total", "money"),
        "address": unread({"street": 5}, f"{where} address", "address"),
    }
    told: Word = {"total": euros("49.90"), "address": "Hauptstr. 5\n10115 Berlin"}
    return found({"website": always(told), "erp": always(words)}, promised(told))


def written_in_another_way() -> Verdict:
    """Amounts and days that people wrote, each read with the wrong words of the landscape."""
    right: Word = {"total": euros("1234.50"), "delivery_day": date(2026, 11, 24)}
    words = {
        "crm": ("1.234,50", "24.11.2026"),
        "erp": ("123450", "3. März 2026"),
        "payments": ("$1,234.50", "04/03/2026"),
        "list": ("ask us", "soon"),
        "courier": (
            {"__class__": "Decimal", "decimal": "1234.50"},
            "/Date(1795564800000)/",
        ),
    }

    def where(name: str) -> str:
        return f"shop.toml, [systems.{name}.order]"

    def locale(name: str) -> str:
        return "de_DE" if name == "payments" else "en_US"

    told = {
        name: always(
            {
                "total": unread(total, f"{where(name)} total", "money", locale=locale(name)),
                "delivery_day": unread(day, f"{where(name)} delivery_day", "day"),
            }
        )
        for name, (total, day) in words.items()
    }
    return found({"website": always(right), **told}, promised(right))


def price_of_a_line_in_another_way() -> Verdict:
    """The words for the price of a line stand in a table of their own."""
    where = "landscapes/demo.toml, [systems.erp.order.lines] unit_price"
    price = unread("89,00 €", where, "money")
    return found({"website": always(ITALIAN), "erp": always({"lines": price})}, promised(ITALIAN))


def another_answer() -> Verdict:
    """Answers of another shape: no record, no field of a record, or something else at a place."""
    crm, erp, payments, courier = (
        f"landscapes/demo.toml, [systems.{name}.order]"
        for name in ("crm", "erp", "payments", "courier")
    )
    hop = f"{courier.removesuffix(']')}.via.1] take"
    return found(
        {
            "website": always(PLACED),
            "crm": always({name: Unmapped(NO_SUCH_RECORD, f"{crm} record") for name in PLACED}),
            "erp": always({name: Unmapped(NO_SUCH_FIELDS, f"{erp} {name}") for name in PLACED}),
            "payments": always({**PLACED, "total": Unmapped(NO_SUCH_PLACE, f"{payments} total")}),
            "courier": always({"status": Unmapped(NO_SUCH_HOP, hop)}),
        },
        promised(PLACED),
    )


def gaps_in_the_landscape() -> Verdict:
    told: Word = {**CHEAP, "address": "Hauptstr. 5\n10115 Berlin"}
    stranger: Word = {"delivery_day": date(2026, 11, 27)}
    systems = {"website": always(CHEAP), "crm": always(CHEAP), "erp": always(stranger)}
    return found(systems, promised(told))


def not_due_yet() -> Verdict:
    systems = dict.fromkeys(["website", "crm"], always(PLACED))
    return found(
        {**systems, "list": always({"status": "placed", "total": euros("79.00")})},
        promised(PLACED),
        due={"list": OPENED + timedelta(hours=8)},
    )


def changed_its_mind() -> Verdict:
    erp = Scripted([(0.0, ENGLISH), (0.5, ITALIAN), (1.5, ENGLISH)])
    return found({"website": always(ITALIAN), "erp": erp}, promised(ENGLISH, ITALIAN))


def lost_its_record() -> Verdict:
    erp = Scripted([(0.0, PLACED), (0.5, None)])
    return found({"website": always(PLACED), "erp": erp}, promised(PLACED))


def a_second_mail() -> Verdict:
    counts = [(0.0, {"count": 0}), (0.3, {"count": 1}), (1.2, {"count": 2})]
    return found(
        {"inbox": Scripted(counts)},
        promised({"count": 1}, subject=Subject("confirmation", "A-1042")),
        patience=5.0,
        fields=[Field("count", "count")],
        subject=Subject("confirmation", "A-1042"),
    )


def came_late() -> Verdict:
    return found(
        {
            "website": always(PLACED),
            "crm": turning(None, 11.0, PLACED),
            "erp": turning({"status": "picked", "total": euros("89.00")}, 7.0, PLACED),
        },
        promised(PLACED),
        patience={"website": 5.0, "crm": 30.0, "erp": 5.0},
    )


def kept_changing() -> Verdict:
    totals = [(0.0, "80.00"), (1.5, "85.00"), (9.0, "88.99")]
    erp = Scripted([(since, {"total": euros(total)}) for since, total in totals])
    return found({"website": always(CHEAP), "crm": always(CHEAP), "erp": erp}, promised(CHEAP))


def prices_that_look_alike() -> Verdict:
    """Only the unit price differs, which is not shown as long as nobody disagrees about it."""
    right: Word = {"lines": (line("BB-IT", 1, "89.00"), line("CH-11", 2, "31.50"))}
    wrong: Word = {"lines": (line("BB-IT", 1, "88.99"), line("CH-11", 2, "31.50"))}
    return found(
        {"website": always(right), "crm": always(right), "erp": always(wrong)}, promised(right)
    )


def many_fields() -> Verdict:
    """Six systems, many fields, long values: still a table that fits."""
    right: Word = {
        "email": "ada.lovelace.4711@customers.example",
        "lines": (line("BB-IT"), line("CH-11", 2), line("TUBE-700C-PRESTA-48", 4)),
        "total": euros("1234.50"),
        "status": "placed",
        "delivery_day": date(2026, 11, 27),
        "address": "Hauptstraße 5\n10115 Berlin\nGermany",
        "slot": "between 8 and 12 o'clock",
    }
    wrong: Word = {
        **right,
        "lines": (line("BB-EN"), line("CH-11", 2), line("TUBE-700C-PRESTA-48", 4)),
        "delivery_day": date(2026, 11, 28),
        "address": "Nebenstraße 17\n80331 München\nGermany",
    }
    fields = (Field("email", "email"), *FIELDS, Field("slot", "text"))
    names = ["website", "inbox", "crm", "erp", "payments", "list"]
    systems = {name: always(wrong if name == "erp" else right) for name in names}
    return found(systems, promised(right), fields=fields)


def five_by_six() -> Verdict:
    """Five systems, six fields, a long mail address and a long postal one; the ERP is behind."""
    old: Word = {
        "email": "margaretha.oestergaard-lindqvist.4711@customers.example",
        "lines": (line("BB-EN", 1, "80.00"), line("CH-11", 2, "31.50")),
        "total": euros("143.00"),
        "status": "placed",
        "delivery_day": date(2026, 11, 27),
        "address": "Wilhelmine-von-Hallerstein-Straße 117b\n90419 Nürnberg\nGermany",
    }
    new: Word = {
        **old,
        "lines": (line("BB-IT", 1, "89.00"), line("CH-11", 2, "31.50")),
        "total": euros("152.00"),
    }
    systems = {name: always(new) for name in ("website", "inbox", "crm")}
    told = ("total", "status")
    payments: Word = {name: new[name] for name in told}
    return found(
        {**systems, "erp": always(old), "payments": always(payments)},
        promised(old, new),
        fields=(Field("email", "email"), *FIELDS),
    )


def five_by_six_without_a_record() -> Verdict:
    """The same five, and one of them has never heard of the order: nothing agrees everywhere."""
    full = five_by_six()
    assert full.promise
    values = full.promise.values
    systems = {name: always(values) for name in ("website", "inbox", "crm")}
    payments: Word = {name: values[name] for name in ("total", "status")}
    return found(
        {**systems, "erp": always(None), "payments": always(payments)},
        full.promise,
        fields=(Field("email", "email"), *FIELDS),
    )


def followed_in_half() -> Verdict:
    """The new total came through, the new product did not."""
    old: Word = {"lines": (line("BB-EN"),), "total": euros("80.00")}
    erp = turning(old, 3.1, {**old, "total": euros("89.00")})
    return found({"website": always(ITALIAN), "erp": erp}, promised(old, ITALIAN))


def amended_back_and_forth() -> Verdict:
    """What the ERP says was promised twice, and nobody saw whether it changed in between."""
    revisions = (ENGLISH, ITALIAN, ENGLISH, {**ENGLISH, "lines": (line("CH-11"),)})
    systems = {"website": always(revisions[-1]), "erp": always(ENGLISH)}
    return found(systems, promised(*revisions))


def answered_only_at_last() -> Verdict:
    erp = turning(Down("no answer within 3 s"), 29.5, ENGLISH)
    return found({"website": always(ITALIAN), "erp": erp}, promised(ENGLISH, ITALIAN))


def answered_now_and_then() -> Verdict:
    down = Down("no answer within 3 s")
    erp = Scripted([(0.0, ENGLISH), (2.5, down), (9.0, ENGLISH), (14.0, down), (18.0, ENGLISH)])
    return found({"website": always(ITALIAN), "erp": erp}, promised(ENGLISH, ITALIAN))


def prices_in_another_order() -> Verdict:
    """The quantities are the same, told in another order, and one price is not."""
    right: Word = {"lines": (line("BB-IT", 1, "89.00"), line("CH-11", 2, "31.50"))}
    wrong: Word = {"lines": (line("CH-11", 2, "31.50"), line("BB-IT", 1, "88.99"))}
    return found({"website": always(right), "erp": always(wrong)}, promised(right))


def hostile_values() -> Verdict:
    """Escape codes and marks of writing direction are written out, and tables keep their shape."""
    right: Word = {"status": "placed", "address": "Hauptstr. 5\n10115 Berlin"}
    wrong: Word = {"status": "\x1b[31mplaced\x1b[0m", "address": "\u202eHauptstr. 5" + "x" * 80}
    down = Down("the page said \x1b[2J\r\nGET / HTTP/1.1")
    return found(
        {"website": always(right), "crm": always(wrong), "erp": always(down)}, promised(right)
    )


def agreed() -> Verdict:
    return found(
        {"website": always(ITALIAN), "crm": turning(ENGLISH, 0.9, ITALIAN)},
        promised(ENGLISH, ITALIAN),
    )


def one_look() -> Verdict:
    """What `samestory ask` shows: compared once, nothing waited for."""
    observations = [said("website", CHEAP), said("crm", DEAR), said("erp", CHEAP)]
    return compare(FIELDS, observations)


STORIES: Mapping[str, Callable[[], Verdict]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            stands_alone,
            two_did_not_follow,
            everybody_contradicts_the_promise,
            everybody_tells_something_else,
            two_parties,
            one_against_one,
            three_versions,
            everybody_differs,
            one_system_breaks_the_promise,
            never_arrived,
            silent_about_a_field,
            cannot_be_asked,
            went_down,
            unexplained_code,
            unreadable_format,
            written_in_another_way,
            price_of_a_line_in_another_way,
            another_answer,
            gaps_in_the_landscape,
            not_due_yet,
            changed_its_mind,
            lost_its_record,
            a_second_mail,
            came_late,
            kept_changing,
            prices_that_look_alike,
            many_fields,
            five_by_six,
            five_by_six_without_a_record,
            followed_in_half,
            amended_back_and_forth,
            answered_only_at_last,
            answered_now_and_then,
            prices_in_another_order,
            hostile_values,
            agreed,
            one_look,
        )
    }
)
