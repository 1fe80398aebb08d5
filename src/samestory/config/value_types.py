"""The kinds of values that words of a landscape take: `base_url: BaseUrl`."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import time, timedelta, tzinfo
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationInfo,
)
from pydantic_core import core_schema

from samestory.config.addresses import check_address, check_base_url, check_host
from samestory.config.durations import read_duration, read_rate, read_time_of_day
from samestory.config.environment import missing_secret
from samestory.config.header_values import check_headers
from samestory.config.json_paths import check_path
from samestory.config.page_objects import read_class
from samestory.config.placeholders import check_blanks
from samestory.config.words import Surroundings, Wrong, key_of, shown, unknown
from samestory.core.formats import read_currency
from samestory.errors import did_you_mean

T = TypeVar("T")


def _whole_number(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)  # after `${NAME}` it is always a text
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    key = key_of(info)
    raise Wrong(f"'{key}' is {shown(value)}, which is no whole number.", f"Write {key} = 993.")


def _positive(number: int, info: ValidationInfo) -> int:
    if number < 1:
        raise Wrong(f"'{key_of(info)}' is {number}.", "Write a number of 1 or more.")
    return number


def _parsed(parse: Callable[[str], T]) -> Any:
    """Return the validator of a text in a form of its own."""

    def read(value: object) -> object:
        return value if not isinstance(value, (str, int, float)) else parse(str(value))

    return BeforeValidator(read, json_schema_input_type=str)


def _checked(check: Callable[[Surroundings, str, str], None]) -> AfterValidator:
    """Return the validator that calls `check(around, key, text)`, which notes mistakes."""

    def read(text: str, info: ValidationInfo) -> str:
        if info.context is not None and text:
            check(info.context, key_of(info), text)
        return text

    return AfterValidator(read)


def _base_url(url: str, info: ValidationInfo) -> str:
    url = url.rstrip("/")
    if info.context is not None and url:
        check_base_url(info.context, url, info.context.guard)
    return url


def _zone(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, str):
        raise Wrong(*must_be_text(info, value))
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        hint = did_you_mean(value, available_timezones()) or "Write it like this: Europe/Berlin. "
        raise Wrong(f"unknown time zone '{value}'.", hint.strip()) from None


def must_be_text(info: ValidationInfo, value: object) -> tuple[str, str]:
    """Return the fact and the fix for a value that is no text."""
    fact = f"'{key_of(info)}' is {shown(value)}, but must be a text."
    return fact, "Change it, or leave it out."


def _locale(name: str) -> str:
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        raise Wrong(f"unknown locale '{name}'.", "Write it like this: de_DE.") from None
    return name


def _currency(name: str) -> str:
    try:
        return read_currency(name)
    except ValueError:
        fix = "Write its ISO 4217 code, such as EUR."
        raise Wrong(f"unknown currency '{name}'.", fix) from None


def _variable(name: str, info: ValidationInfo) -> str:
    around: Surroundings | None = info.context
    if around is not None and name and around.environment.secret(name) is None:
        key = key_of(info)
        place, purpose = around.place[:-1], f" ({key} of {around.place[-1]})"
        missing_secret(name, key, place, around.mistakes, purpose)
    return name


def _path_from_root(around: Surroundings, _: str, path: str) -> None:
    if not path.startswith("/"):
        around.mistake(f"the path '{path}' does not begin with '/'.", f"Write '/{path}'.")


def _path(path: str, info: ValidationInfo) -> str:
    sound = info.context is None or check_path(info.context, key_of(info), path)
    return path if sound else "@"


def _headers(headers: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    if info.context is not None:
        check_headers(info.context, headers)
    return headers


def _file(name: str, info: ValidationInfo) -> str | None:
    around: Surroundings | None = info.context
    if around is None or not name:
        return name or None
    file = around.folder / name
    if not file.is_file():
        raise Wrong(f"'{key_of(info)}': there is no file {file}.", "Correct the path.")
    return str(file)


def _class(path: object, info: ValidationInfo) -> object:
    around: Surroundings | None = info.context
    if around is None:
        return path
    if not isinstance(path, str):
        raise Wrong(*must_be_text(info, path))
    return read_class(around, key_of(info), path, around.folder)


def read_later(model: Any) -> BeforeValidator:
    """Leave a value as it is; it is read by the words of a model later, which schemas name."""
    return BeforeValidator(lambda given: given, json_schema_input_type=model)


@dataclass(frozen=True, slots=True)
class OneOf:
    """Makes a text one of the known ones: `Annotated[str, OneOf(("tls", "none"))]`.

    `what` it is called if it is none of them; else it is called by its key.
    """

    known: Collection[str]
    what: str = ""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.with_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        from_environment = {"type": "string", "pattern": r"\$\{"}
        return {"anyOf": [{**handler(schema), "enum": sorted(self.known)}, from_environment]}

    def _checked(self, text: str, info: ValidationInfo) -> str:
        if text in self.known:
            return text
        raise Wrong(*unknown(self.what or f"'{key_of(info)}'", text, self.known))


Number = Annotated[int, BeforeValidator(_whole_number, json_schema_input_type=int | str)]
"""A whole number, also if it is written as a text."""
PositiveNumber = Annotated[Number, AfterValidator(_positive)]
"""A whole number of 1 or more."""
Integer = Annotated[int, Strict()]
"""A whole number in a list."""
Flag = Annotated[bool, Strict()]
"""True or false, and nothing that may be taken for it."""
Duration = Annotated[timedelta, _parsed(read_duration)]
"""A duration: "500 ms", "5 s", "2 min", "1 h" or "1 day"."""
Rate = Annotated[float, _parsed(read_rate)]
"""Requests per second, written as "20/s", "100/min" or "1000/h"."""
TimeOfDay = Annotated[time, _parsed(read_time_of_day)]
"""A time on the clock of the company's zone: "02:00"."""
Zone = Annotated[tzinfo, BeforeValidator(_zone, json_schema_input_type=str)]
"""A time zone by its name in the IANA database."""
LocaleName = Annotated[str, AfterValidator(_locale)]
"""A locale in which numbers and months are written: "de_DE"."""
CurrencyCode = Annotated[str, AfterValidator(_currency)]
"""A currency as ISO 4217 calls it, in capitals."""
BaseUrl = Annotated[
    str,
    AfterValidator(_base_url),
    Field(
        description="The address, on a host that [guard] allows.",
        examples=["https://shop.example.com"],
    ),
]
"""The address of a system, without "/" at its end, on a host that the guard allows."""
Url = Annotated[
    str, _checked(lambda around, key, url: check_address(around, key, url, around.guard))
]
"""Another address on a host that the guard allows."""
Host = Annotated[str, _checked(lambda around, _, host: check_host(around, host, around.guard))]
"""A host that the guard allows."""
Template = Annotated[str, _checked(lambda around, _, text: check_blanks(around, text))]
"""A text of a question, whose placeholders `{key}` and `{of}` are filled for each subject."""
PathFromRoot = Annotated[str, _checked(_path_from_root)]
"""A path of the system that begins with "/"."""
JsonPath = Annotated[str, AfterValidator(_path)]
"""A path into a document (JMESPath); "@" if it cannot be read."""
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
"""Headers of HTTP, by their names."""
Variable = Annotated[str, AfterValidator(_variable)]
"""The name of the environment variable that holds a secret."""
FileBeside = Annotated[str, AfterValidator(_file)]
"""A file, by its path from the folder of the landscape."""
ImportedClass = Annotated[Any, BeforeValidator(_class, json_schema_input_type=str)]
"""A class by its import path, looked for in the folder of the landscape first."""
