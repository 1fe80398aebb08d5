"""What the systems must never say too early, and never take back, from the first promise on."""

from __future__ import annotations

from pytest_bdd import parsers, then

from samestory import GAP_TYPES, Bound, Mention, People, Story


@then(
    parsers.parse(
        '{system:watched} never call{:s} {whose:whose} {subject:subject} "{word:stage}" {bound:bound} {other_system:watched} calls it "{other_word:stage}"',  # noqa: E501  # one string, or editors do not read it
        GAP_TYPES,
    )
)
def never_calls_it(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    system: str,
    whose: Mention,
    subject: str,
    word: str,
    bound: Bound,
    other_system: str,
    other_word: str,
    people: People,
    story: Story,
) -> None:
    about = people[whose].promised(subject).subject
    story.must_never((system, about, word), bound, (other_system, about, other_word))


@then(
    parsers.parse(
        '{system:watched} {:has} no {subject:subject} of {whose:hers} {bound:bound} {other_system:watched} calls {:whose} {other_subject:subject} "{other_word:stage}"',  # noqa: E501  # one string, or editors do not read it
        GAP_TYPES,
    )
)
def has_none_before(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    system: str,
    subject: str,
    whose: Mention,
    bound: Bound,
    other_system: str,
    other_subject: str,
    other_word: str,
    people: People,
    story: Story,
) -> None:
    nothing = people[whose].nothing(subject).subject
    other = people[whose].promised(other_subject).subject
    story.must_never((system, nothing, None), bound, (other_system, other, other_word))


@then(
    parsers.parse(
        '{systems:watched} keep{:s} calling {whose:whose} {subject:subject} "{word:stage}"',
        GAP_TYPES,
    )
)
def keep_calling_it(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    systems: str, whose: Mention, subject: str, word: str, people: People, story: Story
) -> None:
    about = people[whose].promised(subject).subject
    promise = people[whose].promise(about.kind, about.key, status=word)
    story.must_keep(promise, systems)


@then(
    parsers.parse(
        "{systems:watched} keep{:s} {whose:whose} {subject:subject} as promised", GAP_TYPES
    )
)
def keep_it_as_promised(
    systems: str, whose: Mention, subject: str, people: People, story: Story
) -> None:
    story.must_keep(people[whose].promised(subject), systems)


@then(
    parsers.parse(
        "{systems:watched} never tell{:s} an old {field:field} of {whose:whose} {subject:subject}",
        GAP_TYPES,
    )
)
def never_tell_an_old_one(  # noqa: PLR0913, PLR0917  # as many as the sentence has nouns
    systems: str, field: str, whose: Mention, subject: str, people: People, story: Story
) -> None:
    story.must_never_tell_old(people[whose], subject, systems, field)


@then(
    parsers.parse(
        "{systems:watched} never tell{:s} {whose:whose} {subject:subject} half changed", GAP_TYPES
    )
)
def never_tell_it_half_changed(
    systems: str, whose: Mention, subject: str, people: People, story: Story
) -> None:
    story.must_never_tell_half(people[whose], subject, systems)
