"""Only here does a verdict become a failed test, a broken one, or a deferred one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from steps.judging import END_WITH

from samestory import (
    Bound,
    CannotKnow,
    CompanyLacks,
    Field,
    NotDueYet,
    NothingToCompare,
    Observation,
    Promise,
    Revision,
    Story,
    Subject,
    compare,
    load,
)
from samestory.core.claims import Keeping, Never, Saying
from samestory.explain import explained
from samestory.redaction import Masker

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
ORDER = Subject("order", "A-1042", "ada@customers.example")
PROMISE = Promise(ORDER, (Revision("order", NOON, {"status": "placed"}),))
STATUS = [Field("status", "status")]
LANDSCAPE = """
[guard]
hosts = ["127.0.0.1"]

[lacks]
CRM = "this company keeps no CRM"
stock = "nothing is kept in stock"

[systems.shop]
adapter  = "http"
base_url = "http://127.0.0.1:7398"

[subjects.orders]
numbers = "set"
count   = "count"

[systems.shop.order]
find  = "/{key}"
email = { at = "email" }

[systems.erp]
adapter  = "http"
called   = "ERP"
base_url = "http://127.0.0.1:7397"

[systems.erp.order]
find   = "/{key}"
email  = { at = "email" }
copies = { at = "copies" }
"""


def said(system, status, why=None):
    values = None if why else {"status": status}
    return Observation(system=system, subject=ORDER, at=NOON, values=values, unreachable=why)


class FakeWitnesses:
    """Says what it is given to say, and keeps whom it was asked to ask."""

    def __init__(self, *observations, not_due=()):
        self.called = {"shop": "shop", "erp": "ERP"}
        self.masker = Masker(["placed in secret"])
        self.verdict = compare(STATUS, observations, PROMISE, not_due=not_due)
        self.asked = []
        self.judged = []

    def converge(self, subject, among, promise=None, *, only=""):  # noqa: ARG002 - theirs
        self.asked.append((subject, among, promise))
        return self.verdict

    def judge_never(self, claim, recording):
        self.judged.append((claim, recording))
        return self.verdict

    def judge_kept(self, promise, among, recording, keeping, *, only="", replaced=()):
        self.judged.append((promise, among, recording, keeping, only, replaced))
        return self.verdict


@pytest.fixture
def story_of(tmp_path, monkeypatch):
    """A story told by made-up observations; `heard` and `missed` are what was noted of it."""
    for name in ("judge_never", "judge_kept"):
        monkeypatch.setattr(f"samestory.over_time.{name}", getattr(FakeWitnesses, name))
    path = tmp_path / "here.toml"
    path.write_text(LANDSCAPE, "utf-8")

    def make(*observations, not_due=()):
        witnesses = FakeWitnesses(*observations, not_due=not_due)
        landscape = load(path, {})

        def explain(verdict):
            return explained(verdict, witnesses.masker.mask, called=landscape.called).text

        return Story(landscape, lambda _: witnesses, END_WITH, heard.append, missed.append, explain)

    heard, missed = [], []
    make.heard, make.missed = heard, missed
    return make


BOTH = "the shop and the ERP"


def test_those_who_agree_let_the_scenario_go_on(story_of):
    """The verdict is handed on, for steps that look at it more closely."""
    story = story_of(said("shop", "placed"), said("erp", "placed"))

    assert story.must_agree(PROMISE, BOTH).agreed
    assert [(ORDER, ["shop", "erp"], PROMISE)] == story.witnesses_for(ORDER).asked


def test_what_is_on_file_is_compared_without_a_promise(story_of):
    """Whoever differs from the others fails it all the same."""
    alike = story_of(said("shop", "placed"), said("erp", "placed"))
    apart = story_of(said("shop", "placed"), said("erp", "picked"))

    assert alike.must_tell_the_same(ORDER, BOTH).agreed
    assert [(ORDER, ["shop", "erp"], None)] == alike.witnesses_for(ORDER).asked
    with pytest.raises(pytest.fail.Exception, match="disagree about order A-1042"):
        apart.must_tell_the_same(ORDER, BOTH)


def test_a_contradiction_fails_the_test(story_of):
    """With the explanation, and without a traceback through the tester."""
    story = story_of(said("shop", "placed"), said("erp", "picked"))

    with pytest.raises(pytest.fail.Exception, match="disagree about order A-1042") as failure:
        story.must_agree(PROMISE, BOTH)
    assert not failure.value.pytrace


def test_a_system_that_cannot_be_asked_breaks_it(story_of):
    """Nobody can know, so nobody is blamed."""
    story = story_of(said("shop", "placed"), said("erp", None, why="connection refused"))

    with pytest.raises(CannotKnow, match="connection refused"):
        story.must_agree(PROMISE, BOTH)


def test_what_is_not_due_is_deferred(story_of):
    """A later run settles it."""
    story = story_of(said("shop", "placed"), said("erp", "picked"), not_due=["erp"])

    with pytest.raises(NotDueYet):
        story.must_agree(PROMISE, BOTH)


def test_what_the_company_lacks_is_left_out_and_noted(story_of):
    """The others still have to agree, and the report says who was not asked, and why."""
    story = story_of(said("shop", "placed"), said("erp", "placed"))
    story.must_agree(PROMISE, "the shop, the CRM and the ERP")

    [(_, among, _)] = story.witnesses_for(ORDER).asked
    assert ["shop", "erp"] == among
    assert ["this company keeps no CRM"] == list(story_of.missed[0].values())


def test_one_that_is_left_over_is_nothing_to_compare(story_of):
    """One system agrees with itself about anything."""
    story = story_of(said("shop", "placed"))

    with pytest.raises(NothingToCompare, match="fewer than two are left"):
        story.must_agree(PROMISE, "the shop and the CRM")
    assert [] == story.witnesses_for(ORDER).asked


def test_a_claim_about_a_system_that_is_lacking_skips_the_scenario(story_of):
    """Nobody is left who could have said it, and nothing else can stand for it."""
    story = story_of(said("shop", "placed"))

    with pytest.raises(CompanyLacks, match="no CRM: this company keeps no CRM"):
        story.must_never(("the shop", ORDER, "picked"), Bound.WHILE, ("the CRM", ORDER, "placed"))
    assert [] == story.witnesses_for(ORDER).judged


def test_a_kind_that_is_lacking_is_asked_of_nobody(story_of):
    """With a promise, without one, and with one of several."""
    stock = Subject("stock", "Mini pump")
    promise = Promise(stock, (Revision("stock", NOON, {"status": "for sale"}),))
    story = story_of(said("shop", "placed"), said("erp", "placed"))

    for ask in (
        lambda: story.must_agree(promise, BOTH),
        lambda: story.must_tell_the_same(stock, BOTH),
        lambda: story.must_agree_on_one_of([promise, promise], BOTH),
    ):
        with pytest.raises(CompanyLacks, match="no stock: nothing is kept in stock"):
            ask()
    assert [] == story.witnesses_for(stock).asked


def test_a_claim_about_time_is_judged_by_all_that_was_recorded(story_of):
    """By the witnesses, who look once more; the words are statuses of the named systems."""
    story = story_of(said("shop", "placed"), said("erp", "placed"))
    story.must_never(("the shop", ORDER, "in process"), Bound.WHILE, ("the ERP", ORDER, "placed"))

    [(claim, recording)] = story.witnesses_for(ORDER).judged
    status = Field("status", "status")
    assert story.recording is recording
    assert claim == Never(
        Saying("shop", ORDER, status, "in process"),
        Bound.WHILE,
        Saying("erp", ORDER, status, "placed"),
    )


def test_a_broken_claim_fails_the_test(story_of):
    story = story_of(said("shop", "placed"), said("erp", "picked"))

    with pytest.raises(pytest.fail.Exception, match="order A-1042"):
        story.must_never(("the shop", ORDER, None), Bound.BEFORE, ("the ERP", ORDER, "placed"))


def test_what_was_kept_is_judged_since_she_was_told_it(story_of):
    story = story_of(said("shop", "placed"), said("erp", "placed"))
    story.must_keep(PROMISE, BOTH)

    asked = PROMISE, ["shop", "erp"], story.recording, Keeping.AS_PROMISED, "", ()
    assert [asked] == story.witnesses_for(ORDER).judged


class MovedAda:
    """A customer who was promised an order after she had moved."""

    def promised(self, subject):
        assert subject == "order"
        return PROMISE

    def replaced(self, promise, field):
        return [f"{promise.subject.kind}, old {field}"]


def test_half_of_a_change_is_asked_about_the_whole_promise(story_of):
    story = story_of(said("shop", "placed"), said("erp", "placed"))
    story.must_never_tell_half(MovedAda(), "order", BOTH)

    asked = PROMISE, ["shop", "erp"], story.recording, Keeping.NEVER_HALF, "", ()
    assert [asked] == story.witnesses_for(ORDER).judged


def test_what_is_old_is_asked_with_what_she_has_replaced(story_of):
    story = story_of(said("shop", "placed"), said("erp", "placed"))
    story.must_never_tell_old(MovedAda(), "order", BOTH, "email")

    [judged] = story.witnesses_for(ORDER).judged
    assert judged[3:] == (Keeping.NEVER_OLD, "email", ["order, old email"])


def test_an_old_value_of_a_field_that_is_lacking_is_asked_of_nobody(story_of):
    story = story_of(said("shop", "placed"), said("erp", "placed"))

    with pytest.raises(CompanyLacks, match="This company has no stock"):
        story.must_never_tell_old(MovedAda(), "order", BOTH, "stock")
    assert [] == story.witnesses_for(ORDER).judged


def test_what_goes_unsaid_is_held_against_whoever_tells_it(story_of):
    """That an order is booked once is asked of the ERP, which counts; nobody here shows a mail."""
    story = story_of(said("shop", "placed"), said("erp", "placed"))
    unsaid = PROMISE.revised("amendment 1", NOON, copies=1, shown_total="89.00")

    story.must_agree(unsaid, BOTH)
    [(_, _, asked)] = story.witnesses_for(ORDER).asked
    assert {"status": "placed", "copies": 1} == asked.values


def test_what_goes_unsaid_is_not_missed_where_nobody_tells_it(story_of):
    """A landscape need not describe it; what a page promised must be described."""
    story = story_of(said("shop", "placed"))
    unsaid = PROMISE.revised("amendment 1", NOON, copies=1)

    story.must_agree(unsaid, "the shop")
    [(_, _, asked)] = story.witnesses_for(ORDER).asked
    assert {"status": "placed"} == asked.values


def test_what_the_company_lacks_is_not_missed_and_reported(story_of):
    """What a system tells all the same counts."""
    told = story_of(said("shop", "placed"))
    lacks = {"address": "no system tells it", "email": "everybody is anonymous"}
    story = replace(told, landscape=replace(told.landscape, lacks=lacks))
    promise = PROMISE.revised("amendment 1", NOON, address="Hafen 1", email="ada@customers.example")

    story.must_agree(promise, "the shop")
    [(_, _, asked)] = story.witnesses_for(ORDER).asked
    assert {"status", "email"} == asked.values.keys()
    assert {"address": "no system tells it"} in story_of.missed


@pytest.mark.parametrize(
    ("numbers", "allowed"),
    [
        ({"A-1"}, True),
        ({"A-1", "A-2"}, True),
        ({"A-2", "A-3"}, False),
        ({"A-1", "A-2", "A-3"}, False),
    ],
)
def test_an_open_outcome_excuses_no_order_that_is_lost(story_of, numbers, allowed):
    """One order was promised and one is open; their count alone would pass for both."""
    hers = Subject("orders", ORDER.of, ORDER.of)
    told = {"numbers": frozenset(numbers), "count": len(numbers)}
    story = story_of(said("shop", "placed"))
    story.witnesses_for(hers).verdict = compare(
        [Field("numbers", "set"), Field("count", "count")],
        [Observation(system=each, subject=hers, at=NOON, values=told) for each in ("shop", "erp")],
    )
    known = {"numbers": frozenset({"A-1"}), "count": 1}
    one, two = (Promise(hers, (Revision("orders", NOON, each),)) for each in (known, {"count": 2}))

    noted = []
    story = replace(story, on_kept=noted.append)
    if allowed:
        assert story.must_agree_on_one_of([one, two], BOTH).agreed
    else:
        with pytest.raises(pytest.fail.Exception, match="orders"):
            story.must_agree_on_one_of([one, two], BOTH)
    assert [(one, two)] * allowed == [each.basis.outcomes for each in noted]
