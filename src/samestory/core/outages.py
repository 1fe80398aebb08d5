"""What others say about a field while the system that is right about it cannot be asked; pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from samestory.core.comparison import same
from samestory.core.model import Field, Observation, Outcome, Subject, Unmapped
from samestory.core.temporal import NO_LAGS, USUAL_PATH, begun_at
from samestory.core.verdict import FieldVerdict, Verdict

UNKNOWN = "unknown"
"""What a system says that admits that it cannot tell."""


def invented(
    field: Field, source: str, timeline: Iterable[Observation], promised: Collection[object]
) -> Verdict | None:
    """Return the verdict about the first word that was made up while the source was down.

    The others may say what the source said before or says next, what they themselves said before,
    what the customer was promised at any time, what lies between these on the usual path, and that
    they do not know. None if nobody said more than that. All of the timeline is about one subject.
    """
    told = sorted(timeline, key=lambda each: each.at)
    for first, last in _outages([each for each in told if each.system == source]):
        before = [each for each in told if each.at <= first.at]
        later = [each for each in told if each.system == source and each.at > last.at]
        known = [*_words(field, before, source), *_words(field, later, source)[:1]]
        allowed = [UNKNOWN, *promised, *known, *_between([*promised, *known])]
        for each in told:
            during = first.at <= begun_at(each, NO_LAGS) and each.at <= last.at
            own = _words(field, before, each.system)[-1:]
            if each.system != source and during:
                word = _word(field, each)
                if word is not None and not _among(field, word, [*allowed, *own]):
                    return _verdict(field, each, last)
    return None


def _outages(source: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Yield the first and the last of the looks in a row in which the source could not be asked."""
    run: list[Observation] = []
    for each in source:
        if each.unreachable is not None:
            run.append(each)
        elif run:
            yield run[0], run[-1]
            run = []
    if run:
        yield run[0], run[-1]


def _words(field: Field, told: Iterable[Observation], system: str) -> list[object]:
    """Return every word of a system about a field, in order."""
    words = [_word(field, each) for each in told if each.system == system]
    return [each for each in words if each is not None]


def _between(known: Collection[object]) -> Sequence[str]:
    """Return the stages that were passed between the first and the last that are known."""
    places = [place for place, stage in enumerate(USUAL_PATH) if stage in known]
    return USUAL_PATH[min(places) : max(places)] if places else ()


def _word(field: Field, said: Observation) -> object | None:
    value = (said.values or {}).get(field.name)
    return None if isinstance(value, Unmapped) else value


def _among(field: Field, word: object, allowed: Iterable[object]) -> bool:
    return any(each == word or _same(field, each, word) for each in allowed)


def _same(field: Field, one: object, other: object) -> bool:
    return type(one) is type(other) and same(field.kind, one, other)


def _verdict(field: Field, said: Observation, source: Observation) -> Verdict:
    subject: Subject = said.subject
    row = FieldVerdict(
        field,
        Outcome.CONTRADICTED,
        said={said.system: _word(field, said)},
        apart=frozenset({said.system}),
        unreachable=frozenset({source.system}),
    )
    return Verdict(subject, (row,), (said, source))
