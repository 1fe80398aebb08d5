"""The website, read by a company's own page objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samestory.config.adapter import Adapter, Surroundings
from samestory.config.addresses import read_base_url
from samestory.config.tables import Table
from samestory.extraction.entries import Question


def _settings(table: Table, around: Surroundings) -> dict[str, Any]:
    return {"base_url": read_base_url(table, around.guard)}


def _question(_table: Table, _settings: Mapping[str, Any]) -> Question:
    """Page objects know by themselves how to ask."""
    return Question()


WEBSITE = Adapter(("none",), _settings, _question)
