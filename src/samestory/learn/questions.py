"""The question by which an answer came: its address, with the key as a placeholder."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from jmespath.exceptions import JMESPathError

from samestory.extraction.entries import ANSWER
from samestory.extraction.paths import value_at
from samestory.learn.assembling import Shape
from samestory.learn.candidates import KnownSubject

ODATA = ("filter", "select", "expand", "orderby")
"""The options of OData that a landscape names."""
_SECRET = re.compile(
    r"(?P<before>[?&](?P<name>[\w.-]*(?:token|secret|passw(?:or)?d|api-?_?key|signature|\bsig\b)"
    r"[\w.-]*)=)(?P<value>[^&#]+)",
    re.IGNORECASE,
)
"""A parameter whose value nobody else may know."""
SOME_PATH = "/unknown?number={key}"
SOME_QUESTION: Mapping[str, Any] = {
    "json": SOME_PATH,
    "odata": {"set": "Unknown", "filter": "Number eq '{key}'"},
    "json-rpc": {"path": "/unknown", "method": "unknown", "params": {"number": "{key}"}},
    "xml-rpc": {"path": "/unknown", "method": "unknown", "params": ["{key}"]},
}
"""By dialect, a question in place of one that is not known."""


def base_of(url: str) -> str:
    """Return the origin of an address: "https://crm.example.com"."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def secrets_in(url: str) -> list[str]:
    """Return the values of the parameters of an address that are secrets by their names."""
    return [unquote(found["value"]) for found in _SECRET.finditer(url)]


def without_secrets(url: str) -> str:
    """Return an address whose secrets are read from the environment: `api_key=${API_KEY}`."""
    return _SECRET.sub(lambda found: f"{found['before']}${{{_variable(found['name'])}}}", url)


def _variable(name: str) -> str:
    return re.sub(r"\W+", "_", name).upper()


def question_of(
    speaks: str, shape: Shape, known: KnownSubject, urls: Sequence[str], document: object
) -> tuple[dict[str, Any], list[str]]:
    """Return how it is asked, as far as the addresses show it, and what remains open."""
    asking = _Asking(speaks, shape, known, urls, document)
    return asking.question(), asking.open


@dataclass(slots=True)
class _Asking:
    _speaks: str
    _shape: Shape
    _known: KnownSubject
    _urls: Sequence[str]
    _document: object
    _taken: dict[str, str] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def question(self) -> dict[str, Any]:
        """Return the question, and those on the way to it."""
        hops = [self._hop(at, name) for at, name in enumerate(self._shape.names)]
        find = self._find(len(self._shape.names), "find")
        paging = self._paging(ANSWER)
        return ({"via": hops} if hops else {}) | {"find": find} | paging

    def _hop(self, at: int, name: str) -> dict[str, Any]:
        find = self._find(at, f"via {name}")
        take = self._shape.takes[at]
        for placeholder, path in take.items():
            value = _value(self._document, name, path)
            if value:
                self._taken[value] = placeholder
        if not take:
            self.open.append(f"via {name}: what the next question takes out of it")
        hop: dict[str, Any] = {"name": name, "find": find}
        return hop | ({"take": dict(take)} if take else {}) | self._paging(name)

    def _paging(self, name: str) -> dict[str, Any]:
        paging = self._shape.paging.get(name)
        if paging is None:
            return {}
        if "parameter" in paging:
            self.open.append(f"paging: {paging['parameter']!r} may be called otherwise")
        return {"paging": dict(paging)}

    def _find(self, at: int, called: str) -> Any:
        first = self._shape.firsts[at] if at < len(self._shape.firsts) else 0
        url = self._urls[first] if first < len(self._urls) else ""
        names = {f"{{{each}}}" for each in self._taken.values()} | {"{key}", "{of}"}
        if url:
            found = self._from(url)
            if any(name in str(found) for name in names):
                return found
            self.open.append(f"{called}: its address does not say what it asks about")
        else:
            self.open.append(f"{called}: how it is asked about an order")
        if self._taken and self._speaks == "json":
            return f"/unknown?id={{{next(reversed(self._taken.values()))}}}"
        return SOME_QUESTION[self._speaks]

    def _from(self, url: str) -> Any:
        if self._speaks == "odata":
            return self._odata(url)
        parts = urlsplit(url)
        asked = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        return self._with_placeholders(without_secrets(asked))

    def _odata(self, url: str) -> dict[str, Any]:
        """Return a question in the words of OData: its set, its filter, what it brings along."""
        parts = urlsplit(url)
        options = dict(parse_qsl(without_secrets(f"?{parts.query}")[1:]))
        found = {
            name: self._with_placeholders(options[f"${name}"])
            for name in ODATA
            if f"${name}" in options
        }
        return {"set": self._with_placeholders(unquote(parts.path).lstrip("/")), **found}

    def _with_placeholders(self, text: str) -> str:
        known, named = self._known, dict[str, str]()
        if known.of and known.kind == "order":
            named[known.of] = "{of}"
        named[known.key] = "{key}"
        named |= {value: f"{{{name}}}" for value, name in self._taken.items()}
        for value, placeholder in named.items():
            for written in dict.fromkeys((quote(value, safe=""), quote(value), value)):
                text = text.replace(written, placeholder)
        return text


def _value(document: object, name: str, path: str) -> str:
    try:
        found = value_at(path, document.get(name) if isinstance(document, Mapping) else None)
    except JMESPathError:
        return ""
    return str(found) if isinstance(found, str | int) else ""
