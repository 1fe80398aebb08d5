"""Spans without a library: the current one, its children, and its `traceparent`.

Nothing is measured unless a scenario's root span has been entered; then `span` costs one lookup.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

AttributeValue = str | int | float | bool | Sequence[str]
"""What an attribute of a span may hold."""
_NONE: Mapping[str, AttributeValue] = MappingProxyType({})


class SpanKind(StrEnum):
    """Whether a span is work of the tester itself, or a request that it sends."""

    INTERNAL = "internal"
    CLIENT = "client"


class Span(Protocol):
    """Something that has begun; every method may be called from any thread."""

    @property
    def traceparent(self) -> str:
        """Its ids as W3C Trace Context writes them; "" if there are none."""
        ...

    def child(self, name: str, kind: SpanKind, attributes: Mapping[str, AttributeValue]) -> Span:
        """Begin a part of it."""
        ...

    def note(self, attributes: Mapping[str, AttributeValue]) -> None:
        """Add attributes."""

    def event(self, name: str, attributes: Mapping[str, AttributeValue]) -> None:
        """Add something that happened at this moment."""

    def fail(self, why: str) -> None:
        """Give it the status of an error."""

    def end(self) -> None:
        """End it."""


@dataclass(frozen=True, slots=True)
class BareSpan:
    """A span that is recorded nowhere; only its ids go along with what is sent."""

    trace_id: str = field(default_factory=lambda: secrets.token_hex(16))
    span_id: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def traceparent(self) -> str:
        """Its ids; those who get them are asked to record their own spans."""
        return f"00-{self.trace_id}-{self.span_id}-01" if self.trace_id else ""

    def child(self, name: str, kind: SpanKind, attributes: Mapping[str, AttributeValue]) -> Span:  # noqa: ARG002 - nothing is recorded
        """Begin a part of it, with an id of its own."""
        return BareSpan(self.trace_id) if self.trace_id else self

    def note(self, attributes: Mapping[str, AttributeValue]) -> None:
        """Record nothing."""

    def event(self, name: str, attributes: Mapping[str, AttributeValue]) -> None:
        """Record nothing."""

    def fail(self, why: str) -> None:
        """Record nothing."""

    def end(self) -> None:
        """Record nothing."""


UNMEASURED: Span = BareSpan("", "")
"""What a block gets if nothing is measured."""

_CURRENT: ContextVar[Span] = ContextVar("samestory_span", default=UNMEASURED)
_ON_MAIN_THREAD: list[Span] = []
"""The spans that the main thread is in. Browsers are used there, and their proxy has a thread."""


def current_span() -> Span:
    """Return the span that this thread is in; `UNMEASURED` if nothing is measured."""
    return _CURRENT.get()


def current_traceparent() -> str:
    """Return the ids of the span that this thread is in; "" if nothing is measured."""
    return _CURRENT.get().traceparent


def browser_traceparent() -> str:
    """Return the ids of the span that the main thread is in; called from any thread."""
    inside = _ON_MAIN_THREAD[-1:]  # one step, so that no other thread comes in between
    return inside[0].traceparent if inside else ""


@contextmanager
def span(
    name: str,
    attributes: Mapping[str, AttributeValue] = _NONE,
    *,
    kind: SpanKind = SpanKind.INTERNAL,
) -> Iterator[Span]:
    """Measure a block as a part of the span that this thread is in, if it is in one.

    An error that leaves the block is the span's status.
    """
    above = _CURRENT.get()
    if above is UNMEASURED:
        yield UNMEASURED
        return
    with in_span(above.child(name, kind, attributes)) as here:
        yield here


@contextmanager
def in_span(here: Span) -> Iterator[Span]:
    """Let a block be inside a span, which ends with it."""
    on_main = threading.current_thread() is threading.main_thread()
    token = _CURRENT.set(here)
    if on_main:
        _ON_MAIN_THREAD.append(here)
    try:
        yield here
    except BaseException as error:
        here.note({"error.type": type(error).__qualname__})
        here.fail(str(error).partition("\n")[0] or type(error).__qualname__)
        raise
    finally:
        if on_main:
            _ON_MAIN_THREAD.remove(here)
        _CURRENT.reset(token)
        here.end()
