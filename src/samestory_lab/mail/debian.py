"""Debian's Postfix and Dovecot, with configurations of their own in a folder of this run.

They take nothing from /etc and leave nothing outside of their folder. Postfix's master starts for
root only, so that everybody else has the mail servers made of Python.
"""

from __future__ import annotations

import asyncio
import imaplib
import os
import shutil
import smtplib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from samestory_demo.settings import HOST
from samestory_lab.mail import tied
from samestory_lab.mail.dovecot import Dovecot, Users
from samestory_lab.mail.postfix import DAEMONS, QUEUES, Postfix
from samestory_lab.programs import DidNotOpenError, last_words
from samestory_lab.runs import folder_of_run
from samestory_lab.settings import Settings

PATIENCE = 20.0
"""Seconds that both may take until they answer; they take 2."""
PACE = 0.1
GRACE = 10.0
"""Seconds that both may take to end."""
NEEDED = {
    "postfix": (DAEMONS / "master",),
    "dovecot-imapd": (Path("/usr/sbin/dovecot"), Path("/usr/lib/dovecot/imap")),
    "dovecot-lmtpd": (Path("/usr/lib/dovecot/lmtp"),),
}
"""Debian's packages, and the programs that show that they are installed."""


def what_is_missing() -> str:
    """Why they cannot be run here; empty if they can."""
    missing = [name for name, files in NEEDED.items() if not all(map(Path.is_file, files))]
    if missing:
        return f"not installed: {', '.join(missing)}"
    return "" if os.geteuid() == 0 else "Postfix starts for root only"


class Debian:
    """One Postfix that hands everything to one Dovecot."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = Path()
        self._until_closed = ExitStack()
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def logs(self) -> Mapping[str, Path]:
        """What Postfix and Dovecot say."""
        return {"smtp": self._postfix.log, "imap": self._dovecot.log}

    async def open(self) -> None:
        """Start both, with empty mailboxes (DidNotOpenError)."""
        if missing := what_is_missing():
            raise DidNotOpenError(
                f"Postfix and Dovecot cannot be run here ({missing}): choose --mail python."
            )
        self._folder = self._until_closed.enter_context(folder_of_run("samestory-mail-"))
        self._folder.chmod(0o711)  # they work as users of their own, which have to get there
        await self._start()

    async def close(self) -> None:
        """Stop both, and drop every mail."""
        await self._stop()
        self._until_closed.close()

    async def reset(self) -> None:
        """Delete everything, mails on their way included."""
        await self._stop()
        await self._start()

    async def _start(self) -> None:
        lay_out_postfix(self._postfix)
        lay_out_dovecot(self._dovecot)
        self._running = [*self._launched()]
        await self._answering()

    def _launched(self) -> Iterator[subprocess.Popen[bytes]]:
        for each in (self._postfix, self._dovecot):
            with each.log.open("ab") as log:
                yield subprocess.Popen(  # noqa: S603  (Debian's programs)
                    [sys.executable, tied.__file__, *each.command],
                    stdin=subprocess.PIPE,  # they end when this pipe does: with us, however we end
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )

    async def _stop(self) -> None:
        running, self._running = self._running, []
        for each in running:
            each.terminate()
        for each in running:
            try:
                await asyncio.to_thread(each.wait, GRACE)
            except subprocess.TimeoutExpired:
                each.kill()
            if each.stdin:
                each.stdin.close()

    async def _answering(self) -> None:
        until = asyncio.get_running_loop().time() + PATIENCE
        while not await asyncio.to_thread(self._answer):
            stopped = any(each.poll() is not None for each in self._running)
            if stopped or asyncio.get_running_loop().time() > until:
                what = "one stopped" if stopped else f"no answer after {PATIENCE:.0f} s"
                words = "\n".join(map(last_words, self.logs.values()))
                raise DidNotOpenError(f"Postfix and Dovecot did not open: {what}.\n{words}")
            await asyncio.sleep(PACE)

    def _answer(self) -> bool:
        """Whether a mail would be taken, and a mailbox shown."""
        ports = self._settings.ports
        try:
            with smtplib.SMTP(HOST, ports.smtp, timeout=PATIENCE) as smtp:
                smtp.ehlo()
                smtp.mail("postmaster@speedwell.example")
                code, _ = smtp.rcpt("postmaster@speedwell.example")
            with imaplib.IMAP4(HOST, ports.imap, timeout=PATIENCE):
                return code == 250
        except (OSError, smtplib.SMTPException, imaplib.IMAP4.error):
            return False

    @property
    def _postfix(self) -> Postfix:
        ports = self._settings.ports
        folder = self._folder / "postfix"
        return Postfix(folder, "postfix", "postdrop", HOST, ports.smtp, ports.lmtp)

    @property
    def _dovecot(self) -> Dovecot:
        ports, secrets = self._settings.ports, self._settings.secrets
        folder = self._folder / "dovecot"
        return Dovecot(folder, users(), HOST, ports.imap, ports.lmtp, secrets.mailbox_password)


def users() -> Users:
    """Those that Debian's packages make, and `nobody` for the mailboxes: root may not have any."""
    import pwd  # noqa: PLC0415  (Windows has none)

    reader = pwd.getpwnam("nobody")
    return Users("dovecot", "dovecot", "dovenull", reader.pw_uid, reader.pw_gid)


def lay_out_postfix(postfix: Postfix) -> None:
    """Write its configuration, and make its queues again."""
    queues, kept = postfix.folder / "queue", postfix.folder / "data"
    shutil.rmtree(queues, ignore_errors=True)
    for folder in (kept, *(queues / each for each in QUEUES)):
        folder.mkdir(parents=True, exist_ok=True)
        if folder.name != "pid":  # that one is the master's own
            shutil.chown(folder, postfix.owner)
    (postfix.folder / "main.cf").write_text(postfix.main())
    (postfix.folder / "master.cf").write_text(postfix.master())


def lay_out_dovecot(dovecot: Dovecot) -> None:
    """Write its configuration, and make its mailboxes again."""
    mailboxes = dovecot.folder / "mailboxes"
    shutil.rmtree(mailboxes, ignore_errors=True)
    mailboxes.mkdir(parents=True)
    os.chown(mailboxes, dovecot.users.reader, dovecot.users.reader_group)
    configuration = dovecot.folder / "dovecot.conf"
    configuration.touch(mode=0o600)  # the password of the mailboxes stands in it
    configuration.write_text(dovecot.configuration())
