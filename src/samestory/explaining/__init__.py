"""From a verdict to what a person reads: the story as data first, the text drawn from it second."""

from samestory.explaining._sentences import sentence
from samestory.explaining._story import Asked, Cell, Column, Flag, Row, Story, story
from samestory.explaining._text import explain

__all__ = ["Asked", "Cell", "Column", "Flag", "Row", "Story", "explain", "sentence", "story"]
