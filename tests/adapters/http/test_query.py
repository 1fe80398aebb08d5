"""Parameters that are written down one by one."""

from __future__ import annotations

from pathlib import Path
from unicodedata import category
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as some

from samestory.core.model import Subject
from tests.adapters.entries import reading, subject_entry
from tests.adapters.http.web import ORDER, Web, observed, paged
from tests.config.files import GUARD, mistake, read

SYSTEM = """
[systems.crm]
adapter  = "http"
base_url = "http://127.0.0.1:7102"

[systems.crm.order]
find  = { path = "/search", query = { q = "number:'{key|escaped}' AND open", limit = "2" } }
total = { at = "total", as = "decimal", currency = "EUR" }
"""


def asked_with(key: str) -> str:
    """The address that a system is asked at for an order with such a number."""
    find = {"method": "GET", "path": "/search", "query": {"q": "number:{key}", "limit": "2"}}
    web = Web(lambda _: {"status": "placed"})
    observed(web, subject_entry(find, fields={"status": reading("status")}), Subject("order", key))
    return web.addresses[0]


def test_parameters_are_encoded_one_by_one():
    """Whatever stands in one, it stays one: spaces, quotes and ampersands included."""
    assert "/search?q=number%3AA%20%26%20B%3D1&limit=2" == asked_with("A & B=1")


@settings(max_examples=25)
@given(some.text(some.characters(exclude_categories=("Cc", "Cs")), min_size=1))
def test_a_key_never_becomes_a_second_parameter(key: str):
    """Not for any text that may be a key."""
    if key not in {".", ".."} and any(category(each)[0] not in "CZ" for each in key):
        query = urlsplit(asked_with(key)).query
        assert [("q", f"number:{key}"), ("limit", "2")] == parse_qsl(query, strict_parsing=True)


def test_parameters_follow_those_of_the_path():
    """A path that has some already keeps them."""
    find = {"method": "GET", "path": "/search?a=1", "query": {"b": "{key}"}}
    web = Web(lambda _: {"status": "placed"})
    observed(web, subject_entry(find, fields={"status": reading("status")}), ORDER)

    assert ["/search?a=1&b=A-1"] == web.addresses


def test_a_question_with_parameters_and_no_body_is_got(tmp_path: Path):
    """Nobody has to say so."""
    found = read(tmp_path, GUARD + SYSTEM).systems["crm"].subjects["order"].question.find

    assert ("GET", "number:'{key|escaped}' AND open") == (found["method"], found["query"]["q"])


def test_an_unknown_blank_in_a_parameter_is_a_mistake(tmp_path: Path):
    """As everywhere else in a question."""
    assert "unknown placeholder {kye}" in mistake(
        tmp_path, GUARD + SYSTEM.replace("{key|", "{kye|")
    )


class TestForms:
    def posted(self, key: str, **more: object) -> tuple[Web, str]:
        """What a system is sent that is asked by a form, and how that is told."""
        form = {"q": "number:{key}", "limit": "2"}
        entry = subject_entry(
            {"method": "POST", "path": "/search", "form": form},
            fields={"status": reading("orders[0].status")},
            **more,
        )
        web = Web(lambda _: {"orders": []})
        return web, observed(web, entry, Subject("order", key)).asked

    def test_a_form_is_sent_as_pages_send_it(self):
        """And told as it was sent."""
        web, asked = self.posted("A & B=1")
        [request] = web.asked

        assert "application/x-www-form-urlencoded" == request.headers["Content-Type"]
        assert "q=number%3AA+%26+B%3D1&limit=2" == request.content.decode()
        assert "POST http://crm.example/search q=number%3AA+%26+B%3D1&limit=2" == asked

    @settings(max_examples=25)
    @given(some.text(some.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1))
    def test_a_key_never_becomes_a_second_field(self, key: str):
        """Not for any text that may be a key."""
        if key not in {".", ".."} and any(category(each)[0] not in "CZ" for each in key):
            sent = self.posted(key)[0].asked[0].content.decode()
            assert [("q", f"number:{key}"), ("limit", "2")] == parse_qsl(sent, strict_parsing=True)

    def test_a_page_is_asked_for_by_a_field_more(self):
        """Where a form is posted, no address is changed."""
        turns = paged("page", parameter="page", first=1, size=9, size_parameter="per")
        [request] = self.posted("A-1", paging=turns)[0].asked

        assert "/search" == request.url.raw_path.decode()
        assert "q=number%3AA-1&limit=2&per=9&page=1" == request.content.decode()
