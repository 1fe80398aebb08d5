"""What counts in a record: contradictions, what is unknown or was not run, and slow systems."""

import shlex
from collections.abc import Collection, Iterator, Sequence

from samestory.exit_codes import Exit
from samestory.explain import counted
from samestory.report.agreement_times import AgreementTimes, times_of
from samestory.report.blind_spots import figure_of, reaches
from samestory.report.causes import Cause
from samestory.report.commands import REPORTS
from samestory.report.gate._case import (
    NOT_RUN,
    UNKNOWN,
    GateCase,
    GateRules,
    Refusal,
    at_most,
    by_number,
    day,
    first_few,
    inconclusive,
    span_in_words,
)
from samestory.report.history import CauseAge
from samestory.report.run_reader import RecordedScenario


def result_refusals(case: GateCase, rules: GateRules) -> Iterator[Refusal]:
    """Yield why the results of the scenarios are more than the rules allow."""
    failed = [each.nodeid for each in case.summary.scenarios if each.result == "failed"]
    counting = [each for each in failed if not _is_excused(case, each, rules)]
    if len(counting) > rules.max_contradictions:
        yield _contradicted(case, counting, rules)
    excused = {*failed} - {*counting}
    besides = {each for each in excused if _is_unknown(case, each)}
    yield from _too_many_unknown(case, besides, rules.max_unknown)
    yield from _too_many_left(case, rules.max_not_run)
    if not case.results["passed"]:
        yield Refusal(
            Exit.NOTHING_CHECKED,
            "No scenario passed, so nothing is known to agree.",
            f"Run the features, or ask what is due by now: {case.settle()}",
        )


def _too_many_unknown(case: GateCase, besides: Collection[str], most: int) -> Iterator[Refusal]:
    found = [
        each for each in case.summary.scenarios if each.result in UNKNOWN or each.nodeid in besides
    ]
    if len(found) > most:
        are, scenarios = by_number(found, "is", "are"), counted(len(found), "scenario")
        yield inconclusive(
            f"{scenarios} {are} inconclusive, and {at_most(most)}:{''.join(_unknown(case, found))}",
            "Run them again when that is put right: what is not known cannot be muted.",
        )


def _unknown(case: GateCase, found: Collection[RecordedScenario]) -> Iterator[str]:
    """Name each cause, and the scenarios of which none is known."""
    here, explained = {each.nodeid for each in found}, set[str]()
    for cause in (each for each in case.causes if not each.differs):
        if mine := [each.nodeid for each in cause.scenarios if each.nodeid in here]:
            explained |= {*mine}
            yield f"\n  - {cause.title} ({counted(len(mine), 'scenario')})"
    if rest := [each.name for each in found if each.nodeid not in explained]:
        yield f"\n  - no verdict says why:{first_few(rest, indent=4 * ' ')}"


def _too_many_left(case: GateCase, most: int) -> Iterator[Refusal]:
    names = [each.name for each in case.summary.scenarios if each.result in NOT_RUN]
    if len(names) > most:
        were, scenarios = by_number(names, "was", "were"), counted(len(names), "scenario")
        yield inconclusive(
            f"{scenarios} {were} not run to the end, and {at_most(most)}:{first_few(names)}",
            "Run the features again.",
        )


def _is_unknown(case: GateCase, nodeid: str) -> bool:
    """Whether something in a scenario could not be asked or explained, besides what is muted."""
    return any(not each.differs for each in case.by_scenario.get(nodeid, ()))


def _is_excused(case: GateCase, nodeid: str, rules: GateRules) -> bool:
    """Whether each contradiction of a scenario is muted or known; an unexplained one is not."""
    differing = [each for each in case.by_scenario.get(nodeid, ()) if each.differs]
    return bool(differing) and all(_is_harmless(case, each, nodeid, rules) for each in differing)


def _is_harmless(case: GateCase, cause: Cause, nodeid: str, rules: GateRules) -> bool:
    return case.muted(cause, nodeid) or (rules.new_only and _is_known(case, cause, nodeid))


