"""What a release changed: two bundles compared by scenario; verdicts, shapes, and times."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from samestory.core.model import Outcome
from samestory.replay.replaying import differences_of
from samestory.report.bundle.bundle_reader import RecordedBundle
from samestory.report.bundle.conclusions import Conclusion
from samestory.report.bundle.judgement_lines import KeptPiece, RecordedJudgement

Shape = frozenset[str]
Key = tuple[str, str, str, str, int]
"""A judgement from run to run: its scenario, kind of subject, way of judging, rule, and place."""
SLOWER, LEAST = 1.5, 0.5
"""A time has changed if it is so many times the other, and so many seconds away from it."""


@dataclass(frozen=True, slots=True)
class ChangedVerdict:
    """A verdict that is another one in the second run; None: it was not asked there."""

    journey: str
    scenario: str
    subject: str
    causes: tuple[str, ...]
    """By system, field and outcome, what is new or gone: "erp/total/contradicted"."""
    differs: tuple[str, ...]
    was: Outcome | None
    now: Outcome | None
    rule: str = ""
    """The standing rule that asked; one that is kept leaves no judgement."""


@dataclass(frozen=True, slots=True)
class ChangedShape:
    """The keys of a system's raw answers that only one of the runs has."""

    system: str
    kind: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedTime:
    """The median seconds until a system told what all agreed on, in both runs."""

    system: str
    was: float
    now: float


@dataclass(frozen=True, slots=True)
class BundleChanges:
    """Everything that differs between two runs; `only_in` are scenarios that one of them lacks."""

    verdicts: tuple[ChangedVerdict, ...]
    shapes: tuple[ChangedShape, ...]
    times: tuple[ChangedTime, ...]
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    compared: int = 0

    @property
    def any(self) -> bool:
        """Whether anything of what both runs asked is different."""
        return bool(self.verdicts or self.shapes or self.times)


def changes_between(before: RecordedBundle, after: RecordedBundle) -> BundleChanges:
    """Compare what two runs recorded."""
    one, other = _by_key(before.judgements), _by_key(after.judgements)
    both = {each.known_as for each in before.judgements} & {
        each.known_as for each in after.judgements
    }
    names = [each for each in dict.fromkeys([*one, *other]) if each[0] in both]
    changed = (_verdict(one.get(key), other.get(key)) for key in names)
    return BundleChanges(
        verdicts=tuple(each for each in changed if each is not None),
        shapes=tuple(_shapes(before, after, both)),
        times=tuple(_times(before, after, both)),
        only_before=_only_in(before, both),
        only_after=_only_in(after, both),
        compared=len(names),
    )


def _only_in(bundle: RecordedBundle, both: set[str]) -> tuple[str, ...]:
    named = {each.known_as: each.scenario.scenario for each in bundle.judgements}
    return tuple(name for key, name in named.items() if key not in both)


def _by_key(judgements: Sequence[RecordedJudgement]) -> dict[Key, RecordedJudgement]:
    found: dict[Key, RecordedJudgement] = {}
    places: dict[tuple[str, str, str, str], int] = defaultdict(int)
    for each in judgements:
        key = each.known_as, each.subject.kind, str(each.basis.by), each.rule
        found[*key, places[key]] = each
        places[key] += 1
    return found


def _verdict(was: RecordedJudgement | None, now: RecordedJudgement | None) -> ChangedVerdict | None:
    told = now or was
    assert told is not None, "one of both has it"
    one = was.conclusion if was else None
    other = now.conclusion if now else None
    if one and other:
        differs = tuple(differences_of(one, other))
    else:  # what ended a scenario in one run, and never came to be asked in the other
        agreed = Outcome.AGREED in {each.outcome for each in (one, other) if each}
        differs = () if agreed else ("asked in one run only",)
    if not differs:
        return None
    return ChangedVerdict(
        told.scenario.journey,
        told.scenario.scenario,
        str(told.subject),
        tuple(_causes(one, other)),
        differs,
        one.outcome if one else None,
        other.outcome if other else None,
        told.rule,
    )


def _causes(was: Conclusion | None, now: Conclusion | None) -> Iterator[str]:
    before, after = (_of(each) for each in (was, now))
    yield from (f"gone: {each}" for each in sorted(before - after))
    yield from (f"new: {each}" for each in sorted(after - before))


