"""All that is asked and answered in one look at one subject: its questions one after the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jmespath.exceptions import JMESPathError

from samestory.adapters.http.captures import (
    Sessions,
    Step,
    gives_nothing,
    take,
    takes_headers_alone,
    takes_no_header,
)
from samestory.adapters.http.client import Client
from samestory.adapters.http.dialects.json import NO_CONTENT, NOT_FOUND, Dialect, has_record
from samestory.adapters.http.messages import LARGEST, Reply, Request, in_brief
from samestory.adapters.http.paging import read_all_pages
from samestory.adapters.http.secret_capture import (
    SecretCapture,
    header_of_session,
    learn_from_login,
)
from samestory.config.entries import SystemEntry
from samestory.core.model import Subject
from samestory.errors import CannotAsk
from samestory.extraction.entries import ANSWER, Hop, Question
from samestory.extraction.paths import value_at
from samestory.extraction.placeholders import (
    SUBJECT_PLACEHOLDERS,
    PlaceholderValues,
    names_its_record,
    placeholders_within,
)
from samestory.extraction.records import NoSuchPlace


@dataclass(slots=True)
class Exchange:
    """A request, and what came back."""

    request: Request
    reply: Reply


@dataclass(slots=True)
class _Sent:
    """A question as people read it; the first of its pages stands for all."""

    shown: str
    of_login: bool = False
    headers_alone: bool = False
    """Whether only headers are taken from its answer, so that no document is needed."""
    pages: int = 0

    def __str__(self) -> str:
        more = self.pages - 1
        if more < 1:
            return self.shown
        return f"{self.shown} (and {more} more {'page' if more == 1 else 'pages'})"


@dataclass(slots=True)
class Conversation:
    """Sends all that a question takes; `exchanges` keeps those before a failure as well."""

    entry: SystemEntry
    client: Client
    dialect: Dialect
    subject: Subject
    check_url: Callable[[str], None]
    secrets: SecretCapture
    sessions: Sessions
    exchanges: list[Exchange] = field(default_factory=list)
    _sent: list[_Sent] = field(default_factory=list)

    def __str__(self) -> str:
        """Return what was asked in one line: "GET http://..., then GET http://..."."""
        return ", then ".join(map(str, self._sent))

    def document(self, question: Question) -> object:
        """Return what a landscape's paths look into, None for "no such record".

        Raise `CannotAsk`, `WrongCall` for a bad subject and `NoSuchPlace` for another shape.
        """
        answers: dict[str, object] = {}
        taken, about = self.secrets.credentials(), set(SUBJECT_PLACEHOLDERS)
        for hop in question.via:
            is_about = bool(placeholders_within(hop.question) & about)
            is_login = self.secrets.is_login(hop, question, about)
            step = self._step(hop, taken, is_about=is_about, is_login=is_login)
            if step is None:
                return None
            answers[hop.name] = step.said
            taken |= step.taken
            about |= hop.take.keys() if is_about else set()
        said = self._answer(question, taken)
        if said is None or not question.via:
            return said
        return {**answers, ANSWER: said}

    def _step(
        self, hop: Hop, taken: Mapping[str, object], *, is_about: bool, is_login: bool
    ) -> Step | None:
        """Return what a question on the way gives, None if it says that there is no such record.

        Only a question that `is_about` the subject can say so. A login is kept from look to look.
        """
        if not is_login:
            return self._ask_on_the_way(hop, taken, is_about=is_about)
        if kept := self.sessions.of(hop):
            return kept
        before = len(self.exchanges)
        try:
            step = self._ask_on_the_way(hop, taken, is_login=True)
        except (CannotAsk, NoSuchPlace) as trouble:
            for each in self.exchanges[before:]:
                if name := header_of_session(each.reply):
                    raise CannotAsk(takes_no_header(trouble.why, hop, name)) from trouble
            raise
        if step is not None:
            self.secrets.learn_taken(step.taken)
            self.sessions.keep(hop, step)
        return step

    def _ask_on_the_way(
        self,
        hop: Hop,
        taken: Mapping[str, object],
        *,
        is_about: bool = False,
        is_login: bool = False,
    ) -> Step | None:
        first = len(self.exchanges)
        said = self._answer(
            hop.question, taken, of_login=is_login, headers_alone=takes_headers_alone(hop)
        )
        if said is None and is_about:
            return None
        reply = self.exchanges[first].reply
        found = take(hop, said, reply, is_secret=is_login)
        if found is None and not is_about:
            raise CannotAsk(gives_nothing(hop, reply))
        return None if found is None else Step(said, found)

    def _answer(
        self,
        question: Question,
        taken: Mapping[str, object],
        *,
        of_login: bool = False,
        headers_alone: bool = False,
    ) -> object:
        """Return the document that answers one question, all of its pages put together."""
        settings, values = self.entry.settings, PlaceholderValues(self.subject, taken)
        request = self.dialect.request(question.find, settings["base_url"], values)
        self.check_url(request.url)
        self.secrets.learn_question(question)
        self._sent.append(_Sent(str(request), of_login, headers_alone))

        def ask(each: Request) -> tuple[object, Reply]:
            return self._exchange(question, each)

        if headers_alone:
            return self.dialect.unwrapped(ask(request)[0])
        return read_all_pages(request, question, settings.get("paging"), self.dialect, ask)

    def _exchange(self, question: Question, request: Request) -> tuple[object, Reply]:
        sent = self._sent[-1]
        sent.pages += 1
        sent.shown = str(request) if sent.pages == 1 else sent.shown
        exchange = Exchange(request, Reply(is_secret=sent.of_login))
        self.exchanges.append(exchange)
        self.client.send(request, exchange.reply)
        if sent.of_login:
            learn_from_login(self.secrets.masker, exchange.reply, *self.client.cookies.values())
            _refuse_lost_login(exchange.reply, question)
        if sum(len(each.reply.body) for each in self.exchanges) > LARGEST:
            raise CannotAsk(f"its answers are larger than {LARGEST // 1_000_000} MB together")
        document = self._document(question, exchange, headers_alone=sent.headers_alone)
        _refuse_errors(document, question.error)
        if document is None and sent.pages == 1:
            _refuse_lost_search(exchange.reply, question)
        return document, exchange.reply

    def _document(self, question: Question, exchange: Exchange, *, headers_alone: bool) -> object:
        reply, auth = exchange.reply, self.entry.auth
        if not headers_alone:
            return self.dialect.document(reply, question, auth, exchange.request)
        has_one = has_record(reply, question, auth, (NO_CONTENT, NOT_FOUND))
        return reply.document if has_one else None


def _refuse_lost_login(reply: Reply, question: Question) -> None:
    """Raise `CannotAsk` for a 404 to a login: it cannot mean that there is no such record."""
    if reply.status == NOT_FOUND and question.absent is None:
        raise CannotAsk(f"its login answered {reply.state}, so perhaps it has another address")


def _refuse_lost_search(reply: Reply, question: Question) -> None:
    """Raise `CannotAsk` for a 404 to a search: one that finds nothing still has its address.

    Only a record's own address can be missing for want of the record.
    """
    searches = question.absent is None and not names_its_record(question.find)
    if reply.status == NOT_FOUND and searches:
        raise CannotAsk(
            f"it answered {reply.state} to a search, so the address may be wrong; if that is "
            "how it says that there is no such record, write absent = [404]"
        )


def _refuse_errors(document: object, path: str) -> None:
    """Raise `CannotAsk` if there is anything at the path at which a system reports errors.

    Null, false, 0 and what is empty is no error.
    """
    try:
        said = value_at(path, document) if path else None
    except JMESPathError as error:
        raise CannotAsk(f"whether it reports an error cannot be found out at {path!r}") from error
    if said:
        raise CannotAsk(f"it answered with an error: {in_brief(said)}")
