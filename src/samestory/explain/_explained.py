"""The one way from a raw verdict to what may be shown and written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property

from samestory.core.verdict import Verdict
from samestory.explain._names import NONE
from samestory.explain._story import VerdictStory
from samestory.explain._telling import story
from samestory.explain._text import text
from samestory.explain._timeline import Timeline, timeline
from samestory.redaction import masked


@dataclass(frozen=True)
class Explained:
    """A verdict, masked, and what is drawn of it; only the evidence in it is still raw."""

    verdict: Verdict
    story: VerdictStory
    timeline: Timeline

    @cached_property
    def text(self) -> str:
        """The story as plain text; no line ends in spaces, and it ends without a line break."""
        return text(self.story)


def explained(  # noqa: PLR0913 - all but the verdict and the mask are by keyword
    verdict: Verdict,
    mask: Callable[[str], str],
    *,
    called: Mapping[str, str] = NONE,
    deadlines: Mapping[str, float] | None = None,
    not_asked: Mapping[str, str] = NONE,
    zone: tzinfo = UTC,
) -> Explained:
    """Mask a raw verdict and explain it, once for every place that shows or records it.

    `called` maps systems to display names ("erp" to "ERP"), `deadlines` to the seconds that they
    were given. `not_asked` are the systems that know such subjects and were not asked, and why.
    All times of day are those of `zone`, and name it.
    """
    hidden = masked(verdict, mask)
    return Explained(
        hidden,
        story(hidden, called, zone=zone, not_asked=not_asked),
        timeline(hidden, called, deadlines, zone=zone),
    )
