"""What happened, in sentences: who caught up, who never followed, who changed its mind, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from samestory.core.claims import Keeping
from samestory.core.comparison import NOTHING
from samestory.core.model import FieldVerdict, Outcome, Unmapped, Verdict
from samestory.explain._history import asked_of, back, caught_up, changed_at, outage, was
from samestory.explain._last_spans import last_spans
from samestory.explain._names import (
    NONE,
    WRONG_SHAPE,
    Names,
    begun,
    duration,
    joined,
    moment,
    spoken,
)
from samestory.explain._outliers import outliers, parties
from samestory.explain._usual_waits import usual_waits
from samestory.explain._values import shown_values, side_by_side
from samestory.explain._watching import claim_headline, watching

MOST_NAMED = 3
"""Systems that a headline names; more of them are counted."""


def sentence(verdict: Verdict, called: Mapping[str, str] = NONE) -> str:
    """Sum a verdict up in one sentence.

    "All 5 systems agree about order A-1042, after 1.2 s and 6 looks."
    """
    return headline(verdict, Names(verdict.systems, called))


def headline(verdict: Verdict, names: Names) -> str:
    """Return the result, about what, and after how long."""
    return claim_headline(verdict, names) or f"{_result(verdict, names)}{_after(verdict)}."


def _result(verdict: Verdict, names: Names) -> str:
    about = str(verdict.subject)
    if verdict.before and verdict.outcome is not Outcome.ABSENT:
        return _whether_changed(verdict, names)
    match verdict.outcome:
        case Outcome.AGREED:
            return f"{_all_systems(verdict, names)} about {about}{_within(verdict)}"
        case Outcome.CONTRADICTED:
            return f"{_contradiction(verdict, names)} about {about}"
        case Outcome.ABSENT:
            return f"{_absence(verdict, names)} {about}"
        case Outcome.PENDING:
            return f"The promise about {about} is not due everywhere yet"
        case _:
            return f"Inconclusive: it is unknown whether the systems agree about {about}"


def _whether_changed(verdict: Verdict, names: Names) -> str:
    """Say whether anything has changed, and where."""
    changed = frozenset().union(*(each.apart for each in verdict))
    if changed:
        return f"{begun(str(verdict.subject))} has changed in {names.the(changed)}"
    if verdict.agreed:
        return f"Nothing has changed about {verdict.subject}"
    return f"Inconclusive: it is unknown whether {verdict.subject} has changed"


def _all_systems(verdict: Verdict, names: Names) -> str:
    count = len(verdict.systems)
    if verdict.watched:
        return f"{begun(names.the(verdict.systems))} kept to the promise"
    if names.not_asked:
        return f"{count} of {count + len(names.not_asked)} systems agree"
    if count == 1:
        return f"{begun(names.the(verdict.systems))} keeps the promise"
    return "Both systems agree" if count == 2 else f"All {count} systems agree"


def _within(verdict: Verdict) -> str:
    return ", within the tolerance" if any(each.near for each in verdict) else ""


def _contradiction(verdict: Verdict, names: Names) -> str:
    if verdict.changed_its_mind:
        return "The systems agreed at first and no longer do"
    odd = [each for each in verdict if each.apart]
    if all(each.wrong for each in odd):
        wrong = frozenset().union(*(each.wrong for each in odd))
        return f"{begun(names.the(wrong))} {'is' if len(wrong) == 1 else 'are'} wrong"
    if all(each.promised is not None and each.apart == frozenset(each.said) for each in odd):
        who = "The systems contradict" if len(verdict.systems) > 1 else None
        return f"{who or begun(names.the(verdict.systems)) + ' contradicts'} the promise"
    return "The systems disagree"


def _absence(verdict: Verdict, names: Names) -> str:
    gone = {each.system for each in verdict.observations if each.absent}
    if not gone:
        return "Not every system reports everything about"
    counted = f"{len(gone)} of {len(verdict.systems)} systems"
    who = begun(names.the(named)) if (named := _named_in_headline(verdict)) else counted
    has = "has" if len(gone) == 1 else "have"
    lost = gone & verdict.changed_its_mind or verdict.before
    return f"{who} no longer {has} a record of" if lost else f"{who} {has} no record of"


def _named_in_headline(verdict: Verdict) -> frozenset[str]:
    """The systems without a record, unless they are too many to be named."""
    gone = frozenset(each.system for each in verdict.observations if each.absent)
    return gone if len(gone) <= MOST_NAMED else frozenset()


def _after(verdict: Verdict) -> str:
    """Name the time and the looks; of an agreement those until it was first found."""
    watched = verdict.watched
    if not verdict.timeline or (watched and (watched.never or verdict.agreed)):
        return ""
    look = verdict.timeline[-1]
    if verdict.outcome is Outcome.AGREED:
        for earlier in reversed(verdict.timeline):
            if earlier.verdict.outcome is not Outcome.AGREED:
                break
            look = earlier
    if look.number == 1:
        return ", at the first look"
    return f", after {duration(look.elapsed)} and {look.number} looks"


def sentences(verdict: Verdict, names: Names) -> Iterator[str]:
    """Say what happened, the promise first and what is unknown last."""
    if verdict.rule:
        yield f"Rule: {verdict.rule}."
    if verdict.before:
        yield from _since_when(verdict, names)
        yield from _silent_ones(verdict, names)
        yield from _unknown_ones(verdict, names)
        return
    if not _is_told_by_its_proof(verdict):
        yield from _compared(verdict, names)
    yield from last_spans(verdict, names)
    yield from _remarks(verdict, names)
    yield from _unknown_ones(verdict, names)
    yield from _the_others(verdict, names)
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
        silent -= _named_in_headline(verdict)
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


def _unknown_ones(verdict: Verdict, names: Names) -> Iterator[str]:
    for each in verdict.observations:
        if each.unreachable is not None:
            who, why = begun(names.the({each.system})), each.unreachable.rstrip(".")
            yield f"{who} could not be asked: {why}.{_last_word(verdict, each.system)}"
    for of in verdict:
        yield from _unmapped(of, names)
        if unreported(of):
            yield f"Promised, but no system that was asked reports it: the {spoken(of.field.name)}."
    yield from _wrong_shapes(verdict, names)
    for name in _strangers(verdict):
        told = joined([spoken(each.field.name) for each in verdict])
        yield f"{begun(names.the({name}))} reports nothing that the others report ({told})."
    if waiting := frozenset().union(*(each.pending for each in verdict)):
        yield f"{begun(names.the(waiting))} {'is' if len(waiting) == 1 else 'are'} not due yet."


def unreported(of: FieldVerdict) -> bool:
    """Whether a field was promised, and the landscape describes it for none of the systems."""
    return of.outcome is Outcome.UNMAPPED and not of.unmapped and not of.said


def _last_word(verdict: Verdict, name: str) -> str:
    answered = [look for look, said in asked_of(verdict, name) if said.unreachable is None]
    return f" It had answered {moment(answered[-1].elapsed)}." if answered else ""


def _unmapped(of: FieldVerdict, names: Names) -> Iterator[str]:
    for name, word in of.unmapped.items():
        if word.code and word.where and not _is_of_another_shape(word):
            what = f"{begun(names.the({name}))} says {word.code!r} for the {spoken(of.field.name)}"
            if word.read_as:
                yield f"{what}, which is not in the declared format ({word.read_as})."
            else:
                yield f"{what}, and the landscape does not explain it."


def _is_of_another_shape(word: Unmapped) -> bool:
    """Whether it is the whole answer that was not understood, such as an error in its body."""
    return word.code in WRONG_SHAPE or bool(word.fix and not word.read_as)


def _wrong_shapes(verdict: Verdict, names: Names) -> Iterator[str]:
    """Name answers of another shape or without one, each once for all the fields concerned."""
    fields: dict[tuple[str, str, str], list[str]] = {}
    for of in verdict:
        for name, word in of.unmapped.items():
            if _is_of_another_shape(word) or not word.where:
                how = "answers in another shape" if word.where else "cannot be read"
                fields.setdefault((name, how, word.code), []).append(spoken(of.field.name))
    for (name, how, why), told in fields.items():
        yield f"{begun(names.the({name}))} {how}: {why} ({joined(told)})."


def _strangers(verdict: Verdict) -> list[str]:
    unmapped = {name: word for each in verdict for name, word in each.unmapped.items()}
    return [name for name in verdict.systems if name in unmapped and not unmapped[name].code]


def _the_others(verdict: Verdict, names: Names) -> Iterator[str]:
    """Report what is known in spite of what is not."""
    if verdict.outcome not in {Outcome.UNREACHABLE, Outcome.UNMAPPED, Outcome.PENDING}:
        return
    steady = set(verdict.systems).difference(*(each.laggards for each in verdict))
    if len(steady) > 1:
        yield f"{begun(names.the(steady))} agree."
