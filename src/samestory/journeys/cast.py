"""Who is meant in a scenario by a name, or by "she", "he" or "they": decided, or refused; pure."""

import pkgutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from samestory.errors import WrongCall

PRONOUNS: Mapping[str, str] = {
    "she": "she",
    "her": "she",
    "hers": "she",
    "he": "he",
    "him": "he",
    "his": "he",
    "they": "they",
    "them": "they",
    "their": "they",
    "theirs": "they",
}
"""What a phrase may call a person, and the pronoun that it is a form of."""

UNNAMED: Mapping[str, str] = {"she": "Ada", "he": "Ben", "they": "Robin"}
"""The name of a person to whom a scenario gives none."""

FIRST_PERSON = frozenset({"I", "We", "You"})
"""Words that look like names, and name no person of a scenario."""

CLEAR = 7
"""In how many times as many lists of names a first name must be a woman's to be called "she"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A person as a phrase mentions her: by name, or as "she", "he" or "they".

    `introduces`: a name may be new here. `owns`: the word says whose inbox a phrase names. `text`
    is how the phrase says it: "her", if that is not the word.
    """

    word: str
    introduces: bool = False
    owns: bool = False
    text: str = field(default="", compare=False)


@dataclass
class _Part:
    """What is known of one person; `pronoun` is the one that the scenario has used for her."""

    name: str
    pronoun: str | None = None
    has_acted: bool = False


class Cast:
    """The people of one scenario, in the order in which they were last named.

    A pronoun means the last person named whom it can mean. It is refused if that is not clear:
    if it can mean no one, a person whose pronoun is not known, or several people of whom none
    has been spoken of since she was introduced.
    """

    def __init__(self) -> None:
        self._parts: list[_Part] = []
        self._in_this_step: dict[str, str] = {}

    @property
    def names(self) -> Sequence[str]:
        """The names of the people so far, the last one named at the end."""
        return [each.name for each in self._parts]

    def follow(self, mentions: Sequence[Mention]) -> None:
        """Decide who is meant by each mention of one step, in the order of its text.

        Within a step, a pronoun means one person. Raise `WrongCall` if it is not clear whom, or if
        the step names the inbox of somebody else than the person that it is about.
        """
        self._in_this_step = {}
        for each in mentions:
            if each.word not in self._in_this_step:
                self._in_this_step[each.word] = self._decide(each)
        about = {self.meant(each) for each in mentions if not each.owns}
        for owner in (self.meant(each) for each in mentions if each.owns):
            if about and owner not in about:
                raise WrongCall(
                    f"the step names the inbox of {owner}, and is about {_either(sorted(about))}.\n"
                    "  Name the inbox of the person that the step is about."
                )

    def meant(self, mention: Mention) -> str:
        """Return the name of the person that a mention of the current step means."""
        if mention.word not in self._in_this_step:
            self._in_this_step[mention.word] = self._decide(mention)
        return self._in_this_step[mention.word]

    def _decide(self, mention: Mention) -> str:
        part = self._by_pronoun(mention) if mention.word in UNNAMED else self._by_name(mention)
        self._parts = [*(each for each in self._parts if each is not part), part]
        return part.name

    def _by_name(self, mention: Mention) -> _Part:
        found = next((each for each in self._parts if each.name == mention.word), None)
        if found:
            found.has_acted = True
            return found
        if not mention.introduces and mention.word in FIRST_PERSON:
            raise WrongCall(
                f"'{mention.word}' is no person of the scenario.\n"
                "  Write she, he or they, or a name that a step has introduced."
            )
        if not mention.introduces:
            known = f"Known: {', '.join(self.names)}. " if self._parts else ""
            raise WrongCall(
                f"no person called '{mention.word}' has been introduced.\n"
                f"  {known}Begin with a step such as 'Given {mention.word} is a customer of the "
                "shop'."
            )
        return _Part(mention.word)

    def _by_pronoun(self, mention: Mention) -> _Part:
        pronoun, said = mention.word, mention.text or mention.word
        if not self._parts:
            return _Part(UNNAMED[pronoun], pronoun)
        able = [each for each in self._parts if self._can_be(each, pronoun)]
        if not able:
            raise WrongCall(
                f"'{said}' can mean no one here: this scenario speaks of "
                f"{' and '.join(map(self._called, self._parts))}.\n"
                "  Write the name instead."
            )
        last = able[-1]
        sure = self._known(last) == pronoun and (
            last.has_acted or all(each.has_acted for each in able[:-1])
        )
        if len(able) > 1 and not sure:
            names = [each.name for each in able]
            raise WrongCall(f"'{said}' may mean {_either(names)}.\n  Write the name instead.")
        last.pronoun, last.has_acted = pronoun, True
        return last

    def _can_be(self, part: _Part, pronoun: str) -> bool:
        only_one = len(self._parts) == 1 and part.pronoun is None
        return only_one or self._known(part) in {pronoun, None}

    def _called(self, part: _Part) -> str:
        known = self._known(part)
        return f"{part.name} ('{known}')" if known else part.name

    def _known(self, part: _Part) -> str | None:
        if part.pronoun or len(self._parts) == 1:
            return part.pronoun
        return usual_pronoun(part.name)


@cache
def _lists_of_names() -> tuple[Counter[str], Counter[str]]:
    """Return in how many countries' lists each first name is a woman's, and a man's."""
    from faker.providers import person  # noqa: PLC0415 - slow, and only for several people

    found: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for module in pkgutil.iter_modules(person.__path__):
        names = import_module(f"{person.__name__}.{module.name}").Provider
        for counter, listed in zip(found, ("first_names_female", "first_names_male"), strict=True):
            counter.update(set(getattr(names, listed, ()) or ()))
    return found


def usual_pronoun(name: str) -> str | None:
    """Return "she" or "he" for a first name that is clearly a woman's or a man's, else None.

    As Faker's lists of the names of many countries have it, at least `CLEAR` to one.
    """
    women, men = (counter[name] for counter in _lists_of_names())
    if women > 0 and women >= CLEAR * men:
        return "she"
    return "he" if men > 0 and men >= CLEAR * women else None


def _either(names: Iterable[str]) -> str:
    return " or ".join(names)
