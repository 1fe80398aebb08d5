"""The website, read by a company's own page objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from samestory.config.adapter import Adapter
from samestory.config.addresses import read_base_url
from samestory.config.page_objects import check_reads, read_pages
from samestory.config.tables import Table
from samestory.config.words import Surroundings
from samestory.extraction.entries import Question


def _settings(table: Table, around: Surroundings) -> dict[str, Any]:
    return {
        "base_url": read_base_url(table, around.guard),
        "pages": read_pages(table, around.folder),
    }


def _question(table: Table, settings: Mapping[str, Any]) -> Question:
    """Page objects know by themselves how to ask."""
    check_reads(table, settings["pages"], table.place[-1])
    return Question()


WEBSITE = Adapter(
    name="website",
    settings=_settings,
    question=_question,
    opens_in_browser="samestory.adapters.website.system:WebsiteSystem",
    in_browser=lambda _: True,
    as_customer=True,
)
