"""`adapter = "line"`: a server that is sent one line and answers with one line of JSON."""

from __future__ import annotations

import json
import socket
import time
from typing import Annotated, Any

from pydantic import Field

from samestory import (
    Adapter,
    CannotAsk,
    EvidenceStore,
    Guard,
    Host,
    Number,
    Observation,
    QuestionWords,
    Subject,
    SystemEntry,
    Template,
    Words,
    filled,
    read_answer,
    said,
)

LONGEST = 1_000_000
"""Bytes of an answer; more of them are no answer."""


class LineSettings(Words):
    """The words of a system."""

    host: Annotated[Host, Field(description="Where it is.", examples=["erp.example.com"])]
    port: Annotated[Number, Field(description="Its port.", examples=[4711])]


class LineQuestion(QuestionWords):
    """The words of a subject."""

    send: Annotated[Template, Field(description="The line to send.", examples=["GET {key}"])]


class LineSystem:
    """Opens a connection for each question."""

    main_thread = False

    def __init__(self, entry: SystemEntry, guard: Guard, store: EvidenceStore) -> None:
        self.name = entry.name
        self._entry, self._guard, self._store = entry, guard, store

    def observe(self, subject: Subject) -> Observation:
        """Ask once."""
        entry = self._entry.subjects[subject.kind]
        line = filled(entry.question.find["send"], subject)
        asked = f"{line} at {self._entry.settings['host']}:{self._entry.settings['port']}"
        try:
            answer = self._answer(line)
        except OSError as error:
            raise CannotAsk(f"it did not answer ({error})", asked=asked) from error
        if not isinstance(answer, dict) or "record" not in answer:
            raise CannotAsk("it answered something else than a record", asked=asked)
        evidence = self._store.file_json(self.name, answer)
        values = read_answer(answer["record"], entry, self._entry.zone, key=subject.key)
        return said(self.name, subject, values, asked=asked, evidence=[evidence])

    def _answer(self, line: str) -> Any:
        host, port = self._entry.settings["host"], self._entry.settings["port"]
        self._guard.check_host(host)
        end = time.monotonic() + self._entry.timeout
        with socket.create_connection((host, port), self._entry.timeout) as connection:
            connection.sendall(f"{line}\n".encode())
            received = b""
            while not received.endswith(b"\n"):
                connection.settimeout(max(0.001, end - time.monotonic()))
                part = connection.recv(4096)
                received += part
                if not part or len(received) > LONGEST:
                    raise CannotAsk("its answer is not one line")
        try:
            return json.loads(received)
        except ValueError as error:
            raise CannotAsk("its answer is not JSON") from error

    def close(self) -> None:
        """No connection is kept."""


LINE = Adapter(
    name="line", settings=LineSettings, question=LineQuestion, opens="line_adapter:LineSystem"
)
