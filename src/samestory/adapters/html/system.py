"""Systems without an API, whose pages are read as a person reads them."""

from __future__ import annotations

import time
from collections.abc import Callable

from samestory.adapters.http import HttpSystem
from samestory.adapters.http.dialects import Dialect
from samestory.adapters.http.dialects.html import Html
from samestory.core.model import Observation, Subject
from samestory.errors import CannotAsk


class HtmlSystem(HttpSystem):
    """One application for people; its pages are fetched without their scripts."""

    _accept = "text/html,application/xhtml+xml,application/json;q=0.9"
    _until = 0.0

    def observe(self, subject: Subject) -> Observation:
        """Ask for what the question leads to; see `System`.

        Reading its pages takes no longer than a look may take: one of 40 kB can be made so that it
        would be read for hours.
        """
        self._until = time.monotonic() + self._entry.timeout
        return super().observe(subject)

    def _speaking(self) -> Dialect:
        return Html(self._in_time)

    def _in_time(self, read: Callable[[float], object]) -> object:
        try:
            return self._read(read, self._until)
        except TimeoutError as error:
            seconds = self._entry.timeout
            raise CannotAsk(f"its page could not be read within {seconds:g} s") from error

    def _read(self, read: Callable[[float], object], until: float) -> object:
        return read(until)
