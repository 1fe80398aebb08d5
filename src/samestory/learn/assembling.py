"""Several answers about one subject: pages of one list, or questions that lead to each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from samestory.extraction.entries import ANSWER
from samestory.learn.field_words import is_echo, named_fit
from samestory.learn.places import Spot, Steps, at_steps, key_words, path_to, spots

ALIKE = 0.8
"""The part of their places that the members of two pages have in common."""
_ON = frozenset({"next", "after", "cursor", "following", "continuation"})
"""Words of what leads to the next page."""
SHORTEST_ID = 2
"""Characters of what one answer can name another by."""
_NAMES = ("found", "second", "third", "fourth", "fifth", "sixth", "seventh")
"""What the answers before the last are called."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How answers belong together.

    `speaks` is the dialect, `names` are those of the answers before the last, `takes` what each of
    them hands on (placeholder -> path), `paging` how each is paged, by its name. `firsts` are the
    indexes of the first page of each.
    """

    speaks: str = "json"
    names: tuple[str, ...] = ()
    takes: tuple[Mapping[str, str], ...] = ()
    paging: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    firsts: tuple[int, ...] = (0,)


def assembled(documents: Sequence[object]) -> tuple[object, Shape]:
    """Return what the paths of a landscape look into, and how it is put together.

    Answers of the same shape that follow each other are the pages of one list.
    """
    odata = _is_odata(documents[0])
    plain = [_unwrapped(each) if odata else each for each in documents]
    groups = _grouped(plain)
    speaks = "odata" if odata else "json-rpc" if _is_json_rpc(documents[0]) else "json"
    if speaks == "json-rpc":
        groups = [[at_steps(each, ("result",)) for each in group] for group in groups]
    whole = [_together(each) for each in groups]
    names = _NAMES[: len(whole) - 1]
    paging = {
        name: turned
        for name, group in zip((*names, ANSWER), groups, strict=True)
        if len(group) > 1 and not odata and (turned := _paging(group))
    }
    takes = tuple(_taken(whole, at) for at in range(len(names)))
    firsts = tuple(accumulate((len(each) for each in groups[:-1]), initial=0))
    shape = Shape(speaks, names, takes, paging, firsts)
    if not names:
        return whole[0], shape
    return dict(zip((*names, ANSWER), whole, strict=True)), shape


def _is_odata(document: object) -> bool:
    if not isinstance(document, Mapping):
        return False
    inner = document.get("d") if document.keys() == {"d"} else None
    named = isinstance(inner, Mapping) and ("results" in inner or "__metadata" in inner)
    return named or "@odata.context" in document or "odata.metadata" in document


def _is_json_rpc(document: object) -> bool:
    return isinstance(document, Mapping) and "jsonrpc" in document and "result" in document


def _unwrapped(document: object) -> object:
    """Return the records of OData as every version of it is read: its list, or its one record."""
    inner: Any = document
    if isinstance(inner, Mapping) and inner.keys() == {"d"}:
        inner = inner["d"]
    if isinstance(inner, Mapping):
        return next(
            (inner[key] for key in ("results", "value") if isinstance(inner.get(key), list)), inner
        )
    return inner


def _grouped(documents: Sequence[object]) -> list[list[object]]:
    groups: list[list[object]] = []
    for each in documents:
        if groups and _are_pages(groups[-1][-1], each):
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _are_pages(one: object, other: object) -> bool:
    """Whether two answers are pages of one list: a list in the same place, of the same members."""
    at = paged_list(one)
    if at is None or paged_list(other) != at:
        return False
    mine, its = (_shape_of(at_steps(each, at)) for each in (one, other))
    return bool(mine | its) and len(mine & its) / len(mine | its) >= ALIKE


def paged_list(document: object) -> Steps | None:
    """Return the steps to the list that an answer is about, by keys alone; None if it has none."""
    if isinstance(document, list):
        return ()
    if not isinstance(document, Mapping):
        return None
    for key, said in document.items():
        records = isinstance(said, list) and (not said or isinstance(said[0], Mapping))
        if records and not is_echo((key,)):
            return (key,)
    for key, said in document.items():
        inner = paged_list(said) if isinstance(said, Mapping) else None
        if inner is not None and not is_echo((key,)):
            return (key, *inner)
    return None


def _shape_of(members: Sequence[Any]) -> set[Steps]:
    return {
        tuple(step for step in each.steps if isinstance(step, str))
        for member in members[:10]
        for each in spots(member)
    }


def _together(pages: Sequence[object]) -> object:
    """Return the first page with the members of all."""
    at = paged_list(pages[0])
    if len(pages) == 1 or at is None:
        return pages[0]
    return with_members(pages[0], at, [each for page in pages for each in at_steps(page, at)])


def with_members(document: Any, steps: Steps, members: Any) -> Any:
    """Return a document with other members in one of its lists."""
    if not steps:
        return members
    return {**document, steps[0]: with_members(document[steps[0]], steps[1:], members)}


def _paging(pages: Sequence[object]) -> dict[str, str]:
    """Return how the pages lead on: what the first has, and the last has not."""
    at = paged_list(pages[0]) or ()
    items = path_to(pages[0], at)
    last = {each.steps for each in spots(pages[-1])}
    for each in spots(pages[0]):
        named = {word for step in each.steps for word in key_words(step)}
        if each.steps[: len(at)] == at or each.steps in last or named.isdisjoint(_ON):
            continue
        path = path_to(pages[0], each.steps)
        if str(each.said).startswith(("http://", "https://", "/")):
            return {"kind": "next url", "next": path, "items": items}
        return {"kind": "cursor", "parameter": "after", "next": path, "items": items}
    return {"kind": "page", "parameter": "page", "items": items}


def _taken(answers: Sequence[object], at: int) -> dict[str, str]:
    """Return what an answer hands on: a word or number of it that the next one repeats."""
    later = {str(each.said) for each in spots(answers[at + 1]) if _may_be_an_id(each)}
    own = [each for each in spots(answers[at]) if _may_be_an_id(each)]
    shared = [each for each in own if str(each.said) in later]
    best = max(shared, key=_id_fit, default=None)
    if best is None:
        return {}
    return {f"{_NAMES[at]}_id": path_to(answers[at], best.steps, filters=False)}


def _may_be_an_id(spot: Spot) -> bool:
    if isinstance(spot.said, list | Mapping) or len(str(spot.said)) < SHORTEST_ID:
        return False
    return any(
        word in {"id", "ids", "key", "number", "uuid", "guid"} or word.endswith("id")
        for word in key_words(_last_key(spot.steps))
    )


def _id_fit(spot: Spot) -> float:
    return named_fit("key", spot.steps) - len(spot.steps)


def _last_key(steps: Steps) -> str:
    return next((each for each in reversed(steps) if isinstance(each, str)), "")
