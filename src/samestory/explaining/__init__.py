"""From a verdict to what a person reads: the story as data first, every drawing of it second."""

from samestory.explaining._record import as_record, story_from
from samestory.explaining._sentences import sentence, sentences_not_asked
from samestory.explaining._story import Asked, Cell, Column, Flag, Row, Story, story
from samestory.explaining._text import explain, text

__all__ = [
    "Asked",
    "Cell",
    "Column",
    "Flag",
    "Row",
    "Story",
    "as_record",
    "explain",
    "sentence",
    "sentences_not_asked",
    "story",
    "story_from",
    "text",
]
