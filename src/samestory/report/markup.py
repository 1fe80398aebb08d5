"""Text from other people's systems, made fit to stand in a page: visible, bounded, escaped."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What every page written here may load: nothing but what it holds itself."""

# Control characters break XML; bidirectional and zero-width ones make a value look like another.
# The zero-width joiners stay: scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def printable(text: str) -> str:
    r"""Make characters visible that a reader could not see, or that a page must not hold.

    >>> printable("A-1042\u200b")
    'A-1042⟨U+200B⟩'
    """
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text.replace("\r\n", "\n"))


def shortened(text: str, most: int) -> str:
    """Cut to at most `most` characters, the last of them an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def render(template: str, values: Mapping[str, object]) -> str:
    """Fill in a template of this package; every value is made printable and escaped."""
    return _templates().get_template(template).render(policy=CONTENT_POLICY, **values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("samestory.report"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _visible(value: object) -> object:
    """What a template writes for a value: markup as it is, everything else printable."""
    return value if isinstance(value, Markup) else printable(str(value))
