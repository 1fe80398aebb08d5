"""What each adapter has to be told: where the system is, and how it is asked about a subject."""

from collections.abc import Mapping
from types import MappingProxyType

from samestory.landscape.adapters.html import HTML
from samestory.landscape.adapters.http import HTTP
from samestory.landscape.adapters.inbox import INBOX
from samestory.landscape.adapters.own import ANY, OWN
from samestory.landscape.adapters.protocol import Adapter, Surroundings
from samestory.landscape.adapters.sql import SQL
from samestory.landscape.adapters.website import WEBSITE

ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {"html": HTML, "http": HTTP, "inbox": INBOX, "sql": SQL, "website": WEBSITE}
)
"""The adapters that samestory brings along; any other is a class named by its import path."""

__all__ = ["ADAPTERS", "ANY", "OWN", "Adapter", "Surroundings"]
