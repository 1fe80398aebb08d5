"""Compare what the systems say with what they said before: nothing else may have changed; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from samestory.core.basis import Acted
from samestory.core.comparison import same
from samestory.core.model import Field, Money, Observation, Outcome, Promise, Subject, Unmapped
from samestory.core.verdict import FieldVerdict, Verdict

NOTHING_HEARD = "it could not be asked before anything was done"


def acted_on(before: Iterable[Promise], after: Iterable[Promise]) -> Acted:
    """Return what happened to somebody's promises in the meantime."""
    known = {each.subject: each.revisions for each in before}
    now = {each.subject: each.revisions for each in after}
    made = frozenset(now.keys() - known.keys())
    revised = frozenset(each for each in known.keys() & now.keys() if known[each] != now[each])
    told = (revision.values for each in made | revised for revision in now[each])
    costs = any(isinstance(value, Money) for values in told for value in values.values())
    return Acted(made, revised, costs)


def compare_with_before(
    fields: Iterable[Field],
    before: Sequence[Observation],
    said: Sequence[Observation],
    acted: Acted,
) -> Verdict:
    """Compare what each system says about one subject with what it said itself before.

    A list of her records may have gained what was made, and her sums follow what was acted on.
    A system that could not be asked before or now is unreachable, and never unchanged.
    """
    fields, earlier = tuple(fields), {each.system: each for each in before}
    heard = tuple(_as_far_as_known(each, earlier.get(each.system)) for each in said)
    told = [each for each in fields if _told(each, said, before)] or fields
    follow = _following(told, said[0].subject) if acted.on and acted.costs else frozenset[str]()
    judged = (_judged(each, heard, earlier, acted, each.name in follow) for each in told)
    return Verdict(said[0].subject, tuple(judged), heard, before=tuple(before))


def _following(fields: Collection[Field], subject: Subject) -> frozenset[str]:
    """Name the fields that follow what is acted on: what all of her records add up to."""
    adds_up = subject.key == subject.of and any(each.kind == "money" for each in fields)
    return frozenset(each.name for each in fields if adds_up and each.kind in {"money", "count"})


def _as_far_as_known(said: Observation, before: Observation | None) -> Observation:
    """Return an answer; there is none to be compared if there was none before."""
    if said.unreachable is not None or (before and before.unreachable is None):
        return said
    why = f": {before.unreachable}" if before else ""
    return replace(said, values=None, unreachable=f"{NOTHING_HEARD}{why}")


def _told(about: Field, *looks: Iterable[Observation]) -> bool:
    """Whether a system reports the field, or would if it had a record or an answer."""
    return any(_tells(about, each) for look in looks for each in look)


def _tells(about: Field, said: Observation) -> bool:
    if said.tells is not None:
        return about.name in said.tells
    return said.unreachable is not None or about.name in (said.values or {})


def _judged(
    about: Field,
    heard: Sequence[Observation],
    earlier: Mapping[str, Observation],
    acted: Acted,
    follows: bool,
) -> FieldVerdict:
    telling = [each for each in heard if _tells(about, each)]
    asked = [each for each in telling if each.unreachable is None]
    now = {each.system: _value(about, each) for each in asked}
    was = {each.system: _value(about, earlier[each.system]) for each in asked}
    unmapped = {
        name: word for name in now for word in (now[name], was[name]) if isinstance(word, Unmapped)
    }
    changed = {
        name
        for name in now.keys() - unmapped.keys()
        if not _unchanged(about, asked[0].subject, was[name], now[name], acted)
        and not (follows and None not in {was[name], now[name]})
    }
    silent = frozenset(name for name in changed if now[name] is None)
    unreachable = frozenset(each.system for each in telling if each.unreachable is not None)
    return FieldVerdict(
        field=about,
        outcome=_outcome(changed - silent, silent, unmapped, unreachable),
        said=MappingProxyType(
            {k: v for k, v in now.items() if v is not None and k not in unmapped}
        ),
        apart=frozenset(changed) - silent,
        silent=silent,
        unreachable=unreachable,
        unmapped=MappingProxyType(unmapped),
    )


def _value(about: Field, said: Observation) -> object | None:
    return None if said.values is None else said.values.get(about.name)


def _outcome(
    apart: Collection[str],
    silent: Collection[str],
    unmapped: Collection[str],
    unreachable: Collection[str],
) -> Outcome:
    reasons: Iterator[tuple[Collection[str], Outcome]] = iter(
        (
            (apart, Outcome.CONTRADICTED),
            (silent, Outcome.ABSENT),
            (unmapped, Outcome.UNMAPPED),
            (unreachable, Outcome.UNREACHABLE),
        )
    )
    return next((outcome for names, outcome in reasons if names), Outcome.AGREED)


def _unchanged(about: Field, subject: Subject, was: object, now: object, acted: Acted) -> bool:
    """Whether a system says the same as before, but for what follows from what was acted on."""
    if was is None or now is None:
        return was is now
    made, revised = acted.of(subject.kind)
    if isinstance(was, frozenset) and isinstance(now, frozenset):
        return same(about.kind, was - made - revised, now - made - revised)
    if isinstance(was, int) and isinstance(now, int):
        return was - len(revised) <= now <= was + len(made)
    return same(about.kind, was, now)
