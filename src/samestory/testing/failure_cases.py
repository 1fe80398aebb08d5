"""The clauses about systems that are not well: down, mad, in trouble, hostile, slow, or gone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

from samestory.config.entries import SystemEntry
from samestory.core.model import Observation
from samestory.testing.asking import LATE, LEFT_BEHIND
from samestory.testing.outcomes import Came, came_of, in_words
from samestory.testing.party import Party, Result, untried
from samestory.testing.redirect_config import door_of, led_to_no_file, pointed_at
from samestory.testing.stand_ins import HERE, NOT_FOUND, UNWELL, babbling, shut, silent
from samestory.testing.tcp_proxy import relay

BRIEF = 0.5
"""Seconds that a system which never answers is given."""
NOWHERE = "it does not say where it is: no base_url, and no host and port"
NO_ANSWER = (Came.UNREACHABLE, Came.UNREADABLE)
"""What may come of an answer that is none: never a record, and never that there is none."""
TOO_LATE = "no answer of its own in time: nobody waited for it any longer after {:.1f} s"
DOWN, SLOW, FALLS_SILENT = "is down", "answers slowly", "falls silent"


def unwell(party: Party) -> Iterator[Result]:
    """Every clause that takes a stand-in; who does not say where he is cannot be led to one."""
    if pointed_at(party.entry, HERE, 1) is None:
        yield from _cannot_be_moved(party)
        return
    yield _at(party, DOWN, "asked at a door on this machine that is shut", shut)
    for clause, answers in UNWELL.items():
        for what, answer in answers.items():
            mad = partial(babbling, answer)
            came = _at(party, clause, f"answered with {what}", mad, NO_ANSWER)
            yield _lenient(came) if what == NOT_FOUND else came
    hasty = replace(party, entry=replace(party.entry, timeout=BRIEF))
    yield _at(hasty, SLOW, f"asked where nobody ever answers, with timeout {BRIEF:g} s", silent)


def _cannot_be_moved(party: Party) -> Iterator[Result]:
    """A file is taken away instead. An adapter of one's own does not keep a contract by silence."""
    elsewhere = led_to_no_file(party.entry)
    if elsewhere is not None:
        yield _judged(
            DOWN, "asked where its file is not", party.ask(elsewhere, party.subject), elsewhere
        )
    elif party.entry.own is not None:
        should = "its address in base_url, in host and port, or in file (what it reads on a disk)"
        yield Result("says where it is", "looked for its address", "none", should, good=False)
    clauses = (*UNWELL, SLOW) if elsewhere is not None else (DOWN, *UNWELL, SLOW)
    yield from (untried(each, NOWHERE) for each in clauses)


def falls_silent(party: Party, *, known: bool) -> Result:
    """What it told before is not told again once nobody answers; `known`: it has the sample."""
    door = door_of(party.entry)
    if party.sample is None or not known:
        return untried(FALLS_SILENT, "no record that it knows was named")
    if door is None:
        return untried(FALLS_SILENT, NOWHERE)
    with relay(door) as between:
        moved = pointed_at(party.entry, HERE, between.port, tokens=False)
        assert moved is not None, "it has a door"
        with party.opens(moved) as ask:
            first = ask(party.sample)
            between.shut()
            then = ask(party.sample)
    if came_of(first) is not Came.RECORD:
        return untried(
            FALLS_SILENT, f"through a door of ours, it does not tell ({in_words(first)})"
        )
    tried = f"asked twice about {party.sample}, its door shut in between"
    return _judged(FALLS_SILENT, tried, then, moved, NO_ANSWER)


def _at(
    party: Party,
    clause: str,
    tried: str,
    stand_in: Callable[[], AbstractContextManager[int]],
    right: Iterable[Came] = (Came.UNREACHABLE,),
) -> Result:
    """Ask a copy of the system that stands where the stand-in does."""
    with stand_in() as port:
        moved = pointed_at(party.entry, HERE, port)
        assert moved is not None, "it has been moved before"
        said = party.ask(moved, party.subject)
    return _judged(clause, tried, said, moved, right)


def _judged(
    clause: str,
    tried: str,
    said: Observation,
    entry: SystemEntry,
    right: Iterable[Came] = (Came.UNREACHABLE,),
) -> Result:
    """What came, held against what may come, and against the time that it may take.

    Time is told only where it is what the clause is about, or where it was too long.
    """
    limit, took = entry.timeout + LATE, said.took.total_seconds()
    should, came = " or ".join(right), in_words(said)
    if clause == SLOW or took > limit:
        should = f"{should}, by itself within {limit:g} s"
        left = took >= entry.timeout + LEFT_BEHIND
        came = TOO_LATE.format(took) if left else f"{came} (after {took:.1f} s)"
    return Result(clause, tried, came, should, good=came_of(said) in right and took <= limit)


def _lenient(result: Result) -> Result:
    """A page of "not found" may be how a system says so; then a wrong address says it as well."""
    if result.good or result.came != Came.NO_RECORD:
        return result
    why = "is taken for no such record, so only a known record shows that its address is right"
    return replace(result, came=why, good=None)
