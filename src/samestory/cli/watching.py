"""What `samestory watch` does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from samestory.cli.choosing import choice_of
from samestory.cli.fitting import must_fit
from samestory.cli.places import FEATURES, loaded, must_exist
from samestory.cli.screen import say, screen
from samestory.cli.watch_player import ProcessPlayer, Stop
from samestory.config.durations import read_duration
from samestory.errors import WrongCall
from samestory.monitor import Monitor, Settings
from samestory.network.hosts import canonical
from samestory.report.results_folder import HISTORY

if TYPE_CHECKING:
    from samestory.exit_codes import Exit
    from samestory.monitor.outbox import Message, Send

LOCK = "watch.lock"
SHORTEST = timedelta(seconds=1)
TIMEOUT = 10.0
"""Seconds that a webhook may take."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which features are played, against which landscape."""

    paths: Sequence[str]
    only: Sequence[str]
    keyword: str | None
    tag: str | None
    workers: int | None
    landscape: Path

    @property
    def options(self) -> list[str]:
        """The options of `samestory run` that choose them."""
        given = {"-k": self.keyword, "-m": self.tag, "-n": self.workers}
        return [
            *self.paths,
            *(part for each in self.only for part in ("--only", each)),
            *(part for name, each in given.items() if each for part in (name, str(each))),
        ]

    def must_fit(self) -> None:
        """Raise `NothingToCompare` or `WrongCall` if no scenario fits: no turn ever would."""
        choice = choice_of(self.paths, FEATURES, only=self.only, keyword=self.keyword, tag=self.tag)
        if str(FEATURES) in choice["paths"]:
            must_exist(FEATURES)
        must_fit(**choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """One call of the command; the times are as the user wrote them."""

    chosen: Chosen
    folder: Path
    every: str
    keep: str
    keep_runs: int
    longest: str
    webhook: str | None
    undo: bool

    def once(self) -> Exit:
        """Play one turn, and return how its run ended."""
        with self._monitor() as monitor:
            return monitor.once()

    def go_on(self) -> Exit:
        """Play turn after turn until the user ends it."""
        with self._monitor() as monitor:
            return monitor.go_on()

    @contextmanager
    def _monitor(self) -> Iterator[Monitor]:
        """Check the call before anything is played, and watch alone in the folder."""
        described, _ = loaded(self.chosen.landscape)
        self.chosen.must_fit()
        settings = Settings(
            folder=self.folder,
            every=time_option("--every", self.every),
            age=time_option("--keep", self.keep),
            most=self.keep_runs,
            company=described.name,
            zone=described.zone,
        )
        longest = time_option("--longest", self.longest).total_seconds()
        send = sender(self.webhook) if self.webhook else None
        console = screen()
        with alone_in(self.folder), Stop() as stop:
            player = ProcessPlayer(
                options=self.chosen.options,
                landscape=("-l", str(self.chosen.landscape)),
                stop=stop,
                longest=longest,
                history=self.folder / HISTORY,
                undoes=self.undo,
            )
            yield Monitor(settings, player, stop, lambda text: say(console, text), send)


def time_option(option: str, text: str) -> timedelta:
    """Read "15m", "1h", "7d". Raise `WrongCall` for anything else."""
    minutes = f"{text}in" if text.strip().endswith("m") else text
    try:
        found = read_duration(minutes)
    except ValueError:
        found = timedelta()
    if found < SHORTEST:
        raise WrongCall(f"{option} is '{text}', which is no duration.\n  Write 15m, 1h or 7d.")
    return found


def sender(url: str) -> Send:
    """Return what posts alerts to a webhook. Raise `WrongCall` for what is no web address.

    The address may hold a secret, so that no error shows more of it than the host.
    """
    import httpx

    try:
        parts = httpx.URL(url)
        host = canonical(parts.host)
    except (httpx.InvalidURL, ValueError):
        parts, host = None, None
    if parts is None or host is None or parts.scheme not in {"http", "https"}:
        raise WrongCall(
            "--webhook is no web address.\n  Write it like this: https://chat.example/hooks/1"
        )

    def send(message: Message) -> None:
        headers = {"Idempotency-Key": "".join(e if e.isascii() else "?" for e in message["id"])}
        try:
            answer = httpx.post(url, json=dict(message), headers=headers, timeout=TIMEOUT)
        except httpx.HTTPError as error:
            raise ConnectionError(f"{host}: {type(error).__name__}") from None
        if not answer.is_success:
            raise ConnectionError(f"{host} answered {answer.status_code} {answer.reason_phrase}")

    return send


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Lock a folder for this process. Raise `WrongCall` if another watch is at work in it.

    The lock is the operating system's, so that it ends with the process, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("wb")
    except OSError as error:
        raise WrongCall(
            f"'{folder}' cannot be written: {error.strerror}.\n  Name another one: --report DIR."
        ) from None
    with file:
        if not _taken(file.fileno()):
            raise WrongCall(
                f"Another watch is at work in '{folder}'.\n"
                "  End it first, or name another folder: --report DIR."
            )
        yield


def _taken(number: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows has none: there, two watches at once are the user's to avoid
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
