"""`samestory steps`: the vocabulary, phrase by phrase, for people and for editors."""

from __future__ import annotations

import json
import traceback
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.cli.options import LandscapeOption
from samestory.cli.places import FEATURES, usual_landscape
from samestory.errors import SamestoryError, WrongCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

    from samestory.plugin.catalogue import KnownWords, Phrase


STEPS = Path("steps")


class StepsFormat(StrEnum):
    """How the vocabulary is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    VSCODE = "vscode"


def steps(
    word: Annotated[
        str,
        typer.Argument(
            metavar="WORD", show_default=False, help="Show only the phrases that hold this."
        ),
    ] = "",
    *,
    folder: Annotated[
        Path, typer.Option("--steps", help="The folder that holds the steps.")
    ] = STEPS,
    form: Annotated[
        StepsFormat,
        typer.Option("--format", help="`vscode`: the settings of its Cucumber extension."),
    ] = StepsFormat.TEXT,
    landscape: LandscapeOption,
) -> None:
    """List the phrases that a feature may use, and where each is defined.

    `markdown` and `json` add an example of each phrase, the meaning of its gaps, and the systems,
    stages and kinds that the landscape knows.

    Examples: `samestory steps order`, `samestory steps --format vscode > .vscode/settings.json`
    """
    found = chosen_phrases(word, folder)
    if form is StepsFormat.TEXT:
        from samestory.cli.screen import say, screen

        console = screen()
        for line in as_text(found):
            say(console, line)
        return
    typer.echo(_PRINTED[form](found, folder, landscape))


def chosen_phrases(word: str, folder: Path) -> list[Phrase]:
    """Return the phrases of a folder that hold a word, or whose example does.

    Raise `WrongCall` if there are none.
    """
    phrases = vocabulary(folder)
    if not phrases:
        raise WrongCall(
            f"No file in {folder} defines a phrase.\n"
            "  Define one with @given, @when or @then of pytest_bdd."
        )
    found = [
        each
        for each in phrases
        if word.lower() in f"{each.spoken}\n{each.phrase}\n{each.example}".lower()
    ]
    if not found:
        from samestory.report.commands import command

        call = command("steps", *([] if folder == STEPS else ["--steps", str(folder)]))
        raise WrongCall(f"No phrase in {folder} holds '{word}'.\n  `{call}` lists them all.")
    return found


def vocabulary(folder: Path) -> list[Phrase]:
    """Return every phrase that the Python files of a folder define, sorted."""
    from samestory.plugin.catalogue import phrases_of

    return phrases_of(loaded_steps(folder), folder, FEATURES)


def loaded_steps(folder: Path) -> list[ModuleType]:
    """Import the Python files of a folder. Raise `WrongCall` with the place of what is wrong."""
    from samestory.plugin.step_modules import step_modules

    if not folder.is_dir():
        raise WrongCall(
            f"There is no folder '{folder}' here.\n"
            "  Go to the folder that holds features/, steps/ and landscapes/, or name it: --steps."
        )
    try:
        return list(step_modules([folder], folder.resolve().parent))
    except SamestoryError:
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        raise WrongCall(
            f"{where.filename}, line {where.lineno}: {type(error).__name__}: {error}.\n"
            "  Fix the file; no step was loaded."
        ) from error


def words_known_in(landscape: Path) -> KnownWords | None:
    """Return the words that a landscape knows; None if none is named and the usual one is missing.

    No secret is needed.
    """
    from samestory.cli.places import described
    from samestory.plugin.catalogue import known_words

    if landscape == usual_landscape() and not landscape.exists():
        return None
    return known_words(described(landscape))


def as_text(phrases: Sequence[Phrase]) -> Iterator[str]:
    """Yield the phrases below the word they begin with, the places in a column of their own."""
    width = max(len(each.spoken) for each in phrases)
    for word, below in _by_word(phrases):
        yield word
        yield from (f"  {each.spoken:<{width}}   {each.where}" for each in below)


def as_markdown(phrases: Sequence[Phrase], known: KnownWords | None) -> str:
    """Return the vocabulary as a page: phrases with examples, gaps, and known words."""
    lines: list[str] = []
    for word, below in _by_word(phrases):
        rows = (f"| {_code(each.spoken)} | {_code(each.example)} |" for each in below)
        lines += ["", f"## {word}", "", "| phrase | example |", "|---|---|", *rows]
    gaps = {gap.type: gap for each in phrases for gap in each.gaps}
    meanings = (f"| `{gap.type}` | {gap.meaning} | {_code(gap.example)} |" for gap in gaps.values())
    lines += ["", "## Gaps", "", "| type | meaning | example |", "|---|---|---|", *meanings]
    if known:
        lines += ["", "## Systems", "", ", ".join(f"the {each}" for each in known.systems)]
        lines += _known("Stages", "a status", "has a code for it", known.stages)
        lines += _known("Kinds", "what a system is asked about", "is asked", known.kinds)
    return "\n".join(lines).strip()


def _known(title: str, what: str, who: str, words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    rows = (f"| {word} | {', '.join(systems)} |" for word, systems in words.items())
    yield from ("", f"## {title}", "", f"| {what} | {who} |", "|---|---|", *rows)


def _code(text: str) -> str:
    return f"`{text}`".replace("|", "\\|")


def _by_word(phrases: Sequence[Phrase]) -> Iterator[tuple[str, list[Phrase]]]:
    from samestory.plugin.catalogue import WORDS

    for word in WORDS:
        if below := [each for each in phrases if each.word == word]:
            yield word.capitalize(), below


def _json(phrases: Sequence[Phrase], _: Path, landscape: Path) -> str:
    from samestory.plugin.catalogue import catalogue_data

    data = catalogue_data(phrases, words_known_in(landscape))
    return json.dumps(data, ensure_ascii=False, indent=1)


def _vscode(phrases: Sequence[Phrase], folder: Path, _: Path) -> str:
    from samestory.plugin.catalogue import editor_settings

    return json.dumps(editor_settings(phrases, folder, FEATURES), ensure_ascii=False, indent=2)


_PRINTED: Mapping[StepsFormat, Callable[[Sequence[Phrase], Path, Path], str]] = {
    StepsFormat.MARKDOWN: lambda found, _, path: as_markdown(found, words_known_in(path)),
    StepsFormat.JSON: _json,
    StepsFormat.VSCODE: _vscode,
}
