"""The project's phrases as data: their parts, what their steps do, and where features say them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class GapRole(StrEnum):
    """What stands in a gap, as far as it matters for saying the same of somebody else."""

    PERSON = "person"
    GRAMMAR = "grammar"
    SYSTEMS = "systems"
    SUBJECT = "subject"
    FIELD = "field"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class GapForm:
    """A gap of a phrase; `said` is how it is filled by pronoun ("she", "he", "they").

    `owns`: a name stands there with 's. `newcomer`: it may introduce somebody. `fixed`: only some
    given words fit, each of which makes the step do something else.
    """

    name: str
    role: GapRole
    said: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    owns: bool = False
    newcomer: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class StepEffects:
    """What a step does to promises, by their kinds, as far as its code shows.

    `makes` new ones, `revises` those that she has, and `needs` them. `reads` are lists of a kind
    ("orders") that it compares. `compares`: with what was promised; `expects`: with values that
    the step itself says, such as one record of her. `acts`: it does something by itself.
    """

    makes: frozenset[str] = frozenset()
    revises: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    compares: bool = False
    acts: bool = True
    expects: bool = False


@dataclass(frozen=True, slots=True)
class StepForm:
    """One phrase below one word (given, when, then), and the step function that it calls."""

    word: str
    parts: tuple[str | GapForm, ...]
    function: str
    effects: StepEffects = StepEffects()
    spoken: str = ""
    """As it is said of her, with its other gaps open: "she cancels it"."""

    @property
    def gaps(self) -> tuple[GapForm, ...]:
        """Its gaps, in the order of the phrase."""
        return tuple(each for each in self.parts if isinstance(each, GapForm))

    def has(self, role: GapRole) -> bool:
        """Return whether it has a gap of this role."""
        return any(each.role is role for each in self.gaps)

    def filled(self, name: str, pronoun: str, words: Mapping[str, str], *, named: bool) -> str:
        """Return the phrase as it is said of a person, by her name or by her pronoun.

        A verb agrees with what comes before it: the systems, or the person.
        """
        said, verb = "", ONE
        for each in self.parts:
            if isinstance(each, str):
                said += each
            elif each.role is GapRole.PERSON:
                by_name = possessive(name) if each.owns else name
                said += by_name if named else each.said[pronoun]
                verb = ONE if named else pronoun
            elif each.role is GapRole.GRAMMAR:
                said += each.said[verb]
            else:
                said += words[each.name]
                if each.role is GapRole.SYSTEMS:
                    verb = MANY if len(names_in(words[each.name])) > 1 else ONE
        return said


ONE, MANY = "she", "they"
"""The pronouns of one, and of several."""
_JOINED = ", "


def names_in(systems: str) -> tuple[str, ...]:
    """Return the names that a phrase lists: "the website, the CRM and the ERP"."""
    *first, last = systems.split(_JOINED)
    return tuple(part for each in (*first, *last.split(" and ")) if (part := each.strip()))


def listed_names(names: Sequence[str]) -> str:
    """Return names as a phrase lists them."""
    return " and ".join(filter(None, (_JOINED.join(names[:-1]), *names[-1:])))


def possessive(name: str) -> str:
    """Return whose something is: "Ada's"."""
    return f"{name}'s"


@dataclass(frozen=True, slots=True)
class SaidStep:
    """A step of a feature: its phrase, the person that it is about, and the words in its gaps.

    In names of systems, the owner of an inbox is replaced by `OWNER`.
    """

    form: StepForm
    person: str
    words: Mapping[str, str]


OWNER = "{whose}"
"""Stands in names of systems for whose inbox it is: "the website, {whose} inbox"."""

SaidScenario = Sequence[SaidStep]
"""The steps of one scenario of the project's features, in their order."""
