"""The website, read by a company's own page objects."""

from __future__ import annotations

from samestory.config.adapter import Adapter, QuestionWords
from samestory.config.page_objects import PAGES, check_reads
from samestory.config.value_types import BaseUrl, ImportedClass
from samestory.config.words import Surroundings, Words, word


class WebsiteSettings(Words):
    """Where the website is, and what reads its pages."""

    base_url: BaseUrl
    pages: ImportedClass = word(PAGES, "shop_pages:Shop")


class WebsiteQuestion(QuestionWords):
    """Nothing: page objects know by themselves how to ask."""

    def check(self, around: Surroundings) -> None:
        """Note page objects that cannot read this kind of subject."""
        if around.settings["pages"]:
            check_reads(around, around.settings["pages"], around.kind)


WEBSITE = Adapter(
    name="website",
    settings=WebsiteSettings,
    question=WebsiteQuestion,
    opens_in_browser="samestory.adapters.website.system:WebsiteSystem",
    in_browser=lambda _: True,
    as_customer=True,
)
