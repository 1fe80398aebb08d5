"""From the record of a run to what a turn came to."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from samestory.exit_codes import Exit, ScenarioResult
from samestory.monitor.causes_seen import Gravity, SeenCause, TurnReport
from samestory.report.causes import causes_of
from samestory.report.run_reader import RecordedScenario
from samestory.report.summary import Summary
from samestory.report.summing_up import read_summary

WRONG = {
    Exit.WRONG_CALL: "There is a mistake in the features, the configuration or the call",
    Exit.NOTHING_CHECKED: "Nothing was checked",
    Exit.CANNOT_KNOW: "The run is inconclusive",
}
NEVER_RUN = frozenset({ScenarioResult.NOT_RUN, ScenarioResult.INTERRUPTED})


def turn_report(
    folder: Path, at: datetime, code: int, *, why: str = "", interrupted: bool = False
) -> TurnReport:
    """Return what a run came to, by its record and by how its process ended.

    `why` says what is wrong with the process itself: it was ended because it took too long.
    """
    try:
        summary = read_summary(folder)
    except FileNotFoundError:
        summary = None
    scenarios = summary.scenarios if summary else ()
    causes = {each.key: each for each in _causes(summary)}
    whole = summary is not None and summary.finished and not why
    whole = whole and not any(each.result in NEVER_RUN for each in scenarios)
    for each in _of_the_run(code, why, summary, whole=whole, explained=bool(causes)):
        causes[each.key] = each
    return TurnReport(
        at=at,
        run=folder.name,
        exit=code,
        line=_line(summary, code, why),
        causes=causes,
        passed=frozenset(map(_id, (e for e in scenarios if e.result == ScenarioResult.PASSED))),
        planned=frozenset(map(_id, scenarios)),
        whole=whole,
        interrupted=interrupted,
    )


def _causes(summary: Summary | None) -> Iterator[SeenCause]:
    for each in causes_of(summary) if summary else ():
        gravity = Gravity.CONTRADICTION if each.differs else Gravity.INCONCLUSIVE
        scenarios = frozenset(map(_id, each.scenarios))
        yield SeenCause(each.key, each.title, gravity, scenarios, each.owner)


def _of_the_run(
    code: int, why: str, summary: Summary | None, *, whole: bool, explained: bool
) -> Iterator[SeenCause]:
    """Yield what is wrong with the run as a whole, and is no cause of a scenario."""
    if why or summary is None or not whole:
        ended = why or f"The run ended early, with exit code {code}"
        yield SeenCause("run/not whole", ended, Gravity.INCONCLUSIVE)
    elif code not in {Exit.SAME_STORY, Exit.CONTRADICTION} and not explained:
        what = WRONG.get(Exit(code), "") if code in frozenset(Exit) else ""
        title = what or f"The run ended with exit code {code}"
        yield SeenCause(f"run/exit {code}", title, Gravity.INCONCLUSIVE)


def _line(summary: Summary | None, code: int, why: str) -> str:
    if why:
        return f"{why}."
    return summary.line if summary else f"The run left no record (exit code {code})."


def _id(scenario: RecordedScenario) -> str:
    return scenario.id or scenario.nodeid