def _is_known(case: GateCase, cause: Cause, nodeid: str) -> bool:
    return cause.key in case.known and case.ids[nodeid] not in case.known[cause.key]


def _contradicted(case: GateCase, counting: Sequence[str], rules: GateRules) -> Refusal:
    """Name each cause with its age: the gravest first."""
    names = {each.nodeid: each.name for each in case.summary.scenarios}
    lines, explained, counting_ones = [], set[str](), frozenset(counting)
    for cause in (each for each in case.causes if each.differs):
        nodes = (each.nodeid for each in cause.scenarios if each.nodeid in counting_ones)
        mine = [each for each in nodes if not _is_harmless(case, cause, each, rules)]
        if mine:
            explained |= {*mine}
            lines.append(f"\n  - {_cause_line(cause.title, mine, case.changes.causes[cause.key])}")
            lines[-1] += f"\n    {cause.key}"
    if rest := [names[each] for each in counting if each not in explained]:
        lines.append(f"\n  - no verdict says why:{first_few(rest, indent=4 * ' ')}")
    new = "new " if rules.new_only and case.changes.since_release else ""
    scenarios, have = counted(len(counting), "scenario"), by_number(counting, "has", "have")
    fact = f"{scenarios} {have} a {new}contradiction, and "
    return Refusal(
        Exit.CONTRADICTION,
        f"{fact}{at_most(rules.max_contradictions)}:{''.join(lines)}",
        "Fix them; one that is known can be muted until a day, in a file: --mutes FILE",
    )


def _cause_line(title: str, nodes: Sequence[str], age: CauseAge) -> str:
    since = f", since {day(age.since)}" if age.runs > 1 else ", new"
    flapping = ", flapping" if age.flapping else ""
    return f"{title} ({counted(len(nodes), 'scenario')}{since}{flapping})"


def time_refusals(case: GateCase, rules: GateRules) -> Iterator[Refusal]:
    """Yield which systems take longer to agree than the rules allow, or were never waited for."""
    times = times_of(case.summary.verdicts) if rules.p95 else {}
    for system, limit in rules.p95.items():
        name = case.summary.names.get(system, system)
        found = times.get(system)
        if found is None:
            yield inconclusive(
                f"The {name} was never waited for, so its p95 is unknown.",
                "Run features that ask it, or leave its --p95 out.",
            )
        elif found.p95 is None or found.p95 >= limit.total_seconds():
            yield Refusal(
                Exit.CONTRADICTION,
                f"The {name} takes {_p95(found)} to agree in 95 % of {found.count} waits, and it "
                f"must be less than {span_in_words(limit)}.",
                f"Make it faster, or allow more: --p95 '{system}<...'",
            )


def _p95(found: AgreementTimes) -> str:
    if found.p95 is None:
        return f"without end ({found.never} of {found.count} never agreed)"
    return f"{found.p95:.1f} s"


def sight_refusals(case: GateCase, rules: GateRules) -> Iterator[Refusal]:
    """Yield why too few lies would have been noticed, or why it is not known how many.

    What nobody compares cannot be known, so the record is inconclusive.
    """
    least, found = rules.min_noticed, case.blind_spots
    if least is None:
        return
    if found is None or found.share is None or found.unreadable:
        lost = found.unreadable if found else 0
        fact = (
            f"{counted(lost, 'line')} of the bundle cannot be read, so it is not "
            "known how many lies would have been noticed."
            if lost
            else figure_of(found)
        )
        yield inconclusive(fact, "Run the features again, and keep the folder `bundle`.")
    elif not found.described:
        yield inconclusive(
            "The bundle does not say what the landscape describes, so it is not known how many "
            "lies nobody would notice.",
            "Run the features again, and keep the folder `bundle` as it is.",
        )
    elif not reaches(found, least):
        shown = [each.as_posix() for each in case.folders if [each] != [REPORTS]]
        yield inconclusive(
            f"{figure_of(found)[:-1]}, and {least} % is the least.",
            f"See which: {shlex.join(['samestory', 'blind-spots', *shown])}; compare them in a "
            f"feature, or allow less: --min-noticed {int(100 * found.share)}%",
        )
