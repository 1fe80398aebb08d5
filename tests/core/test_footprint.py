"""Nothing else has changed: each system is compared with what it said itself before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.core.basis import Acted
from samestory.core.footprint import acted_on, compare_with_before
from samestory.core.model import Field, Outcome, Subject, Unmapped
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.explain import explanation
from tests.fakes import OPENED, ORDER, Down, Word, euros, promised, said

STATUS = Field("status", "status")
ADA = "ada@customers.example"
HER_ORDERS = Subject("orders", ADA, ADA)
HER_CHARGES = Subject("charges", ADA, ADA)
ORDERS = (Field("numbers", "set"), Field("count", "count"))
CHARGES = (Field("sum", "money"), Field("count", "count"))
NOTHING = Acted()
NEW = Subject("order", "A-2", ADA)
PLACED, CANCELLED = {"status": "placed"}, {"status": "cancelled"}
CODE = {"status": Unmapped("XX", "x.toml, [systems.erp.order] status")}


def compared(
    before: Mapping[str, Word],
    after: Mapping[str, Word],
    *fields: Field,
    subject: Subject = ORDER,
    acted: Acted = NOTHING,
) -> Verdict:
    """Compare what each system says about a subject with what it said before."""
    earlier, now = (
        [
            replace(said(name, word, subject), tells=frozenset(each.name for each in fields))
            for name, word in words.items()
        ]
        for words in (before, after)
    )
    return compare_with_before(fields, earlier, now, acted)


def status(before: Mapping[str, Word], after: Mapping[str, Word]) -> FieldVerdict:
    [field] = compared(before, after, STATUS)
    return field


def test_whoever_says_the_same_as_before_is_unchanged():
    """Even if two systems never agreed."""
    words = {"crm": PLACED, "erp": CANCELLED}

    assert Outcome.AGREED is status(words, words).outcome


def test_one_that_says_something_else_has_changed():
    """It is the only one to blame."""
    field = status({"crm": PLACED, "erp": PLACED}, {"crm": PLACED, "erp": CANCELLED})

    assert (Outcome.CONTRADICTED, {"erp"}) == (field.outcome, field.apart)


@pytest.mark.parametrize("gone", [None, {"status": None}])
def test_what_is_no_longer_said_is_absent(gone: Word):
    """A record or a value that is lost."""
    field = status({"erp": PLACED}, {"erp": gone})

    assert (Outcome.ABSENT, {"erp"}) == (field.outcome, field.silent)


@pytest.mark.parametrize("nothing", [None, {"status": None}])
def test_what_is_new_is_a_change_as_well(nothing: Word):
    """A record or a value that nobody asked for."""
    field = status({"erp": nothing}, {"erp": PLACED})

    assert (Outcome.CONTRADICTED, {"erp"}) == (field.outcome, field.apart)


def test_no_record_before_and_after_is_unchanged():
    """She is on no list, and still on none."""
    assert Outcome.AGREED is status({"list": None}, {"list": None}).outcome


@pytest.mark.parametrize(
    ("before", "after"), [(Down(), PLACED), (PLACED, Down()), (Down(), Down())]
)
def test_who_could_not_be_asked_is_never_unchanged(before: Word, after: Word):
    """Neither before nor after."""
    field = status({"erp": before}, {"erp": after})

    assert (Outcome.UNREACHABLE, {"erp"}) == (field.outcome, field.unreachable)


def test_who_was_not_asked_before_is_never_unchanged():
    """There is nothing to compare with."""
    assert Outcome.UNREACHABLE is status({"crm": PLACED}, {"crm": PLACED, "erp": PLACED}).outcome


@pytest.mark.parametrize(("before", "after"), [(CODE, PLACED), (PLACED, CODE), (CODE, CODE)])
def test_what_nobody_explains_is_never_unchanged(before: Word, after: Word):
    """The same code may mean something else."""
    assert Outcome.UNMAPPED is status({"erp": before}, {"erp": after}).outcome


def test_her_list_gains_what_was_made_and_nothing_else():
    """A new order belongs to her orders."""
    before = {"erp": {"numbers": frozenset({"A-1"}), "count": 1}}
    after = {"erp": {"numbers": frozenset({"A-1", "A-2"}), "count": 2}}
    made = Acted(made=frozenset({NEW}))

    allowed = compared(before, after, *ORDERS, subject=HER_ORDERS, acted=made)
    unasked = compared(before, after, *ORDERS, subject=HER_ORDERS)

    assert (Outcome.AGREED, Outcome.CONTRADICTED) == (allowed.outcome, unasked.outcome)


def test_another_order_in_her_list_is_a_change():
    """Only what was made may be new."""
    before = {"erp": {"numbers": frozenset({"A-1"}), "count": 1}}
    after = {"erp": {"numbers": frozenset({"A-1", "A-2", "A-3"}), "count": 3}}
    acted = Acted(made=frozenset({NEW}))

    assert not compared(before, after, *ORDERS, subject=HER_ORDERS, acted=acted).agreed


def test_her_sums_follow_what_was_acted_on():
    """And nothing else moves them."""
    before = {"payments": {"sum": euros("123.45"), "count": 2}}
    after = {"payments": {"sum": euros("89.00"), "count": 1}}
    acted = Acted(revised=frozenset({NEW}))

    follows = compared(before, after, *CHARGES, subject=HER_CHARGES, acted=acted)
    alone = compared(before, after, *CHARGES, subject=HER_CHARGES)

    assert (Outcome.AGREED, Outcome.CONTRADICTED) == (follows.outcome, alone.outcome)


def test_her_sums_do_not_follow_what_costs_nothing():
    """Nobody is charged more because she has unsubscribed."""
    before = {"payments": {"sum": euros("89.00"), "count": 1}}
    after = {"payments": {"sum": euros("178.00"), "count": 2}}
    tier = promised({"status": "subscribed"}, subject=Subject("subscription", ADA, ADA))
    acted = acted_on([tier], [tier.revised("unsubscription 1", OPENED, status="unsubscribed")])
    verdict = compared(before, after, *CHARGES, subject=HER_CHARGES, acted=acted)

    assert Outcome.CONTRADICTED is verdict.outcome
    assert [{"payments"}, {"payments"}] == [each.apart for each in verdict]


def test_her_sums_follow_what_costs_money():
    """What an order cost before counts as well."""
    order = promised({"total": euros("89.00")}, subject=NEW)

    assert acted_on([order], [order.withdrawn_as("cancellation 1", OPENED)]).costs


def test_the_money_of_another_order_follows_nothing():
    """It is no sum."""
    acted, total = Acted(revised=frozenset({NEW})), Field("total", "money")
    before, after = {"total": euros("89.00")}, {"total": euros("0.00")}

    assert not compared({"erp": before}, {"erp": after}, total, acted=acted).agreed


def test_what_was_acted_on_is_what_was_promised_anew():
    """A new promise, and a revised one."""
    kept, changed = promised(PLACED), promised(PLACED, subject=Subject("order", "A-9"))
    new = promised(PLACED, subject=NEW)
    revised = changed.revised("cancellation 1", OPENED, **CANCELLED)

    acted = acted_on([kept, changed], [kept, revised, new])

    assert Acted(frozenset({NEW}), frozenset({changed.subject}), costs=False) == acted


WORDS = st.sampled_from([PLACED, CANCELLED, {"status": None}, None, CODE, Down()])


@given(st.dictionaries(st.sampled_from("abc"), st.tuples(WORDS, WORDS), min_size=1))
def test_nothing_is_unchanged_but_what_was_said_twice(words: dict[str, tuple[Word, Word]]):
    """Or what was silent twice; every other system is named."""
    before = {name: one for name, (one, _) in words.items()}
    after = {name: other for name, (_, other) in words.items()}
    field = status(before, after)

    for name, (one, other) in words.items():
        known = all(each is None or isinstance(each, dict) for each in (one, other))
        values = [each.get("status") if isinstance(each, dict) else None for each in (one, other)]
        same = values[0] == values[1] and not isinstance(values[0], Unmapped)
        assert (name not in field.laggards) == (known and same)
    assert (field.outcome is Outcome.AGREED) == (not field.laggards)


def test_a_change_is_told_with_what_it_was_before():
    """And where."""
    verdict = compared({"crm": PLACED, "erp": PLACED}, {"crm": PLACED, "erp": CANCELLED}, STATUS)
    told = explanation(verdict, {"crm": "CRM", "erp": "ERP"}).partition("\n  Asked")[0]

    assert told.rstrip() == (
        "Order A-1042 has changed in the ERP.\n"
        "\n"
        "  field    CRM      ERP\n"
        "  status   placed   cancelled (was placed)   <- changed in the ERP"
    )


def test_a_lost_record_is_told_as_one():
    """It was there before."""
    verdict = compared({"erp": PLACED}, {"erp": None}, STATUS)

    assert explanation(verdict, {"erp": "ERP"}).startswith("The ERP no longer has a record of")


def test_what_is_unchanged_is_told_too():
    """Nobody reads it in a table."""
    verdict = compared({"erp": PLACED}, {"erp": PLACED}, STATUS)

    assert explanation(verdict).startswith("Nothing has changed about order A-1042.")


def test_who_could_not_be_asked_before_is_told():
    """With the reason of that time."""
    verdict = compared({"erp": Down("it is down")}, {"erp": PLACED}, STATUS)
    told = " ".join(explanation(verdict, {"erp": "ERP"}).split())

    assert "it is unknown whether order A-1042 has changed" in told
    assert "it could not be asked before anything was done: it is down" in told
