"""Questions with blanks: `{key}` and `{of}` stand for the subject's key and its owner's address."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from samestory.errors import WrongCall
from samestory.model import Subject
from samestory.systems.entries import Question

BLANKS = ("key", "of")

_BLANK = re.compile(r"\{([A-Za-z_]\w*)\}")


def blanks(template: str) -> list[str]:
    """The names in braces, in the order in which they stand."""
    return _BLANK.findall(template)


def blanks_within(question: Question) -> set[str]:
    """The names in braces anywhere in a question."""
    return set(blanks(json.dumps(dict(question.find), default=str)))


def check(subject: Subject) -> None:
    """Refuse (WrongCall) a key or an address that could smuggle something into a request.

    Control characters end headers and commands (imaplib and imapclient send CR and LF on), lone
    surrogates cannot be sent at all, and `.` or `..` would climb in a path.
    """
    for what, text in (("key", subject.key), ("address", subject.of or "")):
        bad = next((each for each in text if unicodedata.category(each) in {"Cc", "Cs"}), None)
        if bad is not None:
            raise WrongCall(
                f"The {what} {text!r} of the {subject.kind} holds the control character "
                f"U+{ord(bad):04X}; nobody was asked.\n  Give the {what} without it."
            )
        if text in {".", ".."}:
            raise WrongCall(
                f"The {what} {text!r} of the {subject.kind} is a step in a path; nobody was "
                f"asked.\n  Give a real {what}."
            )


def filled(template: str, subject: Subject) -> str:
    """The question about this subject, its blanks filled in literally."""
    return _fill(template, subject, str)


def filled_url(template: str, subject: Subject) -> str:
    """The same for a URL: a filled-in value can never become a second parameter or segment."""
    return _fill(template, subject, lambda text: quote(text, safe=""))


def filled_json(template: Any, subject: Subject) -> Any:
    """The same for every string in a JSON document."""
    if isinstance(template, str):
        return filled(template, subject)
    if isinstance(template, list):
        return [filled_json(each, subject) for each in template]
    if isinstance(template, dict):
        return {key: filled_json(each, subject) for key, each in template.items()}
    return template


def _fill(template: str, subject: Subject, written: Callable[[str], str]) -> str:
    check(subject)

    def value(match: re.Match[str]) -> str:
        if match[1] == "key":
            return written(subject.key)
        if match[1] != "of":
            return match[0]
        if subject.of is None:
            raise WrongCall(
                f"Whose {subject} is it? The question needs the customer's mail address ({{of}}).\n"
                f"  Name the customer with the {subject.kind}."
            )
        return written(subject.of)

    return _BLANK.sub(value, template)
