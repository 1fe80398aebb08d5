"""What was claimed about a stretch of time, in words: who said what too early, and who watched."""

from collections.abc import Iterator

from samestory.core.changed_fields import is_one_of_these
from samestory.core.claims import Bound, Keeping, Never, Saying, Watched
from samestory.core.comparison import format_value
from samestory.core.model import Observation, Outcome
from samestory.core.temporal import holds, is_about
from samestory.core.verdict import FieldVerdict, Verdict
from samestory.explain._names import (
    Names,
    begun,
    duration,
    joined,
    spoken,
    spoken_fields,
    time_of_day,
)
from samestory.explain._values import shown_values


def claim_headline(verdict: Verdict, names: Names) -> str | None:
    """Return the result of watching a claim, None for every other result."""
    watched = verdict.watched
    if watched is None:
        return None
    if watched.never is None:
        change = watched.keeping is not Keeping.AS_PROMISED
        return change_headline(watched, verdict, names) if change else _taken_back(verdict, names)
    match verdict.outcome:
        case Outcome.CONTRADICTED:
            return f"{begun(_claim(watched.never, names, 'called', 'had'))}."
        case Outcome.AGREED:
            never = _claim(watched.never, names, "never called", "never had")
            return f"{begun(never)}, in {duration(watched.span)}."
        case Outcome.UNREACHABLE | Outcome.UNMAPPED:
            ever = _claim(watched.never, names, "ever called", "ever had")
            return f"Inconclusive: it is unknown whether {ever}."
        case _:
            return None


def _taken_back(verdict: Verdict, names: Names) -> str | None:
    """Name who told what was promised, and something else for a while; None if it still does."""
    if verdict.watched is None or not verdict.watched.proof:
        return None
    who = begun(names.the({verdict.watched.proof[-1].system}))
    return f"{who} went back on what was promised about {verdict.subject}."


def _claim(never: Never, names: Names, call: str, have: str) -> str:
    saying, other = never.saying, never.other
    same = saying.subject == other.subject
    first = _said(saying, names, (call, have), str(saying.subject))
    then = _said(other, names, ("called", "had"), "it" if same else str(other.subject))
    return f"{first} {never.bound} {then}"


def _said(saying: Saying, names: Names, verbs: tuple[str, str], about: str) -> str:
    who, (call, have) = names.the({saying.system}), verbs
    if saying.field is None:
        return f"{who} {have} a {saying.subject.kind} ({saying.subject.key})"
    return f'{who} {call} {about} "{_word(saying, saying.word)}"'


def _word(saying: Saying, value: object) -> str:
    return format_value(saying.field.kind, value) if saying.field else ""


def watching(verdict: Verdict, names: Names) -> Iterator[str]:
    """Say what proves it, how often each system answered, and what may not have been seen."""
    watched = verdict.watched
    if watched is None:
        return
    if watched.never and watched.proof:
        yield from _proof(watched.never, watched, names)
    elif watched.keeping is not Keeping.AS_PROMISED:
        yield from what_was_told(watched, verdict, names)
    elif watched.proof:
        kept, broke = (time_of_day(each.at, names) for each in watched.proof)
        who = begun(names.the({watched.proof[-1].system}))
        yield f"{who} told what was promised at {kept}, and no longer at {broke}."
    looks = [_at(str(count), name, names) for name, count in watched.looks.items()]
    yield f"Watched for {duration(watched.span)}, in answered looks: {joined(looks)}."
    if all(watched.looks.values()):
        unseen = [_at(duration(gap), name, names) for name, gap in watched.blind.items()]
        yield f"What lasted less than this may not have been seen: {joined(unseen)}."


def _at(much: str, system: str, names: Names) -> str:
    return f"{much} at the {names.of(system)}"


def too_early(of: FieldVerdict, verdict: Verdict, names: Names) -> str:
    """Remark on who said what was never to be said of this field."""
    never = verdict.watched.never if verdict.watched else None
    if not verdict.watched or not verdict.watched.proof:
        return ""
    if never is None:
        return said_for_a_while(of, verdict.watched, names)
    yet = "yet" if never.bound is Bound.BEFORE else "then"
    return f"{names.the({never.saying.system})} was not to say so {yet}"


