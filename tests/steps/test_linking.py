"""What a mail says of a link is a promise; without any link, or sense, nobody can go on."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from steps.judging import END_WITH

from samestory import CannotKnow, Observation, Story, Subject
from samestory.config import Landscape
from samestory.core.basis import Judgement
from samestory.core.model import Field, Unmapped
from samestory.core.verdict import Verdict
from samestory.errors import WrongCall

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FIELDS = (Field("does", "status"), Field("price", "money"), Field("links", "set"))
LINK = Subject("link", "https://shop.example/orders/A-1", "ada@customers.example")
MAIL = Subject("offer", "ada@customers.example")


def story(
    values: dict[str, object] | None, unreachable: str | None = None, kept: Any = str
) -> Story:
    """A story in which the inbox says this of the link."""
    said = Observation(
        system="inbox", subject=LINK, at=NOON, values=values, unreachable=unreachable
    )
    witnesses = SimpleNamespace(observe=lambda *_: [said])
    landscape: Any = SimpleNamespace(
        systems_called=lambda _: ["inbox"],
        lacking=lambda _: {},
        fields_of=lambda _: FIELDS,
        field_of=lambda kind, name: Landscape.field_of(landscape, kind, name),
        path="here.toml",
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


def arrived(said: object) -> Verdict:
    """The verdict about a mail in which the inbox says this of its links."""
    mail = Observation(system="inbox", subject=MAIL, at=NOON, values={"links": said})
    return Verdict(MAIL, (), (mail,))


@pytest.mark.parametrize(
    ("said", "followed"),
    [
        (frozenset({"https://b", "https://a"}), ["https://a", "https://b"]),
        ("https://a", ["https://a"]),
    ],
)
def test_what_a_mail_holds_is_followed_once(said: object, followed: list[str]):
    """In an order that is always the same; it is noted what the scenario goes on with."""
    noted = list[Verdict]()
    told = story(None, kept=noted.append).followed(arrived(said), "links")
    [source] = noted

    assert followed == told
    assert source.basis is not None
    assert (Judgement.FOLLOWED, FIELDS[-1:]) == (source.basis.by, source.basis.fields)
    assert [{"links": said}] == [each.values for each in source.observations]


@pytest.mark.parametrize("said", [frozenset(), None, "", Unmapped("Click here", "x.toml")])
def test_a_scenario_that_cannot_go_on_is_inconclusive(said: object):
    """Nothing passes without having looked."""
    with pytest.raises(CannotKnow, match=r"holds no links.*Asked: inbox(.|\n)*NAME.offer"):
        story(None).followed(arrived(said), "links")


def test_a_field_that_no_landscape_knows_is_a_mistake_at_the_call():
    """The record would hold what nobody can judge again."""
    noted = list[Verdict]()
    with pytest.raises(WrongCall, match=r"here.toml knows no field 'lonks'.*\n.*mean 'links'"):
        story(None, kept=noted.append).followed(arrived(frozenset({"https://a"})), "lonks")

    assert [] == noted
