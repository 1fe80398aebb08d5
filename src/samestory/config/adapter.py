"""What an adapter is: the words that it adds to a landscape, and how its systems are opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from samestory.config.config_errors import listed
from samestory.config.words import Surroundings, Words
from samestory.errors import did_you_mean
from samestory.extraction.entries import Question

GROUP = "samestory.adapters"
"""The entry points by which adapters are found; samestory's own register there as well."""


class QuestionWords(Words):
    """The words of one question; the base of every adapter's `question`."""

    def asked(self, around: Surroundings) -> Question:  # noqa: ARG002 - others need what is around
        """Return the question as the opened system gets it: the words by their names."""
        return Question(find=dict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """One way to ask systems: `adapter = "soap"` in the table of a system.

    A package adds one by an entry point, without a change to samestory:

        [project.entry-points."samestory.adapters"]
        soap = "my_soap.adapter:SOAP"

    and, in my_soap/adapter.py, which should import nothing heavy:

        class SoapSettings(Words):
            base_url: BaseUrl

        class SoapQuestion(QuestionWords):
            operation: Annotated[Template, Field(description="...", examples=["GetOrder"])]

        SOAP = Adapter(
            name="soap",
            settings=SoapSettings,
            question=SoapQuestion,
            auth=("none", "basic"),
            opens="my_soap.client:SoapSystem",
        )

    `settings` are its words in the table of a system, beside those that every system has;
    `question` are its words in the table of a subject, beside `record`, `key` and the fields.
    Types for both are in `samestory.config.value_types`.

    The class behind `opens` ("module:Class") is imported when the first such system is opened, and
    called with the system's `SystemEntry`, the `Guard` and the `EvidenceStore`.
    `entry.settings["base_url"]` are the settings, `entry.subjects[kind].question.find["operation"]`
    the words of a question. It implements `samestory.core.system.System`.

    `auth` are the kinds of credentials that it can use (`samestory.config.auth`); if
    `user_is_filled`, their user may hold the placeholders `{key}` and `{of}`.
    If `in_browser` says so of the settings, the system is asked on the main thread, where
    Playwright lives, and opened by `opens_in_browser`, which is also called with the
    browser context (or None) and the customer. `as_customer` is for a system that is read in the
    customer's own session: it shows her what she was promised, and only her own records.

    `reads_again` ("module:function", see `adapters.reading_again`) reads values from the evidence
    of an answer, for `samestory replay` with other meanings; without it they stay as they were.
    """

    name: str
    settings: type[Words]
    question: type[QuestionWords]
    auth: tuple[str, ...] = ("none",)
    user_is_filled: bool = False
    opens: str = ""
    opens_in_browser: str = ""
    in_browser: Callable[[Mapping[str, Any]], bool] = lambda _: False
    as_customer: bool = False
    reads_again: str = ""


class NoAdapter(Exception):
    """There is no such adapter, or it cannot be loaded: the fact, and the fix."""

    def __init__(self, fact: str, fix: str) -> None:
        self.fact, self.fix = fact, fix
        super().__init__(f"{fact}\n  {fix}")


@cache
def installed() -> dict[str, EntryPoint]:
    """Return the adapters that are installed, by name; none of them is imported."""
    return {each.name: each for each in entry_points(group=GROUP)}


@cache
def adapter_named(name: str) -> Adapter:
    """Import the adapter of this name. Raises NoAdapter."""
    found = installed().get(name)
    if found is None:
        raise NoAdapter(f"unknown adapter '{name}'.", _known(name))
    try:
        adapter = found.load()
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise NoAdapter(
            f"the adapter '{name}' cannot be loaded: {why}.", f"Repair {_origin(found)}."
        ) from error
    if not isinstance(adapter, Adapter):
        fact = f"the adapter '{name}' cannot be loaded: {found.value} is no Adapter."
        raise NoAdapter(fact, f"Correct the entry point of {_origin(found)}.")
    return adapter


def _known(name: str) -> str:
    hint = f"{did_you_mean(name, installed())}Known adapters: {listed(installed())}."
    whole = "http" in installed()
    return hint if whole else f"{hint} samestory's own are not registered: install it again."


def _origin(found: EntryPoint) -> str:
    package = found.dist and f"{found.dist.name} {found.dist.version}"
    return f"the package {package}" if package else found.value
