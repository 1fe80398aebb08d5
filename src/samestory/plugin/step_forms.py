"""The loaded steps and the project's features, as `samestory explore` composes journeys of them."""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from pytest_bdd.parsers import parse
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from samestory.errors import WrongCall
from samestory.explore.forms import (
    OWNER,
    GapForm,
    GapRole,
    SaidScenario,
    SaidStep,
    StepEffects,
    StepForm,
)
from samestory.journeys import Cast
from samestory.journeys.promised_person import OTHER
from samestory.plugin.catalogue import WORDS, step_texts_in
from samestory.plugin.phrases import (
    ALTERNATIVES,
    GAP,
    GAP_TYPES,
    GRAMMAR,
    HE,
    SHE,
    SYSTEM_GAPS,
    THEY,
    mentions_in,
    owned_by,
    pattern_of,
    said_of_her,
)

_OWNERS = frozenset({"whose", "hers"})
_ROLES = {"subject": GapRole.SUBJECT, "field": GapRole.FIELD}
_COMPARING = frozenset({"promised", "outcomes"})


Phrased = tuple[StepForm, parse]
"""A phrase as data, and what finds out whether a text says it."""


def step_forms(module_names: Iterable[str]) -> list[Phrased]:
    """Return every phrase that some loaded modules define; those that are no `parse` are not."""
    wanted = set(module_names)
    return [
        (_form(context, word), context.parser)
        for context in list(step_function_context_registry.values())
        if context.step_func.__module__ in wanted and isinstance(context.parser, parse)
        for word in ([context.type] if context.type else WORDS)
    ]


def said_scenarios(features: Path, phrased: Iterable[Phrased]) -> list[SaidScenario]:
    """Return the scenarios of a folder whose steps are all known and clear about whom they mean."""
    reading = [(form, _pattern(form, parser), parser) for form, parser in phrased]
    scenarios = (_said(steps, reading) for steps in step_texts_in(features))
    return [each for each in scenarios if each]


Reading = tuple[StepForm, re.Pattern[str], parse]


def _form(context: StepFunctionContext, word: str) -> StepForm:
    phrase, function = context.parser.name, context.step_func
    return StepForm(
        word=word,
        parts=tuple(_parts(phrase)),
        function=f"{function.__module__}.{function.__qualname__}",
        effects=effects_of(function),
        spoken=said_of_her(phrase),
    )


def _parts(phrase: str) -> Iterator[str | GapForm]:
    end = 0
    for number, found in enumerate(GAP.finditer(phrase)):
        if literal := phrase[end : found.start()]:
            yield literal
        yield _gap(found[1] or f"_{number}", found[2] or "", is_named=bool(found[1]))
        end = found.end()
    if end < len(phrase):
        yield phrase[end:]


def _gap(name: str, type_: str, *, is_named: bool) -> GapForm:
    said = {"she": SHE, "he": HE, "they": THEY}
    forms = {each: words[type_] for each, words in said.items() if type_ in words}
    if type_ in GRAMMAR:
        return GapForm(name, GapRole.GRAMMAR, forms)
    if type_ in SHE:
        role, owns = GapRole.PERSON, type_ in _OWNERS
        return GapForm(name, role, forms, owns=owns, newcomer=type_ == "newcomer")
    if name in SYSTEM_GAPS and is_named:
        return GapForm(name, GapRole.SYSTEMS)
    known = GAP_TYPES.get(type_)
    fixed = known is not None and ALTERNATIVES.fullmatch(known.pattern) is not None
    return GapForm(name, _ROLES.get(type_, GapRole.WORDS), fixed=fixed)


# What a step does --------------------------------------------------------------------------------


def effects_of(function: Callable[..., object]) -> StepEffects:
    """Return what the code of a step says about promises; nothing if it cannot be read."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    except (OSError, TypeError, SyntaxError):
        return StepEffects()
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    named = {each: _named(calls, each) for each in ("makes", "revises", "withdraws")}
    about = {each: set(_first_texts(calls, each)) for each in ("newest", "expect", "outcomes")}
    attributes = {each.attr for each in ast.walk(tree) if isinstance(each, ast.Attribute)}
    revises = named["revises"] | named["withdraws"] | about["expect"]
    needs = (revises | about["newest"] | ({"order"} & attributes)) - named["makes"]
    return StepEffects(
        makes=frozenset(named["makes"]),
        revises=frozenset(each.removeprefix(OTHER) for each in revises),
        needs=frozenset(each.removeprefix(OTHER) for each in needs),
        reads=frozenset(about["outcomes"]),
        compares=bool(_COMPARING & attributes),
        acts="act" in attributes,
        expects="promise" in attributes,
    )


def _named(calls: Iterable[ast.Call], keyword: str) -> set[str]:
    values = (each.value for call in calls for each in call.keywords if each.arg == keyword)
    return {str(each.value) for each in values if isinstance(each, ast.Constant)}


def _first_texts(calls: Iterable[ast.Call], method: str) -> Iterator[str]:
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == method and call.args:
            first = call.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


# What features say -------------------------------------------------------------------------------


def _pattern(form: StepForm, parser: parse) -> re.Pattern[str]:
    """A pattern that finds the texts of a phrase's gaps; which step it is, its parser decides."""
    types = iter(GAP.findall(parser.name))
    parts = (
        re.escape(each)
        if isinstance(each, str)
        else f"(?P<{each.name}>{pattern_of(next(types)[1])})"
        for each in form.parts
    )
    return re.compile("".join(parts), re.IGNORECASE)


def _said(steps: Iterable[tuple[str, str]], reading: Iterable[Reading]) -> SaidScenario:
    """The steps of a scenario; none if one is not known, or is not clear about whom it means."""
    known, cast, found = list(reading), Cast(), []
    for word, text in steps:
        fitting = (each for each in known if each[0].word == word and each[2].is_matching(text))
        form, pattern, parser = next(fitting, (None, None, None))
        texts = pattern.fullmatch(text) if pattern else None
        if form is None or parser is None or texts is None:
            return ()
        mentions = mentions_in(parser.parse_arguments(text) or {})
        try:
            cast.follow(mentions)
        except WrongCall:
            return ()
        about = [cast.meant(each) for each in mentions if not each.owns]
        found.append(SaidStep(form, about[0] if about else "", _words(form, texts.groupdict())))
    return tuple(found)


def _words(form: StepForm, texts: Mapping[str, str]) -> dict[str, str]:
    open_gaps = {each.name: each.role for each in form.gaps}
    found = {}
    for name, role in open_gaps.items():
        if role is GapRole.SYSTEMS:
            found[name] = owned_by(OWNER, texts[name])
        elif role not in {GapRole.PERSON, GapRole.GRAMMAR}:
            found[name] = texts[name]
    return found
