"""Calling the company wrongly, or where somebody else is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from samestory.landscape import load
from samestory_demo.opensource.__main__ import main
from samestory_demo.opensource.settings import Ports, Secrets, Settings

LANDSCAPE = Path(__file__).parents[3] / "landscapes" / "oscar-tryton.toml"


def test_a_taken_port_is_told_before_anything_is_installed(capsys: pytest.CaptureFixture[str]):
    """One clear sentence, exit 4, and the cache is not touched."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 43199))
        taken.listen()
        assert main(["--ports", "431", "--cache", "/nowhere"]) == 4

    said = capsys.readouterr().err
    assert said.startswith("Cannot open the company: port 43199 on 127.0.0.1 is in use")


def test_the_landscape_says_where_the_company_is():
    """Addresses and secrets of the landscape are those that the company has by itself."""
    landscape = load(LANDSCAPE, {"PATH": os.environ["PATH"]})
    here = Settings(Ports.beginning_with("89"))
    assert landscape.company is not None
    assert landscape.company.control == here.address("control")
    assert landscape.systems["website"].settings["base_url"] == here.address("shop")
    assert landscape.systems["erp"].settings["base_url"] == here.address("erp")
    assert landscape.systems["inbox"].settings["port"] == here.ports.imap
    assert Secrets.of(landscape.company.environment) == Secrets()


def test_what_the_company_lacks_is_left_out_of_a_phrase():
    """The ordering feature names a CRM and a payment processor, which nobody has here."""
    landscape = load(LANDSCAPE, {"PATH": os.environ["PATH"]})
    phrase = "the website, her inbox, the CRM, the ERP and the payment processor"

    assert landscape.systems_called(phrase) == ["website", "inbox", "erp"]
    assert set(landscape.lacking(phrase)) == {"CRM", "payment processor"}
