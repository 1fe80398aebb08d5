"""Placeholders in questions: `{key}` is the subject's key, `{of}` its owner's mail address.

A placeholder may have filters, which are applied from left to right: `{key|lower|md5}`.
"""

import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import md5
from types import MappingProxyType
from typing import Any, TypeGuard
from urllib.parse import quote

from samestory.core.model import Subject
from samestory.errors import WrongCall
from samestory.extraction.entries import Question

SUBJECT_PLACEHOLDERS = ("key", "of")
CREDENTIALS = ("user", "password")
"""The placeholders of systems that want credentials within the question."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)((?:\|[^{}|\"]*)*)\}")


def _percent_encoded(text: str) -> str:
    """Slashes included (RFC 3986): one value, anywhere in a URL."""
    return quote(text, safe="")


FILTERS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "lower": str.lower,
        "urlencode": _percent_encoded,
        "base64": lambda text: b64encode(text.encode()).decode(),
        "md5": lambda text: md5(text.encode(), usedforsecurity=False).hexdigest(),
        "doubled": lambda text: text.replace("'", "''"),
        "escaped": lambda text: re.sub(r"(['\"\\])", r"\\\1", text),
        "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    }
)
"""By name: lower case, percent-encoding, base64, the hex digits of MD5, and three ways of quoting:
single quotes doubled (SQL), quotes and backslashes after a backslash (SOQL), and as in a string of
JSON (RFC 8259)."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place to fill in: the name of the value, and its filters."""

    name: str
    filters: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as a template spells it."""
        return f"{{{'|'.join((self.name, *self.filters))}}}"

    def filtered(self, text: str) -> str:
        """Return the text after all filters."""
        for each in self.filters:
            text = FILTERS[each](text)
        return text


def split_template(template: str) -> Iterator[str | Placeholder]:
    """Split a template; what only looks like a placeholder stays text."""
    at = 0
    for match in _PLACEHOLDER.finditer(template):
        found = _placeholder(match)
        if all(each in FILTERS for each in found.filters):
            yield template[at : match.start()]
            yield found
            at = match.end()
    yield template[at:]


def is_link(template: str) -> bool:
    """Whether it is one placeholder alone that an earlier answer fills: a link to follow."""
    parts = [each for each in split_template(template) if each]
    given = {*SUBJECT_PLACEHOLDERS, *CREDENTIALS}
    return len(parts) == 1 and isinstance(parts[0], Placeholder) and parts[0].name not in given


def names_its_record(find: Mapping[str, Any]) -> bool:
    """Whether a question's address is that of the record: it does not search."""
    place = str(find.get("path") or find.get("set") or "").partition("?")[0]
    return bool(placeholder_names(place)) and not {"query", "body", "form"} & find.keys()


def placeholders_in(template: str) -> list[Placeholder]:
    """Return everything that looks like a placeholder, also with unknown filters, in order."""
    return [_placeholder(match) for match in _PLACEHOLDER.finditer(template)]


def without_placeholders(template: str, instead: str) -> str:
    """Return the template with another text in place of what looks like a placeholder."""
    return _PLACEHOLDER.sub(instead, template)


def placeholder_names(template: str) -> list[str]:
    """Return the names in braces, in order."""
    return [each.name for each in placeholders_in(template)]


def placeholders_within(question: Question) -> set[str]:
    """Return the names in braces anywhere in a question and in those before it."""
    hops = [name for hop in question.via for name in placeholders_within(hop.question)]
    shown = json.dumps(dict(question.find), default=str, ensure_ascii=False)
    return {*placeholder_names(shown), *hops}


def check_subject(subject: Subject) -> None:
    """Raise `WrongCall` for a key or an address that could inject something into a request.

    Control characters end headers and commands (imaplib and imapclient send CR and LF on), lone
    surrogates cannot be sent, `.` and `..` climb in a path, and a blank key asks for everything.
    """
    if _is_invisible(subject.key):
        raise WrongCall(
            f"The key {subject.key!r} of the {subject.kind} is blank, which may mean any of them; "
            "no system was asked.\n  Give a real key."
        )
    for what, text in (("key", subject.key), ("address", subject.of or "")):
        problem = harm_in(text)
        if problem:
            raise WrongCall(
                f"The {what} {text!r} of the {subject.kind} {problem}; no system was asked.\n"
                f"  Give {'a real ' + what if text in _STEPS else f'the {what} without it'}."
            )


