"""The words of a step that only a landscape can know: systems, subjects, fields, stages, kinds.

A word that no system can mean would become a contradiction, after a long wait. So it is looked up
before any system is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from samestory.config.config_errors import listed, table_name
from samestory.core.comparison import same
from samestory.core.formats import minor_digits, read_currency
from samestory.core.model import Money
from samestory.errors import WrongCall, did_you_mean
from samestory.explain import counted
from samestory.journeys.promised_person import OTHER
from samestory.plugin.feature_file import FeatureFile
from samestory.plugin.phrases import SYSTEM_GAPS, takes_several, without_owners
from samestory.plugin.step_check import KnownStep, told_once

if TYPE_CHECKING:
    import pytest

    from samestory.config import Landscape


def must_be_known(items: Iterable[pytest.Item], landscape: Landscape) -> None:
    """Raise `WrongCall` with every word in the files of some scenarios that cannot be."""
    files = dict.fromkeys(filter(None, (each.getparent(FeatureFile) for each in items)))
    if mistakes := mistakes_in([step for file in files for step in file.said], landscape):
        raise WrongCall("\n".join(mistakes))


def mistakes_in(said: Iterable[KnownStep], landscape: Landscape) -> list[str]:
    """Return what steps say that cannot be, each mistake once, with its line and a fix."""
    return told_once(
        (each.where, mistake)
        for each in said
        for look in (_systems, _subjects, _fields, _stages, _kinds, _amounts)
        for mistake in look(each, landscape)
    )


def _systems(said: KnownStep, landscape: Landscape) -> Iterator[str]:
    for gap in SYSTEM_GAPS:
        if isinstance(names := said.gaps.get(gap), str):
            try:
                found = landscape.systems_called(without_owners(names))
            except WrongCall as error:
                yield str(error)
                continue
            several = gap == "systems" and takes_several(said.phrase)
            if several and len(found) == 1 and not landscape.lacking(names):
                yield (
                    "agreement takes two systems, and this step names only the "
                    f"{landscape.called[found[0]]}.\n  Name another system beside it."
                )


def _subjects(said: KnownStep, landscape: Landscape) -> Iterator[str]:
    """A subject that the landscape does not know, or about which a named system is not asked."""
    for kind in _subjects_of(said, landscape):
        if kind not in landscape.subjects:
            known = landscape.subjects
            begins = max((each for each in known if kind.startswith(f"{each} ")), default="")
            meant = f"End the step after '{begins}'. " if begins else did_you_mean(kind, known)
            yield (
                f"there is no kind of subject '{kind}' in this landscape.\n"
                f"  {meant}Kinds of subjects: {listed(known)}."
            )
            continue
        for name in _called(landscape, _names_in(said, _gaps_about(said, kind))):
            if kind not in landscape.systems[name].subjects and not landscape.lacks:
                called = landscape.called[name]
                where = table_name(("systems", name, kind))
                yield (
                    f"the {called} is not asked about '{kind}' in this landscape.\n"
                    f"  Add a table {where}, or leave the {called} out."
                )


def _fields(said: KnownStep, landscape: Landscape) -> Iterator[str]:
    """A field that this kind of subject does not have, or that a named system does not tell."""
    for _, field in said.of_type("field"):
        for kind in (each for each in _subjects_of(said, landscape) if each in landscape.subjects):
            told = {
                field
                for name in _called(landscape, _names_in(said))
                if (entry := landscape.systems[name].subjects.get(kind))
                for field in entry.fields
            }
            name = field.replace(" ", "_")
            if landscape.why_lacking(name) is not None:
                continue
            if name not in landscape.subjects[kind] or (name not in told and not landscape.lacks):
                yield (
                    f"none of these systems tells '{field}' of '{kind}'.\n"
                    f"  {did_you_mean(name, told)}They tell: {listed(told)}."
                )
            elif not landscape.lacks:
                yield from _silent(said, landscape, kind, name)


def _silent(said: KnownStep, landscape: Landscape, kind: str, field: str) -> Iterator[str]:
    """A system that would agree by saying nothing of the only field that is compared."""
    for name in _called(landscape, _names_in(said)):
        entry = landscape.systems[name].subjects.get(kind)
        if entry and field not in entry.fields:
            called = landscape.called[name]
            yield (
                f"the {called} does not tell '{field}' of '{kind}'.\n"
                f"  Add it to {table_name(('systems', name, kind))}, or leave the {called} out."
            )


def _subjects_of(said: KnownStep, landscape: Landscape) -> list[str]:
    """The kinds that a step speaks of, without those that the company lacks."""
    kinds = (word.removeprefix(OTHER) for _, word in said.of_type("subject"))
    return [each for each in kinds if landscape.why_lacking(each) is None]


def _gaps_about(said: KnownStep, kind: str) -> list[str]:
    """The gaps for systems that are asked about a kind: not those that go with another one."""
    return [each for each in SYSTEM_GAPS if said.kind_about(each) == kind]


def _names_in(said: KnownStep, gaps: Sequence[str] = SYSTEM_GAPS) -> list[str]:
    return [str(said.gaps[each]) for each in gaps if each in said.gaps]


def _called(landscape: Landscape, phrases: Iterable[str]) -> list[str]:
    """The systems that phrases name; one that is unknown is another mistake."""
    found = []
    for each in phrases:
        with suppress(WrongCall):
            found += landscape.systems_called(without_owners(each))
    return found


def _stages(said: KnownStep, landscape: Landscape) -> Iterator[str]:
    """A stage that one of the systems named in the same step has no code for."""
    for gap, word in said.of_type("stage"):
        ours = ("other_system",) if gap.startswith("other_") else ("systems", "system")
        known = _stages_of(
            landscape, _called(landscape, _names_in(said, ours)), said.kind_about(gap)
        )
        lack = [name for name, words in known.items() if not _is_among(word, words)]
        if lack and landscape.why_lacking(word) is None:
            all_know = set.intersection(*map(set, known.values()))
            who = " or ".join(f"the {landscape.called[name]}" for name in lack)
            yield (
                f"no code of {who} means '{word}'.\n"
                f"  {did_you_mean(word, all_know)}Stages that can be told: {listed(all_know)}."
            )


def _stages_of(landscape: Landscape, systems: Iterable[str], kind: str) -> dict[str, list[str]]:
    """The stages of a kind that each of these systems has codes for, if its codes are explained.

    One that tells its stage in its own words may mean anything.
    """
    asked = {name: landscape.systems[name].subjects.get(kind) for name in systems}
    stages = {name: entry.fields.get("status") for name, entry in asked.items() if entry}
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
        if landscape.why_lacking(kind) is not None:
            continue
        if kind not in landscape.subjects or (kind not in told and not landscape.lacks):
            yield (
                f"no system is asked about '{kind}' in this landscape.\n"
                f"  {did_you_mean(kind, told)}Systems are asked about: {listed(told)}."
            )


def _amounts(said: KnownStep, _: Landscape) -> Iterator[str]:
    """An amount that nobody can pay: in no currency, or in parts of its smallest coin."""
    for amount in said.gaps.values():
        if not isinstance(amount, Money):
            continue
        try:
            digits = minor_digits(read_currency(amount.currency))
        except ValueError:
            yield (
                f"there is no currency '{amount.currency}'.\n"
                "  Write its ISO 4217 code, such as EUR."
            )
            continue
        if amount.amount != round(amount.amount, digits):
            yield (
                f"an amount of {amount.currency} has {counted(digits, 'digit')} after the point, "
                f"and '{amount.amount}' has more.\n  Round it."
            )
