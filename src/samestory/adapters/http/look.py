"""One look at one subject: its questions one after the other, and all that was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from jmespath.exceptions import JMESPathError

from samestory.adapters.http.captures import (
    gives_nothing,
    take,
    takes_headers_alone,
    takes_no_header,
)
from samestory.adapters.http.client import Client
from samestory.adapters.http.dialects.json import NO_CONTENT, NOT_FOUND, Dialect, has_record
from samestory.adapters.http.messages import LARGEST, Reply, Request, in_brief
from samestory.adapters.http.paging import Pages
from samestory.adapters.http.secret_capture import (
    Secrecy,
    blanks_in,
    header_of_session,
    learn_from_login,
)
from samestory.adapters.http.sessions import Answered, Sessions
from samestory.config.entries import SystemEntry
from samestory.core.model import Subject
from samestory.errors import CannotAsk
from samestory.extraction.entries import ANSWER, Hop, Paging, Question
from samestory.extraction.paths import value_at
from samestory.extraction.placeholders import (
    SUBJECT_PLACEHOLDERS,
    PlaceholderValues,
    names_its_record,
)
from samestory.extraction.records import NoSuchPlace


@dataclass(slots=True)
class Exchange:
    """A request, and what came back."""

    request: Request
    reply: Reply


@dataclass(frozen=True, slots=True)
class _Brings:
    """What an answer is asked for: a session, which is a secret; headers without a document."""

    of_login: bool = False
    headers_alone: bool = False


_A_DOCUMENT = _Brings()


@dataclass(slots=True)
class _Asked:
    """A question as people read it; the first of its pages stands for all."""

    shown: str
    pages: int = 0

    def __str__(self) -> str:
        more = self.pages - 1
        if more < 1:
            return self.shown
        return f"{self.shown} (and {more} more {'page' if more == 1 else 'pages'})"

    def count(self, request: Request) -> None:
        self.pages += 1
        if self.pages == 1:
            self.shown = str(request)


@dataclass(slots=True)
class Asking:
    """Asks all that a question takes; `exchanges` grows, so that it is whole when asking fails."""

    entry: SystemEntry
    client: Client
    dialect: Dialect
    subject: Subject
    check_url: Callable[[str], None]
    secrecy: Secrecy
    sessions: Sessions
    exchanges: list[Exchange] = field(default_factory=list)
    _asked: list[_Asked] = field(default_factory=list)

    def __str__(self) -> str:
        """What was asked, each question in one line: "GET http://..., then GET http://..."."""
        return ", then ".join(map(str, self._asked))

    def document(self, question: Question) -> object:
        """What a landscape's paths look into, None for "no such record".

        Raises `CannotAsk`, `WrongCall` for a bad subject and `NoSuchPlace` for another shape.
        """
        answers: dict[str, object] = {}
        taken, about = self.secrecy.credentials(), set(SUBJECT_PLACEHOLDERS)
        for hop in question.via:
            step = self._step(hop, question, taken, about)
            if step is None:
                return None
            answers[hop.name] = step.said
            taken |= step.taken
            about |= hop.take.keys() if blanks_in(hop.question) & about else set()
        said = self._answer(question, PlaceholderValues(self.subject, taken))
        if said is None or not question.via:
            return said
        return {**answers, ANSWER: said}

    def _step(
        self, hop: Hop, question: Question, taken: Mapping[str, object], about: set[str]
    ) -> Answered | None:
        """What a question on the way gives, None if it says that there is no such record.

        Only a question about the subject can say so. A login is kept from look to look.
        """
        is_login = self.secrecy.is_login(hop, question, about)
        if not is_login:
            return self._asked_step(hop, taken, about, is_login=False)
        before = len(self.exchanges)
        try:
            return self.sessions.of(hop) or self._asked_step(hop, taken, about, is_login=True)
        except (CannotAsk, NoSuchPlace) as trouble:
            for each in self.exchanges[before:]:
                if name := header_of_session(each.reply):
                    raise CannotAsk(takes_no_header(trouble.why, hop, name)) from trouble
            raise

    def _asked_step(
        self, hop: Hop, taken: Mapping[str, object], about: set[str], *, is_login: bool
    ) -> Answered | None:
        first = len(self.exchanges)
        brings = _Brings(of_login=is_login, headers_alone=takes_headers_alone(hop))
        said = self._answer(hop.question, PlaceholderValues(self.subject, taken), brings)
        reply = self.exchanges[first].reply
        is_about = bool(blanks_in(hop.question) & about)
        found = None if said is None and is_about else take(hop, said, reply, is_secret=is_login)
        if found is None:
            if is_about:
                return None
            raise CannotAsk(gives_nothing(hop, reply))
        step = Answered(said, found)
        if is_login:
            self.secrecy.took(found)
            self.sessions.keep(hop, step)
        return step

    def _answer(
        self, question: Question, filling: PlaceholderValues, brings: _Brings = _A_DOCUMENT
    ) -> object:
        request = self.dialect.request(question.find, self.entry.settings["base_url"], filling)
        self.check_url(request.url)
        self.secrecy.asks(question)
        self._asked.append(_Asked(str(request)))

        def ask(each: Request) -> tuple[object, Reply]:
            return self._exchange(question, each, brings)

        paging = self._paging(question)
        if paging is None or paging.kind == "none" or brings.headers_alone:
            return self.dialect.unwrapped(ask(request)[0])
        pages = Pages(paging, self.dialect, ask, own=paging is question.paging)
        return self.dialect.unwrapped(pages.read(request))

    def _paging(self, question: Question) -> Paging | None:
        """The question's own, or its system's, or the dialect's.

        Where a dialect has one, no list is read without: it names its next page, or its count.
        """
        usual = self.dialect.paging
        paging = question.paging or self.entry.settings.get("paging") or usual
        if paging is None or usual is None or paging.total:
            return paging
        return usual if paging.kind == "none" else replace(paging, total=usual.total)

    def _exchange(
        self, question: Question, request: Request, brings: _Brings
    ) -> tuple[object, Reply]:
        exchange = Exchange(request, Reply(is_secret=brings.of_login))
        self.exchanges.append(exchange)
        self._asked[-1].count(request)
        self.client.send(request, exchange.reply)
        if brings.of_login:
            learn_from_login(self.secrecy.masker, exchange.reply, *self.client.cookies.values())
            refuse_lost_login(exchange.reply, question)
        if sum(len(each.reply.body) for each in self.exchanges) > LARGEST:
            raise CannotAsk(f"its answers are larger than {LARGEST // 1_000_000} MB together")
        document = self._document(question, exchange, brings)
        refuse_errors(document, question.error)
        if document is None and self._asked[-1].pages == 1:
            refuse_nowhere(exchange.reply, question)
        return document, exchange.reply

    def _document(self, question: Question, exchange: Exchange, brings: _Brings) -> object:
        reply, auth = exchange.reply, self.entry.auth
        if not brings.headers_alone:
            return self.dialect.document(reply, question, auth, exchange.request)
        has_one = has_record(reply, question, auth, (NO_CONTENT, NOT_FOUND))
        return reply.document if has_one else None


def refuse_lost_login(reply: Reply, question: Question) -> None:
    """Raise `CannotAsk` for a 404 to a login: it cannot mean that there is no such record."""
    if reply.status == NOT_FOUND and question.absent is None:
        said = f"its login answered 404 {reply.reason}".rstrip()
        raise CannotAsk(f"{said}, so perhaps it has another address")


def refuse_nowhere(reply: Reply, question: Question) -> None:
    """Raise `CannotAsk` for a 404 to a search: one that finds nothing is where it is all the same.

    Only a record's own address can be missing for want of the record.
    """
    searches = question.absent is None and not names_its_record(question.find)
    if reply.status == NOT_FOUND and searches:
        raise CannotAsk(
            f"{f'it answered 404 {reply.reason}'.rstrip()} to a search, so perhaps nobody is at "
            "this address; where that is how it says that there is no such record, write "
            "absent = [404]"
        )


def refuse_errors(document: object, path: str) -> None:
    """Raise `CannotAsk` for what stands at a path where a system says what went wrong.

    Nothing, false, 0 and what is empty is no error.
    """
    try:
        said = value_at(path, document) if path else None
    except JMESPathError as error:
        raise CannotAsk(f"whether it tells an error cannot be found out at {path!r}") from error
    if said:
        raise CannotAsk(f"it answered with an error: {in_brief(said)}")
