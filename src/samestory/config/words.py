"""The words of one table of a landscape, as a pydantic model that reads on after a mistake."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo

from samestory.config.config_errors import Mistakes, Place, Placed, listed
from samestory.config.environment import Environment
from samestory.config.toml_text import toml
from samestory.errors import did_you_mean
from samestory.network.guard import Guard

_MISSING = object()
"""Stands for a word that is needed and not there, after the mistake has been noted."""


class Wrong(ValueError):
    """What the check of a word raises: what is wrong with it, and how to correct it."""

    def __init__(self, fact: str, fix: str) -> None:
        self.fact, self.fix = fact, fix
        super().__init__(f"{fact}\n  {fix}")


@dataclass(slots=True)
class Surroundings:
    """What a table is read against; validators of `Words` get it as `info.context`.

    `folder` is that of the landscape, `place` the table that is being read. `auth` is the kind
    of credentials of the system that is read, `settings` are its settings, once they are known;
    `kind` is the kind of subject that it is asked about.
    """

    folder: Path
    environment: Environment
    guard: Guard
    mistakes: Mistakes
    place: Place = ()
    auth: str = "none"
    settings: Mapping[str, Any] = field(default_factory=dict)
    kind: str = ""

    @contextmanager
    def within(self, place: Place) -> Iterator[None]:
        """Read the table at this place."""
        before, self.place = self.place, place
        try:
            yield
        finally:
            self.place = before

    def mistake(self, fact: str, fix: str) -> None:
        """Note something wrong with the table that is being read."""
        self.mistakes.add(self.place, fact, fix)


class Words(BaseModel):
    """The words of a table, each with a description; the base of every model of a landscape.

    A mistake is noted and the word's default taken, so that all mistakes are found in one go and
    `check` always sees a whole table. Raise `Wrong(fact, fix)` in the validator of a word; call
    `around.mistake(fact, fix)` in `check` for what only several words show together.
    A field whose word is a keyword of Python ends with "_": `as_` is written `as`.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.rstrip("_"),
        validate_by_name=True,
        validate_by_alias=True,
    )

    def check(self, around: Surroundings) -> None:
        """Note what is wrong with the table as a whole."""

    def values(self, around: Surroundings) -> dict[str, Any]:  # noqa: ARG002 - others need it
        """Return what an opened system gets of its settings: the words by their names."""
        return dict(self)

    @classmethod
    def words(cls) -> dict[str, FieldInfo]:
        """Return the words as they are written, and what is known about each."""
        return {each.alias or name: each for name, each in cls.model_fields.items()}

    @classmethod
    def read(cls, table: Mapping[str, Any], place: Place, around: Surroundings) -> Self:
        """Return what stands in a table; notes every mistake, and never raises."""
        return cls.model_validate(Placed(table, place), context=around)

    @classmethod
    def read_own(cls, table: Mapping[str, Any], place: Place, around: Surroundings) -> Self:
        """Return what a table says in these words; its other words are left to others."""
        return cls.read({key: table[key] for key in cls.words() if key in table}, place, around)

    @model_validator(mode="wrap")
    @classmethod
    def _whole(
        cls, given: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        around: Surroundings | None = info.context
        if around is None or not isinstance(given, Placed):
            return handler(given)
        words = cls.words()
        is_open = cls.model_config.get("extra") == "allow"
        known = {key: value for key, value in given.items() if is_open or key in words}
        with around.within(given.place):
            for key, word in words.items():
                if key not in given and word.is_required():
                    fix = f"Add it, for instance: {_example(key, word)}"
                    around.mistake(f"'{key}' is missing.", fix)
                    known[key] = _MISSING
            made = handler(known)
            made.check(around)
            for key in given:
                if key not in known:
                    around.mistakes.unknown(given.place, "key", key, words)
        return made

    @field_validator("*", mode="wrap")
    @classmethod
    def _each(cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if info.context is None:
            return handler(value)
        assert info.field_name is not None, "it is the validator of a field"
        word = cls.model_fields[info.field_name]
        if value is not _MISSING:
            try:
                return handler(value)
            except ValidationError as error:
                _note(info.context, word.alias or info.field_name, word, value, error)
        return "" if word.is_required() else word.get_default(call_default_factory=True)


def _note(
    around: Surroundings, key: str, word: FieldInfo, value: object, error: ValidationError
) -> None:
    if error.errors()[0]["type"] in _TAGS and isinstance(value, Mapping):
        with around.within((*around.place, key)):
            around.mistake(*_no_kind(key, value, error))
        return
    for fact, fix in _sentences(key, word, value, error):
        around.mistake(fact, fix)


_TAGS = ("union_tag_invalid", "union_tag_not_found")


def kind_of(table: object) -> object:
    """Return what distinguishes the tables of a union: their word `kind`."""
    return table.get("kind") if isinstance(table, Mapping) else getattr(table, "kind", None)


def _no_kind(key: str, value: Mapping[str, object], error: ValidationError) -> tuple[str, str]:
    [wrong] = error.errors(include_url=False)
    if "kind" not in value:
        return "'kind' is missing.", 'Add it, for instance: kind = "page"'
    kinds = str(wrong["ctx"]["expected_tags"]).replace("'", "").split(", ")
    return unknown(f"kind of {key}", str(value["kind"]), kinds)


def _example(key: str, word: FieldInfo) -> str:
    return f"{key} = {toml(word.examples[0] if word.examples else '...')}"


def word(description: str, *examples: object, default: Any = ...) -> Any:
    """Describe a word of a table, with examples of its values; without a default it is needed."""
    return Field(default, description=description, examples=list(examples) or None)


_NOUNS = {
    "string_type": "text",
    "int_type": "whole number",
    "bool_type": "true or false",
    "list_type": "list",
    "tuple_type": "list",
    "frozen_set_type": "list",
    "dict_type": "table",
    "union_tag_not_found": "table",
    "model_type": "table",
    "model_attributes_type": "table",
}
"""What pydantic's types of errors say that a value is not."""


def _sentences(
    key: str, word: FieldInfo, value: object, error: ValidationError
) -> Iterator[tuple[str, str]]:
    """Yield each mistake in the value of a word once: the fact, and the fix."""
    found: dict[tuple[str, str], None] = {}
    for each in error.errors(include_url=False):
        wrong = each.get("ctx", {}).get("error")
        if isinstance(wrong, Wrong):
            found[wrong.fact, wrong.fix] = None
        elif each["type"] == "literal_error":
            found[_no_choice(key, each["input"], word)] = None
        elif each["type"] in _NOUNS:
            noun = _NOUNS[each["type"]]
            found[_another_type(key, value, each["loc"], each["input"], noun)] = None
        else:
            fix = f"Write it like this: {_example(key, word)}"
            found[f"'{key}' is {shown(value)}, which cannot be read.", fix] = None
    yield from found


def _no_choice(key: str, value: object, word: FieldInfo) -> tuple[str, str]:
    known = [each for each in get_args(word.annotation) if isinstance(each, str)]
    return unknown(f"'{key}'", str(value), known)


def unknown(what: str, value: str, known: Collection[str]) -> tuple[str, str]:
    """Return the fact and the fix for a value that is none of the known ones."""
    return f"unknown {what} '{value}'.", f"{did_you_mean(value, known)}Known: {listed(known)}."


def _another_type(
    key: str, value: object, loc: tuple[int | str, ...], inner: object, noun: str
) -> tuple[str, str]:
    if not loc:
        fact = f"'{key}' is {shown(value)}, but must be "
        if noun == "true or false":
            return f"{fact}{noun}.", f"Write {key} = true, or {key} = false."
        return f"{fact}a {noun}.", "Change it, or leave it out."
    if isinstance(value, Mapping) and noun == "table":
        return f"'{loc[0]}' is {shown(inner)}, but must be a table.", "Change it, or leave it out."
    if isinstance(value, Mapping):
        plain = str(inner).lower() if isinstance(inner, bool) else str(inner)
        return (
            f"'{key}' explains '{loc[0]}' by {shown(inner)}, which is no {noun}.",
            f'Put it in quotes: {loc[0]} = "{plain}".',
        )
    entries = {"text": '"..."', "whole number": "404"}.get(noun, "{ ... }")
    return f"'{key}' holds something that is no {noun}.", f"Write {key} = [{entries}]."


def key_of(info: ValidationInfo) -> str:
    """Return the word of a table whose value is validated, as it is written."""
    return str(info.field_name).rstrip("_")


def shown(value: object) -> str:
    """Return a value as a message shows it."""
    return repr(value) if not isinstance(value, bool) else str(value).lower()
