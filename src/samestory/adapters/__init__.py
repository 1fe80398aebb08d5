"""What each adapter has to be told: where the system is, and how it is asked about a subject."""

from collections.abc import Mapping
from types import MappingProxyType

from samestory.adapters.custom.config import ANY, OWN
from samestory.adapters.html.config import HTML
from samestory.adapters.http.config import HTTP
from samestory.adapters.imap.config import INBOX
from samestory.adapters.sql.config import SQL
from samestory.adapters.website.config import WEBSITE
from samestory.config.adapter import Adapter, Surroundings

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {"html": HTML, "http": HTTP, "inbox": INBOX, "sql": SQL, "website": WEBSITE}
)
"""The adapters that samestory brings along; any other is a class named by its import path."""

__all__ = ["ADAPTERS", "ANY", "OWN", "Adapter", "Surroundings"]
