"""The texts that a landscape looks for in mails: `read.total = { css = "td.total" }`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from pydantic import BeforeValidator, ValidationInfo

from samestory.adapters.imap.texts import PLACES, Matched, Selected, Wanted
from samestory.config.config_errors import Placed
from samestory.config.value_types import OneOf
from samestory.config.words import Surroundings, Words, word
from samestory.extraction.patterns import pattern_problem
from samestory.extraction.selectors import css_problem


class SoughtText(Words):
    """A text of a mail: by a selector (CSS) or by a pattern."""

    css: str | None = word("The selector of the element that holds it.", "td.total", default=None)
    attribute: str | None = word(
        "The attribute of that element, instead of its text.", "href", default=None
    )
    pattern: str | None = word(
        "A regular expression that finds it.", "Total: ([0-9.]+)", default=None
    )
    in_: Annotated[str, OneOf(PLACES)] = word(
        "Where the pattern is looked for.", "subject", default="text"
    )

    def check(self, around: Surroundings) -> None:
        """Note a text that is described twice, not at all, or in a way that cannot be read."""
        if (self.css is None) == (self.pattern is None):
            around.mistake(
                "it takes either 'css' or 'pattern'.",
                'Say where the text is: css = "td.total", or pattern = "Total: (.*)".',
            )
            return
        other = "in" if self.css is not None else "attribute"
        if f"{other}_" in self.model_fields_set or other in self.model_fields_set:
            known = {"css", "attribute"} if self.css is not None else {"pattern", "in"}
            around.mistakes.unknown(around.place, "key", other, known)
        _check(around, "css", self.css, css_problem, "a selector: td.total, or #sum > b")
        example = "a regular expression: Total: ([0-9.]+)"
        _check(around, "pattern", self.pattern, pattern_problem, example)

    def wanted(self) -> Wanted:
        """Return what looks for it."""
        if self.css is not None:
            return Selected(self.css, self.attribute or None)
        return Matched(self.pattern or "", self.in_)


def _check(
    around: Surroundings,
    key: str,
    said: str | None,
    problem: Callable[[str], str | None],
    example: str,
) -> None:
    found = None if said is None else problem(said)
    if found is not None:
        around.mistake(f"'{key}' is '{said}', which cannot be read: {found}.", f"Write {example}.")


def _opened(value: object, info: ValidationInfo) -> object:
    """A plain text is short for `{ css = ... }`."""
    if info.context is None or not isinstance(value, Mapping):
        return value
    place = (*info.context.place, "read")
    return {
        name: Placed({"css": each}, (*place, name)) if isinstance(each, str) else each
        for name, each in value.items()
    }


SoughtTexts = Annotated[
    dict[str, SoughtText],
    BeforeValidator(_opened, json_schema_input_type=dict[str, str | SoughtText]),
]
"""By name, each text that is looked for; a plain text is a selector."""
