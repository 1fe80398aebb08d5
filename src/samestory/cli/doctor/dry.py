"""Whether the files of a project are in order: the landscape, the features, the steps."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.cli.doctor.findings import Finding
from samestory.cli.doctor.missing_actions import missing_actions
from samestory.cli.doctor.odd_words import odd_words, words_in_steps, words_said
from samestory.cli.places import FEATURES, must_exist
from samestory.errors import SamestoryError, WrongCall
from samestory.explain import counted

if TYPE_CHECKING:
    from pytest_bdd.parser import Step
    from pytest_bdd.steps import StepFunctionContext

    from samestory.config import Landscape
    from samestory.plugin.step_check import KnownStep

STEPS = Path("steps")


def dry(path: Path) -> Iterator[Finding]:
    """Check the files alone; no system is asked. Raise `LandscapeMistakes`."""
    from samestory.config import load
    from samestory.config.secrets import unset

    must_exist(path)
    missing = unset(path, os.environ)
    landscape = load(path, {**os.environ, **missing})
    yield Finding(
        good=True, what=str(path), text=f"{counted(len(landscape.systems), 'system')}, no mistake"
    )
    for name in missing:
        text = "not set; without it, its system cannot be asked"
        yield Finding(good=None, what=name, text=text)
    said: list[KnownStep] = []
    if FEATURES.is_dir():
        yield from _features(landscape, said)
    for each in odd_words(landscape, words_said(said), words_in_steps(STEPS)):
        yield Finding(good=None, what="meanings", text=each)


def _features(landscape: Landscape, said: list[KnownStep]) -> Iterator[Finding]:
    """Check the features; what their steps say is added to `said`."""
    files = sorted(FEATURES.glob("**/*.feature"))
    mistakes = [*dict.fromkeys(each for file in files for each in _mistakes(file, landscape, said))]
    for each in mistakes:
        yield Finding(good=False, what="features", text=each)
    if not mistakes:
        text = f"{counted(len(files), 'file')}, every phrase is known"
        yield Finding(good=True if files else None, what="features", text=text)


def _mistakes(file: Path, landscape: Landscape, said: list[KnownStep]) -> Iterator[str]:
    """What is wrong with a feature: form, undefined phrases, unknown systems, missing actions."""
    from samestory.plugin.gherkin.lint import mistakes_of_form
    from samestory.plugin.gherkin.playable import feature_of
    from samestory.plugin.landscape_words import mistakes_in
    from samestory.plugin.step_check import check_steps

    shown, known = file.as_posix(), _vocabulary()
    if mistakes := mistakes_of_form(file, shown, [each.parser for each in known]):
        yield from mistakes
        return
    found = check_steps(feature_of(file), shown, lambda step: _definition(step, known))
    said += found.said
    yield from found.mistakes
    yield from mistakes_in(found.said, landscape)
    yield from missing_actions(landscape, found.played)


def _definition(step: Step, known: list[StepFunctionContext]) -> StepFunctionContext | None:
    fitting = (
        each
        for each in reversed(known)
        if each.type in {step.type, None} and each.parser.is_matching(step.name)
    )
    return next(fitting, None)


def _vocabulary() -> list[StepFunctionContext]:
    """Every step of the project. Raise `WrongCall` for a file that breaks while it is loaded."""
    from pytest_bdd.steps import step_function_context_registry

    from samestory.plugin.step_modules import step_modules

    try:
        modules = {each.__name__ for each in step_modules([STEPS], Path.cwd())}
    except SamestoryError:
        raise
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        raise WrongCall(f"The steps cannot be loaded: {why}.\n  Fix {STEPS}/.") from error
    found = list(step_function_context_registry.values())
    return [each for each in found if each.step_func.__module__ in modules]
