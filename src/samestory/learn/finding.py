"""Finds the places of an answer where a known value stands, for each field of a subject."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from samestory.core.model import Money
from samestory.learn.candidates import Candidate, KnownSubject
from samestory.learn.currencies import currency_beside
from samestory.learn.field_words import fitness, is_echo, named_fit
from samestory.learn.order_lines import order_lines
from samestory.learn.places import Spot, Steps, at_steps, lists, named_steps, path_to, spots
from samestory.learn.several_parts import addresses_in_lists, composed_addresses, composed_names
from samestory.learn.value_matching import doubts_about, is_same_text, ways_to_read

CALLED_SO = 1.0
"""How well a name has to fit if no value is known that could be matched."""
DEEPEST_STATUS = 4
"""Keys below the record in which a status is looked for."""


def found_places(
    document: object, known: KnownSubject, kinds: Mapping[str, str], zone: ZoneInfo | None = None
) -> dict[str, list[Candidate]]:
    """Return by field every place whose value is the known one; `kinds` are kinds of comparison.

    Places that repeat the question are left out. A status is no value that could be matched: see
    `statuses`.
    """
    there = [each for each in spots(document) if not is_echo(each.steps)]
    found: dict[str, list[Candidate]] = {}
    for name, value in known.values.items():
        kind = kinds[name]
        if isinstance(value, tuple):
            found[name] = list(order_lines(document, value))
        elif kind == "set":
            found[name] = list(_sets(document, value))
        elif kind not in {"status", "count"}:
            wanted = _Wanted(name, kind, value, zone)
            found[name] = [*_plain(there, wanted, document)]
        if kind == "address":
            found[name] += composed_addresses(document, str(value))
            found[name] += addresses_in_lists(document, str(value))
        if name == "name":
            found[name] += composed_names(document, str(value))
    return found


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A field that is looked for."""

    name: str
    kind: str
    value: Any
    zone: ZoneInfo | None


def _plain(there: Sequence[Spot], wanted: _Wanted, document: object) -> Iterator[Candidate]:
    code = wanted.value.currency if isinstance(wanted.value, Money) else ""
    currencies = [each for each in there if code and is_same_text(each.said, code)]
    for spot in there:
        if isinstance(spot.said, list) and wanted.kind != "address":
            continue
        for words in ways_to_read(spot.said, wanted.kind, wanted.value, wanted.zone):
            read = dict(words)
            if isinstance(wanted.value, Money) and "currency" in words:
                beside = currency_beside(currencies, spot.steps, wanted.value.currency)
                if beside is not None:
                    del read["currency"]
                    read["currency_at"] = beside
            doubts = doubts_about(spot.said, words, wanted.kind, wanted.value)
            yield Candidate(
                steps=spot.steps,
                words=read,
                fit=fitness(wanted.name, named_steps(document, spot.steps)),
                said=spot.said,
                remarks=doubts,
            )


def keys_in(
    document: object, key: str, says: Callable[[Any, str], bool] = is_same_text
) -> list[Candidate]:
    """Return every place that says which subject it is about."""
    return [
        Candidate(steps=each.steps, fit=fitness("key", each.steps), said=each.said)
        for each in spots(document)
        if says(each.said, key) and not is_echo(each.steps)
    ]


def _sets(document: object, value: Any) -> Iterator[Candidate]:
    """Yield the lists whose members hold the known texts, each at the same place."""
    wanted = sorted(value)
    for steps, members in lists(document):
        if is_echo(steps):
            continue
        if all(isinstance(each, str) for each in members) and sorted(members) == wanted:
            yield Candidate(steps=steps, fit=fitness("numbers", steps), said=members)
        for spot in spots(members[0]) if isinstance(members[0], Mapping) else ():
            said = [at_steps(each, spot.steps) for each in members]
            if any(isinstance(each, list | Mapping) for each in said):
                continue
            if sorted(map(str, said)) != wanted:
                continue
            at = path_to(members[0], spot.steps)
            yield Candidate(
                steps=steps, at=f"[].{at}", fit=fitness("numbers", (*steps, *spot.steps))
            )


def statuses(document: object, record: Steps, known: KnownSubject, name: str) -> list[Candidate]:
    """Return the places of a record that are called as a status is; `said` is the code there.

    What stands there is a code, so that only its name and its place speak for it. If it is the
    known word itself, that does.
    """
    word = str(known.values.get(name, ""))
    return [
        Candidate(
            steps=each.steps,
            fit=fitness(name, each.steps[len(record) :]) + bonus,
            said=each.said,
        )
        for each in spots(document)
        if each.steps[: len(record)] == record
        and not is_echo(each.steps)
        and isinstance(each.said, str | int)
        and _is_near(named_steps(document, each.steps)[len(record) :])
        and (
            (bonus := 6.0 * is_same_text(each.said, word))
            or named_fit(name, each.steps) >= CALLED_SO
        )
    ]


def _is_near(steps: Steps) -> bool:
    return len(steps) <= DEEPEST_STATUS and not any(isinstance(each, int) for each in steps)


def counts(document: object, of: Sequence[Steps]) -> list[Candidate]:
    """Return how many members the lists have: by what an answer counts itself, and by counting.

    A number beside a list counts it if it is called so, and is as large.
    """
    found = []
    for steps in of:
        members = at_steps(document, steps)
        above = steps[:-1]
        found += [
            Candidate(steps=each.steps, fit=1 + fitness("count", each.steps), said=each.said)
            for each in spots(document)
            if each.steps[:-1] == above
            and steps
            and isinstance(each.said, int)
            and each.said == len(members)
            and named_fit("count", each.steps) > 0
        ]
        found.append(Candidate(steps=steps, at="length", fit=-0.5 * len(steps), said=len(members)))
    return found
