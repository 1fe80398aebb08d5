"""Ask the company over its control API: faults, forgetting everything, and where its logs are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx

from samestory.config.config_errors import did_you_mean
from samestory.errors import CannotAsk, WrongCall

RESET = 120.0
"""Seconds that a company may take to begin anew: its programs may have to be started again."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A way in which the company can go wrong on demand, and the stories that it stands for."""

    name: str
    description: str
    stories: tuple[str, ...]
    on: bool


def faults(control: str) -> list[Fault]:
    """Every fault that the company can be given, as its control tells it."""
    return [
        Fault(each["name"], each["description"], tuple(map(str, each["stories"])), each["on"])
        for each in _call("GET", f"{control}/faults").json()
    ]


def switch(control: str, name: str, *, on: bool) -> None:
    """Give the company a fault, or take it away; raise `WrongCall` for one it does not know."""
    known = [each.name for each in faults(control)]
    if name not in known:
        raise WrongCall(
            f"Unknown fault '{name}'.\n"
            f"  {did_you_mean(name, known)}Known faults: {', '.join(known)}."
        )
    _call("PUT", f"{control}/faults/{name}", {"on": on})


def reset(control: str) -> None:
    """Have the company forget every customer, order and mail; returns when it answers again."""
    _call("POST", f"{control}/reset", seconds=RESET)


def logs(control: str) -> dict[str, Path]:
    """Where the company's programs write what they do, by the system's name; {} where it has none.

    A company that runs within one process does not have to know this question.
    """
    try:
        return {name: Path(file) for name, file in _call("GET", f"{control}/logs").json().items()}
    except CannotAsk as trouble:
        if isinstance(trouble.__cause__, httpx.HTTPStatusError):
            return {}
        raise


def _call(
    method: str, address: str, body: object = None, *, seconds: float = 5.0
) -> httpx.Response:
    try:
        return httpx.request(
            method, address, json=body, timeout=seconds, trust_env=False
        ).raise_for_status()
    except httpx.ConnectError as trouble:
        raise CannotAsk(
            f"The company is not up: nobody answers at {address}.\n"
            "  Start the company: samestory company up"
        ) from trouble
    except httpx.HTTPError as trouble:
        raise CannotAsk(
            f"The company's control does not answer at {address}: {trouble}.\n"
            "  Start the company with `samestory company up`."
        ) from trouble
