"""The blanks in a question: known names and filters only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from samestory.landscape.mistakes import did_you_mean, listed
from samestory.landscape.tables import Table
from samestory.systems.templates import BLANKS, FILTERS, all_blanks


def check_blanks(table: Table, template: object, known: Collection[str] = BLANKS) -> None:
    """Note every blank that nothing fills, and every unknown filter, in a text or a document."""
    for text in texts_within(template):
        for blank in all_blanks(text):
            if blank.name not in known:
                names = ", ".join(f"{{{each}}}" for each in known)
                table.mistake(
                    f"unknown blank {{{blank.name}}} in '{text}'.",
                    f"{did_you_mean(blank.name, known)}Known: {names}.",
                )
            for name in blank.filters:
                if name not in FILTERS:
                    table.mistake(
                        f"unknown filter '{name}' in '{text}'.",
                        f"{did_you_mean(name, FILTERS)}Known: {listed(FILTERS)}.",
                    )


def texts_within(document: object) -> Iterator[str]:
    """Every text in a document, however deep."""
    if isinstance(document, str):
        yield document
    elif isinstance(document, list):
        for each in document:
            yield from texts_within(each)
    elif isinstance(document, Mapping):
        for each in document.values():
            yield from texts_within(each)
