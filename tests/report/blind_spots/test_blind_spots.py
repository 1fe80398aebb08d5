"""Every lie that nobody would notice is told, and a full comparison has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from samestory.core.agreement import compare
from samestory.core.basis import Acted, Basis, Judgement
from samestory.core.bending import Way, bends
from samestory.core.claims import Bound, Never, Saying
from samestory.core.footprint import compare_with_before
from samestory.core.model import Field, Money, Observation, Subject
from samestory.core.never_verdicts import never_verdict
from samestory.core.tolerance import AmountTolerance
from samestory.core.verdict import Verdict
from samestory.redaction import masked
from samestory.report.blind_spots import Fate, blind_spots_in, figure_of
from samestory.report.bundle.bundle_writer import BundleWriter
from tests.fakes import OPENED, ORDER, Down, euros, promised, said
from tests.report.blind_spots.bundles import (
    FIELDS,
    GRACE,
    PLACED,
    STATUS,
    TOLD,
    USUAL,
    agreement,
    both,
    described,
    scenario,
    sight,
    survivors,
    written,
)

WAYS = [(about, bend.way) for about in FIELDS for bend in bends(about, TOLD[about.name])]


def test_a_full_comparison_notices_every_lie(tmp_path: Path):
    """Both systems tell every kind of field, and she was promised all of it."""
    found = sight(tmp_path, both(), head=described({"crm": {"order": FIELDS}}))

    assert set() == survivors(found)
    assert 2 * (len(WAYS) + 1) == found.noticed == found.lies  # and that the record is lost
    assert 1.0 == found.share
    assert f"{found.lies} of {found.lies} lies would have been noticed: 100.0 %." == figure_of(
        found
    )


@pytest.mark.parametrize(("about", "way"), WAYS)
def test_a_lie_about_what_only_one_tells_is_told(tmp_path: Path, about: Field, way: Way):
    """For each way of bending."""
    rest = {name: value for name, value in TOLD.items() if name != about.name}
    found = sight(tmp_path, agreement({"crm": TOLD, "erp": rest}, promised(rest)))

    assert ("crm", about.name, str(way)) in survivors(found)
    assert {about.name} == {name for _, name, _ in survivors(found)}
    assert {"nobody else tells it"} == {each.why for each in found.survived}
    assert {("crm", "order"): (about.name,)} == found.uncompared


def test_a_lie_that_one_scenario_notices_is_noticed(tmp_path: Path):
    """Whatever the others ask."""
    alone = agreement({"crm": TOLD, "erp": TOLD}, promised({"a set": TOLD["a set"]}), FIELDS[-2:])
    found = sight(tmp_path, alone, both(), both())
    [lie] = [each for each in found.results if each.lie[:3] == ("crm", "order", "a day")][:1]

    assert Fate.NOTICED is lie.fate
    assert 3 == len(found.near["crm", "order"])


def test_what_a_scenario_does_not_compare_is_told_of_it_alone(tmp_path: Path):
    """One field was asked about, and the systems told all: another scenario compares the rest."""
    only = agreement({"crm": TOLD, "erp": TOLD}, promised({"a day": TOLD["a day"]}), FIELDS[4:5])
    found = sight(tmp_path, only, both())
    blind, full = found.scenarios

    assert set() == survivors(found)
    assert full.noticed == full.lies == blind.lies
    assert 2 * (2 + 1) == blind.noticed


def test_what_no_scenario_compares_counts(tmp_path: Path):
    """Described for a system that is asked, and for one that never is."""
    more = Field("weight", "count")
    kinds = {
        "crm": {"order": (*FIELDS, more)},
        "erp": {
            "order": FIELDS,
        },
        "list": {"offer": (Field("price", "money"),)},
    }
    found = sight(tmp_path, both(), head=described(kinds))

    assert {("list", "offer"): ("price",)} == found.unasked
    assert {("crm", "order"): ("weight",)} == found.uncompared
    assert {
        ("crm", "weight", "one more"),
        ("crm", "weight", "silence"),
        ("list", "price", "the smallest coin more"),
        ("list", "price", "another currency"),
        ("list", "price", "silence"),
        ("list", "", "no record"),
    } == survivors(found)
    assert found.noticed + 6 == found.lies


def test_the_gravest_stand_first(tmp_path: Path):
    """Money before words."""
    crm, erp = {**TOLD, "x": 1}, {"x": 1}
    found = sight(tmp_path, agreement({"crm": crm, "erp": erp}, None, (*FIELDS, *WEIGHED)))

    assert ["a money", "a lines", "a status", "a window"] == list(
        dict.fromkeys(each.lie.field for each in found.survived)
    )[:4]


WEIGHED = (Field("x", "count"),)


class TestAllowed:
    TOTAL = (Field("total", "money", tolerance=AmountTolerance("0.05 EUR", euros("0.05"))),)

    def test_what_a_tolerance_covers_does_not_count(self, tmp_path: Path):
        """What lies beyond it does, and is noticed."""
        told = {"total": euros("89.00")}
        found = sight(tmp_path, agreement({"crm": told, "erp": told}, promised(told), self.TOTAL))

        assert [Way.COIN, Way.COIN] == [each.lie.way for each in found.allowed]
        assert {"the tolerance of 0.05 EUR covers it"} == {each.why for each in found.allowed}
        assert Way.BEYOND in {each.lie.way for each in found.results if each.fate is Fate.NOTICED}
        assert (1.0, 8) == (found.share, found.lies)

    def test_a_lie_that_may_be_seen_elsewhere_counts(self, tmp_path: Path):
        told = {"total": euros("89.00")}
        exact = (replace(self.TOTAL[0], tolerance=None),)
        one = agreement({"crm": told, "erp": told}, promised(told), self.TOTAL)
        other = agreement({"crm": told, "erp": told}, promised(told), exact)

        assert () == sight(tmp_path, one, other).allowed


class TestRecords:
    def test_a_record_mixed_up_with_anothers_is_noticed_by_what_differs(self, tmp_path: Path):
        mine, hers = {"email": "ada", **PLACED}, {"email": "grace", **PLACED}
        fields = (Field("email", "email"), *STATUS)
        ada = agreement({"crm": mine, "erp": mine}, promised(mine), fields)
        grace = agreement(
            {"crm": hers, "erp": hers}, promised(hers, subject=GRACE), fields, subject=GRACE
        )

        assert set() == survivors(sight(tmp_path / "full", ada, grace))
        by_status = [
            agreement(
                {"crm": each, "erp": each}, promised(PLACED, subject=about), STATUS, subject=about
            )
            for about, each in ((ORDER, mine), (GRACE, hers))
        ]
        found = survivors(sight(tmp_path / "status", *by_status))
        assert ("crm", "", "another customer's record") in found

    def test_there_is_no_other_record_that_says_the_same(self, tmp_path: Path):
        """Nobody can tell such a mix-up."""
        every = [
            agreement(
                {"crm": PLACED, "erp": PLACED},
                promised(PLACED, subject=about),
                STATUS,
                subject=about,
            )
            for about in (ORDER, GRACE)
        ]

        assert Way.OTHERS not in {each.lie.way for each in sight(tmp_path, *every).results}

    def test_a_record_that_nobody_made_is_noticed_where_none_was_promised(self, tmp_path: Path):
        gone = promised(PLACED).withdrawn_as("nothing", OPENED)
        found = sight(tmp_path, agreement({"crm": None, "erp": None}, gone, STATUS))

        assert {("crm", Way.MADE_UP), ("erp", Way.MADE_UP)} == {
            (each.lie.system, each.lie.way) for each in found.results
        }
        assert 1.0 == found.share


def test_what_is_not_due_is_not_noticed_by_now(tmp_path: Path):
    """It is, once it is settled: that verdict stands in the bundle as well."""
    late = replace(USUAL, due=OPENED + timedelta(hours=9))
    waits = {"crm": USUAL, "inbox": late}
    told = {"crm": PLACED, "inbox": PLACED}
    pending = agreement(told, promised(PLACED), STATUS, patience=waits)
    settled = agreement(told, promised(PLACED), STATUS)

    assert {"inbox"} == {name for name, *_ in survivors(sight(tmp_path / "now", pending))}
    assert set() == survivors(sight(tmp_path / "later", pending, settled))


def test_a_verdict_that_is_no_agreement_notices_nothing(tmp_path: Path):
    """Whatever its systems say: it has failed already."""
    apart = agreement({"crm": PLACED, "erp": {"status": "shipped"}}, promised(PLACED), STATUS)
    found = sight(tmp_path, apart)

    assert (0, None) == (found.verdicts, found.share)
    assert "unknown" in figure_of(found)


def test_only_the_last_attempt_counts(tmp_path: Path):
    writer = BundleWriter(tmp_path, "7", bytes)
    writer.begin({})
    writer.add(both(), scenario(attempt=1))
    writer.add(
        agreement({"crm": PLACED, "erp": PLACED}, promised(PLACED), STATUS), scenario(attempt=2)
    )

    assert {"status", ""} == {each.lie.field for each in blind_spots_in([tmp_path]).results}


def test_values_that_are_hidden_are_bent_like_any_other(tmp_path: Path):
    """A masked record is as good."""
    hidden = masked(both(), lambda text: text if text == "placed" else "***")

    assert set() == survivors(sight(tmp_path, hidden))


def test_two_shards_see_what_both_see(tmp_path: Path):
    price, day = promised({"a money": TOLD["a money"]}), promised({"a day": TOLD["a day"]})
    one = written(tmp_path / "1", agreement({"crm": TOLD, "erp": TOLD}, price, FIELDS[:1]))
    other = written(tmp_path / "2", agreement({"crm": TOLD, "erp": TOLD}, day, FIELDS[4:5]))
    noticed = [blind_spots_in(each).noticed for each in ([one], [other], [one, other], [one, one])]

    assert [8, 6, 8 + 6 - 2, 8] == noticed  # the lost record is one lie of each system


def test_rows_of_one_shape_are_judged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Eight orders of other prices take the work of one, for each of both systems."""
    judged = list[object]()
    monkeypatch.setattr(
        "samestory.report.blind_spots._rows.bends", lambda *told: judged.append(told) or ()
    )
    total = (Field("total", "money"),)
    every = [{"total": Money(Decimal(each), "EUR")} for each in range(1, 9)]
    found = sight(tmp_path, *(agreement({"crm": x, "erp": x}, promised(x), total) for x in every))

    assert (8, 1) == (found.verdicts, len(judged) - 1)


