"""Secrets are struck out of a verdict, not only of its text."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from samestory.core.agreement import compare
from samestory.core.model import (
    Evidence,
    Field,
    Line,
    Observation,
    Outcome,
    Promise,
    Revision,
    Subject,
    Unmapped,
)
from samestory.core.verdict import Look
from samestory.errors import CannotKnow
from samestory.explain import Flag, explained, explanation
from samestory.redaction import Masker, mask_error, masked
from samestory.redaction.verdicts import NAMES
from samestory.report.run_reader import read_verdicts
from samestory.report.run_writer import ScenarioInfo, append_verdict
from samestory.report.verdict_row import verdict_row

SECRET = "key-of-the-erp-4711-and-no-end-of-it"
ORDER = Subject("order", "A-1")


def mask(text):
    return text.replace(SECRET, "***")


def said(system, **values):
    return Observation(
        system=system,
        subject=ORDER,
        at=datetime(2026, 11, 21, tzinfo=UTC),
        values=values,
        asked=f"GET /{SECRET}",
        evidence=(Evidence("erp-1.json", "text/plain", b"raw"),),
    )


@pytest.mark.parametrize(
    "value",
    [SECRET, f"bad key {SECRET}", Unmapped(SECRET, f"status = {{ means = {{ {SECRET} }} }}")],
)
def test_no_secret_is_left_in_what_is_told(value):
    """Neither in the table, nor in the sentences, nor in the line to paste into the landscape."""
    told = (said("shop", name="Ada"), said("erp", name=value))
    verdict = compare([Field("name", "text")], told)

    text = explanation(masked(verdict, mask))

    assert "***" in text
    assert SECRET[:12] not in text


def test_no_secret_is_left_in_the_looks():
    """They are told and drawn as well, and say what was said on the way."""
    told = (said("shop", name="Ada"), said("erp", name=SECRET))
    verdict = compare([Field("name", "text")], told)
    look = Look(1, timedelta(seconds=1), told, verdict)

    assert SECRET not in repr(masked(look, mask))


def test_hidden_values_that_differ_are_told_apart():
    """Both are hidden, and a reader sees that they are not the same."""
    told = (said("shop", note="key-1 "), said("erp", note="key-2"), said("crm", note=" key-1"))
    verdict = compare([Field("note", "text")], told)
    looks = (Look(1, timedelta(), told, verdict),)

    after = masked(replace(verdict, timeline=looks), Masker(["key-1", "key-2"]).mask)

    shown = {"shop": "***  (1)", "erp": "*** (2)", "crm": " *** (1)"}
    assert Outcome.CONTRADICTED is verdict.outcome
    assert shown == dict(after.fields[0].said)
    assert shown == dict(after.timeline[0].verdict.fields[0].said)
    look = masked(looks[0], Masker(["key-1", "key-2"]).mask)
    assert shown == dict(look.verdict.fields[0].said)
    assert "*** (2)" in explanation(after)


def test_hidden_values_that_are_the_same_have_no_number():
    """There is nothing to tell apart."""
    told = (said("shop", note="key-1"), said("erp", note="key-1"))
    after = masked(compare([Field("note", "text")], told), Masker(["key-1"]).mask)

    assert {"shop": "***", "erp": "***"} == dict(after.fields[0].said)


def test_an_error_is_masked_with_those_that_led_to_it():
    """A traceback shows them all."""
    with pytest.raises(CannotKnow) as caught:
        raise CannotKnow(f"It said {SECRET}.") from ValueError(f"refused: {SECRET}")

    mask_error(caught.value, mask)

    assert "It said ***." == str(caught.value)
    assert "refused: ***" == str(caught.value.__cause__)


def test_what_is_no_text_stays_as_it_was():
    """Values keep their types, and are compared as before."""
    lines = (Line("BB-IT", 1), Line("CH-11", 2))
    verdict = compare(
        [Field("lines", "lines")], [said("shop", lines=lines), said("erp", lines=lines)]
    )

    after = masked(verdict, mask)

    assert after.agreed
    assert {"shop": lines, "erp": lines} == dict(after.fields[0].said)
    assert b"raw" == after.observations[0].evidence[0].content


OUR_WORDS = ["crm", "erp", "order", "status", "text", "agreed", "contradicted", "r"]


def quarrel():
    """Two systems out of three tell another status than she was promised."""
    promise = Promise(ORDER, (Revision("order", datetime(2026, 11, 21, tzinfo=UTC), {}),))
    told = (
        said("crm", status="open"),
        said("erp", status=None),
        Observation(system="list", subject=ORDER, at=promise.at, unreachable="down"),
    )
    return compare([Field("status", "text")], told, promise)


@pytest.mark.parametrize("secret", OUR_WORDS)
def test_our_own_names_are_never_struck_out(secret):
    """A password on a test system is a plain word now and then, such as the system's name."""
    before = quarrel()

    after = masked(before, Masker([secret]).mask)

    assert ("crm", "erp", "list") == after.systems
    assert "order" == after.subject.kind == after.promise.subject.kind
    assert "order" == after.promise.revisions[0].what
    [status], [was] = after.fields, before.fields
    assert Field("status", "text") == status.field
    assert (was.outcome, was.laggards, set(was.said)) == (
        status.outcome,
        status.laggards,
        set(status.said),
    )


@pytest.mark.parametrize("secret", [*OUR_WORDS, "systems", "fields", "outcome", "f::x", "Ada"])
def test_what_was_recorded_can_be_read_whatever_the_secret_is(secret, tmp_path):
    """Its keys, its outcomes, the systems in it and its scenario stay what they are."""
    mask = Masker([secret]).mask
    scene = ScenarioInfo("f::x", "Ordering", None, "Ada orders", ())
    row = verdict_row(explained(quarrel(), mask), scene)
    append_verdict(tmp_path / "verdicts.jsonl", row, mask)

    [told], unreadable = read_verdicts((tmp_path / "verdicts.jsonl").read_text().splitlines())
    assert 0 == unreadable
    assert ("f::x", "Ordering", "Ada orders") == (told.nodeid, told.journey, told.scenario)
    assert {
        "crm": Outcome.AGREED,
        "erp": Outcome.ABSENT,
        "list": Outcome.UNREACHABLE,
    } == told.systems
    [status] = told.story.rows
    assert {"crm": Flag.AGREES, "erp": Flag.SILENT, "list": Flag.UNREACHABLE} == {
        cell.system: cell.flag for cell in status.cells if cell.system
    }


def test_a_name_that_somebody_told_is_struck_out():
    """A system that repeats its password is masked, also where that is a word of ours."""
    told = (said("crm", status="crm"), said("erp", status="placed"))
    verdict = compare([Field("status", "text")], told)

    after = masked(verdict, Masker(["crm"]).mask)

    assert {"crm": "***", "erp": "placed"} == dict(after.fields[0].said)


@pytest.mark.parametrize("noun", NAMES)
def test_every_part_that_holds_names_is_there(noun):
    assert NAMES[noun] <= {each.name for each in fields(noun)}
