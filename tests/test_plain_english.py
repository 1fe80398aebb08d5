"""What people read is plain English: no word or turn of phrase that has to be decoded."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = ("src", "steps", "landscapes", "docs")
PAGES = (
    "*.md",
    "docs/**/*.md",
    "landscapes/*.md",
    "tests/**/golden/*.txt",
    "src/samestory/**/*.j2",
    "src/samestory/**/*.html",
)
BANNED = {
    r"\bwho(?:m)?ever\b": "anyone who, the person who",
    r"\bnobody's\b": "a noun: no system's, no record's",
    r"\b(?:tells?|told) of\b": "says, names, reports",
    r"\b(?:is|are|was|were) told so\b": "is reported",
    r"\b(?:what )?(?:becomes?|became|comes?|came) of\b": "the result of, what happens to",
    r"\bgoes astray\b": "is not found",
    r"\bdear\b": "expensive, slow",
    r"\bfor ever\b": "without end, always",
    r"\bcomes? round\b": "follows, agrees at last",
    r"\bso (?:many|often|long|stale) (?:may|must)\b": "at most N; the maximum rate; the age",
    r"\b(?:None|True|False|empty|nothing|Raises? `?\w+`?),? where\b": "if",
    r"[,;] where (?:there (?:is|are)|nothing|no|none|it (?:has|is not|cannot)|they)\b": "if",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\bheld against\b": "compared with",
}
"""What is not written, as a regular expression, and what to write instead."""


def test_no_text_holds_a_word_of_the_old_dialect() -> None:
    found = [
        f'{name}:{line}: "{words}"; write: {better}'
        for name, line, text in texts()
        for pattern, better in BANNED.items()
        for words in re.findall(pattern, text, re.IGNORECASE)
    ]

    assert [] == found


def texts() -> Iterator[tuple[str, int, str]]:
    """Every text that a person reads: its file, its first line, and what it says."""
    for folder in CODE:
        for file in (ROOT / folder).rglob("*.py"):
            for line, text in _said_in(file):
                yield str(file.relative_to(ROOT)), line, text
    for each in PAGES:
        for file in ROOT.glob(each):
            if not {"site", "_generated"} & {*file.parts} and file.name != "CHANGELOG.md":
                yield str(file.relative_to(ROOT)), 1, " ".join(file.read_text("utf-8").split())


def _said_in(file: Path) -> Iterator[tuple[int, str]]:
    """The comments and the texts in a module, docstrings among them."""
    source = io.StringIO(file.read_text("utf-8"))
    for token in tokenize.generate_tokens(source.readline):
        if token.type in {tokenize.COMMENT, tokenize.STRING}:
            yield token.start[0], " ".join(token.string.split())
