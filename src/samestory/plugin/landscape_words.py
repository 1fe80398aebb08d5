"""The words of a step that only a landscape can know: names of systems, stages, kinds.

A word that no system can mean would become a contradiction, after a long wait. So it is looked up
before any system is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samestory.config.config_errors import did_you_mean, listed
from samestory.core.comparison import same
from samestory.core.formats import read_currency
from samestory.core.model import Money
from samestory.errors import WrongCall
from samestory.plugin.phrases import SYSTEM_GAPS, gaps_of, without_owners

if TYPE_CHECKING:
    from samestory.config import Landscape


@dataclass(frozen=True, slots=True)
class KnownStep:
    """A step whose definition is known: its place, its phrase, and what is in its gaps."""

    where: str
    gaps: Mapping[str, object]
    phrase: str

    def of_type(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield the gaps that the phrase gives this type (`{stage:stage}`), with their texts."""
        for gap, kind in gaps_of(self.phrase):
            if kind.__name__ == name:
                yield gap, str(self.gaps[gap])


def mistakes_in(said: Iterable[KnownStep], landscape: Landscape) -> list[str]:
    """Return what steps say that cannot be, each mistake once, with its line and a fix."""
    found = (
        f"{each.where}: {mistake}"
        for each in said
        for look in (_systems, _stages, _kinds, _amounts)
        for mistake in look(each, landscape)
    )
    return list(dict.fromkeys(found))


def _systems(said: KnownStep, landscape: Landscape) -> Iterator[str]:
    for gap in SYSTEM_GAPS:
        if isinstance(names := said.gaps.get(gap), str):
            try:
                landscape.systems_called(without_owners(names))
            except WrongCall as error:
                yield str(error)


def _stages(said: KnownStep, landscape: Landscape) -> Iterator[str]:
    """A stage that one of the systems named in the same step has no code for."""
    for gap, word in said.of_type("stage"):
        ours = ("other_system",) if gap.startswith("other_") else ("systems", "system")
        names = next((str(said.gaps[each]) for each in ours if each in said.gaps), "")
        known = _stages_of(landscape, names)
        lack = [name for name, words in known.items() if not _is_among(word, words)]
        if lack:
            all_know = set.intersection(*map(set, known.values()))
            who = " or ".join(f"the {landscape.called[name]}" for name in lack)
            yield (
                f"no code of {who} means '{word}'.\n"
                f"  {did_you_mean(word, all_know)}Stages that can be told: {listed(all_know)}."
            )


def _stages_of(landscape: Landscape, names: str) -> dict[str, list[str]]:
    """The stages of an order that each of these systems has codes for, if its codes are explained.

    A system that is unknown is another mistake; one that tells its stage in its own words may mean
    anything.
    """
    try:
        called = landscape.systems_called(without_owners(names))
    except WrongCall:
        return {}
    orders = {name: landscape.systems[name].subjects.get("order") for name in called}
    stages = {name: entry.fields.get("status") for name, entry in orders.items() if entry}
    return {
        name: list(reading.means.values())
        for name, reading in stages.items()
        if reading and reading.means is not None
    }


def _is_among(word: str, words: Iterable[str]) -> bool:
    return any(same("status", word, each) for each in words)


def _kinds(said: KnownStep, landscape: Landscape) -> Iterator[str]:
    """A kind of subject that no system is asked about."""
    told = {kind for entry in landscape.systems.values() for kind in entry.subjects}
    for _, kind in said.of_type("kind"):
        if kind not in landscape.subjects or (kind not in told and not landscape.lacks):
            yield (
                f"no system is asked about '{kind}' in this landscape.\n"
                f"  {did_you_mean(kind, told)}Systems are asked about: {listed(told)}."
            )


def _amounts(said: KnownStep, _: Landscape) -> Iterator[str]:
    for amount in said.gaps.values():
        if isinstance(amount, Money):
            try:
                read_currency(amount.currency)
            except ValueError:
                yield (
                    f"there is no currency '{amount.currency}'.\n"
                    "  Write its ISO 4217 code, such as EUR."
                )