def test_half_a_line_is_counted(tmp_path: Path):
    file = written(tmp_path, both()) / "bundle" / "judgements.jsonl"
    file.write_text(f"{file.read_text()}{{half", "utf-8")

    assert 1 == blind_spots_in([tmp_path]).unreadable


@pytest.mark.parametrize("line", ["[]", "7", '{"v": 1}', '{"basis": [], "observations": 3}'])
def test_a_line_of_nobody_is_counted_and_stops_nothing(tmp_path: Path, line: str):
    file = written(tmp_path, both()) / "bundle" / "judgements.jsonl"
    file.write_text(f"{line}\n{file.read_text()}", "utf-8")
    found = blind_spots_in([tmp_path])

    assert (1, 1.0) == (found.unreadable, found.share)


def test_a_value_that_no_record_can_hold_is_counted_and_stops_nothing(tmp_path: Path):
    """An adapter of somebody's own may have said it."""
    file = written(tmp_path, both(), both()) / "bundle" / "judgements.jsonl"
    one, other = file.read_text("utf-8").splitlines()
    odd = one.replace('"a count":2', '"a count":"two"')
    file.write_text(f"{odd}\n{other}\n", "utf-8")

    assert (1, 1.0) == (blind_spots_in([tmp_path]).unreadable, blind_spots_in([tmp_path]).share)


