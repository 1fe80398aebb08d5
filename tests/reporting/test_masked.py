"""Secrets are struck out of a verdict, not only of its text."""

from datetime import UTC, datetime, timedelta

import pytest

from samestory.agreement import compare
from samestory.explaining import explain
from samestory.model import Evidence, Field, Line, Look, Observation, Subject, Unmapped
from samestory.reporting.masked import masked

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

    text = explain(masked(verdict, mask))

    assert "***" in text
    assert SECRET[:12] not in text


def test_no_secret_is_left_in_the_looks():
    """They are told and drawn as well, and say what was said on the way."""
    told = (said("shop", name="Ada"), said("erp", name=SECRET))
    verdict = compare([Field("name", "text")], told)
    look = Look(1, timedelta(seconds=1), told, verdict)

    assert SECRET not in repr(masked(look, mask))


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
