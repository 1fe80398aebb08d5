"""Carries out `samestory learn`: reads or asks for the answers, and writes what was learned."""

import os
import shlex
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import typer

from samestory.cli.screen import harmless, say, screen
from samestory.config.config_errors import listed
from samestory.config.dotenv import with_dotenv
from samestory.errors import SamestoryError, WrongCall, did_you_mean
from samestory.explain import counted
from samestory.learn.answers import read_file
from samestory.learn.asking import ask_now
from samestory.learn.known_orders import KnownOrder, read_known
from samestory.learn.landscape import KINDS, Told, check_landscape, learned
from samestory.learn.openapi import OpenApi, learn_from_openapi, read_openapi
from samestory.learn.questions import secrets_in
from samestory.learn.writing import landscape_text, open_questions
from samestory.network.guard import host_of
from samestory.redaction import Masker
from samestory.scaffold.answers import system_name, zone_name

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Given:
    """What was given on the command line, as it was written."""

    orders: Sequence[Path]
    answers: Sequence[str]
    urls: Sequence[str]
    asks: Sequence[str]
    auth: Sequence[str]
    openapi: Sequence[str]
    zone: str


@dataclass(slots=True)
class _Reading:
    """Reads all that was given, and collects every mistake in it."""

    mistakes: list[str] = field(default_factory=list)

    def each(self, texts: Sequence[T], read: Callable[[T], Any]) -> list[Any]:
        """Return what is read of each; a mistake is collected."""
        return [found for text in texts if (found := self.one(text, read)) is not None]

    def one(self, text: T, read: Callable[[T], Any]) -> Any:
        """Return what is read; None after a mistake."""
        try:
            return read(text)
        except WrongCall as mistake:
            self.mistakes.append(str(mistake))
        return None

    def check(self) -> None:
        """Raise `WrongCall` with every mistake."""
        if self.mistakes:
            raise WrongCall("\n".join(self.mistakes))


def propose_landscape(given: Given, write: Path | None) -> None:
    """Print what was learned, or write it. Raise `WrongCall` with every mistake in the call."""
    if write is not None and write.exists():
        raise WrongCall(f"{write} exists already.\n  Name another file, and copy what you need.")
    reading = _Reading()
    environ, of_dotenv = with_dotenv(write or Path("learned.toml"), os.environ)
    reading.mistakes += of_dotenv
    orders: list[KnownOrder] = reading.each(given.orders, read_known)
    auth = dict(reading.each(given.auth, _auth))
    zone = ZoneInfo(reading.one(given.zone, zone_name) or "UTC") if given.zone else None
    apis = dict(reading.each(given.openapi, _openapi))
    told = [*_answers(reading, given), *_of_files(reading, orders)]
    asks: list[tuple[str, str]] = reading.each(given.asks, _url)
    reading.check()
    masker = Masker()
    masker.spare(*(each.order.key for each in orders))
    masker.learn(*(each for url in (*given.urls, *given.asks) for each in secrets_in(url)))
    told += [_asked(each, auth, environ, masker) for each in asks]
    told += [
        Told(name, "order", each) for name, api in apis.items() for each in api.examples(orders[0])
    ]
    if not told and not apis:
        raise WrongCall(
            "No answer is known to learn from.\n  Name what a system answered, or have it asked: "
            "--answer crm=crm.json, --ask crm=https://crm.example.com/orders/A-1042"
        )
    systems = learned(orders, told, zone, auth)
    systems = learn_from_openapi(systems, apis, orders[0])
    text = masker.mask(landscape_text(systems, orders))
    check_landscape(text, environ)
    _finish(text, write, open_questions(systems), sum(map(_fields, systems)))


def _fields(system: Any) -> int:
    return sum(len(each.proposal.fields) for each in system.subjects.values())


