"""Secrets are struck out."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from hashlib import md5
from threading import Thread
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samestory.adapters.evidence_store import EvidenceStore
from samestory.redaction import Masker, Personal
from samestory.redaction.masker import MOST_REMEMBERED
from samestory.redaction.secrets import MANY, Secrets, secrets_of

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


@pytest.mark.parametrize(
    "written",
    [
        SECRET.lower(),
        md5(SECRET.encode(), usedforsecurity=False).hexdigest(),
        re.sub("%..", lambda found: found[0].lower(), quote(SECRET, safe="")),
        repr(SECRET + "'")[1:-3],
    ],
)
def test_so_is_what_the_filters_of_a_question_make_of_it(written: str):
    """Small letters, a digest, escapes in small letters or as Python shows them."""
    assert "***" in Masker([SECRET]).mask(f"before {written} after")
    assert written.lower()[:9] not in Masker([SECRET]).mask(f"before {written} after").lower()


TOKENS = st.text("abcXYZ0189-_./+ %é", min_size=9, max_size=60).filter(lambda each: each.strip())


@settings(deadline=None)  # learning takes a while where the machine is busy
@given(
    st.lists(TOKENS, min_size=1, max_size=3),
    st.integers(8, 60),
    st.sampled_from(["", "'", '"', "...", "…", "... and more", "')", "\ufffd'"]),
)
def test_what_is_left_of_a_secret_that_was_cut_is_struck_out(
    secrets: list[str], length: int, after: str
):
    """From 8 characters on, at the end of a text or before an ellipsis, in texts and in bytes."""
    masker = Masker(secrets)
    for secret in secrets:
        left = secret[: min(length, len(secret))]
        text = f"it answered: 'Bearer {left}{after}"

        assert not _told(left, masker.mask(text))
        assert not _told(left, masker.mask(text.encode()).decode())


def _told(left: str, masked: str) -> bool:
    return left in masked.removeprefix("it answered: 'Bearer ")


def test_one_that_was_cut_is_found_within_another():
    """Neither of two secrets that overlap is left standing for the sake of the other."""
    masker = Masker(["front-abcdefgh", "abcdefghZZ", "abcdefghijkl", "ghijklmnop"])

    assert "***" == masker.mask("front-abcdefgh")
    assert "***..." == masker.mask("abcdefghijk...")
    assert "*** ***" == masker.mask("front-abcdefgh abcdefghi")


def test_the_beginning_of_a_secret_in_the_midst_of_a_text_is_none():
    """A secret may begin with the name of the company or of a kind of database."""
    masker = Masker(["speedwell-secret-9", "postgresql://qa:s3cr3t@erp.example/erp"])

    for text in ("the speedwell shop", "'speedwell' is open", "speedwell-secret-8", "postgresql"):
        assert text == masker.mask(text)
    assert "***" == masker.mask("postgresql://qa:s3cr3t@")


def test_words_about_trouble_quote_what_was_cut():
    """They go on after the quote."""
    masker = Masker(["speedwell-secret-9"])
    words = "it tells 'Key speedwell-sec' as id, which nothing can be asked with"

    assert words == masker.mask(words)
    assert words.replace("speedwell-sec", "***") == masker.mask_error_text(words)


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1"])
def test_basic_auth_hides_no_umlaut_either(charset: str):
    """Clients write them in either way."""
    coded = b64encode("me:pa:ss wörd/%41+geheim".encode(charset)).decode()
    masked = Masker(["pa:ss wörd/%41+geheim"]).mask(f"Basic {coded}")

    assert "***" in masked
    assert len(masked) < 20


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
        filing = EvidenceStore(Masker())
        names = [
            filing.file("crm", "txt", "text/plain", b"").name,
            filing.file_json("crm", {}).name,
            filing.file_json("erp", {}).name,
        ]

        assert ["crm-1.txt", "crm-2.json", "erp-1.json"] == names

    def test_what_is_filed_is_masked(self):
        """Evidence goes into reports."""
        evidence = EvidenceStore(Masker(["s3cr3t"])).file_json("crm", {"key": "s3cr3t", "día": "ñ"})

        assert {"key": "***", "día": "ñ"} == json.loads(evidence.content)
        assert "application/json" == evidence.media_type

    def test_what_cannot_be_written_is_spelt_out(self):
        """A lone surrogate in an answer is evidence as well."""
        assert b"\\ud800" in EvidenceStore(Masker()).file_json("crm", "\ud800").content


def test_a_secret_with_its_quotes_doubled_is_hidden() -> None:
    """As SQL and CSV write it."""
    masker = Masker(['it\'s "hers" alone'])

    assert "where p = '***'" == masker.mask("where p = 'it''s \"hers\" alone'")
    assert 'a,"***",b' == masker.mask('a,"it\'s ""hers"" alone",b')


def test_a_text_that_was_masked_before_a_secret_was_known_is_searched_again():
    masker = Masker()
    assert "the key is late-secret-1" == masker.mask("the key is late-secret-1")
    masker.learn("late-secret-1")

    assert "the key is ***" == masker.mask("the key is late-secret-1")


def test_a_text_that_was_masked_is_spared_later():
    masker = Masker()
    assert "order ***" == masker.mask("order 4111111111111111")
    masker.spare("4111111111111111")

    assert "order 4111111111111111" == masker.mask("order 4111111111111111")


def test_an_error_text_and_the_same_text_elsewhere_are_two_texts():
    masker = Masker(["swordfish-9000"])

    assert "'sword" in masker.mask("'swordfish-9' is wrong")
    assert "'***' is wrong" == masker.mask_error_text("'swordfish-9' is wrong")


def test_what_is_remembered_of_many_texts_is_bounded():
    """Six million bytes are more than it may keep."""
    masker = Masker()
    for number in range(20):
        masker.mask(f"{number}" * 200_000)

    assert sum(len(text) for text, _ in masker._remembered.masked) <= MOST_REMEMBERED


def test_many_secrets_are_found_like_few():
    many = [f"token-{number:04}-of-a-session" for number in range(3 * MANY)]
    text = f"Cookie: a={many[5]}; b={many[-1].upper()}, cut: {many[7][:15]}..."

    assert Masker([many[5], many[-1], many[7]]).mask(text) == Masker(many).mask(text)
    assert "Cookie: a=***; b=***, cut: ***..." == Masker(many).mask(text)


def test_who_takes_a_secret_for_known_finds_it(monkeypatch: pytest.MonkeyPatch):
    """It may be learnt on another thread at that moment, from the same text."""
    masker, text = Masker(personal=Personal(fields=("tax_number",))), "tax_number=12-345-678"
    found = list[str]()
    masking = Thread(target=lambda: found.append(masker.mask(text)))

    def slowly(secrets: list[str]) -> Secrets:
        if not masking.ident:
            masking.start()
            masking.join(0.2)
        return secrets_of(secrets)

    monkeypatch.setattr("samestory.redaction.masker.secrets_of", slowly)
    masker.learn("12-345-678")
    masking.join()

    assert ["tax_number=***"] == found
