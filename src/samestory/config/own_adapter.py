"""A company's own adapter (`adapter = "my_erp:Erp"`), and one whose name is not known."""

from contextlib import suppress
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict

from samestory.config.adapter import Adapter, NoAdapter, QuestionWords, adapter_named, installed
from samestory.config.auth import KINDS
from samestory.config.value_types import BaseUrl, Host
from samestory.config.words import Surroundings, Words, word
from samestory.extraction.entries import Question


class OwnSettings(Words):
    """Whatever the adapter likes, but no host that is not allowed."""

    model_config = ConfigDict(extra="allow")

    base_url: BaseUrl = word(
        "The address, on a host that [guard] allows.", "https://erp.example.com", default=""
    )
    host: Host = word("A host that the guard allows.", "db.example.com", default="")

    def values(self, around: Surroundings) -> dict[str, Any]:
        """Return the words that are there."""
        given = super().values(around)
        return {name: value for name, value in given.items() if name in self.model_fields_set}


def _named(find: object) -> object:
    return {"find": find} if isinstance(find, str) else find


class OwnQuestion(QuestionWords):
    """A question as the adapter wants it."""

    find: Annotated[
        dict[str, str], BeforeValidator(_named, json_schema_input_type=str | dict[str, str])
    ] = word("A text or a table of texts.", "{key}", default={})

    def asked(self, around: Surroundings) -> Question:  # noqa: ARG002 - others need what is around
        """Return the texts; a single one is called "find"."""
        return Question(find=self.find)


OWN = Adapter(name="", settings=OwnSettings, question=OwnQuestion, auth=KINDS)
"""What samestory knows about the adapter of a company: nothing but where it may go."""

ANY = Adapter(name="", settings=OwnSettings, question=QuestionWords, auth=KINDS)
"""What all adapters have in common: for a system whose adapter is missing or misspelt.

Its other mistakes are found all the same.
"""


def words_of_all() -> tuple[set[str], set[str]]:
    """Return the words of all installed adapters: for a system, and for a subject."""
    settings, questions = set(OwnSettings.words()), set[str]()
    for name in installed():
        with suppress(NoAdapter):
            settings.update(adapter_named(name).settings.words())
            questions.update(adapter_named(name).question.words())
    return settings, questions