def _is_invisible(text: str) -> bool:
    return all(unicodedata.category(each) in {"Zs", "Zl", "Zp", "Cf"} for each in text)


_STEPS = {".", ".."}


def harm_in(text: str) -> str | None:
    """Return what could do harm in a request ("holds the control character ..."), or None."""
    bad = next((each for each in text if unicodedata.category(each) in {"Cc", "Cs"}), None)
    if bad is not None:
        return f"holds the control character U+{ord(bad):04X}"
    return "is a step in a path" if text in _STEPS else None


@dataclass(frozen=True, slots=True)
class PlaceholderValues:
    """The values of a question's placeholders: a subject, and what earlier answers gave.

    `taken` are texts, numbers, or lists of them.
    """

    subject: Subject
    taken: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_subject(self.subject)

    def text(self, template: str) -> str:
        """Return the template filled in literally; a list is joined by commas."""
        return self.woven(template, lambda text, _: text)

    def url(self, template: str) -> str:
        """Return a URL filled in: no value can become a second parameter or segment.

        Every value is percent-encoded once, so `urlencode` as the last filter changes nothing.
        """
        return self.woven(template, _within_url)

    def parameter(self, template: str) -> str:
        """Return the value of one parameter filled in, all of it percent-encoded."""
        return "".join(
            self.url(str(each)) if self._fills(each) else _percent_encoded(str(each))
            for each in split_template(template)
        )

    def json(self, template: Any) -> Any:
        """Return a JSON document filled in; a text that is one placeholder may become a number."""
        if isinstance(template, str):
            return self._alone(template)
        if isinstance(template, list):
            return [self.json(each) for each in template]
        if isinstance(template, Mapping):
            return {key: self.json(each) for key, each in template.items()}
        return template

    def woven(self, template: str, written: Callable[[str, Placeholder], str]) -> str:
        """Return the template, each value (each member of a list) written by `written`."""
        return "".join(
            self._written(each, written) if self._fills(each) else str(each)
            for each in split_template(template)
        )

    def _fills(self, piece: str | Placeholder) -> TypeGuard[Placeholder]:
        return isinstance(piece, Placeholder) and (
            piece.name in SUBJECT_PLACEHOLDERS or piece.name in self.taken
        )

    def _written(self, place: Placeholder, written: Callable[[str, Placeholder], str]) -> str:
        value = self._value(place)
        members = value if isinstance(value, list) else [value]
        return ",".join(written(place.filtered(str(each)), place) for each in members)

    def _alone(self, template: str) -> object:
        parts = list(split_template(template))
        if len(parts) == 3 and parts[0] == parts[2] == "":
            place = parts[1]
            if self._fills(place) and not place.filters:
                return self._value(place)
        return self.text(template)

    def _value(self, place: Placeholder) -> object:
        if place.name == "key":
            return self.subject.key
        if place.name == "of":
            return self._owner()
        return self.taken[place.name]

    def _owner(self) -> str:
        if self.subject.of is None:
            raise WrongCall(
                f"Whose {self.subject} is it? The question needs the customer's mail address "
                f"({{of}}).\n  Name the customer with the {self.subject.kind}."
            )
        return self.subject.of


def filled(template: str, subject: Subject) -> str:
    """Return a template with `{key}` and `{of}` of this subject filled in literally."""
    return PlaceholderValues(subject).text(template)


def _placeholder(match: re.Match[str]) -> Placeholder:
    filters = match[2].split("|")[1:]
    return Placeholder(match[1], tuple(each.strip() for each in filters))


def _within_url(text: str, place: Placeholder) -> str:
    return text if place.filters[-1:] == ("urlencode",) else _percent_encoded(text)
