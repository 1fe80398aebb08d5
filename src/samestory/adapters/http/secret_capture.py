"""Secrets that questions show, and those that logins hand out in return."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from samestory.adapters.http.messages import Reply
from samestory.config.entries import IN_THE_QUESTION, Auth
from samestory.extraction.entries import Header, Hop, Question
from samestory.extraction.placeholders import CREDENTIALS, placeholders_in, placeholders_within
from samestory.redaction import FOUND_FROM, MASK, Masker

_PRIVATE = re.compile(
    r"auth|cookie|token|session|secret|credential|passw|api-?key|csrf|xsrf|jwt|signature",
    re.IGNORECASE,
)
"""The names of headers that show who is asking."""
_ORDINARY = re.compile(
    r"date|server|connection|keep-alive|transfer-encoding|content-.*|accept-.*|vary|via|age|allow|"
    r"cache-control|expires|pragma|etag|last-modified|retry-after|strict-transport-security|"
    r"access-control-.*|referrer-policy|permissions-policy|x-powered-by|x-frame-options|"
    r"x-content-type-options|x-xss-protection|x-ratelimit-.*|ratelimit.*",
    re.IGNORECASE,
)
"""Headers that are the same for everybody; a login may hand out a secret in any other."""
_SEPARATORS = re.compile(r"[\s;,=\"]+")
_TOKEN = re.compile(r"(?=\S*[0-9])(?=\S*[A-Za-z])[^\s@:]{12,}")
"""A text that may be a token: long, in one piece, with letters and digits; no address, no time."""
_OPAQUE = re.compile(_TOKEN.pattern + r"|[\w+=~-]{20,}")
"""The same in a header: its words are few, and none of them is that long."""
_COOKIE = re.compile(
    r"(?:^|[;,])\s*(?!(?:path|domain|expires|max-age|samesite|priority|version|comment)=)"
    r"[^=;,\s]+=\"?([^;,\"]+)",
    re.IGNORECASE,
)
"""The value of a cookie, without its attributes: they are words that stand everywhere."""
_WORD = re.compile(r"[^\s<>{}]{8,4000}")
"""An answer that is one word and nothing else; it is quoted if it should have been another."""


@dataclass(slots=True)
class SecretCapture:
    """Teaches the masker the secrets that one system is shown and hands out.

    All that a login answers is as good as the credentials: see `is_login`.
    """

    auth: Auth
    masker: Masker
    _secrets: dict[str, object] = field(default_factory=dict)
    """The secrets, by the name of the placeholder that each fills."""
    _headers: set[str] = field(default_factory=set)
    """The headers in which questions show a secret."""

    def credentials(self) -> dict[str, object]:
        """Return the values of `{user}` and `{password}`, if the question shows them."""
        if self.auth.kind != IN_THE_QUESTION:
            return {}
        user, password = CREDENTIALS
        self._secrets[password] = self.auth.secret
        if self.masker.mask(self.auth.user) != self.auth.user:  # it came from the environment
            self._secrets[user] = self.auth.user
        return {user: self.auth.user, password: self.auth.secret}

    def is_login(self, hop: Hop, question: Question, about: set[str]) -> bool:
        """Whether a question on the way begins a session; `about` are the subject's placeholders.

        It does if it is not about the subject, and either shows a secret, or what it takes stands
        in a header: of its own answer, or of a later question that shows who is asking by it.
        """
        names = placeholders_within(hop.question)
        if names & about:
            return False
        later = [question, *(each.question for each in question.via)]
        shown = {name for each in later for name in _shown_in_private_headers(each)}
        return (
            bool(names & {*CREDENTIALS, *self._secrets})
            or any(isinstance(each, Header) for each in hop.take.values())
            or bool(shown & hop.take.keys())
        )

    def learn_question(self, question: Question) -> None:
        """Learn every secret in a question as its filters write it, and its headers."""
        shown = json.dumps(dict(question.find), default=str, ensure_ascii=False)
        for place in placeholders_in(shown):
            for text in _texts(self._secrets.get(place.name)):
                self.masker.learn(place.filtered(text))
        for name, value in question.find.get("headers", {}).items():
            if {each.name for each in placeholders_in(value)} & self._secrets.keys():
                self._headers.add(name.lower())

    def learn_taken(self, found: Mapping[str, object]) -> None:
        """Learn what a login gave; a short value (the number of a user) would be found anywhere."""
        for name, value in found.items():
            secrets = [each for each in _texts(value) if len(each) >= FOUND_FROM]
            if secrets:
                self._secrets[name] = secrets
                self.masker.learn(*secrets)

    def headers(self, reply: Reply) -> dict[str, str]:
        """Return the headers of a reply as they may be written down."""
        own = {self.auth.header.lower(), *self._headers}

        def is_private(name: str) -> bool:
            unusual = reply.is_secret and not _ORDINARY.fullmatch(name)
            return unusual or name.lower() in own or bool(_PRIVATE.search(name))

        return {name: MASK if is_private(name) else text for name, text in reply.headers.items()}


def learn_from_login(masker: Masker, reply: Reply, *cookies: str) -> None:
    """Teach the masker what a login hands out: cookies, headers, and what looks like a token."""
    pieces = [piece for header in reply.headers.items() for piece in _secrets_in_header(*header)]
    said = reply.readable
    like = _WORD if isinstance(said, str) else _TOKEN
    masker.learn(*(each for each in (*cookies, *pieces) if len(each) >= FOUND_FROM))
    masker.learn(*(each for each in _texts(said) if like.fullmatch(each.strip())))


def body_of(reply: Reply) -> object:
    """Return what a reply says as it may be written down; of a login, only its shape."""
    said = reply.readable
    return _shape(said) if reply.is_secret else said


def header_of_session(reply: Reply) -> str | None:
    """Return the header that may hold a session, None if there is none; cookies are kept anyway."""
    named = (name for name in reply.headers if _PRIVATE.search(name) and "cookie" not in name)
    usable = (
        name for name in named if not _ORDINARY.fullmatch(name) and "authenticate" not in name
    )
    return next(usable, None) if reply.status < 300 else None


def _shape(said: object) -> object:
    """Return the document with its values masked, so that a person sees where each stands."""
    if isinstance(said, Mapping):
        return {name: _shape(each) for name, each in said.items()}
    if isinstance(said, list):
        return [_shape(each) for each in said]
    return said if said is None or isinstance(said, bool) else MASK


def _secrets_in_header(name: str, text: str) -> Iterator[str]:
    """Yield the secrets in a header of a login; without a telling name, what looks like one."""
    if _ORDINARY.fullmatch(name):
        return
    if "cookie" in name.lower():
        yield from _COOKIE.findall(text)
        return
    pieces = (text, *_SEPARATORS.split(text))
    yield from pieces if _PRIVATE.search(name) else filter(_OPAQUE.fullmatch, pieces)


def _shown_in_private_headers(question: Question) -> Iterator[str]:
    for name, value in question.find.get("headers", {}).items():
        if _PRIVATE.search(name):
            yield from (each.name for each in placeholders_in(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)