def _proof(never: Never, watched: Watched, names: Names) -> Iterator[str]:
    """Put the answers in the order in which they were given."""
    spoken = next(each for each in watched.proof if is_about(never.saying, each))
    before = [_seen(never.other, each, names) for each in watched.proof if each.at < spoken.at]
    after = [_seen(never.other, each, names) for each in watched.proof if each.at > spoken.at]
    it = _seen(never.saying, spoken, names)
    if never.bound is Bound.WHILE:
        yield begun(f"{joined(before)}; {it}; {joined(after)}.")
    else:
        yield begun(f"{it}; after that, {joined(after)}.")


def _seen(saying: Saying, said: Observation, names: Names) -> str:
    who, when = names.the({saying.system}), time_of_day(said.at, names)
    if saying.field is None:
        has = "had a" if holds(saying, said) else "had no"
        return f"{who} {has} {said.subject.kind} at {when}"
    value = (said.values or {}).get(saying.field.name)
    if value is None:
        return f"{who} {'had no record' if said.absent else 'said nothing'} at {when}"
    return f'{who} said "{_word(saying, value)}" at {when}'


def change_headline(watched: Watched, verdict: Verdict, names: Names) -> str | None:
    """Return who told something old, or half changed, or that nobody did; None if it was neither.

    None as well if nobody did, and the systems differ in the end.
    """
    what = _told(watched, verdict)
    match verdict.outcome:
        case _ if watched.proof:
            return f"{begun(names.the(_who_told(watched)))} told {what}."
        case Outcome.AGREED:
            everybody = begun(names.the(verdict.systems))
            return f"{everybody} never told {what}, in {duration(watched.span)}."
        case Outcome.UNREACHABLE | Outcome.UNMAPPED:
            unknown = frozenset().union(*(each.unreachable | {*each.unmapped} for each in verdict))
            who = names.the(unknown or verdict.systems)
            return f"Inconclusive: it is unknown whether {who} ever told {what}."
        case _:
            return None


def _told(watched: Watched, verdict: Verdict) -> str:
    if watched.keeping is Keeping.NEVER_HALF:
        return f"{verdict.subject} half changed"
    return f"an old {spoken(verdict.fields[0].field.name)} of {verdict.subject}"


def _who_told(watched: Watched) -> frozenset[str]:
    return frozenset(each.system for each in watched.proof)


def what_was_told(watched: Watched, verdict: Verdict, names: Names) -> Iterator[str]:
    """Say what each system told that it should not have told, and from when to when."""
    half = watched.keeping is Keeping.NEVER_HALF
    for name in (each for each in verdict.systems if each in _who_told(watched)):
        times = [time_of_day(each.at, names) for each in watched.proof if each.system == name]
        when = f"from {times[0]} to {times[-1]}" if len(times) > 1 else f"at {times[0]}"
        what = (
            _half(verdict, name) if half else shown_values(verdict.fields[0], names.zone)[name].text
        )
        yield f"{begun(names.the({name}))} told {what}, {when}."
    if watched.proof and watched.well_in_the_end:
        yield "In the end all of them told what was promised."


def _half(verdict: Verdict, name: str) -> str:
    """Name what a system had followed, and what it had not."""
    told = [each for each in verdict if name in each.said]
    new = spoken_fields(each for each in told if name not in each.apart)
    other = spoken_fields(each for each in told if name in each.apart)
    if new:
        return f"the new {new} without the new {other}"
    if any(_was_promised(each, name, verdict) for each in told):
        return f"{other} that are of no one version"
    return f"neither the old nor the new {other}"


def _was_promised(of: FieldVerdict, name: str, verdict: Verdict) -> bool:
    """Whether a system told the value that a field had in an older version."""
    revisions = verdict.promise.revisions if verdict.promise else ()
    told = [each.values.get(of.field.name) for each in revisions]
    return is_one_of_these(of.said[name], of.field, [each for each in told if each is not None])


def said_for_a_while(of: FieldVerdict, watched: Watched, names: Names) -> str:
    """Remark on who told something old of a field, or half changed, and does so no longer."""
    if watched.keeping is Keeping.AS_PROMISED or not watched.well_in_the_end:
        return ""
    return f"{names.the(of.apart)} said so for a while"
