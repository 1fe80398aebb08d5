"""What the systems must agree on."""

from __future__ import annotations

import pytest
from pytest_bdd import given, parsers, then

from samestory import GAP_TYPES, Footprint, Mention, People, Story


@given(parsers.parse("{systems:names} agree on {whose:whose} {subject:subject}", GAP_TYPES))
@then(parsers.parse("{systems:names} agree on {whose:whose} {subject:subject}", GAP_TYPES))
def agree_on(systems: str, whose: Mention, subject: str, people: People, story: Story) -> None:
    story.must_agree(people[whose].promised(subject), systems)


@then(
    parsers.parse(
        "{systems:names} agree on the {field:field} of {whose:whose} {subject:subject}", GAP_TYPES
    )
)
def agree_on_one_field(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    systems: str, field: str, whose: Mention, subject: str, people: People, story: Story
) -> None:
    story.must_agree(people[whose].promised(subject), systems, only=field)


@then(
    parsers.parse(
        '{systems:names} call{:s} {whose:whose} {subject:subject} "{word:stage}"', GAP_TYPES
    ),
)
def call_it(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    systems: str, whose: Mention, subject: str, word: str, people: People, story: Story
) -> None:
    about = people[whose].promised(subject).subject
    story.must_agree(people[whose].promise(about.kind, about.key, status=word), systems)


@then(parsers.parse("{systems:names} {:has} no {subject:subject} of {whose:hers}", GAP_TYPES))
def has_none(systems: str, subject: str, whose: Mention, people: People, story: Story) -> None:
    story.must_agree(people[whose].nothing(subject), systems)


@pytest.fixture
def footprint(story: Story, people: People) -> Footprint:
    """What all systems say about everybody before the first When-step."""
    return Footprint(story, people)


@then(parsers.parse("nothing else about {whom:whom} has changed", GAP_TYPES))
def nothing_else_has_changed(whom: Mention, people: People, footprint: Footprint) -> None:
    footprint.must_be_unchanged(people[whom])
