"""OData, version 2 to 4: a set of records with a filter, and values that are literals.

Sources: OData 4.01, part 2 (URL conventions), 5.1.1.14 for literals; OData 2.0, "URI conventions"
and "JSON format" for what is wrapped in `d`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from samestory.errors import CannotAsk
from samestory.systems.entries import Auth, Paging, Question
from samestory.systems.http.dialects.json import with_parameter
from samestory.systems.http.dialects.protocol import Find, filled_headers, read_document
from samestory.systems.http.reply import Reply, answers
from samestory.systems.http.request import Request
from samestory.systems.templates import Blank, Filling, pieces

OPTIONS = ("filter", "select", "expand", "orderby", "top")
"""The system query options that a question may name, without their `$`."""

_LITERAL = re.compile(
    r"-?\d{1,40}(?:\.\d{1,40})?"  # a number
    r"|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"  # a GUID
    r"|\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+-]\d{2}:\d{2}))?",  # a day
    re.ASCII,
)
_PLAIN = "/$()=',;:@*!~-._"
"""What needs no percent-encoding in a query (RFC 3986, 3.4), but for what separates options."""


class OData:
    """`find` holds a set and the options of OData; the answer is a list, or one record."""

    paging = Paging(kind="next url", items="value", next="next")

    def request(self, find: Find, base_url: str, filling: Filling) -> Request:
        """See `Dialect`."""
        named = {f"${name}": str(find[name]) for name in OPTIONS if name in find}
        options = {**named, **find.get("parameters", {})}
        query = "&".join(
            f"{quote(name, safe='$')}={written(value, filling)}" for name, value in options.items()
        )
        path = written(str(find["set"]).lstrip("/"), filling)
        url = f"{base_url}/{path}{f'?{query}' if query else ''}"
        return Request("GET", url, headers=filled_headers(find, filling))

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """See `Dialect`."""
        return with_parameter(request, parameter, value)

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """The answer as version 4 has it, whichever version it is in; its next page as `next`."""
        del request
        if not answers(reply, question.absent, auth):
            return None
        said = read_document(reply)
        if not isinstance(said, Mapping):
            raise CannotAsk("its answer is no OData, which always is an object")
        inner = said["d"] if said.keys() == {"d"} else said
        if isinstance(inner, list):
            return {"value": inner}
        if isinstance(inner, Mapping) and isinstance(inner.get("results"), list):
            return {"value": inner["results"], "next": inner.get("__next")}
        if isinstance(inner, Mapping) and isinstance(inner.get("value"), list):
            return {"value": inner["value"], "next": inner.get("@odata.nextLink")}
        return inner

    def unwrapped(self, document: object) -> object:
        """The records alone; one that was asked for by its key stays one."""
        if isinstance(document, Mapping) and isinstance(document.get("value"), list):
            return document["value"]
        return document


def written(template: str, filling: Filling) -> str:
    """A part of the address, in which no value can be more than the one literal that it is.

    Within quotes, quotes are doubled; outside of them only a number, a GUID or a day may stand.
    """
    quoted, found = False, []
    for piece in pieces(template):
        if isinstance(piece, Blank):
            each = _in_quotes if quoted else _bare
            found.append(filling.woven(str(piece), each))
        else:
            quoted ^= piece.count("'") % 2 == 1
            found.append(quote(piece, safe=_PLAIN))
    return "".join(found)


def _in_quotes(text: str, _: Blank) -> str:
    return quote(text.replace("'", "''"), safe="")


def _bare(text: str, blank: Blank) -> str:
    if not _LITERAL.fullmatch(text):
        raise CannotAsk(
            f"{text!r} is no number, GUID or day for {blank} of its question; "
            f"a text stands in quotes: '{blank}'"
        )
    return quote(text, safe=":")
