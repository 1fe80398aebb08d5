"""Asks for the trace of an action once, after a contradiction, and says what it shows."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from jmespath.exceptions import JMESPathError

from samestory.adapters.traces.spans_json import SeenSpan
from samestory.config import Landscape
from samestory.config.telemetry import TelemetryEntry, TracedKind
from samestory.core.comparison import same
from samestory.core.model import Outcome, Unmapped
from samestory.core.reasons import LastSpan, Traced
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.errors import CannotAsk
from samestory.extraction.paths import value_at
from samestory.extraction.values import read_field
from samestory.polling.worker import Worker
from samestory.redaction import Masker

LONGEST = 10.0
"""Seconds after which the trace is given up."""


def with_trace(verdict: Verdict, landscape: Landscape, masker: Masker) -> Verdict:
    """Return the verdict with what the company's traces say, if it is one that they explain.

    That is a contradiction, or a record that never came, of what an action of hers was promised
    by. It never raises: why they cannot be read becomes part of the verdict.
    """
    entry, trace = landscape.telemetry, _trace_of(verdict)
    if entry is None or not trace:
        return verdict
    try:
        spans = _asked(verdict, landscape, masker)
    except (CannotAsk, TimeoutError) as trouble:
        why = trouble.why if isinstance(trouble, CannotAsk) else "it did not answer in time"
        told = Traced(ids_of(trace)[0], trouble=masker.mask_error_text(why))
        return replace(verdict, traced=told)
    judged = judge_trace(verdict, spans, entry, landscape.called, landscape.zone)
    return replace(verdict, traced=judged)


def _trace_of(verdict: Verdict) -> str:
    wrong = verdict.outcome in {Outcome.CONTRADICTED, Outcome.ABSENT}
    return verdict.promise.revisions[-1].trace if wrong and verdict.promise else ""


def _asked(verdict: Verdict, landscape: Landscape, masker: Masker) -> list[SeenSpan]:
    """Ask on a thread of its own: a browser's loop may run on this one."""
    from samestory.adapters.traces.source import TraceSource  # noqa: PLC0415 - only after trouble

    assert landscape.telemetry is not None, "asked by the only caller"
    source = TraceSource(landscape.telemetry, landscape.guard, masker)
    trace_id, _ = ids_of(_trace_of(verdict))
    worker = Worker("telemetry")
    try:
        asking = worker.do(lambda: source.spans(trace_id, verdict.subject.key))
        return asking.result(LONGEST)
    finally:
        worker.stop(0)


def ids_of(traceparent: str) -> tuple[str, str]:
    """Return the ids of a trace and a span.

    >>> ids_of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    ('4bf92f3577b34da6a3ce929d0e0e4736', '00f067aa0ba902b7')
    """
    _, trace_id, span_id, _ = traceparent.split("-")
    return trace_id, span_id


def judge_trace(
    verdict: Verdict,
    spans: Sequence[SeenSpan],
    entry: TelemetryEntry,
    called: Mapping[str, str],
    zone: tzinfo,
) -> Traced:
    """Say what spans tell about the systems that stand apart in a verdict.

    Her action's own spans count: those that begin below it, in the trace of the newest promise.
    Without any, those that name the subject's key.
    """
    assert verdict.promise is not None, "only what was promised has a trace"
    trace_id, span_id = ids_of(verdict.promise.revisions[-1].trace)
    kind = entry.kinds.get(verdict.subject.kind, TracedKind())
    theirs = [each for each in spans if not each.ours]
    below = _below(spans, trace_id, span_id)
    mine = [each for each in theirs if each.trace_id == trace_id and each.span_id in below]
    mine = mine or [each for each in theirs if _names_key(each, kind, verdict.subject.key)]
    apart = frozenset().union(*(each.apart | each.silent for each in verdict))
    services = {each.service.casefold() for each in mine}
    within = frozenset(name for name in apart if _services(name, entry, called) & services)
    last = (_last(each, kind, mine, zone) for each in verdict if each.apart | each.silent)
    found = tuple(each for each in last if each is not None)
    return Traced(trace_id, found, apart - within if mine else frozenset(), within)


def _services(system: str, entry: TelemetryEntry, called: Mapping[str, str]) -> set[str]:
    """Return the names, without case, under which a system may have recorded spans."""
    if system in entry.services:
        return {entry.services[system].casefold()}
    return {system.casefold(), called.get(system, system).casefold()}


def _below(spans: Iterable[SeenSpan], trace_id: str, root: str) -> set[str]:
    children: dict[str, list[str]] = {}
    for each in spans:
        if each.trace_id == trace_id:
            children.setdefault(each.parent_id, []).append(each.span_id)
    found: set[str] = set()
    left = [root]
    while left:
        fresh = [each for each in children.get(left.pop(), ()) if each not in found]
        found.update(fresh)
        left += fresh
    return found


def _last(
    of: FieldVerdict, kind: TracedKind, spans: Iterable[SeenSpan], zone: tzinfo
) -> LastSpan | None:
    reading = kind.fields.get(of.field.name)
    if reading is None or of.promised is None:
        return None
    had = [each for each in spans if _is(of, read_field(_document(each.attributes), reading, zone))]
    newest = max(had, key=lambda each: (each.end, each.start), default=None)
    if newest is None:
        return None
    return LastSpan(of.field.name, newest.name, newest.service, newest.end)


def _is(of: FieldVerdict, value: object) -> bool:
    if value is None or isinstance(value, Unmapped):
        return False
    return same(of.field.kind, value, of.promised)


def _names_key(span: SeenSpan, kind: TracedKind, key: str) -> bool:
    if not kind.key:
        return False
    with suppress(JMESPathError):
        return str(value_at(kind.key, _document(span.attributes))) == key
    return False


def _document(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes as a document, so that a path finds "order.total" at `order.total`."""
    whole: dict[str, Any] = {}
    for name, value in sorted(attributes.items()):
        *way, last = name.split(".")
        here = whole
        for each in way:
            inner = here.setdefault(each, {})
            if not isinstance(inner, dict):
                break
            here = inner
        else:
            here[last] = value
    return whole
