"""Asks for the trace of an action once, after a verdict that contradicts what she was told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from samestory.adapters.traces.judging import ids_of, judge_trace
from samestory.core.last_spans import Traced
from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.errors import CannotAsk
from samestory.polling.worker import Worker
from samestory.redaction import Masker

if TYPE_CHECKING:
    from samestory.adapters.traces.spans_json import SeenSpan
    from samestory.config import Landscape

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
