"""Whether a record can decide at all: it is whole, of a whole run, young, and of what is meant."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import PurePath

from samestory.core.model import Outcome
from samestory.exit_codes import OF_OUTCOME, Exit
from samestory.explain import counted, joined
from samestory.report.gate._case import (
    NOT_RUN,
    UNKNOWN,
    GateCase,
    GateRules,
    Refusal,
    by_number,
    first_few,
    inconclusive,
    span_in_words,
)
from samestory.report.run_reader import moment_of

AHEAD = timedelta(minutes=5)
"""A record may be so far ahead of this machine's clock, and no further."""


def record_refusals(case: GateCase, rules: GateRules) -> Iterator[Refusal]:
    """Yield why the record decides nothing, whatever its scenarios say."""
    if not case.summary.is_recorded:
        yield Refusal(
            Exit.NOTHING_CHECKED,
            "The record is empty: no run has been recorded in it.",
            f"Run the features first: {case.run()}",
        )
        return
    for each in case.summary.incomplete:
        fact, _, fix = each.partition("\n")
        yield inconclusive(fact, fix.strip())
    yield from _of_another(case, rules)
    yield from _age(case, rules)
    yield from _unfinished(case)
    yield from _not_whole(case)


def _of_another(case: GateCase, rules: GateRules) -> Iterator[Refusal]:
    told, build = case.summary.landscape, case.summary.build
    if rules.landscape is not None and not same_landscape(told, rules.landscape):
        yield inconclusive(
            f"The run is one of {told or 'no landscape'}, and not of {rules.landscape}.",
            f"Run the features there, or say which is meant: --landscape {told or 'FILE'}",
        )
    if rules.build is not None and build != rules.build:
        tested = f"build '{build}'" if build else "a build without a name"
        yield inconclusive(
            f"The run tested {tested}, and not '{rules.build}'.",
            f"Run the features against it: {case.run('--build', rules.build)}",
        )


def same_landscape(one: str, other: str) -> bool:
    """Whether two paths name one file; a record of another machine holds another folder.

    >>> same_landscape("/home/ci/shop/landscapes/demo.toml", "landscapes/demo.toml")
    True
    """
    parts = PurePath(one).parts, PurePath(other).parts
    count = min(map(len, parts))
    return count > 0 and parts[0][-count:] == parts[1][-count:]


def _age(case: GateCase, rules: GateRules) -> Iterator[Refusal]:
    if rules.max_age is None:
        return
    began = moment_of(case.summary.started)
    if began is None:
        yield inconclusive("The record does not say when the run started.", _RUN_AGAIN)
    elif began > case.now + AHEAD:
        yield inconclusive(
            f"The record says that the run started in the future ({case.summary.started}), so its "
            "age is unknown.",
            "Set the clocks of both machines, and run the features again.",
        )
    elif case.now - began > rules.max_age:
        yield inconclusive(
            f"The run started {span_in_words(case.now - began)} ago, and "
            f"{span_in_words(rules.max_age)} is the most.",
            f"{_RUN_AGAIN[:-1]}, or allow it: --max-age 7d",
        )


_RUN_AGAIN = "Run the features again."


def _unfinished(case: GateCase) -> Iterator[Refusal]:
    summary = case.summary
    if not summary.finished:
        yield inconclusive(
            "The run did not reach its end: it was interrupted or killed.",
            f"Run the features again, or go on with it: {case.run('--resume')}",
        )
    if summary.shard and summary.shard[1] > 1:
        yield inconclusive(
            f"This is shard {summary.shard[0]} of {summary.shard[1]}; the others are missing.",
            "Name the report folder of every shard.",
        )
    elif summary.selection:
        yield inconclusive(
            f"The run was one of some scenarios: {summary.selection}.",
            f"Run all of them: {case.run()}",
        )
    if unread := summary.unread:
        yield Refusal(
            Exit.WRONG_CALL,
            f"{joined(list(unread))} could not be read, so what the scenarios in there would have "
            "found is unknown.",
            "Correct the feature, and run again.",
        )


def _not_whole(case: GateCase) -> Iterator[Refusal]:
    """A record that lacks lines, or says two things, is no witness."""
    summary = case.summary
    if count := summary.unreadable:
        lines = f"{counted(count, 'line')} of the verdicts"
        yield inconclusive(f"{lines} cannot be read, so a verdict is missing.", _RUN_AGAIN)
    yield from _silent_passes(case)
    if summary.exit and summary.finished and not (_stopping(case) or summary.unread):
        yield from _says_otherwise(case)


def _silent_passes(case: GateCase) -> Iterator[Refusal]:
    """A scenario that passed has looked, and what it saw was the same story.

    What contradicted at one attempt agrees at no later one.
    """
    told: dict[str, set[Outcome]] = {}
    for each in case.summary.verdicts:
        told.setdefault(each.nodeid, set()).add(each.outcome)
    passed = [each for each in case.summary.scenarios if each.result == "passed"]
    silent = [each.name for each in passed if each.nodeid not in told]
    odd = [
        each.name
        for each in passed
        if _contradicts(told.get(each.nodeid, ()))
        or any(one.get("result") == "failed" for one in each.attempts)
    ]
    for names, what in ((silent, "no verdict"), (odd, "a contradiction")):
        if names:
            of = by_number(names, "it", "them")
            yield inconclusive(
                f"{counted(len(names), 'scenario')} passed, and the record holds {what} of {of}:"
                f"{first_few(names)}",
                f"Look at the release page ({case.report()}), and run the features again.",
            )


def _contradicts(outcomes: Iterable[Outcome]) -> bool:
    return any(OF_OUTCOME[each] is Exit.CONTRADICTION for each in outcomes)


def _stopping(case: GateCase) -> bool:
    return any(case.results[each] for each in ("failed", *UNKNOWN, *NOT_RUN))


def _says_otherwise(case: GateCase) -> Iterator[Refusal]:
    if case.summary.exit != Exit.NOTHING_CHECKED:
        yield inconclusive(
            f"The run ended with {case.summary.exit}, and none of its scenarios says why: another "
            "test failed.",
            "Read pytest.log in the report folder.",
        )
