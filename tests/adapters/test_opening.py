"""From the name of an adapter to its class."""

from __future__ import annotations

import subprocess
import sys
from pkgutil import resolve_name

import pytest

from samestory.adapters.html.system import HtmlSystem
from samestory.adapters.http.system import HttpSystem
from samestory.adapters.imap.system import InboxSystem
from samestory.adapters.opening import open_remote
from samestory.config.adapter import adapter_named, installed
from tests.adapters.entries import GUARD, filing, system_entry

INBOX = {"host": "127.0.0.1", "port": 143, "tls": "none", "folder": "INBOX"}


@pytest.mark.parametrize("name", installed())
def test_every_adapter_that_can_be_described_can_be_opened(name: str):
    """Its class is imported by the path that it names."""
    adapter = adapter_named(name)
    paths = filter(None, (adapter.opens, adapter.opens_in_browser))

    assert name == adapter.name
    assert all(callable(resolve_name(path)) for path in paths)
    assert adapter.opens or adapter.opens_in_browser


@pytest.mark.parametrize(
    ("adapter", "expected"), [("http", HttpSystem), ("html", HtmlSystem), ("inbox", InboxSystem)]
)
def test_the_class_follows_from_the_name(adapter: str, expected: type):
    """Nothing is connected to."""
    settings = INBOX if adapter == "inbox" else {"base_url": "http://crm.example"}
    opened = open_remote(system_entry(adapter=adapter, settings=settings), GUARD, filing())

    assert expected is type(opened)
    opened.close()


def test_a_companys_own_class_goes_first():
    """Whatever its adapter is called."""

    class Own:
        def __init__(self, *given: object) -> None:
            self.given = given

    entry = system_entry(adapter="own:Own", own=Own)
    opened = open_remote(entry, GUARD, filing())

    assert isinstance(opened, Own)
    assert (entry, GUARD) == opened.given[:2]


def test_no_adapter_is_imported_before_it_is_opened():
    """A database library is nobody's business where no database is asked."""
    code = "import sys, samestory.adapters.opening; print({'sqlalchemy', 'httpx'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - our own Python, our own words

    assert "set()" == told.stdout.strip()
