"""What `samestory watch` does."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from samestory.cli.places import FEATURES, loaded
from samestory.cli.run.choosing import choice_of
from samestory.cli.run.fitting import must_choose
from samestory.cli.screen import say, screen
from samestory.cli.watch.player import ProcessPlayer, Stop
from samestory.config.durations import read_duration
from samestory.errors import WrongCall
from samestory.monitor import Monitor, Settings
from samestory.monitor.outbox import Message, Send
from samestory.network.hosts import canonical
from samestory.report.results_folder import HISTORY

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


@contextmanager
def opened_monitor(  # noqa: PLR0913  every one is an option that a user may give
    chosen: Chosen,
    folder: Path,
    *,
    every: str,
    keep: str,
    keep_runs: int,
    longest: str,
    webhook: str | None,
    undo: bool,
) -> Iterator[Monitor]:
    """Check the call before anything is played, and watch alone in the folder.

    The times are as the user wrote them.
    """
    described, _ = loaded(chosen.landscape)
    choice = choice_of(
        chosen.paths, FEATURES, only=chosen.only, keyword=chosen.keyword, tag=chosen.tag
    )
    must_choose(choice, FEATURES)  # else no turn would ever play one
    settings = Settings(
        folder=folder,
        every=time_option("--every", every),
        age=time_option("--keep", keep),
        most=keep_runs,
        company=described.name,
        zone=described.zone,
    )
    seconds = time_option("--longest", longest).total_seconds()
    send = sender(webhook) if webhook else None
    console = screen()
    with alone_in(folder), Stop() as stop:
        player = ProcessPlayer(
            options=chosen.options,
            landscape=("-l", str(chosen.landscape)),
            stop=stop,
            longest=seconds,
            history=folder / HISTORY,
            undoes=undo,
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
