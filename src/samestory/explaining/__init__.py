"""From a verdict to what a person reads: the story as data first, every drawing of it second."""

from samestory.explaining._record import story_from, story_record
from samestory.explaining._sentences import sentence, sentences_not_asked
from samestory.explaining._story import Asked, Cell, Column, Flag, Row, Story, story
from samestory.explaining._text import explain, text
from samestory.explaining._values import side_by_side

__all__ = [
    "Asked",
    "Cell",
    "Column",
    "Flag",
    "Row",
    "Story",
    "explain",
    "sentence",
    "sentences_not_asked",
    "side_by_side",
    "story",
    "story_from",
    "story_record",
    "text",
]
