"""The words of a question in each dialect of HTTP: `find = "/orders/{key}"`, or a table."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo

from samestory.adapters.http.dialects.odata import OPTIONS
from samestory.config.config_errors import listed
from samestory.config.placeholders import check_blanks
from samestory.config.value_types import Headers, Number, PathFromRoot
from samestory.config.words import Surroundings, Words, Wrong, key_of, shown, word
from samestory.errors import did_you_mean
from samestory.extraction.placeholders import FILTERS, is_link, placeholders_in

Known = Collection[str]
"""The names of the placeholders that are filled at this point."""

_DECLARED = re.compile(r"\$(\w+)\s*:")
_PRIVATE = ("authorization", "proxy-authorization", "cookie")
_FRAMING = ("host", "content-length", "transfer-encoding", "content-type", "accept-encoding")


def _without_dates(document: object, info: ValidationInfo) -> object:
    if _holds_a_date(document):
        fix = "Write it as a text: '2026-11-24'."
        raise Wrong(f"'{key_of(info)}' holds a date without quotes.", fix)
    return document


def _holds_a_date(document: object) -> bool:
    if isinstance(document, Mapping | list):
        members = document.values() if isinstance(document, Mapping) else document
        return any(map(_holds_a_date, members))
    return isinstance(document, (date, datetime, time))


def _must_be(kind: type | tuple[type, ...], fact: str, fix: str) -> AfterValidator:
    def check(value: object) -> object:
        if not isinstance(value, kind):
            raise Wrong(fact, fix)
        return value

    return AfterValidator(check)


Document = Annotated[Any, AfterValidator(_without_dates)]
"""What is sent as JSON, whose texts may hold placeholders."""


class FindWords(Words):
    """The words of `find` in every dialect."""

    headers: Headers | None = word("Headers of this question.", {"X-Shop": "de"}, default=None)

    def check(self, around: Surroundings) -> None:
        """Note the headers that are none of the question's."""
        for name in self.headers or ():
            if name.lower() in _PRIVATE:
                fact = f"the header '{name}' stands in a question."
                around.mistake(fact, "Credentials belong into 'auth'.")
            if name.lower() in _FRAMING:
                around.mistake(f"the header '{name}' is none of the question's.", "Leave it out.")

    def said(self) -> dict[str, Any]:
        """Return the words that are there, by their names."""
        return {name: each for name, each in self if each is not None}

    def check_filled(self, around: Surroundings, known: Known) -> None:
        """Note what nothing fills."""
        check_blanks(around, self.said(), known)


class JsonFind(FindWords):
    """A question in plain JSON: a path, or what is posted there."""

    path: str = word("The path that is asked.", "/search")
    method: str = word("GET or POST.", "POST", default="")
    query: dict[str, str] | None = word("The parameters of the address.", default=None)
    body: Document = word("A document that is sent as JSON.", default=None)
    form: dict[str, str] | None = word("What is sent as a form of a page is.", default=None)

    def check(self, around: Surroundings) -> None:
        """Note a path that is none, and what cannot be sent so."""
        super().check(around)
        if self.path and not self.path.startswith("/") and not is_link(self.path):
            fact = f"the path '{self.path}' does not begin with '/'."
            around.mistake(fact, f"Write '/{self.path}'.")
        method = self.said()["method"]
        if method not in {"GET", "POST"}:
            fix = "Systems are only asked: write GET or POST."
            around.mistake(f"'method' is '{method}'.", fix)
        if self.form is not None and self.body is not None:
            around.mistake("there are both 'body' and 'form'.", "Keep the one that is meant.")
        if self.form is not None and method == "GET":
            fix = "Leave 'method' out, or write 'query' for 'form'."
            around.mistake("a GET sends no form.", fix)

    def said(self) -> dict[str, Any]:
        """Return the words; what is sent is posted, unless it is said otherwise."""
        usual = "GET" if self.body is None and self.form is None else "POST"
        return {**super().said(), "method": self.method.upper() or usual}


