"""What the company's own traces add to a contradiction, in sentences."""

from collections.abc import Iterator

from samestory.core.reasons import LastSpan
from samestory.core.verdict import Verdict
from samestory.explain._names import Names, begun, joined, spoken

SHOWN_OF_ID = 8
"""Digits of a trace's id that a sentence shows; it can be found by them."""


def last_spans(verdict: Verdict, names: Names) -> Iterator[str]:
    """Name the last span that had each new value, and the systems that have none."""
    traced = verdict.traced
    if traced is None:
        return
    trace = f"trace {traced.trace_id[:SHOWN_OF_ID]}"
    if traced.trouble:
        yield f"What her action set off could not be traced: {traced.trouble.rstrip('.')}."
        return
    without = f"{names.the(traced.without)} {_has(traced.without)} no span of this trace"
    by_span: dict[tuple[str, str, object], list[LastSpan]] = {}
    for each in traced.last:
        by_span.setdefault((each.name, each.service, each.at), []).append(each)
    for alike in by_span.values():
        what = joined([f"the new {spoken(each.field)}" for each in alike])
        one = alike[0]
        where = f"`{one.name}` in {_called(one.service, names)} at {names.time(one.at)}"
        tail = f"; {without} ({traced.trace_id[:SHOWN_OF_ID]})" if traced.without else ""
        yield f"The last span that had {what}: {where}{tail}."
    if traced.without and not by_span:
        yield f"{begun(without)} ({trace.removeprefix('trace ')})."
    if traced.within:
        verb = "takes" if len(traced.within) == 1 else "take"
        yield f"{begun(names.the(traced.within))} {verb} part in {trace}, and did not follow."
    if not (traced.last or traced.without or traced.within):
        yield f"No system of the company has a span of what she did ({trace})."


def _has(systems: frozenset[str]) -> str:
    return "has" if len(systems) == 1 else "have"


def _called(service: str, names: Names) -> str:
    """Name the system whose service it is, or the service itself."""
    known = service.casefold()
    for each in names.systems:
        if known in {each.casefold(), names.of(each).casefold()}:
            return f"the {names.of(each)}"
    return service or "a service without a name"
