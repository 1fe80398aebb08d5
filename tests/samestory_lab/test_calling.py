"""Calling the company wrongly, or where somebody else is."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from samestory.config import load
from samestory_lab.__main__ import main
from samestory_lab.settings import Ports, Secrets, Settings
from samestory_lab.software import COMPANIES
from tests.samestory_demo.supervisor.homes import lonely_ports

LANDSCAPES = Path(__file__).parents[2] / "landscapes"


def test_a_taken_port_is_told_before_anything_is_installed(capsys: pytest.CaptureFixture[str]):
    """One clear sentence, exit 4, and the cache is not touched."""
    ports = lonely_ports()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(f"{ports}99")))
        taken.listen()
        assert main(["--ports", ports, "--cache", "/nowhere"]) == 4

    said = capsys.readouterr().err
    assert said.startswith(f"Cannot open the company: port {ports}99 on 127.0.0.1 is in use")


@pytest.mark.parametrize("name", COMPANIES)
def test_the_landscape_says_where_the_company_is(name: str):
    """Addresses and secrets of the landscape are those that the company has by itself."""
    landscape = load(LANDSCAPES / f"{name}.toml", {"PATH": os.environ["PATH"]})
    here = Settings(Ports.beginning_with("89"))
    assert landscape.company is not None
    assert landscape.company.control == here.address("control")
    said = [str(each.settings.get("base_url")) for each in landscape.systems.values()]
    assert {here.address(each.name) for each in COMPANIES[name]} <= set(said)
    assert landscape.systems["inbox"].settings["port"] == here.ports.imap
    assert Secrets.of(landscape.company.environment) == Secrets()


@pytest.mark.parametrize("name", COMPANIES)
def test_the_landscape_starts_that_company(name: str):
    """And lets the mail servers be chosen, as the ports."""
    landscape = load(LANDSCAPES / f"{name}.toml", {"OPENSOURCE_MAIL": "python"})
    assert landscape.company is not None
    call = list(landscape.company.command)

    assert name == call[call.index("--company") + 1]
    assert "python" == call[call.index("--mail") + 1]


def test_a_fault_that_cannot_happen_in_a_company_is_a_mistake(capsys: pytest.CaptureFixture[str]):
    """What goes wrong on the way to a CRM goes wrong nowhere without one."""
    with pytest.raises(SystemExit) as ended:
        main(["--company", "oscar-tryton", "--fault", "sync-makes-a-second-contact"])

    assert 4 == ended.value.code
    assert "unknown fault 'sync-makes-a-second-contact'" in capsys.readouterr().err


def test_what_the_company_lacks_is_left_out_of_a_phrase():
    """The ordering feature names a CRM and a payment processor, which nobody has here."""
    landscape = load(LANDSCAPES / "oscar-tryton.toml", {"PATH": os.environ["PATH"]})
    phrase = "the website, her inbox, the CRM, the ERP and the payment processor"

    assert landscape.systems_called(phrase) == ["website", "inbox", "erp"]
    assert set(landscape.lacking(phrase)) == {"CRM", "payment processor"}
