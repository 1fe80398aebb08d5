"""The vocabulary of a project as data: every phrase, its gaps, an example, and the known words."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from samestory.plugin.gherkin.document import feature_in, pickles_in
from samestory.plugin.phrases import NAME, GapType, gaps_of, pattern_of, said_of_her, with_examples

if TYPE_CHECKING:
    from samestory.config import Landscape

WORDS = ("given", "when", "then")
_KINDS = {"Context": "given", "Action": "when", "Outcome": "then"}
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap of a phrase: its name ("" if a step is not given it), its type, and what that means."""

    name: str
    type: str
    meaning: str
    example: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase below one word (given, when, then), and the file and line that defines it."""

    word: str
    phrase: str
    spoken: str
    example: str
    where: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class KnownWords:
    """The words that a landscape knows: systems as they are called, and by system its own words."""

    systems: tuple[str, ...]
    stages: Mapping[str, Sequence[str]]
    """By status, the systems that have a code for it."""
    kinds: Mapping[str, Sequence[str]]
    """By kind of subject or mail, the systems that can be asked about it."""


def phrases_of(modules: Iterable[ModuleType], folder: Path, features: Path) -> list[Phrase]:
    """Return every phrase that the modules of a folder of steps define, sorted.

    The example of a phrase is the first step of `features` that says it; without one, it is made
    of the examples of the gap types.
    """
    names = {each.__name__ for each in modules}
    said = [step for steps in step_texts_in(features) for step in steps]
    found = [
        _phrase(word, context, folder, said)
        for context in list(step_function_context_registry.values())
        if context.step_func.__module__ in names
        for word in ([context.type] if context.type else WORDS)
    ]
    return sorted(found, key=lambda each: (each.word, each.spoken, each.where))


def known_words(landscape: Landscape) -> KnownWords:
    """Return the words that the steps of a landscape's features may use."""
    called = landscape.called
    stages: dict[str, list[str]] = {}
    kinds: dict[str, list[str]] = {}
    for name, entry in landscape.systems.items():
        for kind in entry.subjects:
            kinds.setdefault(kind, []).append(called[name])
        statuses = (each.fields.get("status") for each in entry.subjects.values())
        words = [word for each in statuses if each for word in (each.means or {}).values()]
        for word in dict.fromkeys(words):
            stages.setdefault(word, []).append(called[name])
    return KnownWords(
        tuple(called.values()), dict(sorted(stages.items())), dict(sorted(kinds.items()))
    )


def catalogue_data(phrases: Sequence[Phrase], known: KnownWords | None) -> dict[str, object]:
    """Return the catalogue as plain values, fit for JSON."""
    words = asdict(known) if known else {}
    return {"phrases": [asdict(each) for each in phrases], **words}


def editor_settings(phrases: Sequence[Phrase], folder: Path, features: Path) -> dict[str, object]:
    """Return the settings by which the Cucumber extension of VS Code finds and completes steps.

    It reads phrases as Cucumber expressions, in which each gap is a parameter type of its own.
    """
    gaps = dict.fromkeys(gap for each in phrases for gap in _BRACES.findall(each.phrase))
    types = [{"name": gap, "regexp": _editor_pattern(gap)} for gap in gaps if gap]
    return {
        "cucumber.features": [f"{features.as_posix()}/**/*.feature"],
        "cucumber.glue": [f"{folder.as_posix()}/*.py"],
        "cucumber.parameterTypes": types,
    }


def _phrase(
    word: str, context: StepFunctionContext, folder: Path, said: Sequence[tuple[str, str]]
) -> Phrase:
    text = context.parser.name
    example = (each for kind, each in said if kind == word and context.parser.is_matching(each))
    return Phrase(
        word=word,
        phrase=text,
        spoken=said_of_her(text),
        example=next(example, with_examples(text)),
        where=place_of_step(context, folder),
        gaps=tuple(
            Gap(name, kind.__name__, meaning_of(kind), kind.example) for name, kind in gaps_of(text)
        ),
    )


def place_of_step(context: StepFunctionContext, folder: Path) -> str:
    """Return the file in `folder` and the line of a step, such as "steps/ordering.py:12"."""
    code = inspect.unwrap(context.step_func).__code__
    return f"{folder / Path(code.co_filename).name}:{code.co_firstlineno}"


def meaning_of(kind: GapType) -> str:
    """Return the first line of a gap type's docstring."""
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def step_texts_in(features: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the steps of each scenario below a folder: the word (given, when, then) and the text.

    A step whose word Gherkin does not know has "". A file that cannot be read has none.
    """
    for file in sorted(features.glob("**/*.feature")):
        for pickle in pickles_in(file) if feature_in(file) else ():
            yield [(_KINDS.get(step["type"], ""), step["text"]) for step in pickle["steps"]]


def _editor_pattern(gap: str) -> str:
    """Return a gap's pattern for JavaScript, which knows neither local flags nor all letters."""
    return pattern_of(gap.partition(":")[2]).replace(NAME, r"[^\sa-z\d][^\s\"]*?")