# What else is judged -----------------------------------------------------------------------------


def test_a_change_is_noticed_as_one(tmp_path: Path):
    """Had the system always said it, nobody would have noticed."""
    names = frozenset(TOLD)
    before = tuple(replace(said(name, TOLD), tells=names) for name in ("crm", "erp"))
    verdict = compare_with_before(FIELDS, before, before, Acted())
    basis = Basis(by=Judgement.UNCHANGED, fields=FIELDS, acted=Acted())
    found = sight(tmp_path, replace(verdict, basis=basis))

    assert set() == survivors(found)
    assert found.noticed == found.by_change == 2 * (len(WAYS) + 1)


def test_a_lie_noticed_in_itself_is_no_change(tmp_path: Path):
    before = (said("crm", TOLD), said("erp", TOLD))
    basis = Basis(by=Judgement.UNCHANGED, fields=FIELDS, acted=Acted())
    verdict = compare_with_before(FIELDS, before, before, Acted())

    assert 0 == sight(tmp_path, replace(verdict, basis=basis), both()).by_change


def test_a_claim_over_time_notices_its_own_word_alone(tmp_path: Path):
    """The courier that never calls it shipped makes the website's word come too early."""
    status = STATUS[0]
    claim = Never(
        Saying("website", ORDER, status, "shipped"),
        Bound.BEFORE,
        Saying("courier", ORDER, status, "shipped"),
    )
    told = tuple(
        said(name, {"status": word, "total": euros("1")}, at=at)
        for at, (name, word) in enumerate(
            [
                ("courier", "placed"),
                ("website", "placed"),
                ("courier", "shipped"),
                ("website", "shipped"),
                ("courier", "shipped"),
                ("website", "shipped"),
                ("courier", "shipped"),
            ]
        )
    )
    basis = Basis(by=Judgement.NEVER, patience={"website": USUAL, "courier": USUAL}, told=told)
    verdict = replace(never_verdict(claim, told), basis=basis)
    assert verdict.agreed
    found = sight(tmp_path, verdict)

    assert {("courier", "no record"), ("courier", "silence"), ("courier", "another status")} == {
        (each.lie.system, str(each.lie.way))
        for each in found.results
        if each.fate is Fate.NOTICED and each.lie.system == "courier"
    }
    assert ("website", "status", "another status") in survivors(found)


