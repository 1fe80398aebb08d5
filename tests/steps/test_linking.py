"""What a mail says of a link is a promise; a mail without links, or without sense, is none."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from steps.judging import END_WITH
from steps.linking import links_in

from samestory import CannotKnow, Observation, Story, Subject
from samestory.core.basis import Judgement
from samestory.core.model import Field, Unmapped

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIELDS = (Field("does", "status"), Field("price", "money"))
LINK = Subject("link", "https://shop.example/orders/A-1", "ada@customers.example")


def story(
    values: dict[str, object] | None, unreachable: str | None = None, kept: Any = str
) -> Story:
    """A story in which the inbox says this of the link."""
    said = Observation(
        system="inbox", subject=LINK, at=NOON, values=values, unreachable=unreachable
    )
    witnesses = SimpleNamespace(observe=lambda *_: [said])
    landscape: Any = SimpleNamespace(
        systems_called=lambda _: ["inbox"], lacking=lambda _: {}, fields_of=lambda _: FIELDS
    )
    heard: Any = print
    asked: Any = witnesses
    return Story(landscape, lambda _: asked, END_WITH, heard, heard, str, on_kept=kept)


def test_what_the_mail_says_of_a_link_is_promised():
    """And what it does not say is not; it is noted whose word the promise is."""
    values, noted = {"does": "shows an order", "price": None}, []
    promise = story(values, kept=noted.append).promised_by(LINK, "the inbox")
    [source] = noted

    assert (Judgement.PROMISED, FIELDS) == (source.basis.by, source.basis.fields)
    assert [("inbox", values)] == [(each.system, each.values) for each in source.observations]

    assert (LINK, {"does": "shows an order"}) == (promise.subject, dict(promise.values))
    assert NOON == promise.at


@pytest.mark.parametrize(
    ("values", "unreachable", "why"),
    [
        ({"does": Unmapped("Click here", "x.toml")}, None, "Click here"),
        ({"does": None}, None, "nothing"),
        (None, None, "nothing"),
        (None, "no answer", "no answer"),
    ],
)
def test_what_cannot_be_understood_promises_nothing(
    values: dict[str, object] | None, unreachable: str | None, why: str
):
    """The scenario is inconclusive, never passed."""
    with pytest.raises(CannotKnow, match=why):
        story(values, unreachable).promised_by(LINK, "the inbox")


def arrived(links: object) -> Any:
    return SimpleNamespace(
        subject=Subject("offer", "ada@customers.example"),
        observations=(Observation(system="inbox", subject=LINK, at=NOON, values={"links": links}),),
    )


def test_every_link_of_a_mail_is_followed_once():
    """In an order that is always the same."""
    assert ["https://a", "https://b"] == links_in(arrived(frozenset({"https://b", "https://a"})))


@pytest.mark.parametrize("links", [frozenset(), None])
def test_a_mail_without_links_is_inconclusive(links: object):
    """Nothing passes without having looked."""
    with pytest.raises(CannotKnow, match="holds no link"):
        links_in(arrived(links))
