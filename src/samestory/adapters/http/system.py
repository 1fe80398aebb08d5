"""One system that is asked over HTTP, as a witness."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import httpx

from samestory.adapters.evidence_store import EvidenceStore
from samestory.adapters.http.captures import Sessions
from samestory.adapters.http.client import Client
from samestory.adapters.http.conversation import Conversation, Exchange
from samestory.adapters.http.dialects import DIALECTS, Dialect
from samestory.adapters.http.error_bodies import complaint, named_error
from samestory.adapters.http.messages import Reply, Request
from samestory.adapters.http.secret_capture import SecretCapture, body_of
from samestory.adapters.probing import Probe, endpoint_of_url, skew_by_header
from samestory.config.entries import SystemEntry
from samestory.core.model import Evidence, Observation, Subject, Unmapped
from samestory.core.system import said
from samestory.errors import CannotAsk
from samestory.extraction.entries import TAKE, SubjectEntry
from samestory.extraction.records import OTHER_SHAPES, NoSuchPlace, read_answer, unmapped
from samestory.network.guard import Guard

IN_VAIN = 60.0
"""Seconds without a new session if the last one did not help: accounts get locked."""

_TEMPORARY = {408, 425, 429}
"""Statuses that say nothing about the session."""


@dataclass(slots=True)
class _Answer:
    """The result of a look: values, None for "no such record", or trouble."""

    conversation: Conversation
    values: dict[str, object] | None = None
    trouble: CannotAsk | None = None

    @property
    def is_another_shape(self) -> bool:
        """Whether nothing of what the landscape describes is in the answer."""
        values = list((self.values or {}).values())
        codes = {each.code if isinstance(each, Unmapped) else None for each in values}
        return bool(values) and codes <= OTHER_SHAPES

    def or_error(self, where: str) -> _Answer:
        """Return it with its fields unmapped, if the last reply looks like an error.

        `where` is the table of the question that was answered so.
        """
        found = complaint(self._last_document)
        if found is None:
            return self
        word = Unmapped(str(found), where, fix=found.fix)
        return replace(self, values=dict.fromkeys(self.values or {}, word))

    def or_named_error(self, entry: SubjectEntry) -> _Answer:
        """Return it with its fields unmapped, if the reply without a record names an error.

        A landscape that says where errors stand has the last word.
        """
        found = None if entry.question.error else named_error(self._last_document)
        if found is None:
            return self
        word = Unmapped(str(found), entry.where, fix=found.fix_of_absence)
        return replace(self, values=dict.fromkeys(entry.fields, word))

    @property
    def _last_document(self) -> object:
        """The document of the last reply, if its status brings one; else None."""
        replies = [each.reply for each in self.conversation.exchanges]
        return replies[-1].document if replies and replies[-1].status < 300 else None

    @property
    def is_absent(self) -> bool:
        """Whether it says that there is no such record."""
        return self.trouble is None and self.values is None

    @property
    def may_want_a_session(self) -> bool:
        """Whether it answered, but otherwise than described.

        A session may have ended that way: by 403, by a page that anybody may see, by an error in
        an answer of another shape.
        """
        if self.trouble is None:
            values = list((self.values or {}).values())
            return bool(values) and all(isinstance(each, Unmapped) for each in values)
        status = self.conversation.exchanges[-1].reply.status if self.conversation.exchanges else 0
        return 200 <= status < 500 and status not in _TEMPORARY


class HttpSystem:
    """One API; its connections are kept alive until `close`."""

    main_thread = False
    _accept = "application/json"

    def __init__(
        self,
        entry: SystemEntry,
        guard: Guard,
        filing: EvidenceStore,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.name = entry.name
        self._entry = entry
        self._guard = guard
        self._filing = filing
        self._dialect = self._new_dialect()
        self._client = Client(
            entry, guard, masker=filing.masker, transport=transport, accept=self._accept
        )
        self._secrets = SecretCapture(entry.auth, filing.masker)
        self._sessions = Sessions()
        self._in_vain_until = 0.0
        self._sure_until = 0.0

    def observe(self, subject: Subject) -> Observation:
        """Ask the API about the subject; see `System`."""
        self._client.begin()
        self._sessions.is_fresh = False
        answer = self._ask(subject)
        evidence = self._evidence(answer.conversation)
        if self._renews(answer):
            answer = self._ask(subject)
            evidence += self._evidence(answer.conversation)
            self._remember_renewal(answer)
        return self._observation(subject, answer, evidence)

    def _ask(self, subject: Subject) -> _Answer:
        entry = self._entry.subjects[subject.kind]
        conversation = Conversation(
            self._entry,
            self._client,
            self._dialect,
            subject,
            check_url=self._guard.check_url,
            secrets=self._secrets,
            sessions=self._sessions,
        )
        try:
            document = conversation.document(entry.question)
            answer = _Answer(
                conversation, read_answer(document, entry, self._entry.zone, key=subject.key)
            )
            if answer.is_absent:
                return answer.or_named_error(entry)
            return answer.or_error(entry.where) if answer.is_another_shape else answer
        except CannotAsk as trouble:
            return _Answer(conversation, trouble=trouble)
        except NoSuchPlace as other:
            answer = _Answer(conversation, unmapped(entry, other.why, other.where))
            on_the_way = other.where.endswith(TAKE)
            return answer.or_error(other.where if on_the_way else entry.where)

    def _renews(self, answer: _Answer) -> bool:
        """Begin another session if the last one may have ended; whether it was begun.

        Some systems tell strangers that there is no such record. So "no such record" counts only
        with a new session, for which it logs in once a minute at most.
        """
        now = time.monotonic()
        if answer.is_absent:
            return now >= self._sure_until and self._forget_sessions()
        if not answer.may_want_a_session or now < self._in_vain_until:
            return False
        return self._forget_sessions() or self._client.renew()

    def _forget_sessions(self) -> bool:
        if not self._sessions.renew():
            return False
        self._client.forget_cookies()
        return True

    def _remember_renewal(self, answer: _Answer) -> None:
        """Leave it at that for a while if another session did not help."""
        if answer.is_absent:
            self._sure_until = time.monotonic() + IN_VAIN
        elif answer.may_want_a_session:
            self._in_vain_until = time.monotonic() + IN_VAIN

    def _observation(
        self, subject: Subject, answer: _Answer, evidence: list[Evidence]
    ) -> Observation:
        masker, trouble = self._filing.masker, answer.trouble
        asked = masker.mask(str(answer.conversation))
        if trouble is None:
            return said(self.name, subject, answer.values, asked=asked, evidence=evidence)
        raise CannotAsk(
            masker.mask_error_text(trouble.why),
            asked=asked,
            evidence=evidence,
            leave_alone=trouble.leave_alone,
        ) from None  # what it was raised from may quote a secret

    def probe(self) -> Probe:
        """Ask for its first page, without any credentials, and read its clock; see `Probes`."""
        base_url = self._entry.settings["base_url"]
        asked, reply = datetime.now(UTC), Reply()
        self._client.begin()
        self._client.send(Request("GET", f"{base_url}/"), reply, signed=False)
        skew = skew_by_header(reply.headers.get("date", ""), asked, datetime.now(UTC))
        return Probe(endpoint_of_url(self._entry.settings, self._guard), skew)

    @property
    def sent(self) -> int:
        """How many requests the last look took; see `Counts`."""
        return self._client.sent

    def close(self) -> None:
        """Close the connections, on the thread that asks, and end the sessions with them."""
        self._client.close()
        self._sessions.clear()

    def _new_dialect(self) -> Dialect:
        return DIALECTS[self._entry.settings.get("speaks", "json")]()

    def _evidence(self, conversation: Conversation) -> list[Evidence]:
        return [self._stored(each) for each in conversation.exchanges if each.reply.status]

    def _stored(self, exchange: Exchange) -> Evidence:
        reply = exchange.reply
        return self._filing.file_json(
            self.name,
            {
                "request": self._filing.masker.mask(str(exchange.request)),
                "status": reply.status,
                "headers": self._secrets.headers(reply),
                "body": body_of(reply),
            },
        )
