"""Replays a whole bundle: what differs from the recorded verdicts, and why."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from samestory.core.patience import Patience
from samestory.exit_codes import Exit
from samestory.replay.judging import JudgedAgain, judge_again, too_short
from samestory.replay.rules import CannotJudge, LandscapeRules
from samestory.report.bundle.conclusions import Conclusion, FieldConclusion
from samestory.report.bundle.judgement_lines import RecordedJudgement

Reread = Callable[[RecordedJudgement], tuple[RecordedJudgement, Sequence[str]]]
"""Reads the answers of a judgement again; returns it, and in sentences what was read otherwise."""


class Replay(StrEnum):
    """What a replay of one judgement came to."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ReplayedJudgement:
    """One judgement, judged again: what differs, and which rules do."""

    recorded: RecordedJudgement
    result: Replay
    again: JudgedAgain
    differs: tuple[str, ...] = ()
    because: tuple[str, ...] = ()


def replay_one(
    recorded: RecordedJudgement, rules: LandscapeRules | None = None, reread: Reread | None = None
) -> ReplayedJudgement:
    """Judge one again, by other rules if some are given, and compare it with its verdict."""
    if rules and rules.drops(recorded):
        off = f"the standing rule '{recorded.rule}' is off"
        return ReplayedJudgement(recorded, Replay.DROPPED, JudgedAgain(None), because=(off,))
    try:
        changed = rules.applied(recorded) if rules else recorded
        changed, otherwise = reread(changed) if reread else (changed, ())
    except CannotJudge as cannot:
        again = JudgedAgain(None, unknown=cannot.why)
        return ReplayedJudgement(recorded, Replay.UNKNOWN, again)
    again = judge_again(changed)
    if again.verdict and (why := too_short(changed, recorded.basis, again.verdict)):
        again = JudgedAgain(None, unknown=why)
    because = (*_changed_rules(recorded, changed), *otherwise)
    if again.conclusion is None:
        return ReplayedJudgement(recorded, Replay.UNKNOWN, again, because=because)
    differs = tuple(differences_of(recorded.conclusion, again.conclusion))
    return ReplayedJudgement(
        recorded, Replay.OTHER if differs else Replay.SAME, again, differs, because
    )


def differences_of(was: Conclusion, now: Conclusion) -> Iterator[str]:
    """Say in sentences what two conclusions differ in; how many looks they took is no part."""
    if was.outcome is not now.outcome:
        yield f"{was.outcome} -> {now.outcome}"
    for name in dict.fromkeys([*was.fields, *now.fields]):
        one, other = was.fields.get(name), now.fields.get(name)
        if one != other:
            yield f"{name}: {_shown(one)} -> {_shown(other)}"
    if was.changed_its_mind != now.changed_its_mind:
        names = (", ".join(each.changed_its_mind) or "nobody" for each in (was, now))
        yield f"changed its mind: {' -> '.join(names)}"
    if was.late.keys() != now.late.keys():
        names = (", ".join(each.late) or "nobody" for each in (was, now))
        yield f"too late: {' -> '.join(names)}"


def _shown(of: FieldConclusion | None) -> str:
    if of is None:
        return "not compared"
    groups = {
        "apart": of.apart,
        "wrong": of.wrong,
        "silent": of.silent,
        "unreachable": of.unreachable,
        "unmapped": tuple(f"{name} {code!r}" for name, code in of.unmapped.items()),
        "pending": of.pending,
        "within the tolerance": of.near,
    }
    told = "; ".join(f"{', '.join(names)} {word}" for word, names in groups.items() if names)
    return f"{of.outcome} ({told})" if told else str(of.outcome)


def _changed_rules(was: RecordedJudgement, now: RecordedJudgement) -> Iterator[str]:
    """Say in sentences which rules are others."""
    before = {each.name: each for each in was.basis.fields}
    for each in now.basis.fields:
        old = before.get(each.name)
        if old is None:
            yield f"'{each.name}' is a new field" if before else ""
            continue
        for what, one, other in (
            (
                "tolerance",
                old.tolerance and old.tolerance.text,
                each.tolerance and each.tolerance.text,
            ),
            ("authority", old.authority, each.authority),
            ("kind", old.kind, each.kind),
        ):
            if one != other:
                yield f"{what} of {each.name}: {one or 'none'} -> {other or 'none'}"
    for name in before.keys() - {each.name for each in now.basis.fields}:
        yield f"'{name}' is no field any more"
    yield from _changed_patience(was.basis.patience, now.basis.patience)


def _changed_patience(was: Mapping[str, Patience], now: Mapping[str, Patience]) -> Iterator[str]:
    for name, old in was.items():
        new = now[name]
        for what in ("patience", "settle", "read_lag"):
            one, other = getattr(old, what), getattr(new, what)
            if one != other:
                yield f"{what} of {name}: {_span(one)} -> {_span(other)}"


def _span(span: timedelta) -> str:
    return f"{span.total_seconds():g} s"


def exit_of_replay(replayed: Sequence[ReplayedJudgement]) -> Exit:
    """Return how the command ends: 0 only if every verdict was judged again, and is the same."""
    results = {each.result for each in replayed}
    if not results:
        return Exit.NOTHING_CHECKED
    if results & {Replay.OTHER, Replay.DROPPED}:
        return Exit.CONTRADICTION
    return Exit.CANNOT_KNOW if Replay.UNKNOWN in results else Exit.SAME_STORY
