"""The actor: does things through channels, and is promised something by them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import wraps
from types import MappingProxyType
from typing import TYPE_CHECKING, Concatenate, ParamSpec, Protocol, TypeVar

from samestory.core.model import Promise, Revision, Subject
from samestory.errors import CannotKnow, ForbiddenHost, SamestoryError
from samestory.journeys.answers import Answer, Told, numbered
from samestory.journeys.channels import Action, Channel, check_action
from samestory.journeys.lacking import must_have
from samestory.journeys.promised_person import PromisedPerson
from samestory.journeys.wishes import wishes_in
from samestory.telemetry import current_traceparent, span

if TYPE_CHECKING:
    from samestory.journeys.ledger import Ledger
    from samestory.journeys.unanswered import OpenOutcome
    from samestory.network.guard import Guard

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
class Customer(PromisedPerson):
    """One person who acts, and her promises.

    `open_channel` gives the page objects of a channel, and `read` understands what they tell.
    Nothing is done before the guard has allowed her mail address and the ledger holds the
    intention.
    """

    open_channel: Callable[[str], object]
    guard: Guard
    ledger: Ledger
    read: Reads
    _channels: dict[str, Channel] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.guard.check_mail_address(self.identity.email)

    def via(self, name: str) -> Channel:
        """Return a channel of the landscape by its name; it is opened once for who she is."""
        must_have(self.lacks, name)
        if name not in self._channels:
            self._channels[name] = Channel(name, self.open_channel(name), self.lacks)
        return self._channels[name]

    def becomes(self, **changes: str) -> None:
        """Change who she is; page objects, which know who she was, are opened anew.

        Raise `ForbiddenHost` for a mail address that the guard does not allow.
        """
        self.guard.check_mail_address(changes.get("email", self.email))
        super().becomes(**changes)
        self._channels.clear()

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
        repeats: OpenOutcome | None = None,
        wished: Told = MappingProxyType({}),
        called: str = "",
        **kwargs: object,
    ) -> Promise | None:
        """Have something done through a channel, and remember what she was told as a promise.

        A promise of the kind that it `makes` is new. `revises` and `withdraws` name one that she
        has ("order", "other order"); its number is the action's first argument. The action
        returns what it told, raw, or None; what it makes has a `number`, unless the landscape
        asks about this kind with her mail address. `repeats` is what was left unanswered and is
        asked for once more; nothing else answers that. `wished` are values that she asked for: they
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
            self._leave_open(makes, answer, repeats)
            return None
        if not kind:
            self._note_deed()
            return None
        values = self._values(kind, action.channel, answer, before)
        if before is None:
            return self._made(makes, answer, values, repeats)
        what, at = numbered(called or action.deed, before), self.now()
        gone = before.withdrawn_as(what, at) if withdraws else None
        after = gone or before.revised(what, at, **values).asking(answer.fields)
        return self._replace(before, after.told_in(current_traceparent()))

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

    def _leave_open(self, kind: str, asked: Answer, repeats: OpenOutcome | None) -> None:
        if repeats is None:
            self.unanswered.add(kind, asked.wishes, after=len(self._of_kind(kind)))
        self._note_deed()

    def _made(
        self, kind: str, answer: Answer, values: Told, repeats: OpenOutcome | None
    ) -> Promise:
        subject = Subject(kind, self._key(kind, answer.told), self.email)
        told = Revision(kind, self.now(), MappingProxyType(values), trace=current_traceparent())
        made = Promise(subject, (told,))
        if repeats is not None:
            self.unanswered.answered(repeats, after=len(self._of_kind(kind)))
        self.promises.append(made)
        self.on_promise(self)
        return made

    def _values(self, kind: str, channel: str, answer: Answer, before: Promise | None) -> Told:
        read = self.read(kind, answer.told, channel) if answer.told else {}
        asked = answer.asked(read)
        known: Told = {}
        if before:
            others = {name: each for name, each in read.items() if name not in answer.fields}
            known, late = before.values, before.outdated(others)
            read = {name: each for name, each in read.items() if name not in late}
        return {**self._rules(kind).completed({**read, **asked}, self.identity, known), **asked}

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
