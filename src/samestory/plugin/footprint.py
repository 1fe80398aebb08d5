"""What all systems say about the people of a scenario, before anything is done in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from samestory.core.agreement import compare
from samestory.core.basis import Acted
from samestory.core.footprint import acted_on, compare_with_before
from samestory.core.model import Observation, Promise, Subject
from samestory.errors import NothingToCompare, WrongCall
from samestory.polling.steadiness import looked_at_again, steady

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.core.verdict import Verdict
    from samestory.journeys import Customer
    from samestory.plugin.people import People
    from samestory.plugin.story import Story
    from samestory.witnesses import Witnesses

Answers = Mapping[Subject, Sequence[Observation]]


@dataclass(frozen=True, slots=True)
class Noted:
    """What was promised to somebody, and what every system said about her, at one moment."""

    promises: tuple[Promise, ...]
    answers: Answers


class Footprint:
    """Everything that all systems hold about the people of a scenario.

    It is noted before the first When-step of a scenario with a step that takes the fixture
    `footprint`; what belongs to it is said by the landscape (`[footprint]`), and all promises do.
    """

    def __init__(self, story: Story, people: People) -> None:
        self._story = story
        self._people = people
        self._noted: dict[str, Noted] = {}

    def note(self) -> None:
        """Note what is said about everybody so far, as soon as it has come to rest."""
        for customer in self._people.customers:
            witnesses = self._story.witnesses_for(Subject("", "", customer.email))
            last = max((each.at for each in customer.promises), default=None)
            left = witnesses.patience.left(last)
            answers = steady(
                partial(_ask, witnesses, self._subjects(customer)),
                witnesses.clock,
                settle=witnesses.patience.settle,
                patience=left,
                limit=left + 2 * witnesses.patience.left(None),
                alike=partial(_alike, self._story.landscape),
                complete=partial(_complete, self._story.landscape, tuple(customer.promises)),
            )
            self._noted[customer.email] = Noted(tuple(customer.promises), answers)

    def must_be_unchanged(self, customer: Customer) -> None:
        """Ask every system again about all but what was acted on since."""
        noted = self._noted.get(customer.email)
        if noted is None:
            raise WrongCall(
                f"Nothing was noted about {customer.identity.first_name} before, so nothing can "
                "be compared.\n  Let the scenario do something in a When-step."
            )
        acted = acted_on(noted.promises, customer.promises)
        rest = [each for each in noted.answers if each not in acted.on]
        if not rest:
            raise NothingToCompare(
                f"No system holds anything else about {customer.identity.first_name}.\n"
                '  Name what belongs to a customer: [footprint] kinds = ["orders"].'
            )
        from samestory.over_time import judge_unchanged  # noqa: PLC0415  # see `fixtures`

        witnesses = self._story.witnesses_for(rest[0])

        def look(subject: Subject) -> Verdict:
            return judge_unchanged(witnesses, noted.answers[subject], acted)

        self._story.end_all(
            looked_at_again(rest, look, witnesses.clock, settle=witnesses.patience.settle)
        )

    def _subjects(self, customer: Customer) -> list[Subject]:
        kinds = self._story.landscape.footprint
        hers = [Subject(each, customer.email, customer.email) for each in kinds]
        return list(dict.fromkeys([*(each.subject for each in customer.promises), *hers]))


def _ask(witnesses: Witnesses, subjects: Sequence[Subject], before: Answers | None) -> Answers:
    """Ask every system about everything; one that is busy keeps to what it said before."""
    among = {each: witnesses.who_can_tell(each) for each in subjects}
    now = {each: witnesses.observe(each, names) for each, names in among.items() if names}
    if before is None:
        return now
    return {
        subject: [
            old if new.unreachable is not None else new
            for old, new in zip(before[subject], said, strict=True)
        ]
        for subject, said in now.items()
    }


def _alike(landscape: Landscape, one: Answers, other: Answers) -> bool:
    """Whether no system says anything new, in whatever spelling."""
    verdicts = (
        compare_with_before(landscape.fields_of(subject.kind), one[subject], said, Acted())
        for subject, said in other.items()
    )
    return not any(each.apart or each.silent for verdict in verdicts for each in verdict)


def _complete(landscape: Landscape, promises: Sequence[Promise], answers: Answers) -> bool:
    """Whether every system has a record, as it was promised: nothing can be still on its way."""
    there = all(each.values is not None for said in answers.values() for each in said)
    verdicts = (
        compare(landscape.fields_of(each.subject.kind), answers[each.subject], each)
        for each in promises
        if each.subject in answers
    )
    return there and not any(each.apart or each.silent for verdict in verdicts for each in verdict)
