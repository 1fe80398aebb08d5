"""Asks a system for one answer now: only the host that was named, through the guard."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from samestory.adapters.http.client import Client
from samestory.adapters.http.messages import Reply, Request
from samestory.config import load
from samestory.config.toml_text import toml
from samestory.errors import CannotAsk, LandscapeMistakes
from samestory.learn.answers import KeptAnswer, answer_of
from samestory.learn.questions import base_of
from samestory.redaction import Masker

PATIENCE = 20.0
"""Seconds that one answer may take."""
_FORMS = {"application/json": "json", "text/html": "page", "application/xhtml+xml": "page"}


def ask_now(
    system: str,
    url: str,
    auth: Mapping[str, Any] | None,
    environ: Mapping[str, str],
    masker: Masker,
) -> KeptAnswer:
    """Return the answer to a GET; secrets come from the environment, and the masker learns them.

    Raise `LandscapeMistakes` for an address or a login that is none, and `CannotAsk` if no answer
    came.
    """
    text = (
        f"[guard]\nhosts = {toml([urlsplit(url).hostname or ''])}\n"
        f'[systems.{system}]\nadapter = "http"\nbase_url = {toml(base_of(url))}\n'
        + (f"auth = {toml(auth)}\n" if auth else "")
    )
    with kept_for_now(text) as file:
        landscape = load(file, environ)
    masker.learn(*landscape.secrets)
    entry = replace(landscape.systems[system], timeout=PATIENCE)
    client = Client(entry, landscape.guard, masker=masker, accept="application/json, text/html")
    try:
        client.begin()
        reply = client.send(Request("GET", url), Reply())
    finally:
        client.close()
    if reply.status != 200:
        raise CannotAsk(f"it answered {reply.state}")
    return answer_of(
        bytes(reply.body), f"the answer of {system}", _FORMS.get(reply.media_type, ""), url
    )


@contextmanager
def kept_for_now(text: str) -> Iterator[Path]:
    """Keep a landscape in a file for as long as it is read; no mistake names that file.

    It lies deep enough for no `.env` of anybody else to be read with it.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "landscapes" / "learned.toml"
        file.parent.mkdir()
        file.write_text(text, encoding="utf-8")
        try:
            yield file
        except LandscapeMistakes as wrong:  # in a file that nobody has ever seen
            told = [each.partition(f"{file.name}, ")[2] or each for each in wrong.mistakes]
            raise LandscapeMistakes(told) from None
