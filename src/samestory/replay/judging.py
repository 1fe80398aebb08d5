"""Judges what was recorded again, by the same functions that judged it first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from samestory.core.basis import Acted, Basis, Judgement
from samestory.core.footprint import compare_with_before
from samestory.core.kept_verdicts import kept_verdict
from samestory.core.model import Observation, Outcome
from samestory.core.never_verdicts import never_verdict
from samestory.core.one_of import on_none_of
from samestory.core.outages import invented
from samestory.core.temporal import asked_since
from samestory.core.verdict import Look, Verdict
from samestory.errors import SamestoryError
from samestory.polling.convergence import converge
from samestory.replay.recorded_systems import BeyondRecord, RecordedGaps, RecordedSystems
from samestory.replay.rules import CannotJudge
from samestory.report.bundle.conclusions import NOT_BROKEN, Conclusion
from samestory.report.bundle.judgement_lines import RecordedJudgement

KNOWN = frozenset({Outcome.AGREED, Outcome.CONTRADICTED})
TOO_COARSE = "a system changed its answer between two looks, and it matters when"


@dataclass(frozen=True, slots=True)
class JudgedAgain:
    """The result of a replay; if it is `unknown`, why, and without a conclusion."""

    conclusion: Conclusion | None
    verdict: Verdict | None = None
    unknown: str = ""


def judge_again(recorded: RecordedJudgement) -> JudgedAgain:
    """Judge again by the rules that the judgement now holds; never raises for what it holds."""
    try:
        verdict = _JUDGES[recorded.basis.by](recorded)
    except BeyondRecord as beyond:
        so_far = f"; as far as it goes: {beyond.so_far.outcome}" if beyond.so_far else ""
        return JudgedAgain(None, unknown=f"the record does not tell: {beyond.why}{so_far}")
    except CannotJudge as cannot:
        return JudgedAgain(None, unknown=cannot.why)
    except SamestoryError as error:
        return JudgedAgain(None, unknown=str(error).partition("\n")[0])
    if verdict is None:
        return JudgedAgain(NOT_BROKEN)
    return JudgedAgain(Conclusion.of(verdict), verdict)


def _waited(recorded: RecordedJudgement) -> Verdict:
    """Wait again, with what was said then.

    Where another wait falls between two answers that differ, both moments at which the system may
    have changed are tried; if it matters which one is true, nothing is known.
    """
    late = RecordedSystems(recorded.basis)
    verdict = _wait(recorded, late)
    if late.parted:
        other = _wait(recorded, RecordedSystems(recorded.basis, early=True))
        if _in_the_end(verdict) != _in_the_end(other):
            raise CannotJudge(f"the record does not tell: {TOO_COARSE}")
    return verdict


def _in_the_end(verdict: Verdict) -> Conclusion:
    return replace(Conclusion.of(verdict), late={}, looks=0)


def _wait(recorded: RecordedJudgement, systems: RecordedSystems) -> Verdict:
    basis, looks = recorded.basis, list[Look]()

    def judge(said: Sequence[Observation]) -> Verdict:
        return compare_with_before(basis.fields, recorded.before, said, basis.acted or Acted())

    try:
        return converge(
            systems,
            systems,
            recorded.subject,
            basis.fields,
            basis.patience,
            recorded.promise,
            on_look=looks.append,
            schedules={name: RecordedGaps(dict(gaps)) for name, gaps in basis.gaps.items()},
            until=(lambda look: look.number == len(basis.looks)) if basis.enough else None,
            judge=judge if basis.by is Judgement.UNCHANGED else None,
        )
    except BeyondRecord as beyond:
        raise BeyondRecord(beyond.why, looks[-1].verdict if looks else None) from None


def _kept(recorded: RecordedJudgement) -> Verdict:
    lags, basis = _lags(recorded.basis), recorded.basis
    told = asked_since(basis.told, basis.since, lags)
    return kept_verdict(
        _waited(recorded),
        told,
        lags,
        basis.since,
        keeping=basis.keeping,
        replaced=basis.replaced,
    )


def _never(recorded: RecordedJudgement) -> Verdict:
    basis = recorded.basis
    if recorded.never is None:
        raise CannotJudge("the record does not say what was never to be said")
    return never_verdict(recorded.never, basis.told, _lags(basis), basis.since)


def _one_of(recorded: RecordedJudgement) -> Verdict | None:
    basis = recorded.basis
    return on_none_of(basis.outcomes, basis.fields, basis.looks[0])


def _outage(recorded: RecordedJudgement) -> Verdict | None:
    basis = recorded.basis
    return invented(basis.fields[0], basis.source, basis.told, basis.promised)


def _lags(basis: Basis) -> Mapping[str, timedelta]:
    return {name: each.read_lag for name, each in basis.patience.items()}


_JUDGES: Mapping[Judgement, Callable[[RecordedJudgement], Verdict | None]] = {
    Judgement.AGREEMENT: _waited,
    Judgement.UNCHANGED: _waited,
    Judgement.KEPT: _kept,
    Judgement.NEVER: _never,
    Judgement.ONE_OF: _one_of,
    Judgement.OUTAGE: _outage,
}


def too_short(recorded: RecordedJudgement, was: Basis, verdict: Verdict) -> str:
    """Say why a claim about time would have been watched for longer; "" if it would not."""
    now = recorded.basis
    if now.by is not Judgement.NEVER:
        return ""
    longest = max(each.settle for each in now.patience.values())
    watched = max(each.settle for each in was.patience.values())
    if verdict.outcome is Outcome.AGREED and longest > watched and was.told:
        end = max(each.at for each in was.told)
        begun = was.since or min(each.at - each.took for each in was.told)
        return "" if end >= begun + longest else "it would have been watched for longer"
    limits = [
        max(each.read_lag + each.patience for each in basis.patience.values())
        for basis in (was, now)
    ]
    unknown = verdict.outcome not in KNOWN and limits[1] > limits[0]
    return "it would have been watched for longer" if unknown else ""
