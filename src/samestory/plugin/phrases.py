"""The gap types of phrases: what may stand in a gap, and what a step is given for it.

A phrase is pytest-bdd's own `parsers.parse("{who:who} cancel{:s} it", GAP_TYPES)`, because editors
find step definitions by that shape.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Protocol, TypeVar, cast

from samestory.core.claims import Bound
from samestory.core.model import Money
from samestory.journeys import Mention, Wish
from samestory.journeys.cast import PRONOUNS

T = TypeVar("T")

WISH = r'[1-9]\d* "[^"]+"'
NAME = r"(?-i:[^\W\d_a-z][\w'’-]*?)"
"""A first name: one word that begins with a capital, or in a script without."""
OWNER = rf"her|his|their|{NAME}['’]s|{NAME}s['’]"
VERBS = "never|has|have|call|calls|while|until|before"
"""Words that no name of a system holds: with one of them, its phrase goes on."""
SYSTEM_GAPS = ("systems", "system", "other_system")
"""The gaps that hold names of systems, as the landscape calls them."""

_OWNED = re.compile(rf"(?:^|(?<=, )|(?<=\band ))({OWNER}) ", re.IGNORECASE)
GAP = re.compile(r"\{(\w*)(?::(\w+))?\}")
"""A gap of a phrase: its name, "" for one without, and its type, if it has one."""
ALTERNATIVES = re.compile(r"[\w -]+(?:\|[\w -]+)+")
"""The pattern of a gap type in which only some given words may stand."""
GRAMMAR = frozenset({"s", "has", "be"})
"""The gap types that only make a verb agree with who does something."""
_PARSED = {"d": r"-?\d+", "f": r"-?\d+\.\d+", "w": r"\w+"}
"""Types that `parse` itself has."""


class GapType(Protocol):
    """A function that reads the text of a gap."""

    __name__: str
    pattern: str
    """What the text looks like, as a regular expression that ignores case."""
    example: str

    def __call__(self, text: str, /) -> object:
        """Return what the step is given."""


GAP_TYPES: dict[str, GapType] = {}
"""All gap types by name, also those of a project's own; phrases are parsed with them."""


