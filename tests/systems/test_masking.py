"""Secrets are struck out."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samestory.systems.filing import Filing
from samestory.systems.masking import Masker

SECRET = 's3cr€t/"<&+ key'


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET, ensure_ascii=False)[1:-1],
        html.escape(SECRET),
    ],
)
def test_a_secret_is_found_in_every_usual_disguise(written: str):
    """In texts and in bytes."""
    masker = Masker([SECRET])

    assert "before *** after" == masker.mask(f"before {written} after")
    assert b"before *** after" == masker.mask(f"before {written} after".encode())


@given(st.text("abcXYZ0189", max_size=9), st.text("abcXYZ0189-_", min_size=6, max_size=40))
def test_basic_auth_hides_no_secret(user: str, secret: str):
    """Base64 is no disguise, whatever the user is called and whoever wrote it."""
    masker = Masker([secret])
    for encode in (b64encode, urlsafe_b64encode):
        coded = encode(f"{user}:{secret}".encode()).decode()
        masked = masker.mask(f"Authorization: Basic {coded}")
        padded = masked.split()[-1]

        assert "***" in padded
        rest = len(padded.replace("***", "").rstrip("=")) - len(user) * 8 // 6
        assert rest <= 6, "at most the characters that the neighbours share are left"


def test_a_longer_secret_goes_before_a_shorter_one_within():
    """Else the rest of the longer one would be left standing."""
    assert "***" == Masker(["key", "key-of-the-house"]).mask("key-of-the-house")


def test_an_empty_secret_is_none():
    """It would be found everywhere."""
    assert "nothing" == Masker(["", ""]).mask("nothing")
    assert b"nothing" == Masker().mask(b"nothing")


def test_secrets_can_be_learnt_later():
    """A customer invented on the way has a password too."""
    masker = Masker()
    masker.learn("pa$$word")

    assert "she types ***" == masker.mask("she types pa$$word")


def test_a_masker_does_not_tell_what_it_knows():
    """It may turn up in a traceback."""
    assert "pa$$word" not in repr(Masker(["pa$$word"]))


class TestFiling:
    def test_names_are_numbered_for_each_system(self):
        """`crm-2.json` is the second thing that the CRM said, in whatever form."""
        filing = Filing(Masker())
        names = [
            filing.file("crm", "txt", "text/plain", b"").name,
            filing.file_json("crm", {}).name,
            filing.file_json("erp", {}).name,
        ]

        assert ["crm-1.txt", "crm-2.json", "erp-1.json"] == names

    def test_what_is_filed_is_masked(self):
        """Evidence goes into reports."""
        evidence = Filing(Masker(["s3cr3t"])).file_json("crm", {"key": "s3cr3t", "día": "ñ"})

        assert {"key": "***", "día": "ñ"} == json.loads(evidence.content)
        assert "application/json" == evidence.media_type

    def test_what_cannot_be_written_is_spelt_out(self):
        """A lone surrogate in an answer is evidence as well."""
        assert b"\\ud800" in Filing(Masker()).file_json("crm", "\ud800").content