class ODataFind(FindWords):
    """A set of entities, and the options of OData."""

    set: str = word("The set of entities.", "SalesOrders")
    filter: str | None = word("OData's $filter.", "Number eq '{key}'", default=None)
    select: str | None = word("OData's $select.", default=None)
    expand: str | None = word("OData's $expand.", default=None)
    orderby: str | None = word("OData's $orderby.", default=None)
    top: Number | None = word("OData's $top.", 50, default=None)
    parameters: dict[str, str] | None = word("Further parameters.", default=None)

    def check(self, around: Surroundings) -> None:
        """Note options in the name of the set."""
        super().check(around)
        if "?" in self.set:
            fix = f"Name its options: {listed(OPTIONS)}."
            around.mistake(f"the set '{self.set}' holds a '?'.", fix)


class GraphQlFind(FindWords):
    """A query, and its variables."""

    path: PathFromRoot = word("The path that is asked.", default="/graphql")
    query: str = word("The query, which is sent as it stands.", "query($number: String!) { ... }")
    variables: Annotated[
        Document,
        _must_be(dict, "'variables' is no table.", 'Write it like this: { number = "{key}" }'),
    ] = word("Its variables.", {"number": "{key}"}, default={})

    def check_filled(self, around: Surroundings, known: Known) -> None:
        """Note what is to be filled in and is none of its variables."""
        check_blanks(around, {**self.said(), "query": ""}, known)
        for placeholder in placeholders_in(self.query):
            if placeholder.name in known or any(each in FILTERS for each in placeholder.filters):
                around.mistake(
                    f"the query holds the placeholder {placeholder}, and is sent as it stands.",
                    f'Use a variable: variables = {{ {placeholder.name} = "{placeholder}" }}.',
                )
        names = declared(self.query)
        for name in self.variables if self.query else ():
            if name not in names:
                fix = f"{did_you_mean(name, names)}Declared: {listed(names)}."
                around.mistake(f"the query declares no variable '{name}'.", fix)


def declared(query: str) -> list[str]:
    """The variables that a GraphQL query declares."""
    return _DECLARED.findall(query)


class RpcFind(FindWords):
    """A call, and its parameters."""

    path: PathFromRoot = word("The path that is asked.", "/rpc")
    method: str = word("The method that is called.", "order.read")
    params: Annotated[
        Document,
        _must_be(
            (list, dict),
            "'params' is neither a list nor a table.",
            'Write: params = ["{key}"].',
        ),
    ] = word("Its parameters.", ["{key}"], default=[])


class XmlRpcFind(RpcFind):
    """A call whose parameters have no names."""

    params: Annotated[
        Document,
        _must_be(list, "'params' is no list.", 'Write it like this: params = ["{key}"].'),
    ] = word("Its parameters.", ["{key}"], default=[])


_CALL = '{{ path = "{}", method = "order.read", params = ["{{key}}"] }}'
AnyFind = str | JsonFind | ODataFind | GraphQlFind | RpcFind
_IN: Mapping[str, tuple[type[FindWords], str, str]] = MappingProxyType(
    {
        "json": (JsonFind, "path", '"/orders/{key}"'),
        "odata": (ODataFind, "set", """{ set = "SalesOrders", filter = "Number eq '{key}'" }"""),
        "graphql": (GraphQlFind, "", '{ query = "...", variables = { number = "{key}" } }'),
        "json-rpc": (
            RpcFind,
            "",
            '{ path = "/jsonrpc", method = "order.read", params = ["{key}"] }',
        ),
        "xml-rpc": (
            XmlRpcFind,
            "",
            '{ path = "/xmlrpc", method = "order.read", params = ["{key}"] }',
        ),
    }
)
"""By dialect its words, the word that a plain text stands for, and an example."""


def read_find(given: object, speaks: str, known: Known, around: Surroundings) -> dict[str, Any]:
    """Return the words of `find` in a dialect; each mistake is noted."""
    model, short, example = _IN[speaks]
    place = around.place
    if isinstance(given, Mapping):
        place = (*place, "find")
    elif isinstance(given, str) and short:
        given = {short: given}
    else:
        fact, fix = "is missing", f"Add it, for instance: find = {example}"
        if given is not None:
            noun = "text" if speaks == "json" else "table"
            fact, fix = f"is {shown(given)}, but must be a {noun}", "Change it, or leave it out."
        around.mistake(f"'find' {fact}.", fix)
        return {}
    found = model.read(given, place, around)
    with around.within(place):
        found.check_filled(around, known)
    return found.said()
