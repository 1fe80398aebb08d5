"""The result of a comparison in one sentence: about what, and after how long."""

from collections.abc import Mapping

from samestory.core.model import Outcome
from samestory.core.verdict import Verdict
from samestory.explain._names import NONE, Names, begun, duration
from samestory.explain._watching import claim_headline

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
            return _not_due(verdict, about)
        case _:
            return f"Inconclusive: it is unknown whether the systems agree about {about}"


def _not_due(verdict: Verdict, about: str) -> str:
    if verdict.promise is None:
        return f"Not every system has to agree about {about} yet"
    return f"The promise about {about} is not due everywhere yet"


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
    who = begun(names.the(named)) if (named := named_in_headline(verdict)) else counted
    has = "has" if len(gone) == 1 else "have"
    lost = gone & verdict.changed_its_mind or verdict.before
    return f"{who} no longer {has} a record of" if lost else f"{who} {has} no record of"


def named_in_headline(verdict: Verdict) -> frozenset[str]:
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
