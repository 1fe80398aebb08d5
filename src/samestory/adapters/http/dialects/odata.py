"""OData, version 2 to 4: a set of records with a filter, and values that are literals.

Sources: OData 4.01, part 2 (URL conventions), 5.1.1.14 for literals; OData 2.0, "URI conventions"
and "JSON format" for what is wrapped in `d`.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

from samestory.adapters.http.dialects.json import (
    Dialect,
    Find,
    filled_headers,
    has_addressed_record,
    read_document,
)
from samestory.adapters.http.messages import Reply, Request, in_brief
from samestory.config.entries import Auth
from samestory.errors import CannotAsk
from samestory.extraction.entries import Paging, Question
from samestory.extraction.placeholders import Placeholder, PlaceholderValues, split_template

OPTIONS = ("filter", "select", "expand", "orderby", "top")
"""The system query options that a question may name, without their `$`."""

_LITERAL = re.compile(
    r"-?\d{1,40}(?:\.\d{1,40})?"  # a number
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"  # a GUID
    r"|\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2}))?",  # a day
    re.ASCII,
)
_NEXT = ("nextLink", "__next")
_COUNTS = ("odata.count", "@count", "__count")
_PLAIN = "/$()=',;:@*!~-._"
"""What needs no percent-encoding in a query (RFC 3986, 3.4), except what separates options."""


class OData(Dialect):
    """`find` holds a set and the options of OData; the answer is a list, or one record."""

    paging = Paging(kind="next url", items="value", next="next", total="count")

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """See `Dialect`."""
        named = {f"${name}": str(find[name]) for name in OPTIONS if name in find}
        options = {**named, **find.get("parameters", {})}
        query = "&".join(
            f"{quote(name, safe='$')}={encoded(value, filling)}" for name, value in options.items()
        )
        path = encoded(str(find["set"]).lstrip("/"), filling)
        url = f"{base_url}/{path}{f'?{query}' if query else ''}"
        return Request("GET", url, headers=filled_headers(find, filling))

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """Return a list as version 4 has it, whatever the version: its `value`, `next`, `count`."""
        del request
        if not has_addressed_record(reply, question, auth):
            return None
        said = read_document(reply)
        if not isinstance(said, Mapping):
            raise CannotAsk("its answer is no OData, which always is an object")
        inner = said["d"] if said.keys() == {"d"} else said
        around = inner if isinstance(inner, Mapping) else {}
        records = _records(inner)
        _refuse_errors(around, in_a_list=records is not None)
        if records is None:
            return inner
        count = _ending_in(around, _COUNTS)
        if count is None:
            _refuse_cut(records, question.find)
        return {"value": records, "next": _ending_in(around, _NEXT), "count": count}

    def unwrapped(self, document: object) -> object:
        """Return the records alone; one that was asked for by its key stays one."""
        if isinstance(document, Mapping) and isinstance(document.get("value"), list):
            return document["value"]
        return document


def _records(inner: object) -> list[object] | None:
    found = [inner.get("results"), inner.get("value")] if isinstance(inner, Mapping) else [inner]
    return next((each for each in found if isinstance(each, list)), None)


def _ending_in(around: Mapping[str, object], ends: tuple[str, ...]) -> object:
    """Return what stands beside the records, whatever a version puts before its name."""
    return next((said for key, said in around.items() if key.endswith(ends)), None)


def _refuse_errors(around: Mapping[str, object], *, in_a_list: bool) -> None:
    """Raise `CannotAsk` for an error after the status ("in-stream error", JSON format 4.01)."""
    for key, said in around.items():
        alone = key == "error" and (in_a_list or len(around) == 1)
        if said is not None and (alone or key.endswith((".error", "@error"))):
            message = said.get("message", said) if isinstance(said, Mapping) else said
            raise CannotAsk(f"it answered with an error: {in_brief(message)}")


def _refuse_cut(records: list[object], find: Find) -> None:
    """Raise `CannotAsk` if `top` may have cut the list; the first of a sorted list is one."""
    top = find.get("top")
    wanted = top == 1 and "orderby" in find
    if top is not None and len(records) >= top and not wanted:
        raise CannotAsk(
            f"it gives {len(records)} records, and was asked for {top} at most: there may be more; "
            "raise `top` of its question"
        )


def encoded(template: str, filling: PlaceholderValues) -> str:
    """Return a part of the address, filled in so that each value stays one literal.

    Within quotes, quotes are doubled; outside of them only a number, a GUID or a day may stand.
    """
    quoted, found = False, []
    for piece in split_template(template):
        if isinstance(piece, Placeholder):
            each = _in_quotes if quoted else _bare
            found.append(filling.woven(str(piece), each))
        else:
            quoted ^= piece.count("'") % 2 == 1
            found.append(quote(piece, safe=_PLAIN))
    return "".join(found)


def _in_quotes(text: str, _: Placeholder) -> str:
    return quote(text.replace("'", "''"), safe="")


def _bare(text: str, place: Placeholder) -> str:
    if not _LITERAL.fullmatch(text):
        raise CannotAsk(
            f"{text!r} is no number, GUID or day for {place} of its question; "
            f"a text stands in quotes: '{place}'"
        )
    return quote(text, safe=":")
