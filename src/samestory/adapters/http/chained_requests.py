"""Questions over HTTP: what is asked, and what is asked first and taken out of the answer."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import WithJsonSchema

from samestory.adapters.http.paging_config import PagingWords, check_paging
from samestory.adapters.http.query_config import AnyFind, read_find
from samestory.config.adapter import QuestionWords
from samestory.config.config_errors import Notes, table_name
from samestory.config.json_paths import check_path
from samestory.config.placeholders import check_whom
from samestory.config.tables import Table
from samestory.config.value_types import Integer, JsonPath, read_later
from samestory.config.words import Surroundings, Words, word
from samestory.extraction.entries import ANSWER, TAKE, Header, Hop, Question

_NAME = re.compile(r"[A-Za-z_]\w*")
_TAKE = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {"header": {"type": "string"}},
                "required": ["header"],
                "additionalProperties": False,
            },
        ]
    },
}


class OneQuestion(Words):
    """The words of one question over HTTP."""

    find: Annotated[Any, read_later(AnyFind)] = word(
        "What is asked: a path, or a table in the words of the system's dialect.",
        "/orders/{key}",
        default=None,
    )
    absent: tuple[Integer, ...] | None = word(
        "The HTTP states that mean 'no such record'.", [404, 410], default=None
    )
    answers: tuple[Integer, ...] = word(
        "The HTTP states that bring an answer, beside 200.", [206], default=()
    )
    error: JsonPath = word(
        "Where an answer says what went wrong (JMESPath).", "errors[0].message", default=""
    )
    paging: PagingWords | None = word(
        "How a long list is paged.",
        {"kind": "page", "items": "orders", "parameter": "page"},
        default=None,
    )

    def read_page(self, around: Surroundings) -> object:  # noqa: ARG002 - pages are read elsewhere
        """Return how an answer that is no document becomes one."""
        return None

    def question(self, around: Surroundings, known: list[str]) -> Question:
        """Return the question, whose placeholders have to be among the known ones."""
        settings = around.settings
        find = read_find(self.find, settings["speaks"], known, around)
        own = self.paging.paging(around) if self.paging else None
        usual = None if "paging" in self.model_fields_set else settings["paging"]
        check_paging(around, own or usual, settings["speaks"], find)
        return Question(
            find=find,
            absent=self.absent,
            answers=self.answers,
            error=self.error or settings["error"],
            page=self.read_page(around),
            paging=own,
        )


class HopWords(OneQuestion):
    """A question on the way: what is asked before, and what later ones need of its answer."""

    name: str = word("What its answer is called.", "customer")
    take: Annotated[Any, WithJsonSchema(_TAKE)] = word(
        "Placeholders that later questions may hold, and where this answer holds each.",
        {"customer_id": "data[0].id"},
        default=None,
    )

    def hop(self, around: Surroundings, known: list[str]) -> Hop:
        """Return the question on the way."""
        question = self.question(around, known)
        given = {"take": self.take} if "take" in self.model_fields_set else {}
        take = _take(Table(given, around.place, around.mistakes), known)
        where = f"{around.mistakes.file}, {table_name(around.place)}{TAKE}"
        return Hop(name=self.name, question=question, take=take, where=where)


class HttpQuestion(OneQuestion, QuestionWords):
    """A question over HTTP, and those on the way to it."""

    via: tuple[HopWords, ...] = word(
        "Questions that are asked before.",
        [{"name": "customer", "find": "/customers?email={of}", "take": {"id": "data[0].id"}}],
        default=(),
    )

    def asked(self, around: Surroundings) -> Question:
        """Return the question and those on the way to it (`via`), in the system's dialect."""
        before = len(around.mistakes.found)
        known, hops, place = list(around.settings["placeholders"]), list[Hop](), around.place
        for number, each in enumerate(self.via, 1):
            with around.within((*place, "via", str(number))):
                hops.append(each.hop(around, known))
                _check_name(around, hops)
            known += hops[-1].take
        question = replace(self.question(around, known), via=tuple(hops))
        if len(around.mistakes.found) == before:
            check_whom(around, question)
        return question


def _take(table: Table, known: list[str]) -> dict[str, str | Header]:
    """What is taken from where: `token` (JMESPath), or `{ header = "X-Auth-Token" }`."""
    inner = table.table("take")
    taken = {placeholder: _place(inner, placeholder) for placeholder in inner.content}
    for placeholder, place in taken.items():
        if placeholder in known or not _NAME.fullmatch(placeholder):
            table.mistake(
                f"'take' fills a placeholder {{{placeholder}}}, "
                f"which {_why_not(placeholder, known)}.",
                "Give it another name, such as customer_id.",
            )
        if isinstance(place, str):
            check_path(table, placeholder, place)
    return taken


def _place(table: Table, placeholder: str) -> str | Header:
    if not isinstance(table.content[placeholder], Mapping):
        return table.needed_text(placeholder, '"data[0].id", or { header = "X-Auth-Token" }')
    inner = table.table(placeholder)
    header = Header(inner.needed_text("header", '"X-Auth-Token"'))
    inner.unknown_keys()
    return header


def _why_not(placeholder: str, known: list[str]) -> str:
    return "is filled already" if placeholder in known else "is not a name"


def _check_name(table: Notes, hops: list[Hop]) -> None:
    *before, hop = hops
    if hop.name and not _NAME.fullmatch(hop.name):
        table.mistake(f"the name '{hop.name}' is no word.", "Use letters, digits and '_'.")
    if hop.name == ANSWER or hop.name in [each.name for each in before]:
        table.mistake(
            f"there is another answer called '{hop.name}'.", "Give this one a name of its own."
        )
