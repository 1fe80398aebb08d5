"""A person, and what was promised to her: what she remembers, whatever systems say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from samestory.core.model import Promise, Revision, Subject
from samestory.errors import CannotKnow, WrongCall, did_you_mean
from samestory.journeys.answers import Told, checked_number
from samestory.journeys.identity import Identity
from samestory.journeys.lacking import must_have
from samestory.journeys.promise_rules import BY_EMAIL, PromiseRules
from samestory.journeys.unanswered import OpenOutcomes

OTHER = "other "
"""Before a kind of subject: the one before the newest."""


@dataclass(kw_only=True)
class PromisedPerson:
    """One person and her promises.

    `rules` say by kind of subject how a promise is completed and asked about. `now` gives the
    time (UTC).
    """

    identity: Identity
    rules: Mapping[str, PromiseRules]
    now: Callable[[], datetime]
    lacks: Mapping[str, str] = field(default_factory=dict)
    """The channels, kinds of subjects and fields that the company does not have, and why."""
    on_promise: Callable[[PromisedPerson], None] = lambda _: None
    """Is called whenever she was promised something new, or something else."""
    promises: list[Promise] = field(default_factory=list)
    """All that was promised to her, in the order in which it was first promised."""
    unanswered: OpenOutcomes = field(default_factory=OpenOutcomes)
    """What she asked for without an answer, until she is told."""
    _was: list[tuple[datetime, Identity]] = field(default_factory=list)
    """Who she was before, such as where she lived, and until when."""
    _acted: list[datetime] = field(default_factory=list)
    """When she last did something of which nothing was promised."""

    @property
    def email(self) -> str:
        """Her mail address."""
        return self.identity.email

    @property
    def order(self) -> Promise:
        """What she was promised about her newest order."""
        return self.newest("order")

    def newest(self, kind: str) -> Promise:
        """Return her newest promise of a kind. Raise `WrongCall` if she has none."""
        return self._nth_newest(kind, 1)

    def promised(self, subject: str) -> Promise:
        """Return what she was promised about a subject as a phrase names it.

        That is a kind ("appointment"), or one before the newest ("other order"). A kind that is
        asked about with her mail address needs no promise; the plural of a kind ("orders") holds
        the numbers of all that she was promised.
        """
        if subject.startswith(OTHER):
            return self._nth_newest(subject.removeprefix(OTHER), 2)
        if self._of_kind(subject) or not self._rules(subject).key:
            return self._nth_newest(subject, 1)
        return self.promise(subject, self._key(subject, {}), **self._all_numbers(subject))

    def expect(self, subject: str, what: str, **values: object) -> Promise:
        """Revise a promise without an action: others have done something, such as a handover."""
        before = self.promised(subject)
        return self._replace(before, before.revised(what, self.now(), **values).asking(values))

    def becomes(self, **changes: str) -> None:
        """Change who she is, such as the street where she lives; no promise follows from that."""
        self._was.append((self.now(), self.identity))
        self.identity = replace(self.identity, **changes)

    def replaced(self, promise: Promise, field: str) -> list[object]:
        """Return what she used to enter for a field, and no longer did when it was promised."""
        entered = self._rules(promise.subject.kind).entered.get(field)
        made = promise.revisions[0].at
        return [getattr(was, entered) for until, was in self._was if entered and until <= made]

    def promise(self, kind: str, key: str, **values: object) -> Promise:
        """Return a promise that no page makes, such as that one confirmation will reach her."""
        told = Revision(kind, self.now(), MappingProxyType(values))
        return Promise(Subject(kind, key, self.email), (told,))

    def outcomes(self, plural: str) -> list[Promise]:
        """Return what may be right about all her records of a kind ("orders").

        What she was promised, and as many more as she asked for without an answer; each with the
        count, the first one also with the numbers.
        """
        kind = plural.removesuffix("s")
        known = frozenset(each.subject.key for each in self._of_kind(kind) if not each.withdrawn)
        most, key = len(known) + self.unanswered.count(kind), self._key(plural, {})
        first = self.promise(plural, key, numbers=known, count=len(known))
        more = (self.promise(plural, key, count=each) for each in range(len(known) + 1, most + 1))
        return [first, *more]

    def key_of(self, kind: str) -> str:
        """Return with what systems are asked about a kind of which nothing was promised.

        Her mail address if the landscape says so, or else the number of her newest order.
        """
        rules = self._rules(kind)
        return (
            self.email if rules.key == BY_EMAIL else self.newest(rules.key or "order").subject.key
        )

    def nothing(self, subject: str) -> Promise:
        """Return the promise that there is no such record, of whatever she was promised.

        It counts from the last thing that was done for her: a record may follow from that.
        """
        kind = subject.removeprefix(OTHER)
        known = self._of_kind(kind) or not self._rules(kind).key
        about = (
            self.promised(subject).subject
            if known
            else Subject(kind, self.key_of(kind), self.email)
        )
        since = max([*self._acted, *(each.at for each in self.promises)], default=None)
        return Promise(about, (Revision(kind, since or self.now(), {}, withdrawn=True),))

    def _note_deed(self) -> None:
        self._acted = [self.now()]

    def _replace(self, before: Promise, after: Promise) -> Promise:
        self.promises[self.promises.index(before)] = after
        self.on_promise(self)
        return after

    def _of_kind(self, kind: str) -> list[Promise]:
        return [each for each in self.promises if each.subject.kind == kind]

    def _nth_newest(self, kind: str, nth: int) -> Promise:
        self._rules(kind)
        if len(found := self._of_kind(kind)) >= nth:
            self.unanswered.must_know(kind, position=len(found) - nth + 1)
            return found[-nth]
        raise WrongCall(
            f"This scenario speaks of {'another' if nth > 1 else 'a promised'} {kind}, and "
            f"{self.identity.first_name} has {len(found)} so far.\n"
            "  Begin with a step that makes one."
        )

    def _all_numbers(self, plural: str) -> Told:
        made = self._of_kind(kind := plural.removesuffix("s"))
        if not (made and plural.endswith("s")):
            return {}
        self.unanswered.must_know(kind)
        numbers = frozenset(each.subject.key for each in made if not each.withdrawn)
        return {"numbers": numbers, "count": len(numbers)}

    def _rules(self, kind: str) -> PromiseRules:
        must_have(self.lacks, kind)
        if kind and kind not in self.rules:
            raise WrongCall(
                f"The landscape knows no kind of subject '{kind}'.\n"
                f"  {did_you_mean(kind, self.rules)}Declare it in a table [subjects.{kind}]."
            )
        return self.rules.get(kind, PromiseRules())

    def _key(self, kind: str, told: Told) -> str:
        if self._rules(kind).key:
            return self.key_of(kind)
        if "number" not in told:
            raise CannotKnow(
                f"The channel told no number of the {kind}, so that no system can be asked.\n"
                "  Let its page object return one ('number'), or say in the landscape that this "
                f'kind is asked about with her mail address: [subjects.{kind}] key = "email".'
            )
        return checked_number(kind, told["number"])
