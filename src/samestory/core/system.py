"""The one narrow interface between the tester and the systems that it asks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from samestory.core.model import Evidence, Observation, Subject


class System(Protocol):
    """One witness.

    A company may bring a class of its own and name it in its landscape by its import path:
    `adapter = "my_erp:Erp"` is the class `Erp` in `my_erp.py` beside the landscape. It is called
    with three things (`from samestory import SystemEntry, Guard, EvidenceStore`):

    - `entry` (`SystemEntry`): what the landscape says. `entry.settings` are the words of the
      system's own table that samestory does not know, `entry.auth` the credentials, and
      `entry.subjects[kind].question.find` the words of `find` in the table of a subject.
    - `guard` (`Guard`): call `guard.check_url(url)` or `guard.check_host(host)` before anything is
      sent anywhere; the landscape's own `base_url` and `host` have been checked when it was read.
    - `store` (`EvidenceStore`): `store.file_json(name, document)` or `store.file(...)` keep what
      the system literally said as evidence, with every secret masked.

    It is made once for a whole run, before anything is known to be reachable, so it connects when
    it is first asked, and keeps the connection. `main_thread` is True if it may only be asked
    on the main thread (a browser); the others are asked in a thread of their own, always the same
    one, and closed there. `name` is the name in the landscape: `entry.name`.
    """

    name: str
    main_thread: bool

    def observe(self, subject: Subject) -> Observation:
        """Ask what the system says about the subject now, once, and tell it without judging it.

        There are three answers, never to be confused:

        - it told something: `said(self.name, subject, values)` with the values that
          `read_answer(document, entry.subjects[subject.kind], entry.zone, key=subject.key)` makes
          of a document (dicts, lists, texts, numbers, None), by the words of the landscape;
        - it really said that it has no such record: `values` is None, as it is where `read_answer`
          is given None;
        - it could not be asked, or its answer cannot be read: raise `CannotAsk` with the reason,
          worded to follow the system's name ("it did not answer within 3 s"). Any other
          exception is taken for one as well, but is harder to understand.

        It never waits for the system to change its mind (samestory looks again), never takes
        longer than `entry.timeout` seconds, and never changes anything. The key may hold anything
        that is no control character: bind it or encode it. `WrongCall` is for a subject that
        no system could be asked about, such as one without the mail address that is needed.
        """
        ...

    def close(self) -> None:
        """Let go of connections; the system can be asked again afterwards."""
        ...


@runtime_checkable
class Listens(Protocol):
    """A system that can wait for news, such as a mailbox; a method more than `System` has."""

    def listen(self, seconds: float) -> bool:
        """Wait for news for so many seconds; False, at once, if it cannot."""
        ...


@runtime_checkable
class Counts(Protocol):
    """A system that may ask several questions in one look; a method more than `System` has."""

    @property
    def sent(self) -> int:
        """How many requests the last look took."""
        ...


def said(
    system: str,
    subject: Subject,
    values: Mapping[str, object] | None,
    *,
    asked: str = "",
    evidence: Sequence[Evidence] = (),
) -> Observation:
    """An observation of this moment; `values` None means that there is no such record.

    `asked` is the question in one line, so that a person can put it again.
    """
    return Observation(
        system=system,
        subject=subject,
        at=datetime.now(UTC),
        values=values,
        asked=asked,
        evidence=tuple(evidence),
    )
