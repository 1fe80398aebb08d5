"""Systems without an API, whose pages are read as a person reads them."""

from __future__ import annotations

from samestory.systems.http import HttpSystem
from samestory.systems.http.dialects import Dialect
from samestory.systems.http.dialects.html import Html


class HtmlSystem(HttpSystem):
    """One application for people; its pages are fetched without their scripts."""

    _accept = "text/html,application/xhtml+xml,application/json;q=0.9"

    def _speaking(self) -> Dialect:
        return Html()
