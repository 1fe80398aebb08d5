"""How Debian's mail programs are configured, and that they end with whoever started them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from samestory_lab.mail import tied
from samestory_lab.mail.dovecot import Dovecot, Users
from samestory_lab.mail.postfix import Postfix

STAYS = "import threading; print('here', flush=True); threading.Event().wait()"
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS


def tied_to_us(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  our own code
        [sys.executable, tied.__file__, sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_all_mail_goes_to_the_mailboxes_and_none_leaves_this_machine():
    """Whatever its address: customers.example is nobody's."""
    postfix = Postfix(Path("/run/it"), "postfix", "postdrop", "127.0.0.1", 8925, 8924)
    settings = dict(line.split(" = ", 1) for line in postfix.main().splitlines())

    assert "lmtp:inet:[127.0.0.1]:8924" == settings["default_transport"]
    assert "127.0.0.1" == settings["inet_interfaces"]
    assert "127.0.0.1/32" == settings["mynetworks"]
    assert not any(" smtp" in line.split("n -")[-1] for line in postfix.master().splitlines()[1:])


def test_nothing_is_kept_outside_of_its_folder():
    postfix = Postfix(Path("/run/it"), "postfix", "postdrop", "127.0.0.1", 8925, 8924)
    kept = ("queue_directory", "data_directory", "maillog_file")

    assert all(f"{name} = /run/it/" in postfix.main() for name in kept)
    assert "/var" not in postfix.main()


def test_a_password_needs_no_quotes():
    """Whatever stands in it, no further word of the configuration comes of it."""
    users = Users("dovecot", "dovecot", "dovenull", 65534, 65534)
    password = "a b\n}\nlisten = *"
    text = Dovecot(Path("/run/it"), users, "127.0.0.1", 8943, 8924, password).configuration()

    assert f"args = password={{PLAIN.HEX}}{password.encode().hex()}\n" in text
    assert ["listen = 127.0.0.1"] == [
        line for line in text.splitlines() if line.startswith("listen")
    ]


@pytest.mark.parametrize("code", [STAYS, DEAF], ids=["obeys", "deaf"])
def test_a_program_ends_with_whoever_started_it(code: str):
    """Even if that one is killed, and cannot say so: then its end of the pipe closes."""
    with tied_to_us(code) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        process.stdin.close()
        assert "" == process.stdout.read()  # it is held open by every process that still runs


def test_a_program_that_ends_by_itself_is_told_by_its_exit_code():
    with tied_to_us("raise SystemExit(3)") as process:
        assert 3 == process.wait(20)
