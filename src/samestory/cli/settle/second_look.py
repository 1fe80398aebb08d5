"""A second look later: what agreed is asked again, and must still be so."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.core.model import Promise
    from samestory.deferred import DeferredQuestion

USUAL_SAMPLE = 20
FINAL = frozenset({"cancelled", "declined", "delivered", "refunded", "released"})
"""The states that stay for good; others may have gone on since, and are compared all the same."""


def old_enough(
    agreed: Iterable[DeferredQuestion], age: timedelta, now: Mapping[Path, datetime]
) -> list[DeferredQuestion]:
    """Return what agreed this long ago or longer, by the clock of its company.

    Of what agreed several times in one scenario, the last time counts.
    """
    last = {(each.run, each.scenario["nodeid"], each.subject): each for each in agreed}
    return [
        each
        for each in last.values()
        if each.landscape in now and each.due + age <= now[each.landscape]
    ]


def sample_of(found: list[DeferredQuestion], size: int) -> list[DeferredQuestion]:
    """Return so many of them, drawn anew each time, in the order in which they agreed."""
    chosen = random.sample(range(len(found)), min(size, len(found)))
    return [found[at] for at in sorted(chosen)]


def lasting(question: DeferredQuestion, landscape: Landscape) -> DeferredQuestion | None:
    """Return what can be asked again without the customer, and has to be so for good.

    The website shows her records to herself alone. A status goes on in time, unless it is final;
    and what there was none of may have come since, unless it was withdrawn. None if nothing is left
    to be compared.
    """
    among = tuple(
        name
        for name in question.among
        if name in landscape.systems and not landscape.systems[name].as_customer
    )
    told = {field for name in among for field in _fields_of(landscape, name, question.subject.kind)}
    promise = question.promise and _without_what_passes(question.promise, told, landscape)
    if not among or (len(among) < 2 and not promise):
        return None
    return replace(question, among=among, promise=promise)


def _fields_of(landscape: Landscape, system: str, kind: str) -> Collection[str]:
    entry = landscape.systems[system].subjects.get(kind)
    return entry.fields if entry else ()


def _without_what_passes(
    promise: Promise, told: Collection[str], landscape: Landscape
) -> Promise | None:
    kinds = {each.name: each.kind for each in landscape.fields_of(promise.subject.kind)}
    kept = {
        name: value
        for name, value in promise.values.items()
        if name in told and (kinds.get(name) != "status" or value in FINAL)
    }
    newest = replace(promise.revisions[-1], values=kept)
    was_withdrawn = promise.withdrawn and len(promise.revisions) > 1
    stays = was_withdrawn if promise.withdrawn else bool(kept)
    return replace(promise, revisions=(newest,)) if stays else None


def both_times(
    question: DeferredQuestion, now: datetime, landscape: Landscape, asked: Collection[str]
) -> str:
    """Say when it agreed, when it was asked again, and which systems were not `asked` any more."""
    agreed = question.due
    first, second = (
        f"{each.astimezone(landscape.zone):%d %B %Y, %H:%M %Z}" for each in (agreed, now)
    )
    times = f"It agreed on {first}, and was asked again on {second}"
    called = landscape.called
    left = [f"the {called.get(name, name)}" for name in question.among if name not in asked]
    return f"{times}, without {' and '.join(left)}." if left else f"{times}."
