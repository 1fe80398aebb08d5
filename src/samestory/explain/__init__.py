"""From a verdict to what a person reads: the story as data first, every drawing of it second."""

from samestory.explain._record import story_from, story_record
from samestory.explain._sentences import sentence, sentences_not_asked
from samestory.explain._story import Asked, Cell, Column, Flag, Row, Story, story
from samestory.explain._text import explanation, text
from samestory.explain._values import side_by_side

__all__ = [
    "Asked",
    "Cell",
    "Column",
    "Flag",
    "Row",
    "Story",
    "explanation",
    "sentence",
    "sentences_not_asked",
    "side_by_side",
    "story",
    "story_from",
    "story_record",
    "text",
]
