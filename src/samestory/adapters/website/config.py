"""The website, read by a company's own page objects."""

from samestory.config.adapter import Adapter, QuestionWords
from samestory.config.page_objects import PAGES, check_reads
from samestory.config.value_types import BaseUrl, ImportedClass, Template
from samestory.config.words import Surroundings, Words, word
from samestory.extraction.entries import Question


class WebsiteSettings(Words):
    """Where the website is, and what reads its pages."""

    base_url: BaseUrl
    pages: ImportedClass = word(PAGES, "shop_pages:Shop")


class WebsiteQuestion(QuestionWords):
    """Page objects know by themselves how to ask, unless the page is that of a link in a mail."""

    opens: Template | None = word(
        "The address that is opened, and only read, before the page object reads its page.",
        "{key}",
        default=None,
    )

    def check(self, around: Surroundings) -> None:
        """Note page objects that cannot read this kind of subject."""
        if around.settings["pages"]:
            check_reads(around, around.settings["pages"], around.kind)

    def asked(self, around: Surroundings) -> Question:  # noqa: ARG002 - others need what is around
        """Return the address that is opened, if there is one."""
        return Question(find={} if self.opens is None else {"opens": self.opens})


WEBSITE = Adapter(
    name="website",
    settings=WebsiteSettings,
    question=WebsiteQuestion,
    opens_in_browser="samestory.adapters.website.system:WebsiteSystem",
    in_browser=lambda _: True,
    as_customer=True,
    reads_again="samestory.adapters.website.reading_again:read_document_again",
)
