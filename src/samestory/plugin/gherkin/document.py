"""A feature file as Gherkin reads it, and the ways to walk through it."""

import codecs
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from gherkin.errors import CompositeParserException
from gherkin.parser import Parser
from gherkin.parser_types import (
    Background,
    BackgroundEnvelope,
    Envelope,
    Feature,
    GherkinDocument,
    Rule,
    RuleEnvelope,
    Scenario,
    ScenarioEnvelope,
    Step,
)
from gherkin.pickles.compiler import Compiler, GherkinDocumentWithURI, Pickle

UTF_16_OR_32 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
CONJUNCTION = "Conjunction"
ANY = "*"
UNKNOWN = "Unknown"
"""What Gherkin calls the kind of a `*`, which stands for any keyword."""


class Mistake(NamedTuple):
    """A line of a feature file, and what is wrong there, with a fix."""

    line: int
    text: str


class NotUtf8(ValueError):
    """A file in another encoding; its text says in which, as far as that is sure."""


def read_feature(path: Path) -> str:
    """Return the text of a feature file, without a byte order mark. Raise `NotUtf8`."""
    content = path.read_bytes()
    if content.startswith(UTF_16_OR_32):
        raise NotUtf8("is saved as UTF-16 or UTF-32")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise NotUtf8("is not written in UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=16)
def parse(text: str) -> GherkinDocument:
    """Return the document that a text is. Raise gherkin's `CompositeParserException`.

    Several checks read the same file one after the other, and none may change the document.
    """
    return Parser().parse(text)


def nodes_below(children: Sequence[Envelope]) -> Iterator[tuple[str, Any]]:
    """Yield every background, rule and scenario with what it is, in the order of the file."""
    for child in children:
        [(what, node)] = child.items()
        yield what, node
        if "rule" in child:
            yield from nodes_below(cast("RuleEnvelope", child)["rule"]["children"])


def groups(feature: Feature) -> Iterator[Feature | Rule]:
    """Yield the feature and its rules: within each of them, a name means one scenario."""
    yield feature
    for child in feature["children"]:
        if "rule" in child:
            yield cast("RuleEnvelope", child)["rule"]


def scenarios_in(children: Sequence[Envelope]) -> Iterator[Scenario]:
    """Yield every scenario of a feature, also those within its rules."""
    for what, node in nodes_below(children):
        if what == "scenario":
            yield node


def background_steps(children: Sequence[Envelope]) -> list[Step]:
    """Return the steps that come before those of each scenario of a feature, or of a rule."""
    found: Iterable[Background] = (
        cast("BackgroundEnvelope", each)["background"] for each in children if "background" in each
    )
    return [step for background in found for step in background["steps"]]


def scenarios_directly_in(children: Sequence[Envelope]) -> Iterator[Scenario]:
    """Return the scenarios of a feature that stand outside its rules, or those of a rule."""
    return (cast("ScenarioEnvelope", each)["scenario"] for each in children if "scenario" in each)


def feature_in(file: Path) -> Feature | None:
    """Return the feature in a file; None if it cannot be read, which is reported elsewhere."""
    try:
        return parse(read_feature(file)).get("feature")
    except (OSError, NotUtf8, CompositeParserException):
        return None


def pickles_in(file: Path) -> list[Pickle]:
    """Return the scenarios of a file as Gherkin compiles them, each row of examples by itself."""
    document = parse(read_feature(file))
    return Compiler().compile(cast("GherkinDocumentWithURI", {**document, "uri": ""}))
