"""What playing a journey came to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samestory.core.model import Outcome
from samestory.exit_codes import ScenarioResult

DIED = "died"
"""The result of a play whose process ended or hung."""
DIFFERS = frozenset({Outcome.CONTRADICTED, Outcome.ABSENT})
UNKNOWN = (f"/{Outcome.UNREACHABLE}", f"/{Outcome.UNMAPPED}")
"""How the keys of causes end that only say that something is not known."""
NOT_ASKED = "nothing asked"
"""The result of a play whose questions were all passed over."""


@dataclass(frozen=True, slots=True)
class PlayResult:
    """How a play ended: `result` as in run.json; `causes` are the titles of causes by their keys.

    `passed_over` holds the places of acts that could not be done there, and why. `not_due` are
    the kinds of promises that nobody can ask about yet.
    """

    result: str
    causes: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[int, str] = field(default_factory=dict)
    not_due: frozenset[str] = frozenset()
    message: str = ""
    seconds: float = 0.0
    question: int | None = None
    """The place of the question of the journey that failed, if one did."""
    lacks: frozenset[int] = frozenset()
    """The places of acts that were passed over because the company has no such thing."""

    @property
    def failed(self) -> bool:
        """Whether systems contradicted each other or a promise."""
        return self.result == ScenarioResult.FAILED

    @property
    def judged(self) -> bool:
        """Whether it is known if they did; what is not due yet was not asked."""
        return self.result in {
            ScenarioResult.FAILED,
            ScenarioResult.PASSED,
            ScenarioResult.DEFERRED,
        }


def play_result(
    told: Mapping[str, Any],
    acts: Sequence[int | None],
    questions: Sequence[int | None] = (),
) -> PlayResult:
    """Return what a player answers.

    `acts` says for each step which act it is, if it is one, and `questions` which question.
    """
    ended = told.get("failed_at")
    lacking = {acts[int(number)] for number in told.get("lacking", ())}
    passed_over = {
        at: str(why)
        for number, why in told.get("passed_over", {}).items()
        if (at := acts[int(number)]) is not None
    }
    return PlayResult(
        result=_result(told, acts),
        causes=dict(_causes(told)) if told.get("result") == ScenarioResult.FAILED else {},
        passed_over=passed_over,
        not_due=frozenset(
            each["subject"] for each in _verdicts(told) if each["outcome"] == Outcome.PENDING
        ),
        message=str(told.get("message") or ""),
        seconds=float(told.get("seconds") or 0.0),
        question=questions[ended] if ended is not None and ended < len(questions) else None,
        lacks=frozenset(at for at in lacking if at is not None),
    )


def _result(told: Mapping[str, Any], acts: Sequence[int | None]) -> str:
    """Nothing passes without having looked: what precedes the last act is no question after it."""
    result = str(told.get("result", ScenarioResult.BROKEN))
    last = max((number for number, act in enumerate(acts) if act is not None), default=-1)
    passed_over = {int(number) for number in told.get("passed_over", {})}
    questions = set(range(last + 1, len(acts)))
    asked_none = bool(passed_over) and questions <= passed_over
    return NOT_ASKED if asked_none and result != ScenarioResult.FAILED else result


def _verdicts(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(told.get("verdicts", ()))


def _causes(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for verdict in _verdicts(told):
        if verdict["outcome"] in DIFFERS:
            yield from (
                (key, title)
                for key, title in verdict["causes"].items()
                if not key.endswith(UNKNOWN)
            )
