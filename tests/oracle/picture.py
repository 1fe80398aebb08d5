"""The figures as a picture: one row a story, one column for samestory and for each rival."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.sax.saxutils import escape

from tests.oracle.figures import Share, StoryFigures
from tests.oracle.rivals import RIVALS

ROW, LEFT, COLUMN, TOP = 18, 470, 108, 62
CAUGHT, MISSED, NOT_PLAYED = "#2f7d4f", "#c8442e", "#9aa1a9"
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#24292f}.quiet{fill:#656d76}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.quiet{fill:#9198a1}}"
)


def picture(stories: Sequence[StoryFigures], false_alarms: Mapping[str, Share]) -> str:
    """Return an SVG: how much of each bar is green is the share of trials that were caught.

    Above each column stands in how many trials of a healthy company there was an alarm.
    """
    width, height = LEFT + COLUMN * (1 + len(RIVALS)), TOP + ROW * len(stories) + 10
    names = ("samestory", *RIVALS)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            "<title>Which contradictions each tester caught, story by story</title>",
            f"<style>{STYLE}</style>",
            *(_text(LEFT + COLUMN * at, 24, name) for at, name in enumerate(names)),
            _text(LEFT - 10, 42, "false alarms in healthy trials", anchor="end", quiet=True),
            *(
                _text(LEFT + COLUMN * at, 42, str(false_alarms[name]), quiet=True)
                for at, name in enumerate(names)
            ),
            *(line for at, each in enumerate(stories) for line in _row(TOP + ROW * at, each)),
            "</svg>",
            "",
        ]
    )


def _row(top: int, story: StoryFigures) -> Iterator[str]:
    yield _text(34, top + 11, str(story.number), anchor="end", quiet=True)
    yield _text(42, top + 11, story.title)
    for at, share in enumerate((story.caught, *story.rivals.values())):
        yield from _bar(LEFT + COLUMN * at, top, share)


def _bar(left: int, top: int, share: Share) -> Iterator[str]:
    if not share.of:
        yield f'<rect x="{left}" y="{top + 6}" width="90" height="2" fill="{NOT_PLAYED}"/>'
        return
    green = round(90 * share.hits / share.of)
    yield f'<rect x="{left}" y="{top}" width="90" height="13" rx="2" fill="{MISSED}"/>'
    if green:
        yield f'<rect x="{left}" y="{top}" width="{green}" height="13" rx="2" fill="{CAUGHT}"/>'


def _text(x: int, y: int, text: str, *, anchor: str = "start", quiet: bool = False) -> str:
    style = ' class="quiet"' if quiet else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{style}>{escape(text)}</text>'
