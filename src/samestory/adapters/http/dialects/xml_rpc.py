"""XML-RPC (http://xmlrpc.com/spec.md): one call, one value; hostile XML is not even opened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from xml.parsers.expat import ExpatError
from xmlrpc.client import Fault, ResponseError, Unmarshaller, dumps

from defusedxml.common import DefusedXmlException
from defusedxml.xmlrpc import DefusedExpatParser

from samestory.adapters.http.dialects.protocol import Find, filled_headers, in_brief
from samestory.adapters.http.reply import Reply, answers, wrong_format
from samestory.adapters.http.request import Request
from samestory.config.entries import Auth
from samestory.core.formats import read_number
from samestory.errors import CannotAsk
from samestory.extraction.entries import Question
from samestory.extraction.lossless_json import SaidTwice
from samestory.extraction.placeholders import PlaceholderValues

_HEADERS = {"Accept": "text/xml", "Content-Type": "text/xml; charset=utf-8"}
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})T(\d{2}:\d{2}:\d{2})")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML can hold (XML 1.0, 2.2)."""


class XmlRpc:
    """`find` holds path, method and params (a list)."""

    paging = None

    def request(self, find: Find, base_url: str, filling: PlaceholderValues) -> Request:
        """See `Dialect`."""
        params = tuple(filling.json(find.get("params", [])))
        return Request(
            "POST",
            base_url + filling.url(find["path"]),
            content=_call(find["method"], params),
            headers={**_HEADERS, **filled_headers(find, filling)},
            shown=f"{find['method']}({json.dumps(params, ensure_ascii=False)[1:-1]})",
        )

    def turned(self, request: Request, parameter: str, value: str | int) -> Request:
        """See `Dialect`: a call has no names that a page could be asked for with."""
        del request, value
        raise CannotAsk(f"XML-RPC has no parameters with names, such as {parameter!r}")

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """The value that the call returned."""
        del request
        if not answers(reply, question, auth):
            return None
        try:
            return read_value(bytes(reply.body))
        except Fault as fault:
            why = f"it answered with fault {fault.faultCode}: {in_brief(fault.faultString)}"
            raise CannotAsk(why) from fault
        except SaidTwice as error:
            raise CannotAsk(f"its answer is not clear: {error}") from error
        except DefusedXmlException as error:
            raise CannotAsk("its answer is XML with entities of its own, unopened") from error
        except (ExpatError, ResponseError, ValueError, TypeError, IndexError, LookupError) as error:
            raise CannotAsk(wrong_format(reply, "XML")) from error

    def unwrapped(self, document: object) -> object:
        """The value as it is."""
        return document


def read_value(body: bytes) -> object:
    """What a call returned: numbers exact, times in ISO 8601, bytes in base64.

    Raises `Fault` where the call failed, and whatever its parsers do for what is no XML-RPC.
    """
    target = _Exact()
    parser = DefusedExpatParser(target)
    parser.feed(body)
    parser.close()
    [value] = target.close()
    return value


class _Exact(Unmarshaller):
    """Python's own reader, but nothing is rounded, guessed, or said twice."""

    dispatch: dict[str, Callable[[Any, str], None]] = dict(Unmarshaller.dispatch)  # noqa: RUF012 - Python's own reader has one for each class


def _double(reader: Any, text: str) -> None:
    reader.append(read_number(text))
    reader._value = 0  # noqa: SLF001 - as every reader of a value does


def _text(reader: Any, text: str) -> None:
    reader.append(_COMPACT.sub(r"\1-\2-\3T\4", text.strip()))
    reader._value = 0  # noqa: SLF001 - the same


def _struct(reader: Any, _: str) -> None:
    start = reader._marks.pop()  # noqa: SLF001 - the same
    members = reader._stack[start:]  # noqa: SLF001 - the same
    found = dict(zip(members[::2], members[1::2], strict=True))
    if len(found) < len(members) // 2:
        raise SaidTwice("it says a name twice")
    reader._stack[start:] = [found]  # noqa: SLF001 - the same
    reader._value = 0  # noqa: SLF001 - the same


_Exact.dispatch |= {
    **dict.fromkeys(("double", "float"), _double),
    **dict.fromkeys(("dateTime.iso8601", "base64"), _text),
    "struct": _struct,
}


def _call(method: str, params: tuple[Any, ...]) -> bytes:
    try:
        text = dumps(params, method, encoding="utf-8", allow_none=True)
    except (OverflowError, TypeError) as error:
        raise CannotAsk(f"XML-RPC cannot ask so: {error}") from error
    if bad := _NO_XML.search(text):
        raise CannotAsk(f"XML cannot hold the character U+{ord(bad[0]):04X} of its question")
    return text.encode()
