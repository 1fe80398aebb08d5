"""Who is meant by a name or a pronoun is decided, or refused, and never guessed."""

import pytest

from samestory.errors import WrongCall
from samestory.journeys import Cast, Mention


def told(*steps):
    """Return who is meant by the words of each step; "+Ada" introduces her, "Ada's" owns."""
    cast = Cast()
    found = []
    for step in steps:
        mentions = [mention(word) for word in step.split()]
        cast.follow(mentions)
        found.append(" ".join(cast.meant(each) for each in mentions))
    return found


def mention(word):
    name = word.removeprefix("+").removesuffix("'s")
    return Mention(name, introduces=word.startswith("+"), owns=word.endswith("'s"))


@pytest.mark.parametrize("pronoun", ["she", "he", "they"])
@pytest.mark.parametrize("name", ["Ada", "Ben", "Robin", "Ünal", "Xyzzy"])
def test_one_person_may_be_called_anything(name, pronoun):
    """There is nobody else whom it could mean."""
    assert [name, name, name] == told(f"+{name}", pronoun, pronoun)


def test_a_person_is_not_called_two_things():
    """Once she is "she", "he" must be somebody else."""
    with pytest.raises(WrongCall, match="'he' can mean no one here: this scenario speaks of Ada"):
        told("+Ada", "she", "he")


@pytest.mark.parametrize(
    ("steps", "meant"),
    [
        (["+Ada", "+Ben", "she", "he"], ["Ada", "Ben", "Ada", "Ben"]),
        (["+Ben", "+Ada", "she", "he", "she"], ["Ben", "Ada", "Ada", "Ben", "Ada"]),
        (["+Maria", "+Ben", "he", "she"], ["Maria", "Ben", "Ben", "Maria"]),
        (["+Ada", "+Robin", "they", "she"], ["Ada", "Robin", "Robin", "Ada"]),
    ],
)
def test_two_people_are_told_apart_by_their_names(steps, meant):
    """As the lists of first names of many countries have it."""
    assert meant == told(*steps)


def test_the_last_one_named_is_meant():
    """Of two women, the one who was spoken of last."""
    assert ["Ada", "Ada", "Eve", "Eve", "Ada", "Ada"] == told(
        "+Ada", "she", "+Eve", "she", "Ada", "she"
    )


@pytest.mark.parametrize(
    ("steps", "fact"),
    [
        (["+Ada", "+Eve", "she"], "'she' may mean Ada or Eve"),
        (["+Robin", "+Kim", "they"], "'they' may mean Robin or Kim"),
        (["+Ada", "she", "+Robin", "she"], "'she' may mean Ada or Robin"),
        (
            ["+Ada", "+Eve", "he"],
            r"'he' can mean no one here: this scenario speaks of Ada \('she'\) and Eve \('she'\)",
        ),
        (["+Ada", "+Ben", "they"], "'they' can mean no one here"),
    ],
)
def test_what_is_not_clear_is_a_mistake(steps, fact):
    """With the way out: the name."""
    with pytest.raises(WrongCall, match=fact) as found:
        told(*steps)
    assert str(found.value).endswith("Write the name instead.")


def test_a_name_that_was_never_introduced_is_a_mistake():
    """A slip of a finger must not invent one more person."""
    with pytest.raises(WrongCall, match="no person called 'Adda' has been introduced"):
        told("+Ada", "Adda")


def test_without_any_name_a_pronoun_means_one_person():
    """Steps of a project's own may never name anybody."""
    assert ["Ada", "Ada"] == told("she", "she")
    assert ["Ben", "Ben"] == told("he", "he")


def test_within_a_step_a_pronoun_means_one_person():
    """Also if another one is named in between."""
    assert ["Ada", "Eve", "Ada Eve Ada"] == told("+Ada", "+Eve", "Ada Eve Ada")
    assert ["Ada", "Ada", "Ada Eve Ada"] == told("+Ada", "she", "she +Eve she")


def test_an_inbox_belongs_to_the_person_that_the_step_is_about():
    """Asking Ben's inbox about Ada's order would never find it."""
    assert ["Ada", "Ben", "Ben Ben"] == told("+Ada", "+Ben", "Ben's he")
    with pytest.raises(WrongCall, match="names the inbox of Ben, and is about Ada"):
        told("+Ada", "+Ben", "Ben's she")