def gap_type(
    pattern: str, *, example: str = ""
) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Make a function that reads a gap into a gap type of its name.

    `pattern` is what such a gap looks like, `example` one that does.

        @gap_type(r"[a-z]+", example="blue")
        def colour(text: str) -> Colour: ...

        @when(parsers.parse("{who:who} paint{:s} it {shade:colour}", GAP_TYPES))
    """

    def register(read: Callable[[str], T]) -> Callable[[str], T]:
        made = cast("GapType", read)
        made.pattern, made.example = pattern, example
        GAP_TYPES[made.__name__] = made
        return read

    return register


# People ------------------------------------------------------------------------------------------


@gap_type(rf"she|he|they|{NAME}", example="she")
def who(text: str) -> Mention:
    """Who acts: "she", "he", "they", or the name of a person who has been introduced."""
    return _mention(text)


@gap_type(OWNER, example="her")
def whose(text: str) -> Mention:
    """Whose it is: "her", "his", "their", or a name: "Ben's"."""
    return _mention(text)


@gap_type(rf"hers|his|theirs|{NAME}['’]s|{NAME}s['’]", example="hers")
def hers(text: str) -> Mention:
    """Whose it is, at the end of a phrase: a case of "hers", "his", "theirs", or "Ben's"."""
    return _mention(text)


@gap_type(rf"her|him|them|{NAME}", example="her")
def whom(text: str) -> Mention:
    """Whom it concerns: "her", "him", "them", or a name."""
    return _mention(text)


@gap_type(rf"she|he|they|her|him|them|{NAME}", example="Ada")
def newcomer(text: str) -> Mention:
    """A person whom this step may introduce by a name of your choice."""
    return _mention(text, introduces=True)


def _mention(text: str, *, introduces: bool = False, owns: bool = False) -> Mention:
    word = re.sub(r"['’]s$|(?<=s)['’]$", "", text)
    return Mention(PRONOUNS.get(word.lower(), word), introduces, owns, word)


def mentions_in(gaps: Mapping[str, object]) -> list[Mention]:
    """Return every person that the gaps of a step mention, in the order of its text."""
    return [mention for gap, value in gaps.items() for mention in _mentions(gap, value)]


def _mentions(gap: str, value: object) -> Iterator[Mention]:
    if isinstance(value, Mention):
        yield value
    elif gap in SYSTEM_GAPS and isinstance(value, str):
        yield from (_mention(each[1], owns=True) for each in _OWNED.finditer(value))


def without_owners(systems: str) -> str:
    """Return the names of systems as the landscape knows them: "Ben's inbox" is "her inbox"."""
    return owned_by("her", systems)


def owned_by(owner: str, systems: str) -> str:
    """Return names of systems as they are said of another owner: "her inbox" is "Ben's inbox"."""
    return _OWNED.sub(f"{owner} ", systems)


# Everything else ---------------------------------------------------------------------------------


@gap_type(rf"{WISH}(?:(?:, | and |, and ){WISH})*", example='1 "Chain, 11-speed"')
def wishes(text: str) -> list[Wish]:
    """Products, and how many of each, at least one: 3 "Chain, 11-speed" and 1 "Mini pump"."""
    return [Wish(int(many), product) for many, product in re.findall(r'(\d+) "([^"]+)"', text)]


@gap_type(r"\d+", example="12")
def whole_number(text: str) -> int:
    """A whole number, none or more: 12."""
    return int(text)


@gap_type(r"\d+(?:\.\d+)? [A-Z]{3}", example="10.00 EUR")
def price(text: str) -> Money:
    """An amount of money: 10.00 EUR."""
    amount, currency = text.split()
    return Money(Decimal(amount), currency)


SYSTEMS = rf"(?:the|{OWNER}) (?:(?!\b(?:{VERBS})\b)[^\"])+?"


@gap_type(SYSTEMS, example="the CRM and the ERP")
def names(text: str) -> str:
    """One system or several, as the landscape calls them: the website, her inbox and the ERP."""
    return text


@gap_type(SYSTEMS, example="the CRM")
def watched(text: str) -> str:
    """Systems by their names, which are watched from the first promise of the scenario on."""
    return text


@gap_type("while|until|before", example="while")
def bound(text: str) -> Bound:
    """For how long something is never said: while or until the other says its word."""
    return Bound.WHILE if text == "while" else Bound.BEFORE


@gap_type(r"[^\"]+", example="Mini pump")
def words(text: str) -> str:
    """Any text between two quotation marks."""
    return text


@gap_type(r"[^\"]+", example="placed")
def stage(text: str) -> str:
    """A status, in the words by which the landscape explains its codes."""
    return text


@gap_type(r"(?:other )?[a-z][\w-]*(?: (?!of\b)[\w-]+)*?", example="order")
def subject(text: str) -> str:
    """What a customer was promised, by its kind: her "order", her "other order", her "orders"."""
    return text


@gap_type(r"[a-z][\w-]*(?: [\w-]+)*?", example="total")
def field(text: str) -> str:
    """A field of a kind of subject, as the landscape calls it: "delivery day"."""
    return text.replace(" ", "_")


@gap_type(r"[^\"]+?", example="order")
def kind(text: str) -> str:
    """A kind of subject or of mail, as the landscape calls it."""
    return text


# Grammar: a verb agrees with "she" and with "they" -----------------------------------------------


@gap_type("s?", example="s")
def s(text: str) -> str:
    """The ending of a verb: she order-s, they order."""
    return text


@gap_type("has|have", example="has")
def has(text: str) -> str:
    """The verb: she has, they have."""
    return text


@gap_type("is|are", example="is")
def be(text: str) -> str:
    """The verb: she is, they are."""
    return text


SHE = {
    "who": "she",
    "whose": "her",
    "hers": "hers",
    "whom": "her",
    "newcomer": "Ada",
    "s": "s",
    "has": "has",
    "be": "is",
}
HE = SHE | {"who": "he", "whose": "his", "hers": "his", "whom": "him", "newcomer": "Ben"}
THEY = {
    "who": "they",
    "whose": "their",
    "hers": "theirs",
    "whom": "them",
    "newcomer": "Robin",
    "s": "",
    "has": "have",
    "be": "are",
}
"""How the gaps of people and grammar are filled."""

# Reading phrases ---------------------------------------------------------------------------------


def gaps_of(phrase: str) -> list[tuple[str, GapType]]:
    """Return the name and the type of each typed gap; the name is "" for one without."""
    return [(gap, GAP_TYPES[kind]) for gap, kind in GAP.findall(phrase) if kind in GAP_TYPES]


def said_of_her(phrase: str, person: Mapping[str, str] = SHE) -> str:
    """Return a phrase as it is said of a person: "she orders {wanted}"; other gaps stay open."""
    return GAP.sub(lambda gap: person.get(gap[2], f"{{{gap[1]}}}"), _in_the_plural(phrase))


def with_examples(phrase: str) -> str:
    """Return a phrase with an example in each gap: `she orders 1 "Chain, 11-speed"`."""
    filled = {name: kind.example or f"{{{name}}}" for name, kind in GAP_TYPES.items()} | SHE
    return GAP.sub(lambda gap: filled.get(gap[2], gap[0]), _in_the_plural(phrase))


def _in_the_plural(phrase: str) -> str:
    """Fill the verb of a phrase in which systems do something: "{systems:names} call it"."""
    if not phrase.startswith("{systems:"):
        return phrase
    theirs, person, rest = phrase.partition("{who:")
    for gap in GRAMMAR:
        theirs = theirs.replace(f"{{:{gap}}}", THEY[gap])
    return theirs + person + rest


def takes_several(phrase: str) -> bool:
    """Return whether a phrase says what only several systems can do: "{systems:names} agree"."""
    theirs = phrase.partition("{who:")[0]
    return theirs.startswith("{systems:") and not any(f"{{:{gap}}}" in theirs for gap in GRAMMAR)


def pattern_of(kind: str) -> str:
    """Return what may stand in a gap of a type, also of one that `parse` itself has."""
    known = GAP_TYPES.get(kind)
    return known.pattern if known else _PARSED.get(kind, ".+?")


def said_of_anybody(phrase: str) -> Iterator[str]:
    """Yield a phrase as it is said of her, of him and of them."""
    yield from dict.fromkeys(said_of_her(phrase, person) for person in (SHE, HE, THEY))
