"""Which ports a company gets."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from samestory_demo.supervisor.errors import CompanyMistake
from samestory_demo.supervisor.ports import PortRange, choose_ports
from tests.samestory_demo.supervisor.homes import lonely_ports


@pytest.fixture
def taken() -> Iterator[str]:
    """The first digits of ports of which one is taken."""
    prefix = lonely_ports()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", int(f"{prefix}43")))
        listening.listen()
        yield prefix


def chosen(folder: Path, usual: str, environ: Mapping[str, str]) -> PortRange:
    landscape = folder / "x.toml"
    landscape.write_text(f'base_url = "http://127.0.0.1:${{X_PORTS:-{usual}}}00"\n')
    ports = choose_ports(landscape, environ)
    assert ports is not None
    return ports


def test_where_the_usual_ports_are_taken_free_ones_are_found(taken: str, tmp_path: Path) -> None:
    """All hundred of them, so that every system of the company finds its own."""
    ports = chosen(tmp_path, taken, {})

    assert int(ports.prefix) < int(taken)
    assert ports.moved
    assert {"X_PORTS": ports.prefix} == ports.environ


def test_the_usual_ports_are_taken_where_they_are_free(tmp_path: Path) -> None:
    usual = lonely_ports()

    assert PortRange("X_PORTS", usual, usual, asked_for=False) == chosen(tmp_path, usual, {})


def test_ports_that_were_asked_for_are_never_exchanged(taken: str, tmp_path: Path) -> None:
    with pytest.raises(CompanyMistake, match=f"Ports {taken}00 to {taken}99 are not all free"):
        chosen(tmp_path, "88", {"X_PORTS": taken})


def test_ports_that_were_asked_for_have_not_moved(tmp_path: Path) -> None:
    """So nothing has to be explained."""
    assert not chosen(tmp_path, "88", {"X_PORTS": lonely_ports()}).moved


@pytest.mark.parametrize("ports", ["many", "9", "700", "-88"])
def test_ports_that_cannot_be_are_refused(ports: str, tmp_path: Path) -> None:
    with pytest.raises(CompanyMistake, match="should be the first digits"):
        chosen(tmp_path, "88", {"X_PORTS": ports})


def test_an_empty_variable_asks_for_nothing(tmp_path: Path) -> None:
    """As in a shell's `${X_PORTS:-88}`."""
    usual = lonely_ports()

    assert not chosen(tmp_path, usual, {"X_PORTS": ""}).asked_for


def test_a_landscape_with_fixed_ports_leaves_no_choice(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text('base_url = "https://erp.example"\n')

    assert choose_ports(tmp_path / "x.toml", {}) is None
