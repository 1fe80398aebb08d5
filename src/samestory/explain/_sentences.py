"""What happened, in sentences: who caught up, who never followed, who changed its mind, and why."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from samestory.core.claims import Keeping
from samestory.core.comparison import NOTHING
from samestory.core.model import Outcome
from samestory.core.reasons import LateOrLost, UsualWait
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.explain._headline import named_in_headline
from samestory.explain._history import asked_of, back, caught_up, changed_at, outage, was
from samestory.explain._last_spans import last_spans
from samestory.explain._names import Names, begun, duration, joined, spoken
from samestory.explain._outliers import outliers, parties
from samestory.explain._unknown import the_others, unknown_ones
from samestory.explain._values import shown_values, side_by_side
from samestory.explain._watching import watching

FIRST = (LateOrLost.LATE, LateOrLost.LOST, LateOrLost.UNCLEAR)
"""Of several systems the one is named about which there is most to do."""


def sentences(verdict: Verdict, names: Names) -> Iterator[str]:
    """Say what happened, the promise first and what is unknown last."""
    if verdict.rule:
        yield f"Rule: {verdict.rule}."
    if verdict.before:
        yield from _since_when(verdict, names)
        yield from _silent_ones(verdict, names)
        yield from unknown_ones(verdict, names)
        return
    if not _is_told_by_its_proof(verdict):
        yield from _compared(verdict, names)
    yield from last_spans(verdict, names)
    yield from _remarks(verdict, names)
    yield from unknown_ones(verdict, names)
    yield from the_others(verdict, names)
    yield from watching(verdict, names)
    yield from sentences_not_asked(names.not_asked, names.called)


def _is_told_by_its_proof(verdict: Verdict) -> bool:
    """Whether a claim about time says all there is to say: who differs now is not the question."""
    watched = verdict.watched
    if watched is None or watched.never:
        return watched is not None
    kept = watched.keeping is Keeping.AS_PROMISED
    return not kept and bool(watched.proof) and watched.well_in_the_end


def _compared(verdict: Verdict, names: Names) -> Iterator[str]:
    for each in verdict:
        yield from _who_says_what(each, names)
        yield from _by_nature(each, names)
        yield from _tolerated(each, names)
    yield from _caught_up(verdict, names)
    yield from _outages(verdict, names)
    yield from outliers(verdict, names)
    yield from _silent_ones(verdict, names)
    yield from usual_waits(verdict, names)


def sentences_not_asked(not_asked: Mapping[str, str], called: Mapping[str, str]) -> Iterator[str]:
    """Name the systems that were not asked, those of one reason together."""
    together: dict[str, list[str]] = {}
    for name, why in not_asked.items():
        together.setdefault(why, []).append(f"the {called.get(name, name)}")
    for why, systems in together.items():
        yield f"Not asked: {joined(systems)}, because {why}."


def _who_says_what(of: FieldVerdict, names: Names) -> Iterator[str]:
    """Spell out the values if no single system is odd."""
    if not of.apart or of.said.keys() - of.apart - of.pending:
        return
    groups = parties(of, of.apart)
    if of.promised is None:
        yield begun("; ".join(_says(of, group, names) for group in groups)) + "."
    elif len(groups) == 1:
        promised = shown_values(of, names.zone)[None].text
        yield f"{begun(_says(of, groups[0], names))}; promised was {promised}."


def _by_nature(of: FieldVerdict, names: Names) -> Iterator[str]:
    """Name the system that is right by nature, if another one or the promise says otherwise."""
    if of.authority is None or not of.apart:
        return
    who, about = begun(names.the({of.authority})), spoken(of.field.name)
    says = shown_values(of, names.zone)[of.authority].text
    if of.wrong:
        yield f"{who} is right about the {about} by nature, and says {says}."
    else:
        yield (
            f"{who}, which is right about the {about} by nature, says {says}: "
            "what was promised may be wrong."
        )


def _tolerated(of: FieldVerdict, names: Names) -> Iterator[str]:
    """Name the tolerance wherever it decided, or could have."""
    if of.field.tolerance is None:
        return
    if of.near:
        says = shown_values(of, names.zone)[min(of.near)].text if len(of.near) == 1 else ""
        who, about = begun(names.the(of.near)), spoken(of.field.name)
        verb = f"says {says}" if says else "differ"
        yield f"{who} {verb} for the {about}, within the tolerance ({of.field.tolerance.text})."
    elif of.apart:
        yield f"The tolerance of the {spoken(of.field.name)} is {of.field.tolerance.text}."


def _says(of: FieldVerdict, group: list[str], names: Names) -> str:
    verb = "says" if len(group) == 1 else "say"
    return f"{names.everybody(group)} {verb} {shown_values(of, names.zone)[group[0]].text}"


def _since_when(verdict: Verdict, names: Names) -> Iterator[str]:
    """Say when each system was last seen to say what it said before, and what it says since."""
    for of in verdict:
        together: dict[tuple[str, str], list[str]] = {}
        for name in (each for each in verdict.systems if each in of.apart):
            together.setdefault(_before_and_now(verdict, name, of, names), []).append(name)
        for (said, says), systems in together.items():
            times = [when for name in systems if (when := changed_at(verdict, name, of))]
            who, about = begun(names.the(systems)), spoken(of.field.name)
            if times:
                first, since = (names.time(min(each)) for each in zip(*times, strict=True))
                yield f"{who} said {said} for the {about} at {first}, and {says} since {since}."


def _before_and_now(verdict: Verdict, name: str, of: FieldVerdict, names: Names) -> tuple[str, str]:
    now, old = of.said[name], was(verdict, name, of)
    values = [now] if old is None else [now, old]
    says, *said = (each.text for each in side_by_side(of.field.kind, values, names.zone))
    return (said[0] if said else NOTHING), says


def _caught_up(verdict: Verdict, names: Names) -> Iterator[str]:
    together: dict[str, list[str]] = {}
    for name, elapsed in caught_up(verdict):
        together.setdefault(duration(elapsed), []).append(name)
    words = [
        f"{names.the(systems)}{'' if at else ' caught up'} after {elapsed}"
        for at, (elapsed, systems) in enumerate(together.items())
    ]
    if words:
        yield begun(joined(words)) + "."


def _outages(verdict: Verdict, names: Names) -> Iterator[str]:
    """Name the systems that could not be asked at times, and answered in the end."""
    for name in verdict.systems:
        if down := outage(verdict, name):
            came_back = back(verdict, name)
            asked = sum(1 for _ in asked_of(verdict, name))
            when = (
                f"in {len(down)} of {asked} looks"
                if came_back is None
                else f"until {duration(came_back)}"
            )
            yield f"{begun(names.the({name}))} could not be asked {when}."


def _silent_ones(verdict: Verdict, names: Names) -> Iterator[str]:
    silent = frozenset().union(*(each.silent for each in verdict)) - verdict.changed_its_mind
    if len(verdict.timeline) < 2 and verdict.outcome is Outcome.ABSENT:
        silent -= named_in_headline(verdict)
    for each in verdict.observations:
        if each.system in silent - verdict.late.keys():
            missing = _no_record if each.absent else _mute
            yield f"{begun(names.the({each.system}))} {missing(verdict, each.system)}."


def _remarks(verdict: Verdict, names: Names) -> Iterator[str]:
    odd = frozenset().union(*(each.laggards for each in verdict))
    for each in verdict.observations:
        if each.remark and each.system in odd:
            yield f"{begun(names.the({each.system}))}: {each.remark}."


def _no_record(verdict: Verdict, name: str) -> str:
    looks = [said for _, said in asked_of(verdict, name)]
    if len(looks) > 1 and all(each.absent for each in looks):
        return f"had no record in any of {len(looks)} looks"
    return f"has no record of {verdict.subject}"


def _mute(verdict: Verdict, name: str) -> str:
    fields = [f"the {spoken(each.field.name)}" for each in verdict if name in each.silent]
    return f"says nothing about {joined(fields)}"


def usual_waits(verdict: Verdict, names: Names) -> Iterator[str]:
    """Say whether an answer is late or lost, as far as past waits tell."""
    for each in sorted(verdict.usual, key=lambda each: FIRST.index(each.fate))[:1]:
        yield _said(each, names)


def _said(usual: UsualWait, names: Names) -> str:
    the, given = names.the({usual.system}), _seconds(usual.patience)
    if usual.fate is LateOrLost.LATE:
        often = f"About one in {usual.one_in} times" if usual.one_in > 1 else "Most of the time"
        return f"{often}, {the} takes longer than the patience of {given}: raise it."
    took = f"{_seconds(usual.shortest)} to {_seconds(usual.longest)}"
    past = f"The last {usual.count} times that {the} followed, it took {took}"
    if usual.fate is LateOrLost.LOST:
        return f"{past}: this one is probably lost."
    never = "once" if usual.never == 1 else f"{usual.never} times"
    return begun(f"{past}, and {never} it did not in time." if usual.never else f"{past}.")


def _seconds(seconds: float) -> str:
    return duration(timedelta(seconds=seconds))
