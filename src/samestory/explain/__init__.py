"""From a verdict to what a person reads: the story as data first, every drawing of it second.

`explained` masks a verdict and tells it; `text` draws a story as plain text, `html` as a table,
`svg` its timeline as a picture.
"""

from samestory.explain._explained import Explained, explained
from samestory.explain._headline import sentence
from samestory.explain._names import counted, joined, number
from samestory.explain._outcome_styles import STYLES, OutcomeStyle
from samestory.explain._sentences import sentences_not_asked
from samestory.explain._story import Cell, Column, Flag, Row, Source, VerdictStory
from samestory.explain._telling import NO_RECORD, UNTOLD, story, system_outcome
from samestory.explain._text import explanation, text
from samestory.explain._timeline import Lane, Mark, Moment, Timeline, agreeing_since, timeline
from samestory.explain._values import side_by_side

__all__ = [
    "NO_RECORD",
    "STYLES",
    "UNTOLD",
    "Cell",
    "Column",
    "Explained",
    "Flag",
    "Lane",
    "Mark",
    "Moment",
    "OutcomeStyle",
    "Row",
    "Source",
    "Timeline",
    "VerdictStory",
    "agreeing_since",
    "counted",
    "explained",
    "explanation",
    "joined",
    "number",
    "sentence",
    "sentences_not_asked",
    "side_by_side",
    "story",
    "system_outcome",
    "text",
    "timeline",
]