def _of(conclusion: Conclusion | None) -> set[str]:
    """Return system, field and outcome of all that stands out in it: the system's own outcome."""
    return {
        f"{system}/{name}/{outcome}"
        for name, each in (conclusion.fields if conclusion else {}).items()
        for outcome, systems in (
            (Outcome.CONTRADICTED, each.apart),
            (Outcome.ABSENT, each.silent),
            (Outcome.UNREACHABLE, each.unreachable),
            (Outcome.UNMAPPED, each.unmapped),
        )
        for system in systems
    }


# Shapes -----------------------------------------------------------------------------------------


def _shapes(
    before: RecordedBundle, after: RecordedBundle, both: set[str]
) -> Iterator[ChangedShape]:
    one, other = _shapes_in(before, both), _shapes_in(after, both)
    for system, kind in sorted(one.keys() & other.keys()):
        gone = one[system, kind] - other[system, kind]
        new = other[system, kind] - one[system, kind]
        if gone or new:
            renamed = _renamed(gone, new)
            old, young = ({pair[at] for pair in renamed} for at in (0, 1))
            left = tuple(sorted(gone - old)), tuple(sorted(new - young))
            yield ChangedShape(system, kind, *left, renamed)


def _shapes_in(bundle: RecordedBundle, both: set[str]) -> Mapping[tuple[str, str], Shape]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    read: dict[str, Shape] = {}
    for judgement in bundle.judgements:
        for said in judgement.observations if judgement.known_as in both else ():
            for piece in judgement.pieces(said):
                if piece.file not in read:
                    read[piece.file] = shape_of(bundle, piece)
                found[said.system, said.subject.kind] |= read[piece.file]
    return {key: frozenset(each) for key, each in found.items() if each}


def _renamed(gone: Shape, new: Shape) -> tuple[tuple[str, str], ...]:
    """Pair keys of one place if exactly one is gone from it and exactly one is new."""
    places: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for at, paths in enumerate((gone, new)):
        for each in paths:
            places[each.rpartition(".")[0]][at].append(each)
    pairs = (each for each in places.values() if len(each[0]) == len(each[1]) == 1)
    return tuple(sorted((old[0], young[0]) for old, young in pairs))


# Times ------------------------------------------------------------------------------------------


def _times(before: RecordedBundle, after: RecordedBundle, both: set[str]) -> Iterator[ChangedTime]:
    one, other = _seconds(before, both), _seconds(after, both)
    for system in sorted(one.keys() & other.keys()):
        was, now = median(one[system]), median(other[system])
        apart, least = max(was, now), min(was, now)
        if apart - least >= LEAST and apart >= SLOWER * least:
            yield ChangedTime(system, round(was, 2), round(now, 2))


def _seconds(bundle: RecordedBundle, both: set[str]) -> Mapping[str, Sequence[float]]:
    """Return the seconds after which each system first told what it told in the end."""
    found: dict[str, list[float]] = defaultdict(list)
    for judgement in bundle.judgements:
        agreed = judgement.conclusion.outcome is Outcome.AGREED and not judgement.rule
        looks = judgement.basis.looks
        if agreed and len(looks) > 1 and judgement.known_as in both:
            began = min(each.at - each.took for each in looks[0])
            for last in judgement.shown:
                told = [e for look in looks for e in look if e.system == last.system]
                first = next((e for e in told if e.values == last.values), last)
                found[last.system].append(max(0.0, (first.at - first.took - began).total_seconds()))
    return found


def shape_of(bundle: RecordedBundle, piece: KeptPiece) -> Shape:
    """Return the paths of an answer's keys: "body.results[].stage"; none if it is no JSON."""
    if piece.media_type != "application/json":
        return frozenset()
    try:
        document = json.loads(bundle.content(piece) or b"null")
    except ValueError:
        return frozenset()
    body = document.get("body") if isinstance(document, dict) and "status" in document else None
    return frozenset(_paths(body, ""))


def _paths(document: object, path: str) -> Iterator[str]:
    if isinstance(document, dict):
        for name, each in document.items():
            at = f"{path}.{name}" if path else str(name)
            yield at
            yield from _paths(each, at)
    elif isinstance(document, list):
        for each in document:
            yield from _paths(each, f"{path}[]")
