"""What is measured hangs together, and costs nothing if nothing is measured."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from samestory.polling.worker import Worker
from samestory.telemetry import (
    UNMEASURED,
    AttributeValue,
    BareSpan,
    SpanKind,
    browser_traceparent,
    current_span,
    current_traceparent,
    in_span,
    span,
)


@dataclass
class KeptSpan:
    """A span that can be looked at."""

    name: str = "root"
    traceparent: str = "00-1-2-01"
    noted: dict[str, AttributeValue] = field(default_factory=dict)
    parts: list[KeptSpan] = field(default_factory=list)
    why: str | None = None
    ended: bool = False

    def child(self, name: str, kind: SpanKind, attributes: Mapping[str, AttributeValue]):
        noted = {"kind": str(kind), **attributes}
        self.parts.append(KeptSpan(name, f"{self.traceparent}.{name}", noted))
        return self.parts[-1]

    def note(self, attributes: Mapping[str, AttributeValue]):
        self.noted.update(attributes)

    def event(self, name: str, attributes: Mapping[str, AttributeValue]): ...

    def fail(self, why: str):
        self.why = why

    def end(self):
        self.ended = True


def test_nothing_is_measured_outside_of_a_scenario():
    """There are no ids to be sent, so no request gets any."""
    with span("look") as here:
        assert here is UNMEASURED
        assert "" == current_traceparent() == browser_traceparent()


def test_what_happens_inside_is_a_part():
    with in_span(root := KeptSpan()):
        with span("look"), span("ask crm", {"samestory.system": "crm"}) as asked:
            assert asked.traceparent == current_traceparent() == browser_traceparent()
        assert root is current_span()

    [look] = root.parts
    [ask] = look.parts
    noted = {"kind": "internal", "samestory.system": "crm"}
    assert ("look", "ask crm", noted) == (look.name, ask.name, ask.noted)
    assert look.ended
    assert ask.ended


def test_an_error_is_the_status_of_every_span_that_it_leaves():
    root = KeptSpan()
    with pytest.raises(ValueError, match="no"), in_span(root), span("act order"):
        raise ValueError("no\nand more")

    assert ("no", {"error.type": "ValueError"}, True) == (root.why, root.noted, root.ended)
    assert "no" == root.parts[0].why


def test_what_a_worker_does_is_a_part_of_who_asked_for_it():
    """Systems are asked on threads of their own, and each request says for whom."""
    worker = Worker("crm")
    with in_span(KeptSpan()), span("look"):
        inside = worker.do(current_traceparent).result(5)
    outside = worker.do(current_traceparent).result(5)
    worker.stop(5)

    assert ("00-1-2-01.look", "") == (inside, outside)


def test_a_browser_is_in_the_span_of_the_main_thread():
    """Its proxy has a thread of its own, and what other threads are in is none of its business."""
    told: list[str] = []

    def elsewhere():
        with in_span(KeptSpan(traceparent="other")):
            told.append(browser_traceparent())

    with in_span(KeptSpan()):
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()

    assert ["00-1-2-01"] == told


def test_ids_are_those_of_trace_context():
    """As in https://www.w3.org/TR/trace-context/#traceparent-header."""
    root = BareSpan()
    part = root.child("look", SpanKind.INTERNAL, {})

    form = r"00-([0-9a-f]{32})-([0-9a-f]{16})-01"
    trace, first = re.fullmatch(form, root.traceparent).groups()
    same, second = re.fullmatch(form, part.traceparent).groups()
    assert trace == same
    assert first != second