def _finish(text: str, write: Path | None, left_open: int, fields: int) -> None:
    if write is None:
        typer.echo(harmless(text), nl=False)
        return
    try:
        write.parent.mkdir(parents=True, exist_ok=True)
        with write.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise WrongCall(f"{write} cannot be written: {error.strerror}.") from error
    read, left = (
        f"{counted(number, thing)} {'is' if number == 1 else 'are'}"
        for number, thing in ((fields, "field"), (left_open, "question"))
    )
    say(screen(), f"Written: {write}. {read} read as known; {left} open (# open: ...).")
    say(screen(), f"Next: settle them, then samestory doctor -l {shlex.quote(str(write))}")


def _answers(reading: _Reading, given: Given) -> Iterator[Told]:
    """Yield what stands in files, each with the address that was named for it, in their order."""
    urls: dict[str, list[str]] = {}
    for name, url in reading.each(given.urls, _url):
        urls.setdefault(name, []).append(url)
    for name, file in reading.each(
        given.answers, lambda text: _pair(text, "--answer crm=crm.json")
    ):
        left = urls.get(name, [])
        told = reading.one(file, partial(_told, name, urls=left))
        if told is not None:
            yield told
    for name, left in urls.items():
        if left:
            reading.mistakes.append(
                f"--url {name}={left[0]} belongs to no answer.\n"
                f"  Name its file: --answer {name}=FILE"
            )


def _told(name: str, file: str | Path, *, urls: list[str], order: KnownOrder | None = None) -> Told:
    system, kind = _system_and_kind(name)
    return Told(system, kind, read_file(Path(file), urls.pop(0) if urls else ""), order)


def _of_files(reading: _Reading, orders: Sequence[KnownOrder]) -> Iterator[Told]:
    """Yield the answers that the files of the orders name."""
    for order in orders:
        for name, files in order.answers.items():
            for file in files:
                told = reading.one(file, partial(_told, name, urls=[], order=order))
                if told is not None:
                    yield told


def _asked(
    named: tuple[str, str], auth: Mapping[str, Any], environ: Mapping[str, str], masker: Masker
) -> Told:
    name, url = named
    system, kind = _system_and_kind(name)
    try:
        return Told(system, kind, ask_now(system, url, auth.get(system), environ, masker))
    except SamestoryError as error:
        raise WrongCall(f"{system} was not asked: {masker.mask_error_text(str(error))}") from None


def _url(text: str) -> tuple[str, str]:
    """Return a system and an address of it. Raise `WrongCall` for one with a password."""
    name, url = _pair(text, "--url crm=https://crm.example.com/orders/A-1042")
    if "@" in urlsplit(url).netloc:
        raise WrongCall(
            f"The address of {name} holds a user or a password, and it would be written to a file."
            "\n  Leave it out, and name the login by --auth."
        )
    if host_of(url) is None:
        raise WrongCall(f"'{url}' is no web address.\n  Write https://crm.example.com/orders/A-1")
    return name, url


def _pair(text: str, example: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise WrongCall(f"'{text}' names no system.\n  Write it like this: {example}")
    return name, value


def _system_and_kind(text: str) -> tuple[str, str]:
    """Return what "crm" or "crm.customer" names; raise `WrongCall` for another kind of subject."""
    name, _, kind = text.partition(".")
    if kind and kind not in KINDS:
        raise WrongCall(
            f"'{text}' names no kind of answer.\n  {did_you_mean(kind, KINDS)}Write {name} for an "
            f"order, or {name}.KIND. Known kinds: {listed(KINDS)}."
        )
    return system_name(name), kind or "order"


def _auth(text: str) -> tuple[str, Mapping[str, Any]]:
    example = """--auth 'crm={ kind = "bearer", token_env = "CRM_TOKEN" }'"""
    name, table = _pair(text, example)
    try:
        found = tomllib.loads(f"auth = {table}")["auth"]
    except tomllib.TOMLDecodeError as error:
        raise WrongCall(f"--auth of {name} is not TOML: {error}.\n  Write: {example}") from None
    if not isinstance(found, dict):
        raise WrongCall(f"--auth of {name} is no table.\n  Write: {example}")
    return name, found


def _openapi(text: str) -> tuple[str, OpenApi]:
    name, file = _pair(text, "--openapi erp=openapi.yaml")
    return _system_and_kind(name)[0], read_openapi(Path(file))
