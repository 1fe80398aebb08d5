"""What a scenario will ask about time is read in its steps before it begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_bdd import parsers

from samestory import GAP_TYPES, load
from samestory.config.secrets import unset
from samestory.plugin.look_ahead import plan_of
from samestory.plugin.step_check import KnownStep

DEMO = Path(__file__).parents[2] / "landscapes" / "demo.toml"
NEVER = (
    '{system:watched} never call{:s} {whose:whose} {subject:subject} "{word:stage}" {bound:bound} '
    '{other_system:watched} calls it "{other_word:stage}"'
)
NONE_BEFORE = (
    "{system:watched} {:has} no {subject:subject} of {whose:hers} {bound:bound} "
    '{other_system:watched} calls {:whose} {other_subject:subject} "{other_word:stage}"'
)
KEEP = '{systems:watched} keep{:s} calling {whose:whose} {subject:subject} "{word:stage}"'
AGREE = "{systems:names} agree on {whose:whose} {subject:subject}"


def said(phrase: str, text: str) -> KnownStep:
    gaps = parsers.parse(phrase, GAP_TYPES).parse_arguments(text)
    assert gaps is not None
    return KnownStep("x", gaps, phrase)


@pytest.fixture(scope="module")
def landscape():
    return load(DEMO, unset(DEMO, {}))


def test_both_sides_of_a_claim_are_watched_about_its_subject(landscape):
    step = said(NEVER, 'the CRM never calls her order "in process" until the ERP calls it "picked"')

    assert {"order": {"crm", "erp"}} == plan_of([step], landscape)


def test_each_side_is_watched_about_its_own_subject(landscape):
    text = 'her inbox has no follow-up of hers before the courier calls her parcel "delivered"'

    assert {"follow-up": {"inbox"}, "parcel": {"courier"}} == plan_of(
        [said(NONE_BEFORE, text)], landscape
    )


def test_her_other_order_is_an_order(landscape):
    """All orders of the scenario are watched."""
    step = said(KEEP, 'the website and the CRM keep calling her other order "placed"')

    assert {"order": {"website", "crm"}} == plan_of([step], landscape)


def test_several_steps_are_watched_together(landscape):
    steps = [
        said(KEEP, 'the CRM keeps calling her order "placed"'),
        said(KEEP, 'the ERP keeps calling her order "placed"'),
    ]

    assert {"order": {"crm", "erp"}} == plan_of(steps, landscape)


def test_what_is_about_the_end_alone_is_not_watched(landscape):
    """No system is asked more often than a scenario needs."""
    assert {} == plan_of([said(AGREE, "the CRM and the ERP agree on her order")], landscape)
