"""Names and addresses that stand in several places of one object: first and last name, a town."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from samestory.core.comparison import same
from samestory.core.formats import country_of, letters, read_address
from samestory.learn.candidates import Candidate
from samestory.learn.field_words import fitness, is_echo, named_fit
from samestory.learn.places import Spot, Steps, key_in_path, key_words, objects, path_to, spots

_OF_NAMES = frozenset(
    {"first", "last", "given", "family", "middle", "sur", "surname", "fore", "forename", "name"}
    | {"firstname", "lastname", "givenname", "familyname", "full"}
)
_SECOND_LINE = re.compile(r"(?:2|two|line_?2|additional|extra|supplement)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\n,;]")
MOST_PARTS = 8
"""Parts of one address."""
DEEPEST = 2
"""Keys below an object in which a part of its address may stand: country_id.name."""


def composed_names(document: object, known: str) -> Iterator[Candidate]:
    """Yield every object in which the words of a name stand side by side."""
    for steps, said in _objects_with_texts(document):
        texts = {key: each for key, each in said.items() if isinstance(each, str) and each.strip()}
        for pair in permutations(texts, 2):
            if not _is_of_one_name(pair) or not same(
                "text", " ".join(texts[key].strip() for key in pair), known
            ):
                continue
            at = f"[{', '.join(map(key_in_path, pair))}]"
            fit = fitness("name", (*steps, pair[0])) - 0.3
            yield Candidate(steps=steps, at=at, fit=fit, said=[texts[key] for key in pair])


def _objects_with_texts(document: object) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    yield from ((steps, said) for steps, said in objects(document) if not is_echo(steps))


def _is_of_one_name(pair: Sequence[str]) -> bool:
    """Whether two keys differ only in the words of names: shipping_firstname, shipping_lastname."""
    rests = [[word for word in key_words(key) if word not in _OF_NAMES] for key in pair]
    named = all(not _OF_NAMES.isdisjoint(key_words(key)) for key in pair)
    return named and rests[0] == rests[1]


@dataclass(frozen=True, slots=True)
class _Part:
    """A place that holds one part of an address, or several that follow each other."""

    steps: Steps
    at: str
    first: int
    count: int
    said: object

    @property
    def fit(self) -> float:
        """How well its name fits a part of an address that things are sent to."""
        return named_fit("address part", self.steps) + named_fit("address", self.steps)


def addresses_in_lists(document: object, known: str) -> Iterator[Candidate]:
    """Yield every list of texts that ends with the address, behind the name of a person."""
    for each in spots(document):
        if not isinstance(each.said, list) or is_echo(each.steps):
            continue
        for start in range(1, len(each.said)):
            if same("address", read_address(each.said[start:]), known):
                fit = fitness("address", each.steps) - 0.5
                yield Candidate(steps=each.steps, at=f"[{start}:]", fit=fit, said=each.said[start:])


def composed_addresses(document: object, known: str) -> Iterator[Candidate]:
    """Yield every object that holds all parts of an address."""
    wanted = [part.strip() for part in _SEPARATORS.split(known) if letters(part)][:MOST_PARTS]
    if len(wanted) < 2:
        return
    for steps, said in _objects_with_texts(document):
        near = [each for each in spots(said) if _keys(each.steps) <= DEEPEST]
        parts = [part for each in near for part in _parts(said, each, wanted)]
        chosen = _chosen(parts, len(wanted))
        if chosen is None or _are_further_in(chosen):
            continue
        at = f"[{', '.join(_with_second_lines(said, chosen))}]"
        fit = fitness("address", steps) + sum(each.fit for each in chosen) / len(chosen)
        yield Candidate(steps=steps, at=at, fit=fit, said=[each.said for each in chosen])


def _are_further_in(chosen: Sequence[_Part]) -> bool:
    """Whether all parts stand in one inner object, which holds them better."""
    return len({each.steps[0] for each in chosen}) == 1 and len(chosen[0].steps) > 1


def _keys(steps: Steps) -> int:
    return sum(isinstance(each, str) for each in steps)


def _parts(holder: object, spot: Spot, wanted: Sequence[str]) -> Iterator[_Part]:
    if any(isinstance(each, int) for each in spot.steps):
        return
    said = ", ".join(spot.said) if isinstance(spot.said, list) else str(spot.said)
    at = path_to(holder, spot.steps)
    if isinstance(spot.said, list):
        at = f"join(', ', {at})"
    for first in range(len(wanted)):
        for count in range(len(wanted) - first, 0, -1):
            if _is_same_place(said, wanted[first : first + count]):
                yield _Part(spot.steps, at, first, count, spot.said)
                break


def _is_same_place(said: str, wanted: Sequence[str]) -> bool:
    alike = letters(said) == letters(" ".join(wanted))
    if alike or len(wanted) > 1 or not said or said.isdecimal():
        return alike
    country = country_of(wanted[0])
    return country is not None and country == country_of(said)


def _chosen(parts: Sequence[_Part], count: int) -> list[_Part] | None:
    """Return the parts that make up the address, in its order; None if one is missing.

    Of several places the one whose name fits best, and then the one whose neighbours are named
    like it.
    """
    chosen: list[_Part] = []
    at = 0
    while at < count:
        fitting = [each for each in parts if each.first == at]
        if not fitting:
            return None
        best = max(fitting, key=lambda each: (each.fit + _kinship(each, chosen), each.count))
        chosen.append(best)
        at += best.count
    return chosen


def _kinship(part: _Part, others: Sequence[_Part]) -> int:
    """Count the words that its key has in common with those before: shipToCity, shipToCountry."""
    words = set(key_words(part.steps[0]))
    return sum(len(words & set(key_words(each.steps[0]))) for each in others[-1:])


def _with_second_lines(holder: Mapping[str, Any], chosen: Sequence[_Part]) -> Iterator[str]:
    """Yield the paths, and behind the street the empty line that another address may fill."""
    taken = {each.steps[0] for each in chosen}
    for number, part in enumerate(chosen):
        yield part.at
        if number == 0 and len(part.steps) == 1:
            first = key_words(part.steps[0])
            yield from (
                key_in_path(key)
                for key, said in holder.items()
                if said in (None, "")
                and key not in taken
                and _SECOND_LINE.search(key)
                and set(key_words(key)) - {"2", "two"} <= {*first, "line", "address", "additional"}
            )
