"""How scenarios, runs and commands end: the one table of results and exit codes."""

from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType

from samestory.core.model import Outcome
from samestory.errors import CannotAsk, CannotKnow, NothingToCompare, SamestoryError


class Exit(IntEnum):
    """How a command or a run ends; `MEANING` says it in words."""

    SAME_STORY = 0
    CONTRADICTION = 1
    WRONG_CALL = 4
    NOTHING_CHECKED = 5
    CANNOT_KNOW = 6
    INTERRUPTED = 130


MEANING: Mapping[Exit, str] = MappingProxyType(
    {
        Exit.SAME_STORY: "every system told the same story",
        Exit.CONTRADICTION: (
            "a contradiction: a system says something else, or has no record where others have one"
        ),
        Exit.WRONG_CALL: "a mistake in the features, the configuration or the call",
        Exit.NOTHING_CHECKED: "nothing was checked: nothing to compare, or nothing is due yet",
        Exit.CANNOT_KNOW: (
            "inconclusive: a system was not asked or could not be, or said a code that nothing "
            "explains, or a step broke"
        ),
        Exit.INTERRUPTED: "interrupted",
    }
)
"""The table as `--help`, the README and the README of a new project show it."""

OF_OUTCOME: Mapping[Outcome, Exit] = MappingProxyType(
    {
        Outcome.AGREED: Exit.SAME_STORY,
        Outcome.PENDING: Exit.NOTHING_CHECKED,
        Outcome.CONTRADICTED: Exit.CONTRADICTION,
        Outcome.ABSENT: Exit.CONTRADICTION,
        Outcome.UNMAPPED: Exit.CANNOT_KNOW,
        Outcome.UNREACHABLE: Exit.CANNOT_KNOW,
    }
)

GRAVEST_FIRST = (
    Exit.INTERRUPTED,
    Exit.CONTRADICTION,
    Exit.WRONG_CALL,
    Exit.CANNOT_KNOW,
    Exit.SAME_STORY,
    Exit.NOTHING_CHECKED,
)
"""What is certain outweighs what is not; what was checked outweighs what was not."""


class ScenarioResult(StrEnum):
    """How one scenario ended, as run.json says it."""

    PASSED = "passed"
    FAILED = "failed"
    """Two systems contradicted each other, or one had no record."""
    UNMET = "unmet"
    """A check of a step's own failed."""
    BROKEN = "broken"
    INTERRUPTED = "interrupted"
    """The run ended while it was under way."""
    NOT_RUN = "not run"
    """The run ended before it began."""
    DEFERRED = "deferred"
    SKIPPED = "skipped"


RESULT_OF: Mapping[Outcome, ScenarioResult] = MappingProxyType(
    {
        Outcome.AGREED: ScenarioResult.PASSED,
        Outcome.PENDING: ScenarioResult.DEFERRED,
        Outcome.CONTRADICTED: ScenarioResult.FAILED,
        Outcome.ABSENT: ScenarioResult.FAILED,
        Outcome.UNMAPPED: ScenarioResult.BROKEN,
        Outcome.UNREACHABLE: ScenarioResult.BROKEN,
    }
)
"""The result of a scenario by the severest of its verdicts, if nothing else went wrong."""

HARMLESS = frozenset({ScenarioResult.PASSED, ScenarioResult.DEFERRED, ScenarioResult.SKIPPED})
"""The results that stop no other scenario's run from being the same story."""

PYTEST_STOPPED = (2, 3)
"""pytest was interrupted, or broke down itself: its own exit status says so."""


def gravest(found: Iterable[Exit]) -> Exit:
    """Return the exit code of several endings together; NOTHING_CHECKED if there are none."""
    endings = set(found)
    return next((each for each in GRAVEST_FIRST if each in endings), Exit.NOTHING_CHECKED)


def exit_of_error(error: SamestoryError) -> Exit:
    """Return the exit code of an error that samestory raised on purpose."""
    if isinstance(error, CannotAsk | CannotKnow):
        return Exit.CANNOT_KNOW
    if isinstance(error, NothingToCompare):
        return Exit.NOTHING_CHECKED
    return Exit.WRONG_CALL


def exit_of_answer(outcome: Outcome | None, *, all_asked: bool) -> Exit:
    """Return how a single question ends; `outcome` is None if there was nothing to compare.

    That some systems agree says nothing of those that were not asked.
    """
    if outcome is None:
        return Exit.NOTHING_CHECKED
    if outcome is Outcome.AGREED and not all_asked:
        return Exit.CANNOT_KNOW
    return OF_OUTCOME[outcome]


def exit_of_session(
    scenarios: Iterable[tuple[str, int]],
    *,
    pytest_status: int,
    other_failures: int,
    broken_features: int,
) -> int:
    """Return the exit status of a session of pytest.

    `scenarios` holds the result of each scenario, and the exit status that it alone would give;
    `other_failures` counts failed tests that are no scenarios, `broken_features` the feature files
    that could not be read. Without any of these, pytest's own status stays.
    """
    ended = list(scenarios)
    found = {status for result, status in ended if result not in HARMLESS}
    found |= {Exit.WRONG_CALL} if broken_features else set()
    found |= {Exit.CANNOT_KNOW} if ended and other_failures else set()
    if pytest_status in PYTEST_STOPPED and Exit.WRONG_CALL not in found:
        return pytest_status
    passed = any(result == ScenarioResult.PASSED for result, _ in ended)
    if found == {Exit.NOTHING_CHECKED} and passed:
        return Exit.CANNOT_KNOW  # some of it was checked, not all
    if found:
        return gravest(map(Exit, found))
    return Exit.NOTHING_CHECKED if ended and not passed else pytest_status


def exit_of_run(session: int, *, judged: bool, ran: bool, interrupted: bool) -> Exit:
    """Return how a command ends that ran a session of pytest, by the session's exit status.

    `judged`: at least one scenario was. Without one, other tests that passed or failed are neither
    the same story nor a contradiction. `ran`: at least one test came to its end. `interrupted`: by
    the user.
    """
    if interrupted:
        return Exit.INTERRUPTED
    if session == Exit.SAME_STORY and not judged:
        return Exit.NOTHING_CHECKED
    if session == Exit.CONTRADICTION and not judged:
        return Exit.CANNOT_KNOW
    if session in frozenset(Exit) - {Exit.INTERRUPTED}:
        return Exit(session)
    refused = session == PYTEST_STOPPED[0] and not ran
    return Exit.WRONG_CALL if refused else Exit.CANNOT_KNOW


def exit_of_record(session: int | None, *, finished: bool) -> Exit:
    """Return how a recorded run ended; one that did not reach its end is inconclusive."""
    known = finished and session in frozenset(Exit)
    return Exit(session) if known and session is not None else Exit.CANNOT_KNOW


def in_one_line() -> str:
    """Return the table as one sentence."""
    return (
        "Exit codes: " + "; ".join(f"{code.value} {text}" for code, text in MEANING.items()) + "."
    )
