"""Questions on the way: what is asked first, and what it takes out of the answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from samestory.adapters.http.paging_config import read_paging_of
from samestory.adapters.http.query_config import read_find
from samestory.config.config_errors import table_name
from samestory.config.json_paths import check_path
from samestory.config.tables import Table
from samestory.extraction.entries import ANSWER, TAKE, Header, Hop, Paging, Question

ReadPage = Callable[[Table], object]
"""Reads the key `page` of a table: how an answer that is no document becomes one."""

_NAME = re.compile(r"[A-Za-z_]\w*")


def no_page(_: Table) -> object:
    """For answers that are documents already."""
    return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What holds for all questions to a system.

    Its dialect, how it tells long lists and errors, the blanks that are filled from the start,
    and how its pages are read.
    """

    speaks: str
    paging: Paging | None
    error: str
    blanks: tuple[str, ...]
    read_page: ReadPage


def read_via(table: Table, asked: Asked) -> list[Hop]:
    """The list `via = [ { name, find, take } ]`: each may use what those before it took."""
    hops: list[Hop] = []
    for inner in table.rows("via"):
        hops.append(_hop(inner, asked, known_after(hops, asked.blanks)))
        _check_name(inner, hops)
    return hops


def known_after(hops: list[Hop], blanks: tuple[str, ...]) -> list[str]:
    """The blanks that are filled after these hops."""
    return [*blanks, *(name for hop in hops for name in hop.take)]


def _hop(table: Table, asked: Asked, known: list[str]) -> Hop:
    name = table.needed_text("name", '"customer"')
    question = read_question(table, asked, known)
    take = _take(table, known)
    table.unknown_keys()
    where = f"{table.mistakes.file}, {table_name(table.place)}{TAKE}"
    return Hop(name=name, question=question, take=take, where=where)


def read_question(table: Table, asked: Asked, known: list[str]) -> Question:
    """`find`, `absent`, `answers`, `error`, `page`, `paging`: what one question may have."""
    find = read_find(table, asked.speaks, known)
    absent = table.numbers("absent", ())
    return Question(
        find=find,
        absent=absent if "absent" in table.content else None,
        answers=table.numbers("answers", ()),
        error=read_error(table, asked.error),
        page=asked.read_page(table),
        paging=read_paging_of(table, asked.paging, asked.speaks, find),
    )


def read_error(table: Table, usual: str = "") -> str:
    """`error`: where an answer says what went wrong (JMESPath)."""
    error = table.text("error", usual)
    if "error" in table.content:
        check_path(table, "error", error)
    return error


def _take(table: Table, known: list[str]) -> dict[str, str | Header]:
    """What is taken from where: `token` (JMESPath), or `{ header = "X-Auth-Token" }`."""
    inner = table.table("take")
    taken = {blank: _place(inner, blank) for blank in inner.content}
    for blank, place in taken.items():
        if blank in known or not _NAME.fullmatch(blank):
            table.mistake(
                f"'take' fills a blank {{{blank}}}, which {_why_not(blank, known)}.",
                "Give it another name, such as customer_id.",
            )
        if isinstance(place, str):
            check_path(table, blank, place)
    return taken


def _place(table: Table, blank: str) -> str | Header:
    if not isinstance(table.content[blank], Mapping):
        return table.needed_text(blank, '"data[0].id", or { header = "X-Auth-Token" }')
    inner = table.table(blank)
    header = Header(inner.needed_text("header", '"X-Auth-Token"'))
    inner.unknown_keys()
    return header


def _why_not(blank: str, known: list[str]) -> str:
    return "is filled already" if blank in known else "is no name"


def _check_name(table: Table, hops: list[Hop]) -> None:
    *before, hop = hops
    if hop.name and not _NAME.fullmatch(hop.name):
        table.mistake(f"the name '{hop.name}' is no word.", "Use letters, digits and '_'.")
    if hop.name == ANSWER or hop.name in [each.name for each in before]:
        table.mistake(
            f"there is another answer called '{hop.name}'.", "Give this one a name of its own."
        )
