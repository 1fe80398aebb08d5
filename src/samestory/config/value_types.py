"""The kinds of values that words of a landscape take: `base_url: BaseUrl`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, Strict, ValidationInfo

from samestory.config.addresses import check_base_url, check_host
from samestory.config.placeholders import check_blanks
from samestory.config.words import Surroundings, Wrong, shown


def _whole_number(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)  # after `${NAME}` it is always a text
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    key = str(info.field_name)
    raise Wrong(f"'{key}' is {shown(value)}, which is no whole number.", f"Write {key} = 993.")


def _base_url(url: str, info: ValidationInfo) -> str:
    around: Surroundings | None = info.context
    url = url.rstrip("/")
    if around is not None:
        check_base_url(around, url, around.guard)
    return url


def _host(host: str, info: ValidationInfo) -> str:
    around: Surroundings | None = info.context
    if around is not None:
        check_host(around, host, around.guard)
    return host


def _template(text: str, info: ValidationInfo) -> str:
    around: Surroundings | None = info.context
    if around is not None:
        check_blanks(around, text)
    return text


Number = Annotated[int, BeforeValidator(_whole_number, json_schema_input_type=int | str)]
"""A whole number, also if it is written as a text."""
Flag = Annotated[bool, Strict()]
"""True or false, and nothing that may be taken for it."""
BaseUrl = Annotated[
    str,
    AfterValidator(_base_url),
    Field(
        description="The address of the system, on a host that [guard] allows.",
        examples=["https://shop.example.com"],
    ),
]
"""The address of a system, without "/" at its end, on a host that the guard allows."""
Host = Annotated[str, AfterValidator(_host)]
"""A host that the guard allows."""
Template = Annotated[str, AfterValidator(_template)]
"""A text of a question, whose placeholders `{key}` and `{of}` are filled for each subject."""
