"""Adapters of one's own, each of which lies in one way; `Honest` is the one that does not."""

from __future__ import annotations

from typing import Any, ClassVar

import httpx

from samestory import (
    CannotAsk,
    EvidenceStore,
    Guard,
    Observation,
    Subject,
    SystemEntry,
    read_answer,
    said,
)


class Honest:
    """An order is asked for by its number; what is no answer is told as none."""

    main_thread = False

    def __init__(self, entry: SystemEntry, guard: Guard, filing: EvidenceStore) -> None:  # noqa: ARG002 - every adapter is called so
        self.name = entry.name
        self.entry = entry

    @property
    def address(self) -> str:
        return str(self.entry.settings["base_url"])

    @property
    def limit(self) -> float | None:
        return self.entry.timeout

    def observe(self, subject: Subject) -> Observation:
        try:
            reply = httpx.get(
                f"{self.address}/orders/{subject.key}",
                headers={"Authorization": f"Bearer {self.entry.auth.secret}"},
                timeout=self.limit,
            )
            document = self.read(reply)
        except (httpx.HTTPError, ValueError) as error:
            raise CannotAsk(str(error)) from error
        return self.tell(subject, document)

    def read(self, reply: httpx.Response) -> Any:
        if reply.status_code == 404 and "json" in reply.headers.get("Content-Type", ""):
            return None
        if reply.status_code != 200:
            raise CannotAsk(f"it answered {reply.status_code}")
        return reply.json()

    def tell(self, subject: Subject, document: Any) -> Observation:
        entry = self.entry.subjects[subject.kind]
        return said(self.name, subject, read_answer(document, entry, self.entry.zone))

    def close(self) -> None:
        """Nothing is kept open."""


class TellsTheLast(Honest):
    """Whatever the key, it tells the last record that it has seen."""

    last: ClassVar[dict[str, Any]] = {}

    def read(self, reply: httpx.Response) -> Any:
        document = super().read(reply)
        if document is not None:
            self.last[self.name] = document
        return self.last.get(self.name)


class KnowsNothing(Honest):
    """Whatever goes wrong, there is no such record."""

    def observe(self, subject: Subject) -> Observation:
        try:
            return super().observe(subject)
        except CannotAsk:
            return self.tell(subject, None)


class OverlooksStates(Honest):
    """Every state of 400 and more is no such record: refused, broken, busy."""

    def read(self, reply: httpx.Response) -> Any:
        return None if reply.status_code >= 400 else super().read(reply)


class Hides(KnowsNothing):
    """As the one who knows nothing; and where he asks stands in a word of his own."""

    @property
    def address(self) -> str:
        return str(self.entry.settings["address"])


class NeverEnds(Honest):
    """It waits for ever."""

    @property
    def limit(self) -> float | None:
        return None


class NeverEndsOnTheMainThread(NeverEnds):
    """There, nobody could give it up."""

    main_thread = True


class Remembers(Honest):
    """What it has once been told, by anybody, it tells for ever."""

    told: ClassVar[dict[tuple[str, str, str], Observation]] = {}

    def observe(self, subject: Subject) -> Observation:
        about = (self.address, self.entry.auth.secret, subject.key)
        if about not in self.told:
            self.told[about] = super().observe(subject)
        return self.told[about]
