"""How a long list is paged: `paging = { kind = "page", parameter = "page", ... }`."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag, ValidationInfo

from samestory.adapters.http.query_config import declared
from samestory.config.config_errors import Notes, table_name
from samestory.config.value_types import JsonPath, Number, PositiveNumber
from samestory.config.words import Surroundings, Words, kind_of, word
from samestory.errors import did_you_mean
from samestory.extraction.entries import Paging
from samestory.extraction.paths import keys_of


def _keys(path: str, info: ValidationInfo) -> str:
    if info.context is not None and path and keys_of(path) is None:
        info.context.mistake(
            f"'items' is '{path}', which is more than keys.",
            'Write the keys that lead to the list, such as "data.orders", or "@" for all of it.',
        )
    return path


class NoPaging(Words):
    """The whole list is in one answer."""

    kind: Literal["none"] = word("The whole list is in one answer.")

    def paging(self, around: Surroundings) -> Paging:
        """Return how pages are asked for."""
        where = f"{around.mistakes.file}, {table_name((*around.place, 'paging'))} items"
        return Paging(where=where, **{"items": "@", **dict(self)})


class _Pages(NoPaging):
    """The list is paged."""

    kind: Any
    items: Annotated[JsonPath, AfterValidator(_keys)] = word(
        'The keys that lead to the list in a page; "@" for all of it.', "orders"
    )
    size: PositiveNumber | None = word("The number of items in a full page.", 100, default=None)
    size_parameter: str = word("The parameter that asks for this number.", "limit", default="")
    total: JsonPath = word("Where a page says how many items there are.", "meta.total", default="")
    most: PositiveNumber = word("The most pages that are read.", 50, default=20)

    def check(self, around: Surroundings) -> None:
        """Note a parameter for a size that is not there."""
        if self.size_parameter and self.size is None and "size" not in self.model_fields_set:
            around.mistake("'size_parameter' is there, and 'size' is missing.", "Add size = 100.")


class ByPage(_Pages):
    """Pages are counted."""

    kind: Literal["page"] = word("Pages are counted.")
    parameter: str = word("The parameter for the number of the page.", "page")
    first: Number = word("The number of the first page.", 0, default=1)


class ByOffset(_Pages):
    """Items are counted."""

    kind: Literal["offset"] = word("Items are counted.")
    parameter: str = word("The parameter for the number of items before the page.", "page")
    first: Number = word("The number of the first item.", 1, default=0)


class ByCursor(_Pages):
    """A page holds what asks for the next one."""

    kind: Literal["cursor"] = word("A page holds what asks for the next one.")
    parameter: str = word("The parameter that hands it back.", "page")
    next: JsonPath = word("Where a page holds it.", "paging.next.after")


class ByLink(_Pages):
    """The header Link has the address of the next page."""

    kind: Literal["link"] = word("The header Link has the address of the next page.")


class ByNextUrl(_Pages):
    """A page holds the address of the next one."""

    kind: Literal["next url"] = word("A page holds the address of the next one.")
    next: JsonPath = word("Where a page holds it.", "paging.next.after")


PagingWords = Annotated[
    Annotated[NoPaging, Tag("none")]
    | Annotated[ByPage, Tag("page")]
    | Annotated[ByOffset, Tag("offset")]
    | Annotated[ByCursor, Tag("cursor")]
    | Annotated[ByLink, Tag("link")]
    | Annotated[ByNextUrl, Tag("next url")],
    Discriminator(kind_of),
]
"""What may stand in `paging`."""


def check_paging(table: Notes, paging: Paging | None, speaks: str, find: Mapping[str, Any]) -> None:
    """Note a paging that a question cannot be asked with."""
    if paging is not None and paging.parameter and speaks == "xml-rpc":
        table.mistake(
            "XML-RPC has no parameters with names, so there is no asking for pages.",
            "Leave 'paging' out, or write paging = { kind = \"none\" }.",
        )
    _check_free(table, paging, find)


def _check_free(table: Notes, paging: Paging | None, find: Mapping[str, Any]) -> None:
    """Note a parameter of the paging that a question fills already, or its query lacks."""
    for name in (paging.parameter, paging.size_parameter) if paging else ():
        if name and _fills(find, name):
            fact = f"'find' fills '{name}' already, which 'paging' is to fill."
            table.mistake(fact, "Take it out of 'find'.")
        if name and "variables" in find and name not in declared(find["query"]):
            fact = f"'paging' fills the variable '{name}', which the query does not declare."
            table.mistake(fact, f"{did_you_mean(name, declared(find['query']))}Declare it.")


def _fills(find: Mapping[str, Any], name: str) -> bool:
    documents = (find.get(key) for key in ("query", "body", "form", "variables", "params"))
    within = any(isinstance(each, Mapping) and name in each for each in documents)
    return within or bool(re.search(rf"[?&]{re.escape(name)}=", str(find.get("path", ""))))