def rule(answers: tuple[Observation, ...], *, if_there: bool) -> Verdict:
    basis = Basis(by=Judgement.RULE, fields=STATUS, looks=(answers,), if_there=if_there)
    verdict = compare(STATUS, answers, promised(PLACED))
    return replace(verdict, fields=(), rule="cancelled stays cancelled", basis=basis)


@pytest.mark.parametrize(("if_there", "left"), [(True, {"no record"}), (False, set())])
def test_what_a_standing_rule_was_kept_by_counts(tmp_path: Path, if_there: bool, left: set[str]):
    """A rule about records that are there does not miss any."""
    kept = rule((said("crm", PLACED), said("erp", PLACED)), if_there=if_there)
    found = sight(tmp_path, agreement({"a": {"x": 1}, "b": {"x": 1}}, None, WEIGHED), kept=[kept])
    of_crm = {way for name, _, way in survivors(found) if name == "crm"}

    assert left == of_crm
    assert 1 == found.verdicts


def test_what_is_allowed_in_one_scenario_and_unseen_in_another_counts(tmp_path: Path):
    """That a withdrawn order may be lost excuses nobody who misses no other one."""
    kept = rule((said("crm", PLACED), said("erp", PLACED)), if_there=True)
    gone, pieces = promised({"pieces": 7}).withdrawn_as("nothing", OPENED), Field("pieces", "count")
    verdict = agreement({"crm": {"pieces": 0}, "erp": {"pieces": 0}}, gone, [pieces])
    found = sight(tmp_path, verdict, kept=[kept])

    assert verdict.agreed
    assert {Way.LOST} == {each.lie.way for each in sight(tmp_path / "alone", verdict).allowed}
    assert ("crm", "", "no record") in survivors(found)


def test_a_mail_that_was_taken_as_a_promise_is_held_to_it(tmp_path: Path):
    """The page contradicts what the mail says; what the mail leaves out nobody misses."""
    link = Subject("link", "http://shop/1", of="ada@customers.example")
    basis = Basis(by=Judgement.PROMISED, fields=STATUS, looks=((said("inbox", PLACED, link),),))
    taken = Verdict(link, (), (said("inbox", PLACED, link),), basis=basis)
    page = agreement({"website": PLACED}, promised(PLACED, subject=link), STATUS, subject=link)
    found = sight(tmp_path, page, kept=[taken])

    assert {("inbox", "status", "silence")} == survivors(found)


