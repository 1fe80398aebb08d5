"""The texts that a landscape looks for in mails: `read.total = { css = "td.total" }`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from samestory.config.config_errors import did_you_mean, listed
from samestory.config.tables import Table
from samestory.extraction.patterns import pattern_problem
from samestory.extraction.selectors import css_problem

if TYPE_CHECKING:
    from samestory.adapters.imap.texts import Wanted


def read_texts(table: Table) -> dict[str, Wanted]:
    """By name, each text that the table `read` describes: by a selector (CSS) or by a pattern."""
    if "read" not in table.content:
        table.asked.add("read")
        return {}
    inner = table.table("read")
    found = {name: _wanted(inner, name) for name in inner.content}
    return {name: wanted for name, wanted in found.items() if wanted is not None}


def _wanted(table: Table, name: str) -> Wanted | None:
    """A plain text is short for `{ css = ... }`."""
    said = table.content[name]
    inner = (
        Table({"css": said}, (*table.place, name), table.mistakes)
        if isinstance(said, str)
        else table.table(name)
    )
    if not isinstance(said, str | Mapping):
        return None
    if ("css" in inner.content) == ("pattern" in inner.content):
        inner.mistake(
            "it takes either 'css' or 'pattern'.",
            'Say where the text is: css = "td.total", or pattern = "Total: (.*)".',
        )
        return None
    wanted = _by_selector(inner) if "css" in inner.content else _by_pattern(inner)
    inner.unknown_keys()
    return wanted


def _by_selector(table: Table) -> Wanted:
    from samestory.adapters.imap.texts import Selected  # noqa: PLC0415 - only mails need it

    css, attribute = table.text("css"), table.text("attribute") or None
    _check(table, "css", css, css_problem, "a selector: td.total, or #sum > b")
    return Selected(css, attribute)


def _by_pattern(table: Table) -> Wanted:
    from samestory.adapters.imap.texts import PLACES, Matched  # noqa: PLC0415 - the same

    pattern, place = table.text("pattern"), table.text("in", "text")
    _check(table, "pattern", pattern, pattern_problem, "a regular expression: Total: ([0-9.]+)")
    if place not in PLACES:
        hint = f"{did_you_mean(place, PLACES)}Known: {listed(PLACES)}."
        table.mistake(f"unknown place '{place}' in 'in'.", hint)
    return Matched(pattern, place)


def _check(
    table: Table, key: str, said: str, problem: Callable[[str], str | None], example: str
) -> None:
    found = problem(said)
    if found is not None:
        table.mistake(f"'{key}' is '{said}', which cannot be read: {found}.", f"Write {example}.")
