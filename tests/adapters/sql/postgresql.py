"""A PostgreSQL server of one's own on a loopback port, where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "owner-secret-2k"
HARMLESS = ("postgres", "nobody")
"""Users as whom a server may run; PostgreSQL refuses to run as root."""


@dataclass(frozen=True)
class Server:
    """A server that is running; `folder` holds its data and its certificates."""

    port: int
    folder: Path

    def url(self, user: str = "owner", password: str = PASSWORD, name: str = "postgres") -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{name}"


class NotInstalled(Exception):
    """There is no PostgreSQL to be had here, and why."""


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """A fresh server with these settings; about two seconds."""
    programs = _programs()
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="samestory-postgresql-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        password = folder / "password"
        password.write_text(PASSWORD)
        password.chmod(0o644)
        _run(
            [
                *(programs / "initdb", "-D", data, "-U", "owner", f"--pwfile={password}"),
                *("--auth=scram-sha-256", "--no-sync", "--locale=C", "--encoding=UTF8"),
            ],
            user,
        )
        server = Server(_free_port(), folder)
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(server.port),
            "unix_socket_directories": "",
            "fsync": "off",
            "shared_buffers": "8MB",
            "max_connections": "10",
            **settings,
        }
        given = " ".join(f"-c {name}='{value}'" for name, value in options.items())
        control = [programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        _run([*control, "-o", given, "start"], user)
        try:
            yield server
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """The newest installed server's folder of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise NotInstalled("PostgreSQL's server is not installed (Debian: postgresql)")
    return (found[-1] if found else Path(str(on_path)).resolve()).parent


def _user() -> str | None:
    """As whom to run it, None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    user = next((each for each in HARMLESS if each in known), None)
    if user is None:
        raise NotInstalled(f"PostgreSQL does not run as root, and there is no user {HARMLESS}")
    return user


def _run(command: list[object], user: str | None) -> None:
    done = subprocess.run(  # noqa: S603 - the programs of a server, with words of ours
        list(map(str, command)),
        user=user,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open as long as the server runs
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise NotInstalled(f"{Path(str(command[0])).name} ended with {done.returncode}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
