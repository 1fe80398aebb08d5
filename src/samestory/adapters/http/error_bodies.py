"""Errors in the body of an answer whose status is 200, and how a landscape names their place."""

from collections.abc import Mapping
from typing import NamedTuple

from samestory.adapters.http.messages import in_brief

_ERRORS = ("error", "errors", "error_message", "errorMessage", "error_description", "fault")
_TEXTS = ("message", "detail", "description", "reason", "msg", "title", "text")
_FLAGS = ("success", "ok", "succeeded")
_STATES = ("status", "result", "state")
_FAILED = ("error", "fail", "failed", "failure")
_FINE = frozenset({"none", "no", "no error", "null", "ok", "success", "false", "0"})
"""Values that mean that nothing is wrong."""
_FEW = 4
"""The most keys that an answer has which is a message and nothing else."""


class Complaint(NamedTuple):
    """A likely error in an answer, and its place (JMESPath)."""

    path: str
    said: object

    def __str__(self) -> str:
        """Return the error in one line."""
        return f"what looks like an error: {in_brief(self.said)}"

    @property
    def fix(self) -> str:
        """The line that the landscape lacks."""
        return f'error = "{self.path}"'


def complaint(document: object) -> Complaint | None:
    """Return what looks like an error in an answer, None if nothing does."""
    if not isinstance(document, Mapping):
        return None
    for name in _ERRORS:
        if _is_wrong(document.get(name)):
            return _within(name, document[name])
    text = _text_in(document)
    if text is None:
        return None
    for name in _FLAGS:
        if document.get(name) is False:
            return Complaint(f"{name} == `false` && {text}", document[text])
    for name in _STATES:
        said = document.get(name)
        if isinstance(said, str) and said.lower() in _FAILED:
            return Complaint(f"{name} == '{said}' && {text}", document[text])
    is_flat = not any(isinstance(each, Mapping | list) for each in document.values())
    return Complaint(text, document[text]) if is_flat and len(document) <= _FEW else None


def _within(path: str, said: object) -> Complaint:
    """Return the text of an error that is an object, or the first of several."""
    if isinstance(said, list):
        return _within(f"{path}[0]", said[0])
    text = _text_in(said) if isinstance(said, Mapping) else None
    if text is None or not isinstance(said, Mapping):
        return Complaint(path, said)
    return Complaint(f"{path}.{text}", said[text])


def _text_in(document: Mapping[str, object]) -> str | None:
    texts = {name: document.get(name) for name in _TEXTS}
    return next((name for name, each in texts.items() if _is_text(each)), None)


def _is_text(said: object) -> bool:
    return isinstance(said, str) and bool(said.strip()) and _is_wrong(said)


def _is_wrong(said: object) -> bool:
    return bool(said) and str(said).strip().lower() not in _FINE
