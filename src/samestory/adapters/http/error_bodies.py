"""Errors in the body of an answer whose status is 200, and how a landscape names their place."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from samestory.adapters.http.messages import in_brief

_ERRORS = (
    *("error", "errors", "errormessage", "errordescription", "fault"),
    *("fehler", "fejl", "feil", "fel", "fout", "erreur", "erreurs", "errore", "errores", "erro"),
)
"""Names under which an error stands, in any case, without underscores."""
_TEXTS = (
    *("message", "detail", "description", "reason", "msg", "title", "text"),
    *("meldung", "nachricht", "besked", "tekst", "melding", "texte", "mensaje", "messaggio"),
)
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
    text: str = ""
    """The place of what it says, if `path` also asks for a sign of failure."""

    def __str__(self) -> str:
        """Return the error in one line."""
        return f"what looks like an error: {in_brief(self.said)}"

    @property
    def fix(self) -> str:
        """The line that the landscape lacks."""
        return f"error = {_toml(self.path)}"

    @property
    def fix_of_absence(self) -> str:
        """That line, and the one for a system that says "no such record" by this very error."""
        if not isinstance(self.said, str):
            return self.fix
        word = self.said.replace("\\", "\\\\").replace("'", "\\'")
        but_this = f"{self.text or self.path} != '{word}' && {self.path}"
        return f"{self.fix}, or error = {_toml(but_this)} if this says that there is no such record"


def complaint(document: object) -> Complaint | None:
    """Return what looks like an error in an answer, None if nothing does."""
    found = named_error(document)
    if found is not None or not isinstance(document, Mapping):
        return found
    text = _text_in(document)
    is_flat = not any(isinstance(each, Mapping | list) for each in document.values())
    bare = text is not None and is_flat and len(document) <= _FEW
    return Complaint(_key(text), document[text]) if text and bare else None


def named_error(document: object) -> Complaint | None:
    """Return what an answer itself calls an error or a failure, None if nothing."""
    if not isinstance(document, Mapping):
        return None
    for name in _ERRORS:
        key = _spelled(name, document)
        if key is not None and _is_wrong(document[key]):
            return _within(_key(key), document[key])
    text = _text_in(document)
    return None if text is None else _failure(document, text)


def _failure(document: Mapping[str, object], text: str) -> Complaint | None:
    for name in _FLAGS:
        key = _spelled(name, document)
        if key is not None and document[key] is False:
            path = f"{_key(key)} == `false` && {_key(text)}"
            return Complaint(path, document[text], _key(text))
    for name in _STATES:
        key = _spelled(name, document)
        said = None if key is None else document[key]
        if key is not None and isinstance(said, str) and said.lower() in _FAILED:
            path = f"{_key(key)} == '{said}' && {_key(text)}"
            return Complaint(path, document[text], _key(text))
    return None


def _within(path: str, said: object) -> Complaint:
    """Return the text of an error that is an object, or the first of several."""
    if isinstance(said, list):
        return _within(f"{path}[0]", said[0])
    text = _text_in(said) if isinstance(said, Mapping) else None
    if text is None or not isinstance(said, Mapping):
        return Complaint(path, said)
    return Complaint(f"{path}.{_key(text)}", said[text])


def _text_in(document: Mapping[str, object]) -> str | None:
    """The key of the first text that says what went wrong."""
    keys = [key for name in _TEXTS if (key := _spelled(name, document)) is not None]
    return next((key for key in keys if _is_text(document[key])), None)


def _spelled(name: str, document: Mapping[str, object]) -> str | None:
    """The key of this name as the document spells it, None if there is none."""
    return next((key for key in document if key.replace("_", "").lower() == name), None)


def _key(name: str) -> str:
    return name if name.isidentifier() and name.isascii() else json.dumps(name, ensure_ascii=False)


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _is_text(said: object) -> bool:
    return isinstance(said, str) and bool(said.strip()) and _is_wrong(said)


def _is_wrong(said: object) -> bool:
    return bool(said) and str(said).strip().lower() not in _FINE
