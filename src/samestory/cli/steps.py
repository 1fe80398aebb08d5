"""`samestory steps`: the vocabulary, phrase by phrase, and where each phrase is defined."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from samestory.errors import SamestoryError, WrongCall

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WORDS = ("given", "when", "then")


@dataclass(frozen=True, slots=True, order=True)
class Phrase:
    """One step: its word (given, when, then), what is said, and the file and line defining it."""

    word: str
    text: str
    where: str


def steps(
    word: Annotated[
        str,
        typer.Argument(
            metavar="WORD", show_default=False, help="Show only the phrases that hold this."
        ),
    ] = "",
    folder: Annotated[
        Path, typer.Option("--steps", help="The folder that holds the steps.")
    ] = Path("steps"),
) -> None:
    """List the phrases that a feature may use, and where each is defined.

    Examples: `samestory steps`, `samestory steps order`
    """
    from samestory.cli.screen import say, screen

    phrases = vocabulary(folder)
    if not phrases:
        raise WrongCall(
            f"No file in {folder} defines a phrase.\n"
            "  Define one with @given, @when or @then of pytest_bdd."
        )
    found = [each for each in phrases if word.lower() in each.text.lower()]
    if not found:
        raise WrongCall(
            f"No phrase in {folder} holds '{word}'.\n  `samestory steps` lists them all."
        )
    console = screen()
    for line in listed(found):
        say(console, line)


def listed(phrases: Sequence[Phrase]) -> Iterator[str]:
    """The phrases below the word they begin with, the places in a column of their own."""
    width = max(len(each.text) for each in phrases)
    for word in WORDS:
        chosen = [each for each in phrases if each.word == word]
        if chosen:
            yield word.capitalize()
        yield from (f"  {each.text:<{width}}   {each.where}" for each in chosen)


def vocabulary(folder: Path) -> list[Phrase]:
    """Every phrase that the Python files of a folder define, sorted."""
    from pytest_bdd.steps import step_function_context_registry

    if not folder.is_dir():
        raise WrongCall(
            f"There is no folder '{folder}' here.\n"
            "  Go to the folder that holds features/, steps/ and landscapes/, or name it: --steps."
        )
    modules = _loaded(folder)
    return sorted(
        Phrase(word, step.parser.name, f"{_place(folder, step.step_func)}")
        for step in list(step_function_context_registry.values())
        if step.step_func.__module__ in modules
        for word in ([step.type] if step.type else WORDS)
    )


def _loaded(folder: Path) -> set[str]:
    """The names of the modules in a folder; `WrongCall` for one that breaks while it is loaded."""
    from samestory.plugin.vocabulary import step_modules

    try:
        return {each.__name__ for each in step_modules([folder], folder.resolve().parent)}
    except SamestoryError:
        raise
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        raise WrongCall(
            f"{where.filename}, line {where.lineno}: {type(error).__name__}: {error}.\n"
            "  Mend the file; no step was loaded."
        ) from error


def _place(folder: Path, step: object) -> str:
    from inspect import unwrap

    code = unwrap(step).__code__  # type: ignore[arg-type]  # a step is a plain function
    return f"{folder / Path(code.co_filename).name}:{code.co_firstlineno}"
