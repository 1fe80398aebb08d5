"""JSON is UTF-8 by its standard, and something else in many an old system."""

from __future__ import annotations

import httpx
import pytest

from tests.adapters.entries import subject_entry
from tests.adapters.http.web import Web, observed, trouble

NAME = '{"status": "für 5 €"}'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", NAME.encode()),
        ("application/json", NAME.encode("utf-8-sig")),
        ("application/json", NAME.encode("utf-16")),
        ("application/json; charset=utf-16", NAME.encode("utf-16")),
        ("application/json; charset=utf-16le", NAME.encode("utf-16-le")),
        ("application/json; charset=UTF-8", NAME.encode("utf-8-sig")),
        ("application/json; charset=iso-8859-1", NAME.encode("cp1252")),
        ('application/json; charset="ISO-8859-1"', NAME.encode("cp1252")),
        ("application/json; charset=iso-8859-15", NAME.encode("iso-8859-15")),
        ("application/json; charset=iso-8859-1", NAME.encode()),
        ("application/json; charset=iso-8859-1", NAME.encode("utf-8-sig")),
        ("application/json; charset=nonsense", NAME.encode()),
    ],
)
def test_an_answer_is_read_in_its_charset(content_type: str, body: bytes):
    web = Web(lambda _: httpx.Response(200, content=body, headers={"content-type": content_type}))

    assert {"status": "für 5 €"} == observed(web, subject_entry()).values


def test_japanese_is_read_in_its_charset():
    """Two half-width letters of Shift JIS may be one of UTF-8."""
    body = '{"status": "ﾃｿ"}'.encode("cp932")
    web = Web(
        lambda _: httpx.Response(
            200, content=body, headers={"content-type": "application/json; charset=Shift_JIS"}
        )
    )

    assert {"status": "ﾃｿ"} == observed(web, subject_entry()).values


@pytest.mark.parametrize("content_type", ["application/json", "application/json;charset=utf-8"])
def test_an_answer_in_another_charset_than_it_says_is_no_json(content_type: str):
    """Its letters would have to be guessed."""
    body = NAME.encode("cp1252")
    web = Web(lambda _: httpx.Response(200, content=body, headers={"content-type": content_type}))

    assert "it answered broken JSON" in str(trouble(web, subject_entry()))