class TestFollowed:
    """A mail holds links; the scenario goes on with them."""

    MAIL = Subject("offer", "ada@customers.example", of="ada@customers.example")
    LINKS = (Field("count", "count"), Field("links", "set"))
    ONE, OTHER = "http://shop/1", "http://shop/2"

    def mail(self, *links: str, subject: Subject = MAIL) -> Verdict:
        told = {"count": 1, "links": frozenset(links)}
        return agreement(
            {"inbox": told}, promised({"count": 1}, subject=subject), self.LINKS, subject=subject
        )

    def noted(self, by: Judgement, values: dict[str, object], subject: Subject) -> Verdict:
        fields = self.LINKS[1:] if by is Judgement.FOLLOWED else STATUS
        brief = (said("inbox", values, subject),)
        return Verdict(subject, (), brief, basis=Basis(by=by, fields=fields, looks=brief))

    def left(self, folder: Path, links: set[str], asked: set[str], *more: Verdict) -> set[str]:
        """The lies about the mail's links that nobody would notice."""
        mail, values = self.mail(*links), {"count": 1, "links": frozenset(links)}
        kept = [self.noted(Judgement.FOLLOWED, values, self.MAIL)]
        for each in sorted(asked):
            link = Subject("link", each, of=self.MAIL.of)
            kept.append(self.noted(Judgement.PROMISED, PLACED, link))
        found = sight(folder, mail, *more, kept=kept)
        return {way for name, field, way in survivors(found) if field in {"links", ""}}

    def test_a_link_that_nobody_has_made_leads_nowhere(self, tmp_path: Path):
        """Each is asked about; without its only link, the scenario ends."""
        assert set() == self.left(tmp_path, {self.ONE}, {self.ONE})

    def test_one_of_two_links_may_be_missing(self, tmp_path: Path):
        """The other is followed, and nobody misses the first."""
        both_links = {self.ONE, self.OTHER}

        assert {"one fewer"} == self.left(tmp_path, both_links, both_links)

    def test_a_link_that_is_acted_on_may_be_another(self, tmp_path: Path):
        """What then happens is not judged again: only silence is known to end it."""
        assert {"one more"} == self.left(tmp_path / "none", {self.ONE}, set())
        assert {"one more", "one fewer"} == self.left(
            tmp_path / "one", {self.ONE, self.OTHER}, {self.ONE}
        )

    def test_anothers_mail_leads_where_hers_does_not(self, tmp_path: Path):
        grace = self.mail(self.OTHER, subject=replace(self.MAIL, key="grace", of="grace"))

        assert set() == self.left(tmp_path / "asked", {self.ONE}, {self.ONE}, grace)
        assert "another customer's record" in self.left(
            tmp_path / "acted", {self.ONE}, set(), grace
        )

    def test_what_nobody_follows_is_unseen(self, tmp_path: Path):
        """The same mail, in a scenario that goes on without it."""
        found = sight(tmp_path, self.mail(self.ONE))

        assert {"one more", "one fewer", "silence"} == {
            way for _, field, way in survivors(found) if field == "links"
        }

    def test_it_is_no_verdict_of_a_step(self, tmp_path: Path):
        """So no Then passes on it, and it alone is nothing that was compared."""
        kept = self.noted(Judgement.FOLLOWED, {"links": frozenset({self.ONE})}, self.MAIL)
        found = sight(tmp_path, kept=[kept])

        assert (0, None, ()) == (found.verdicts, found.share, found.empty)


# Empty answers -----------------------------------------------------------------------------------


class TestOnNothing:
    STOCK = (Field("pieces", "count"),)

    def test_a_then_that_passes_if_all_say_nothing_is_told(self, tmp_path: Path):
        """Nobody promised that there are any."""
        verdict = agreement({"crm": {"pieces": 7}, "erp": {"pieces": 7}}, None, self.STOCK)
        [gap] = sight(tmp_path, verdict).empty

        assert ("Then they agree", ("a record with nothing in it",)) == (gap.step, gap.on)
        assert not gap.rightly

    def test_what_was_promised_is_missed(self, tmp_path: Path):
        assert () == sight(tmp_path, both()).empty

    def test_that_there_is_none_is_rightly_said_of_nothing(self, tmp_path: Path):
        gone = promised(PLACED).withdrawn_as("nothing", OPENED)
        found = sight(tmp_path, agreement({"crm": None, "erp": None}, gone, STATUS))
        [then] = found.empty

        assert "it says that there is none" == then.rightly

    def test_a_step_passes_only_if_all_of_its_verdicts_do(self, tmp_path: Path):
        stock = agreement({"crm": {"pieces": 7}, "erp": {"pieces": 7}}, None, self.STOCK)
        writer = BundleWriter(tmp_path, "7", bytes)
        writer.begin({})
        for each in (stock, both()):
            writer.add(each, scenario(), "Then nothing has changed")

        assert () == blind_spots_in([tmp_path]).empty

    def test_a_system_that_could_not_be_asked_says_nothing_at_all(self, tmp_path: Path):
        verdict = agreement({"crm": Down(), "erp": PLACED}, promised(PLACED), STATUS)

        assert () == sight(tmp_path, verdict).empty
