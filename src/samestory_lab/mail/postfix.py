"""Postfix's configuration: it takes every mail from this machine and hands it to one Dovecot.

What each setting means: postconf(5), and master(5) for the table of services.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DAEMONS = Path("/usr/lib/postfix/sbin")
"""Where Debian keeps the programs that Postfix's master starts."""
QUEUES = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming"),
    *("maildrop", "pid", "private", "public", "saved", "trace"),
)
"""The folders that Postfix expects in its queue; `postfix check` makes them, where all is usual."""


@dataclass(frozen=True, slots=True)
class Postfix:
    """One Postfix below `folder`, that runs as `owner`; ports are on `host`."""

    folder: Path
    owner: str
    group: str
    host: str
    smtp: int
    lmtp: int

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "postfix.log"

    @property
    def command(self) -> list[str]:
        """What starts it in the foreground."""
        return [str(DAEMONS / "master"), "-c", str(self.folder), "-d"]

    def main(self) -> str:
        """main.cf."""
        settings = {
            "compatibility_level": "3.6",
            "command_directory": "/usr/sbin",
            "daemon_directory": str(DAEMONS),
            "queue_directory": str(self.folder / "queue"),
            "data_directory": str(self.folder / "data"),
            "mail_owner": self.owner,
            "setgid_group": self.group,
            "maillog_file": str(self.log),
            "maillog_file_prefixes": str(self.folder),
            "myhostname": "speedwell.example",
            "inet_interfaces": self.host,
            "inet_protocols": "ipv4",
            "mynetworks": f"{self.host}/32",
            # no mail stays here, whatever its address: all of it goes to the mailboxes
            "mydestination": "",
            "alias_maps": "",
            "alias_database": "",
            "local_recipient_maps": "",
            "default_transport": f"lmtp:inet:[{self.host}]:{self.lmtp}",
            "relay_transport": "$default_transport",
            "smtpd_recipient_restrictions": "permit_mynetworks, reject",
            "lmtp_address_preference": "ipv4",
            "lmtp_destination_recipient_limit": "1",
            "in_flow_delay": "0",  # else a mail waits for 1 s where none has gone out yet
            "minimal_backoff_time": "1s",
            "maximal_backoff_time": "5s",
            "queue_run_delay": "1s",  # a mail that the mailboxes do not take at once is tried again
        }
        return "".join(f"{name} = {value}\n" for name, value in settings.items())

    def master(self) -> str:
        """master.cf: only what carries mail from SMTP to LMTP, and nothing in a cage of its own."""
        services = (
            (f"{self.host}:{self.smtp}", "inet", "n", "-", "smtpd"),
            ("cleanup", "unix", "n", "0", "cleanup"),
            ("qmgr", "unix", "n", "1", "qmgr"),
            ("rewrite", "unix", "-", "-", "trivial-rewrite"),
            ("bounce", "unix", "-", "0", "bounce"),
            ("defer", "unix", "-", "0", "bounce"),
            ("trace", "unix", "-", "0", "bounce"),
            ("lmtp", "unix", "-", "-", "lmtp"),
            ("error", "unix", "-", "-", "error"),
            ("retry", "unix", "-", "-", "error"),
            ("discard", "unix", "-", "-", "discard"),
            ("postlog", "unix-dgram", "n", "1", "postlogd"),
        )
        return "".join(
            f"{name} {kind} {private} - n - {most} {program}\n"
            for name, kind, private, most, program in services
        )
