"""The actor: does things through channels, and remembers what was promised to her."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import wraps
from types import MappingProxyType
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from samestory.core.model import Promise, Revision, Subject
from samestory.errors import (
    CannotKnow,
    CompanyLacks,
    ForbiddenHost,
    SamestoryError,
    WrongCall,
    did_you_mean,
)
from samestory.journeys.answers import Answer, Told, checked_number, numbered
from samestory.journeys.channels import Action, Channel, check_action
from samestory.journeys.identity import Identity
from samestory.journeys.ledger import Ledger
from samestory.journeys.promise_rules import BY_EMAIL, PromiseRules
from samestory.journeys.unanswered import OpenOutcomes
from samestory.journeys.wishes import wishes_in
from samestory.network.guard import Guard
from samestory.telemetry import current_traceparent, span

OTHER = "other "
"""Before a kind of subject: the one before the newest."""

P = ParamSpec("P")
R = TypeVar("R")
Acts = Callable[Concatenate["Customer", Action, P], R]


def _measured(act: Acts[P, R]) -> Acts[P, R]:
    """Give each action a span of its own, with which her requests go along."""

    @wraps(act)
    def acted(who: Customer, action: Action, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if not isinstance(action, Action):  # a mistake in the call, which it reports
            return act(who, action, *args, **kwargs)
        named = {"samestory.channel": action.channel, "samestory.action": action.name}
        with span(f"act {action.deed}", named):
            return act(who, action, *args, **kwargs)

    return acted


class Reads(Protocol):
    """Turns what a channel told about a kind of subject into values; the rest is left out."""

    def __call__(self, kind: str, told: Told, channel: str) -> Told:
        """Raise `CannotKnow` for what the landscape does not explain."""
        ...


@dataclass(kw_only=True)
class Customer:
    """One person and her promises.

    `open_channel` gives the page objects of a channel, and `read` understands what they tell.
    `rules` say by kind of subject how a promise is completed and asked about. `now` gives the
    time (UTC). Nothing is done before the guard has allowed her mail address and the ledger
    holds the intention.
    """

    identity: Identity
    open_channel: Callable[[str], object]
    guard: Guard
    ledger: Ledger
    read: Reads
    rules: Mapping[str, PromiseRules]
    now: Callable[[], datetime]
    lacks: Mapping[str, str] = field(default_factory=dict)
    """The channels, kinds of subjects and fields that the company does not have, and why."""
    on_promise: Callable[[Customer], None] = lambda _: None
    """Is called whenever she was promised something new, or something else."""
    promises: list[Promise] = field(default_factory=list)
    """All that was promised to her, in the order in which it was first promised."""
    unanswered: OpenOutcomes = field(default_factory=OpenOutcomes)
    """What she asked for without an answer, until she is told."""
    _channels: dict[str, Channel] = field(default_factory=dict)
    _was: list[tuple[datetime, Identity]] = field(default_factory=list)
    """Who she was before, such as where she lived, and until when."""
    _acted: list[datetime] = field(default_factory=list)
    """When she last did something of which nothing was promised."""

    def __post_init__(self) -> None:
        self.guard.check_mail_address(self.identity.email)

    @property
    def email(self) -> str:
        """Her mail address."""
        return self.identity.email

    # Acting -------------------------------------------------------------------------------------

    def via(self, name: str) -> Channel:
        """Return a channel of the landscape by its name; it is opened once for each person."""
        self._must_have(name)
        if name not in self._channels:
            self._channels[name] = Channel(name, self.open_channel(name), self.lacks)
        return self._channels[name]

    @property
    def shop(self) -> Channel:
        """The shop, used by her."""
        return self.via("shop")

    @_measured
    def act(  # noqa: PLR0913 - all but the action are by keyword or belong to it
        self,
        action: Action,
        /,
        *args: object,
        makes: str = "",
        revises: str = "",
        withdraws: str = "",
        wished: Told = MappingProxyType({}),
        called: str = "",
        **kwargs: object,
    ) -> Promise | None:
        """Have something done through a channel, and remember what she was told as a promise.

        A promise of the kind that it `makes` is new. `revises` and `withdraws` name one that she
        has ("order", "other order"); its number is the action's first argument. The action
        returns what it told, raw, or None; what it makes has a `number`, unless the landscape
        asks about this kind with her mail address. `wished` are values that she asked for: they
        count whatever she was told, and a function is given what she was told. Products and
        quantities among the arguments have to be in the lines that she was told. `called` is
        what the verdict calls the moment ("amendment"); unsaid, it is the action's name in words.

        If no answer comes to what it `makes` (`OutcomeUnknown`, or a mishap and any error), it may
        have been done or not: that stays open, see `outcomes`.

        Raise `CannotKnow` if it is not known what was promised, or if an argument is a link to a
        forbidden host; `WrongCall` for a mistake in the call, before anything is done.
        """
        check_action(action, makes=makes, revises=revises, withdraws=withdraws)
        before = self.promised(revises or withdraws) if revises or withdraws else None
        kind = before.subject.kind if before else makes
        self._rules(kind)
        everything = (*args, *kwargs.values())
        self._check_links(everything)
        given = (before.subject.key, *args) if before else args
        action.check_call(given, kwargs)
        facts = self._facts(action, makes, before)
        answer = Answer(wishes_in(everything), wished)
        struck = self.unanswered.struck
        try:
            with self.ledger.about_to(action.deed, **facts, **answer.facts) as entry:
                answer = answer.of(action, action(*given, **kwargs))
                entry.done(**{name: answer.told[name] for name in {"number"} & answer.told.keys()})
        except Exception as error:
            if not makes or not self.unanswered.may_be_done(error, since=struck):
                raise
            self._leave_open(makes, answer)
            return None
        if not kind:
            self._note_deed()
            return None
        values = self._values(kind, action.channel, answer, before)
        if before is None:
            return self._made(makes, answer, values)
        what, at = numbered(called or action.deed, before), self.now()
        gone = before.withdrawn_as(what, at) if withdraws else None
        after = gone or before.revised(what, at, **values)
        return self._replace(before, after.told_in(current_traceparent()))

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

    def _facts(self, action: Action, makes: str, before: Promise | None) -> dict[str, object]:
        """Return what the ledger says of a deed beforehand, so that it can be found and undone."""
        found: dict[str, object] = {
            "who": self.email,
            "person": self.identity.first_name,
            "channel": action.channel,
            "action": action.name,
        }
        if before is not None:
            return {**found, "changes": before.subject.kind, "number": before.subject.key}
        if not makes:
            return found
        with suppress(SamestoryError):  # what is asked about with another number may have none
            found["key"] = self.key_of(makes) if self._rules(makes).key else None
        return {**found, "makes": makes}

    def _leave_open(self, kind: str, asked: Answer) -> None:
        self.unanswered.add(kind, asked.wishes, after=len(self._of_kind(kind)))
        self._note_deed()

    def _note_deed(self) -> None:
        self._acted = [self.now()]

    def _made(self, kind: str, answer: Answer, values: Told) -> Promise:
        subject = Subject(kind, self._key(kind, answer.told), self.email)
        told = Revision(kind, self.now(), MappingProxyType(values), trace=current_traceparent())
        made = Promise(subject, (told,))
        self.unanswered.answered(kind, answer.wishes, after=len(self._of_kind(kind)))
        self.promises.append(made)
        self.on_promise(self)
        return made

    def _values(self, kind: str, channel: str, answer: Answer, before: Promise | None) -> Told:
        read = self.read(kind, answer.told, channel) if answer.told else {}
        asked = answer.asked(read)
        known = before.values if before else {}
        return {**self._rules(kind).completed({**read, **asked}, self.identity, known), **asked}

    def _replace(self, before: Promise, after: Promise) -> Promise:
        self.promises[self.promises.index(before)] = after
        self.on_promise(self)
        return after

    def _check_links(self, arguments: Sequence[object]) -> None:
        """Raise `CannotKnow` for a link to a forbidden host: the company has mailed it.

        That is the company's doing: neither the landscape nor the scenario is mistaken.
        """
        for link in arguments:
            if isinstance(link, str) and link.lower().startswith(("http:", "https:")):
                try:
                    self.guard.check_url(link)
                except ForbiddenHost as refusal:
                    raise CannotKnow(
                        f"The company gave a link to {link!r}, which is outside what the "
                        "landscape allows; it was not followed.\n"
                        "  Let the link lead to the company."
                    ) from refusal

    # Remembering --------------------------------------------------------------------------------

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
        return self._replace(before, before.revised(what, self.now(), **values))

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

    def _must_have(self, name: str) -> None:
        reasons = {each.casefold(): why for each, why in self.lacks.items()}
        if (why := reasons.get(name.casefold())) is not None:
            raise CompanyLacks(f"This company has no {name}: {why}.\n  See [lacks].")

    def _rules(self, kind: str) -> PromiseRules:
        self._must_have(kind)
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
