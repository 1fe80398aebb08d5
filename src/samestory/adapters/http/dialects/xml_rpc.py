"""XML-RPC (http://xmlrpc.com/spec.md): one call, one value; hostile XML is not even opened."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat.errors import XML_ERROR_UNBOUND_PREFIX, codes
from xmlrpc.client import dumps

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from samestory.adapters.http.dialects.json import (
    Dialect,
    Find,
    filled_headers,
    has_record,
    wrong_format,
)
from samestory.adapters.http.messages import Reply, Request, in_brief
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
_UNBOUND_PREFIX = codes[XML_ERROR_UNBOUND_PREFIX]
_PREFIX = re.compile(rb"(</?)[A-Za-z_][\w.-]*:")
_NO_XML_RPC = (ParseError, ValueError, TypeError, LookupError, RecursionError)
"""What a reply that is no XML-RPC makes its readers raise."""


class XmlRpc(Dialect):
    """`find` holds path, method and params (a list)."""

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
        """Raise `CannotAsk`: a call has no names that a page could be asked for with."""
        del request, value
        raise CannotAsk(f"XML-RPC has no parameters with names, such as {parameter!r}")

    def document(self, reply: Reply, question: Question, auth: Auth, request: Request) -> object:
        """Return the value that the call returned."""
        del request
        if not has_record(reply, question, auth):
            return None
        try:
            return read_response(bytes(reply.body))
        except SaidTwice as error:
            raise CannotAsk(f"its answer is not clear: {error}") from error
        except DefusedXmlException as error:
            raise CannotAsk("its answer is XML with entities of its own, unopened") from error
        except _NO_XML_RPC as error:
            raise CannotAsk(wrong_format(reply, "XML")) from error


def read_response(body: bytes) -> object:
    """Return what a call returned: numbers exact, times in ISO 8601, bytes in base64.

    Raise `CannotAsk` for a fault, `SaidTwice` for a doubled name, `DefusedXmlException` for
    entities, and `ParseError` or an error of Python for what is no XML-RPC.
    """
    [inner] = _root(body)
    if inner.tag == "fault":
        fault: Any = _value_in(inner)
        text = in_brief(fault["faultString"])
        raise CannotAsk(f"it answered with fault {fault['faultCode']}: {text}")
    if inner.tag != "params":
        raise ValueError(f"<{inner.tag}> is neither params nor a fault")
    [param] = inner
    return _value_in(param)


def _root(body: bytes) -> Element:
    try:
        root: Element = fromstring(body)
    except ParseError as error:
        if error.code != _UNBOUND_PREFIX:
            raise
        root = fromstring(_PREFIX.sub(rb"\1", body))  # some write <ex:nil/> and declare no ex
    if root.tag != "methodResponse":
        raise ValueError(f"<{root.tag}> is no methodResponse")
    return root


def _value_in(parent: Element) -> object:
    [value] = parent.findall("value")
    return _value(value)


def _value(value: Element) -> object:
    """Return what a <value> holds; without a type it is a text."""
    if not len(value):
        return value.text or ""
    [typed] = value
    kind = typed.tag.rpartition("}")[2]  # extensions have a namespace, such as <ex:nil/>
    if kind in _NESTED:
        return _NESTED[kind](typed)
    return _PLAIN[kind](typed.text or "")


def _struct(struct: Element) -> dict[str, object]:
    members = struct.findall("member")
    found = {each.findtext("name", ""): _value_in(each) for each in members}
    if len(found) < len(members):
        raise SaidTwice("it says a name twice")
    return found


def _array(array: Element) -> list[object]:
    [data] = array.findall("data")
    return [_value(each) for each in data]


def _time(text: str) -> str:
    return _COMPACT.sub(r"\1-\2-\3T\4", text.strip())


_NESTED: Mapping[str, Callable[[Element], object]] = {"struct": _struct, "array": _array}
_PLAIN: Mapping[str, Callable[[str], object]] = {
    "string": str,
    **dict.fromkeys(("i4", "int", "i1", "i2", "i8", "biginteger"), int),
    **dict.fromkeys(("double", "float", "bigdecimal"), read_number),
    "boolean": {"0": False, "1": True}.__getitem__,
    "nil": lambda _: None,
    "dateTime.iso8601": _time,
    "base64": str.strip,
}
"""The types of the specification, and those that servers have added."""


def _call(method: str, params: tuple[Any, ...]) -> bytes:
    try:
        text = dumps(params, method, encoding="utf-8", allow_none=True)
    except (OverflowError, TypeError) as error:
        raise CannotAsk(f"XML-RPC cannot ask so: {error}") from error
    if bad := _NO_XML.search(text):
        raise CannotAsk(f"XML cannot hold the character U+{ord(bad[0]):04X} of its question")
    return text.encode()
