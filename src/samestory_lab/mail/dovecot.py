"""Dovecot's configuration: every address has a mailbox, and all open with the same password.

What each setting means: https://doc.dovecot.org/2.3/settings/core/.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template, ascii_letters, digits

CONFIGURATION = Template("""\
protocols = imap lmtp
listen = $host
base_dir = $folder/run
state_dir = $folder/state
log_path = $log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_username_format = %Lu
auth_username_chars = "$letters.-_@+'!=*?^~&"
auth_failure_delay = 0
default_internal_user = $internal
default_internal_group = $group
default_login_user = $login
recipient_delimiter =
mail_location = maildir:~/mail
mail_fsync = never
mail_max_userip_connections = 200
first_valid_uid = 1

passdb {
  driver = static
  args = password={PLAIN.HEX}$password
}
userdb {
  driver = static
  args = uid=$reader gid=$reader_group home=$folder/mailboxes/%Lu allow_all_users=yes
}
service imap-login {
  chroot =
  service_count = 0
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = 0
  }
}
service imap {
  process_min_avail = 1
}
service lmtp {
  process_min_avail = 1
  inet_listener lmtp {
    port = $lmtp
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
namespace inbox {
  inbox = yes
}
""")


@dataclass(frozen=True, slots=True)
class Users:
    """As whom Dovecot works: inside, before a login, and (by number) as the reader of mailboxes."""

    internal: str
    group: str
    login: str
    reader: int
    reader_group: int


@dataclass(frozen=True, slots=True)
class Dovecot:
    """One Dovecot below `folder`; ports are on `host`."""

    folder: Path
    users: Users
    host: str
    imap: int
    lmtp: int
    password: str

    @property
    def log(self) -> Path:
        """What it says."""
        return self.folder / "dovecot.log"

    @property
    def command(self) -> list[str]:
        """What starts it in the foreground."""
        return ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]

    def configuration(self) -> str:
        """dovecot.conf. The password stands in it as hexadecimal digits, which need no quotes."""
        return CONFIGURATION.substitute(
            letters=ascii_letters + digits,
            host=self.host,
            folder=self.folder,
            log=self.log,
            internal=self.users.internal,
            group=self.users.group,
            login=self.users.login,
            reader=self.users.reader,
            reader_group=self.users.reader_group,
            imap=self.imap,
            lmtp=self.lmtp,
            password=self.password.encode().hex(),
        )
