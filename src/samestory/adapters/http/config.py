"""Systems that are asked over HTTP."""

from typing import Annotated, Any

from samestory.adapters.http.chained_requests import HttpQuestion
from samestory.adapters.http.dialects import DIALECTS
from samestory.adapters.http.paging_config import PagingWords
from samestory.config.adapter import Adapter
from samestory.config.entries import IN_THE_QUESTION
from samestory.config.value_types import BaseUrl, FileBeside, Headers, JsonPath, OneOf
from samestory.config.words import Surroundings, Words, word
from samestory.extraction.placeholders import CREDENTIALS, SUBJECT_PLACEHOLDERS

AUTH = (
    "none",
    "basic",
    "header",
    "bearer",
    "oauth2 client credentials",
    "oauth2 refresh token",
    "login form",
)
"""The kinds of credentials that systems take over HTTP."""


class HttpSettings(Words):
    """Where the system is, how it speaks, and what it wants to see in every request."""

    base_url: BaseUrl
    headers: Headers = word("Headers of every request.", {"X-Company": "1"}, default={})
    ca: FileBeside | None = word(
        "The certificates to trust, a file beside the landscape.", "ca.pem", default=None
    )
    speaks: Annotated[str, OneOf(DIALECTS, "dialect")] = word(
        "The dialect of its questions and answers.", "graphql", default="json"
    )
    paging: PagingWords | None = word(
        "How long lists are paged.",
        {"kind": "page", "items": "orders", "parameter": "page"},
        default=None,
    )
    error: JsonPath = word(
        "Where an answer says what went wrong (JMESPath).", "errors[0].message", default=""
    )

    def values(self, around: Surroundings) -> dict[str, Any]:
        """Return the words, and the placeholders that every question may hold."""
        shown = around.auth == IN_THE_QUESTION
        placeholders = (*SUBJECT_PLACEHOLDERS, *CREDENTIALS) if shown else SUBJECT_PLACEHOLDERS
        paging = self.paging.paging(around) if self.paging else None
        return {**super().values(around), "paging": paging, "placeholders": placeholders}


HTTP = Adapter(
    name="http",
    settings=HttpSettings,
    question=HttpQuestion,
    auth=(*AUTH, IN_THE_QUESTION),
    opens="samestory.adapters.http.system:HttpSystem",
    reads_again="samestory.adapters.http.reading_again:read_replies_again",
)
