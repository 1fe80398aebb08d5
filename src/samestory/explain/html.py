"""HTML pages that act on nothing: the story as a table, and the templates of every other page."""

import re
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from samestory.explain._outcome_styles import STYLES
from samestory.explain._story import VerdictStory
from samestory.explain._telling import UNTOLD

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What every page written here may load: nothing but what it contains."""
LONG = 24
"""Characters; a promised value longer than this is not repeated for every system that agrees."""

# Control characters break XML; bidirectional and zero-width ones make a value look like another.
# The zero-width joiners stay: scripts and emoji need them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def agreement_page(story: VerdictStory) -> str:
    """Return who says what as one HTML page without scripts, 550 px wide or scrolling inside."""
    return render("samestory.explain", "agreement.html", story=story)


def render(package: str, template: str, **values: object) -> str:
    """Fill in a template of a package; every value is made printable and escaped.

    Each template can use those of this package, `policy`, and the `styles` of outcomes.
    """
    return _templates(package).get_template(template).render(values)


@cache
def _templates(package: str) -> Environment:
    templates = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("samestory.explain")]),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(policy=CONTENT_POLICY, styles=STYLES, long=LONG, untold=UNTOLD)
    return templates


def _visible(value: object) -> object:
    return value if isinstance(value, Markup) else printable(str(value))


def printable(text: str) -> str:
    r"""Make characters visible that a reader could not see, or that a page must not contain.

    >>> printable("A-1042\u200b")
    'A-1042⟨U+200B⟩'
    """
    return _UNSEEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text.replace("\r\n", "\n"))


def shortened(text: str, most: int) -> str:
    """Cut to at most `most` characters, the last of them an ellipsis if something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
