"""Actions that steps name and page objects do not have, told without acting.

Only what a step does for certain counts: `customer.shop.order`, `via("agent").amend`, and the same
by a name that stands for such a channel. A step with a branch or within another function, and page
objects that make up their methods, are left out.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, NamedTuple

from samestory.journeys.channels import Channel, unknown_action

if TYPE_CHECKING:
    from samestory.config import Landscape
    from samestory.plugin.step_check import PlayedStep


BRANCHES = (
    *(ast.If, ast.IfExp, ast.BoolOp, ast.Match, ast.Try, ast.With, ast.For, ast.While),
    *(ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
"""What may not do all that stands in it."""
MAKES_UP = frozenset({"setattr", "__setattr__", "__dict__", "vars"})
"""What page objects can give themselves methods with."""
LOOKS_UP = frozenset({"__getattr__", "__getattribute__"})
"""What page objects can have instead of methods."""


class NamedAction(NamedTuple):
    """An action that a step names: `line` is that of its file."""

    channel: str
    name: str
    line: int


class StepNames(NamedTuple):
    """What the function of a step names."""

    actions: tuple[NamedAction, ...]
    texts: frozenset[str]


def missing_actions(landscape: Landscape, played: Iterable[Sequence[PlayedStep]]) -> Iterator[str]:
    """Yield where a step of a scenario names an action that page objects do not have.

    `played` are the steps of each scenario. It is skipped as soon as the company lacks something,
    so what follows on a step that speaks of such a thing is not looked at.
    """
    lacks = [_plain(each) for each in landscape.lacks]
    for scenario in played:
        for step in takewhile(lambda each: not _speaks_of(each, lacks), scenario):
            for action in named_in(step.play).actions:
                entry = landscape.channels.get(action.channel)
                if entry and entry.pages and not _may_have(entry.pages, action.name):
                    text = unknown_action(action.channel, entry.pages, action.name)
                    yield f"{_place(step.play)}, line {action.line}: {text}"


def _speaks_of(step: PlayedStep, lacks: Sequence[str]) -> bool:
    """Whether a step may be about something that the company lacks."""
    known, text = named_in(step.play), _plain(step.text)
    words = {_plain(each) for each in known.texts}
    words |= {_plain(each.name) for each in known.actions}
    return any(each in words or each in text for each in lacks)


def _plain(words: str) -> str:
    return words.replace("_", " ").casefold()


def _place(play: Callable[..., Any]) -> str:
    file = Path(inspect.getfile(play))
    return (file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file).as_posix()


@cache
def named_in(play: Callable[..., Any]) -> StepNames:
    """Return the actions that the function of a step names, in order, and its texts."""
    try:
        lines, first = inspect.getsourcelines(play)
        body = ast.parse(dedent("".join(lines)))
    except (OSError, TypeError, SyntaxError):
        return StepNames((), frozenset())
    nodes, named = [*ast.walk(body)], _named_channels(body)
    texts = (each.value for each in nodes if isinstance(each, ast.Constant))
    actions = [
        NamedAction(channel, each.attr, first + each.lineno - 1)
        for each in nodes
        if isinstance(each, ast.Attribute) and _may_be_action(each.attr)
        if (channel := _channel(each.value, named)) is not None
    ]
    inner = (isinstance(each, BRANCHES) for each in nodes if each not in body.body)
    certain = not hasattr(play, "__wrapped__") and not any(inner)
    return StepNames(
        tuple(actions) if certain else (),
        frozenset(each for each in texts if isinstance(each, str)),
    )


def _may_be_action(name: str) -> bool:
    return not (name.startswith("_") or hasattr(Channel, name))


def _named_channels(body: ast.AST) -> Mapping[str, str]:
    """The names that stand for a channel, and for nothing else."""
    found: dict[str, str] = {}
    stored = [each.id for each in ast.walk(body) if isinstance(each, ast.Name) and _is_stored(each)]
    for node in ast.walk(body):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            for target, value in _pairs(node.targets[0], node.value):
                channel = _channel(value, {})
                if isinstance(target, ast.Name) and channel and stored.count(target.id) == 1:
                    found[target.id] = channel
    return found


def _is_stored(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)


def _pairs(target: ast.expr, value: ast.expr) -> Iterable[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return zip(target.elts, value.elts, strict=False)
    return [(target, value)]


def _channel(node: ast.expr, named: Mapping[str, str]) -> str | None:
    """Return the channel that an expression stands for, if it says so itself."""
    match node:
        case ast.Attribute(
            value=ast.Name(id="customer") | ast.Subscript(value=ast.Name(id="people")), attr="shop"
        ):
            return "shop"
        case ast.Call(func=ast.Attribute(attr="via"), args=[ast.Constant(value=str(name))]):
            return name
        case ast.Name(id=name):
            return named.get(name)
    return None


def _may_have(pages: type[Any], name: str) -> bool:
    """Whether page objects have a method, or may make it up when they are opened."""
    own = [each for kind in pages.__mro__[:-1] for each in vars(kind).items()]
    if hasattr(pages, name) or any(attribute in LOOKS_UP for attribute, _ in own):
        return True
    named = (each.__code__.co_names for _, each in own if inspect.isfunction(each))
    return any(not {name, *MAKES_UP}.isdisjoint(each) for each in named)
